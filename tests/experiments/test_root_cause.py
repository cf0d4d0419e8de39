"""A small version of the study of what seeking a cause is worth."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from salesim.scenario import Scenario
from salesim.scenario.overlay import overlay

N = 16
SMALL = {"market.customers": {"count": 2000, "prospects": 400}, "sales_force.team.reps": 24}


@pytest.fixture(scope="module")
def study():
    folder = str(Path(__file__).parents[2] / "experiments")
    sys.path.insert(0, folder)
    yield import_module("root_cause")
    sys.path.remove(folder)


@pytest.fixture(scope="module")
def found(study):
    return study.Values(overlay(Scenario(name="small"), SMALL), N)


def test_every_cause_occurs_and_is_found_more_often_than_it_is_named(study, found):
    """Naming causes blindly as often as the check does would find each as often as it is named."""
    rates = study.rates(found.diagnoses)
    assert (rates.so > 0.015).all()
    assert (rates.found > 1.1 * rates.named).all()
    assert (rates.found[["competitor", "execution"]] > 1.5 * rates.named[["competitor", "execution"]]).all()


def test_seeking_the_cause_is_worth_money_check_by_check(study, found):
    mean, low, high = found.by_check(study.CHECK)
    assert 0.0 < low < mean < high
    assert found.by_check(study.CHECK, "always support")[1] > 0.0


def test_doing_nothing_is_held_against_itself(study, found):
    assert found.in_all(study.NOTHING)[0] == found.by_check(study.NOTHING)[0] == 0.0


def test_an_interval_holds_its_mean(study):
    mean, low, high = study.interval([1.0, 2.0, 3.0])
    assert mean == 2.0 and low == pytest.approx(2.0 - 4.303 * 3**-0.5, abs=1e-3) and high == pytest.approx(4.0 - low)


def test_the_report_states_both_measures(study, capsys):
    study.main(["--replications", "2"])
    told = capsys.readouterr().out
    assert "check by check" in told and "in all" in told and "found" in told
