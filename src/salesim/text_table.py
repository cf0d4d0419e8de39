"""Tables that users give as text: CSV in the encodings and with the separators that spreadsheets write."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import NamedTuple

from salesim.errors import STEERS, InputError, together
from salesim.phrase import Phrase, either, said_by

LARGEST = 500_000_000  # bytes of a table, which is held in memory
MAX_ROWS, MAX_CELLS = 5_000_000, 50_000_000  # likewise, cell by cell: some 100 bytes each


class Table(NamedTuple):
    """A file as text: its headings, its cells (None where empty), and where each row was written."""

    file: Path
    cells: dict[str, list[str | None]]
    lines: list[int]
    row_word: str  # what `lines` counts: "line" of a text file, "row" of a Parquet file
    n_rows: int

    def find(self, *words: str) -> str:
        """The first heading that is one of ``words``, however it is written; a fault if there is none."""
        headings = {plain_heading(heading): heading for heading in self.cells}
        for word in words:
            if (found := headings.get(plain_heading(word))) is not None:
                return found
        raise InputError("this column is missing", field=words[0], allowed=either(words), file=self.file, line=1)


def read_csv(path: Path, field: str) -> Table:
    """A CSV file (UTF-8 or GB18030; commas, semicolons or tabs) with a line of headings.

    Parameters
    ----------
    path : the file
    field : of the scenario, for the fault if the file cannot be read

    Raises
    ------
    InputError with file and line, for every row that is too short or too long
    """
    text = _decode(path, field)
    first_line = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first_line.count)
    refuse_many(text.count("\n"), text.count("\n") + text.count(delimiter), path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    faults = []
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(line)
            line = reader.line_num + 1  # a quoted cell may run over several lines; a row's place is its first
    except csv.Error as error:
        raise InputError(Phrase("cannot be read as CSV: {error}", error=error), file=path, line=line) from None
    if not rows:
        raise InputError("is empty", file=path, allowed="a line of headings, then one line for each row")
    headings = [cell.strip() for cell in rows[0]]
    for row, at in zip(rows[1:], lines[1:], strict=True):
        if len(row) != len(headings):
            faults.append(
                InputError(
                    Phrase("has {n} cells under {n_headings} headings", n=len(row), n_headings=len(headings)),
                    file=path,
                    line=at,
                )
            )
    if faults:
        raise together(faults)
    cells: dict[str, list[str | None]] = {}
    for heading, *column in zip(*rows, strict=True):
        name = heading.strip()
        if name in cells and name:
            raise InputError("two columns have this heading", value=name, file=path, line=lines[0])
        cells[name] = [cell.strip() or None for cell in column]
    return Table(path, cells, lines[1:], "line", len(rows) - 1)


def refuse_many(rows: int, cells: int, path: Path) -> None:
    """Refuse a table with more rows or cells than may be held in memory, before any is made."""
    for what, n, most in ((Phrase("rows"), rows, MAX_ROWS), (Phrase("cells"), cells, MAX_CELLS)):
        if n > most:
            allowed = Phrase("up to {n}", n=f"{most:,}")
            raise InputError(Phrase("has too many {what}", what=what), value=f"{n:,}", allowed=allowed, file=path)


def read_bytes(path: Path, field: str, largest: int = LARGEST) -> bytes:
    """The file's content, or a fault at the scenario's ``field``."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise InputError("is not a file that could be read to its end", field=field, value=str(path))
        if path.exists() and path.stat().st_size > largest:
            allowed = Phrase("up to {n} MB", n=f"{largest / 1e6:,.0f}")
            raise InputError(
                "is too large to be read", field=field, value=f"{path.stat().st_size / 1e6:,.0f} MB", allowed=allowed
            )
        return path.read_bytes()
    except OSError as error:  # the command line adds where the field is written
        raise InputError(
            Phrase("cannot be read: {reason}", reason=said_by(error)), field=field, value=str(path)
        ) from None


def plain_heading(heading: str) -> str:
    """A heading without the ways in which the same word is written."""
    return heading.strip().casefold().replace(" ", "_").replace("-", "_")


def _decode(path: Path, field: str) -> str:
    if path.suffix.lower() in (".xlsx", ".xls"):
        raise InputError("Excel files are not read; save the sheet as CSV", field=field, file=path)
    content = read_bytes(path, field)
    if b"\0" in content:
        raise InputError("is not a text file", file=path, allowed="CSV in UTF-8 or GB18030")
    place = 1  # whichever encoding it was meant to be, it came farther in that
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            place = max(place, content[: error.start].count(b"\n") + 1)
            continue
        if found := STEERS.search(text):
            line = text[: found.start()].count("\n") + 1
            raise InputError("holds a control character", value=f"U+{ord(found[0]):04X}", file=path, line=line)
        return text
    raise InputError("is neither UTF-8 nor GB18030", file=path, line=place)
