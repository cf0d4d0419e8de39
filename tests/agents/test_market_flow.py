"""The market's own flow: who comes back, what leaves, and how demand drifts around a mean that stays."""

import numpy as np
import pytest
from scipy import stats

from salesim.agents.market_flow import against_market, begin_to_buy, drift_accounts, leaving_value, next_local
from salesim.columns import NEVER, Customers, State, new_columns
from salesim.random import Stream


def gone(n, **values):
    usual = {"customer_id": np.arange(n), "state": State.GONE, "order_rate": 0.5, "relationship": 0.6}
    return new_columns(Customers, n, **usual | {"churn_probability": 0.9, "last_order_week": 20} | values)


def back(c, key, a=1.0, b=20.0, tenure=40.0, week=50):
    for i in range(len(c.state)):
        begin_to_buy(c, i, week, a, b, tenure, key(Stream.RETURNED))
    return c


def test_who_begins_to_buy_is_a_customer_from_now_on(key):
    c = back(gone(3), key)
    assert (c.state == State.HEALTHY).all() and (c.state_week == 50).all() and (c.relationship == 1.0).all()


def test_who_has_never_bought_leaves_as_drawn_and_who_comes_back_is_drawn_anew(key):
    c = back(gone(200, last_order_week=np.where(np.arange(200) < 100, NEVER, 20)), key)
    assert (c.churn_probability[:100] == 0.9).all()
    assert len(np.unique(c.churn_probability[100:])) == 100
    again = back(gone(200), key, week=51)
    assert (again.churn_probability[100:] != c.churn_probability[100:]).all(), "each return is a draw of its own"


def test_who_comes_back_leaves_like_a_customer_of_a_short_tenure(key):
    """E[p] = sum over n of P(n) a / (a + b + n), orders of an exponential time: P(n >= k) = e^(-k / (lambda T))."""
    a, b, tenure, rate = 1.0, 20.0, 40.0, 0.5
    p = back(gone(20_000), key, a, b, tenure).churn_probability
    orders = np.arange(2000)
    weight = np.exp(-orders / (rate * tenure)) - np.exp(-(orders + 1) / (rate * tenure))
    expected = (weight * a / (a + b + orders)).sum()
    assert abs(p.mean() - expected) < 4.0 * p.std() / np.sqrt(len(p))
    assert expected < 0.75 * a / (a + b), "more loyal than new customers"
    fickle = back(gone(20_000), key, a, b, 0.0).churn_probability
    assert stats.kstest(fickle, stats.beta(a, b).cdf).pvalue > 1e-3, "without a tenure like new ones"


def test_what_leaves_is_counted_by_hand():
    """lambda nu [mu p + (1 - renewal) / 52 with a contract] of customers as usual; nothing of who has gone."""
    c = new_columns(
        Customers,
        3,
        state=[State.HEALTHY, State.HEALTHY, State.GONE],
        order_rate=[0.5, 0.25, 9.0],
        order_value=[100.0, 400.0, 9e9],
        churn_probability=[0.02, 0.04, 0.5],
        relationship=1.0,
        goodwill=1.7,
        renewal_week=[-1, 30, -1],
        seat=[0, 1, 0],
    )
    numbers = (0.3, 0.1, 0.5, 0.5, 0.85, 0.15)
    left = leaving_value(c, np.array([1.0, 1.2]), 0.0, 1.7, numbers)
    assert left == pytest.approx(50.0 * 0.5 * 0.02 + 100.0 * (0.25 * 1.2 * 0.04 + 0.15 / 52.0), rel=1e-6)
    assert leaving_value(c, np.array([1.0, 1.2]), 0.2, 1.7, numbers) > left, "attacks drive customers away"


N = 100_000


def test_order_values_drift_around_a_mean_that_stays(key):
    """Steps of sd .15: their logarithm spreads by sd sqrt(q), the mean stays; customers drift on their own."""
    c = new_columns(Customers, N, customer_id=np.arange(N), order_value=2.0)
    for quarter in (1, 2, 3, 4):
        drift_accounts(0, N, c, 0.15, np.zeros(1), quarter, key(Stream.ACCOUNT_DRIFT))
    assert np.log(c.order_value).std() == pytest.approx(0.3, rel=0.01)
    assert abs(c.order_value.mean() - 2.0) < 4.0 * c.order_value.std() / np.sqrt(N)
    one = new_columns(Customers, 2, customer_id=[7, 8], order_value=2.0)
    drift_accounts(1, 2, one, 0.15, np.zeros(1), 1, key(Stream.ACCOUNT_DRIFT))
    assert one.order_value[0] == 2.0 != one.order_value[1], "rows outside of the range are left alone"


def test_a_town_s_demand_moves_all_its_customers_alike(key):
    c = new_columns(Customers, 3, customer_id=np.arange(3), order_value=2.0, town=[0, 1, 1])
    drift_accounts(0, 3, c, 0.0, np.array([0.0, 0.1]), 1, key(Stream.ACCOUNT_DRIFT))
    assert c.order_value == pytest.approx(2.0 * np.exp([0.0, 0.1, 0.1]))


def test_local_demand_has_a_spread_that_settles():
    """v(q) = sd^2 (1 - phi^(2 q)); a year on, the correlation is as declared."""
    sd, persistence, rng = 0.25, 0.4, np.random.default_rng(3)
    local, seen = np.zeros(N), []
    for quarter in range(1, 17):
        local = next_local(local, sd, persistence, rng.standard_normal(N))
        assert local.var() == pytest.approx(sd**2 * (1.0 - persistence ** (quarter / 2)), rel=0.03)
        seen.append(local)
    assert np.corrcoef(seen[-1], seen[-5])[0, 1] == pytest.approx(persistence, abs=0.015)


def test_demand_moves_between_towns_and_the_market_stays():
    rng = np.random.default_rng(4)
    weights, local = rng.exponential(size=50), 0.5 * rng.standard_normal(50)
    demand = np.exp(against_market(local, weights))
    assert weights @ demand == pytest.approx(weights.sum())
    assert np.diff(np.log(demand)) == pytest.approx(np.diff(local)), "towns keep their distances"
    assert against_market(local[:1], np.ones(1)) == pytest.approx(0.0), "a market of one town stays as it is"
    assert not against_market(np.zeros(3), np.zeros(3)).any(), "nor does one without orders divide by zero"


def test_without_a_spread_all_towns_stay_as_they_are():
    assert not next_local(np.zeros(5), 0.0, 0.4, np.ones(5)).any()
