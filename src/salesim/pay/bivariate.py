"""The bivariate normal distribution: the probability that two correlated results are both reached.

    Phi2(h, k; r) = Phi(h) Phi(k) + 1 / (2 pi) integral from 0 to asin r of
                    exp(-(h^2 + k^2 - 2 h k sin t) / (2 cos^2 t)) dt

(Drezner & Wesolowsky 1990, "On the computation of the bivariate normal integral"; in this variable by Genz 2004,
"Numerical computation of rectangular bivariate and trivariate normal and t probabilities"), by Gauss-Legendre. Near
r = 1 the integrand is a wall at the end of the range. There the rest of the integral is taken off Phi2(h, k; 1)
instead, over x = cos t in panels each a quarter of the one before, so that each meets the wall at one scale.

The error is below 3e-10 (tests/pay/test_bivariate.py).
"""

from __future__ import annotations

import math

import numpy as np

from salesim.compiled import compiled

FAR = 8.3  # standard deviations beyond which a normal variable does not lie: 5e-17
CLOSE = 0.92  # correlation from which on the integral is taken from the other end
PANELS = 18
MOST_NODES = 20
TWO_PI = 2.0 * math.pi

# nodes and weights, one set after the other; which set goes up to which correlation, and where it begins
UP_TO = np.array([0.25, 0.45, 0.6, 0.75, 0.85, CLOSE])
SIZES = np.array([4, 5, 6, 8, 9, 12])
BEGINS = np.concatenate([[0], np.cumsum(SIZES)])
X, W = (np.concatenate(some) for some in zip(*(np.polynomial.legendre.leggauss(n) for n in SIZES), strict=True))
X_20, W_20 = np.polynomial.legendre.leggauss(MOST_NODES)


@compiled
def angles_for(r, at):
    """What `normal_cdf_2` needs of a correlation: sin t, 1 / cos^2 t and the weight of each node, into ``at``.

    As many nodes as it takes, which is returned; none for no correlation and for `CLOSE` ones. ``at`` (3, MOST_NODES).
    """
    size = abs(r)
    if r == 0.0 or size > CLOSE:
        return 0
    chosen = 0
    while size > UP_TO[chosen]:
        chosen += 1
    begin, n, half = BEGINS[chosen], SIZES[chosen], 0.5 * math.asin(r)
    for i in range(n):
        s = math.sin(half * (1.0 + X[begin + i]))
        at[0, i], at[1, i], at[2, i] = s, 1.0 / (1.0 - s * s), half * W[begin + i] / TWO_PI
    return n


@compiled
def normal_cdf_2(h, k, r, below_h, below_k, at, n):
    """P(X <= h, Y <= k) of standard normal variables with correlation r, -1 <= r <= 1.

    ``below_h`` and ``below_k`` are `normal_cdf` of h and k, ``at`` and ``n`` the nodes of `angles_for` r, which are
    worked out once for many h.

    >>> at = np.empty((3, MOST_NODES))
    >>> round(normal_cdf_2(0.0, 0.0, 0.5, 0.5, 0.5, at, angles_for(0.5, at)), 8)
    0.33333333
    """
    if h < -FAR or k < -FAR:
        return 0.0
    if h > FAR:
        return below_k
    if k > FAR:
        return below_h
    if r > CLOSE:
        return max((below_h if h < k else below_k) - beyond(h, k, r), 0.0)
    if r < -CLOSE:  # P(X <= h) - P(X <= h, -Y <= -k)
        return max(below_h - (below_h if h < -k else 1.0 - below_k) + beyond(h, -k, -r), 0.0)
    squares, product, both = 0.5 * (h * h + k * k), h * k, below_h * below_k
    for i in range(n):
        both += at[2, i] * math.exp((product * at[0, i] - squares) * at[1, i])
    return max(both, 0.0)


@compiled
def beyond(h, k, r):
    """What correlation from r to 1 would add."""
    gap, product, total = 0.5 * (h - k) ** 2, h * k, 0.0
    top = math.sqrt((1.0 - r) * (1.0 + r))
    for panel in range(PANELS):
        low = 0.25 * top if panel < PANELS - 1 else 0.0
        half = 0.5 * (top - low)
        for i in range(X_20.shape[0]):
            x = low + half * (1.0 + X_20[i])
            correlation = math.sqrt(1.0 - x * x)
            total += half * W_20[i] * math.exp(-gap / (x * x) - product / (1.0 + correlation)) / correlation
        top = low
        if gap > 40.0 * top * top:  # exp(-40) and less
            break
    return total / TWO_PI
