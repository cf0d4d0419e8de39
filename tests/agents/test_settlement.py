"""What orders leave behind: money, memory, and customers who begin to leave."""

import numpy as np
import pytest

from salesim.agents import settlement as a
from salesim.agents.buying import new_orders
from salesim.agents.payment import CASH_RING_WEEKS
from salesim.agents.settlement import Outcome, Settlement, begin_to_churn, close_customer_week, settle_orders
from salesim.columns import Customers, State, new_columns
from salesim.random import Stream

QUIET = np.zeros((1, 1))
PRICE_MINOR, DIRECT_MINOR = np.array([10_000.0, 2_500.0]), np.array([6_000.0, 1_500.0])
CHANNEL_MINOR = np.array([7_000.0, 1_800.0])


@pytest.fixture
def numbers(all_off, key):
    """Settling with 30 days of terms, everybody in time, and nothing unusual about leaving."""
    return all_off(
        Settlement,
        minor_per_unit=100.0,
        week=70,
        quarter=5,
        decline_weeks=12,
        renewal_base=0.85,
        lost_order_event=0.5,
        terms_days=28.0,
        late_median_days=15.0,
        late_sigma=0.8,
        churn_key=key(Stream.CHURN),
        payment_key=key(Stream.PAYMENT_DELAY),
        renewal_key=key(Stream.RENEWAL),
    )


def customers_of(n, **values):
    defaults = {"customer_id": np.arange(n), "state": State.HEALTHY, "relationship": 1.0, "distributor": -1}
    return new_columns(Customers, n, **(defaults | {"renewal_week": -1, "order_rate": 0.5} | values))


def settle(c, rows, numbers, discount=0.0, late_share=0.0, **values):
    """Settle one order for each of ``rows``; returns totals of the only seat and its cash calendar."""
    n = len(rows)
    orders = new_orders(n)
    orders.row[:] = rows
    for name, value in ({"units": 3, "number": np.arange(n)} | values).items():
        getattr(orders, name)[:] = value
    if "sold_sku" not in values:
        orders.sold_sku[:] = orders.sku
    totals, cash = np.zeros((1, a.N_TOTALS), np.int64), np.zeros((1, CASH_RING_WEEKS), np.int64)
    sold = np.zeros((1, 2))
    terms = (np.array([discount]), np.array([late_share]), np.zeros(0))
    settle_orders(0, n, c, orders, QUIET, PRICE_MINOR, DIRECT_MINOR, CHANNEL_MINOR, *terms, numbers, totals, sold, cash)
    return totals[0], cash[0]


def test_a_filled_order_is_sold_invoiced_and_remembered(numbers):
    c = customers_of(2, distributor=[-1, 4])
    totals, cash = settle(c, [0, 1], numbers)
    assert totals[[a.PLACED, a.FILLED, a.DIRECT_UNITS, a.CHANNEL_UNITS]].tolist() == [2, 2, 3, 3]
    assert totals[a.SALES_MINOR] == 6 * 10_000
    assert totals[a.COST_MINOR] == 3 * 6_000 + 3 * 7_000
    assert cash[(70 + 4) % CASH_RING_WEEKS] == cash.sum() == totals[a.SALES_MINOR]
    assert c.quarter_orders[:, 5 % 4].tolist() == [1, 1]
    assert c.quarter_sales[:, 5 % 4].tolist() == [300.0, 300.0]


def test_what_was_delivered_is_what_is_invoiced(numbers):
    totals, _ = settle(customers_of(1), [0], numbers, outcome=Outcome.SUBSTITUTED, sku=0, sold_sku=1)
    assert totals[a.SALES_MINOR] == 3 * 2_500
    assert totals[a.COST_MINOR] == 3 * 1_500


def test_a_lost_order_hurts_and_earns_nothing(numbers):
    c = customers_of(2, service_event=[0.0, -0.8])
    totals, cash = settle(c, [0, 1], numbers, outcome=Outcome.LOST)
    assert totals[[a.PLACED, a.FILLED, a.LOST_ORDERS, a.SALES_MINOR]].tolist() == [2, 0, 2, 0]
    assert cash.sum() == 0
    assert c.service_event.tolist() == [-0.5, -1.0]  # no worse than -1


