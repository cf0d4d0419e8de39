"""Quota setting: the year's quota from the reference run, quarters by season, and the ratchet."""

from __future__ import annotations

import numpy as np

from salesim.agents.forecast import quota_error_left
from salesim.agents.quotas import QuotaParameters, growth_asked, ratcheted
from salesim.columns import State
from salesim.parameters import NO_MONEY
from salesim.random import Stream
from salesim.random.distributions import normal_array
from salesim.random.generator import sequence_key_array
from salesim.weeks import YEAR


class QuotaSetting:
    """Breaks the year's quota down and lets results change the next one.

    The year's quota of a seat is what its customers bought in the reference run, the same in all arms, times a lasting
    error; a quarter's quota is its season's share of that, times an error of its own and what the ratchet has made of
    it. A forecast tool takes part of both errors away.
    """

    def __init__(self, parameters: QuotaParameters):
        self.parameters = parameters

    def open_year(self, model) -> None:
        p, reps = self.parameters, model.reps
        z = normal_array(sequence_key_array(model.key(Stream.TARGET_ERROR), reps.seat), 0)
        reps.quota_error[:] = lognormal_factor(p.lasting_error, z)
        # a new year's plan starts afresh: the ratchet works within the year, moved quotas stay moved
        reps.quota_factor[:] = reps.quota_shift
        if model.week >= model.first_week + YEAR:
            follow_last_year(model)
        set_annual_quotas(model, p)

    def open_quarter(self, model) -> None:
        p, reps = self.parameters, model.reps
        keys = sequence_key_array(model.key(Stream.TARGET_ERROR), reps.seat)
        left = quota_error_left(reps, model.config.sales_force.tools.forecast)
        error = lognormal_factor(left * p.quarter_error, normal_array(keys, model.quarter + 1))
        error *= reps.quota_error ** (left - 1.0)
        share = model.plan_of_quarter() / model.plan_season.sum()
        reps.quota[:] = np.maximum(reps.annual_quota * share * reps.quota_factor * error, NO_MONEY)
        reps.season_share[:] = 1.0
        reps.full_quarter[:] = reps.present

    def close_quarter(self, model) -> None:
        """The ratchet: good results raise the next quota more than bad ones lower it."""
        p, reps = self.parameters, model.reps
        for seat in np.flatnonzero(reps.full_quarter):
            quota = reps.quota[seat]
            sold = reps.quarter_sales[seat]
            reps.quota_factor[seat] *= ratcheted(quota, sold, p.ratchet_up, p.ratchet_down) / quota


def lognormal_factor(sd: float | np.ndarray, z: np.ndarray) -> np.ndarray:
    """Factors of mean 1 from standard normals."""
    return np.exp(sd * z - 0.5 * sd * sd)


def set_annual_quotas(model, p: QuotaParameters) -> None:
    """The year's quotas from the customers that each seat owns now."""
    customers, reps = model.columns, model.reps
    reference = np.bincount(customers.seat, weights=customers.reference_sales, minlength=len(reps.seat))
    quotas = YEAR * reference * growth_asked(p, model.emerging[reps.region]) * reps.quota_error
    is_open = reps.open == 1
    quotas[is_open] = np.maximum(quotas[is_open], p.min_share * quotas[is_open].mean())
    reps.annual_quota[:] = quotas


def follow_last_year(model) -> None:
    """From the second year on, quotas are made of what each customer bought in the last four quarters.

    Until then they come from the reference run, the same in all arms; later a firm knows only what it has sold.
    """
    c = model.columns
    c.reference_sales[:] = c.quarter_sales.sum(axis=1) / YEAR
    c.reference_sales[c.state == State.GONE] = 0.0
