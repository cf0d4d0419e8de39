"""When deals are due, what customers ask for moving them, and that every deal closes once."""

import numpy as np
import pytest
from scipy import stats

from salesim.agents.buying import BuyingWeek, decide_to_buy, new_orders, place_orders
from salesim.agents.deals import (
    DealParameters,
    DealWeek,
    asked,
    close,
    closing_season,
    deal_share,
    deal_value,
    deals_under_way,
    due_week,
    open_deal,
)
from salesim.columns import Customers, State, new_columns
from salesim.model.timetable import timetable
from salesim.pay.periods import A_QUARTER
from salesim.random import Stream
from salesim.scenario.calendar import CalendarParameters

P = DealParameters()
N = 40_000
TABLE = timetable(CalendarParameters(), 52)
FIRST, LAST = TABLE.first[A_QUARTER], TABLE.last[A_QUARTER]


@pytest.fixture
def deals(all_off, key):
    def make(**values) -> DealWeek:
        usual = {name: getattr(P, name) for name in DealWeek._fields if hasattr(P, name)}
        usual |= {"quarter_last": LAST, "has_deals": 1, "above": 1000.0, "value_shape": 6.25, "max_discount": 0.3}
        keys = {"deal_key": key(Stream.DEAL), "value_key": key(Stream.ORDER_VALUE)}
        return all_off(DealWeek, **(usual | keys | values))

    return make


def customers_of(n, **values) -> Customers:
    usual = {
        "customer_id": np.arange(n) + 5,
        "state": State.HEALTHY,
        "order_value": 5000.0,
        "relationship": 1.0,
        "distributor": -1,
        "first_order_week": -1,
        "last_order_week": -999,
    }
    return new_columns(Customers, n, **(usual | values))


def test_deals_are_due_within_the_cycle_and_cluster_at_quarters_ends(deals):
    """From week 8 within 26 weeks: 9 to 34, or the quarter's end after that; a share s + (1 - s) / 13 in last weeks."""
    customers, week = customers_of(N), deals(week=8)
    for i in range(N):
        open_deal(customers, i, 1, week)
    due = customers.deal_week.astype(int)
    assert due.min() == 9 and due.max() == 38
    elsewhere = due % 13 != 12
    share = 1.0 - elsewhere.mean()
    expected = P.at_quarter_end + (1.0 - P.at_quarter_end) * 2 / 26
    assert share == pytest.approx(expected, abs=4.0 * np.sqrt(expected * (1.0 - expected) / N))
    assert stats.kstest(due[elsewhere] + 0.0, stats.uniform(9, 26).cdf).statistic < 0.06  # in whole weeks


def test_the_mean_week_of_closing_is_one():
    season, quarters = np.linspace(0.5, 1.5, len(FIRST)), (FIRST, LAST)
    shares = closing_season(np.ones(len(FIRST)), *quarters, 1.0, 0.6)[:13]
    assert np.mean(shares) == pytest.approx(1.0) and shares[12] / 13 == pytest.approx(0.6 + 0.4 / 13)
    assert closing_season(season, *quarters, 0.0, 0.6) == pytest.approx(season, abs=0.0)
    assert closing_season(season, *quarters, 1.0, 1.0)[np.arange(len(season)) % 13 != 12].max() == 0.0


def test_who_decides_in_the_budget_s_last_week_waits_for_a_later_one():
    assert due_week(12, 0.0, 0.0, 0.6, 26, LAST) == 25
    assert due_week(12, 0.0, 0.9, 0.6, 26, LAST) == 13


@pytest.mark.parametrize(
    ("due", "week", "off"),
    [(14, 12, 0.0), (15, 12, 0.2 / 13), (25, 12, 0.2 * 11 / 13), (11, 12, 0.0), (12, 13, 0.2), (38, 39, 0.2)],
)
def test_customers_ask_for_the_weeks_that_they_give_up(due, week, off):
    """Twice the mean at most; two weeks are free, but for who has to wait beyond the budget's end."""
    assert asked(1.0, due, week, 2, 0.1, LAST) == pytest.approx(off)
    assert asked(0.5, due, week, 2, 0.1, LAST) == pytest.approx(off / 2)


