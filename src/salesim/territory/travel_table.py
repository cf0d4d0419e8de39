"""Travel times of one's own: a table of minutes between towns, in place of distance and speed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from salesim.errors import InputError, nearest_name, together
from salesim.phrase import Phrase
from salesim.text_table import read_csv

HEADINGS = ("from", "to", "minutes")
LONGEST_MIN = 24 * 60.0


def read_travel_table(path: Path, towns: Sequence[tuple[str, ...]]) -> np.ndarray:
    """Minutes from town to town, (n_towns, n_towns) float32; -1 where the table says nothing.

    Parameters
    ----------
    path : CSV with the headings ``from, to, minutes``; a pair given once counts in both directions
    towns : names by which each town may be called, such as id, Chinese and English name. A name that several towns
        share cannot be used.

    Raises
    ------
    InputError : with file, line and field for every fault; the first twenty are shown
    """
    row_of, shared = _rows_by_name(towns)
    minutes = np.full((len(towns), len(towns)), -1.0, np.float32)
    given = np.zeros(minutes.shape, bool)
    faults: list[InputError] = []
    for line, cells in _rows(path):
        try:
            a, b = (_town(cells[name], name, row_of, shared) for name in ("from", "to"))
            value = _minutes(cells["minutes"])
            if given[a, b]:
                raise InputError("this pair is given twice", value=f"{cells['from']} - {cells['to']}")
        except InputError as fault:
            fault.file, fault.line = str(path), line
            faults.append(fault)
            continue
        minutes[a, b] = value
        given[a, b] = True
        if not given[b, a]:
            minutes[b, a] = value
    if faults:
        raise together(faults)
    return minutes


def _rows_by_name(towns: Sequence[tuple[str, ...]]) -> tuple[dict[str, int], set[str]]:
    row_of: dict[str, int] = {}
    shared: set[str] = set()
    for row, names in enumerate(towns):
        for name in {name for name in names if name}:
            if name in row_of:
                shared.add(name)
            row_of[name] = row
    return row_of, shared


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Lines of the file, numbered from 1, as mappings by heading."""
    table = read_csv(path, "market.travel.table")
    headings = {heading.lower(): heading for heading in table.cells}
    if sorted(headings) != sorted(HEADINGS):
        found = ", ".join(table.cells)
        raise InputError("the headings must be from, to, minutes", value=found, file=str(path), line=1)
    columns = [table.cells[headings[name]] for name in HEADINGS]
    return [
        (line, dict(zip(HEADINGS, (cell or "" for cell in cells), strict=True)))
        for line, *cells in zip(table.lines, *columns, strict=True)
    ]


def _town(name: str, field: str, row_of: dict[str, int], shared: set[str]) -> int:
    if name in shared:
        raise InputError("several towns have this name; use the id", field, name)
    if name not in row_of:
        raise InputError("no such town", field, name, nearest=nearest_name(name, list(row_of)))
    return row_of[name]


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = math.nan
    if not 0.0 <= minutes <= LONGEST_MIN:
        raise InputError(
            "cannot be a travel time",
            "minutes",
            text,
            allowed=Phrase("a number from 0 to {most:g}", most=LONGEST_MIN),
        )
    return minutes
