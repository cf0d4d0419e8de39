"""A small version of the study of what a better layout is worth."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesim.scenario import Scenario
from salesim.scenario.overlay import overlay


@pytest.fixture(scope="module")
def study():
    folder = str(Path(__file__).parents[2] / "experiments")
    sys.path.insert(0, folder)
    yield import_module("layouts")
    sys.path.remove(folder)


SMALL = {
    "market.places.units": ["Jiaxing", "Huzhou", "Suzhou"],
    "market.customers": {"count": 500, "prospects": 100},
    "sales_force.team.reps": 10,
    "run.burn_in_weeks": 26,
}


@pytest.fixture(scope="module")
def world(study):
    return study.open_existing(overlay(Scenario(name="small"), SMALL))


def test_the_existing_layout_has_all_reps_and_grew_uneven(study, world):
    facts = study.describe(world).set_index("layout")
    assert (facts["n_territories"] == 10).all()
    assert facts.loc["existing", "sales_reassigned"] == 0
    assert facts.loc["existing", "share_off"] > 0.4
    assert facts.loc["existing", "workload_cv"] > 3 * facts.loc["balanced", "workload_cv"]
    assert 0 < facts.loc["evened_10", "sales_reassigned"] < facts.loc["balanced", "sales_reassigned"]


def test_weighing_homes_saves_road_and_stays_even(study, world):
    facts = study.describe(world).set_index("layout")
    near = facts.loc["balanced_homes_50"]
    assert near["travel_hours"] < 0.99 * facts.loc["balanced", "travel_hours"]
    assert near["workload_worst"] < 0.5 * facts.loc["existing", "workload_worst"]


def test_another_history_is_another_map(study, world):
    other = study.open_existing(overlay(Scenario(name="small"), SMALL), ["balanced"], history=1)
    assert list(other.layouts) == ["existing", "balanced"]
    assert (other.layouts["existing"].territory_of != world.layouts["existing"].territory_of).any()


@pytest.mark.slow
def test_arms_are_paired_and_years_add_up(study, world):
    results = study.run(world, replications=2, years=2)
    assert len(results) == 2 * 2 * len(world.layouts)
    again = study.live(world, "balanced", 1, 2)
    own = results[(results["layout"] == "balanced") & (results["replication"] == 1)]
    assert own["contribution"].tolist() == [year["contribution"] for year in again]
    assert own["contribution"].nunique() == 2


def test_gains_are_in_percent_of_the_existing_layout(study):
    rows = [("existing", r, 1, 100.0) for r in range(3)] + [("new", r, 1, 104.0 + r - 1) for r in range(3)]
    found = study.gains(pd.DataFrame(rows, columns=["layout", "replication", "year", "contribution"]))
    assert found["gain_pct"].tolist() == pytest.approx([4.0])
    assert found["low_pct"][0] == pytest.approx(4.0 - 4.3027 / np.sqrt(3), abs=1e-3)
    assert found["meets_band"].tolist() == [True]
