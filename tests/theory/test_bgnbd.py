"""With all effects off the customers are BG/NBD (Fader, Hardie & Lee 2005): the kernels against the closed forms.

A fresh cohort with the parameters fitted to CDNOW lives through 39 weeks. Within a week orders are settled one by one,
and a customer who leaves places none of the later ones, so the weekly clock leaves no trace.
"""

from typing import NamedTuple, get_type_hints

import numpy as np
import pytest
from scipy import special, stats

from salesim.agents.buying import BuyingWeek, decide_to_buy, new_orders, place_orders
from salesim.agents.deals import DealWeek
from salesim.agents.payment import CASH_RING_WEEKS
from salesim.agents.settlement import N_TOTALS, Settlement, close_customer_week, settle_orders
from salesim.columns import Customers, State, new_columns
from salesim.random import Stream, sequence_key_array, stream_key
from salesim.random.distributions import beta_array, gamma_array

R, ALPHA, A, B = 0.2426, 4.4135, 0.7929, 2.4258  # CDNOW, time in weeks
WEEKS = 39
CUSTOMERS = 100_000


def key(stream: Stream) -> np.uint64:
    return np.uint64(stream_key(5, 0, int(stream)))


def all_off(kind: type, **values):
    """Numbers of a kernel with every effect at zero, except for those given; types as declared."""
    zeros = {name: hint(0) for name, hint in get_type_hints(kind).items()}
    return kind(**zeros | values)


class Cohort(NamedTuple):
    orders: np.ndarray  # (n,) repeat orders of each customer
    gone: np.ndarray  # (n,) whether the customer has left
    rate: np.ndarray  # (n,) lambda, a week
    leave: np.ndarray  # (n,) p


def live() -> Cohort:
    """Drive the buying and leaving kernels through the cohort's weeks."""
    ids = np.arange(CUSTOMERS)
    rate = gamma_array(sequence_key_array(key(Stream.CUSTOMER_RATE), ids), R) / ALPHA
    keys = sequence_key_array(key(Stream.CUSTOMER_CHURN), ids)
    leave = beta_array(keys, np.full(CUSTOMERS, A), np.full(CUSTOMERS, B))
    customers = new_columns(
        Customers,
        CUSTOMERS,
        customer_id=ids,
        order_rate=rate,
        churn_probability=leave,
        order_value=30.0,
        distributor=-1,
        state=State.HEALTHY,
        relationship=1.0,
        renewal_week=-1,
    )
    quiet, price, share = np.zeros((1, 1)), np.array([15.0]), np.ones((1, 1))
    minor = np.array([1500.0])
    seat, no_rule = (np.zeros(1), np.zeros(1), np.zeros(0)), np.zeros(0)
    totals, cash = np.zeros((1, N_TOTALS), np.int64), np.zeros((1, CASH_RING_WEEKS), np.int64)
    sold = np.zeros((1, 2))
    orders, no_deals = new_orders(2 * CUSTOMERS), all_off(DealWeek, quarter_last=np.zeros(0, np.int64))
    for tick in range(WEEKS):
        buying = all_off(
            BuyingWeek,
            week=tick,
            season=1.0,
            phases=1,
            value_shape=6.25,
            buying_key=key(Stream.BUYING),
            day_key=key(Stream.ORDER_DAY),
            value_key=key(Stream.ORDER_VALUE),
            product_key=key(Stream.ORDER_PRODUCT),
        )
        settling = all_off(Settlement, minor_per_unit=100.0, week=tick, churn_key=key(Stream.CHURN), renewal_base=0.85)
        n = decide_to_buy(
            0, CUSTOMERS, customers, quiet + 1.0, np.zeros(1), np.ones(1), np.ones(1), no_rule, buying, no_deals
        )
        place_orders(0, CUSTOMERS, customers, price, share, buying, orders, 0)
        settle_orders(0, n, customers, orders, quiet, minor, minor, minor, *seat, settling, totals, sold, cash)
        close_customer_week(0, CUSTOMERS, customers, quiet, settling, np.zeros(len(State), np.int64))
    placed = customers.quarter_orders[:, 0].astype(np.int64)
    assert totals[0, 0] == placed.sum()
    return Cohort(placed, customers.state == State.GONE, rate, leave)


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    return live()


def expected_orders(t: float) -> float:
    """E[X(t)] of BG/NBD, with Gauss's hypergeometric function."""
    share = t / (ALPHA + t)
    hyper = special.hyp2f1(R, B, A + B - 1.0, share)
    return (A + B - 1.0) / (A - 1.0) * (1.0 - (1.0 - share) ** R * hyper)


def probability_of_orders(x: int, t: float) -> float:
    """P(X(t) = x) of BG/NBD."""
    share = t / (ALPHA + t)
    terms = [special.poch(R, j) / special.factorial(j) * share**j for j in range(x + 1)]
    nobody_buys = (1.0 - share) ** R
    alive = special.beta(A, B + x) / special.beta(A, B) * nobody_buys * terms[x]
    if x == 0:
        return alive
    return alive + special.beta(A + 1.0, B + x - 1.0) / special.beta(A, B) * (1.0 - nobody_buys * sum(terms[:x]))


def given_the_rates(cohort: Cohort) -> np.ndarray:
    """Each customer's expected orders given its own rates, (1 - exp(-lambda p t)) / p."""
    p = np.maximum(cohort.leave, 1e-12)
    return -np.expm1(-cohort.rate * p * WEEKS) / p


def assert_mean(sample: np.ndarray, expected: float, z: float = 3.3):
    """The expected mean lies within the sample's own confidence limits (3.3 standard errors: 1 in 1,000)."""
    error = sample.std() / np.sqrt(len(sample))
    assert abs(sample.mean() - expected) < z * error, (sample.mean(), expected, error)


def test_closed_form_is_the_published_one():
    """.2426, 4.4135, .7929, 2.4258 give 1.1951 repeat orders in 39 weeks; the fit's further digits 1.195016."""
    assert expected_orders(39.0) == pytest.approx(1.195016, abs=1e-4)
    assert sum(probability_of_orders(x, 39.0) for x in range(150)) == pytest.approx(1.0, abs=1e-4)


def test_expected_orders(cohort):
    assert_mean(cohort.orders, expected_orders(WEEKS))


def test_orders_given_the_rates(cohort):
    """The same with the cohort's own rates: less spread, so a smaller fault shows."""
    assert_mean(cohort.orders - given_the_rates(cohort), 0.0)


def test_customers_who_never_come_back(cohort):
    """(alpha / (alpha + t))^r: nobody leaves before a first repeat order, so the clock does not matter."""
    assert probability_of_orders(0, WEEKS) == pytest.approx((ALPHA / (ALPHA + WEEKS)) ** R)
    assert_mean(cohort.orders == 0, probability_of_orders(0, WEEKS))


def test_distribution_of_orders(cohort):
    shares = np.array([probability_of_orders(x, WEEKS) for x in range(8)])
    shares = np.append(shares, 1.0 - shares.sum())
    counts = np.bincount(np.minimum(cohort.orders, 8), minlength=9)
    assert stats.chisquare(counts, shares * CUSTOMERS).pvalue > 1e-3


def test_customers_who_left(cohort):
    """Each is alive with probability exp(-lambda p t); given their rates, the number gone is a sum of coin tosses."""
    gone = -np.expm1(-cohort.rate * cohort.leave * WEEKS)
    error = np.sqrt((gone * (1.0 - gone)).sum())
    assert abs(cohort.gone.sum() - gone.sum()) < 3.3 * error
