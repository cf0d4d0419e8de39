"""Prospect value of a wager against numerical integration, and beliefs at which it breaks even."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from salesim.pay.prospect import break_even_probability, pick, prospect_value, weight_probability

ALPHA, LAMBDA, GAIN_GAMMA, LOSS_GAMMA = 0.88, 1.6, 0.61, 0.69
WIN, FLOOR = 1.5, 0.8


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


def by_sorting(mean, sigma, bonus, claw_back, deposit):
    """Cumulative prospect value of the same bet, its outcomes sorted from the worst and weighted by differences."""
    below = integrate.quad(lambda a: a * stats.norm.pdf(a, mean, sigma), mean - 12 * sigma, FLOOR, epsabs=1e-13)[0]
    p_lose, p_win = stats.norm.cdf(FLOOR, mean, sigma), stats.norm.sf(WIN, mean, sigma)
    losses = [(deposit + claw_back * below / p_lose, p_lose), (deposit, 1.0 - p_win - p_lose)]
    value, done = weighted(p_win, GAIN_GAMMA) * bonus**ALPHA, 0.0
    for amount, p in losses:
        value -= LAMBDA * (weighted(done + p, LOSS_GAMMA) - weighted(done, LOSS_GAMMA)) * amount**ALPHA
        done += p
    return value


def valued(mean, sigma, bonus, claw_back, deposit):
    p_lose, p_win = stats.norm.cdf(FLOOR, mean, sigma), stats.norm.sf(WIN, mean, sigma)
    z = (FLOOR - mean) / sigma
    taken = claw_back * (mean - sigma * stats.norm.pdf(z) / p_lose)
    person = (ALPHA, LAMBDA, GAIN_GAMMA, LOSS_GAMMA)
    return prospect_value(p_win, p_lose, bonus, deposit + taken, deposit, *person)


@pytest.mark.parametrize("deposit", [0.0, 0.3])
@pytest.mark.parametrize("sigma", [0.15, 0.25])
@pytest.mark.parametrize("mean", [0.9, 1.0, 1.2])
def test_value_is_the_sorted_prospect(mean, sigma, deposit):
    assert valued(mean, sigma, 1.1, 0.5, deposit) == pytest.approx(by_sorting(mean, sigma, 1.1, 0.5, deposit), rel=1e-6)


@pytest.mark.parametrize(("bonus", "claw_back", "deposit"), [(0.5, 0.5, 0.0), (1.1, 1.0, 0.0), (1.1, 0.0, 0.4)])
def test_break_even_belief(bonus, claw_back, deposit):
    """The attainment at which a rep is indifferent, found on the prospect by hand: the value turns its sign there."""
    bet = (0.25, bonus, claw_back, deposit)
    root = optimize.brentq(lambda m: by_sorting(m, *bet), 0.5, 2.2, xtol=1e-10)
    assert valued(root, *bet) == pytest.approx(0.0, abs=1e-6)
    assert valued(root - 0.05, *bet) < 0.0 < valued(root + 0.05, *bet)


@pytest.mark.parametrize("curvature", [0.61, 0.8, 1.0])
@pytest.mark.parametrize("loss", [0.2, 1.0, 3.0])
def test_break_even_probability_in_closed_form(curvature, loss):
    """A deposit, won back or lost: closed form against the root of the value."""
    person = (ALPHA, LAMBDA, curvature, curvature)
    root = optimize.brentq(lambda p: prospect_value(p, 0.0, 1.1, loss, loss, *person), 1e-9, 1 - 1e-9, xtol=1e-14)
    assert break_even_probability(1.1, loss, ALPHA, LAMBDA, curvature) == pytest.approx(root, abs=1e-9)


def test_nothing_to_lose_leaves_only_the_gain():
    assert prospect_value(1.0, 0.0, 1.1, 0.5, 0.0, ALPHA, LAMBDA, GAIN_GAMMA, LOSS_GAMMA) == pytest.approx(1.1**ALPHA)
    assert math.isfinite(prospect_value(0.0, 1.0, 1.1, 0.0, 0.0, ALPHA, LAMBDA, GAIN_GAMMA, LOSS_GAMMA))


def test_more_at_stake_moves_the_value_the_right_way():
    usual = valued(1.0, 0.25, 1.1, 0.5, 0.1)
    assert valued(1.0, 0.25, 1.4, 0.5, 0.1) > usual
    assert valued(1.0, 0.25, 1.1, 0.9, 0.1) < usual
    assert valued(1.0, 0.25, 1.1, 0.5, 0.3) < usual
    assert valued(1.1, 0.25, 1.1, 0.5, 0.1) > usual


def test_choices_follow_softmax():
    """Shares of evenly spread draws are proportional to exp(V / tau); what is not on offer is never taken."""
    values, tau, n = np.array([0.1, -np.inf, -0.2]), 0.3, 20_000
    chosen = np.bincount([pick(values, tau, (k + 0.5) / n) for k in range(n)], minlength=4) / n
    weights = np.exp(np.array([0.0, *values]) / tau)
    assert chosen == pytest.approx(weights / weights.sum(), abs=2 / n)
    assert pick(np.array([500.0, 499.0]), 1e-3, 0.99) == 1  # no overflow
