"""What a search may choose: a layout, numbers by path, and choices between sets of changes.

The same as a YAML file, for ``salesim search --space``:

    layouts: [prefecture, balanced]          # left out: all of the scenario's
    numbers:
      sales_force.pay.commission_rate: {low: 0.004, high: 0.024, step: 0.0005}
      sales_force.wager.menu.0.win_at: {low: 1.05, high: 1.6, step: 0.05, when: {wager: offered}}
    choices:
      wager:
        options:
          none: {sales_force.wager.menu: []}
          offered: {sales_force.wager.menu: [{name: searched}]}
    rising:                                  # values that come out in the wrong order are swapped
      - [sales_force.wager.menu.0.floor_at, sales_force.wager.menu.0.win_at]
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from pydantic import Field, model_validator

from salesim.errors import InputError
from salesim.parameters import Parameters
from salesim.scenario.names import Name

LAYOUT = "layout"  # name under which the choice of a layout is drawn
MOST_PARTS = 100


class Number(Parameters):
    """A field that takes any number of a range, or of a grid if it has a step."""

    low: float = Field(description="smallest value")
    high: float = Field(description="largest value")
    step: float | None = Field(default=None, gt=0, description="distance between values; none: any value")
    log: bool = Field(default=False, description="whether factors matter rather than differences")
    when: dict[str, str] = Field(default_factory=dict, description="drawn only if these choices have these options")

    @model_validator(mode="after")
    def _is_a_range(self) -> Number:
        if not self.low < self.high:
            raise ValueError(f"high ({self.high:g}) must lie above low ({self.low:g})")
        if self.log and (self.low <= 0 or self.step is not None):
            raise ValueError("log needs a low above 0 and no step")
        if not self.holds(self.high):
            raise ValueError(f"high ({self.high:g}) must be a whole number of steps above low ({self.low:g})")
        return self

    def holds(self, value: float) -> bool:
        """Whether the search could draw this value."""
        steps = (value - self.low) / self.step if self.step else 0.0
        return self.low <= value <= self.high and abs(steps - round(steps)) < 1e-8


class Choice(Parameters):
    """One of several named sets of changes, such as a lever that is off or on."""

    options: dict[Name, dict[str, Any]] = Field(
        min_length=2, max_length=MOST_PARTS, description="changes by dotted path or nested, one set for each option"
    )
    when: dict[str, str] = Field(default_factory=dict, description="drawn only if earlier choices have these options")


class Space(Parameters):
    """All that a search may choose; a policy made of it is laid over the baseline's."""

    layouts: tuple[str, ...] = Field(default=(), description="names of the scenario's layouts; empty: all")
    numbers: dict[str, Number] = Field(default_factory=dict, max_length=MOST_PARTS, description="numbers, by path")
    choices: dict[Name, Choice] = Field(default_factory=dict, max_length=MOST_PARTS, description="choices, by name")
    rising: tuple[tuple[str, ...], ...] = Field(default=(), description="paths whose values must rise")

    @model_validator(mode="after")
    def _conditions_can_hold(self) -> Space:
        if LAYOUT in self.choices:
            raise ValueError(f"choices may not be called '{LAYOUT}'")
        known: dict[str, Choice] = {}
        parts: list[tuple[str, Choice | Number]] = [*self.choices.items(), *self.numbers.items()]
        for name, part in parts:
            for asked, option in part.when.items():
                if asked not in known or option not in known[asked].options:
                    raise ValueError(f"{name} is drawn when {asked} is {option}, and there is no such earlier choice")
            if isinstance(part, Choice):
                known[name] = part
        for group in self.rising:
            for path in group:
                if path not in self.numbers:
                    raise ValueError(f"rising names {path}, which is not among the numbers")
        return self

    def changes(self, drawn: Mapping[str, Any]) -> dict[str, Any]:
        """What is drawn as nested changes of a scenario: options first, numbers over them.

        >>> space = Space(numbers={"pay.rate": Number(low=0, high=1)})
        >>> space.changes({"pay.rate": 0.5})
        {'pay': {'rate': 0.5}}
        """
        tree: dict[str, Any] = {}
        for name, choice in self.choices.items():
            if name in drawn:
                put_all(tree, choice.options[drawn[name]])
        for path in self.numbers:
            if path in drawn:
                put(tree, path.split("."), drawn[path])
        return tree

    def in_order(self, drawn: dict[str, Any]) -> dict[str, Any]:
        """What is drawn with the values that must rise put in order."""
        repaired = dict(drawn)
        for group in self.rising:
            there = [path for path in group if path in drawn]
            repaired |= zip(there, sorted(repaired[path] for path in there))
        return repaired

    def drawn_from(self, stated: Mapping[str, Any], layout: str) -> dict[str, Any] | None:
        """What would have to be drawn to say what a scenario's plain data state; None if the space cannot say it."""
        drawn: dict[str, Any] = {LAYOUT: layout}
        for name, choice in self.choices.items():
            if is_active(choice, drawn):
                fitting = [option for option, changes in choice.options.items() if says(stated, changes)]
                if not fitting:
                    return None
                drawn[name] = max(fitting, key=lambda option: len(choice.options[option]))  # the most particular
        for path, number in self.numbers.items():
            if is_active(number, drawn):
                value = value_at(stated, path)
                if isinstance(value, bool) or not isinstance(value, int | float) or not number.holds(value):
                    return None
                drawn[path] = value
        return drawn


def is_active(part: Number | Choice, drawn: Mapping[str, Any]) -> bool:
    """Whether a part is drawn at all, given the choices already made."""
    return all(drawn.get(name) == option for name, option in part.when.items())


def put_all(tree: dict[str, Any], changes: Mapping[str, Any]) -> None:
    """Lay changes by path, nested or mixed, into a tree of changes."""
    for path, value in changes.items():
        parts = str(path).split(".")
        if isinstance(value, Mapping):
            put_all(tree, {".".join([*parts, str(inner)]): v for inner, v in value.items()})
        else:
            put(tree, parts, deepcopy(value))


def put(tree: Any, parts: list[str], value: Any) -> None:
    """Set one value in a tree of mappings and lists; mappings that are missing are made."""
    try:
        for part in parts[:-1]:
            tree = tree[int(part)] if isinstance(tree, list) else tree.setdefault(part, {})
        tree[int(parts[-1]) if isinstance(tree, list) else parts[-1]] = value
    except (AttributeError, IndexError, TypeError, ValueError):
        raise InputError("is set together with a choice that has no place for it", field=".".join(parts)) from None


def value_at(stated: Any, path: str) -> Any:
    """The value at a dotted path of plain data; None if there is none."""
    for part in path.split("."):
        if isinstance(stated, list) and part.isdecimal() and int(part) < len(stated):
            stated = stated[int(part)]
        else:
            stated = stated.get(part) if isinstance(stated, Mapping) else None
    return stated


def says(stated: Any, wanted: Any) -> bool:
    """Whether plain data hold all that is wanted: mappings may hold more, everything else must be equal.

    >>> says({"pay": {"rate": 1, "cap": 2}}, {"pay.rate": 1})
    True
    """
    if isinstance(wanted, Mapping):
        return all(says(value_at(stated, str(path)), value) for path, value in wanted.items())
    if isinstance(wanted, list | tuple):
        return isinstance(stated, list) and len(stated) == len(wanted) and all(map(says, stated, wanted))
    return bool(stated == wanted)
