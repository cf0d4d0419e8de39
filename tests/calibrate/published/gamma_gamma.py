"""The value of an order: the Gamma-Gamma model of customers' mean order values.

A single order is Gamma(p, nu), a customer's nu is Gamma(q, v); a customer's observed mean over x orders tells about
the true one.

Source: Fader & Hardie 2013, "The gamma-gamma model of monetary value", brucehardie.com, note 25.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaln

from salesim.calibrate.fit import Fit, fit_positive

NAMES = ("p", "q", "v")


def log_likelihoods(p: float, q: float, v: float, n_orders, mean_value) -> np.ndarray:
    """Log-likelihood of each customer's mean value over some orders, (n,)."""
    n, z = np.asarray(n_orders, float), np.asarray(mean_value, float)
    return (
        -betaln(p * n, q)
        + q * np.log(v)
        + (p * n - 1.0) * np.log(z)
        + p * n * np.log(n)
        - (p * n + q) * np.log(v + n * z)
    )


def fit_gamma_gamma(n_orders: np.ndarray, mean_value: np.ndarray) -> Fit:
    """Estimate p, q and v [money] from customers' orders and their mean value, (n,) each, both positive."""

    def log_likelihood(parameters: np.ndarray) -> float:
        p, q, v = parameters
        return float(log_likelihoods(p, q, v, n_orders, mean_value).sum())

    return fit_positive(NAMES, log_likelihood, np.array([5.0, 4.0, float(np.mean(mean_value))]), len(n_orders))


def expected_value(p: float, q: float, v: float, n_orders, mean_value) -> np.ndarray:
    """A customer's expected mean order value given what was observed: shrunk towards the population's."""
    n, z = np.asarray(n_orders, float), np.asarray(mean_value, float)
    return p * (v + n * z) / (p * n + q - 1.0)
