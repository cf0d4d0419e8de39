"""Rates that keep a rep's pay at plan when territories become smaller or larger."""

import pytest

from salesim.errors import InputError
from salesim.pay.plan import PayParameters
from salesim.scenario.kept_pay import RESPONSE, rates, with_headcount
from salesim.scenario.overlay import overlay
from salesim.scenario.phases import phases
from salesim.scenario.scenario import Scenario

CASH = {"name": "cash", "measure": "cash", "rate": 0.004, "kinks": [{"at": 1.1, "rate": 0.01}], "quota": 1e6}
TARGET = {"name": "target", "measure": "sales", "target_incentive": 5000, "points": [[0.8, 0.5], [1.0, 1.0]]}
ALL = {"name": "all", "measure": "sales", "team": "firm", "team_as": "sum", "rate": 1e-5}
NEW = {"name": "new", "measure": "new_customers", "rate": 300, "quota": 4}
STATED = {"sales_force.pay.components": [CASH, TARGET, ALL, NEW], "sales_force.pay.step_rate": 0.005}


def test_what_is_paid_for_money_follows_and_nothing_else():
    pay = overlay(Scenario(name="firm"), STATED).sales_force.pay
    found = PayParameters(**{**pay.model_dump(), **rates(pay, 1.25)})
    assert (found.commission_rate, found.step_rate) == pytest.approx((0.015, 0.00625))
    cash, *others = found.components
    assert (cash.rate, cash.kinks[0].rate, cash.quota) == pytest.approx((0.005, 0.0125, 8e5))
    assert others == list(pay.components[1:]) and found.salary_per_month == pay.salary_per_month


@pytest.mark.parametrize("reps", [48, 72])
def test_pay_is_kept_from_when_territories_change(reps):
    scenario = Scenario(name="firm")
    policy = with_headcount(scenario, "current", reps)
    named = scenario.model_copy(update={"policies": type(scenario.policies)({"other": policy, **scenario.policies})})
    found = [(phase.week, phase.headcount, phase.config.sales_force.pay) for phase in phases(named, "other")]
    rate = 0.012 * (reps / 60) ** (1 - RESPONSE)
    if reps < 60:
        assert [one[:2] for one in found] == [(0, 48)]
    else:
        hired = scenario.sales_force.turnover.hiring_weeks
        assert [one[:2] for one in found] == [(0, 72), (hired, None)]
        assert found[0][2] == scenario.sales_force.pay
    assert found[-1][2].commission_rate == pytest.approx(rate)


@pytest.mark.parametrize("plan", ["draw_for_new_hires", "accelerator"])
def test_a_letter_keeps_what_it_brings_beside_pay(plan):
    scenario = overlay(Scenario(name="firm"), {"sales_force.pay.plan": plan})
    policy = with_headcount(scenario, "current", 50)
    named = scenario.model_copy(update={"policies": type(scenario.policies)({"other": policy, **scenario.policies})})
    before, after = (phases(named, name)[0].config.sales_force for name in ("current", "other"))
    assert (after.draw, after.holdback, after.clawback) == (before.draw, before.holdback, before.clawback)
    assert len(after.pay.components) == len(before.pay.components)
    assert after.pay != before.pay


def test_pay_that_changes_by_itself_is_not_kept():
    stated = {"policies.later": {"later": [{"week": 9, "set": {"sales_force.pay.commission_rate": 0.02}}]}}
    with pytest.raises(InputError, match="as stated"):
        with_headcount(overlay(Scenario(name="firm"), stated), "later", 66)
