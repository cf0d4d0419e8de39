"""Grades are fifths of the customers by recency, frequency and monetary value."""

import numpy as np
import pytest

from salesim.agents.grading import grade_by_sales, quintile, regrade
from salesim.columns import Customers, State, new_columns
from salesim.policy.grading import GradingParameters


def test_quintiles_are_fifths():
    assert np.bincount(quintile(np.arange(1000.0))).tolist() == [200] * 5
    assert quintile(np.array([50.0, 10.0, 30.0, 20.0, 40.0])).tolist() == [4, 0, 2, 1, 3]


def test_equal_values_share_a_fifth():
    assert len(set(quintile(np.array([3.0] * 10)).tolist())) == 1


def test_nobody_has_no_quintile():
    assert quintile(np.zeros(0)).shape == (0,)


def draw(n=1000, **values):
    rng = np.random.default_rng(2)
    orders = rng.poisson(3, (n, 4))
    defaults = {
        "state": State.HEALTHY,
        "last_order_week": rng.integers(0, 52, n),
        "quarter_orders": orders,
        "quarter_sales": orders * rng.gamma(2.0, 500.0, (n, 1)),
    }
    return new_columns(Customers, n, **(defaults | values))


def test_every_grade_gets_a_fifth():
    customers = draw()
    regrade(customers, 52)
    assert np.bincount(customers.grade, minlength=5) == pytest.approx(200, abs=5)


def test_better_in_everything_is_never_graded_worse():
    customers = draw()
    regrade(customers, 52)
    orders, sales = customers.quarter_orders.sum(axis=1), customers.quarter_sales.sum(axis=1)
    for i in range(0, 1000, 25):
        better = (
            (orders >= orders[i]) & (sales >= sales[i]) & (customers.last_order_week >= customers.last_order_week[i])
        )
        assert customers.grade[better].max() <= customers.grade[i]  # 0 is A


def test_prospects_and_lost_customers_keep_their_grade():
    state = np.tile([State.LEAD, State.HEALTHY, State.FADING, State.GONE], 250)
    customers = draw(state=state, grade=-1)
    regrade(customers, 52)
    current = (state == State.HEALTHY) | (state == State.FADING)
    assert (customers.grade[~current] == -1).all()
    assert (customers.grade[current] >= 0).all()
    regrade(draw(state=State.GONE), 52)  # nobody to grade


def test_the_formula_is_the_scenario_s():
    """By money alone, RFM is ABC."""
    by_money, abc = draw(), draw()
    regrade(by_money, 52, (0.0, 0.0, 2.0))
    grade_by_sales(abc)
    assert (by_money.grade == abc.grade).mean() > 0.99
    regrade(abc, 52, (5.0, 0.0, 0.0))
    assert (by_money.grade == abc.grade).mean() < 0.5
    with pytest.raises(ValueError, match="must not all be 0"):
        GradingParameters(recency=0.0, frequency=0.0, monetary=0.0)
