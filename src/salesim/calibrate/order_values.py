"""The value of orders: how much customers differ, and how much one customer's orders differ.

A single order is Gamma(p) around the customer's mean, which is spread over customers either lognormally or as in the
Gamma-Gamma model (Fader & Hardie 2013). Estimated from all single orders, which say more than customers' means. The
lognormal likelihood is integrated by adaptive Gauss-Hermite quadrature around each customer's mode.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from salesim.calibrate.fit import Fit, fit_within
from salesim.wording.bounds import MAX_AMOUNT

GAMMA_NAMES, LOGNORMAL_NAMES = ("p", "q", "v"), ("median", "sigma", "p")
NODES, WEIGHTS = np.polynomial.hermite.hermgauss(9)
N_NEWTON = 8
GAMMA_RANGE = np.log([[0.01, 1000.0], [1.05, 1e4], [1e-3, MAX_AMOUNT]])  # what a scenario takes
LOGNORMAL_RANGE = np.log([[1e-3, MAX_AMOUNT], [0.02, 3.0], [0.01, 1000.0]])


@dataclass(frozen=True)
class Spending:
    """Each customer's orders, (n,) each: how many, the sum of their amounts [money] and of the logarithms."""

    n: np.ndarray
    total: np.ndarray
    total_log: np.ndarray

    def rows(self, which: np.ndarray) -> Spending:
        return Spending(self.n[which], self.total[which], self.total_log[which])


@dataclass(frozen=True)
class OrderValues:
    """The fit of order values (None with too few), what it was made from, and what each customer's are expected to be.

    Parameters
    ----------
    expected : (n,) of the base's customers [money].
    """

    fit: Fit | None
    spending: Spending
    expected: np.ndarray


def gamma_gamma_likelihoods(parameters: np.ndarray, s: Spending) -> np.ndarray:
    """Log-likelihood of each customer's single orders under Gamma-Gamma with p, q, v, (n,)."""
    p, q, v = parameters
    single = (p - 1.0) * s.total_log - s.n * gammaln(p)
    return single + q * np.log(v) - gammaln(q) + gammaln(p * s.n + q) - (p * s.n + q) * np.log(v + s.total)


def lognormal_likelihoods(parameters: np.ndarray, s: Spending) -> np.ndarray:
    """Log-likelihood of each customer's single orders around a lognormal mean, with median, sigma, p, (n,)."""
    _, sigma, p = parameters
    _, scale, logs = quadrature(parameters, s)
    single = (p - 1.0) * s.total_log + s.n * (p * np.log(p) - gammaln(p))
    return single + np.log(scale / sigma / np.sqrt(np.pi)) + log_sum(logs)


def quadrature(parameters: np.ndarray, s: Spending) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Nodes of log mean value (n, nodes), their scale (n,), and the log of weight x integrand at each (n, nodes)."""
    median, sigma, p = parameters
    center = np.log(median)
    mode = np.log(s.total / s.n)
    for _ in range(N_NEWTON):
        pull = p * s.total * np.exp(-mode)
        mode = mode + np.clip((pull - p * s.n - (mode - center) / sigma**2) / (pull + 1.0 / sigma**2), -2.0, 2.0)
    scale = 1.0 / np.sqrt(p * s.total * np.exp(-mode) + 1.0 / sigma**2)
    at = mode[:, None] + np.sqrt(2.0) * scale[:, None] * NODES
    logs = -p * s.n[:, None] * at - p * s.total[:, None] * np.exp(-at) - 0.5 * ((at - center) / sigma) ** 2
    return at, scale, logs + np.log(WEIGHTS) + NODES**2


def log_sum(logs: np.ndarray) -> np.ndarray:
    """log sum exp over the last axis."""
    top = logs.max(axis=-1, keepdims=True)
    return (top + np.log(np.exp(logs - top).sum(axis=-1, keepdims=True)))[..., 0]


def fit_gamma_gamma_orders(s: Spending) -> Fit:
    """Estimate p, q and v [money]."""

    def log_likelihood(x: np.ndarray) -> float:
        return float(gamma_gamma_likelihoods(x, s).sum())

    mean = float(np.exp(np.median(np.log(s.total / s.n))))
    return fit_within(GAMMA_NAMES, log_likelihood, np.array([3.0, 3.0, mean]), len(s.n), GAMMA_RANGE)


def fit_lognormal_orders(s: Spending) -> Fit:
    """Estimate the median [money] and sigma of customers' mean values, and p of single orders."""

    def log_likelihood(x: np.ndarray) -> float:
        return float(lognormal_likelihoods(x, s).sum())

    means = np.log(s.total / s.n)
    start = np.array([np.exp(np.median(means)), max(float(means.std()), 0.1), 3.0])
    return fit_within(LOGNORMAL_NAMES, log_likelihood, start, len(s.n), LOGNORMAL_RANGE)


def mean_value(kind: tuple[str, ...], parameters: np.ndarray) -> float:
    """Mean of customers' mean order values [money]: p v / (q - 1), or median exp(sigma^2 / 2)."""
    if kind == GAMMA_NAMES:
        p, q, v = parameters
        return float(p * v / (q - 1.0))
    median, sigma, _ = parameters
    return float(median * np.exp(0.5 * sigma**2))


def spread_of_values(kind: tuple[str, ...], parameters: np.ndarray) -> float:
    """Coefficient of variation of single orders over all customers; infinite for a Gamma-Gamma of q <= 2."""
    if kind == GAMMA_NAMES:
        p, q, _ = parameters
        return float(np.sqrt((p + 1.0) * (q - 1.0) / (p * (q - 2.0)) - 1.0)) if q > 2.0 else np.inf
    _, sigma, p = parameters
    return float(np.sqrt(np.exp(sigma**2) * (1.0 + 1.0 / p) - 1.0))


def expected_values(fit: Fit, s: Spending) -> np.ndarray:
    """Each customer's expected mean order value [money], (n,): what was seen, drawn towards the others'."""
    if fit.names == GAMMA_NAMES:
        p, q, v = fit.values
        return p * (v + s.total) / np.maximum(p * s.n + q - 1.0, 1e-9)
    at, _, logs = quadrature(fit.values, s)
    return np.exp(log_sum(logs + at) - log_sum(logs))
