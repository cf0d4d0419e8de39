"""A distributor's day: orders up to a level, nothing lost on the way, fill rates as in the textbook."""

import math

import numpy as np
import pytest
from scipy import stats

from salesim.agents.buying import new_orders
from salesim.agents.settlement import Outcome
from salesim.channel.stock import (
    N_ACCOUNTS,
    SOLD,
    StockParameters,
    balance,
    decide_orders,
    give_back,
    nearest_with,
    observe,
    receive,
    serve,
    simulate_day,
    sort_by_time,
    stock_day,
    wanted_units,
)
from salesim.columns import Customers, Distributors, new_columns
from salesim.columns.distributors import LEAD_RING_DAYS, N_SKU
from salesim.random import stream_key

KEY = np.uint64(stream_key(1, 0, 27))
P = StockParameters()
PRICES = np.full(N_SKU, 100.0)


def numbers(life_days=0, **changes):
    """The numbers of a day under some parameters."""
    return stock_day(P.model_copy(update=changes), life_days, keys=(KEY,) * 3)


def account(n_sku=N_SKU):
    return np.zeros((N_ACCOUNTS, n_sku), np.int64)


def young(units):
    """Units by distributor and SKU class as stock of the youngest age."""
    return np.asarray(units)[:, None, :]


def test_mean_absolute_deviation_stands_for_a_standard_deviation():
    """With normal errors of sd 1, 1.25 MAD is 1 within a third of a percent."""
    assert 1.25 * math.sqrt(2.0 / math.pi) == pytest.approx(1.0, abs=0.003)


def test_what_is_wanted_fills_the_position_up():
    d = new_columns(Distributors, 1, stock=young([[7, 0, 99]]), at_desk=[[5, 0, 0]], in_transit=[[3, 0, 0]])
    d.forecast[0] = [4.3, 1.0, 1.0]
    assert [wanted_units(d, 0, sku, 5.0, numbers(service_factor=0.0)) for sku in range(N_SKU)] == [22 - 15, 5, 0]


def test_reviews_are_staggered_and_wait_for_the_own_order():
    d = new_columns(Distributors, 5, forecast=10.0)
    d.waiting_order[4] = 1
    wanted = np.zeros((5, N_SKU), np.int64)
    days = {}
    for day in range(5):
        assert decide_orders(d, day, numbers(), wanted) == wanted.any()
        days[day] = np.flatnonzero(wanted.any(axis=1)).tolist()
    assert days == {0: [0], 1: [], 2: [3], 3: [2], 4: [1]}


def test_slow_desks_are_protected_against():
    fast, slow = (new_columns(Distributors, 1, forecast=10.0, desk_days=days) for days in (0.0, 3.0))
    units = np.zeros((2, 1, N_SKU), np.int64)
    for d, wanted in zip((fast, slow), units, strict=True):
        decide_orders(d, 0, numbers(service_factor=0.0), wanted)
    assert units[:, 0, 0].tolist() == [90, 120]


def test_forecast_is_smoothed():
    d = new_columns(Distributors, 1, demand_today=[[20, 0, 5]], forecast=[[10.0, 0.0, 5.0]], forecast_mad=2.0)
    observe(d, 0, numbers(smoothing=0.1))
    assert d.forecast[0] == pytest.approx([11.0, 0.0, 5.0])
    assert d.forecast_mad[0] == pytest.approx([2.0 + 0.1 * 8.0, 1.8, 1.8])
    assert not d.demand_today.any()


def test_goods_arrive_on_their_day():
    d = new_columns(Distributors, 1, in_transit=[[4, 0, 0]])
    d.arriving[0, 70 % LEAD_RING_DAYS, 0] = 4
    receive(d, 69)
    assert d.stock.sum() == 0
    receive(d, 70)
    assert (d.stock[0, 0, 0], d.in_transit[0, 0], d.week_received[0]) == (4, 0, 4)
    receive(d, 70 + LEAD_RING_DAYS)  # once only
    assert d.stock[0, 0, 0] == 4


def test_the_longest_lead_time_fits_into_the_ring():
    """A wrong line takes the lead time twice, a missed cut-off costs a day more."""
    (longest,) = (m.le for m in StockParameters.model_fields["lead_days"].metadata if hasattr(m, "le"))
    assert 2 * longest + 1 < LEAD_RING_DAYS


# stock-outs


