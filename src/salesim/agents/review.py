"""A manager's fortnightly review: what looks wrong, why, and what to do about it.

The manager sees sales, reported visits and hints of competitors, all noisily, never the model's truth.
"""

from __future__ import annotations

from enum import IntEnum

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter


class Cause(IntEnum):
    """What a review concludes."""

    COMPETITOR = 1
    EXECUTION = 2
    TARGET = 3


class ReviewParameters(Parameters):
    """When a manager looks into a territory, how well, and what follows."""

    enabled: bool = parameter(True, about="hold fortnightly reviews", source="A")
    alert_gap: float = parameter(
        0.15,
        about="shortfall against the phased target that raises an alert",
        source="A: the article's 15 %",
        gt=0,
        le=1,
    )
    weeks_below: int = parameter(
        2,
        about="weeks running below the phased target before a cause is sought",
        unit="week",
        source="A: the article",
        ge=1,
    )
    signal_noise: float = parameter(
        0.5, about="noise of each signal, in standard deviations of its meaning", source="A", ge=0, le=5
    )
    support: float = parameter(0.5, about="share of an attack's effect that support takes away", source="A", ge=0, le=1)
    support_cny_week: float = parameter(
        2000.0, about="cost of supporting a territory", unit="CNY/week", source="A", ge=0
    )
    coaching_hours: float = parameter(
        2.0, about="field time that coaching takes from the rep", unit="hour/week", source="A", ge=0, le=20
    )
    action_weeks: int = parameter(4, about="weeks that support or coaching last", unit="week", source="A", ge=1, le=13)
    resets_per_quarter: int = parameter(1, about="times that a target may be reset in a quarter", source="A", ge=0)
    target_reset: float = parameter(
        0.3, about="share of the gap by which a target found wrong is reset", source="A", ge=0, le=1
    )


@compiled
def conclude(attack_signal, visits_gap_signal, target_gap_signal):
    """The cause whose evidence is strongest; each signal is 0 without and about 1 with its cause."""
    if attack_signal >= visits_gap_signal and attack_signal >= target_gap_signal:
        return 1
    if visits_gap_signal >= target_gap_signal:
        return 2
    return 3
