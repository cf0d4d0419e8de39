"""A currency is only a unit: all money of a scenario times k changes no decision, and every amount by k."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from salesim.experiment import compare
from salesim.metrics import unit_of
from salesim.scenario import load_scenario, overlay
from salesim.scenario.amounts import amounts
from salesim.scenario.overlay import apply_policy

TOWN = "scenarios/small_town.yaml"

LEVERS: dict[str, Any] = {
    "run.weeks": 26,
    "run.replications": 2,
    "market.customers.count": 120,
    "market.customers.prospects": 40,
    "sales_force.adjustment.enabled": True,
    "sales_force.feedback.enabled": True,
    "channel.desk.portal": True,
    "channel.emergency.handled": "workflow",
    "channel.scorecard.enabled": True,
    "channel.service.nurture.enabled": True,
    "channel.shelves.enabled": True,
    "policies.everything": {
        "set": {
            "sales_force.pay.salary_per_month": 5000.0,
            "sales_force.pay.bonus": 3000.0,
            "sales_force.pay.components": [
                {"name": "visits", "measure": "visits", "rate": 8.0, "paid": "at_once"},
                {
                    "name": "wins",
                    "measure": "new_customers",
                    "rate": 200.0,
                    "quota": 2.0,
                    "bonuses": [{"at": 1.0, "amount": 1500.0}],
                },
            ],
            "sales_force.wager.menu": [
                {"name": "deposit", "win_at": 1.1, "bonus": 6000.0, "floor_at": 0.9, "deposit": 1500.0},
                {"name": "milder", "win_at": 1.0, "bonus": 2500.0, "floor_at": 0.8, "claw_back": 0.25},
            ],
        }
    },
}


def scaled(scenario, k: float):
    """The scenario with all its money times k, that of its policies too."""
    document = scenario.model_dump(mode="json")
    for path, value in amounts(scenario):
        put(document, path.split("."), value * k)
    for name in scenario.policies:
        stated = document["policies"][name]["set"]
        for path, value in amounts(apply_policy(scenario, name)):
            put(stated, path.split("."), value * k, only_if_there=True)
    return overlay(scenario, document)


def put(tree: Any, path: list[str], value: float, only_if_there: bool = False) -> None:
    for part in path[:-1]:
        key = int(part) if isinstance(tree, list) else part
        if only_if_there and not (isinstance(tree, list) or key in tree):
            return
        tree = tree[key]
    key = int(path[-1]) if isinstance(tree, list) else path[-1]
    if not only_if_there or isinstance(tree, list) or key in tree:
        tree[key] = value


@pytest.fixture(scope="module", params=["small_town", "levers"])
def scenario(request):
    changes = {"run.weeks": 26, "run.replications": 3} if request.param == "small_town" else LEVERS
    return overlay(load_scenario(TOWN), changes)


@pytest.fixture(scope="module")
def plain(scenario):
    return compare(scenario)


@pytest.mark.parametrize("k", [7.0, 0.01, 16000.0])
def test_all_money_times_k_changes_no_decision_and_every_amount_by_k(scenario, plain, k):
    found = compare(scaled(scenario, k))
    before, after = plain.replications, found.replications
    assert found.arms["verdict"].tolist() == plain.arms["verdict"].tolist()
    assert found.facts["best"] == plain.facts["best"]
    # A booking is rounded to a minor unit; there are at most a few for each order and visit.
    rounding = 0.01 / k * float((before["orders"] + before["visits"]).max())
    faults = []
    for name in before.columns.drop(["arm", "layout", "policy", "replication"]):
        one, other = before[name].to_numpy(float), after[name].to_numpy(float)
        if unit_of(name) == "money":
            close = np.allclose(other / k, one, rtol=1e-9, atol=rounding, equal_nan=True)
        else:
            close = np.allclose(other, one, rtol=1e-6, atol=1e-9, equal_nan=True)
        if not close:
            faults.append((name, one[:3].tolist(), (other / k if unit_of(name) == "money" else other)[:3].tolist()))
    assert not faults, json.dumps(faults, indent=1)
