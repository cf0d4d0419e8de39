"""Leaving nests BG/NBD; declines are straight; renewals answer to health, goodwill and attack."""

import math

import pytest

from salesim.agents.churn import (
    churn_after_order,
    churn_exponent,
    fading_factor,
    health,
    renewal_probability,
)

EFFECTS = (0.10, 0.5, 0.4, 0.5)


@pytest.mark.parametrize("p", [0.0, 0.01, 0.25, 0.9, 1.0])
def test_with_nothing_unusual_a_customer_leaves_with_probability_p(p):
    exponent = churn_exponent(1.7, 1.7, 0.0, 0.0, 1.0, *EFFECTS)
    assert exponent == 1.0
    assert churn_after_order(p, exponent) == pytest.approx(p)


def test_effects_off_are_off_whatever_happens():
    assert churn_exponent(5.0, 1.0, -1.0, 1.0, 0.5, 0.0, 0.0, 0.0, 0.0) == 1.0


@pytest.mark.parametrize(
    ("circumstances", "exponent"),
    [
        ((2.7, 1.7, 0.0, 0.0, 1.0), math.exp(-0.10)),  # one visit a month more than usual
        ((1.7, 1.7, -1.0, 0.0, 1.0), math.exp(0.5)),  # the worst service
        ((1.7, 1.7, 0.0, 1.0, 1.0), math.exp(0.4)),  # an attack
        ((1.7, 1.7, 0.0, 0.0, 0.64), math.exp(0.5 * 0.36)),  # a new rep
    ],
)
def test_each_effect_by_hand(circumstances, exponent):
    assert churn_exponent(*circumstances, *EFFECTS) == pytest.approx(exponent)


def test_staying_is_raised_to_the_exponent():
    """Two chances to leave are one with exponent 2: 1 - (1 - p)^2."""
    assert churn_after_order(0.3, 2.0) == pytest.approx(1.0 - 0.7**2)


def test_decline_is_a_straight_line_to_nothing():
    assert [fading_factor(w, 12) for w in (0, 3, 6, 12, 20)] == pytest.approx([1.0, 0.75, 0.5, 0.0, 0.0])
    assert fading_factor(0, 0) == 0.0


def test_renewal_at_its_base():
    assert renewal_probability(0.85, 1.0, 1.3, 1.3, 0.0, 1.0, 0.15, 0.4) == pytest.approx(0.85)


def test_renewal_odds_by_hand():
    """Each circumstance multiplies the odds by the exponential of its effect."""
    odds = 0.85 / 0.15 * math.exp(1.0 * (0.4 - 1.0) + 0.15 * (3.3 - 1.3) - 0.4)
    assert renewal_probability(0.85, 0.4, 3.3, 1.3, 1.0, 1.0, 0.15, 0.4) == pytest.approx(odds / (1.0 + odds))


def test_health_falls_after_twice_the_expected_gap():
    assert [health(weeks, 0.25) for weeks in (0, 4, 8, 16, 80)] == pytest.approx([1.0, 1.0, 1.0, 0.5, 0.1])
