"""A small version of the study of what is sold without a sales force."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from salesim.scenario import Scenario
from salesim.scenario.overlay import overlay

SMALL = {"market.customers": {"count": 1200, "prospects": 240}, "sales_force.team.reps": 12, "run.weeks": 156}


@pytest.fixture(scope="module")
def study():
    folder = str(Path(__file__).parents[2] / "experiments")
    sys.path.insert(0, folder)
    yield import_module("carry_over")
    sys.path.remove(folder)


def test_most_is_sold_in_the_first_year_and_more_than_half_in_the_third(study):
    """Consultants' 75-82, 62-78 and 52-70 %, with what four small worlds differ by."""
    found = study.shares(overlay(Scenario(name="small"), SMALL), 4).mean(axis=0)
    assert (np.diff(found) < 0.0).all()
    assert 0.70 < found[0] < 0.85 and 0.57 < found[1] < 0.80 and 0.47 < found[2] < 0.73


def test_goodwill_that_fades_faster_leaves_less(study):
    slow, fast = (
        study.shares(overlay(Scenario(name="small"), SMALL | {"market.goodwill.carry_over": left}), 2).mean(axis=0)
        for left in (0.97, 0.90)
    )
    assert fast[0] < slow[0] - 0.04


def test_the_report_states_every_year(study, capsys):
    study.main(["--replications", "2"])
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["year 1", "year 2", "year 3"]
