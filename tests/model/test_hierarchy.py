"""Managers lead the districts that a scenario states, as drawn on maps, through every change of territories."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.scenario.arms import Arm
from salesim.scenario.loading import load_scenario
from salesim.territory.levels import levels_of
from salesim.world.sites import make_world_sites

SMALL = [
    "market.customers={count: 900, prospects: 200}",
    "sales_force.team.reps=12",
    "channel.network.distributors=3",
    "run={weeks: 26, burn_in_weeks: 26}",
]
LEVELS = "sales_force.levels=[{name: district, span: 3}, {name: area, span: 2}]"
PAID = "sales_force.managers={salary_per_month: 10000, override: 0.002, bonus: 5000}"


@pytest.fixture(scope="module")
def led():
    return load_scenario("yangtze_delta", [*SMALL, LEVELS, PAID])


def model_of(scenario, layout="today", **parts):
    return SalesModel(opening(scenario), scenario, layout=layout, replication=0, **parts)


@pytest.mark.parametrize("layout", ["today", "balanced"])
def test_managers_lead_the_districts_of_the_lists(led, layout):
    model, world = model_of(led, layout), opening(led)
    sites = make_world_sites(world.customers, world.scenario, world.unit_residents, world.customer_keys)
    frame = levels_of(world.layouts[layout], sites, led.sales_force.levels)
    assert model.n_teams == 4
    assert (model.reps.team[frame["territory"] - 1] + 1 == frame["district"]).all()
    assert (model.hierarchy.groups[1][frame["territory"] - 1] + 1 == frame["area"]).all()


def test_without_levels_managers_lead_regions():
    model = model_of(load_scenario("yangtze_delta", SMALL))
    assert (model.reps.team == model.reps.region).all() and model.n_teams == len(model.world.regions)


def test_new_reps_get_a_manager_and_new_districts_too(led):
    model = model_of(led, headcount=20)
    for _ in range(16):
        model.step()
    assert model.reps.open.sum() == 20 and model.n_teams == round(20 / 3)
    assert set(np.bincount(model.reps.team[model.reps.open == 1]).tolist()) <= {2, 3}
    assert len(model.records.tables()["managers"]["region"].unique()) == round(20 / 3)


def test_a_force_that_shrinks_below_a_span_is_led_by_one(led):
    model = model_of(led, headcount=1)
    for _ in range(14):
        model.step()
    led_by = model.reps.team[model.reps.open == 1]
    assert len(led_by) == 1 and led_by[0] == 0
    assert model.records.tables()["levels"].query("quarter == 1")["reps"].max() == 1


def test_results_are_told_by_level(led):
    tables = run_arm(opening(led), led, Arm("today", "current"), 0).tables
    levels, seats = tables["levels"], tables["rep_quarters"]
    for level, n in (("district", 4), ("area", 2)):
        own = levels[levels["level"] == level]
        assert (own.groupby("quarter")["group"].nunique() == n).all()
        for figure in ("quota", "credited"):
            together = own.groupby("quarter")[figure].sum()
            assert together.tolist() == pytest.approx(seats.groupby("quarter")[figure].sum().tolist())
        sold = tables["weeks"].groupby(tables["weeks"].week // 13)["sales"].sum()
        assert own.groupby("quarter")["sales"].sum().tolist() == pytest.approx(sold.tolist())
    paid = tables["managers"]
    district = levels[levels["level"] == "district"].reset_index(drop=True)
    assert (paid["level"] == "district").all()
    assert paid["sales"].tolist() == pytest.approx(district["sales"].tolist())
    assert (tables["boards"]["level"] == "district").all()
