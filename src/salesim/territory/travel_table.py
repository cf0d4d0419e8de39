"""Travel times of one's own, as a routing service or a GIS wrote them, in place of distance and speed."""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

from salesim.errors import InputError, together
from salesim.phrase import Phrase
from salesim.text_table import Table, plain_heading, read_csv

FIELD = "market.travel.table"
LONGEST_MIN = 24 * 60.0
MAX_PLACES = 5_000  # whose matrix takes 100 MB
# How the places and the time are headed by hand, by OSRM's and Valhalla's answers written as CSV, by QGIS and ArcGIS.
FROM = ("from", "from_id", "from_index", "origin", "origin_id", "originid", "source", "source_id", "start", "o_id")
TO = ("to", "to_id", "to_index", "destination", "destination_id", "destinationid", "target", "target_id", "end", "d_id")
MINUTES_IN = {  # how many minutes one is; OSRM and Valhalla write seconds
    **dict.fromkeys(("minutes", "minute", "mins", "min", "duration_min", "duration_minutes", "time_min"), 1.0),
    **dict.fromkeys(("travel_time_min", "total_minutes", "total_traveltime", "traveltime_min", "分钟"), 1.0),
    **dict.fromkeys(("seconds", "second", "secs", "sec", "s", "duration_s", "duration_sec", "duration"), 1.0 / 60.0),
    **dict.fromkeys(("durations", "time", "time_s", "time_sec", "travel_time_s", "duration_seconds", "秒"), 1.0 / 60.0),
    **dict.fromkeys(("hours", "hour", "h", "duration_h", "time_h", "duration_hours", "小时"), 60.0),
}


class TravelTable(NamedTuple):
    """Minutes between the places of a table, each called as the table calls it."""

    places: tuple[str, ...]
    lines: tuple[int, ...]  # of the file, where each is first named
    minutes: np.ndarray  # (n_places, n_places) float32, -1 where the table says nothing


def read_travel_table(path: Path) -> TravelTable:
    """Travel times from a CSV file, in one of two forms.

    One pair a line, under headings such as ``from, to, minutes``; a pair given in one direction counts in both. Or a
    square: the destinations in the first line, an origin at the head of each further one, and in the corner what the
    times are in: minutes, seconds or hours. An empty cell says nothing of that pair.

    Raises
    ------
    InputError : with file, line and field for every fault; the first twenty are shown
    """
    table = read_csv(path, FIELD)
    headings = list(table.cells)
    if plain_heading(headings[0]) in ("", *MINUTES_IN) and _heading(table, FROM) is None:
        return _square(table)
    return _pairs(table)


def _pairs(table: Table) -> TravelTable:
    start, end, time = _heading(table, FROM), _heading(table, TO), _heading(table, tuple(MINUTES_IN))
    times = [heading for heading in table.cells if plain_heading(heading) in MINUTES_IN]
    if len(times) > 1:
        message = Phrase("two columns are times; leave one of them away")
        raise InputError(message, times[1], ", ".join(times), file=table.file, line=1)
    if start is None or end is None or time is None:
        missing = FROM[0] if start is None else TO[0] if end is None else "minutes"
        raise InputError("this column is missing", missing, ", ".join(table.cells), file=table.file, line=1,
                         allowed="from, to, and minutes, seconds or hours")  # fmt: skip
    factor = MINUTES_IN[plain_heading(time)]
    row_of: dict[str, int] = {}
    lines: list[int] = []
    told: dict[tuple[int, int], float] = {}
    faults: list[InputError] = []
    columns = zip(table.lines, table.cells[start], table.cells[end], table.cells[time], strict=True)
    for line, a, b, text in columns:
        try:
            pair = (_row(a, start, line, row_of, lines), _row(b, end, line, row_of, lines))
            if pair in told:
                raise InputError("this pair is given twice", f"{start}, {end}", f"{a} - {b}")
            told[pair] = _minutes(text, time, factor)
        except InputError as fault:
            fault.file, fault.line = str(table.file), line
            faults.append(fault)
    if faults:
        raise together(faults)
    minutes = np.full((len(row_of), len(row_of)), -1.0, np.float32)
    for (i, j), value in told.items():
        minutes[i, j] = value
        if (j, i) not in told:
            minutes[j, i] = value
    return TravelTable(tuple(row_of), tuple(lines), minutes)


def _square(table: Table) -> TravelTable:
    corner, *destinations = table.cells
    faults: list[InputError] = []
    if plain_heading(corner) not in MINUTES_IN:
        raise InputError("what are the times in?", "the first cell", corner, file=table.file, line=1,
                         allowed="minutes, seconds or hours")  # fmt: skip
    factor = MINUTES_IN[plain_heading(corner)]
    row_of: dict[str, int] = {}
    lines: list[int] = []
    for place in destinations:
        _row(place, corner, 1, row_of, lines)
    minutes = np.full((len(row_of), len(row_of)), -1.0, np.float32)
    origins: set[int] = set()
    for at, (line, name) in enumerate(zip(table.lines, table.cells[corner], strict=True)):
        try:
            if name not in row_of:
                raise InputError("this place is not among those of the first line", corner, name or "")
            origin = row_of[name]
            if origin in origins:
                raise InputError("this place is given twice", corner, name)
            origins.add(origin)
            for place in destinations:
                minutes[origin, row_of[place]] = _minutes(table.cells[place][at], place, factor)
        except InputError as fault:
            fault.file, fault.line = str(table.file), line
            faults.append(fault)
    if faults:
        raise together(faults)
    one_way = (minutes < 0) & (minutes.T >= 0)
    minutes[one_way] = minutes.T[one_way]
    return TravelTable(tuple(row_of), tuple(lines), minutes)


def _heading(table: Table, words: tuple[str, ...]) -> str | None:
    return next((heading for heading in table.cells if plain_heading(heading) in words), None)


def _row(name: str | None, field: str, line: int, row_of: dict[str, int], lines: list[int]) -> int:
    """Row of a place, a new one if it has not been named yet."""
    if not name:
        raise InputError("a place has no name", field, "")
    if name not in row_of:
        if len(row_of) == MAX_PLACES:
            raise InputError(
                "the table has too many places", field, name, allowed=Phrase("at most {n:,}", n=MAX_PLACES)
            )
        row_of[name] = len(row_of)
        lines.append(line)
    return row_of[name]


def _minutes(text: str | None, field: str, factor: float) -> float:
    """A cell in minutes; -1 if it is empty."""
    if text is None or text.casefold() in ("null", "none", "nan"):  # no way was found
        return -1.0
    try:
        minutes = float(text) * factor
    except ValueError:
        minutes = math.nan
    if not 0.0 <= minutes <= LONGEST_MIN:
        allowed = Phrase("a number from 0 to {most:g}", most=LONGEST_MIN / factor)
        raise InputError("cannot be a travel time", field, text, allowed=allowed)
    return minutes
