"""Sheets of a workbook as text: of a formula the value that Excel stored, which is never evaluated here."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from salesim.errors import InputError
from salesim.export.rows import MAX_LEAD, Chunk, Unreadable, first_line, heading_row
from salesim.phrase import Phrase
from salesim.wording import count

LARGEST_UNPACKED = 2_000_000_000
CHUNK_ROWS = 250_000
MAX_CELLS = 50_000_000
CELL = re.compile(rb"<c[ />]")
CELL_PLACE = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"')


class Sheet:
    """One sheet, held in memory; the first one if none is named."""

    def __init__(self, path: Path, sheet: str | None):
        self.path = path
        self.sheet = sheet
        self.unreadable: list[Unreadable] = []
        self.n_blank = 0

    @cached_property
    def _rows(self) -> list[list[Any]]:
        return read_sheet(self.path, self.sheet)

    @cached_property
    def _lead(self) -> int:
        """Rows before the headings: empty ones, and titles."""
        return heading_row([[cell_text(cell) for cell in row] for row in self._rows[:MAX_LEAD]])

    @cached_property
    def headings(self) -> list[str]:
        """The cells of the row of headings; none if the sheet is empty."""
        return [cell_text(cell).strip() for cell in self._rows[self._lead]] if self._rows else []

    def chunks(self, at: dict[str, int]) -> Iterator[Chunk]:
        """The rows below the headings, of the headings in ``at`` with their positions."""
        rows = self._rows
        for first in range(self._lead + 1, len(rows), CHUNK_ROWS):
            part = rows[first : first + CHUNK_ROWS]
            cells = {heading: pa.array([cell_text(row[i]) for row in part], pa.string()) for heading, i in at.items()}
            yield Chunk(np.arange(first + 1, first + 1 + len(part)), cells)


def sheet_names(path: Path) -> list[str]:
    """Names of a workbook's sheets; refuses what would not fit into memory."""
    from python_calamine import CalamineError, load_workbook

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
            if unpacked <= LARGEST_UNPACKED:
                refuse_wide_sheets(packed, path)
        if unpacked > LARGEST_UNPACKED:
            allowed = Phrase("up to {n} MB", n=count(LARGEST_UNPACKED / 1e6))
            raise InputError(
                "is too large once unpacked", value=f"{count(unpacked / 1e6)} MB", allowed=allowed, file=path
            )
    try:
        return list(load_workbook(path).sheet_names)
    except (CalamineError, OSError, ValueError) as fault:
        raise InputError(Phrase("cannot be read as Excel: {fault}", fault=first_line(fault)), file=path) from None


def refuse_wide_sheets(packed: zipfile.ZipFile, path: Path) -> None:
    """Refuse a workbook whose cells span more than `MAX_CELLS`, however few they are: all would be held in memory."""
    for part in packed.namelist():
        if not part.startswith("xl/worksheets/") or not part.endswith(".xml"):
            continue
        rows = columns = cells = 0
        with packed.open(part) as stream:
            rest = b""
            while block := stream.read(1 << 22):
                text = rest + block
                cells += len(CELL.findall(block))
                for letters, number in CELL_PLACE.findall(text):
                    rows, columns = max(rows, int(number)), max(columns, column_number(letters))
                rest = text[-64:]
        if cells > MAX_CELLS:  # such that do not say where they are
            message, allowed = Phrase("a sheet has too many cells"), Phrase("up to {n} cells", n=count(MAX_CELLS))
            raise InputError(message, value=count(cells), file=path, allowed=allowed)
        if rows * columns > MAX_CELLS:
            message = Phrase(
                "a sheet spans too many cells: {rows} rows of {columns}", rows=count(rows), columns=count(columns)
            )
            raise InputError(message, file=path, allowed=Phrase("up to {n} cells", n=count(MAX_CELLS)))


def column_number(letters: bytes) -> int:
    """The number of a column by its letters.

    >>> column_number(b"A"), column_number(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def read_sheet(path: Path, sheet: str | None) -> list[list[Any]]:
    """The cells of a sheet, of the first one if none is named, from its first row on."""
    from python_calamine import CalamineError, load_workbook

    try:
        book = load_workbook(path)
        name = sheet if sheet is not None else book.sheet_names[0]
        found = book.get_sheet_by_name(name)
        rows = found.to_python(skip_empty_area=False)
        fill_merged(rows, found.merged_cell_ranges or ())
        return rows
    except (CalamineError, OSError, ValueError, IndexError) as fault:
        raise InputError(Phrase("cannot be read as Excel: {fault}", fault=first_line(fault)), file=path) from None


def fill_merged(rows: list[list[Any]], ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Write the text or day of cells that are merged downwards into each of their rows; a number may be a total."""
    for (top, left), (bottom, _) in ranges:
        if top < len(rows) and left < len(rows[top]) and isinstance(rows[top][left], (str, date)):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]


def cell_text(cell: Any) -> str:
    """An Excel cell as text: whole numbers without a point, dates as 2025-03-31."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return "" if cell is None else str(cell)
