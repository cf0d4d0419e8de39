"""Quota setting: the year's quota from the reference run, quarters by season, and the ratchet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import model_validator

from salesim.agents.forecast import quota_error_left
from salesim.agents.maturity import MaturityParameters
from salesim.agents.quotas import ratcheted
from salesim.columns import State
from salesim.parameters import NO_MONEY, Parameters, parameter
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, Section
from salesim.random import Stream
from salesim.random.distributions import normal_array
from salesim.random.generator import sequence_key_array
from salesim.weeks import YEAR

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


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
            raise ValueError(Phrase("season_weights must be 4 quarters or 12 months, not {n} numbers", n=len(weights)))
        if min(weights) < 0:
            raise ValueError(Phrase("season_weights must not be negative, one is {least:g}", least=min(weights)))
        if abs(sum(weights) - 1) > 1e-9:
            raise ValueError(Phrase("season_weights must sum to 1, they sum to {total:.6g}", total=sum(weights)))
        if np.reshape(weights, (4, -1)).sum(axis=1).min() < 0.01:
            raise ValueError("season_weights must leave each quarter .01 or more of the year's quota")
        return self


def growth_asked(quotas: QuotaParameters, emerging: np.ndarray) -> np.ndarray:
    """Factor on past sales that the year's quota asks for, (n,), in mature and emerging regions (n,)."""
    maturity = quotas.maturity
    return 1.0 + quotas.stretch + np.where(emerging, maturity.emerging_growth, maturity.mature_growth)


class QuotaSetting(Lever):
    """Breaks the year's quota down and lets results change the next one.

    The year's quota of a seat is what its customers bought in the reference run, the same in all arms, times a lasting
    error; a quarter's quota is its season's share of that, times an error of its own and what the ratchet has made of
    it. A forecast tool takes part of both errors away.
    """

    order = 30
    sections = (Section("sales_force.quotas", QuotaParameters, "how quotas are set"),)

    def __init__(self, parameters: QuotaParameters):
        self.parameters = parameters

    def open_year(self, model: ModelView) -> None:
        p, reps = self.parameters, model.reps
        z = normal_array(sequence_key_array(model.key(Stream.TARGET_ERROR), reps.seat), 0)
        reps.quota_error[:] = lognormal_factor(p.lasting_error, z)
        # a new year's plan starts afresh: the ratchet works within the year, moved quotas stay moved
        reps.quota_factor[:] = reps.quota_shift
        if model.week >= model.first_week + YEAR:
            follow_last_year(model)
        set_annual_quotas(model, p)

    def open_quarter(self, model: ModelView) -> None:
        p, reps = self.parameters, model.reps
        keys = sequence_key_array(model.key(Stream.TARGET_ERROR), reps.seat)
        left = quota_error_left(reps, model.config.sales_force.tools.forecast.fairer)
        error = lognormal_factor(left * p.quarter_error, normal_array(keys, model.quarter + 1))
        error *= reps.quota_error ** (left - 1.0)
        share = model.plan_of_quarter() / model.plan_season.sum()
        reps.quota[:] = np.maximum(reps.annual_quota * share * reps.quota_factor * error, NO_MONEY)
        reps.season_share[:] = 1.0
        reps.full_quarter[:] = reps.present

    def close_quarter(self, model: ModelView) -> None:
        """The ratchet: good results raise the next quota more than bad ones lower it."""
        p, reps = self.parameters, model.reps
        for seat in np.flatnonzero(reps.full_quarter):
            quota = reps.quota[seat]
            sold = reps.quarter_sales[seat]
            reps.quota_factor[seat] *= ratcheted(quota, sold, p.ratchet_up, p.ratchet_down) / quota


def lognormal_factor(sd: float | np.ndarray, z: np.ndarray) -> np.ndarray:
    """Factors of mean 1 from standard normals."""
    return np.exp(sd * z - 0.5 * sd * sd)


def set_annual_quotas(model: ModelView, p: QuotaParameters) -> None:
    """The year's quotas from the customers that each seat owns now."""
    customers, reps = model.columns, model.reps
    reference = np.bincount(customers.seat, weights=customers.reference_sales, minlength=len(reps.seat))
    quotas = YEAR * reference * growth_asked(p, model.emerging[reps.region]) * reps.quota_error
    is_open = reps.open == 1
    quotas[is_open] = np.maximum(quotas[is_open], p.min_share * quotas[is_open].mean())
    reps.annual_quota[:] = quotas


def follow_last_year(model: ModelView) -> None:
    """From the second year on, quotas are made of what each customer bought in the last four quarters.

    Until then they come from the reference run, the same in all arms; later a firm knows only what it has sold.
    """
    c = model.columns
    c.reference_sales[:] = c.quarter_sales.sum(axis=1) / YEAR
    c.reference_sales[c.state == State.GONE] = 0.0
