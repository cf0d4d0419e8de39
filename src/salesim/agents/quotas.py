"""Targets: how the year's quota becomes a quarter's, and how results change the next one."""

from __future__ import annotations

import numpy as np
from pydantic import model_validator

from salesim.agents.maturity import MaturityParameters
from salesim.compiled import compiled
from salesim.parameters import NO_MONEY, Parameters, parameter

MAX_ERROR = 3.0  # relative error of a week beyond which a rep sees a freak and learns no more doubt from it (A)
MAX_CV = 2.0  # nobody expects weekly sales to vary more, as a share of them (A)
MIN_ORDERS = 0.1  # of a usual week's orders: below it a week with few orders left tells nothing of the usual one (A)
MONTH_OF_WEEK = np.arange(52) * 12 // 52  # every quarter of 13 weeks holds three whole months


class QuotaParameters(Parameters):
    """How quotas are set."""

    stretch: float = parameter(
        -0.05,
        about="growth asked for over the reference run; negative, because some customers are expected to leave",
        source="A: about half of the reps then reach their quota",
        gt=-0.9,
        le=2,
    )
    lasting_error: float = parameter(
        0.15,
        about="standard deviation of a seat's lasting quota error",
        source="A: gives the field's spread",
        ge=0,
        le=1,
    )
    quarter_error: float = parameter(
        0.20, about="standard deviation of a quarter's quota error", source="A: gives the field's spread", ge=0, le=1
    )
    ratchet_up: float = parameter(
        0.5, about="share of over-achievement that is added to the next quota", source="A", ge=0, le=1
    )
    ratchet_down: float = parameter(
        0.2, about="share of a shortfall that is taken off the next quota", source="A", ge=0, le=1
    )
    min_share: float = parameter(
        0.1,
        about="least annual quota, as a share of the mean: nobody is asked for next to nothing because a seat's "
        "customers hardly bought in the reference run",
        source="A",
        ge=0,
        le=1,
    )
    maturity: MaturityParameters = parameter(
        MaturityParameters(), about="mature and emerging regions, and what is asked of them", source="A"
    )
    season_weights: tuple[float, ...] | None = parameter(
        None,
        about="share of the year's quota in each quarter (4) or month (12); none: by the market's seasons",
        source="A",
    )

    @model_validator(mode="after")
    def _weights_sum(self) -> QuotaParameters:
        weights = self.season_weights
        if weights is None:
            return self
        if len(weights) not in (4, 12):
            raise ValueError(f"season_weights must be 4 quarters or 12 months, not {len(weights)} numbers")
        if min(weights) < 0:
            raise ValueError(f"season_weights must not be negative, one is {min(weights):g}")
        if abs(sum(weights) - 1) > 1e-9:
            raise ValueError(f"season_weights must sum to 1, they sum to {sum(weights):.6g}")
        if np.reshape(weights, (4, -1)).sum(axis=1).min() < 0.01:
            raise ValueError("season_weights must leave each quarter .01 or more of the year's quota")
        return self


def growth_asked(quotas: QuotaParameters, emerging: np.ndarray) -> np.ndarray:
    """Factor on past sales that the year's quota asks for, (n,), in mature and emerging regions (n,)."""
    maturity = quotas.maturity
    return 1.0 + quotas.stretch + np.where(emerging, maturity.emerging_growth, maturity.mature_growth)


def plan_season(weights: tuple[float, ...] | None, season: np.ndarray) -> np.ndarray:
    """How the quota plan spreads a year over its weeks, (52,) factors of mean 1.

    Parameters
    ----------
    weights : share of the year's quota in each quarter or month; None plans by the market's seasons. Within a
        quarter or month the plan follows the market.
    season : (52,) the market's own factors of mean 1.
    """
    if weights is None:
        return season
    period = MONTH_OF_WEEK * len(weights) // 12
    of_period = np.bincount(period, weights=season)
    return season * (np.array(weights) * season.sum() / of_period)[period]


@compiled
def ratcheted(quota, sales, ratchet_up, ratchet_down):
    """The next quota: Q + up (S - Q)+ - down (Q - S)+."""
    gap = sales - quota
    return quota + (ratchet_up if gap > 0.0 else ratchet_down) * gap


@compiled
def learn_week(reps, seat, season, forecast_weight, discount_response):
    """A rep's own forecast after a week: EWMA of sales and of their noise, season, timing and discounts taken out."""
    if season <= 0.0:
        return
    expected = reps.baseline_sales[seat]
    missing = reps.pulled_instalment[seat] / max(expected * season, NO_MONEY)
    discount = reps.discount[seat]
    orders = max(1.0 + reps.pull[seat] - missing + discount_response * discount, MIN_ORDERS)
    seen = reps.sales[seat] / (season * orders * (1.0 - discount))
    if expected > 0.0:
        error = seen / expected - 1.0
        variance = reps.weekly_cv[seat] ** 2
        surprise = min(error * error, MAX_ERROR * MAX_ERROR)
        reps.weekly_cv[seat] = min(MAX_CV, ((1.0 - forecast_weight) * variance + forecast_weight * surprise) ** 0.5)
    reps.baseline_sales[seat] = (1.0 - forecast_weight) * expected + forecast_weight * seen


@compiled
def learn_week_all(reps, season, forecast_weight, discount_response):
    """`learn_week` for every seat; a vacant seat's customers still order, and its next holder inherits the record."""
    for seat in range(reps.seat.shape[0]):
        learn_week(reps, seat, season, forecast_weight, discount_response)
