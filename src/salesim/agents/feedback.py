"""What reps say of their difficulties: late, and in their own favor (E2, team feedback)."""

from __future__ import annotations

import numpy as np

from salesim.parameters import Parameters, parameter


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
