"""Seasons: what each month of the year orders against the mean, and a clock that runs fast in the high season.

Orders of a month over what customers would have ordered at an even rate; that allows for customers who come and leave.
With the factors known, weeks are counted on the clock tau(t), the integral of the factors, on which an even rate holds
again: so histories are fitted and forecasts made on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salesim.calibrate.regular_buying import Outlook

DAYS_A_WEEK = 7.0
N_RATE_CLASSES = 24
MIN_DAYS = 378  # a year and a little: below it a season cannot be told from growth or decline


@dataclass(frozen=True)
class Seasons:
    """Factors of the twelve months, mean 1 over the days of a year.

    Parameters
    ----------
    factors : (12,).
    log_errors : (12,) standard errors of their logarithms.
    dispersion : variance of a week's orders over their mean; 1 if orders are as irregular as chance.
    """

    factors: np.ndarray
    log_errors: np.ndarray
    dispersion: float


EVEN = Seasons(np.ones(12), np.full(12, np.inf), 1.0)


def months_of(days: np.ndarray) -> np.ndarray:
    """Month of the year, 0 to 11, of days since 1970, (n,)."""
    return np.asarray(days).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12


def clock(first_day: int, n_days: int, factors: np.ndarray) -> np.ndarray:
    """tau [weeks of an even rate] at the beginning of each day from ``first_day`` on, (n_days + 1,)."""
    factor = factors[months_of(first_day + np.arange(n_days))]
    return np.concatenate([[0.0], np.cumsum(factor)]) / DAYS_A_WEEK


def even_expectation(first: np.ndarray, last: np.ndarray, o: Outlook, k: int, n_days: int) -> np.ndarray:
    """Repeat orders expected on each day of the window at an even rate, (n_days,).

    ``first`` and ``last`` (n,) are the days of each customer's first and latest order, counted from the window's start.
    Who has left did so right after the latest order. Regular customers (k > 1) don't order again soon: t after the
    first order the rate is lambda (1 - exp(-2k/(k-1) lambda t)), which is exact for k = 2.
    """
    change = np.zeros(n_days + 1)
    stays = o.alive * o.mean_rate / DAYS_A_WEEK
    left = (1.0 - o.alive) * o.rate_if_churned / DAYS_A_WEEK
    np.add.at(change, first + 1, stays + left)
    np.add.at(change, last + 1, -left)
    even = np.cumsum(change)[:n_days]
    if k > 1:
        even -= first_lull(first + 1, o.mean_rate / DAYS_A_WEEK, 2.0 * k / (k - 1.0), n_days)
    return np.maximum(even, 0.0)


def first_lull(begin: np.ndarray, rate_a_day: np.ndarray, decay: float, n_days: int) -> np.ndarray:
    """Sum over customers of rate exp(-decay rate t), t days after each one began, (n_days,); by classes of rate."""
    lull = np.zeros(n_days)
    levels = np.quantile(rate_a_day, np.linspace(0.0, 1.0, N_RATE_CLASSES + 1))
    of_class = np.searchsorted(levels[1:-1], rate_a_day)
    for number in np.unique(of_class):
        own = of_class == number
        rate = float(rate_a_day[own].mean())
        starts = np.bincount(np.minimum(begin[own], n_days), minlength=n_days + 1)[:n_days]
        lull += np.convolve(starts, rate * np.exp(-decay * rate * (np.arange(n_days) + 0.5)))[:n_days]
    return lull


def fit_seasons(orders: np.ndarray, expected: np.ndarray, first_day: int) -> Seasons:
    """Month factors from the orders of each day and the expectation at an even rate, (n_days,) each."""
    month = months_of(first_day + np.arange(len(orders)))
    seen, even = (np.bincount(month, weights=w, minlength=12) for w in (orders, expected))
    ratio = np.divide(seen + 0.5, even + 0.5)
    days = np.bincount(months_of(np.arange(365)), minlength=12)
    factors = ratio / (ratio * days).sum() * 365.0
    level = orders.sum() / max((expected * factors[month]).sum(), 1e-9)
    dispersion = weekly_dispersion(orders, level * expected * factors[month])
    return Seasons(factors, np.sqrt(dispersion / np.maximum(seen, 1.0)), dispersion)


def weekly_dispersion(orders: np.ndarray, expected: np.ndarray) -> float:
    """Mean squared error of weekly orders over their expectation, from daily figures; 1 with fewer than eight weeks."""
    weeks = len(orders) // 7
    if weeks < 8:
        return 1.0
    by_week = [daily[: weeks * 7].reshape(weeks, 7).sum(axis=1) for daily in (orders, expected)]
    return max(float(((by_week[0] - by_week[1]) ** 2 / np.maximum(by_week[1], 1e-9)).mean()), 0.1)
