"""A currency is only a unit: all money of a scenario times k changes no decision, and every amount by k."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from salesim.experiment.compare import compare
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
    "policies.everything": {
        "set": {
            "sales_force.pay.salary_per_month": 5000.0,
            "sales_force.pay.bonus": 3000.0,
            "sales_force.pay.components": [
                {"name": "visits", "measure": "visits", "rate": 8.0, "paid": "at_once"},
                {
                    "name": "cash",
                    "measure": "cash",
                    "rate": 0.001,
                    "quota": 150_000.0,
                    "kinks": [{"at": 1, "rate": 0.002}],
                },
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


CHANGES: dict[str, dict[str, Any]] = {
    "small_town": {"run.weeks": 26, "run.replications": 3},
    "levers": LEVERS,
    "shelves": {**LEVERS, "channel.shelves.enabled": True},
}


@cache
def compared(name: str):
    """A scenario, and its comparison as it is."""
    scenario = overlay(load_scenario(TOWN), CHANGES[name])
    return scenario, compare(scenario)


@pytest.mark.parametrize(
    ("name", "k"),
    [
        *(("small_town", k) for k in (7.0, 2.0**-7, 16000.0)),
        *(("levers", k) for k in (7.0, 2.0**-7, 16000.0)),
        *(("shelves", k) for k in (7.0, 2.0**-7, 16000.0)),
    ],
)
def test_all_money_times_k_changes_no_decision_and_every_amount_by_k(name, k):
    scenario, plain = compared(name)
    found = compare(scaled(scenario, k))
    before, after = plain.replications, found.replications
    # rounding to minor units moves a p value a little, which at the edge of .05 is another verdict
    clear = (plain.arms["p_adjusted"].fillna(1.0) - 0.05).abs() > 0.02
    assert found.arms["verdict"][clear].tolist() == plain.arms["verdict"][clear].tolist()
    if clear.all():
        assert found.facts["best"] == plain.facts["best"]
    # A booking is rounded to a minor unit, of the larger ones in either run; a few for each order and visit.
    rounding = 0.01 * max(1.0, 1.0 / k) * float((before["orders"] + before["visits"]).max())
    for column in before.columns.drop(["arm", "layout", "policy", "replication"]):
        one, other = before[column].to_numpy(float), after[column].to_numpy(float)
        if unit_of(column) == "money":
            assert other / k == pytest.approx(one, rel=1e-9, abs=rounding, nan_ok=True), column
        elif "falsified" in column:  # rounded at random, so that the last bit of a share may make one of them
            assert other == pytest.approx(one, abs=2.0), column
        else:
            assert other == pytest.approx(one, rel=1e-6, abs=1e-7, nan_ok=True), column  # columns are float32


@pytest.mark.parametrize("name", ["small_town", "levers"])
def test_parts_of_the_value_created_add_up_and_none_is_left_over(name):
    parts = compared(name)[1].parts
    assert "other" not in set(parts["part"])
    found = compared(name)[1].arms.set_index("arm")
    for figure in ("mean", "difference"):
        total = parts.groupby("arm")[figure].sum(min_count=1)
        assert total.to_dict() == pytest.approx(found[figure].to_dict(), rel=1e-9, abs=1e-6, nan_ok=True)
