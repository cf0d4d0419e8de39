"""Factors: fields of a scenario with the range that they could plausibly have, and choices between levers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.scenario.fields import Declared
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario

SPREAD = 0.3  # a default factor lies within ± 30% of the scenario's value
MAX_FACTORS = 40

DEFAULT_FACTORS = (  # the assumptions that most of the model hangs on
    "market.goodwill.elasticity",
    "market.churn.goodwill_effect",
    "market.churn.win_back",
    "market.buying.service_effect",
    "market.competitors.attacks_per_year",
    "sales_force.effort.closing_exponent",
    "sales_force.effort.quality_exponent",
    "sales_force.people.loss_aversion",
    "sales_force.turnover.ramp_weeks",
    "channel.network.direct_margin",
)


@dataclass(frozen=True)
class Factor:
    """One uncertain assumption: a number between two ends, or one of several named sets of changes.

    >>> Factor("market.churn.win_back", 0.05, 0.3).changes(0.5)
    {'market.churn.win_back': 0.175}
    """

    name: str
    low: float = 0.0
    high: float = 1.0
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    whole: bool = False

    def __post_init__(self) -> None:
        if self.options:
            if len(self.options) < 2:
                raise InputError("a choice needs two options or more", self.name, list(self.options))
        elif not (np.isfinite([self.low, self.high]).all() and self.low < self.high):
            raise InputError("a factor needs a range", self.name, f"{self.low} to {self.high}", "low below high")

    def value(self, share: float) -> float | str:
        """The value at a place between 0 and 1 of the range, or the option there."""
        if self.options:
            names = list(self.options)
            return names[min(int(share * len(names)), len(names) - 1)]
        value = self.low + share * (self.high - self.low)
        return round(value) if self.whole else value

    def changes(self, share: float) -> dict[str, Any]:
        """What that value changes in a scenario."""
        value = self.value(share)
        return dict(self.options[str(value)]) if self.options else {self.name: value}


def default_factors(scenario: Scenario, paths: Sequence[str] = DEFAULT_FACTORS) -> list[Factor]:
    """± 30% around the scenario's own values, cut where a field's own range ends."""
    return [factor_around(scenario, path) for path in paths]


def factor_around(scenario: Scenario, path: str, spread: float = SPREAD) -> Factor:
    """A factor of a number around the scenario's value."""
    value: Any = scenario
    declared: Declared | None = Declared(type(scenario))
    for name in path.split("."):
        declared = declared.child(name) if declared else None
        value = getattr(value, name, None)
    if declared is None or isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError("is no number of the scenario that could be varied", path, value)
    if value == 0:
        raise InputError("is 0, so give it a range of its own", path, value, "such as --factor PATH=LOW:HIGH")
    low, high = sorted((value * (1 - spread), value * (1 + spread)))
    for bound in declared.bounds:
        low = max(low, getattr(bound, "ge", low), getattr(bound, "gt", low))
        high = min(high, getattr(bound, "le", high), getattr(bound, "lt", high))
    return Factor(path, float(low), float(high), whole=isinstance(value, int))


def read_factor(scenario: Scenario, text: str) -> Factor:
    """A factor as it is written on the command line: ``PATH=LOW:HIGH``, or a path alone for ± 30%."""
    path, equals, ends = text.partition("=")
    usual = factor_around(scenario, path.strip())
    if not equals:
        return usual
    try:
        low, high = (float(part) for part in ends.split(":"))
    except ValueError:
        raise InputError("is no range", path, ends, "LOW:HIGH, such as 0.1:0.3") from None
    return Factor(path.strip(), low, high, whole=usual.whole)


def check_factors(scenario: Scenario, factors: Sequence[Factor]) -> None:
    """Refuse factors given twice, and ends that the scenario does not take."""
    names = [factor.name for factor in factors]
    if not factors or len(factors) > MAX_FACTORS:
        raise InputError(
            "the number of factors", "factors", len(factors), Phrase("{least} to {most}", least=1, most=MAX_FACTORS)
        )
    for i, name in enumerate(names):
        if name in names[:i]:
            raise InputError("a factor is given twice", "factors", name)
    for factor in factors:
        n = max(len(factor.options), 2)
        for place in range(n):
            overlay(scenario, factor.changes(place / (n - 1)))
