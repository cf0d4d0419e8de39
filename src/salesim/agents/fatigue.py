"""Fatigue: who works above measure for weeks, or has far more customers than the others, cannot keep it up."""

from __future__ import annotations

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter


class FatigueParameters(Parameters):
    """How reps tire and recover."""

    effect: float = parameter(
        0.25,
        about="share of effort lost for each unit of fatigue; effort 1.2 for good is fatigue .2",
        source="A",
        ge=0,
        le=1,
    )
    half_life_weeks: float = parameter(
        4.0, about="weeks in which half of it comes or goes", unit="week", source="A", gt=0, le=52
    )
    tolerance: float = parameter(
        0.25, about="workload above the mean, as a share of it, that does no harm", source="A", ge=0, le=5
    )
    overload: float = parameter(
        0.2, about="fatigue from a workload twice the tolerated one, as effort above normal", source="A", ge=0, le=5
    )


@compiled
def strain(effort, workload, tolerance, overload):
    """What tires: effort above what is normal for oneself, and work left undone because there is too much of it.

    Parameters
    ----------
    effort : against the own effort under today's plan.
    workload : visits that the own customers should get over the mean of all reps.
    """
    return max(effort - 1.0, 0.0) + overload * max(workload / (1.0 + tolerance) - 1.0, 0.0)


@compiled
def update_fatigue(reps, mean_workload, effect_half_life, tolerance, overload):
    """Let fatigue z follow the week's strain s: z <- z + (1 - 2^(-1/h)) (s - z); a new holder begins rested."""
    step = 1.0 - 0.5 ** (1.0 / effect_half_life)
    for i in range(reps.seat.shape[0]):
        load = reps.workload[i] / mean_workload if mean_workload > 0.0 else 1.0
        if reps.present[i]:
            reps.fatigue[i] += step * (
                strain(reps.effort[i] / reps.base_effort[i], load, tolerance, overload) - reps.fatigue[i]
            )
