"""Doubt: factors, indices that are known by hand, and worlds in which a decision flips."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from salesim.errors import InputError
from salesim.experiment.sensitivity import Factor, default_factors, sensitivity, stability
from salesim.experiment.sensitivity.factors import read_factor
from salesim.report.tornado import plot_tornado, tornado_data
from salesim.scenario import Arm, Scenario, load_scenario

pytest.importorskip("SALib", reason="SALib is not installed (pip install salesim[sensitivity])")

BACK, ELASTIC, CAP = "market.churn.win_back", "market.goodwill.elasticity", "sales_force.pay.cap_at"
FACTORS = [
    Factor(BACK, 0.0, 0.4),
    Factor(ELASTIC, 0.2, 0.6),
    Factor("plan", options={"plain": {}, "cap": {CAP: 1.2}, "low cap": {CAP: 1.1}}),
]
ARM = Arm("unit", "other")


def linear(scenario, replication, arms):
    """The arm is ahead by 10 (win-back - .1) + 2 elasticity, less 1 under any cap; all meet the same random numbers."""
    common = np.random.default_rng(replication).normal(0, 100)
    market = scenario.market
    ahead = 10 * (market.churn.win_back - 0.1) + 2 * (market.goodwill.elasticity - 0.4)
    ahead -= 1.0 * (scenario.sales_force.pay.cap_at is not None)
    value = {arm: common + (ahead if arm.policy == "other" else 0.0) for arm in arms}
    return {a: SimpleNamespace(tables={"summary": pd.DataFrame({"value_created": [value[a]]})}) for a in arms}


@pytest.fixture(scope="module")
def scenario():
    return Scenario(name="small", policies={"current": {}, "other": {}})


def test_morris_finds_slopes_of_numbers_and_choices(scenario):
    found = sensitivity(scenario, ARM, factors=FACTORS, size=20, runner=linear)
    rows = found.factors.set_index("factor")
    assert rows.index[0] == BACK and rows.loc[BACK, "mu"] == pytest.approx(4.0)  # 10 x the range of .4
    assert rows.loc[ELASTIC, "mu_star"] == pytest.approx(0.8) and rows.loc[ELASTIC, "sigma"] == pytest.approx(
        0, abs=1e-9
    )
    assert rows.loc["plan", "mu"] < 0 and rows.loc["plan", "low"] == "plain"
    assert rows.loc[BACK, "at_high"] - rows.loc[BACK, "at_low"] == pytest.approx(4.0 * 2 / 3, abs=0.8)


def test_sobol_shares_out_the_variance(scenario):
    found = sensitivity(scenario, ARM, factors=FACTORS[:2], method="sobol", size=128, runner=linear, replications=1)
    rows = found.factors.set_index("factor")
    # variances of uniforms: (4² and .8²) / 12
    assert rows.loc[BACK, "ST"] == pytest.approx(16 / 16.64, abs=0.05)
    assert rows.loc[ELASTIC, "S1"] == pytest.approx(0.64 / 16.64, abs=0.05)


def test_a_tornado_has_the_widest_swing_on_top(scenario):
    data = tornado_data(sensitivity(scenario, ARM, factors=FACTORS, size=10, runner=linear))
    assert data["factor"].iloc[0] == BACK and data["high"].iloc[0] == "0.4"
    axes = plot_tornado(data, lang="zh")
    assert axes.get_title(loc="left") == "差异取决于哪些假设"


def test_a_decision_flips_where_it_must(scenario):
    found = stability(scenario, ARM, factors=FACTORS[:2], worlds=64, runner=linear)
    assert found.share == pytest.approx(0.75, abs=0.08)
    flip = found.flips.set_index("factor").loc[BACK]
    at = 0.1 - 0.2 * (scenario.market.goodwill.elasticity - 0.4)
    assert flip["value"] == pytest.approx(at, abs=0.01)
    assert flip["side"] == "below"
    assert f"the verdict is reversed when {BACK} falls below {at:.2f}" in found.sentence
    chinese = stability(scenario, ARM, factors=FACTORS[:2], worlds=8, runner=linear, lang="zh").sentence
    assert "个合理情形中" in chinese and "低于" in chinese


def test_two_workers_find_the_same(scenario):
    one = sensitivity(scenario, ARM, factors=FACTORS[:2], size=3, runner=linear)
    two = sensitivity(scenario, ARM, factors=FACTORS[:2], size=3, runner=linear, jobs=2)
    pd.testing.assert_frame_equal(one.worlds, two.worlds)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"factors": [FACTORS[0], FACTORS[0]]}, "factors: a factor is given twice"),
        ({"factors": []}, "factors: the number of factors (got 0); allowed: 1 to 40"),
        ({"factors": [Factor("market.churn.win_bak", 0, 1)]}, "did you mean"),
        ({"factors": [Factor(BACK, 0, 7)]}, "market.churn.win_back"),
        ({"method": "oat"}, "method: there is no such method (got 'oat'); allowed: morris, sobol"),
        ({"method": "sobol", "size": 6}, "a power of 2, such as 64"),
    ],
)
def test_what_cannot_be_varied_is_refused(scenario, arguments, message):
    with pytest.raises(InputError) as fault:
        sensitivity(scenario, ARM, **{"factors": FACTORS, "runner": linear, **arguments})
    assert message in str(fault.value)


def test_factors_from_a_scenario_and_from_a_line():
    town = load_scenario("scenarios/small_town.yaml")
    assert len(default_factors(town)) == 10
    assert read_factor(town, f"{BACK}=0.1:0.2") == Factor(BACK, 0.1, 0.2)
    with pytest.raises(InputError, match="is no range"):
        read_factor(town, f"{BACK}=0.1-0.2")
    with pytest.raises(InputError, match="is no number of the scenario"):
        read_factor(town, "channel.desk.portal")
