"""A small version of the study of how to get to another map."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest

from salesim.scenario import Scenario
from salesim.scenario.overlay import overlay

SMALL = {
    "market.places.units": ["Jiaxing", "Huzhou", "Suzhou"],
    "market.customers": {"count": 300, "prospects": 60},
    "sales_force.team.reps": 6,
    "channel.network.distributors": 2,
    "run.burn_in_weeks": 26,
}


@pytest.fixture(scope="module")
def study():
    folder = str(Path(__file__).parents[2] / "experiments")
    sys.path.insert(0, folder)
    yield import_module("transitions")
    sys.path.remove(folder)


def test_all_ways_end_with_the_same_map_and_joint_visits_keep_bonds(study):
    scenario = study.prepared(overlay(Scenario(name="small"), SMALL), weeks=52)
    assert len(study.transitions(("a", "b"))[1]) == 7 and "region_by_region_introduced" in scenario.policies
    results = study.run(scenario, 1, ["all_at_once", "all_at_once_introduced", "region_by_region"])
    reassigned = results.set_index("way")["accounts_reassigned"]
    assert reassigned["stay"] == 0 < reassigned["all_at_once"]
    sales = results.set_index("way")["sales"]
    assert sales["all_at_once_introduced"] != sales["all_at_once"]


def test_gains_are_in_percent_of_staying(study):
    rows = [(way, r, 100.0 * f, 200.0 * f, 7.0) for way, f in (("stay", 1.0), ("anew", 1.1)) for r in range(3)]
    columns = ["way", "replication", "contribution", "sales", "accounts_reassigned"]
    found = study.against_staying(pd.DataFrame(rows, columns=columns)).iloc[0]
    assert (found["contribution"], found["sales"]) == (pytest.approx(10.0), pytest.approx(10.0))
    assert found["accounts_reassigned"] == 7.0