def shop(n, stock, **order):
    """``n`` customers of distributor 0, with one order each; distributor 1 is its neighbor."""
    c = new_columns(Customers, n, customer_id=np.arange(n), distributor=0)
    d = new_columns(Distributors, 2, neighbor=[1, 0], stock=young(stock))
    orders = new_orders(n)
    orders.row[:] = orders.number[:] = np.arange(n)
    orders.units[:] = 1
    for name, value in order.items():
        getattr(orders, name)[:] = value
    return c, d, orders


def open_shop(c, d, orders, substitute=P.substitute, elsewhere=P.elsewhere, postpone=P.postpone):
    n, reactions = len(orders.row), {"substitute": substitute, "elsewhere": elsewhere, "postpone": postpone}
    serve(0, n, np.arange(n), orders, c, d, PRICES, account(), numbers(**reactions))
    return orders.outcome


def test_what_is_there_is_sold_first_come_first_served():
    c, d, orders = shop(4, [[5, 0, 0], [0, 0, 0]], units=[2, 4, 2, 2])
    outcome = open_shop(c, d, orders, 0.0, 0.0, 0.0)
    assert outcome.tolist() == [Outcome.FILLED, Outcome.LOST, Outcome.FILLED, Outcome.LOST]
    assert d.stock[0, 0, 0] == 1 and d.week_sold[0] == d.week_filled[0] == 4
    assert d.week_demand[0] == d.demand_today[0, 0] == 10  # what was asked for, not what was sold


def test_reactions_to_a_stock_out_have_their_shares():
    """Another product .19, another distributor .31, next week .15; the others are lost."""
    n = 20_000
    c, d, orders = shop(n, [[0, n, 0], [n, 0, 0]])
    counts = np.bincount(open_shop(c, d, orders), minlength=5)
    shares = np.array([P.substitute, P.elsewhere, P.postpone, 1.0 - P.substitute - P.elsewhere - P.postpone])
    assert stats.chisquare(counts[1:], n * shares).pvalue > 1e-3
    assert d.stock[0, 0, 1] == n - counts[Outcome.SUBSTITUTED]
    assert d.stock[1, 0, 0] == n - counts[Outcome.ELSEWHERE] == n - d.week_sold[1]
    substituted = orders.outcome == Outcome.SUBSTITUTED
    assert set(orders.sold_sku[substituted]) == {1} and set(orders.sold_sku[~substituted]) == {0}


def test_a_reaction_that_finds_nothing_is_a_lost_order():
    c, d, orders = shop(1000, [[0, 0, 0], [0, 0, 0]])
    assert set(open_shop(c, d, orders, 0.5, 0.5, 0.0)) == {Outcome.LOST}
    c, d, orders = shop(1000, [[0, 0, 0], [0, 0, 0]], retry=1)
    assert set(open_shop(c, d, orders, 0.0, 0.0, 1.0)) == {Outcome.LOST}  # it has asked twice
    c, d, orders = shop(1, [[0, 0, 0], [9, 0, 0]])
    d.neighbor[0] = 0  # the only distributor
    assert open_shop(c, d, orders, 0.0, 1.0, 0.0)[0] == Outcome.LOST


# the order of the week


def test_orders_are_served_in_the_order_of_their_stamps():
    rng = np.random.default_rng(0)
    n = 3000
    c = new_columns(Customers, n, distributor=rng.integers(-1, 3, n))
    orders = new_orders(n)
    orders.row[:] = np.arange(n)
    orders.stamp[:] = np.minimum(rng.uniform(0.0, 7.0, n), np.nextafter(7.0, 0.0))
    orders.stamp[:2] = [0.0, np.nextafter(7.0, 0.0)]
    orders.outcome[:] = Outcome.LOST
    by_time, day_start = np.full(n, -1), np.zeros(8, np.int64)
    sort_by_time(orders, n, c, by_time, day_start)
    stocked = np.flatnonzero(c.distributor >= 0)
    assert sorted(by_time[: day_start[7]]) == stocked.tolist()
    assert np.diff(orders.stamp[by_time[: day_start[7]]]).min() > -1.0 / 512.0
    for day in range(7):
        today = orders.stamp[by_time[day_start[day] : day_start[day + 1]]]
        assert (np.floor(today) == day).all() and len(today) > 200
    assert (orders.outcome[c.distributor < 0] == Outcome.FILLED).all()  # direct orders
    assert (orders.outcome[stocked] == Outcome.LOST).all()  # still to be served


# many days


