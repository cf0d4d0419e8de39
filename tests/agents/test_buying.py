"""How customers buy: the weekly kernel against the formula written out, order by order."""

import math

import numpy as np
import pytest
from scipy import stats

from salesim.agents.buying import BuyingWeek, at_most, decide_to_buy, new_orders, order_units, place_orders
from salesim.agents.deals import DealWeek
from salesim.columns import Customers, State, copy_columns, new_columns
from salesim.random import Stream, uniform_array

N = 5000
PRICE, SHARE = np.array([100.0, 40.0, 250.0]), np.array([[0.5, 0.8, 1.0]])


@pytest.fixture
def week(all_off, key):
    """A week in which everything acts."""
    return all_off(
        BuyingWeek,
        week=30,
        season=1.3,
        elasticity=0.39,
        immediate=0.1,
        carry_over=0.93,
        mean_goodwill=1.4,
        service_effect=0.3,
        service_memory=0.9,
        phases=2,
        decline_weeks=12,
        recovery=0.01,
        value_shape=6.25,
        buying_key=key(Stream.BUYING),
        day_key=key(Stream.ORDER_DAY),
        value_key=key(Stream.ORDER_VALUE),
        product_key=key(Stream.ORDER_PRODUCT),
    )


@pytest.fixture
def no_deals(all_off):
    return all_off(DealWeek, quarter_last=np.zeros(0, np.int64))


def sample_customers(seed=3, n=N, **values) -> Customers:
    """Customers of every kind."""
    rng = np.random.default_rng(seed)
    defaults = {
        "customer_id": np.arange(n) + 70,
        "order_rate": rng.gamma(1.5, 0.6, n),
        "order_value": 3000.0,
        "distributor": -1,
        "state": rng.integers(State.LEAD, State.GONE + 1, n),
        "state_week": rng.integers(15, 30, n),
        "goodwill": rng.gamma(2.0, 0.8, n),
        "service_memory": rng.uniform(-1.0, 1.0, n),
        "service_event": rng.uniform(-1.0, 1.0, n),
        "visit_quality": rng.integers(0, 3, n) * 0.9,
        "relationship": rng.uniform(0.64, 1.0, n),
        "region": rng.integers(0, 2, n),
        "industry": rng.integers(0, 2, n),
        "seat": rng.integers(0, 3, n),
        "first_order_week": -1,
        "last_order_week": -999,
    }
    return new_columns(Customers, n, **(defaults | values))


ATTACK_FACTOR = np.array([[1.0, 0.85], [0.7, 1.0]])
SUPPORT = np.array([0.0, 0.5, 1.0])
SEAT_FACTOR = np.array([1.0, 1.1, 0.9])
NO_RULE = np.zeros(0)


def test_orders_are_those_of_the_formula(week, no_deals):
    """The number of phases passed inverts a Poisson distribution at the customer's own draw."""
    c = sample_customers()
    before = copy_columns(c)
    total = decide_to_buy(0, N, c, ATTACK_FACTOR, SUPPORT, SEAT_FACTOR, SEAT_FACTOR, NO_RULE, week, no_deals)
    u = uniform_array(week.buying_key, c.customer_id, week.week)
    expected = np.zeros(N, int)
    for i in range(N):
        if before.state[i] not in (State.HEALTHY, State.FADING):
            continue
        v = before.visit_quality[i]
        goodwill = 0.93 * before.goodwill[i] + 0.07 * 4.345 * v
        memory = 0.9 * before.service_memory[i] + 0.1 * before.service_event[i]
        attack = 1.0 - (1.0 - ATTACK_FACTOR[c.region[i], c.industry[i]]) * (1.0 - SUPPORT[c.seat[i]])
        fade = max(1.0 - (30 - before.state_week[i]) / 12, 0.0) if before.state[i] == State.FADING else 1.0
        mu = before.order_rate[i] * 1.3 * attack * before.relationship[i] * fade * SEAT_FACTOR[c.seat[i]]
        mu *= (1.0 + 0.1 * v) / (1.0 + 0.1 * 1.4 / 4.345)
        mu *= ((1.0 + goodwill) / 2.4) ** 0.39 * math.exp(0.3 * memory)
        expected[i] = stats.poisson.ppf(u[i], 2 * mu) if mu > 0.0 else 0
    passed = 2 * c.new_orders + c.order_phase
    assert np.array_equal(passed, expected)
    assert total == c.new_orders.sum() > 500


def test_the_week_leaves_its_traces(week, no_deals):
    c = sample_customers(state=State.HEALTHY)
    before = copy_columns(c)
    decide_to_buy(0, N, c, ATTACK_FACTOR, SUPPORT, SEAT_FACTOR, SEAT_FACTOR, NO_RULE, week, no_deals)
    assert c.goodwill == pytest.approx(0.93 * before.goodwill + 0.07 * 4.345 * before.visit_quality)
    assert c.service_memory == pytest.approx(0.9 * before.service_memory + 0.1 * before.service_event, abs=1e-7)
    assert c.relationship == pytest.approx(np.minimum(before.relationship + 0.01, 1.0))
    assert not c.visit_quality.any() and not c.service_event.any()


