"""What the winner owes to its terms: found where they matter, put back where they do not."""

from __future__ import annotations

import numpy as np
import pytest
from planted import PORTAL, RATE, Planted, worth

from salesim.scenario import apply_policy, overlay
from salesim.search import Choice, Constraint, Number, Space, search
from salesim.search.sensitivity import explained, grid, put_back

WEIGHT = "sales_force.coverage.prospect_weight"  # makes no difference in the planted model


@pytest.fixture(scope="module")
def found():
    from planted import SPACE, planted_scenario

    idle = SPACE.model_copy(update={"numbers": {**SPACE.numbers, WEIGHT: Number(low=0.5, high=4.0, step=0.5)}})
    return search(planted_scenario(), idle, 60, 8, 5, confirm_replications=10, runner=Planted(noise=5000.0))


def test_each_term_is_worth_what_is_lost_without_it(found, scenario):
    terms = found.sensitivity.terms.set_index("term")
    winner = overlay(apply_policy(scenario, "current"), found.policy.set)
    best = worth(winner, found.layout)
    truth = {
        "layout": best - worth(winner, "unit"),
        "portal": best - worth(overlay(winner, {PORTAL: False}), found.layout),
        RATE: best - worth(overlay(winner, {RATE: 0.012}), found.layout),
        WEIGHT: 0.0,
    }
    for name, row in terms.iterrows():
        assert row["worth"] == pytest.approx(truth[name], abs=8000), name
    assert set(terms.index) >= {"layout", "portal", RATE}
    assert (terms.loc[["layout", "portal", RATE], "verdict"] == "needed").all()


def test_what_makes_no_difference_is_put_back(found):
    terms = found.sensitivity.terms.set_index("term")
    verdicts = set(terms["verdict"])
    kept = len(found.sensitivity.simplest)
    assert kept == len(terms) - (terms["verdict"] == "flat").sum() if "flat" in verdicts else kept <= len(terms)
    assert ("flat" in verdicts) == (found.sensitivity.simplest_policy is not None)


def test_a_slice_falls_on_both_sides_of_the_best(found):
    slices = found.sensitivity.slices
    rate = slices[slices["term"] == RATE].sort_values("value")
    assert rate["difference"].iloc[0] < -100_000 and rate["difference"].iloc[-1] < -100_000
    assert (rate["verdict"].iloc[[0, -1]] == "worse").all()
    assert (slices.loc[slices["term"] == WEIGHT, "verdict"] != "worse").all()


def test_what_would_break_a_constraint_is_marked(scenario, space):
    budget = Constraint(outcome="pay", at_most=150_000)
    found = search(
        scenario, space, 32, 4, 3, confirm_replications=6, constraints=[budget], runner=Planted(noise=2000.0)
    )
    rate = found.sensitivity.slices.query("term == @RATE").set_index("value")["verdict"]
    assert (rate[rate.index > 0.0155] == "broken").all() and (rate[rate.index < 0.0145] == "worse").all()


def test_importance_names_what_matters(found):
    shares = found.sensitivity.importance.set_index("term")["importance"]
    assert shares.index[0] == RATE and shares[RATE] > 0.3 > shares[WEIGHT]


def test_the_variance_explained_is_that_of_the_bins():
    rng = np.random.default_rng(2)
    x, kind = rng.random(3000), rng.integers(0, 3, 3000)
    values = np.sin(2 * np.pi * x) + kind + 0.5 * rng.normal(size=3000)
    parts = np.array([0.5, 2 / 3, 0.25])
    assert explained([f"k{i}" for i in kind], values) == pytest.approx(parts[1] / parts.sum(), abs=0.03)
    assert explained(x.tolist(), values) == pytest.approx(parts[0] / parts.sum(), abs=0.06)  # a bin averages over a bit
    assert explained(rng.random(3000).tolist(), values) < 0.01
    assert explained([None, 1.0] * 10, np.ones(20)) == 0.0


def test_values_over_a_range_keep_to_its_steps():
    assert grid(Number(low=0.1, high=1.1, step=0.2), whole=False) == [0.1, 0.3, 0.7, 0.9, 1.1]
    assert grid(Number(low=1.0, high=16.0, log=True), whole=False) == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_what_a_choice_makes_superfluous_goes_with_it():
    space = Space(
        choices={"bonus": Choice(options={"none": {}, "paid": {}})},
        numbers={RATE: Number(low=0, high=1), "x": Number(low=2, high=3, when={"bonus": "paid"})},
    )
    today, best = {"layout": "a", "bonus": "none", RATE: 0.1}, {"layout": "b", "bonus": "paid", RATE: 0.2, "x": 2.5}
    assert put_back(space, best, today, ["bonus"]) == {"layout": "b", "bonus": "none", RATE: 0.2}
    assert put_back(space, today, best, ["bonus"]) == {"layout": "a", "bonus": "paid", RATE: 0.1, "x": 2.5}
