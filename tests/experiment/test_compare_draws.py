"""A comparison over draws of parameters: the spread is the parameters', and a verdict that hangs on them says so."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from salesim.errors import InputError
from salesim.experiment.compare_draws import compare_draws, drawn_scenario, sentence, summarize
from salesim.experiment.parameter_draws import Block, Uncertain, read_uncertainty, sample_parameters, uncertainty_json
from salesim.model.result import Result
from salesim.scenario import load_scenario

SCENARIO = "name: drawn\nlayouts: {unit: {builder: unit}, circle: {builder: region}}\nrun: {weeks: 4}\n"
ETA = "market.goodwill.elasticity"
MONTHS = tuple(Uncertain("market.calendar.month_factors", "log", month) for month in range(12))
CHURN = tuple(Uncertain(f"market.buying.churn_{name}") for name in "ab")
BLOCKS = [
    Block(CHURN, np.array([1.0, 12.0]), np.array([[0.04, 0.03], [0.03, 0.04]])),
    Block((Uncertain(ETA, "linear"),), np.array([0.1]), np.array([[0.04]])),
    Block(MONTHS, np.ones(12), 0.01 * np.eye(12)),
    Block((Uncertain("market.goodwill.carry_over", "logit"),), np.array([0.93]), np.array([[0.1]])),
]


@pytest.fixture
def scenario(tmp_path):
    (tmp_path / "drawn.yaml").write_text(SCENARIO)
    (tmp_path / "calibration.json").write_text(uncertainty_json(BLOCKS, {"salesim": "0"}))
    return load_scenario(tmp_path / "drawn.yaml")


def runner(scenario, replication, arms):
    """Circle gains ten times the elasticity, with noise of its own."""
    sampling = np.random.default_rng(replication).normal(size=2)
    gains = {"unit": 100.0, "circle": 100.0 + 10.0 * scenario.market.goodwill.elasticity}
    return {
        arm: Result(
            {
                "summary": pd.DataFrame(
                    {"value_created": [gains[arm.layout] + 0.1 * sampling[int(arm.layout == "circle")]]}
                ),
                "weeks": pd.DataFrame({"week": [0], "sales": [1.0]}),
            },
            {},
        )
        for arm in arms
    }


def test_what_is_written_is_read_again(scenario):
    for block, again in zip(BLOCKS, read_uncertainty(scenario.folder), strict=True):
        assert again.fields == block.fields
        assert again.values == pytest.approx(block.values) and again.covariance == pytest.approx(block.covariance)


def test_draws_have_the_covariance_and_keep_their_scales():
    rng = np.random.default_rng(1)
    draws = [sample_parameters(BLOCKS, rng) for _ in range(4000)]
    a, b = (np.log([draw[f"market.buying.churn_{name}"] for draw in draws]) for name in "ab")
    assert np.cov(a, b) == pytest.approx(BLOCKS[0].covariance, abs=0.004)
    assert all(0 < draw["market.goodwill.carry_over"] < 1 for draw in draws)
    assert len(draws[0]["market.calendar.month_factors"]) == 12


def test_a_draw_outside_of_the_bounds_is_drawn_again(scenario):
    rng = np.random.default_rng(1)
    etas = [drawn_scenario(scenario, BLOCKS, rng)[0].market.goodwill.elasticity for _ in range(60)]
    assert min(etas) >= 0.0  # though a third of the normal lies below
    with pytest.raises(InputError, match="no draw fits the scenario"):
        drawn_scenario(scenario, [Block((Uncertain(ETA, "linear"),), np.array([-9.0]), np.array([[0.01]]))], rng)


def test_the_spread_over_draws_is_the_parameters(scenario):
    found = compare_draws(scenario, 12, replications=4, runner=runner)
    arm = found.arms.iloc[0]
    drawn = found.parameters.loc[found.parameters["field"] == ETA, "value"].to_numpy()
    assert arm["arm"] == "circle/current"
    assert arm["parameter_sd"] == pytest.approx(10.0 * drawn.std(ddof=1), rel=1e-6)
    assert arm["difference"] == pytest.approx(10.0 * drawn.mean(), abs=0.3)
    assert arm["sampling_sd"] == pytest.approx(0.07, abs=0.05)
    assert arm["ahead"] > 0.9
    assert arm["high"] - arm["low"] == pytest.approx(
        2 * 2.2 * arm["parameter_sd"], rel=0.1
    )  # t of 11, and the mean's own
    assert found.to_json() == compare_draws(scenario, 12, replications=4, runner=runner).to_json()
    json.dumps(found.to_json(), allow_nan=False)


def test_the_sentence_says_whether_open_parameters_could_reverse_the_verdict():
    facts = {"baseline": "a/b", "draws": 20, "weeks": 52, "currency": "USD"}
    rng = np.random.default_rng(0)
    for center, says in ((5e6, "do not change the verdict"), (1e5, "could reverse the verdict")):
        values = center + 1e6 * rng.normal(size=20)
        arms = summarize(pd.DataFrame({"arm": "x/y", "difference": values, "standard_error": 1e5}), ["x/y"])
        assert says in sentence(arms, facts, "en")
        assert "USD in 52 weeks" in sentence(arms, facts, "en")
        chinese = sentence(arms, facts, "zh")
        assert "{" not in chinese and "万美元" in chinese and "sampling" not in chinese


def test_without_a_sound_calibration_there_is_nothing_to_draw_from(scenario):
    file = scenario.folder / "calibration.json"
    with pytest.raises(InputError, match="allowed: 2 to 1000"):
        compare_draws(scenario, 1)
    for text, says in [
        ('{"format": 1, "blocks": []}', "nothing in it is uncertain"),
        ("{}", "is not what 'salesim calibrate' writes"),
        (file.read_text().replace('"logit"', '"cubic"'), "unknown scale"),
        (file.read_text().replace("0.93", "1.93"), "ValueError"),
    ]:
        file.write_text(text)
        with pytest.raises(InputError, match=says):
            compare_draws(scenario, 3)
        file.write_text(uncertainty_json(BLOCKS, {}))
    file.unlink()
    with pytest.raises(InputError, match=r"no calibration[.]json beside the scenario"):
        compare_draws(scenario, 3)
