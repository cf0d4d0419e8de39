"""Quota setting: the year's quota from the reference run, quarters by season, and the ratchet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import model_validator

from salesim.agents.forecast import quota_error_left
from salesim.agents.maturity import MaturityParameters
from salesim.agents.quotas import ratcheted
from salesim.parameters import NO_MONEY, Parameters, parameter
from salesim.pay.periods import A_QUARTER, A_YEAR, sum_over
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, Section
from salesim.policy.roles import groups_of_seats, reference_of_seats, set_stated_quotas
from salesim.random import Stream
from salesim.random.distributions import lognormal_factors, normal_array
from salesim.random.generator import sequence_key_array
from salesim.weeks import YEAR

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


class QuotaParameters(Parameters):
    """How quotas are set."""

    stretch: float = parameter(
        0.07,
        about="what the firm's plan asks for over what its seats would sell if all were filled as today",
        source="A: attainment is 1 on average then, and about half of the reps reach their quota",
        gt=-0.9,
        le=2,
    )
    growth: float | None = parameter(
        None,
        about="growth that the firm plans for, a year; none: as its market grows",
        unit="1/year",
        source="A",
        ge=-0.5,
        le=1,
    )
    lasting_error: float = parameter(
        0.06,
        about="standard deviation of a seat's lasting quota error",
        source="A: with accounts that drift, attacks, slumps and chance it gives the field's spread of attainment",
        ge=0,
        le=1,
    )
    quarter_error: float = parameter(
        0.08, about="standard deviation of a quarter's quota error", source="A: as the lasting error", ge=0, le=1
    )
    ratchet_up: float = parameter(
        0.7,
        about="share of over-achievement that is added to the next quota",
        source="A: quotas follow results by .6, good ones more than bad ones (Leone & Rock 2002)",
        ge=0,
        le=1,
    )
    ratchet_down: float = parameter(
        0.5, about="share of a shortfall that is taken off the next quota", source="A: as ratchet_up", ge=0, le=1
    )
    ratchet_every: Literal["year", "quarter"] = parameter(
        "year",
        about="when results change quotas: with the year's plan, or every quarter and afresh each year",
        source="A",
    )
    min_share: float = parameter(
        0.1,
        about="least annual quota, as a share of the median: nobody is asked for next to nothing because a seat's "
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


def growth_asked(quotas: QuotaParameters, emerging: np.ndarray, market_growth: float, years: float) -> np.ndarray:
    """Factor on past sales that the year's quota asks for, (n,), in mature and emerging regions (n,).

    ``years`` lie between those sales and the year's middle.
    """
    maturity = quotas.maturity
    growth = market_growth if quotas.growth is None else quotas.growth
    return (
        (1.0 + growth) ** years + quotas.stretch + np.where(emerging, maturity.emerging_growth, maturity.mature_growth)
    )


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
        reps.quota_error[:] = lasting_errors(model, p)
        # a new year's plan starts afresh: what a quarterly ratchet did is forgotten, moved quotas stay moved
        reps.quota_factor[:] = reps.quota_shift
        if is_later_year(model, model.week):
            follow_last_year(model, p)
        set_annual_quotas(model, p)

    def open_quarter(self, model: ModelView) -> None:
        p, reps = self.parameters, model.reps
        reps.quota[:] = quarter_quotas(model, p, reps.annual_quota, reps.quota_error)
        reps.usual_sales[:] = usual_sales(model, p)
        reps.season_share[:] = 1.0
        reps.full_quarter[:] = reps.present

    def close_quarter(self, model: ModelView) -> None:
        """A quarterly ratchet: good results raise the next quota more than bad ones lower it."""
        p, reps = self.parameters, model.reps
        if p.ratchet_every != "quarter":
            return
        for seat in np.flatnonzero(reps.full_quarter):
            quota = reps.quota[seat]
            sold = reps.quarter_sales[seat]
            reps.quota_factor[seat] *= ratcheted(quota, sold, p.ratchet_up, p.ratchet_down) / quota


def of_plan(planned: np.ndarray, asked: np.ndarray, seats: np.ndarray) -> float:
    """Factor that makes quotas of seats that are 1, (n_seats,), add up to the plan again, whatever errors were made."""
    total = float(asked[seats == 1].sum())
    return float(planned[seats == 1].sum()) / total if total > 0.0 else 1.0


def usual_sales(model: ModelView, p: QuotaParameters) -> np.ndarray:
    """What every seat's customers usually buy in a quarter such as this one, (n_seats,), whatever is asked of them.

    As with quotas, nobody's customers buy next to nothing.
    """
    reference = reference_of_seats(model)
    for _, are_open in groups_of_seats(model):
        reference[are_open] = np.maximum(reference[are_open], p.min_share * np.median(reference[are_open]))
    grown = (1.0 + model.config.market.buying.growth) ** years_ahead(model) * growth_within_year(model)
    return reference * grown * model.season_of_quarter()


def growth_within_year(model: ModelView) -> float:
    """What the market has grown by from the middle of the fiscal year to that of this quarter, as a factor."""
    middles = [sum(model.timetable.span(period, model.week)) / 2.0 for period in (A_QUARTER, A_YEAR)]
    return float((1.0 + model.config.market.buying.growth) ** ((middles[0] - middles[1]) / YEAR))


def years_ahead(model: ModelView) -> float:
    """From the sales that a year's plan is made of to its middle: the reference run's end, then last year's middle."""
    return 1.0 if is_later_year(model, model.week) else 0.5


