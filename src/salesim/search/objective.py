"""What a search is after: objectives with their direction, and constraints, on means or on risk.

Statistics over the replications of a candidate:

- mean
- quantile: the value that only a share ``level`` of the replications fall short of (of a cost: exceed)
- cvar: the mean of the worst share ``level`` of the replications (conditional value at risk; Rockafellar, Uryasev 2000)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from pydantic import Field, model_validator

from salesim.errors import InputError
from salesim.experiment.outcomes import Outcome
from salesim.experiment.statistics import tail
from salesim.parameters import Parameters
from salesim.phrase import Phrase

Statistic = Literal["mean", "quantile", "cvar"]
Direction = Literal["maximize", "minimize"]
Values = Mapping[str, Sequence[float]]  # outcomes by name, (replications,) each
MIN_TO_STOP = 4  # replications before a candidate may be given up
CLEARLY = 0.02  # level at which a constraint counts as broken before all replications are there


class Objective(Parameters):
    """One outcome that is to be as large or as small as possible."""

    outcome: str = Field(description="column of the summary, or an outcome of reps such as pay_gini")
    direction: Direction = Field(description="which way is better")
    statistic: Statistic = Field(
        default="mean", description="of the replications; quantile and cvar look at the unfavorable tail"
    )
    level: float = Field(default=0.1, gt=0, lt=1, description="share of replications that quantile and cvar look at")
    smallest_difference: float | None = Field(default=None, ge=0, description="that matters; none: 1% of the baseline")

    @property
    def higher_is_better(self) -> bool:
        return self.direction == "maximize"

    @property
    def as_outcome(self) -> Outcome:
        """As comparisons know it."""
        return Outcome(self.outcome, self.higher_is_better, self.smallest_difference)

    def value(self, values: Values, baseline: Values | None) -> float:
        """The objective as the sampler is told it.

        A mean over fewer replications than the baseline's is carried over by the differences on common random numbers:
        baseline's mean + mean of the differences.
        """
        own = np.asarray(values[self.outcome])
        if self.statistic != "mean" or baseline is None or len(own) == len(baseline[self.outcome]):
            return statistic(own, self.statistic, self.level, low_is_bad=self.higher_is_better)
        base = np.asarray(baseline[self.outcome])
        return float(base.mean() + (own - base[: len(own)]).mean())


class Constraint(Parameters):
    """A limit that a candidate must keep."""

    outcome: str = Field(description="column of the summary, or an outcome of reps such as lowest_pay")
    at_most: float | None = Field(default=None, description="upper limit; this or at_least")
    at_least: float | None = Field(default=None, description="lower limit")
    of_baseline: bool = Field(default=False, description="whether the limit is a multiple of the baseline's figure")
    statistic: Statistic = Field(
        default="mean", description="of the replications; quantile and cvar look at the unfavorable tail"
    )
    level: float = Field(default=0.1, gt=0, lt=1, description="share of replications that quantile and cvar look at")

    @model_validator(mode="after")
    def _one_limit(self) -> Constraint:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError(
                Phrase("the constraint on {outcome} needs either at_most or at_least", outcome=self.outcome)
            )
        return self

    @property
    def name(self) -> str:
        """In one line, such as ``pay at most 1.05 of the baseline``."""
        limit = f"at most {self.at_most:g}" if self.at_most is not None else f"at least {self.at_least:g}"
        kind = "" if self.statistic == "mean" else f"{self.statistic} {self.level:g} of "
        return f"{kind}{self.outcome} {limit}{' of the baseline' if self.of_baseline else ''}"

    def excesses(self, values: Values, baseline: Values) -> np.ndarray:
        """By how much each replication breaks the limit (n,), negative where it keeps it."""
        own = np.asarray(values[self.outcome], float)
        limit = self.at_most if self.at_most is not None else self.at_least
        assert limit is not None
        base = np.asarray(baseline[self.outcome], float)[: len(own)]
        over = own - limit * base if self.of_baseline else own - limit
        return over if self.at_most is not None else -over

    def excess(self, values: Values, baseline: Values) -> float:
        """By how much the statistic breaks the limit; 0 or less if it is kept."""
        return statistic(self.excesses(values, baseline), self.statistic, self.level, low_is_bad=False)

    def is_clearly_broken(self, values: Values, baseline: Values) -> bool:
        """Whether a few replications already show that the mean breaks the limit."""
        over = self.excesses(values, baseline)
        if self.statistic != "mean" or len(over) < MIN_TO_STOP:
            return False
        return tail(float(over.mean()), float(over.std(ddof=1)), len(over)) < CLEARLY


@dataclass(frozen=True)
class Goals:
    """Objectives and constraints of a search."""

    objectives: tuple[Objective, ...]
    constraints: tuple[Constraint, ...] = ()

    def __post_init__(self) -> None:
        named = [objective.outcome for objective in self.objectives]
        if not named:
            raise InputError("at least one objective is needed", field="objectives")
        if len(set(named)) < len(named):
            raise InputError("an outcome is the objective twice", field="objectives", value=", ".join(named))

    @property
    def main(self) -> Objective:
        return self.objectives[0]

    @property
    def are_several(self) -> bool:
        return len(self.objectives) > 1

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of all that has to be measured, the main objective's first."""
        names = [objective.outcome for objective in self.objectives]
        return tuple(dict.fromkeys([*names, *(constraint.outcome for constraint in self.constraints)]))

    def values(self, values: Values, baseline: Values | None) -> tuple[float, ...]:
        return tuple(objective.value(values, baseline) for objective in self.objectives)

    def excesses(self, values: Values, baseline: Values) -> dict[str, float]:
        return {constraint.name: constraint.excess(values, baseline) for constraint in self.constraints}

    def to_json(self) -> dict[str, Any]:
        return {
            "objectives": [objective.model_dump(mode="json") for objective in self.objectives],
            "constraints": [constraint.model_dump(mode="json") for constraint in self.constraints],
        }


def statistic(values: ArrayLike, kind: Statistic, level: float, low_is_bad: bool) -> float:
    """The mean, or what its unfavorable tail brings.

    >>> statistic([1, 2, 3, 4, 5], "cvar", 0.4, low_is_bad=True), statistic([1, 2, 3], "mean", 0.1, True)
    (1.5, 2.0)
    """
    x = np.sort(np.asarray(values, float))
    if kind == "mean":
        return float(x.mean())
    if kind == "quantile":
        return float(np.quantile(x, level if low_is_bad else 1.0 - level))
    worst = max(1, math.ceil(level * len(x) - 1e-9))
    return float(x[:worst].mean() if low_is_bad else x[-worst:].mean())
