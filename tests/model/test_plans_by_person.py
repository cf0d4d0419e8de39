"""Plans by person: each seat is paid by its own plan, in everything that a plan states."""

import numpy as np
import pytest

from salesim.model.sales_model import SalesModel
from salesim.pay.plan import PayParameters
from salesim.pay.plans import PayPlans
from salesim.scenario.overlay import overlay

OTHER = {
    "salary_per_month": 5000.0,
    "commission_rate": 0.02,
    "bonus": 3000.0,
    "on_costs": 0.5,
    "credit_new": 2.0,
    "pay_every_weeks": 1,
    "components": [
        {"name": "new", "measure": "new_customers", "rate": 500.0},
        {"name": "team", "measure": "sales", "team": "region", "bonuses": [{"at": 1.0, "amount": 2000.0}]},
    ],
}


def lived(world, weeks, config=None, plans=None, number=None) -> SalesModel:
    model = SalesModel(world, config)
    if plans is not None:
        model.plans = PayPlans(plans)
        model.reps.plan[:] = number
    for _ in range(weeks):
        model.step()
    return model


def same(one, two) -> bool:
    """Whether all tables of two models are equal, row by row."""
    ours, theirs = one.records.tables(), two.records.tables()
    return all(ours[name].equals(theirs[name]) for name in ours)


def test_all_by_a_second_plan_is_as_all_by_that_plan_alone(world):
    """Nothing that pays or feels asks the firm's own plan where it should ask the seat's."""
    other = overlay(world.scenario, {"sales_force.pay": OTHER})
    own = world.scenario.sales_force.pay
    alone = lived(world, 30, other)
    second = lived(world, 30, plans=[own, other.sales_force.pay], number=1)
    assert same(alone, second)
    assert not same(alone, lived(world, 30))


def test_two_plans_that_say_the_same_are_one(world):
    own = world.scenario.sales_force.pay
    half = np.arange(12) % 2
    assert same(lived(world, 20), lived(world, 20, plans=[own, own.model_copy()], number=half))


def test_each_seat_is_paid_by_its_own_plan(world):
    plans = [PayParameters(salary_per_month=6000.0, commission_rate=0.01, on_costs=0.2)]
    plans += [PayParameters(salary_per_month=8000.0, commission_rate=0.03, on_costs=0.4)]
    number = np.arange(12) % 2
    model = lived(world, 13, plans=plans, number=number)
    rows = model.records.tables()["rep_quarters"].query("quarter == 0 and full_quarter == 1")
    rate = np.array([0.01, 0.03])[number[rows["seat"]]]
    salary = np.array([6000.0, 8000.0])[number[rows["seat"]]] * 3
    assert rows["variable_pay"].to_numpy() == pytest.approx(rate * rows["credited"].to_numpy(), abs=0.01)
    assert rows["fixed_pay"].to_numpy() == pytest.approx(salary, abs=0.1)
    ledger = model.records.tables()["ledger"]
    on_costs = ledger["on_costs_minor"].iloc[0]  # a week of salaries
    weekly = np.array([6000.0, 8000.0])[number] * 12 / 52 * (model.reps.present | (model.reps.full_quarter == 1))
    assert 0.2 * weekly[number == 0].sum() + 0.4 * weekly[number == 1].sum() == pytest.approx(on_costs / 100, rel=0.1)


def test_components_are_paid_where_the_plan_has_them():
    from salesim.columns import Reps, new_columns

    shared = {"name": "team", "measure": "sales", "team": "region", "bonuses": [{"at": 1.0, "amount": 2000.0}]}
    each = {"name": "new", "measure": "new_customers", "rate": 100.0}
    plans = PayPlans(
        [
            PayParameters(components=[shared, each]),
            PayParameters(components=[{**each, "rate": 200.0}, shared]),
            PayParameters(),
        ]
    )
    assert [one.name for one in plans.components] == ["team", "new", "new (1)"]
    reps = new_columns(Reps, 3, seat=np.arange(3), plan=[0, 1, 2])
    components = plans.components_for(reps, 0, np.zeros(3, np.bool_))
    assert components.entitled.tolist() == [[1, 1, 0], [1, 0, 0], [0, 1, 0]], "what two plans share is one component"
    assert len(set(components.team[0].tolist())) == 1
