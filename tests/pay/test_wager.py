"""The wager: its curve by hand, its value by prospect theory worked out numerically."""

import math
from itertools import pairwise

import pytest
from pydantic import ValidationError
from scipy import integrate, optimize, stats

from salesim.pay.curve import empty_curves, pay_cny
from salesim.pay.plan import PayParameters, draw_plan
from salesim.pay.wager import WagerParameters, WagerTerms, draw_wager, wager_value, weight_probability

TARGET = 400_000.0
RATE = 0.012
ALPHA, LAMBDA, GAIN_GAMMA, LOSS_GAMMA = 0.88, 1.6, 0.61, 0.69


def pays(terms: WagerTerms, attainment: float) -> tuple[float, float]:
    """Ordinary pay and pay with the wager."""
    plan, curve = PayParameters(commission_rate=RATE), empty_curves(2)
    for rep in (0, 1):
        draw_plan(plan, curve, rep)
    draw_wager(terms, RATE, curve, 1, TARGET)
    return tuple(pay_cny(*(array[rep] for array in curve), attainment * TARGET, TARGET) for rep in (0, 1))


@pytest.mark.parametrize("claw_back", [0.0, 0.5, 1.0])
def test_the_curve_by_hand(claw_back):
    terms = WagerTerms(name="double", win_at=1.5, bonus_cny=12000.0, floor_at=0.8, claw_back=claw_back)
    for attainment in (0.0, 0.3, 0.799999):  # below the floor a share is kept
        ordinary, paid = pays(terms, attainment)
        assert paid == pytest.approx((1.0 - claw_back) * ordinary)
    for attainment in (0.800001, 1.0, 1.499999):  # above it commission is full
        ordinary, paid = pays(terms, attainment)
        assert paid == pytest.approx(ordinary)
    ordinary, paid = pays(terms, 1.5)
    assert paid == pytest.approx(ordinary + 12000.0)


@pytest.mark.parametrize(
    ("p", "curvature", "weight"),
    [(0.01, 0.61, 0.055), (0.1, 0.61, 0.186), (0.5, 0.61, 0.421), (0.9, 0.61, 0.712), (0.5, 0.69, 0.454)],
)
def test_weights_of_tversky_and_kahneman(p, curvature, weight):
    assert weight_probability(p, curvature) == pytest.approx(weight, abs=5e-4)


def test_weights_end_at_impossible_and_certain_and_rise():
    assert weight_probability(0.0, 0.61) == weight_probability(-1e-9, 0.61) == 0.0
    assert weight_probability(1.0, 0.61) == weight_probability(1.0 + 1e-9, 0.61) == 1.0
    weights = [weight_probability(k / 200, 0.61) for k in range(201)]
    assert all(a < b for a, b in pairwise(weights))
    assert weight_probability(0.3, 1.0) == pytest.approx(0.3)


def weighted(p: float, c: float) -> float:
    return p**c / (p**c + (1.0 - p) ** c) ** (1.0 / c)


def prospect(mean, sigma, terms, bonus, commission):
    """Value of the prospect (G with p_win, -L with p_lose), its parts found by integration."""

    def density(a):
        return stats.norm.pdf(a, mean, sigma)

    def area(f, low, high):
        return integrate.quad(f, low, high, epsabs=1e-13, epsrel=1e-11, limit=200)[0]

    p_win = area(density, terms.win_at, max(terms.win_at, mean) + 10.0 * sigma)
    bottom = min(terms.floor_at, mean) - 10.0 * sigma
    p_lose = area(density, bottom, terms.floor_at)
    loss = terms.claw_back * commission * area(lambda a: a * density(a), bottom, terms.floor_at) / p_lose
    gain = weighted(p_win, GAIN_GAMMA) * bonus**ALPHA
    return gain - LAMBDA * weighted(p_lose, LOSS_GAMMA) * loss**ALPHA


def valued(mean, sigma, terms, bonus, commission):
    value, _, _ = wager_value(
        mean,
        sigma,
        terms.win_at,
        bonus,
        terms.floor_at,
        terms.claw_back,
        commission,
        ALPHA,
        LAMBDA,
        GAIN_GAMMA,
        LOSS_GAMMA,
    )
    return value


@pytest.mark.parametrize("sigma", [0.1, 0.25])
@pytest.mark.parametrize("mean", [0.7, 0.9, 1.0, 1.2])
def test_value_is_the_integrated_prospect(mean, sigma):
    terms = WagerTerms(name="double")
    assert valued(mean, sigma, terms, 1.1, 1.0) == pytest.approx(prospect(mean, sigma, terms, 1.1, 1.0), rel=1e-6)


@pytest.mark.parametrize(("bonus", "claw_back"), [(0.5, 0.5), (1.1, 0.5), (1.1, 1.0), (3.0, 1.0)])
def test_break_even_belief(bonus, claw_back):
    """The attainment at which a rep is indifferent: gains make up for losses at the root, not before."""
    terms = WagerTerms(name="double", claw_back=claw_back)
    root = optimize.brentq(lambda m: prospect(m, 0.25, terms, bonus, 1.0), 0.5, 2.0, xtol=1e-10)
    assert valued(root, 0.25, terms, bonus, 1.0) == pytest.approx(0.0, abs=1e-6)
    assert valued(root - 0.05, 0.25, terms, bonus, 1.0) < 0.0 < valued(root + 0.05, 0.25, terms, bonus, 1.0)


def test_probabilities_are_those_of_the_belief():
    _, win, lose = wager_value(1.0, 0.25, 1.5, 1.0, 0.8, 0.5, 1.0, ALPHA, LAMBDA, GAIN_GAMMA, LOSS_GAMMA)
    assert win == pytest.approx(stats.norm.sf(2.0))
    assert lose == pytest.approx(stats.norm.cdf(-0.8))


def test_a_sure_floor_leaves_only_the_gain():
    """Ten standard deviations above the floor the loss is nothing, and nothing blows up."""
    value = valued(2.0, 0.05, WagerTerms(name="double"), 1.1, 1.0)
    assert value == pytest.approx(1.1**ALPHA)
    assert math.isfinite(valued(-3.0, 0.05, WagerTerms(name="double"), 1.1, 1.0))


def test_more_at_stake_moves_the_value_the_right_way():
    terms = WagerTerms(name="double")
    usual = valued(1.0, 0.25, terms, 1.1, 1.0)
    assert valued(1.0, 0.25, terms, 1.4, 1.0) > usual
    assert valued(1.0, 0.25, WagerTerms(name="hard", claw_back=0.9), 1.1, 1.0) < usual
    assert valued(1.1, 0.25, terms, 1.1, 1.0) > usual


def test_terms_must_make_sense():
    with pytest.raises(ValidationError, match="must lie below win_at"):
        WagerTerms(name="odd", floor_at=1.5, win_at=1.5)
    with pytest.raises(ValidationError, match="two entries of one name"):
        WagerParameters(menu=(WagerTerms(name="a"), WagerTerms(name="a")))
