"""The bivariate normal distribution against scipy's, against Owen's T and where it is known in closed form."""

import math

import numpy as np
import pytest
from scipy import special, stats

from salesim.pay.bivariate import MOST_NODES, angles_for, normal_cdf_2
from salesim.pay.value import normal_cdf

CORRELATIONS = (-0.999, -0.93, -0.919, -0.7, -0.3, -0.1, 0.0, 0.24, 0.26, 0.44, 0.46, 0.74, 0.76, 0.919, 0.921, 0.999)


def both(h: float, k: float, r: float) -> float:
    at = np.empty((3, MOST_NODES))
    return normal_cdf_2(h, k, r, normal_cdf(h), normal_cdf(k), at, angles_for(r, at))


def by_owens_t(h: float, k: float, r: float) -> float:
    """Owen 1956: Phi2 from two of his T functions."""
    left = math.sqrt((1 - r) * (1 + r))
    beta = 0.0 if h * k > 0 or (h * k == 0 and h + k >= 0) else 0.5
    around = special.owens_t(h, (k - r * h) / (h * left)) + special.owens_t(k, (h - r * k) / (k * left))
    return 0.5 * (special.ndtr(h) + special.ndtr(k)) - beta - around


@pytest.mark.parametrize("r", CORRELATIONS)
def test_against_owens_t(r):
    """Anywhere, and close to the diagonal, where correlations near 1 are hardest; relative as far as it is not tiny."""
    rng = np.random.default_rng(1)
    h, gap = rng.normal(size=(2, 200)) * 1.7
    for k in (gap, h + 1e-3 * gap, -h + 0.1 * gap):
        for one, other in zip(h, k, strict=True):
            known = by_owens_t(one, other, r)
            assert both(one, other, r) == pytest.approx(known, rel=1e-9, abs=3e-10)


def test_against_scipy():
    rng = np.random.default_rng(2)
    for h, k, r in zip(*rng.normal(size=(2, 40)), rng.uniform(-0.98, 0.98, 40), strict=True):
        known = stats.multivariate_normal.cdf([h, k], cov=[[1, r], [r, 1]], abseps=1e-12, releps=1e-12)
        assert both(h, k, r) == pytest.approx(known, rel=1e-8)


def test_where_it_is_known():
    for r in CORRELATIONS:
        assert both(0.0, 0.0, r) == pytest.approx(0.25 + math.asin(r) / (2 * math.pi), abs=3e-10)
        assert both(1.3, 9.0, r) == pytest.approx(normal_cdf(1.3), rel=1e-13)
        assert both(9.0, 1.3, r) == pytest.approx(normal_cdf(1.3), rel=1e-13)
        assert both(1.3, -9.0, r) == both(-9.0, 1.3, r) == 0.0
        assert both(0.4, -0.8, r) == pytest.approx(both(-0.8, 0.4, r), abs=1e-15)
        assert both(0.4, -0.8, r) + both(0.4, 0.8, -r) == pytest.approx(normal_cdf(0.4), abs=3e-10)
    assert both(0.4, -0.8, 1.0) == pytest.approx(normal_cdf(-0.8)) and both(0.4, -0.8, -1.0) == 0.0
