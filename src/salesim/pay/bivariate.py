"""The bivariate normal distribution: the probability that two correlated results are both reached.

    Phi2(h, k; r) = Phi(h) Phi(k) + 1 / (2 pi) integral from 0 to asin r of
                    exp(-(h^2 + k^2 - 2 h k sin t) / (2 cos^2 t)) dt

(Drezner & Wesolowsky 1990, "On the computation of the bivariate normal integral"; in this variable by Genz 2004,
"Numerical computation of rectangular bivariate and trivariate normal and t probabilities"), by Gauss-Legendre. Near
r = 1 the integrand is a wall at the end of the range. There the rest of the integral is taken off Phi2(h, k; 1)
instead, over x = cos t in panels each a quarter of the one before, so that each meets the wall at one scale.

The error is below 1e-13 (tests/pay/test_bivariate.py).
"""

from __future__ import annotations

import math

import numpy as np

from salesim.compiled import compiled
from salesim.pay.value import normal_cdf

FAR = 8.3  # standard deviations beyond which a normal variable does not lie: 5e-17
CLOSE = 0.92  # correlation from which on the integral is taken from the other end
PANELS = 18
TWO_PI = 2.0 * math.pi

NODES = tuple(np.polynomial.legendre.leggauss(n) for n in (6, 8, 12, 20))
(X_6, W_6), (X_8, W_8), (X_12, W_12), (X_20, W_20) = NODES


@compiled
def angles_for(r):
    """What `normal_cdf_2` needs of a correlation: sin t, 1 / cos^2 t and the weight of each node, (3, n_nodes).

    As many nodes as it takes, none for no correlation and for `CLOSE` ones.
    """
    size = abs(r)
    if r == 0.0 or size > CLOSE:
        return np.empty((3, 0))
    if size < 0.25:
        return angles(r, X_6, W_6)
    if size < 0.45:
        return angles(r, X_8, W_8)
    if size < 0.75:
        return angles(r, X_12, W_12)
    return angles(r, X_20, W_20)


@compiled
def angles(r, nodes, weights):
    """`angles_for` at given nodes."""
    found, half = np.empty((3, nodes.shape[0])), 0.5 * math.asin(r)
    for i in range(nodes.shape[0]):
        s = math.sin(half * (1.0 + nodes[i]))
        found[0, i], found[1, i], found[2, i] = s, 1.0 / (1.0 - s * s), half * weights[i] / TWO_PI
    return found


@compiled
def normal_cdf_2(h, k, r, below_k, at):
    """P(X <= h, Y <= k) of standard normal variables with correlation r, -1 <= r <= 1.

    ``below_k`` is `normal_cdf` of k and ``at`` `angles_for` r, which who asks for many h works out once.

    >>> round(normal_cdf_2(0.0, 0.0, 0.5, normal_cdf(0.0), angles_for(0.5)), 12)
    0.333333333333
    """
    if h < -FAR or k < -FAR:
        return 0.0
    if h > FAR:
        return below_k
    if k > FAR:
        return normal_cdf(h)
    if r > CLOSE:
        return max(normal_cdf(min(h, k)) - beyond(h, k, r), 0.0)
    if r < -CLOSE:  # P(X <= h) - P(X <= h, -Y <= -k)
        return max(normal_cdf(h) - normal_cdf(min(h, -k)) + beyond(h, -k, -r), 0.0)
    squares, product, both = 0.5 * (h * h + k * k), h * k, normal_cdf(h) * below_k
    for i in range(at.shape[1]):
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
