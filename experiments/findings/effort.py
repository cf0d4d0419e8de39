"""P6, P7 and P10: when reps work, when they only move orders, and what they expect of the next quota."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from findings.finding import ABOVE_ZERO, BELOW_ZERO, Finding, each, gain, pattern
from findings.plans import BONUS_SHARE, COMMISSION, OVERACHIEVEMENT, bonus
from findings.study import Arm, Study
from salesim.agents.effort import drive, effort, forecast_sigma, usual_rate
from salesim.model.result import Result
from salesim.pay.value import marginal_pay
from salesim.policy.lever import Lever
from salesim.weeks import QUARTER

FORECASTS = (0.7, 0.9, 1.0, 1.1, 1.2)
WEEKS_LEFT = 3


@pattern(
    "P6",
    "effort by forecast of the quarter, three weeks left, a bonus alone",
    published="hump: giving up far below the quota, easing off past it",
    source="Steenburgh 2008; Chung, Steenburgh & Sudhir 2014",
    horizon="closed form",
)
def hump(study: Study, n: int) -> list[Finding]:
    efforts = {forecast: effort_at(study, forecast) for forecast in FORECASTS}
    return [
        Finding("at .7 against 1", percent(efforts[0.7], efforts[1.0]), BELOW_ZERO),
        Finding("at 1.2 against 1", percent(efforts[1.2], efforts[1.0]), BELOW_ZERO),
        *(Finding(f"effort at {forecast:g}", np.array([e]), unit="") for forecast, e in efforts.items()),
    ]


def effort_at(study: Study, forecast: float) -> float:
    """Effort of the median rep whose forecast is so many quotas."""
    p, quota, none = study.scenario.sales_force.effort, study.quarter_quota, np.zeros(1)
    weekly_cv = float(np.median(study.world.reps.weekly_cv))
    weekly = quota / QUARTER
    sigma = forecast_sigma(WEEKS_LEFT, weekly_cv, weekly, quota, p.forecast_error, p.crediting_error)
    late = p.present_bias * p.weekly_discount**WEEKS_LEFT
    bonus_amount = np.array([study.on_target_pay])
    marginal = marginal_pay(none, none, np.ones(1), bonus_amount, forecast, sigma, quota, late)
    usual, plan = study.world.usual, study.scenario.sales_force.pay
    pay = 3.0 * plan.salary_per_month + study.on_target_pay
    rate = usual_rate(pay, usual.pay, p.own_pay_weight, p.usual_stake, quota)
    return effort(1.0, drive(marginal, rate, 0.0, p.floor), usual.drive, p.exponent, p.lowest, p.highest)


def percent(value: float, base: float) -> np.ndarray:
    return np.array([100.0 * (value / base - 1.0)])


@pattern(
    "P7",
    "what a bonus adds in quarters' last three weeks: without timing games against with them",
    published="more than half is effort",
    source="Steenburgh 2008",
    horizon="last three weeks of 8 quarters",
    replications=24,
)
def effort_or_timing(study: Study, n: int) -> list[Finding]:
    honest = Arm({"sales_force.effort.pull_share": 0.0})
    with_bonus = bonus(BONUS_SHARE * study.on_target_pay)
    both = lift(study.run(with_bonus, n), study.run(COMMISSION, n))
    only_effort = lift(study.run(with_bonus | honest, n), study.run(honest, n))
    return [
        Finding("share of effort", 100.0 * only_effort / both, (50.0, 100.0)),
        Finding("effort and timing", both),
        Finding("effort alone", only_effort),
    ]


def lift(treated: list[Result], control: list[Result]) -> np.ndarray:
    """Sales of quarters' last three weeks over the control's, in %."""
    return 100.0 * (each(treated, sales_at_the_end) / each(control, sales_at_the_end) - 1.0)


def sales_at_the_end(result: Result) -> float:
    """Sales of the last three weeks of all quarters."""
    last = result.weeks["week"] % QUARTER >= QUARTER - WEEKS_LEFT
    return float(result.weeks.loc[last, "sales"].sum())


@dataclass(frozen=True)
class Foresight(Lever):
    """Everybody foresees the same share of the ratchet."""

    share: float

    def open_year(self, model: Any) -> None:
        if model.week == model.first_week:
            model.reps.ratchet_belief[:] = self.share


def foresees(share: float) -> Arm:
    """Reps of today and those hired later foresee this share of what their result does to the next quota."""
    hired_later = {"sales_force.effort.ratchet_mean": share, "sales_force.effort.ratchet_sd": 0.0}
    return Arm(hired_later, (Foresight(share),))


@pattern(
    "P10",
    "quotas that ratchet, foreseen by reps as usual against not foreseen",
    published="nothing on average (±3 %); who foresees the ratchet answers a larger bonus the other way round",
    source="Brahm & Poblete 2018",
    horizon="2 years",
    note="on average as published, and who foresees all answers a larger bonus by less; but the ratchet takes at most "
    "half of what is oversold, from one later quarter that is discounted and blurred, so that foresight weakens the "
    "answer and cannot turn it round",
)
def ratchet_foreseen(study: Study, n: int) -> list[Finding]:
    ratchet = Arm(
        {
            "sales_force.quotas.ratchet_every": "quarter",
            "sales_force.quotas.ratchet_up": 0.5,
            "sales_force.quotas.ratchet_down": 0.2,
        }
    )
    plan = ratchet | bonus(BONUS_SHARE * study.on_target_pay) | OVERACHIEVEMENT
    larger = plan | bonus(2.0 * BONUS_SHARE * study.on_target_pay)
    usual, blind = study.run(plan, n), study.run(plan | foresees(0.0), n)
    answers = {
        share: gain(study.run(larger | foresees(share), n), study.run(plan | foresees(share), n))
        for share in (0.0, 1.0)
    }
    return [
        Finding("sales", gain(usual, blind), (-3.0, 3.0)),
        Finding("answer to twice the bonus, foreseeing nothing", answers[0.0], ABOVE_ZERO),
        Finding("the same, foreseeing all", answers[1.0], BELOW_ZERO, is_claim=True),
        Finding("sales when all is foreseen", gain(study.run(plan | foresees(1.0), n), blind)),
    ]
