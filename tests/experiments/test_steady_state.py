"""A small version of the study of a firm that changes nothing."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from salesim.scenario import load_scenario

POPULATIONS, YEARS = 4, 4


@pytest.fixture(scope="module")
def study():
    folder = str(Path(__file__).parents[2] / "experiments")
    sys.path.insert(0, folder)
    yield import_module("steady_state")
    sys.path.remove(folder)


@pytest.fixture(scope="module")
def found(study):
    # on even territories: on a map that has grown, unequal ones keep reps' ranks alike (.87 from quarter to quarter)
    scenario = load_scenario(study.SCENARIO, ["run.baseline.layout=prefecture"])
    return study.together([study.live(scenario, number, YEARS) for number in range(POPULATIONS)])


def within(fact, low, high, more):
    """Whether every mean lies in a range, give or take ``more`` halves of the 95 % interval."""
    mean, half = np.atleast_1d(fact["mean"]), np.atleast_1d(fact["half"])
    return bool(((mean + more * half > low) & (mean - more * half < high)).all())


def test_the_firm_stays_as_it_is(found):
    """Over twenty populations all years lie within 2 %; what four differ by is allowed on top."""
    assert within(found["sales"], 0.98, 1.02, 1.5)
    assert within(found["attainment"], 0.97, 1.03, 1.5)
    assert np.ptp(found["customers"]["mean"]) < 0.02 * found["customers"]["mean"][0]
    assert np.ptp(found["skill"]["mean"]) < 0.05
    assert np.ptp(found["by_quarter"]["mean"]) < 0.09, "no saw-tooth within the year"


def test_attainment_spreads_and_lasts_as_in_the_field(found):
    assert within(found["attainment_sd"], 0.25, 0.35, 1.0)
    assert within(found["next_quarter_within"], 0.3, 0.6, 1.0)
    assert within(found["next_quarter_across"], 0.3, 0.6, 1.0)
    assert within(found["rank_correlation"], 0.5, 0.8, 1.0)


def test_people_differ(found):
    assert 1.4 < found["top_over_bottom_by_skill"]["mean"] < 2.4
    assert found["skill_and_sales"]["mean"] > 0.3
    assert len(found["quits_by_fifth"]["mean"]) == 5 and min(found["quits_by_fifth"]["mean"]) > 0.1
    assert 0.25 < found["quit_rate"]["mean"] < 0.45