def is_later_year(model: ModelView, week: int) -> bool:
    """Whether, by a week, a fiscal year has begun since the reported weeks did, whose quotas follow results."""
    years = model.timetable.number[A_YEAR]
    return bool(years[week] > years[model.first_week])


def lasting_errors(model: ModelView, p: QuotaParameters) -> np.ndarray:
    """Lasting error of each seat's quotas as a factor, (n_seats,)."""
    z = normal_array(sequence_key_array(model.key(Stream.TARGET_ERROR), model.reps.seat), 0)
    return lognormal_factors(p.lasting_error, z)


def quarter_quotas(model: ModelView, p: QuotaParameters, annual: np.ndarray, lasting: np.ndarray) -> np.ndarray:
    """Quotas of this whole quarter, (n_seats,), of the year's and their lasting errors, (n_seats,) each."""
    reps = model.reps
    keys = sequence_key_array(model.key(Stream.TARGET_ERROR), reps.seat)
    left = quota_error_left(reps, model.config.sales_force.tools.forecast.fairer)
    error = lognormal_factors(left * p.quarter_error, normal_array(keys, model.quarter + 1))
    error *= lasting ** (left - 1.0)
    of_year = model.plan_of_quarter() / model.plan_of_year() * growth_within_year(model)
    planned = annual * of_year * reps.quota_factor
    asked = planned * error
    for seats, are_open in groups_of_seats(model):
        asked[seats] *= of_plan(planned, asked, are_open)
    quotas = np.maximum(asked, NO_MONEY)
    set_stated_quotas(model, quotas)
    return np.asarray(quotas)


def set_annual_quotas(model: ModelView, p: QuotaParameters) -> None:
    """The year's quotas, made anew of the customers that each seat owns now."""
    model.reps.annual_quota[:] = annual_quotas(model, p, model.reps.quota_error)


def annual_quotas(model: ModelView, p: QuotaParameters, lasting: np.ndarray) -> np.ndarray:
    """The year's quotas from the customers that each seat owns now, (n_seats,); together they are the firm's plan."""
    reps, reference = model.reps, reference_of_seats(model)
    growth = growth_asked(p, model.emerging[reps.region], model.config.market.buying.growth, years_ahead(model))
    planned = model.weeks_of_year * reference * growth
    quotas = planned * lasting
    for seats, are_open in groups_of_seats(model):
        quotas[are_open] = np.maximum(quotas[are_open], p.min_share * np.median(quotas[are_open]))
        quotas[seats] *= of_plan(planned, quotas, are_open)
    return np.asarray(quotas)