def live(days, demand, d, lead_days, seed=0, reactions=(0.0, 0.0, 0.0), **changes):
    """Days with ``demand`` (n,) mean unit orders at each distributor; what is ordered arrives after the lead time.

    Yields each day's demand and unfilled units by distributor.
    """
    rng, n = np.random.default_rng(seed), len(d.stock)
    c = new_columns(Customers, n, customer_id=np.arange(n), distributor=np.arange(n))
    wanted = np.zeros((n, N_SKU), np.int64)
    rows, goods = np.arange(n)[:, None], account()
    usual = {"smoothing": 0.0, "review_days": 1, "service_factor": 0.0, "lead_days": lead_days}
    usual |= dict(zip(("substitute", "elsewhere", "postpone"), reactions, strict=True))
    today = numbers(**(usual | changes))
    for day in range(days):
        asked = rng.poisson(demand)
        orders = new_orders(int(asked.sum()))
        orders.row[:] = np.repeat(np.arange(n), asked)
        orders.units[:] = 1
        orders.number[:] = day * 1000 + np.arange(len(orders.row))
        by_time = np.arange(len(orders.row))
        simulate_day(day, 0, len(by_time), by_time, orders, c, d, PRICES, goods, today, wanted)
        d.arriving[rows, (day + lead_days) % LEAD_RING_DAYS, np.arange(N_SKU)] += wanted
        d.in_transit[:] += wanted
        unfilled = np.bincount(orders.row[orders.outcome >= Outcome.POSTPONED], minlength=n)
        yield asked, unfilled, wanted.sum()


def test_no_unit_is_made_or_lost_on_the_way():
    d = new_columns(Distributors, 6, stock=25, neighbor=[1, 2, 3, 4, 5, 0], forecast=2.0, forecast_mad=1.0)
    opening = int(d.stock.sum())
    ordered = 0
    for _, _, units in live(
        300, np.full(6, 2.5), d, 4, 0, (0.19, 0.31, 0.15), smoothing=0.06, review_days=5, service_factor=1.3
    ):
        ordered += units
        assert opening + ordered == d.stock.sum() + d.in_transit.sum() + d.week_sold.sum()
        assert (d.stock >= 0).all() and (d.in_transit >= 0).all()
        assert np.array_equal(d.arriving.sum(axis=1), d.in_transit)
    assert d.week_received.sum() == ordered - d.in_transit.sum()
    assert d.week_sold.sum() > 0.8 * d.week_demand.sum()


def erlang_loss(servers: int, load: float) -> float:
    """Erlang's loss formula by its recursion."""
    lost = 1.0
    for k in range(1, servers + 1):
        lost = load * lost / (k + load * lost)
    return lost


@pytest.mark.parametrize(("level", "load"), [(13, 10.0), (6, 5.0)])
def test_fill_rate_of_base_stock(level, load):
    """Lost sales under base stock are Erlang's loss system (Karush 1957): the units on order are its busy servers.

    One kind of goods, unit orders, review each day, 50 days of lead time, of which a unit sold during a day spends
    49.5 on average. Limits from 300 independent distributors.
    """
    n, lead_days = 300, 50
    d = new_columns(Distributors, n, neighbor=np.arange(n))
    d.stock[:, 0, 0] = level
    d.forecast[:, 0] = (level - 1e-6) / (lead_days + 1)  # so that the level is this, whatever is observed
    days = list(live(1200, np.full(n, load / 49.5), d, lead_days))[200:]
    asked = np.sum([day[0] for day in days], axis=0)
    lost = np.sum([day[1] for day in days], axis=0)
    expected = erlang_loss(level, load)
    residual = lost - expected * asked
    assert abs(residual.mean()) < 3.3 * residual.std() / math.sqrt(n), lost.sum() / asked.sum()
    assert (d.stock[:, 0, 0] + d.in_transit[:, 0] == level).all()


def test_a_substitute_is_bought_for_the_same_money():
    """23 units at 120 yuan become 9 at 300; whoever wants less than one gets one."""
    d, goods = new_columns(Distributors, 1, stock=young([[0, 50, 50]])), account()
    c = new_columns(Customers, 2, customer_id=[0, 1], distributor=0)
    orders = new_orders(2)
    orders.row[:], orders.units[:] = [0, 1], [23, 1]
    always = numbers(substitute=1.0, elsewhere=0.0, postpone=0.0)
    serve(0, 2, np.arange(2), orders, c, d, np.array([120.0, 300.0, 800.0]), goods, always)
    assert orders.outcome.tolist() == [Outcome.SUBSTITUTED] * 2
    assert orders.units.tolist() == [9, 1] and orders.sold_sku.tolist() == [1, 1]
    assert d.stock.tolist() == [[[0, 40, 50]]] and d.week_sold[0] == 10 and d.week_filled[0] == 0
    assert goods[SOLD].tolist() == [0, 10, 0]


