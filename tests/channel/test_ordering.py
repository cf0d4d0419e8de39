"""Ordering rules and forecasts by hand, and what they come to in the textbooks."""

import numpy as np
import pytest

from salesim.channel.ordering import (
    Ordering,
    OrderRule,
    moving_average,
    next_forecast,
    order_quantity,
    order_up_to,
    safety_factor,
)


def rule(kind, **changes):
    """An ordering rule with a safety factor of 0 and a review of one day, unless told otherwise."""
    numbers = {"service_factor": 0.0, "review_days": 1.0, "reorder_days": 0.0, "up_to_days": 0.0}
    numbers |= {"adjust": 1.0, "pipeline_weight": 1.0, **changes}
    return Ordering(rule=int(kind), **numbers)


def test_level_by_hand():
    """f days + z 1.25 MAD sqrt(days)."""
    assert order_up_to(10.0, 4.0, 9.0, 2.0) == pytest.approx(90.0 + 2.0 * 5.0 * 3.0)
    assert order_up_to(10.0, 4.0, 9.0, 0.0) == 90.0


def test_base_stock_fills_the_position_up():
    assert order_quantity(rule(OrderRule.BASE_STOCK), 4.3, 0.0, 5.0, 0.0, 0.0, 7, 8) == 22 - 15
    assert order_quantity(rule(OrderRule.BASE_STOCK), 4.0, 0.0, 5.0, 0.0, 0.0, 19, 8) == 0
    assert order_quantity(rule(OrderRule.BASE_STOCK), 4.0, 0.0, 5.0, 2.5, 0.0, 19, 8) == 3  # ten units bought ahead


def test_s_and_S_by_days_of_cover():
    """Nothing above s = 4, up to S = 10 at or below it; what is owed counts against the position."""
    kind = rule(OrderRule.REORDER_POINT, reorder_days=4.0, up_to_days=10.0)
    assert [order_quantity(kind, 1.0, 0.0, 5.0, 0.0, 0.0, stock, 0) for stock in (5, 4, 0, -3)] == [0, 6, 10, 13]
    assert order_quantity(kind, 1.0, 0.0, 5.0, 0.0, 0.0, 1, 4) == 0


def test_s_protects_the_lead_time_and_S_a_review_more():
    """Lead time 4 and review 5: s covers 4 days and the day until the next look, S five days more."""
    kind = rule(OrderRule.REORDER_POINT, review_days=5.0)
    assert order_quantity(kind, 10.0, 0.0, 9.0, 0.0, 0.0, 50, 0) == 50
    assert order_quantity(kind, 10.0, 0.0, 9.0, 0.0, 0.0, 51, 0) == 0


def test_people_forget_what_is_on_its_way():
    """q = f + a (S - f - IL - beta pipeline): 10 + .26 (40 - 10 - 5 - .34 x 50) = 12.08."""
    kind = rule(OrderRule.HUMAN, adjust=0.26, pipeline_weight=0.34)
    assert order_quantity(kind, 10.0, 0.0, 4.0, 0.0, 0.0, 5, 50) == 12
    assert order_quantity(kind, 10.0, 0.0, 4.0, 0.0, 0.0, 500, 50) == 0


def test_who_forgets_nothing_orders_up_to_a_level():
    for stock in range(0, 60, 7):
        human, base = (
            order_quantity(rule(kind, review_days=3.0), 6.0, 0.0, 8.0, 0.0, 0.0, stock, 11)
            for kind in (OrderRule.HUMAN, OrderRule.BASE_STOCK)
        )
        assert human == base


def test_forecasts():
    assert next_forecast(10.0, 20, 0.36) == pytest.approx(13.6)
    memory = np.arange(7, dtype=np.int64).reshape(1, 7, 1)  # a ring of a week
    assert moving_average(memory, 0, 0, 8, 3) == pytest.approx((1 + 0 + 6) / 3)


def test_newsvendor():
    """N(50, 8), .18 for a unit left over, .70 for one too few: 56.604."""
    assert 50.0 + 8.0 * safety_factor(0.18, 0.70) == pytest.approx(56.604, abs=5e-4)


@pytest.mark.parametrize(("holding", "penalty"), [(0.0, 0.5), (0.5, 0.0), (0.0, 0.0), (1e-300, 1.0), (1e300, 1e-300)])
def test_stock_that_costs_nothing_is_not_kept_without_end(holding, penalty):
    assert abs(safety_factor(holding, penalty)) <= 5.0 + 1e-9
