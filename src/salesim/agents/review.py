"""A manager's fortnightly review: what looks wrong, why, and what to do about it.

The manager sees sales, reported visits and what reps report of competitors, never the model's truth.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, NamedTuple

import numpy as np

from salesim.parameters import NO_MONEY, Parameters, parameter

TELLING = 0.25  # share of the quota that a cause must explain for a signal of 1 (A)


class Cause(IntEnum):
    """What a review concludes."""

    COMPETITOR = 1
    EXECUTION = 2
    QUOTA = 3
    CHANCE = 4


class Action(IntEnum):
    """What follows from a conclusion."""

    NONE = 0
    SUPPORT = 1
    COACHING = 2
    RESET = 3


class Evidence(NamedTuple):
    """What a manager knows of some seats, arrays (n,): every figure could stand in a report on the manager's desk."""

    seats: np.ndarray
    shortfall: np.ndarray  # share of the phased quota that is missing
    attack_reports: np.ndarray  # share of usual sales in accounts that the rep reports to be under attack
    colleagues_reports: np.ndarray  # the same by what the region's reps say of the seat's industries
    visit_gap: np.ndarray  # share of reported visits missing: own pace of visits against colleagues', each to its usual
    quota_gap: np.ndarray  # share by which the quota lies above what the books say the seat usually sells


class ReviewParameters(Parameters):
    """When a manager looks into a territory, how well, and what follows."""

    enabled: bool = parameter(True, about="hold fortnightly reviews", source="A")
    alert_gap: float = parameter(
        0.15,
        about="shortfall against the phased quota that raises an alert",
        source="A: the article's 15 %",
        gt=0,
        le=1,
    )
    weeks_below: int = parameter(
        2,
        about="weeks running below the phased quota before a cause is sought",
        unit="week",
        source="A: the article",
        ge=1,
        le=520,
    )
    check_on: Literal["both", "weeks", "alert"] = parameter(
        "both",
        about="what starts a root-cause check: weeks running below, an alert, or only both together",
        source="A: the article leaves it open",
    )
    seek_cause: bool = parameter(
        True, about="seek the cause of a shortfall before acting; otherwise do the usual", source="A: the article"
    )
    usual_action: Literal["none", "support", "coaching", "reset"] = parameter(
        "coaching", about="what is done about every shortfall whose cause is not sought", source="A"
    )
    check_hours: float = parameter(
        1.0, about="field time that a root-cause check takes from the rep", unit="hour", source="A", ge=0, le=20
    )
    attacks_noticed: float = parameter(
        0.7, about="probability that a rep reports an industry that is under attack", source="A", ge=0, le=1
    )
    attacks_imagined: float = parameter(
        0.1, about="probability that a rep far behind blames a competitor who is not there", source="A", ge=0, le=1
    )
    loss_under_attack: float = parameter(
        0.55,
        about="share of sales that managers expect to lose for each share of sales reported to be under attack",
        source="A: two fifths of sales, of which reps report .7",
        ge=0,
        le=2,
    )
    loss_of_visits: float = parameter(
        0.5,
        about="share of sales that managers expect to lose for each share of visits missing, with what else is missing "
        "of a rep's work then",
        source="A",
        ge=0,
        le=2,
    )
    signal_noise: float = parameter(
        0.2,
        about="noise with which a manager reads each signal, 1 being a quarter of the quota",
        source="A",
        ge=0,
        le=5,
    )
    support: float = parameter(0.5, about="share of an attack's effect that support takes away", source="A", ge=0, le=1)
    support_cost_share: float = parameter(
        0.007,
        about="cost of supporting a territory for a week, as a share of what it usually sells in one",
        source="A: about 3 % of what a rep sells to one of four industries; pays where an attack is real",
        ge=0,
        le=1,
    )
    coaching_hours: float = parameter(
        2.0, about="field time that coaching takes from the rep", unit="hour/week", source="A", ge=0, le=20
    )
    coaching_cost_per_hour: float = parameter(
        150.0,
        about="cost of an hour that a manager coaches",
        unit="money/hour",
        source="A: twice a rep's pay, on-costs and a share of the travel included",
        ge=0,
    )
    coached_share: float = parameter(
        0.2,
        about="share of a region's reps whom its manager has time to coach at once, one at least",
        source="L: managers set about eight hours a week aside for coaching (Sales Leadership Council); A: for 20 reps",
        ge=0,
        le=1,
    )
    action_weeks: int = parameter(4, about="weeks that support or coaching last", unit="week", source="A", ge=1, le=13)
    resets_per_quarter: int = parameter(
        1, about="times that a quota may be reset in a quarter", source="A", ge=0, le=13
    )
    quota_reset: float = parameter(
        0.3, about="share of the gap by which a quota found wrong is reset", source="A", ge=0, le=1
    )


def explained(evidence: Evidence, review: ReviewParameters) -> np.ndarray:
    """How much of each shortfall the causes explain to a manager, (4, n) shares of the quota in the order of `Cause`.

    With u the share of the quota that the seat usually sells: u x what attacks cost x what the rep and the colleagues
    report on average; u x what visits missing cost; 1 - u asked for beyond the usual; and the rest is chance.
    """
    usual = 1.0 / np.maximum(1.0 + evidence.quota_gap, NO_MONEY)
    competitor = usual * review.loss_under_attack * 0.5 * (evidence.attack_reports + evidence.colleagues_reports)
    execution = usual * review.loss_of_visits * evidence.visit_gap
    quota = 1.0 - usual
    return np.stack([competitor, execution, quota, evidence.shortfall - competitor - execution - quota])


def conclude(parts: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """The cause that explains most, (n,) of `Cause`; what a manager reads into a cause is missing from chance.

    Parameters
    ----------
    parts : (4, n) of `explained`.
    noise : (3, n) what the manager misreads, in signals: 1 is a quarter of the quota.
    """
    misread = TELLING * noise
    return (parts + np.vstack([misread, -misread.sum(axis=0)])).argmax(axis=0) + int(Cause.COMPETITOR)