def test_who_is_gone_buys_nothing_but_a_postponed_order_is_not_forgotten(week, no_deals):
    c = sample_customers(n=4, state=[State.GONE, State.GONE, State.LEAD, State.HEALTHY], order_rate=[9, 9, 9, 0])
    c.postponed_units[1] = 5
    c.new_orders[:] = 7  # of last week
    assert decide_to_buy(0, 4, c, ATTACK_FACTOR, SUPPORT, SEAT_FACTOR, SEAT_FACTOR, NO_RULE, week, no_deals) == 1
    assert not c.new_orders.any()


def test_the_shortcut_bounds_the_exact_factor():
    for elasticity in (0.0, 0.39, 1.0):
        for mean in (0.0, 1.4, 5.0):
            for goodwill in np.linspace(0.0, 12.0, 25):
                for service in np.linspace(-3.0, 1.79, 21):
                    exact = ((1.0 + goodwill) / (1.0 + mean)) ** elasticity * math.exp(service)
                    assert at_most(goodwill, mean, elasticity, service) >= exact * (1.0 - 1e-12)
    assert at_most(1.0, 1.0, 1.2, 0.0) == at_most(1.0, 1.0, 0.4, 2.0) == math.inf


@pytest.mark.parametrize("phases", [1, 2, 5])
def test_more_phases_are_more_regular_and_no_more_orders(all_off, key, phases, no_deals):
    """Orders of 40 weeks: mean lambda t; variance that of an Erlang renewal process, lambda t / k + (1 - 1/k^2) / 6."""
    c = sample_customers(state=State.HEALTHY, order_rate=0.5)
    c.relationship[:] = 1.0
    # the renewal process is stationary when the phase at the start is any
    c.order_phase[:] = np.arange(N) % phases
    for name in ("service_event", "service_memory", "visit_quality"):
        getattr(c, name)[:] = 0.0
    orders = np.zeros(N)
    for w in range(40):
        week = all_off(BuyingWeek, week=w, season=1.0, phases=phases, buying_key=key(Stream.BUYING))
        decide_to_buy(0, N, c, np.ones((2, 2)), np.zeros(3), np.ones(3), np.ones(3), NO_RULE, week, no_deals)
        orders += c.new_orders
    variance = 20.0 / phases + (1.0 - phases**-2) / 6.0
    assert abs(orders.mean() - 20.0) < 4.0 * math.sqrt(variance / N)
    assert orders.var() == pytest.approx(variance, rel=4.0 * math.sqrt(2.0 / N))


def test_units_keep_the_mean_value():
    """Rounded at random, never below one."""
    u = (np.arange(1000) + 0.5) / 1000
    assert np.mean([order_units(730.0, 100.0, x) for x in u]) == pytest.approx(7.3)
    assert {order_units(30.0, 100.0, x) for x in u} == {1}
    assert order_units(500.0, 100.0, 1e-12) == 5


def place(c, week, decided):
    c.new_orders[:] = decided
    orders = new_orders(3 * len(c.state) + 10)
    place_orders(0, len(c.state), c, PRICE, SHARE, week, orders, 0)
    return orders


def test_orders_as_they_are_placed(week):
    c = sample_customers(state=State.HEALTHY)
    orders = place(c, week, 2)
    n = 2 * N
    assert np.array_equal(orders.row[:n], np.repeat(np.arange(N), 2))
    assert np.array_equal(orders.number[:n], np.tile([0, 1], N))
    assert (c.n_orders == 2).all() and (c.first_order_week == 30).all() and (c.last_order_week == 30).all()
    assert stats.kstest(orders.stamp[:n] / 7.0, "uniform").pvalue > 1e-3
    shares = np.bincount(orders.sku[:n], minlength=3)
    assert stats.chisquare(shares, n * np.diff(SHARE[0], prepend=0.0)).pvalue > 1e-3
    assert np.array_equal(orders.sku, orders.sold_sku) and not orders.retry.any()


def test_order_values_have_their_mean_and_shape(week):
    c = sample_customers(state=State.HEALTHY)
    orders = place(c, week, 2)
    value = (orders.units * PRICE[orders.sku])[: 2 * N]
    assert abs(value.mean() - 3000.0) < 4.0 * value.std() / math.sqrt(2 * N)
    assert value.std() / value.mean() == pytest.approx(6.25**-0.5, rel=0.03)


def test_an_order_carries_its_own_luck(week):
    """Whoever else orders, and however many an order is one of: (customer, number) makes it what it is."""
    c = sample_customers(state=State.HEALTHY)
    both = place(c, week, 2)
    c = sample_customers(state=State.HEALTHY)
    first = place(c, week, np.arange(N) % 2)
    for one, name in ((a, n) for a, n in zip(first, first._fields, strict=True) if n != "row"):
        assert np.array_equal(one[: N // 2], getattr(both, name)[2 : 2 * N : 4]), name


def test_a_postponed_order_comes_back_first(week):
    c = sample_customers(n=2, state=State.HEALTHY)
    c.postponed_units[1], c.postponed_sku[1], c.postponed_number[1], c.n_orders[1] = 4, 2, 5, 6
    orders = place(c, week, [0, 1])
    assert orders.row[:2].tolist() == [1, 1] and orders.retry[:2].tolist() == [1, 0]
    assert (orders.units[0], orders.sku[0], orders.number[0], orders.stamp[0]) == (4, 2, 5, 0.0)
    assert orders.number[1] == 6 and c.postponed_units[1] == 0
