"""A pay statement: every line of a plan with what it was reckoned of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salesim.letter.figures import Value, plain
from salesim.letter.letter import Known, Letter


@dataclass(frozen=True)
class Line:
    """A part of the plan in a statement.

    Parameters
    ----------
    name, kind : of the part
    reckoned : how its value comes about, in figures and signs
    value : exact
    about : what the letter says of it
    """

    name: str
    kind: str
    reckoned: str
    value: Value
    about: str


@dataclass(frozen=True)
class Statement:
    """What a plan pays for the figures given, line by line."""

    letter: Letter
    given: dict[str, Value]
    lines: tuple[Line, ...]

    @property
    def paid(self) -> Value:
        """What is paid, exact, rounded as the letter says."""
        return next(line.value for line in self.lines if line.name == self.letter.paid_part)

    def to_json(self) -> dict[str, Any]:
        """Plain numbers by name, for other programs."""
        return {
            "currency": self.letter.currency,
            "given": {name: plain(value) for name, value in self.given.items()},
            "lines": [
                {"name": line.name, "part": line.kind, "reckoned": line.reckoned, "value": plain(line.value)}
                for line in self.lines
            ],
            "pays": self.letter.paid_part,
            "pay": plain(self.paid),
        }


def statement(letter: Letter, given: Mapping[str, Any]) -> Statement:
    """Reckon a plan and keep every line.

    Raises
    ------
    InputError : as `Letter.reckon`
    """
    figures = letter.figures_given(given)
    by_name = {part.name: part for part in letter.parts}
    values = dict(letter.steps(dict(figures)))
    known = Known(figures | values)
    lines = tuple(
        Line(name, by_name[name].part, by_name[name].explain(known), value, by_name[name].about)
        for name, value in values.items()
    )
    return Statement(letter, figures, lines)
