"""What a visit is worth, against the response that customers have, and what the firm expects of them."""

import numpy as np
import pytest

from salesim.agents.goodwill import log_response, next_goodwill
from salesim.agents.visit_value import expect_sales, rank, sales_of_a_visit, visits_needed
from salesim.columns import Customers, State, new_columns


@pytest.mark.parametrize("visits_a_week", [0.1, 0.5, 1.0])
def test_the_worth_of_a_visit_is_what_it_adds_in_sales(visits_a_week):
    """A customer lives with and without one visit more; the difference in sales, over all weeks, is its worth."""
    steady = 4.345 * visits_a_week

    def sales(extra):
        goodwill, total = steady, 0.0
        for week in range(600):
            goodwill = next_goodwill(goodwill, visits_a_week + (extra if week == 0 else 0.0), 0.93)
            total += 100.0 * np.exp(log_response(goodwill, steady, 0.39))
        return total

    small = 0.01
    assert (sales(small) - sales(0.0)) / small == pytest.approx(sales_of_a_visit(100.0, steady, 0.39, 0.0), rel=0.01)
    assert sales_of_a_visit(100.0, steady, 0.0, 0.1) == pytest.approx(10.0)


def test_ranks_keep_the_order():
    values = np.random.default_rng(0).lognormal(0.0, 3.0, 100)
    assert np.array_equal(np.argsort([rank(v) for v in values]), np.argsort(values))


def test_visits_needed_by_hand():
    assert visits_needed((0.5, 0.2, 1.0)) == pytest.approx([2 + 5 + 1, 6, 1])
    assert np.isfinite(visits_needed((0.0, 0.5, 0.5))).all()


def customers(**values):
    usual = {"state": State.HEALTHY, "first_order_week": 0, "order_rate": 0.5, "order_value": 1000.0}
    return new_columns(Customers, 3, **(usual | values))


def test_the_firm_expects_what_its_books_say():
    """(sales + 8 mean) / (weeks + 8); who is new has had fewer weeks; a prospect is like the mean."""
    c = customers(state=[State.HEALTHY, State.FADING, State.LEAD], first_order_week=[0, 90, -1])
    c.quarter_sales[:2, 0] = [5200.0, 2000.0]
    expect_sales(c, 100)
    mean = 7200.0 / 62.0
    assert c.expected == pytest.approx([(5200 + 8 * mean) / 60, (2000 + 8 * mean) / 18, mean])


def test_before_anything_is_sold_customers_are_told_apart_by_what_they_want():
    c = customers(order_rate=[0.1, 0.5, 0.9])
    expect_sales(c, 0)
    assert (np.diff(c.expected) > 0).all() and c.expected.mean() == pytest.approx(500.0)
