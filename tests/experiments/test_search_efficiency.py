"""Small versions of the study on how many simulations a search needs, and on whether its winner is told truly."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "experiments"))

import search_efficiency as study
from search_efficiency import FIXED, GAIN, PlantedModel, Problem, planted_scenario, planted_space


@pytest.fixture
def problem():
    return Problem(planted_scenario(0), planted_space(), PlantedModel())


def test_the_planted_optimum_is_the_best_and_the_baseline_gains_nothing(problem):
    best = {path: best for path, (_, _, best, _) in study.NUMBERS.items()}
    best |= {"layout": "balanced", study.PORTAL: "on", "cap": "none"}
    assert problem.gain(best) == pytest.approx(GAIN)
    assert problem.gain(problem.start) == pytest.approx(0.0)
    assert len(problem.start) == 15
    rng = np.random.default_rng(1)
    assert all(
        problem.gain(study.moved(problem.space, problem.layouts, problem.whole, best, rng)) <= GAIN for _ in range(50)
    )


def test_the_shortcut_for_the_others_simulates_what_the_model_would(problem):
    """Mean and spread of 20 replications with luck of their own, of the baseline."""
    found = [problem.outcome(problem.start, study.replications_of(i, 0)) for i in range(200)]
    arm = problem.scenario.baseline
    drawn = [PlantedModel().tables(problem.scenario, r, arm)["summary"][study.VALUE][0] for r in range(400)]
    assert np.mean(found) == pytest.approx(np.mean(drawn), abs=4 * 1.9e6 / 400**0.5)
    assert np.std(found) * FIXED**0.5 == pytest.approx(np.std(drawn), rel=0.25)


@pytest.mark.slow
def test_ours_gets_there_in_half_the_simulations_within_which_others_do_not(problem):
    """One study: 2,578 simulations with its luck; the others had not got there after 6,000."""
    budget = 6000
    needed = {}
    for name, searched in study.SEARCHES.items():
        steps = searched(problem, budget if name == "ours" else budget // FIXED, 0)
        needed[name] = study.needed(steps, problem, 0.95 * GAIN, budget)
    assert needed["ours"] < budget / 2
    assert all(needed[name] >= 2 * needed["ours"] for name in ("plain TPE", "random", "annealing"))


def test_a_search_that_ends_too_early_needs_endlessly_many(problem):
    assert study.needed(iter([(20, problem.start)]), problem, 1.0, 100) == math.inf
    table = study.summary(
        study.pd.DataFrame({"search": ["ours", "other"], "study": 0, "simulations": [10.0, math.inf]})
    )
    assert table.loc["other", "times ours"] == math.inf and table.loc["ours", "reached"] == 1.0


@pytest.mark.slow
def test_winners_are_good_and_their_gain_is_told_truly():
    found = study.unbiased(8, trials=32)
    assert (found["behind"] <= found["matters"]).mean() >= 0.75
    assert found["covered"].mean() >= 0.75
    assert abs(found["error"].mean()) < 4 * found["error"].sem()
