"""The one exception that a user's input can cause, and how it is put into words."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any


@dataclass
class InputError(Exception):
    """Something the user gave cannot be used.

    The command line prints it in one line and ends with exit code 2; from Python it is an ordinary
    exception whose fields say where the fault lies.

    Parameters
    ----------
    message : what is wrong, as a sentence without a full stop.
    field : path of the field, such as ``sales_force.team.reps``.
    value : the offending value; left out of the message when ``None``.
    allowed : the range or the choices that would be accepted, in words.
    nearest : the valid name that looks most like the one given.
    file, line, column : where the value was written; lines and columns count from 1.
    """

    message: str
    field: str | None = None
    value: Any = None
    allowed: str | None = None
    nearest: str | None = None
    file: str | Path | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        text = self.message
        if self.field:
            text = f"{self.field}: {text}"
        if self.value is not None:
            text += f" (got {shorten(self.value)})"
        if self.allowed:
            text += f"; allowed: {self.allowed}"
        if self.nearest:
            text += f"; did you mean '{self.nearest}'?"
        return f"{place}: {text}" if place else text


def nearest_name(name: str, names: list[str]) -> str | None:
    """The valid name that a mistyped one most likely meant, or None."""
    found = get_close_matches(name, names, n=1, cutoff=0.5)
    return found[0] if found else None


def shorten(value: Any, length: int = 60) -> str:
    """A value as one short line of text, safe to print to a terminal."""
    text = repr(value) if not isinstance(value, str) else f"'{value}'"
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= length else text[: length - 1] + "…"
