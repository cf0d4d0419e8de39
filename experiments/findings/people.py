"""P12, P14, P15 and P17: what a person and a visit are worth to a customer, and what paying for visits does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from findings.finding import ABOVE_ZERO, BELOW_ZERO, Finding, each, gain, pattern
from findings.plans import COMMISSION, component
from findings.study import Arm, Study
from salesim.agents.people import hire
from salesim.policy.lever import Lever
from salesim.weeks import QUARTER

EVERY = 5  # one seat in so many changes its rep
TRAITS = ("base_effort", "skill", "risk_gain", "loss_aversion", "probability_weight", "optimism", "ratchet_belief",
          "falsified_share", "hired_week")  # fmt: skip

ONE_YEAR = Arm({"run.weeks": 52})

REWARD_SHARE = 0.6  # what rewards bring for usual visits, of the commission at quota (A)
EVERYBODY_CHECKS_IN = Arm({"sales_force.tools.check_in": {"enabled": True, "start_share": 0.999, "ceiling": 1.0}})


@dataclass(frozen=True)
class RepsChange(Lever):
    """In the first week some seats change their rep: for a colleague, in pairs, or for somebody new, without a gap."""

    to: str

    def open_year(self, model: Any) -> None:
        if model.week != model.first_week:
            return
        seats, reps = changed_seats(model.n_seats), model.reps
        if self.to == "colleague":
            change_places(model, seats)
            return
        for seat in seats.tolist():
            reps.holder[seat] += 1
            hire(reps, seat, model.week)
            model.staff.sample_person(seat)
            model.territories.break_relationships(seat)


def change_places(model: Any, seats: np.ndarray) -> None:
    """Reps of neighbors in ``seats`` (n,), an even number, change places; customers have to get to know them."""
    swapped = np.roll(seats.reshape(-1, 2), 1, axis=1).ravel()
    for trait in TRAITS:
        column = getattr(model.reps, trait)
        column[seats] = column[swapped]
    for seat in seats.tolist():
        model.territories.break_relationships(seat)


def changed_seats(n_seats: int) -> np.ndarray:
    """The seats that change their rep, an even number of them."""
    seats = np.arange(0, n_seats, EVERY)
    return seats[: len(seats) // 2 * 2]


@pattern(
    "P12",
    "accounts whose rep changes against the same accounts whose rep stays",
    published="account sales -8..-20 % in the following year, a new hire worse than a colleague",
    source="Shi, Sridhar, Grewal & Lilien 2017",
    horizon="1 year",
    replications=12,
    calibrated=True,
    note="chance: the same claim was sure with seeds from 6000, -3.8 (-6.0, -1.5)",
)
def rep_changes(study: Study, n: int) -> list[Finding]:
    control = study.run(ONE_YEAR, n)
    seats = [changed_seats(len(study.world.reps.seat))] * n
    colleague = gain(study.run(ONE_YEAR | Arm(devices=(RepsChange("colleague"),)), n), control, seats)
    new_hire = gain(study.run(ONE_YEAR | Arm(devices=(RepsChange("new hire"),)), n), control, seats)
    return [
        Finding("a colleague takes over", colleague, (-20.0, -8.0)),
        Finding("a new hire takes over", new_hire, (-20.0, -8.0)),
        Finding("new hire less colleague", new_hire - colleague, BELOW_ZERO, "points", is_claim=True),
    ]


@pattern(
    "P14",
    "visits where the response model says that they sell most against visits by customers' value",
    published="sales +3..12 %",
    source="Fudge & Lodish 1977",
    horizon="2 years",
)
def called_on_by_response(study: Study, n: int) -> list[Finding]:
    by_value, by_response = (study.run(Arm({"sales_force.coverage.rule": rule}), n) for rule in ("value", "response"))
    by_grade = study.run(COMMISSION, n)
    return [
        Finding("sales", gain(by_response, by_value), (3.0, 12.0)),
        Finding("against visits by grade", gain(by_response, by_grade)),
    ]


@pattern(
    "P15",
    "a reward for every reported visit on top of commission against commission alone",
    published="sales +3..10 %; more visits are invented unless they are checked",
    source="Rao et al.; Holmström & Milgrom 1991",
    horizon="2 years",
    calibrated=True,
)
def visits_rewarded(study: Study, n: int) -> list[Finding]:
    usual = study.run(COMMISSION, n)
    reported = each(usual, lambda result: visits(result) + falsified(result)).mean()
    quarters = len(study.world.reps.seat) * study.scenario.run.weeks // QUARTER
    reward = REWARD_SHARE * study.on_target_pay * quarters / reported
    plan = component("visits", measure="visits", rate=reward, paid="at_once")
    rewarded, checked = study.run(plan, n), study.run(plan | EVERYBODY_CHECKS_IN, n)
    return [
        Finding("sales", gain(rewarded, usual), (3.0, 10.0)),
        Finding(
            "reports that are invented",
            each(rewarded, falsified_share) - each(usual, falsified_share),
            ABOVE_ZERO,
            "points",
        ),
        Finding(
            "the same with check-in",
            each(checked, falsified_share) - each(rewarded, falsified_share),
            BELOW_ZERO,
            "points",
        ),
        Finding("sales with check-in", gain(checked, usual)),
    ]


@pattern(
    "P17",
    "twice the working time at customers, at the same effort and quality, against the usual one",
    published="elasticity of sales by visits .15..0.4",
    source="Albers, Mantrala & Sridhar 2010",
    horizon="1 year",
)
def visits_doubled(study: Study, n: int) -> list[Finding]:
    day_min = study.scenario.sales_force.time.day_min
    usual = study.run(ONE_YEAR, n)
    doubled = study.run(ONE_YEAR | Arm({"sales_force.time.day_min": 2.0 * day_min}), n)
    more_visits = each(doubled, visits) / each(usual, visits)
    elasticity = np.log1p(gain(doubled, usual) / 100.0) / np.log(more_visits)
    return [
        Finding("elasticity", elasticity, (0.15, 0.40), ""),
        Finding("visits", 100.0 * (more_visits - 1.0)),
        Finding("sales", gain(doubled, usual)),
    ]


def visits(result) -> float:
    return result.outcomes["visits"]


def falsified(result) -> float:
    return result.outcomes["falsified_visits"]


def falsified_share(result) -> float:
    """Share of reported visits that were not made, in %."""
    return 100.0 * falsified(result) / (falsified(result) + visits(result))
