"""Customers as a rule of one's own sees them, and compiled rules."""

from __future__ import annotations

import pickle

import cloudpickle
import numba
import numpy as np
import pytest

from salesim.agents.compiled_rule import ARGUMENTS, CUSTOMER_RULE, CompiledRule, ask_each
from salesim.agents.customers_view import CustomersView, Market
from salesim.agents.rules import Rules, ask
from salesim.columns import Customers, State, new_columns
from salesim.errors import InputError

N = 60
MARKET = Market(week=60, season=1.2, mean_goodwill=1.4, attack=np.array([[0.0, 1.0], [0.5, 0.0]]))


@pytest.fixture
def columns():
    rng = np.random.default_rng(2)
    return new_columns(
        Customers,
        N,
        customer_id=np.arange(N) + 500,
        state=np.arange(N) % 7,
        order_rate=rng.gamma(1.5, 0.2, N),
        goodwill=rng.gamma(2.0, 1.0, N),
        service_memory=rng.uniform(-1, 1, N),
        relationship=0.9,
        last_order_week=rng.integers(20, 60, N),
        last_visit_week=rng.integers(20, 60, N),
        region=np.arange(N) % 2,
        industry=np.arange(N) % 3 % 2,
    )


@pytest.fixture
def customers(columns, key):
    return CustomersView(columns, MARKET, key(96))


@numba.cfunc(CUSTOMER_RULE)
def by_all(usual, order_rate, goodwill, service_memory, relationship, silent, unseen, season, attack, u):
    return (
        usual
        + order_rate * season
        + goodwill * service_memory * relationship
        + silent / (1.0 + unseen)
        + attack * u
        + 5.0
    )


@numba.cfunc(CUSTOMER_RULE)
def upper(usual, order_rate, goodwill, service_memory, relationship, silent, unseen, season, attack, u):
    return 0.0 if silent < 13.0 else 4.0


def test_a_view_shows_the_market(customers, columns):
    assert customers.season == 1.2 and len(customers) == N
    np.testing.assert_array_equal(customers.asked, (columns.state == State.HEALTHY) | (columns.state == State.FADING))
    with pytest.raises(AttributeError, match="customers have no 'goodwil'; did you mean 'goodwill'"):
        customers.goodwil  # noqa: B018
    with pytest.raises(ValueError, match="read-only"):
        customers.goodwill[0] = 1.0


def test_a_compiled_rule_is_told_of_each_customer_what_it_should(customers, columns):
    usual = np.linspace(0.0, 1.0, N)
    answers = ask("order_rates", Rules(order_rates=by_all).order_rates, customers, usual)
    c = columns
    expected = (
        usual
        + 5.0
        + c.order_rate * 1.2
        + c.goodwill * c.service_memory * np.float32(0.9)
        + (60 - c.last_order_week) / (61.0 - c.last_visit_week)
        + MARKET.attack[c.region, c.industry] * customers.uniform()
    )
    assert answers[customers.asked] == pytest.approx(expected[customers.asked], rel=1e-6)
    assert (answers[~customers.asked] == 0.0).all()


def test_grades_by_a_compiled_rule_are_whole_numbers(customers, columns):
    grades = ask("grade_customers", Rules(grade_customers=upper).grade_customers, customers, np.zeros(N, np.int64))
    expected = np.where(60 - columns.last_order_week < 13, 0, 4)
    assert grades.dtype == np.int64
    np.testing.assert_array_equal(grades[customers.asked], expected[customers.asked])


def test_any_number_of_compiled_rules_shares_one_kernel(customers):
    for rule in (by_all, upper):
        CompiledRule(rule)(customers, np.zeros(N))
    assert len(ask_each.signatures) == 1


def test_a_compiled_rule_travels_as_its_python_function(customers):
    rule = CompiledRule(by_all)
    again = pickle.loads(cloudpickle.dumps(rule))
    np.testing.assert_array_equal(again(customers, np.ones(N)), rule(customers, np.ones(N)))


def test_another_signature_is_refused():
    @numba.cfunc(numba.float64(numba.float64))
    def narrow(usual):
        return usual

    with pytest.raises(InputError, match="declared signature") as caught:
        Rules(order_rates=narrow)
    assert all(name in str(caught.value) for name in ARGUMENTS)


@pytest.mark.parametrize(
    ("name", "answers", "told"),
    [
        ("order_rates", np.full(N, -0.1), r"first for customer 504 \(got -0.1\); allowed: orders a week from 0 to 50"),
        ("churn_probabilities", np.full(N, 1.5), r"\(got 1.5\); allowed: probability from 0 to 1"),
        ("grade_customers", np.full(N, 5), r"\(got 5\); allowed: grade, A to E as numbers from 0 to 4"),
        ("grade_customers", np.full(N, 1.0), "wrong type"),
        ("order_rates", np.ones(3), r"one orders a week for each of 60 customers"),
    ],
)
def test_what_breaks_the_contract_is_named(name, answers, told, customers):
    with pytest.raises(InputError, match=told):
        ask(name, lambda customers, usual: answers, customers, np.ones(N))
