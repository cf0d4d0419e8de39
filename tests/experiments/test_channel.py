"""The study of the channel, small: every lever leaves its trace, and time is worth more than information."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

from salesim.scenario.loading import load_scenario

ROOT = Path(__file__).parents[2]
SMALL = [
    "market.customers.count=500",
    "market.customers.prospects=60",
    "sales_force.team.reps=5",
    "run.weeks=26",
]


@pytest.fixture(scope="module")
def study():
    sys.path.insert(0, str(ROOT / "experiments"))
    yield import_module("channel")
    sys.path.remove(str(ROOT / "experiments"))


@pytest.fixture(scope="module")
def found(study):
    scenario = load_scenario(ROOT / "scenarios" / "fmcg_distributors.yaml", SMALL)
    return study.compare_levers(scenario, 2).set_index(["policy", "figure"])["difference"]


def test_every_lever_leaves_its_trace(found):
    assert found["portal", "orders_lost"] < 0
    assert found["detection", "diverted_units"] < 0
    assert found["rebates", "trade_support"] > 0
    assert found["voice_notes", "listed_per_outlet"] > 0
    assert found["emergencies", "fill_rate"] > 0
    assert found["together", "value_created"] != found["portal", "value_created"]


def test_information_helps_less_than_time(study):
    """Published: 2.2 % of cost against 21 % (Cachon & Fisher 2000)."""
    change = study.information_in_a_chain(days=900, skus=20)
    assert change["half_lead_time"] < change["information"] < 0.01
    assert change["half_lead_time"] < -0.1