def test_a_neighbor_s_sale_is_no_delivery_of_its_own():
    """What a neighbor sells to others' customers is no part of its fill rate, which so never exceeds one."""
    c, d, orders = shop(4, [[0, 0, 0], [9, 0, 0]], units=[1, 1, 1, 1])
    assert set(open_shop(c, d, orders, 0.0, 1.0, 0.0)) == {Outcome.ELSEWHERE}
    assert d.week_sold.tolist() == [0, 4] and d.week_filled.tolist() == [0, 0] and d.week_demand.tolist() == [4, 0]


def test_goods_of_customers_who_had_left_come_back():
    c, d, orders = shop(3, [[9, 0, 0], [0, 0, 0]], units=[2, 3, 4])
    goods = account()
    serve(0, 3, np.arange(3), orders, c, d, PRICES, goods, numbers())
    orders.outcome[1] = Outcome.CANCELLED
    give_back(3, orders, c, d, PRICES, goods)
    assert d.stock[0, 0, 0] == 3 and d.week_sold[0] == goods[SOLD, 0] == 6 and d.week_sales[0] == 600.0


def test_demand_that_stock_outs_hide_is_not_seen():
    """Two of five units are sold: who sees only sales forecasts two, and so would sell two for ever."""
    for only_sales, forecast in ((False, 5.0), (True, 2.0)):
        c, d, orders = shop(5, [[2, 0, 0], [0, 0, 0]])
        serve(0, 5, np.arange(5), orders, c, d, PRICES, account(), numbers(postpone=0.0, substitute=0.0, elsewhere=0.0))
        observe(d, 0, numbers(sees_only_sales=only_sales, smoothing=1.0))
        assert d.forecast[0, 0] == forecast


def test_short_deliveries_inflate_orders():
    d = new_columns(Distributors, 1, forecast=10.0, shortage=0.5)
    plain, inflated = (wanted_units(d, 0, 0, 9.0, numbers(order_inflation=g, service_factor=0.0)) for g in (0.0, 1.0))
    assert (plain, inflated) == (90, 135)


def test_distrust_costs_safety_stock_and_closed_doors_order_nothing():
    d = new_columns(Distributors, 3, forecast=10.0, forecast_mad=2.0, distrust=[0.0, 1.0, 0.0], closed=[0, 0, 1])
    wanted = np.zeros((3, N_SKU), np.int64)
    decide_orders(d, 0, numbers(rule="reorder_point", review_days=1), wanted)
    assert wanted[0, 0] > wanted[1, 0] > 0 == wanted[2, 0]


def test_goods_are_balanced_by_sku_class():
    d, goods = new_columns(Distributors, 2, stock=5, grey=1, in_transit=2), account()
    goods[0] = 14
    goods[1] = 2
    assert balance(d, np.zeros(N_SKU, np.int64), goods) == -1
    d.grey[1, 2] += 1
    assert balance(d, np.zeros(N_SKU, np.int64), goods) == 2


def test_others_goods_are_bought_where_there_are_some():
    """Goods brought into the area take sales from its own distributor, who does not even see the demand."""
    c, d, orders = shop(1000, [[1000, 0, 0], [0, 0, 0]])
    d.grey[0, 0] = 200
    goods = account()
    serve(0, 1000, np.arange(1000), orders, c, d, PRICES, goods, stock_day(P, 0, 0.5, keys=(KEY,) * 3))
    assert (orders.outcome == Outcome.FILLED).all()
    assert d.week_grey[0] == 200 and d.week_sold[0] == d.demand_today[0, 0] == 800 and goods[SOLD, 0] == 1000


def test_shared_stock_finds_goods_further_away():
    d = new_columns(Distributors, 4, x_km=[0.0, 10.0, 20.0, 90.0], neighbor=1)
    d.stock[2:, 0, 0] = 5
    assert [nearest_with(d, 0, 0, 5, reach) for reach in (0.0, 15.0, 25.0, 100.0)] == [1, 1, 2, 2]
    assert nearest_with(d, 0, 0, 6, 100.0) == 1  # nobody has six: the neighbor, in vain
