"""Targets: how the year's quota becomes a quarter's, and how results change the next one."""

from __future__ import annotations

import numpy as np

from salesim.compiled import compiled
from salesim.parameters import NO_MONEY
from salesim.pay.periods import A_MONTH, A_QUARTER, A_YEAR, Spans

MAX_ERROR = 3.0  # relative error of a week beyond which a rep sees a freak and learns no more doubt from it (A)
MAX_CV = 2.0  # nobody expects weekly sales to vary more, as a share of them (A)
MIN_ORDERS = 0.1  # of a usual week's orders: below it a week with few orders left tells nothing of the usual one (A)


def plan_season(weights: tuple[float, ...] | None, season: np.ndarray, timetable: Spans) -> np.ndarray:
    """How the quota plan spreads fiscal years over their weeks, factors of mean 1.

    Parameters
    ----------
    weights : share of a fiscal year's quota in each of its quarters or months; None plans by the market's seasons.
        Within a quarter or month the plan follows the market.
    season : by week, the market's own factors of mean 1.
    """
    if weights is None:
        return season
    period = A_QUARTER if len(weights) == 4 else A_MONTH
    number = timetable.number[period]
    of_period = np.bincount(number, weights=season)[number]
    of_year = np.bincount(timetable.number[A_YEAR], weights=season)[timetable.number[A_YEAR]]
    planned = season * np.array(weights)[timetable.of_year[period]] * of_year
    evenly = np.array(weights)[timetable.of_year[period]] * of_year / np.bincount(number)[number]
    return np.divide(planned, of_period, out=evenly, where=of_period > 0.0)  # or even, where nothing is bought


@compiled
def ratcheted(quota, sales, ratchet_up, ratchet_down):
    """The next quota: Q + up (S - Q)+ - down (Q - S)+."""
    gap = sales - quota
    return quota + (ratchet_up if gap > 0.0 else ratchet_down) * gap


@compiled
def learn_week(reps, seat, season, forecast_weight, discount_response, ordinary=1.0):
    """A rep's own forecast after a week: EWMA of sales and of their noise, season, timing and discounts taken out."""
    if season <= 0.0:
        return
    expected = reps.baseline_sales[seat]
    missing = reps.pulled_instalment[seat] / max(expected * season, NO_MONEY)
    discount = reps.discount[seat]
    orders = max(1.0 + ordinary * (reps.pull[seat] + discount_response * discount) - missing, MIN_ORDERS)
    seen = reps.sales[seat] / (season * orders * (1.0 - discount))
    if expected > 0.0:
        error = seen / expected - 1.0
        variance = reps.weekly_cv[seat] ** 2
        surprise = min(error * error, MAX_ERROR * MAX_ERROR)
        reps.weekly_cv[seat] = min(MAX_CV, ((1.0 - forecast_weight) * variance + forecast_weight * surprise) ** 0.5)
    reps.baseline_sales[seat] = (1.0 - forecast_weight) * expected + forecast_weight * seen


@compiled
def learn_week_all(reps, season, forecast_weight, discount_response, ordinary_share):
    """`learn_week` for every seat, whose sales are deals but for ``ordinary_share`` (n_seats,).

    A vacant seat's customers still order, and its next holder inherits the record.
    """
    for seat in range(reps.seat.shape[0]):
        learn_week(reps, seat, season, forecast_weight, discount_response, ordinary_share[seat])