def test_a_customer_waits_for_one_order_at_a_time(numbers):
    c = customers_of(1)
    totals, _ = settle(c, [0, 0], numbers, outcome=Outcome.POSTPONED, units=[3, 8], sku=[1, 0])
    assert totals[[a.PLACED, a.POSTPONED_ORDERS, a.LOST_ORDERS]].tolist() == [2, 1, 1]
    assert (c.postponed_units[0], c.postponed_sku[0]) == (3, 1)


def test_every_order_is_counted_once(numbers):
    """Placed and retried = filled + lost + postponed, whatever happens."""
    rng = np.random.default_rng(0)
    c = customers_of(400)
    totals, _ = settle(c, np.arange(400), numbers, outcome=rng.integers(0, 5, 400), retry=rng.integers(0, 2, 400))
    ends = totals[[a.FILLED, a.LOST_ORDERS, a.POSTPONED_ORDERS]].sum()
    assert totals[[a.PLACED, a.RETRIED]].sum() == ends == 400


def test_the_share_who_begin_to_leave(numbers):
    n = 20_000
    c = customers_of(n, churn_probability=0.2)
    settle(c, np.arange(n), numbers)
    fading = c.state == State.FADING
    assert fading.mean() == pytest.approx(0.2, abs=4.0 * np.sqrt(0.16 / n))
    assert (c.state_week[fading] == 70).all()


def test_a_discount_is_given_away_not_sold(numbers):
    """A third off: list price less what is given away is sold, invoiced and remembered; goods cost what they cost."""
    c = customers_of(1)
    totals, cash = settle(c, [0], numbers, discount=1 / 3)
    assert totals[[a.SALES_MINOR, a.DISCOUNT_MINOR]].tolist() == [20_000, 10_000]
    assert totals[a.COST_MINOR] == 3 * 6_000 and cash.sum() == 20_000
    assert c.quarter_sales.sum() == pytest.approx(200.0)


def test_only_filled_orders_of_healthy_customers_count(numbers):
    c = customers_of(3, churn_probability=1.0, state=[State.HEALTHY, State.FADING, State.HEALTHY], state_week=60)
    settle(c, [0, 1, 2], numbers, outcome=[Outcome.LOST, Outcome.FILLED, Outcome.ELSEWHERE])
    assert c.state.tolist() == [State.HEALTHY, State.FADING, State.FADING]
    assert c.state_week.tolist() == [60, 60, 70]  # no decline begins twice


@pytest.mark.parametrize(("decline_weeks", "state"), [(12, State.FADING), (0, State.GONE)])
def test_without_a_decline_leaving_is_at_once(decline_weeks, state):
    c = customers_of(1)
    begin_to_churn(c, 0, 9, decline_weeks)
    assert (c.state[0], c.state_week[0]) == (state, 9)


def test_a_decline_ends_after_its_weeks(numbers):
    c = customers_of(3, state=State.FADING, state_week=[57, 58, 59])
    counts = np.zeros(len(State), np.int64)
    close_customer_week(0, 3, c, QUIET, numbers, counts)
    assert c.state.tolist() == [State.GONE, State.GONE, State.FADING]
    assert c.state_week.tolist() == [70, 70, 59]
    assert counts[[State.FADING, State.GONE]].tolist() == [1, 2]


def test_contracts_are_renewed_in_their_week(numbers):
    """85 % of healthy customers at mean goodwill renew; nobody else is asked."""
    n = 20_000
    c = customers_of(2 * n, renewal_week=[70 % 52] * n + [-1] * (n // 2) + [70 % 52 + 1] * (n // 2), last_order_week=69)
    counts = np.zeros(len(State), np.int64)
    close_customer_week(0, 2 * n, c, QUIET, numbers, counts)
    renewed = c.state == State.HEALTHY
    assert renewed[:n].mean() == pytest.approx(0.85, abs=4.0 * np.sqrt(0.85 * 0.15 / n))
    assert renewed[n:].all()
    assert counts[State.HEALTHY] == renewed.sum() and counts.sum() == 2 * n
