"""From monthly counts of visits and of orders to the response parameters of a scenario.

The estimates are those of `fit_visit_response` on the whole panel: its period is the month, in which the scenario's
elasticity counts visits as it is, and of what is left after a month a week's share is the root. Customers who are in
the panel at its beginning only, or its end, may pass for a response, as they are visited and buy no more; so the fit
is done again without them, and taken if it lies outside of the first one's interval.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.agents.goodwill import WEEKS_PER_MONTH
from salesim.calibrate.fit import NORMAL_95
from salesim.calibrate.visit_panel import (
    LARGEST_CARRY_OVER,
    LIMIT_95,
    WeeklyResponse,
    dispersion,
    mixture_covariance,
)
from salesim.calibrate.visit_response import (
    CARRY_OVER_GRID,
    VisitResponse,
    fit_eta,
    fit_visit_response,
    goodwill_of,
)
from salesim.export.months import months_of_days

MIN_MONTHS, MIN_CUSTOMERS = 6, 20
MAX_IN_MONTHS = 5000  # customers in the panel
FLAT = 0.7  # width of the interval of a month's carry-over from which it counts as unknown


def monthly_counts(table: pd.DataFrame, codes: np.ndarray, first: int, n_months: int) -> np.ndarray:
    """Sum of ``count`` by customer (codes ascending) and month from the month ``first`` on, (n, n_months)."""
    month = months_of_days(table["day"].to_numpy()) - first
    customer = table["customer"].to_numpy()
    row = np.minimum(np.searchsorted(codes, customer), len(codes) - 1)
    inside = (codes[row] == customer) & (month >= 0) & (month < n_months)
    at = row[inside] * n_months + month[inside]
    counts = np.bincount(at, weights=table["count"].to_numpy(float)[inside], minlength=len(codes) * n_months)
    return counts.reshape(len(codes), n_months)


def at_both_ends(orders: np.ndarray, visits: np.ndarray) -> np.ndarray:
    """Mask (n,) of the customers with an order or a visit in the first quarter of the months, and in the last."""
    seen = np.asarray((orders > 0) | (visits > 0))
    part = max(seen.shape[1] // 4, 2)
    return np.asarray(seen[:, :part].any(axis=1) & seen[:, -part:].any(axis=1))


def fit_monthly_response(orders: np.ndarray, visits: np.ndarray, usual: float) -> WeeklyResponse | None:
    """Estimates from counts a month, (n_customers, n_months) each; None if the panel is too small or nobody is visited.

    Parameters
    ----------
    usual : carry-over of a week that the scenario would have; it stays where months do not tell theirs.
    """
    says = orders.sum(axis=1) > 0
    enough = says.sum() >= MIN_CUSTOMERS and orders.shape[1] >= MIN_MONTHS
    if not enough or len(np.unique(visits[says])) < 2:
        return None
    fit = fit_visit_response(orders, visits)
    return in_weeks(fit, orders[says], visits[says], usual)


def in_weeks(fit: VisitResponse, orders: np.ndarray, visits: np.ndarray, usual: float) -> WeeklyResponse:
    """A monthly fit as a scenario states it; the panel's orders and visits are (n_customers, n_months)."""
    periods = orders.sum(axis=0) > 0
    grid = CARRY_OVER_GRID
    stocks = [np.log1p(goodwill_of(visits, delta))[:, periods] for delta in grid]
    eta, error, likelihood = np.array([fit_eta(orders[:, periods], stock) for stock in stocks]).T
    best = int(likelihood.argmax())
    noise = max(dispersion(orders[:, periods], stocks[best], eta[best]), 1.0)
    behind = (likelihood.max() - likelihood) / noise
    near = behind < LIMIT_95
    month = float(grid[near].min()), 1.0 if near[-1] else float(grid[near].max())
    keeps = month[1] - month[0] > FLAT
    value, low, high = fit.eta, *np.array([eta - NORMAL_95 * error, eta + NORMAL_95 * error])[:, near]
    if keeps:
        stock = np.log1p(goodwill_of(visits, usual**WEEKS_PER_MONTH))[:, periods]
        value, own_error, _ = fit_eta(orders[:, periods], stock)
        low, high = np.append(low, value - NORMAL_95 * own_error), np.append(high, value + NORMAL_95 * own_error)
    week = [delta ** (1.0 / WEEKS_PER_MONTH) for delta in (fit.carry_over, *month)]
    return WeeklyResponse(
        carry_over=min(week[0], LARGEST_CARRY_OVER),
        carry_over_interval=(week[1], week[2]),
        keeps_carry_over=keeps,
        eta=value,
        eta_interval=(float(np.min(low)), float(np.max(high))),
        covariance=mixture_covariance(grid ** (1.0 / WEEKS_PER_MONTH), eta, error, np.exp(-behind)),
        pooled_eta=fit.pooled_eta,
        visits_a_month=float(visits.mean()),
        n_customers=fit.n_customers,
        n_weeks=round(orders.shape[1] * WEEKS_PER_MONTH),
        monthly=fit,
        n_months=fit.n_periods,
    )
