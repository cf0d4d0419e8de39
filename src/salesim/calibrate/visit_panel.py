"""From visits and orders to the response parameters of a scenario: a weekly panel of customers who stayed throughout.

Who left is not visited any more and orders nothing, which would pass for a response; so only customers who ordered
before the panel begins and near its end are in it. Many customers add little: some are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salesim.agents.goodwill import WEEKS_PER_MONTH
from salesim.calibrate.fit import NORMAL_95
from salesim.calibrate.visit_response import VisitResponse, fit_eta, fit_visit_response, fitted, goodwill_of

MAX_CUSTOMERS = 1500
MIN_CUSTOMERS = 50
MIN_WEEKS = 26
FINE_STEP = 0.01
MONTHLY_SHARP = 0.25  # width of an interval of a month's carry-over up to which it counts as known
LIMIT_95, LIMIT_999 = 1.92, 5.41  # of a log-likelihood behind the best one, with one parameter
LARGEST_CARRY_OVER = 0.98  # of a week: beyond, goodwill would outlast every panel


@dataclass(frozen=True)
class WeeklyResponse:
    """What visits do, as a scenario states it.

    Parameters
    ----------
    carry_over, eta : estimates [1/week, -]; eta is that for the scenario's usual carry-over where that is kept.
    carry_over_interval, eta_interval : 95 %; that of eta allows for an unknown carry-over.
    keeps_carry_over : whether the usual carry-over is kept, because the data know it loosely and do not refute it.
    covariance : of (logit carry-over, eta), (2, 2).
    pooled_eta : what a regression without customer effects says; not to be used.
    visits_a_month : mean over the panel.
    monthly : the fit by month from which these are, where rows are counts of a month, and ``n_months`` of its panel.
    """

    carry_over: float
    carry_over_interval: tuple[float, float]
    keeps_carry_over: bool
    eta: float
    eta_interval: tuple[float, float]
    covariance: np.ndarray
    pooled_eta: float
    visits_a_month: float
    n_customers: int
    n_weeks: int
    monthly: VisitResponse | None = None
    n_months: int = 0

    @property
    def monthly_width(self) -> float:
        """Width of the interval of what is left of goodwill after a month."""
        low, high = self.carry_over_interval
        return high**WEEKS_PER_MONTH - low**WEEKS_PER_MONTH


def fit_weekly_response(
    orders: np.ndarray, visits: np.ndarray, usual: float, rng: np.random.Generator
) -> WeeklyResponse | None:
    """Estimates from counts a week, (n_customers, n_weeks) each; None if the panel is too small or nobody is visited.

    Parameters
    ----------
    usual : carry-over of a week that the scenario would have. Where reps see more of those who lately bought more, the
        panel makes goodwill look too short-lived; so the usual one stays unless the data know better.
    """
    says = (orders.sum(axis=1) > 0) & (visits.sum(axis=1) > 0)
    orders, visits = orders[says].astype(float), WEEKS_PER_MONTH * visits[says].astype(float)
    if len(orders) < MIN_CUSTOMERS or orders.shape[1] < MIN_WEEKS:
        return None
    if len(orders) > MAX_CUSTOMERS:
        drawn = np.sort(rng.choice(len(orders), MAX_CUSTOMERS, replace=False))
        orders, visits = orders[drawn], visits[drawn]
    periods = orders.sum(axis=0) > 0
    coarse = fit_visit_response(orders, visits)
    low = max(coarse.carry_over_range[0] - 0.05, 0.0)
    high = min(coarse.carry_over_range[1] + 0.05, LARGEST_CARRY_OVER)
    steps = np.linspace(low, high, max(round((high - low) / FINE_STEP), 4) + 1)
    grid = np.unique(np.append(steps, usual))
    stocks = [np.log1p(goodwill_of(visits, delta))[:, periods] for delta in grid]
    eta, error, likelihood = np.array([fit_eta(orders[:, periods], stock) for stock in stocks]).T
    best = int(likelihood.argmax())
    noise = max(dispersion(orders[:, periods], stocks[best], eta[best]), 1.0)
    behind = (likelihood.max() - likelihood) / noise
    near, at_usual = behind < LIMIT_95, int(np.searchsorted(grid, usual))
    interval = (
        0.0 if near[0] and grid[0] <= 0.0 else float(grid[near].min()),
        1.0 if near[-1] and grid[-1] >= LARGEST_CARRY_OVER else float(grid[near].max()),
    )
    monthly_width = interval[1] ** WEEKS_PER_MONTH - interval[0] ** WEEKS_PER_MONTH
    keeps = bool(monthly_width > MONTHLY_SHARP and behind[at_usual] < LIMIT_999)
    chosen = at_usual if keeps else best
    near[chosen] = True
    return WeeklyResponse(
        carry_over=float(grid[best]),
        carry_over_interval=interval,
        keeps_carry_over=keeps,
        eta=float(eta[chosen]),
        eta_interval=(
            float((eta - NORMAL_95 * error)[near].min()),
            float((eta + NORMAL_95 * error)[near].max()),
        ),
        covariance=mixture_covariance(grid, eta, error, np.exp(-behind)),
        pooled_eta=coarse.pooled_eta,
        visits_a_month=float(visits.mean()),
        n_customers=len(orders),
        n_weeks=int(periods.sum()),
    )


def mixture_covariance(grid: np.ndarray, eta: np.ndarray, error: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Covariance of (logit carry-over, eta), carry-over weighted by its likelihood and eta normal given it."""
    inside = np.clip(grid, 0.005, 0.995)
    logit = np.log(inside / (1.0 - inside))
    weight = weight / weight.sum()
    step = np.gradient(logit)
    d_logit, d_eta = logit - weight @ logit, eta - weight @ eta
    across = weight @ (d_logit * d_eta)
    return np.array(
        [[weight @ d_logit**2 + (weight @ step) ** 2 / 12.0, across], [across, weight @ (d_eta**2 + error**2)]]
    )


def dispersion(orders: np.ndarray, log_stock: np.ndarray, eta: float) -> float:
    """Pearson's mean squared residual of the panel."""
    mean = fitted(orders, np.exp(eta * log_stock), True)
    n_free = orders.size - sum(orders.shape)
    return float(((orders - mean) ** 2 / np.maximum(mean, 1e-12)).sum() / max(n_free, 1))
