"""Payday in the model: when in the month people work, never how much; notation and pay periods change nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.model.sales_model import SalesModel, forget
from salesim.scenario.overlay import overlay

PAY = "sales_force.pay"
NO_RAMP = {"sales_force.effort.payday_discount": 1.0}
A_COMPONENT = {"name": "rate", "measure": "sales", "rate": 0.012}


def live(world, changes) -> dict[str, np.ndarray]:
    """A year: mean effort and sales by week, on-costs [minor units], and person-weeks."""
    model = SalesModel(world, overlay(world.scenario, changes))
    for _ in range(52):
        model.step()
    weeks, rows = model.records.weeks, model.ledger.rows
    forget(model)
    return {
        "effort": np.array([week["effort_mean"] for week in weeks]),
        "sales": np.array([row["sales_minor"] for row in rows]),
        "on_costs": np.array([row["on_costs_minor"] for row in rows]),
        "people": np.array([week["reps_present"] for week in weeks]),
    }


@pytest.fixture(scope="module")
def flat(world):
    return live(world, NO_RAMP)


def test_effort_rises_towards_payday_and_its_mean_is_what_it_is_without(world, flat):
    """Against the same luck without a ramp; without the weights' mean of 1 the year would have 1.5 % less."""
    steep = live(world, {"sales_force.effort.payday_discount": 0.8})
    ramp = (steep["effort"] / flat["effort"]).reshape(13, 4).mean(axis=0)
    assert (np.diff(ramp) > 0.01).all()
    default = live(world, {})["effort"] / flat["effort"]
    assert (np.diff(default.reshape(13, 4).mean(axis=0)) > 0.002).all()
    assert default.mean() == pytest.approx(1.0, abs=3e-3)
    five = live(world, {f"{PAY}.pay_every_weeks": 5})["effort"] / flat["effort"]
    assert five[3:48].mean() == pytest.approx(1.0, abs=3e-3), "weeks 55 to 99: no quarter is made of whole pay periods"


def test_a_rate_is_felt_the_same_however_it_is_written(world):
    """As a component of the plan's own curve, or beside a bonus that nobody reaches, the same to the last order.

    By the month, which has a curve of its own, the same ramp: where the month's quota is in doubt, a little less pay.
    """
    own = live(world, {})
    component = live(world, {f"{PAY}.commission_rate": 0.0, f"{PAY}.components": [A_COMPONENT]})
    unused = {"name": "unused", "measure": "sales", "bonuses": [{"at": 4.9, "amount": 0.01}]}
    target = live(world, {f"{PAY}.components": [unused]})
    for other in (component, target):
        assert other["sales"].sum() == pytest.approx(own["sales"].sum(), rel=5e-4)
    a_month = {f"{PAY}.commission_rate": 0.0, f"{PAY}.components": [{**A_COMPONENT, "period": "month"}]}
    ramp = (live(world, a_month)["effort"] / own["effort"]).reshape(13, 4).mean(axis=0)
    assert ramp == pytest.approx([ramp.mean()] * 4, abs=3e-3) and ramp.mean() == pytest.approx(1.0, abs=0.01)


def test_what_is_paid_at_once_or_every_week_has_no_ramp(world, flat):
    at_once = {f"{PAY}.commission_rate": 0.0, f"{PAY}.components": [{**A_COMPONENT, "paid": "at_once"}]}
    for changes in (at_once, {f"{PAY}.pay_every_weeks": 1}):
        other = live(world, changes)
        assert other["effort"] == pytest.approx(flat["effort"], rel=1e-6)
        assert other["sales"].sum() == pytest.approx(flat["sales"].sum(), rel=5e-4)


def test_weekly_pay_runs_cost_what_a_monthly_payroll_does_not(world):
    """Three of four runs, 5 for each rep; the same people, orders and pay."""
    weekly, free = (live(world, {f"{PAY}.pay_every_weeks": 1, f"{PAY}.payroll_cost": cost}) for cost in (5.0, 0.0))
    assert np.array_equal(weekly["sales"], free["sales"])
    assert (weekly["on_costs"] - free["on_costs"]) == pytest.approx(100 * 5.0 * 0.75 * weekly["people"], abs=60)