def test_a_customer_has_one_deal_open_at_a_time(deals):
    customers = customers_of(1)
    open_deal(customers, 0, 1, deals(week=8))
    due = customers.deal_week[0]
    open_deal(customers, 0, 2, deals(week=9))
    assert (customers.open_deals[0], customers.deal_week[0]) == (3, due)
    assert close(customers, 0, 0.0) == customers.new_orders[0] == 3
    assert customers.open_deals[0] == 0


def test_what_a_deal_is_worth_is_known_before_it_is_placed(all_off, key, deals):
    week = deals()
    customers = customers_of(50, open_deals=2, order_value=1e6, n_orders=np.arange(50))
    known = np.array([deal_value(customers, i, week) for i in range(50)])
    numbers = all_off(BuyingWeek, value_shape=6.25, value_key=week.value_key, product_key=key(Stream.ORDER_PRODUCT))
    orders = new_orders(100)
    for i in range(50):
        close(customers, i, 0.0)
    place_orders(0, 50, customers, np.array([10.0]), np.ones((1, 1)), numbers, orders, 0)
    placed = np.bincount(orders.row, weights=10.0 * orders.units)
    assert placed == pytest.approx(known, rel=1e-4)  # to the unit
    assert known.std() > 1e5


def test_every_order_decided_on_closes_once_or_is_open(all_off, key, deals):
    """Half of the customers make deals: over two years they decide on as many orders as without, later."""
    placed = []
    for has in (0, 1):
        customers = customers_of(2000, order_rate=0.05, order_value=np.tile([500.0, 5000.0], 1000))
        counts = np.zeros(2000, int)
        for week in range(104):
            buying = all_off(BuyingWeek, week=week, season=1.0, phases=1, buying_key=key(Stream.BUYING))
            terms = (np.ones((1, 1)), np.zeros(1), np.ones(1), np.ones(1), np.zeros(0), buying)
            due = deals(week=week, has_deals=has)
            decide_to_buy(0, 2000, customers, *terms, due)
            for i in np.flatnonzero((customers.open_deals > 0) & (customers.deal_week <= week)):
                assert has and customers.order_value[i] > 1000.0
                close(customers, i, 0.0)
            customers.n_orders[:] += customers.new_orders
            counts += customers.new_orders
        placed.append(counts + customers.open_deals)
        assert (customers.open_deals.sum() > 0) == bool(has)
    assert placed[0].tolist() == placed[1].tolist()


def test_seats_factors_act_on_deals_without_what_is_moved_in_time(all_off, key, deals):
    orders = {}
    for name, value in (("ordinary", 500.0), ("deal", 5000.0)):
        customers = customers_of(4000, order_rate=0.5, order_value=value)
        buying = all_off(BuyingWeek, season=1.0, phases=1, buying_key=key(Stream.BUYING))
        factors = (np.zeros(1), np.full(1, 3.0), np.full(1, 1.0))
        decide_to_buy(0, 4000, customers, np.ones((1, 1)), *factors, np.zeros(0), buying, deals())
        orders[name] = (customers.new_orders + customers.open_deals).mean()
    assert orders["ordinary"] == pytest.approx(1.5, abs=0.1) and orders["deal"] == pytest.approx(0.5, abs=0.05)


def test_deals_are_under_way_as_a_market_opens(deals):
    """As many as stay open in the long run: decided on a weeks ago and due within the rest of the cycle."""
    customers = customers_of(N, order_rate=0.01)
    deals_under_way(customers, deals(week=0, at_quarter_end=0.0))
    share = (customers.open_deals > 0).mean()
    expected = (1.0 - np.exp(-0.26)) * 26.5 / 52
    assert share == pytest.approx(expected, abs=0.006)
    assert customers.deal_week[customers.open_deals > 0].min() == 0
    none = customers_of(10, order_rate=9.0, state=State.LEAD)
    deals_under_way(none, deals())
    assert not none.open_deals.any()


def test_the_share_of_deals_is_by_usual_sales():
    customers = customers_of(3, order_rate=[0.4, 0.1, 9.0], order_value=[500.0, 6000.0, 9000.0], seat=[1, 1, 0])
    customers.state[2] = State.LEAD
    assert deal_share(customers, 1000.0, 2).tolist() == pytest.approx([0.0, 0.75])
    assert deal_share(customers, None, 2).tolist() == [0.0, 0.0]
