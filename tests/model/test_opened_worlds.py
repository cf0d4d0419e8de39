"""One burn-in for all scenarios that it is the same for, and for no others."""

from __future__ import annotations

import json
import os
import pickle

import numpy as np
import pandas as pd
import pytest

from salesim.columns import Customers
from salesim.errors import InputError
from salesim.model import opened_worlds
from salesim.model.burn_in import open_world, run_burn_in
from salesim.model.opened_worlds import MAX_CUSTOMERS, MAX_WORLDS, opening
from salesim.model.replicate import run_arm
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario

SETTINGS = {
    "market.places.units": ["Jiaxing", "Huzhou"],
    "market.customers": {"count": 150, "prospects": 50},
    "sales_force.team.reps": 4,
    "channel.network.distributors": 2,
    "layouts": {"unit": {"builder": "unit"}, "near": {"builder": "radius"}},
    "policies": {"current": {}, "portal": {"set": {"channel.desk.portal": True}}},
    "run": {"weeks": 2, "burn_in_weeks": 26},
}
RATE = "sales_force.pay.commission_rate"


def tiny(**changes) -> Scenario:
    return overlay(overlay(Scenario(name="tiny"), SETTINGS), changes)


@pytest.fixture
def lived(monkeypatch) -> list:
    """Every burn-in that is lived; none is remembered when the test begins."""
    burn_ins: list = []
    monkeypatch.setattr(opened_worlds, "_opened", {})
    monkeypatch.setattr(opened_worlds, "run_burn_in", lambda world: burn_ins.append(1) or run_burn_in(world))
    return burn_ins


MAKES_NO_DIFFERENCE = {
    "another policy": {"policies.dear": {"set": {RATE: 0.03}}},
    "a policy less": {"policies": {"current": {}}},
    "a policy that says something else": {"policies.portal": {"set": {RATE: 0.03}}},
    "another layout": {"layouts.potential": {"builder": "potential"}},
    "a layout of other parameters": {"layouts.near.radius_min": 20.0},
    "replications": {"run.replications": 7},
    "weeks": {"run.weeks": 4},
    "arms": {"run.layouts": ["near"], "run.policies": ["current"]},
    "what it is called": {"name": "other", "title": "T", "about": "A", "assumptions": {"market": "A: of ours"}},
    "what the baseline's policy is called": {"policies.today": {}, "run.baseline.policy": "today"},
}
MAKES_ANOTHER = {
    "seed": {"run.seed": 2},
    "burn-in": {"run.burn_in_weeks": 39},
    "market": {"market.goodwill.elasticity": 0.21},
    "sales force": {RATE: 0.03},
    "channel": {"channel.desk.portal": True},
    "baseline's policy": {"policies.current": {"set": {RATE: 0.03}}},
    "other baseline's policy": {"run.baseline.policy": "portal"},
    "baseline's layout": {"run.baseline.layout": "near"},
    "baseline's layout, of other parameters": {"layouts.unit": {"builder": "radius"}},
}


@pytest.mark.parametrize("changes", MAKES_NO_DIFFERENCE.values(), ids=MAKES_NO_DIFFERENCE)
def test_what_the_burn_in_does_not_ask_for_shares_it_and_results_are_the_same_to_the_bit(lived, changes):
    opening(tiny())
    other = tiny(**changes)
    shared = opening(other)
    assert len(lived) == 1
    alone = open_world(other)
    assert list(shared.layouts) == list(alone.layouts) and shared.scenario == alone.scenario
    for name in Customers._fields:
        assert np.array_equal(getattr(shared.customers, name), getattr(alone.customers, name))
    for arm in other.arms:
        one, two = (run_arm(world, other, arm, 0) for world in (shared, alone))
        assert one.facts == two.facts and one.tables.keys() == two.tables.keys()
        for name, table in one.tables.items():
            pd.testing.assert_frame_equal(table, two.tables[name], check_exact=True)


@pytest.mark.parametrize("changes", MAKES_ANOTHER.values(), ids=MAKES_ANOTHER)
def test_what_the_burn_in_asks_for_makes_another(lived, changes):
    opening(tiny())
    shared, alone = opening(tiny(**changes)), open_world(tiny(**changes))
    assert len(lived) == 2
    assert np.array_equal(shared.customers.reference_sales, alone.customers.reference_sales)


def test_every_field_is_looked_at_unless_named_here():
    """A new chapter, or a new field of the run, is part of the key until somebody decides that it need not be."""
    key = opened_worlds.burn_in_key(tiny())[0]
    exempt = opened_worlds.NOT_LIVED
    assert all(f"'{name}':" in key for name in set(Scenario.model_fields) - exempt.keys() | {"run"})
    assert set(type(tiny().run).model_fields) - exempt["run"] == {"seed", "burn_in_weeks"}


def test_another_population_is_another_world(lived):
    worlds = [opening(tiny(), population) for population in (0, 1, 0)]
    assert len(lived) == 2
    assert np.array_equal(worlds[0].customers.x_km, worlds[2].customers.x_km)
    assert not np.array_equal(worlds[0].customers.x_km, worlds[1].customers.x_km)


def test_an_edited_file_of_a_layout_is_drawn_anew_without_another_burn_in(lived, tmp_path):
    file, sizes = tmp_path / "drawn.geojson", []
    scenario = tiny(**{"layouts.drawn": {"builder": "file", "file": str(file)}})
    for age, border in enumerate((120.4, 120.6)):
        rings = [[[118, 29], [east, 29], [east, 33], [118, 33], [118, 29]] for east in (border, 123)]
        shapes = [{"properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}} for ring in rings]
        file.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}))
        os.utime(file, (age, age))
        sizes.append(np.bincount(opening(scenario).layouts["drawn"].territory_of).max())
    assert len(lived) == 1 and sizes[0] != sizes[1]


def test_names_that_the_market_does_not_have_are_refused_though_the_world_is_open(lived):
    opening(tiny())
    wrong = tiny(**{"policies.wrong": {"set": {"sales_force.quotas.maturity.emerging": ["Mars"]}}})
    for _ in range(2):
        with pytest.raises(InputError, match="Mars"):
            opening(wrong)


def test_an_arm_leaves_the_shared_world_as_it_was(lived):
    scenario = tiny()
    world = opening(scenario)
    before = pickle.dumps(world)
    run_arm(world, scenario, Arm("near", "portal"), 0)
    assert pickle.dumps(world) == pickle.dumps(opening(scenario)) == before


def test_memory_is_bounded_by_worlds_and_by_customers(lived, monkeypatch):
    for seed in range(MAX_WORLDS + 2):
        opening(tiny(**{"run.seed": seed}))
    assert len(opened_worlds._opened) == MAX_WORLDS
    opening(tiny(**{"run.seed": MAX_WORLDS + 1}))  # is remembered, and now the last to go
    assert len(lived) == MAX_WORLDS + 2
    monkeypatch.setattr(opened_worlds, "n_customers", lambda opened: MAX_CUSTOMERS + 1)
    opening(tiny(**{"run.seed": 99}))
    assert len(opened_worlds._opened) == 1  # a large world is held alone
