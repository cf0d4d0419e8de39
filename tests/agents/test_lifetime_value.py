"""What customers are worth: the closed form against simulated lives."""

import math

import numpy as np
import pytest
from scipy import integrate

from salesim.agents.lifetime_value import FutureMargin, expected_weeks, future_margin
from salesim.columns import Customers, State, new_columns

HORIZON = 104.0
RATE, LEAVE, VALUE, MARGIN = 0.4, 0.08, 2500.0, 0.3
WEEK = 60


def worth(n=1, decline_weeks=12, elasticity=0.0, goodwill_effect=0.0, handover=0.0, recovery=0.36 / 39, **values):
    usual = {
        "state": State.HEALTHY,
        "order_rate": RATE,
        "churn_probability": LEAVE,
        "order_value": VALUE,
        "relationship": 1.0,
        "distributor": -1,
        "renewal_week": -1,
    }
    c = new_columns(Customers, n, **(usual | values))
    numbers = FutureMargin(
        direct_margin=MARGIN,
        channel_margin=0.2,
        horizon_weeks=HORIZON,
        mean_goodwill=1.4,
        elasticity=elasticity,
        service_effect=0.0,
        goodwill_effect=goodwill_effect,
        churn_service=0.0,
        handover_churn=handover,
        recovery=recovery,
        decline_weeks=float(decline_weeks),
        renewal_base=0.85,
        further_share=0.2,
        week=WEEK,
    )
    return future_margin(c, numbers)


def test_worth_is_what_simulated_customers_bring():
    """Poisson orders until one of them is the last or the horizon is reached; nobody lingers."""
    rng, n = np.random.default_rng(4), 40_000
    orders_until_last = rng.geometric(LEAVE, n)
    orders_in_time = rng.poisson(RATE * HORIZON, n)  # as many as come if nobody left
    margin = np.minimum(orders_until_last, orders_in_time) * VALUE * MARGIN
    error = margin.std() / math.sqrt(n)
    assert abs(margin.mean() - worth(decline_weeks=0)) < 4.0 * error


def test_who_leaves_still_buys_while_declining():
    """Orders thin out along a straight line over 12 weeks after the last order at the full rate."""
    rng, n, decline = np.random.default_rng(5), 40_000, 12.0
    left = rng.exponential(1.0 / (RATE * LEAVE), n)
    weeks = np.minimum(left, HORIZON)
    declining = np.clip(HORIZON - left, 0.0, decline)
    weeks += declining - declining**2 / (2.0 * decline)
    margin = RATE * weeks * VALUE * MARGIN
    # the closed form lets a decline end beyond the horizon
    assert margin.mean() == pytest.approx(worth(), rel=0.01)


def test_no_customer_gains_by_beginning_to_leave():
    for rate in (0.1, 0.5, 2.0):
        for leave in (0.01, 0.2, 0.9):
            fading, healthy = (
                worth(state=state, state_week=WEEK, order_rate=rate, churn_probability=leave)
                for state in (State.FADING, State.HEALTHY)
            )
            assert fading < healthy


def test_expected_weeks():
    """(1 - exp(-h H)) / h: the integral of survival over the horizon."""
    for hazard in (1e-12, 1e-4, 0.03, 2.0):
        integral, _ = integrate.quad(lambda t, h=hazard: math.exp(-h * t), 0.0, HORIZON, limit=200)
        assert expected_weeks(hazard, HORIZON) == pytest.approx(integral)


def test_who_never_leaves_brings_all_of_the_horizon():
    assert worth(churn_probability=0.0) == pytest.approx(RATE * HORIZON * VALUE * MARGIN)
    # through a distributor at its margin
    assert worth(churn_probability=0.0, distributor=3) == pytest.approx(RATE * HORIZON * VALUE * 0.2)


def test_a_broken_relationship_costs_until_it_has_recovered():
    """.64 recovering over 39 weeks lacks .36 x 39 / 2 weeks of orders."""
    lacking = 0.5 * 0.36 * 39.0
    expected = RATE * (HORIZON - lacking) * VALUE * MARGIN
    assert worth(churn_probability=0.0, relationship=0.64) == pytest.approx(expected)
    # and where it never recovers, or takes twice the horizon for it
    never, half = (worth(churn_probability=0.0, relationship=0.64, recovery=r) for r in (0.0, 0.18 / HORIZON))
    assert never == pytest.approx(0.64 * RATE * HORIZON * VALUE * MARGIN)
    assert half == pytest.approx(0.73 * RATE * HORIZON * VALUE * MARGIN)


def test_customers_add_up_and_others_count_for_nothing():
    states = np.array([State.HEALTHY, State.HEALTHY, State.GONE, State.LEAD, State.UNKNOWN])
    assert worth(5, state=states) == pytest.approx(2.0 * worth())


def test_a_fading_customer_is_worth_what_is_left_of_the_decline():
    """A straight decline over 12 weeks holds 6 weeks of orders, a quarter of them in its second half."""
    assert worth(state=State.FADING, state_week=WEEK) == pytest.approx(RATE * 6.0 * VALUE * MARGIN)
    assert worth(state=State.FADING, state_week=WEEK - 6) == pytest.approx(RATE * 1.5 * VALUE * MARGIN)
    assert worth(state=State.FADING, state_week=WEEK - 12) == pytest.approx(0.0)


def test_a_contract_is_another_way_to_leave():
    """.15 of the contracts are not renewed in a year."""
    free, bound = worth(churn_probability=0.0), worth(churn_probability=0.0, renewal_week=7)
    hazard = 0.15 / 52.0
    weeks = expected_weeks(hazard, HORIZON) * (1.0 + hazard * 6.0)
    assert bound == pytest.approx(free * weeks / HORIZON) and bound < free


def test_goodwill_is_worth_something_twice():
    """It makes customers buy more and stay longer."""
    usual = worth(goodwill=1.4)
    assert worth(goodwill=2.4, elasticity=0.39) > usual
    assert worth(goodwill=2.4, goodwill_effect=0.1) > usual
    assert worth(goodwill=2.4) == pytest.approx(usual)
