"""What a quarterly evaluation sees of a territory, and what it would do about it (E1, evaluate and adjust).

Three things are looked at: sales against quota, what customers say, and how well records are kept for colleagues. Each
is held against the firm's own, so half of all territories are below it whatever they do; how far, for how long and what
follows is the rule. A rule that acts on a single quarter acts on noise.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Literal

import numpy as np

from salesim.parameters import Parameters, parameter


class Adjustment(IntEnum):
    """What is done about a territory."""

    NOTHING = 0
    REDIVIDE = 1
    RETARGET = 2
    TRAIN = 3


class AdjustmentParameters(Parameters):
    """How territories are evaluated each quarter, and what follows."""

    enabled: bool = parameter(False, about="territories are evaluated each quarter, and adjusted", source="A")
    rule: Literal["by_cause", "redivide", "reset", "train"] = parameter(
        "by_cause",
        about="what is done about a territory that is behind; by_cause: what its weakest measure calls for",
        source="A: the article's 重新划分, 调整目标, 培训",
    )
    sales_weight: float = parameter(0.6, about="weight of sales against quota", source="A", ge=0, le=1)
    satisfaction_weight: float = parameter(0.2, about="weight of what customers say", source="A", ge=0, le=1)
    cooperation_weight: float = parameter(0.2, about="weight of records kept for colleagues", source="A", ge=0, le=1)
    threshold: float = parameter(
        0.1, about="score below the firm's from which a territory is behind", source="A", gt=0, le=2
    )
    quarters: int = parameter(
        2, about="quarters running behind before anything is done; 1 reacts to noise", source="A", ge=1, le=8
    )
    survey_noise: float = parameter(
        0.1, about="standard deviation of a territory's survey of customers, satisfaction being -1 to 1", source="A",
        ge=0, le=1,
    )  # fmt: skip
    review_hours: float = parameter(
        2.0, about="field time that an evaluation takes from every rep", unit="hour", source="A", ge=0, le=40
    )
    review_cost: float = parameter(
        300.0, about="cost of an evaluation for a territory: survey and analysis", unit="money", source="A", ge=0
    )
    uneven_load: float = parameter(
        0.15, about="deviation of workload from which weak sales call for dividing anew", source="A", gt=0, le=2
    )
    tolerance: float = parameter(0.1, about="deviation of workload that dividing anew accepts", source="A", gt=0, le=5)
    reset_share: float = parameter(
        0.5, about="share of the gap to the firm's attainment that is taken off the quota", source="A", ge=0, le=1
    )
    training_days: int = parameter(
        3, about="training days, one a week from the quarter's start", unit="day", source="A", ge=1, le=13
    )
    training_gain: float = parameter(0.02, about="rise of visit quality by the first day", source="A", ge=0, le=1)
    training_ceiling: float = parameter(
        0.2, about="most that training can add to visit quality", source="A", gt=0, le=2
    )
    training_cost: float = parameter(1200.0, about="cost of a training day", unit="money/day", source="A", ge=0)


def relative_sales(sold: np.ndarray, quota: np.ndarray) -> np.ndarray:
    """Attainment against the firm's, (n,): (s / t) / (Σs / Σt) - 1.

    >>> relative_sales(np.array([80.0, 120.0]), np.array([100.0, 100.0])).round(2).tolist()
    [-0.2, 0.2]
    """
    firm = sold.sum() / quota.sum()
    return (sold / quota) / firm - 1.0 if firm > 0 else np.zeros(len(sold))


def weighted(p: AdjustmentParameters, sales: np.ndarray, said: np.ndarray, records: np.ndarray) -> np.ndarray:
    """What each measure contributes to the score, (3, n); the score is their sum."""
    weights = np.array([p.sales_weight, p.satisfaction_weight, p.cooperation_weight])
    return weights[:, None] * np.stack([sales, said, records])


def adjustments(p: AdjustmentParameters, parts: np.ndarray, load: np.ndarray) -> np.ndarray:
    """What would be done about each of some territories, (n,) of `Adjustment`.

    Parameters
    ----------
    parts : (3, n) what sales, satisfaction and cooperation contribute to the score
    load : (n,) workload over the firm's mean, less 1
    """
    if p.rule != "by_cause":
        return np.full(parts.shape[1], Adjustment[p.rule.upper()])
    weakest = np.argmin(parts, axis=0)
    uneven = np.abs(load) > p.uneven_load
    by_sales = np.where(uneven, Adjustment.REDIVIDE, Adjustment.RETARGET)
    return np.where(weakest == 0, by_sales, Adjustment.TRAIN)
