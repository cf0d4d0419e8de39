"""How often customers buy and when they churn: the BG/NBD model of the purchase history.

While with us a customer orders at rate lambda ~ Gamma(r, alpha); after each order the customer churns with probability
p ~ Beta(a, b). The simulated customers are exactly this when all further effects are switched off, so what is estimated
here is what a scenario needs. All that counts of a history is x repeat orders, the week t_x of the latest one and the
week T up to which the customer was watched, both counted from the first order.

Source: Fader, Hardie & Lee 2005, "Counting your customers the easy way", Marketing Science 24(2).
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaln, gammaln, hyp2f1

from salesim.calibrate.fit import Fit, fit_positive

NAMES = ("r", "alpha", "a", "b")


def log_likelihoods(r: float, alpha: float, a: float, b: float, x, t_x, t_end) -> np.ndarray:
    """Log-likelihood of each history, (n,)."""
    x, t_x, t_end = np.asarray(x, float), np.asarray(t_x, float), np.asarray(t_end, float)
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stays = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + t_end)
    bought = x > 0
    left = betaln(a + 1.0, b + np.maximum(x, 1) - 1.0) - betaln(a, b) - (r + x) * np.log(alpha + t_x)
    return common + np.where(bought, np.logaddexp(stays, np.where(bought, left, -np.inf)), stays)


def fit_bgnbd(x: np.ndarray, t_x: np.ndarray, t_end: np.ndarray) -> Fit:
    """Estimate r, alpha [weeks], a and b from histories, (n,) each; equal histories are counted once and weighted."""
    rows, weight = np.unique(np.column_stack([x, t_x, t_end]), axis=0, return_counts=True)
    history = rows.T

    def log_likelihood(parameters: np.ndarray) -> float:
        return float(weight @ log_likelihoods(*parameters, *history))

    return fit_positive(NAMES, log_likelihood, np.array([1.0, max(float(np.mean(t_end)) / 4, 1.0), 1.0, 2.0]), len(x))


def expected_repeats(r: float, alpha: float, a: float, b: float, weeks) -> np.ndarray:
    """Expected repeat orders of a fresh customer within some weeks."""
    weeks = np.asarray(weeks, float)
    share = weeks / (alpha + weeks)
    return (a + b - 1.0) / (a - 1.0) * (1.0 - (1.0 - share) ** r * hyp2f1(r, b, a + b - 1.0, share))


def odds_left(r: float, alpha: float, a: float, b: float, x, t_x, t_end) -> np.ndarray:
    """Odds that a customer has left by week T, given the history; 0 without a repeat order."""
    x, t_x, t_end = np.asarray(x, float), np.asarray(t_x, float), np.asarray(t_end, float)
    odds = a / (b + np.maximum(x, 1) - 1.0) * ((alpha + t_end) / (alpha + t_x)) ** (r + x)
    return np.where(x > 0, odds, 0.0)


def probability_alive(r: float, alpha: float, a: float, b: float, x, t_x, t_end) -> np.ndarray:
    """Probability that the customer is still with us in week T."""
    return 1.0 / (1.0 + odds_left(r, alpha, a, b, x, t_x, t_end))


def expected_orders(r: float, alpha: float, a: float, b: float, x, t_x, t_end, weeks: float) -> np.ndarray:
    """Expected orders in the ``weeks`` after T, given the history."""
    x, t_end = np.asarray(x, float), np.asarray(t_end, float)
    share = weeks / (alpha + t_end + weeks)
    growth = 1.0 - (1.0 - share) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1.0, share)
    return (a + b + x - 1.0) / (a - 1.0) * growth / (1.0 + odds_left(r, alpha, a, b, x, t_x, t_end))