def asked_for(model: ModelView, p: QuotaParameters) -> tuple[np.ndarray, np.ndarray]:
    """What parameters ask of today's customers in this year and in this quarter, (n_seats,) each, all of it."""
    lasting = lasting_errors(model, p)
    annual = annual_quotas(model, p, lasting)
    return annual, quarter_quotas(model, p, annual, lasting)


def change_quotas(model: ModelView, p: QuotaParameters, before: tuple[np.ndarray, np.ndarray], passed: float) -> None:
    """Let quotas follow parameters that have just changed: as they were for what has passed, the new ones from now on.

    What has been made of quotas meanwhile stays made of them: they change by the ratio of what is asked of the same
    customers.

    Parameters
    ----------
    before : `asked_for` by the parameters that ended with the last week.
    passed : share of the quarter's quota that they had planned for the weeks so far.
    """
    reps, (annual, quarter) = model.reps, asked_for(model, p)
    reps.quota_error[:] = lasting_errors(model, p)
    # the year's quota is a mean of both; later quarters are made of the new one
    first = model.timetable.span(A_YEAR, model.week)[0]
    year_passed = sum_over(model.plan_season, first, model.week - 1) / model.plan_of_year()
    new = reps.annual_quota * annual / before[0]
    reps.annual_quota[:] = year_passed * reps.annual_quota + (1.0 - year_passed) * new
    reps.quota_factor[:] *= new / reps.annual_quota
    if model.opens_quarter:
        return
    whole, ratio = reps.quota / reps.season_share, quarter / before[1]
    to_come = whole * ratio * share_left(model)
    reps.quota[:] = np.maximum(whole * np.maximum(passed - (1.0 - reps.season_share), 0.0) + to_come, NO_MONEY)
    vacant = reps.present == 0  # who comes gets what is still to come
    reps.season_share[vacant] = (reps.quota * share_left(model) / np.maximum(to_come, NO_MONEY))[vacant]


def share_left(model: ModelView) -> float:
    """Share of the quarter's quota that is planned for this week and those after it."""
    return 1.0 - model.plan_passed


def follow_last_year(model: ModelView, p: QuotaParameters) -> None:
    """From the second year on, quotas follow what each customer bought in the last four quarters, by the ratchet.

    A seat that sold more than its quota is asked for more by ``ratchet_up`` of the difference, one that sold less for
    less by ``ratchet_down``, customer by customer; and so is the firm, whose plan the seats' quotas add up to. What the
    market has grown by is no result: sales are held against what customers usually bought, grown with it. With a
    quarterly ratchet the year's plan follows last year's sales altogether.
    """
    c, reps = model.columns, model.reps
    years = 1.0 if is_later_year(model, model.week - 1) else 0.5
    c.reference_sales[:] *= (1.0 + model.config.market.buying.growth) ** years
    weeks = model.week - int(model.timetable.first[A_YEAR, model.week - 1])
    sold = c.quarter_sales.sum(axis=1) / weeks
    up, down = (1.0, 1.0) if p.ratchet_every == "quarter" else (p.ratchet_up, p.ratchet_down)
    by_seat = np.bincount(c.seat, weights=sold, minlength=len(reps.seat))
    follow = np.where(weeks * by_seat > reps.annual_quota, up, down)[c.seat]
    before, after = float(c.reference_sales.sum()), float(sold.sum())
    c.reference_sales[:] += follow * (sold - c.reference_sales)
    plan = before + (up if after > before else down) * (after - before)
    total = float(c.reference_sales.sum())
    if total > 0.0:
        c.reference_sales[:] *= plan / total
