"""The Pareto/NBD model: like BG/NBD, but customers leave at any time, not only after an order. A second opinion.

Rates lambda ~ Gamma(r, alpha), churn at rate mu ~ Gamma(s, beta).

Source: Schmittlein, Morrison & Colombo 1987, "Counting your customers", Management Science 33(1).
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln, hyp2f1

from salesim.calibrate.fit import Fit, fit_positive

NAMES = ("r", "alpha", "s", "beta")


def log_likelihoods(r: float, alpha: float, s: float, beta: float, x, t_x, t_end) -> np.ndarray:
    """Log-likelihood of each history, (n,)."""
    x, t_x, t_end = np.asarray(x, float), np.asarray(t_x, float), np.asarray(t_end, float)
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    stays = -(r + x) * np.log(alpha + t_end) - s * np.log(beta + t_end)
    order = r + s + x
    larger, second = (alpha, s + 1.0) if alpha >= beta else (beta, r + x)
    gap = abs(alpha - beta)

    def term(t):
        return np.log(hyp2f1(order, second, order + 1.0, gap / (larger + t))) - order * np.log(larger + t)

    now, end = term(t_x), term(t_end)
    share = -np.expm1(np.minimum(end - now, 0.0))  # 0 for who ordered on the last day: no time left to leave in
    left = np.where(share > 0.0, np.log(s / order) + now + np.log(np.where(share > 0.0, share, 1.0)), -np.inf)
    return common + np.logaddexp(stays, left)


def fit_pareto_nbd(x: np.ndarray, t_x: np.ndarray, t_end: np.ndarray) -> Fit:
    """Estimate r, alpha [weeks], s and beta [weeks] from histories, (n,) each."""
    rows, weight = np.unique(np.column_stack([x, t_x, t_end]), axis=0, return_counts=True)
    history = rows.T

    def log_likelihood(parameters: np.ndarray) -> float:
        return float(weight @ log_likelihoods(*parameters, *history))

    scale = max(float(np.mean(t_end)) / 4, 1.0)
    return fit_positive(NAMES, log_likelihood, np.array([1.0, scale, 1.0, scale]), len(x))


def expected_repeats(r: float, alpha: float, s: float, beta: float, weeks) -> np.ndarray:
    """Expected repeat orders of a fresh customer within some weeks."""
    weeks = np.asarray(weeks, float)
    return r * beta / (alpha * (s - 1.0)) * (1.0 - (beta / (beta + weeks)) ** (s - 1.0))
