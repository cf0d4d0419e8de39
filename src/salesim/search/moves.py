"""Small moves: a good candidate with one of its parameters changed, as a neighbor in what may be drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from salesim.search.space import LAYOUT, Number, Space

REACH = 0.2  # standard deviation of a move, as a share of the number's range


def moved(
    space: Space, layouts: Sequence[str], whole: frozenset[str], drawn: Mapping[str, Any], rng: np.random.Generator
) -> dict[str, Any]:
    """What is drawn with one parameter moved: a number by about a fifth of its range, a choice to any of its options.

    What the move makes superfluous goes; what it needs begins in the middle of its range, or with its first option.
    """
    names = [name for name in space.names if name in drawn and (name != LAYOUT or len(layouts) > 1)]
    name, there = names[rng.integers(len(names))], dict(drawn)
    if name in space.numbers:
        there[name] = step(space.numbers[name], name in whole, float(drawn[name]), rng)
        return there
    options = list(layouts) if name == LAYOUT else list(space.all_choices[name].options)
    there[name] = options[rng.integers(len(options))]
    values = {LAYOUT: there[LAYOUT]}
    for part in space.names[1:]:
        if space.is_active(part, values):
            values[part] = there[part] if part in there else middle(space, part, part in whole)
    return values


def step(number: Number, whole: bool, value: float, rng: np.random.Generator) -> float:
    """A value of the number's range near this one; on a logarithmic scale if the number has one."""
    if number.log:
        low, high = np.log(number.low), np.log(number.high)
        near = float(np.exp(np.clip(np.log(value) + REACH * (high - low) * rng.normal(), low, high)))
    else:
        near = value + REACH * (number.high - number.low) * rng.normal()
    return on_grid(number, whole, near)


def middle(space: Space, name: str, whole: bool) -> Any:
    number = space.numbers.get(name)
    if number is None:
        return next(iter(space.all_choices[name].options))
    return on_grid(number, whole, (number.low + number.high) / 2)


def on_grid(number: Number, whole: bool, value: float) -> float:
    """The nearest value that may be drawn.

    >>> on_grid(Number(low=0.0, high=1.0, step=0.25), False, 0.6), on_grid(Number(low=1, high=9), True, 20.0)
    (0.5, 9)
    """
    width = number.step or (1.0 if whole else None)
    if width:
        value = number.low + width * round((value - number.low) / width)
    value = min(max(value, number.low), number.high)
    return int(value) if whole else float(f"{value:.12g}")
