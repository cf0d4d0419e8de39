"""What a visit does to sales, from a panel: carry-over and elasticity of goodwill, within customers and periods.

Reps visit those who buy much, so customers who are visited more buy more even if visits did nothing. Only how a
customer's orders move with that customer's own visits counts: a Poisson regression with an effect for every customer
and every period,

    E[orders_it] = exp(c_i + m_t + eta log(1 + G_it)),   G_it = delta G_i,t-1 + (1 - delta) visits_it,

in which delta is tried on a grid and eta estimated, with errors clustered by customer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CARRY_OVER_GRID = np.round(np.arange(0.0, 0.96, 0.05), 2)
N_SWEEPS = 200
N_NEWTON = 30


@dataclass(frozen=True)
class VisitResponse:
    """Estimates from a panel of customers x periods.

    Parameters
    ----------
    carry_over : delta, share of goodwill left after a period.
    carry_over_range : the values of the grid whose likelihood is within the 95 % limit of the best one's.
    eta : exponent of 1 + goodwill; standard_error is clustered by customer.
    elasticity : of orders by goodwill at the panel's mean number of visits, eta g / (1 + g).
    pooled_eta : what a regression without customer effects would have said; not to be used.
    """

    carry_over: float
    carry_over_range: tuple[float, float]
    eta: float
    standard_error: float
    elasticity: float
    pooled_eta: float
    n_customers: int
    n_periods: int


def goodwill_of(visits: np.ndarray, carry_over: float) -> np.ndarray:
    """Goodwill in visits a period, (n_customers, n_periods); before the panel it stood at the customer's mean."""
    stock = visits.mean(axis=1)
    path = np.empty(visits.shape)
    for t in range(visits.shape[1]):
        stock = carry_over * stock + (1.0 - carry_over) * visits[:, t]
        path[:, t] = stock
    return path


def demean(z: np.ndarray, weight: np.ndarray, by_customer: bool = True) -> np.ndarray:
    """Take weighted means by customer and by period out of z, (n_customers, n_periods), by turns until none is left."""
    z = z - (weight * z).sum() / weight.sum()
    for _ in range(N_SWEEPS):
        before = z
        if by_customer:
            z = z - (weight * z).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
        z = z - (weight * z).sum(axis=0, keepdims=True) / weight.sum(axis=0, keepdims=True)
        if np.abs(z - before).max() < 1e-10:
            break
    return z


def fit_eta(orders: np.ndarray, log_stock: np.ndarray, by_customer: bool = True) -> tuple[float, float, float]:
    """eta, its standard error clustered by customer, and the log-likelihood (up to a constant) for one carry-over.

    Customers and periods without any order say nothing and must have been left out.
    """
    eta, scale = 0.0, np.ones_like(log_stock)
    mean = fitted(orders, scale, by_customer)
    for _ in range(N_NEWTON):
        z = demean(log_stock, mean, by_customer)
        step = (z * (orders - mean)).sum() / (mean * z * z).sum()
        eta += np.clip(step, -1.0, 1.0)
        mean = fitted(orders, np.exp(eta * log_stock), by_customer)
        if abs(step) < 1e-10:
            break
    z = demean(log_stock, mean, by_customer)
    score = (z * (orders - mean)).sum(axis=1)
    error = np.sqrt((score**2).sum()) / (mean * z * z).sum()
    return float(eta), float(error), float((orders * np.log(mean) - mean).sum())


def fitted(orders: np.ndarray, scale: np.ndarray, by_customer: bool) -> np.ndarray:
    """Means c_i m_t scale_it whose sums by customer and by period are those of the orders."""
    mean = scale * orders.sum() / scale.sum()
    for _ in range(N_SWEEPS):
        if by_customer:
            mean = mean * (orders.sum(axis=1, keepdims=True) / mean.sum(axis=1, keepdims=True))
        ratio = orders.sum(axis=0, keepdims=True) / mean.sum(axis=0, keepdims=True)
        mean = mean * ratio
        if np.abs(ratio - 1.0).max() < 1e-12:
            break
    return mean


def fit_visit_response(orders: np.ndarray, visits: np.ndarray) -> VisitResponse:
    """Estimate carry-over and elasticity from counts of orders and of visits, (n_customers, n_periods) each."""
    orders, visits = np.asarray(orders, float), np.asarray(visits, float)
    says = orders.sum(axis=1) > 0
    orders, visits = orders[says], visits[says]
    periods = orders.sum(axis=0) > 0
    fits = []
    for delta in CARRY_OVER_GRID:
        log_stock = np.log1p(goodwill_of(visits, delta))[:, periods]
        fits.append(fit_eta(orders[:, periods], log_stock))
    likelihood = np.array([f[2] for f in fits])
    best = int(likelihood.argmax())
    near = CARRY_OVER_GRID[likelihood > likelihood[best] - 1.92]
    eta, error, _ = fits[best]
    stock = np.log1p(goodwill_of(visits, CARRY_OVER_GRID[best]))[:, periods]
    pooled, _, _ = fit_eta(orders[:, periods], stock, by_customer=False)
    mean = visits.mean()
    return VisitResponse(
        carry_over=float(CARRY_OVER_GRID[best]),
        carry_over_range=(float(near.min()), float(near.max())),
        eta=eta,
        standard_error=error,
        elasticity=eta * mean / (1.0 + mean),
        pooled_eta=pooled,
        n_customers=len(orders),
        n_periods=int(periods.sum()),
    )
