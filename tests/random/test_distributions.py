"""Distributions against scipy: Kolmogorov-Smirnov, moments, and exact values where there are any."""

import math

import numpy as np
import pytest
from scipy import stats

from salesim.random.distributions import (
    DRAWS_PER_GAMMA,
    beta,
    beta_array,
    box_muller,
    choice,
    exponential,
    gamma,
    gamma_array,
    gamma_at,
    normal,
    normal_array,
    normal_at,
    poisson,
)
from salesim.random.generator import bits, sequence_key, sequence_key_array, stream_key, unit

N = 20_000
SHAPES = [0.05, 0.25, 1.0, 1.5, 6.25, 100.0]


@pytest.fixture(scope="module")
def key() -> np.uint64:
    return np.uint64(stream_key(1, 2, 3))


@pytest.fixture(scope="module")
def keys(key) -> np.ndarray:
    return sequence_key_array(key, np.arange(N))


def assert_distributed(draws, distribution):
    """KS test, mean and variance within 4 standard errors."""
    assert stats.kstest(draws, distribution.cdf).pvalue > 1e-3
    mean, variance, kurtosis = (float(x) for x in distribution.stats(moments="mvk"))
    assert abs(draws.mean() - mean) < 4.0 * math.sqrt(variance / len(draws))
    error_of_variance = variance * math.sqrt((kurtosis + 2.0) / len(draws))
    assert abs(draws.var() - variance) < 4.0 * error_of_variance


@pytest.mark.parametrize("shape", SHAPES)
def test_gamma_over_entities(keys, shape):
    assert_distributed(gamma_array(keys, shape), stats.gamma(shape))


@pytest.mark.parametrize("shape", [0.25, 6.25])
def test_gamma_over_occurrences(key, shape):
    draws = np.array([gamma_at(key, 9, i, shape) for i in range(N)])
    assert_distributed(draws, stats.gamma(shape))
    assert abs(np.corrcoef(draws[1:], draws[:-1])[0, 1]) * math.sqrt(N) < 4.0


def test_a_gamma_stays_within_its_positions(keys):
    """The positions of the next occurrence begin where the last attempt of this one ends."""
    assert DRAWS_PER_GAMMA == 1 + 3 * 21
    first = [gamma(k, 0, 1.5) for k in keys[:2000]]
    second = [gamma(k, 1, 1.5) for k in keys[:2000]]
    assert abs(np.corrcoef(first, second)[0, 1]) * math.sqrt(2000) < 4.0


@pytest.mark.parametrize(("a", "b"), [(0.793, 2.426), (1.0, 12.0), (0.5, 0.5), (30.0, 2.0)])
def test_beta(keys, a, b):
    draws = beta_array(keys, np.full(N, a), np.full(N, b))
    assert_distributed(draws, stats.beta(a, b))


def test_beta_of_tiny_shapes_is_a_coin_toss(keys):
    """Shapes so small that both gammas underflow: mass at the two ends, in proportion to the shapes."""
    draws = np.array([beta(k, 0, 1e-5, 3e-5) for k in keys[:4000]])
    assert np.isin(draws, [0.0, 1.0]).all()
    assert abs(draws.mean() - 0.25) < 4.0 * math.sqrt(0.25 * 0.75 / 4000)


def test_normal(keys, key):
    assert_distributed(normal_array(keys, 0), stats.norm())
    draws = np.array([normal_at(key, 4, i) for i in range(N)])
    assert_distributed(draws, stats.norm())
    assert abs(np.corrcoef(draws[1:], draws[:-1])[0, 1]) * math.sqrt(N) < 4.0


def test_normal_takes_two_positions(key):
    sequence = np.uint64(sequence_key(key, 4))
    u, v = (unit(np.uint64(bits(sequence, i))) for i in (6, 7))
    assert normal(sequence, 3) == box_muller(u, v)
    assert box_muller(math.exp(-2.0), 0.5) == pytest.approx(-2.0)


def test_exponential(keys):
    assert_distributed(np.array([exponential(k, 0, 24.0) for k in keys]), stats.expon(scale=24.0))


@pytest.mark.parametrize("mean", [1e-6, 1e-3, 0.05, 0.3, 0.999, 1.0, 1.5, 5.0, 20.0])
def test_poisson_inverts_its_distribution(mean):
    """Not sampled but exact: the smallest count whose distribution function reaches u."""
    u = np.concatenate([np.linspace(0.0005, 0.9995, 1000), [1e-12, 1e-6, 1.0 - 1e-6, 1.0 - 1e-9]])
    exact = stats.poisson.ppf(u, mean)
    # u within rounding of a step may fall on either side of it
    at_a_step = np.abs(stats.poisson.cdf(exact, mean) - u) < 1e-13
    assert np.array_equal(np.array([poisson(x, mean) for x in u])[~at_a_step], exact[~at_a_step])
    assert at_a_step.sum() < 5


def test_poisson_of_nothing_is_nothing():
    assert poisson(1.0 - 2.0**-53, 0.0) == 0


def test_poisson_ends_even_at_the_last_u_below_one():
    assert poisson(1.0 - 2.0**-53, 20.0) < 100


def test_choice_takes_each_share():
    cumulative = np.array([0.2, 0.2, 0.7, 1.0])
    assert [choice(u, cumulative) for u in (0.0, 0.199, 0.2, 0.69, 0.7, 0.9999, 1.0)] == [0, 0, 2, 2, 3, 3, 3]
