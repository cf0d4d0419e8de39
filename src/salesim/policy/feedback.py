"""Team feedback: every fortnight reps tell of their difficulties; weeks later plans follow."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.agents.effort import forecast_attainment
from salesim.agents.feedback import FeedbackParameters, told
from salesim.random import Stream, sequence_key_array
from salesim.random.distributions import normal_array
from salesim.weeks import QUARTER


class Reports(NamedTuple):
    """What some reps told in one fortnight, arrays (n,)."""

    due_week: int
    seats: np.ndarray
    holders: np.ndarray  # who told it; a report dies with its teller's job
    shortfall: np.ndarray  # of the quarter's quota at its end
    overload: np.ndarray  # workload above the mean, as a share of it


class Feedback:
    """Collects reports, lets them age on their way, and changes quotas and workload by them.

    A report on a quota may arrive when another quota is in force; it is applied to that one, which is the price of
    the delay.
    """

    def __init__(self, parameters: FeedbackParameters):
        self.parameters = parameters
        self.waiting: list[Reports] = []

    def open_week(self, model) -> None:
        """Help that has been granted costs its hours."""
        p = self.parameters
        helped = int((model.reps.relief_until > model.week).sum()) if p.enabled else 0
        model.ledger.add_money(support=helped * p.relief_hours * p.relief_cost_per_hour)

    def review_fortnight(self, model) -> None:
        """Reps tell; what was told long enough ago is acted upon."""
        if not self.parameters.enabled:
            return
        self.waiting.append(self.ask(model))
        due = [reports for reports in self.waiting if reports.due_week <= model.week]
        self.waiting = [reports for reports in self.waiting if reports.due_week > model.week]
        for reports in due:
            self.answer(model, reports)

    def ask(self, model) -> Reports:
        """What everybody tells who has been here since the quarter began."""
        p, reps = self.parameters, model.reps
        seats = np.flatnonzero(reps.full_quarter == 1)
        reps.report_min[seats] += 60.0 * p.hours
        noise = [
            p.noise * normal_array(sequence_key_array(model.key(Stream.FEEDBACK), seats), 2 * model.week + k)
            for k in range(2)
        ]
        left = model.season_ahead(QUARTER - model.week % QUARTER)
        expected = forecast_attainment.py_func(
            reps.quarter_sales[seats],
            reps.baseline_sales[seats],
            left,
            reps.pulled[seats],
            reps.quota[seats],
        )
        load = reps.workload[seats] / max(reps.workload[reps.open == 1].mean(), 1e-9)
        return Reports(
            due_week=model.week + p.lag_weeks,
            seats=seats,
            holders=reps.holder[seats],
            shortfall=told(1.0 - expected, p.self_serving, noise[0]),
            overload=told(load - 1.0, p.self_serving, noise[1]),
        )

    def answer(self, model, reports: Reports) -> None:
        """Lower quotas that are said to be out of reach, and help with territories that are said to be too large."""
        p, reps = self.parameters, model.reps
        still_here = (reps.full_quarter[reports.seats] == 1) & (reps.holder[reports.seats] == reports.holders)
        too_high = still_here & (reports.shortfall > p.quota_gap)
        too_large = still_here & (reports.overload > p.overload)
        # a quota that somebody bet on stands, and no quota is reset more often than reviews may reset it
        most = model.config.sales_force.review.resets_per_quarter
        may_cut = (reps.wager[reports.seats] == 0) & (reps.quota_resets[reports.seats] < most)
        cut, free = too_high & may_cut, reps.relief_until[reports.seats] <= model.week
        cut_seats, help_seats = reports.seats[cut], reports.seats[too_large & free]
        factor = 1.0 - np.minimum(p.believed * reports.shortfall[cut], p.max_cut)
        reps.quota[cut_seats] *= factor
        reps.quota_factor[cut_seats] *= factor
        reps.quota_resets[cut_seats] += 1
        reps.relief_until[help_seats] = model.week + p.relief_weeks
        heard = np.union1d(cut_seats, help_seats)
        reps.recognition[heard] += p.heard
        reps.recognition[np.setdiff1d(reports.seats[too_high | too_large], heard)] -= p.ignored
        for kind, seats in (("feedback_cut", cut_seats), ("feedback_help", help_seats)):
            for seat in seats.tolist():
                model.record(kind, seat)
