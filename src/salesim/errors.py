"""The one exception that a user's input can cause, and how it is put into words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from salesim.likeness import ALIKE, nearest
from salesim.phrase import N_, Phrase, told
from salesim.renamed import RENAMED, is_renamed, new_name

MAX_FAULTS_SHOWN = 20
LONGEST_FIELD = 120
FIELD = "{field}: {text}"


@dataclass(eq=False)
class InputError(Exception):
    """Something the user gave cannot be used.

    The command line prints it, one line for each fault, and ends with exit code 2; from Python it is an ordinary
    exception whose fields say where the fault lies. Its text is English; `told` puts it into another language, later
    and elsewhere too, since a message with values in it is a `Phrase` and carries what it was made of.

    Parameters
    ----------
    message : what is wrong, as a sentence without a full stop.
    field : path of the field, such as ``sales_force.team.reps``.
    value : the offending value; left out of the message when ``None``.
    allowed : the range or the choices that would be accepted, in words.
    nearest : the valid name that looks most like the one given.
    file, line, column : where the value was written; lines and columns count from 1.
    others : further faults found in the same input.
    """

    message: str
    field: str | None = None
    value: Any = None
    allowed: str | None = None
    nearest: str | None = None
    file: str | Path | None = None
    line: int | None = None
    column: int | None = None
    others: tuple[InputError, ...] = ()

    def __reduce__(self) -> tuple[type[InputError], tuple[Any, ...]]:
        """How it travels from a worker process: by its fields, since an exception's own way loses keyword arguments."""
        return type(self), tuple(getattr(self, f.name) for f in fields(self))

    @property
    def faults(self) -> tuple[InputError, ...]:
        """This fault and the others, each on its own."""
        return (replace(self, others=()), *self.others)

    def __str__(self) -> str:
        return self.told("en")

    def told(self, lang: str) -> str:
        """All faults in a language, a line each; more than `MAX_FAULTS_SHOWN` are counted only."""
        lines = [fault.line_of_text(lang) for fault in self.faults[:MAX_FAULTS_SHOWN]]
        hidden = len(self.faults) - len(lines)
        return "\n".join([*lines, Phrase("... and {n} more", n=hidden).told(lang)] if hidden else lines)

    def line_of_text(self, lang: str = "en") -> str:
        """This fault alone, in one line."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        text: str = Phrase(self.message)
        if self.field:
            text = Phrase(FIELD, field=cut(self.field, LONGEST_FIELD), text=text)
        if self.value is not None:
            text = Phrase("{text} (got {value})", text=text, value=shorten(self.value))
        if self.allowed:
            text = Phrase("{text}; allowed: {allowed}", text=text, allowed=Phrase(self.allowed))
        if self.nearest:
            was_renamed = any(is_renamed(old, self.nearest) for old in (self.field, self.value) if isinstance(old, str))
            ending = N_("{text}; renamed to '{name}'") if was_renamed else N_("{text}; did you mean '{name}'?")
            text = Phrase(ending, text=text, name=self.nearest)
        said = told(text, lang)
        return printable(f"{place}: {said}" if place else said)


def together(faults: Sequence[InputError]) -> InputError:
    """Several faults as one exception."""
    first, *others = (single for fault in faults for single in fault.faults)
    return replace(first, others=tuple(others))


def nearest_name(name: str, names: Iterable[str], alike: float = ALIKE) -> str | None:
    """The valid name that a mistyped or an old one meant; None if nothing is near, so that no message misleads.

    Parameters
    ----------
    name : as given
    names : those that are valid; of several that are equally near, the first counts
    alike : share of the letters that must agree

    >>> nearest_name("comissionRate", ["salary_per_month", "commission_rate"])
    'commission_rate'
    >>> nearest_name("Chicago", ["Changzhou", "Hangzhou"]) is None
    True
    """
    name, known = str(name), list(names)
    if (renamed := new_name(name)) in known:
        return renamed
    earlier = {old: now for old, now in RENAMED.items() if now in known}
    found = nearest(name, [*known, *earlier], alike)
    return earlier.get(found, found) if found else None


# what could steer a terminal, or turn the text around it: control characters but tab and line ends, bidi overrides
STEERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text without anything that could steer a terminal."""
    return "".join(c if c.isprintable() else "?" for c in text)


def shorten(value: Any, length: int = 60) -> str:
    """A value as one short line of text, safe to print to a terminal."""
    text = repr(value) if not isinstance(value, str) else f"'{value}'"
    return cut(printable(text[: 2 * length]), length)


def cut(text: str, length: int) -> str:
    """The text, its end left out if it is too long."""
    return text if len(text) <= length else text[: length - 1] + "…"
