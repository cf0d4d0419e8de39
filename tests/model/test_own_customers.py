"""Customers of one's own in the whole model: what replaces buying, leaving and grading, and what it changes."""

from __future__ import annotations

import numba
import numpy as np
import pytest

import salesim
from salesim.agents.compiled_rule import CUSTOMER_RULE
from salesim.agents.rules import Rules
from salesim.columns import State
from salesim.model.sales_model import SalesModel


def as_usual(customers, usual):
    return usual


@numba.cfunc(CUSTOMER_RULE)
def compiled_as_usual(usual, order_rate, goodwill, service_memory, relationship, silent, unseen, season, attack, u):
    return usual


def lived(world, weeks=14, **rules):
    model = SalesModel(world, rules=Rules(**rules))
    for _ in range(weeks):
        model.step()
    return model


@pytest.fixture(scope="module")
def usual(world):
    return lived(world)


@pytest.mark.parametrize("rule", [as_usual, compiled_as_usual])
@pytest.mark.parametrize("name", ["order_rates", "churn_probabilities", "grade_customers"])
def test_who_answers_as_the_model_does_changes_nothing(name, rule, usual, world):
    """What a rule is told is exactly what the model's own rule would have done."""
    own = lived(world, **{name: rule})
    for column, same in zip(own.columns, usual.columns, strict=True):
        np.testing.assert_array_equal(column, same)


def test_orders_follow_the_rule(usual, world):
    """Nobody orders at a rate of nothing; at half the rate, sales are about half."""
    half = lived(world, order_rates=lambda customers, usual: usual / 2)
    none = lived(world, order_rates=lambda customers, usual: np.zeros(len(customers)))
    sold = {name: sum(row["sales"] for row in m.records.weeks[2:]) for name, m in (("all", usual), ("half", half))}
    assert 0.35 < sold["half"] / sold["all"] < 0.65
    assert sum(row["orders_placed"] for row in none.ledger.rows) == 0


def test_leaving_follows_the_rule(usual, world):
    stay = lived(world, churn_probabilities=lambda customers, usual: 0.0 * usual)
    leave = lived(world, churn_probabilities=lambda customers, usual: np.ones(len(customers)))
    gone = [int((model.columns.state == State.GONE).sum()) for model in (stay, usual, leave)]
    assert gone[0] < gone[1] < gone[2]
    at_risk = leave.columns.last_order_week == leave.week - 1
    assert (leave.columns.state[at_risk] != State.HEALTHY).mean() > 0.9


def test_grades_follow_the_rule(world):
    by_id = lived(world, grade_customers=lambda customers, usual: customers.customer_id % 5)
    c = by_id.columns
    customers = (c.state == State.HEALTHY) & (c.state_week < by_id.week - 1)  # there when the quarter closed
    np.testing.assert_array_equal(c.grade[customers], c.customer_id[customers] % 5)


def test_worker_processes_get_compiled_rules_too(small):
    """The same replications, in this process and in two others."""
    scenario = small(**{"run.weeks": 4, "run.burn_in_weeks": 26})
    rules = Rules(order_rates=compiled_as_usual)
    alone, spread = (salesim.repeat(scenario, replications=2, jobs=jobs, rules=rules).replications for jobs in (1, 2))
    assert alone.equals(spread)
