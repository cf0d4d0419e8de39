"""The Pareto/NBD model, a rival of the one that is used: customers leave at any time, not only after an order.

Rates lambda ~ Gamma(r, alpha); lifetimes are exponential at a rate mu ~ Gamma(s, beta). The likelihood of having left
is an integral over when; in the logarithm of time it is smooth, so that a few Gauss-Legendre nodes are exact enough
(1e-8) wherever alpha and beta lie, and it is faster than the hypergeometric functions it is usually written in.

Sources: Schmittlein, Morrison & Colombo 1987, "Counting your customers", Management Science 33(1); Fader & Hardie 2005,
"A note on deriving the Pareto/NBD model and related expressions", brucehardie.com.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import gammaln, psi

from salesim.calibrate.fit import maximum
from salesim.calibrate.histories import Histories, Rows
from salesim.compiled import compiled

NAMES = ("r", "alpha", "s", "beta")
RANGE = np.log([[0.01, 100.0], [0.01, 10_000.0], [0.001, 100.0], [0.01, 100_000.0]])
NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)
FARTHEST_DROP = 40.0  # of the integrand's logarithm; what lies beyond is nothing
MAX_NEWTON = 6


def fit_pareto_nbd(rows: Rows, start: np.ndarray | None = None) -> tuple[np.ndarray, float]:
    """Estimates of r, alpha [weeks], s and beta [weeks], (4,), and their log-likelihood."""
    if start is None:
        scale = max(float(rows.weight @ rows.t_end) / rows.n / 4.0, 1.0)
        start = np.array([1.0, scale, 1.0, scale])

    def of(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        likelihoods, _, gradients = of_histories(parameters, rows.x, rows.t_x, rows.t_end)
        return float(rows.weight @ likelihoods), rows.weight @ gradients

    return maximum(of, start, RANGE, rows.n)


def of_histories(
    parameters: np.ndarray, x: np.ndarray, t_x: np.ndarray, t_end: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each history: log-likelihood, probability that the customer is still there, (n,), and gradient (n, 4)."""
    x = np.asarray(x, np.int64)
    shapes = parameters[0] + np.arange(x.max(initial=0) + 1.0)
    orders = np.column_stack([gammaln(shapes) - gammaln(parameters[0]), psi(shapes) - psi(parameters[0])])
    return _of_histories(np.asarray(parameters, float), orders, x, t_x, t_end)


def expected_orders(parameters: np.ndarray, h: Histories, weeks: float) -> np.ndarray:
    """Orders expected of each customer in the ``weeks`` after its history, (n,)."""
    r, alpha, s, beta = parameters
    alive = of_histories(parameters, h.x, h.t_x, h.t_end)[1]
    later = np.log1p(weeks / (beta + h.t_end))
    # (1 - exp(-(s - 1) y)) / (s - 1), which is y at s = 1
    stay = later if abs(s - 1.0) < 1e-9 else -np.expm1(-(s - 1.0) * later) / (s - 1.0)
    return alive * (r + h.x) * (beta + h.t_end) / (alpha + h.t_end) * stay


@compiled
def _leaving(p, q, alpha, beta, t_x, t_end):
    """log of the integral from t_x to t_end of (alpha + t)^-p (beta + t)^-q dt; its derivatives by p, alpha, q, beta.

    It is -inf where there is no time to leave in.
    """
    if t_end <= t_x:
        return -math.inf, 0.0, 0.0, 0.0, 0.0
    least, gap = min(alpha, beta), abs(alpha - beta)
    own, other = (p, q) if alpha <= beta else (q, p)
    begin, end = math.log(least + t_x), math.log(least + t_end)
    top = (1.0 - own) * begin - other * math.log(least + t_x + gap)
    # the logarithm of the integrand is concave: Newton's steps come from beyond to where it has dropped enough
    for _ in range(MAX_NEWTON):
        drop = (1.0 - own) * end - other * math.log(math.exp(end) + gap) - top + FARTHEST_DROP
        if drop >= 0.0:
            break
        part = math.exp(end)
        end -= drop / (1.0 - own - other * part / (part + gap))
    half = 0.5 * (end - begin)
    total, log_own, log_other, over_own, over_other = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(len(NODES)):
        at = begin + half * (1.0 + NODES[i])
        nearer = math.exp(at)
        farther = nearer + gap
        log_farther = math.log(farther)
        value = WEIGHTS[i] * math.exp((1.0 - own) * at - other * log_farther - top)
        total += value
        log_own += value * at
        log_other += value * log_farther
        over_own += value / nearer
        over_other += value / farther
    by_own, by_least = -log_own / total, -own * over_own / total
    by_other, by_most = -log_other / total, -other * over_other / total
    result = top + math.log(half * total)
    if alpha <= beta:
        return result, by_own, by_least, by_other, by_most
    return result, by_other, by_most, by_own, by_least


@compiled
def _of_histories(parameters, orders, x, t_x, t_end):
    n, (r, alpha, s, beta) = x.shape[0], parameters
    likelihoods, alive, gradients = np.empty(n), np.empty(n), np.empty((n, 4))
    log_alpha, log_beta = math.log(alpha), math.log(beta)
    for i in range(n):
        rate, life = alpha + t_end[i], beta + t_end[i]
        log_rate, log_life = math.log(rate), math.log(life)
        shape = r + x[i]
        there = -shape * log_rate - s * log_life
        integral, by_p, by_alpha, by_q, by_beta = _leaving(shape, s + 1.0, alpha, beta, t_x[i], t_end[i])
        gone = math.log(s) + integral
        top = max(there, gone)
        both = top + math.log1p(math.exp(min(there, gone) - top))
        here = math.exp(there - both)
        left = 1.0 - here
        likelihoods[i], alive[i] = orders[x[i], 0] + r * log_alpha + s * log_beta + both, here
        gradients[i, 0] = orders[x[i], 1] + log_alpha - here * log_rate + left * by_p
        gradients[i, 1] = r / alpha - here * shape / rate + left * by_alpha
        gradients[i, 2] = log_beta - here * log_life + left * (1.0 / s + by_q)
        gradients[i, 3] = s / beta - here * s / life + left * by_beta
    return likelihoods, alive, gradients
