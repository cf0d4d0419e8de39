"""Team feedback: every fortnight reps tell of their difficulties; weeks later plans follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from salesim.agents.effort import forecast_attainment
from salesim.parameters import Parameters, parameter
from salesim.pay.wager import is_bet
from salesim.policy.lever import Lever, Section
from salesim.random import Stream, sequence_key_array
from salesim.random.distributions import normal_array

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


class FeedbackParameters(Parameters):
    """How reps are heard, and what follows."""

    enabled: bool = parameter(False, about="reps report difficulties every fortnight, and plans follow", source="A")
    lag_weeks: int = parameter(
        4, about="weeks until a report has reached who decides", unit="week", source="A", ge=0, le=26
    )
    hours: float = parameter(
        0.5, about="field time that a fortnight's talk takes from every rep", unit="hour", source="A", ge=0, le=20
    )
    self_serving: float = parameter(
        0.08,
        about="how much harder things are told than they are seen, as a share of quota or of workload",
        source="A",
        ge=0,
        le=1,
    )
    noise: float = parameter(
        0.08, about="standard deviation of what is told around that, in the same units", source="A", ge=0, le=1
    )
    quota_gap: float = parameter(
        0.15, about="shortfall at the quarter's end, as told, from which a quota is looked at", source="A", ge=0, le=1
    )
    believed: float = parameter(
        0.5, about="share of a shortfall, as told, that is taken off the quota", source="A", ge=0, le=1
    )
    max_cut: float = parameter(0.2, about="most that is taken off at a time", source="A", ge=0, le=0.9)
    overload: float = parameter(
        0.3, about="workload above the mean, as told, from which a territory gets help", source="A", ge=0, le=10
    )
    relief_hours: float = parameter(
        2.0, about="field time that help with desk work frees", unit="hour/week", source="A", ge=0, le=40
    )
    relief_cost_per_hour: float = parameter(
        120.0,
        about="cost of each hour freed, which takes about two of an assistant",
        unit="money/hour",
        source="A",
        ge=0,
    )
    relief_weeks: int = parameter(8, about="weeks that help lasts", unit="week", source="A", ge=1, le=52)
    heard: float = parameter(
        0.1, about="recognition that a rep gains whose difficulty changes a plan", source="A", ge=0, le=5
    )
    ignored: float = parameter(
        0.02, about="recognition that a rep loses who told of a difficulty in vain", source="A", ge=0, le=5
    )


def told(difficulty: np.ndarray, self_serving: float, noise: np.ndarray) -> np.ndarray:
    """A difficulty as it is told, (n,): what the rep sees, self-serving bias on top, and noise.

    The bias has one sign: people find the causes of what went wrong outside of themselves (Miller & Ross 1975, whose
    review finds it for success more than for failure; its size here is an assumption).
    """
    return difficulty + self_serving + noise


class Reports(NamedTuple):
    """What some reps told in one fortnight, arrays (n,)."""

    due_week: int
    seats: np.ndarray
    holders: np.ndarray  # who told it; a report dies with its teller's job
    shortfall: np.ndarray  # of the quarter's quota at its end
    overload: np.ndarray  # workload above the mean, as a share of it


class Feedback(Lever):
    """Collects reports, lets them age on their way, and changes quotas and workload by them.

    A report on a quota may arrive when another quota is in force; it is applied to that one, which is the price of
    the delay.
    """

    order = 150
    sections = (Section("sales_force.feedback", FeedbackParameters, "how reps' difficulties are heard"),)

    def __init__(self, parameters: FeedbackParameters):
        self.parameters = parameters
        self.waiting: list[Reports] = []

    def open_week(self, model: ModelView) -> None:
        """Help that has been granted costs its hours."""
        p = self.parameters
        helped = int((model.reps.relief_until > model.week).sum()) if p.enabled else 0
        model.ledger.add_money(support=helped * p.relief_hours * p.relief_cost_per_hour)

    def review_fortnight(self, model: ModelView) -> None:
        """Reps tell; what was told long enough ago is acted upon."""
        if not self.parameters.enabled:
            return
        self.waiting.append(self.ask(model))
        due = [reports for reports in self.waiting if reports.due_week <= model.week]
        self.waiting = [reports for reports in self.waiting if reports.due_week > model.week]
        for reports in due:
            self.answer(model, reports)

    def ask(self, model: ModelView) -> Reports:
        """What everybody tells who has been here since the quarter began."""
        p, reps = self.parameters, model.reps
        seats = np.flatnonzero(reps.full_quarter == 1)
        reps.report_min[seats] += 60.0 * p.hours
        noise = [
            p.noise * normal_array(sequence_key_array(model.key(Stream.FEEDBACK), seats), 2 * model.week + k)
            for k in range(2)
        ]
        left = model.season_ahead(model.weeks_left)
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

    def answer(self, model: ModelView, reports: Reports) -> None:
        """Lower quotas that are said to be out of reach, and help with territories that are said to be too large."""
        p, reps = self.parameters, model.reps
        still_here = (reps.full_quarter[reports.seats] == 1) & (reps.holder[reports.seats] == reports.holders)
        too_high = still_here & (reports.shortfall > p.quota_gap)
        too_large = still_here & (reports.overload > p.overload)
        # a quota that somebody bet on stands, and no quota is reset more often than reviews may reset it
        most = model.config.sales_force.review.resets_per_quarter
        may_cut = ~is_bet(model.menu, reps.wager[reports.seats]) & (reps.quota_resets[reports.seats] < most)
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
