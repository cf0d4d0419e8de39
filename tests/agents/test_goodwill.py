"""Goodwill: where it settles, how fast it fades, and what it does to orders."""

import math

import pytest

from salesim.agents.goodwill import (
    WEEKS_PER_MONTH,
    GoodwillParameters,
    immediate_response,
    log_response,
    next_goodwill,
)

P = GoodwillParameters()


def after(weeks: int, goodwill: float, visits: float) -> float:
    for _ in range(weeks):
        goodwill = next_goodwill(goodwill, visits, P.carry_over)
    return goodwill


@pytest.mark.parametrize("visits_per_month", [0.5, 2.0, 6.0])
def test_steady_visits_settle_at_visits_a_month(visits_per_month):
    visits = visits_per_month / WEEKS_PER_MONTH
    assert after(1000, 0.0, visits) == pytest.approx(visits_per_month)
    assert after(1, visits_per_month, visits) == pytest.approx(visits_per_month)


def test_half_life():
    """Without visits goodwill halves in ln 2 / -ln delta weeks, 22.8 by default."""
    half_life = math.log(0.5) / math.log(P.carry_over)
    assert after(52, 3.0, 0.0) == pytest.approx(3.0 * 0.5 ** (52 / half_life))
    assert half_life == pytest.approx(22.8, abs=0.05)


def test_a_month_of_fading_is_what_is_said():
    """.88 are left, somewhat more than the .70 to .84 of detailing studies, since habits hold on as well."""
    left = P.carry_over**WEEKS_PER_MONTH
    assert left == pytest.approx(0.88, abs=0.005)
    assert ".88 after a month" in type(P).model_fields["carry_over"].description


def test_elasticity_at_two_visits_a_month():
    """.22 with the exponent .33: d ln g / d ln G = eta G / (1 + G)."""
    h = 1e-6
    up, down = (log_response(2.0 * (1.0 + x), 1.3, P.elasticity) for x in (h, -h))
    assert (up - down) / (2.0 * h) == pytest.approx(0.22, abs=1e-6)


def test_mean_goodwill_is_answered_by_one():
    assert log_response(1.3, 1.3, P.elasticity) == 0.0
    assert log_response(0.0, 1.3, P.elasticity) < 0.0 < log_response(2.0, 1.3, P.elasticity)


def test_mean_visits_have_no_immediate_effect():
    """(1 + i v) / (1 + i mean v): 1 at the mean, and without the effect."""
    assert immediate_response(2.0 / WEEKS_PER_MONTH, 2.0, 0.1) == pytest.approx(1.0)
    assert immediate_response(1.0, 2.0, 0.0) == 1.0
    assert immediate_response(1.0, 0.0, 0.1) == pytest.approx(1.1)
