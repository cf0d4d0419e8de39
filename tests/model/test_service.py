"""Differentiated service (C4) in the whole model: what it does, what it costs, and where it loses."""

from __future__ import annotations

import pytest

from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.scenario.arms import Arm

BUSY = {"channel.service.tickets_per_week": 0.25, "channel.service.agents_per_1000": 2.5}
GROUP = {"channel.service.strategic_group": "dedicated", "channel.service.dedicated_share": 0.5}
NURTURE = {"channel.service.nurture": {"enabled": True, "touch_quality": 1.0}}


@pytest.fixture(scope="module")
def outcomes(small):
    """One year of each way to serve, by name."""
    policies = {
        "current": {"set": BUSY},
        "dedicated": {"set": BUSY | GROUP},
        "priority": {"set": BUSY | {"channel.service.strategic_group": "priority"}},
        "nurture": {"set": BUSY | NURTURE},
        "spam": {"set": BUSY | NURTURE | {"channel.service.nurture.touches_per_week": 10.0}},
        "impatient": {"set": BUSY | {"channel.service.gives_up_hours": 1.0}},
    }
    scenario = small(policies=policies)
    world = opening(scenario)
    return {name: run_arm(world, scenario, Arm("unit", name), 0).outcomes for name in policies}


def test_a_group_of_its_own_keeps_the_promise_at_the_others_cost(outcomes):
    own, pool, first = outcomes["dedicated"], outcomes["current"], outcomes["priority"]
    assert own["promises_kept_share"] > first["promises_kept_share"] > 0.2
    assert own["ticket_wait_hours"] > pool["ticket_wait_hours"]  # idle while the others wait
    assert own["service_cost"] == pool["service_cost"]


def test_nurture_lowers_the_cost_of_a_contact_and_the_wait(outcomes):
    nurture, by_hand = outcomes["nurture"], outcomes["current"]
    assert nurture["ticket_wait_hours"] < by_hand["ticket_wait_hours"]
    assert nurture["service_cost"] > by_hand["service_cost"]  # the platform, with as many agents as before


def test_too_many_messages_cost_and_bring_less(outcomes):
    spam, nurture = outcomes["spam"], outcomes["nurture"]
    assert spam["service_cost"] > nurture["service_cost"]
    assert spam["sales"] < 1.01 * nurture["sales"]
    assert spam["contribution"] < nurture["contribution"]


def test_who_gives_up_is_less_satisfied(outcomes):
    assert outcomes["impatient"]["tickets_given_up"] > 0
    assert outcomes["current"]["tickets_given_up"] == 0


def test_tickets_balance_over_the_year(small, world):
    scenario = small(**BUSY)
    model = SalesModel(world, scenario)
    before = int((model.columns.open_ticket > 0).sum())
    for _ in range(10):
        model.step()
    weeks = model.records.tables()["weeks"]
    ended = weeks[["tickets_answered", "tickets_by_bot", "tickets_given_up"]].to_numpy().sum()
    waiting = (model.columns.open_ticket > 0).sum()
    assert before + weeks["tickets"].sum() >= ended + waiting  # some leave us with a ticket open
    assert before + weeks["tickets"].sum() - ended - waiting < 0.02 * weeks["tickets"].sum() + 5
