"""Files of an export as text, a chunk at a time: CSV (UTF-8, with or without a mark, UTF-16, GB18030), Excel, Parquet.

Nothing is interpreted here, and formulas are never evaluated: of an Excel cell the value is taken that Excel stored.
Rows are numbered as the file counts them, the headings being row 1 of a CSV file or a sheet.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from salesim.errors import InputError

TEXT, EXCEL, PARQUET = (".csv", ".tsv", ".txt"), (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), (".parquet", ".pq")
SUFFIXES = (*TEXT, *EXCEL, *PARQUET)
LARGEST_TEXT = 4_000_000_000  # bytes of a CSV or Parquet file: streamed, some 60 million orders
LARGEST_EXCEL = 200_000_000  # bytes, and 2 GB unpacked: a sheet is held in memory
LARGEST_UNPACKED = 2_000_000_000
LONGEST_HEAD = 1_000_000  # bytes in which the headings must end
BLOCK = 1 << 24  # bytes read at a time
MOST_COLUMNS = 2000
CHUNK_ROWS = 250_000
EMPTY = "is empty"


class Chunk(NamedTuple):
    """Some rows as text, (n,): the row numbers, and the wanted columns; an empty cell is ""."""

    rows: np.ndarray
    cells: dict[str, pa.Array]


class Unreadable(NamedTuple):
    """A row that could not be taken apart."""

    row: int
    text: str
    n_cells: int


@dataclass
class Source:
    """A file, or one sheet of a workbook, with headings.

    Parameters
    ----------
    unreadable : rows whose number of cells is wrong; filled while the chunks are read.
    n_blank : rows without anything in them, likewise.
    """

    path: Path
    sheet: str | None = None
    unreadable: list[Unreadable] = field(default_factory=list)
    n_blank: int = 0

    @property
    def name(self) -> str:
        """How messages call it: the file's name, with the sheet's if it is one of several."""
        return self.path.name if self.sheet is None else f"{self.path.name}[{self.sheet}]"

    @cached_property
    def encoding(self) -> str:
        """The encoding of a text file."""
        return find_encoding(self.path)

    @cached_property
    def delimiter(self) -> str:
        """The sign between cells of a text file: the most frequent in its first line."""
        first = self._head.lstrip("\r\n").partition("\n")[0]
        return max(",;\t|", key=first.count)

    @cached_property
    def headings(self) -> list[str]:
        """The cells of the first row."""
        if self.path.suffix.lower() in EXCEL:
            found = [cell_text(cell).strip() for cell in self._sheet_rows[0]] if self._sheet_rows else []
        elif self.path.suffix.lower() in PARQUET:
            found = [str(name).strip() for name in open_parquet(self.path).schema_arrow.names]
        else:
            rows = csv.reader(io.StringIO(self._head, newline=""), delimiter=self.delimiter)
            found = [cell.strip() for cell in next((row for row in rows if row), [])]
        if not any(found):
            raise InputError(EMPTY, file=self.path, allowed="a row of headings, then one row for each record")
        if len(found) > MOST_COLUMNS:
            raise InputError("has too many columns", value=len(found), allowed=f"up to {MOST_COLUMNS}", file=self.path)
        return found

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is written in it, as in the further sheets of many a workbook."""
        try:
            return not self.headings
        except InputError as fault:
            if fault.message == EMPTY:
                return True
            raise

    def chunks(self, wanted: Sequence[str]) -> Iterator[Chunk]:
        """The rows below the headings, of the ``wanted`` headings only."""
        at = {heading: self.headings.index(heading) for heading in wanted}
        if self.path.suffix.lower() in EXCEL:
            yield from self._excel_chunks(at)
        elif self.path.suffix.lower() in PARQUET:
            yield from self._parquet_chunks(at)
        else:
            yield from self._text_chunks(at)

    @cached_property
    def _head(self) -> str:
        with self.path.open("rb") as stream:
            start = stream.read(LONGEST_HEAD)
        return codecs.getincrementaldecoder(self.encoding)("strict").decode(start).lstrip("\ufeff")

    def _text_chunks(self, at: dict[str, int]) -> Iterator[Chunk]:
        names = [f"c{i}" for i in range(len(self.headings))]
        broken: list[Unreadable] = []

        def keep(row: Any) -> str:
            broken.append(Unreadable(int(row.number or 0), str(row.text)[:200], int(row.actual_columns)))
            return "skip"

        needed = [names[i] for i in at.values()]
        lead = blank_lines_before(self._head)
        next_row = 2 + lead  # row numbers begin at 1
        try:
            reader = pyarrow.csv.open_csv(
                self.path,
                read_options=pyarrow.csv.ReadOptions(
                    use_threads=False,
                    block_size=BLOCK,
                    encoding=self.encoding,
                    column_names=names,
                    skip_rows=lead,
                    skip_rows_after_names=1,
                ),
                parse_options=pyarrow.csv.ParseOptions(
                    delimiter=self.delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=keep,
                ),
                convert_options=pyarrow.csv.ConvertOptions(
                    include_columns=needed,
                    column_types=dict.fromkeys(names, pa.string()),
                    strings_can_be_null=False,
                ),
            )
            for batch in reader:
                table = dict(zip(needed, batch.columns, strict=True))
                rows = numbers_around([row.row for row in broken], next_row, batch.num_rows)
                next_row = int(rows[-1]) + 1 if len(rows) else next_row
                yield self._without_blank(Chunk(rows, {heading: table[names[i]] for heading, i in at.items()}))
        except (pa.ArrowException, UnicodeError, OSError) as fault:
            raise InputError(f"cannot be read as CSV: {first_line(fault)}", file=self.path) from None
        self.n_blank += sum(not row.text.strip() for row in broken)
        self.unreadable += [row for row in broken if row.text.strip()]

    def _parquet_chunks(self, at: dict[str, int]) -> Iterator[Chunk]:
        file = open_parquet(self.path)
        names = [file.schema_arrow.names[i] for i in at.values()]
        start = 1
        try:
            for batch in file.iter_batches(CHUNK_ROWS, columns=names):
                columns = {heading: as_text(batch.column(name)) for heading, name in zip(at, names, strict=True)}
                yield self._without_blank(Chunk(np.arange(start, start + batch.num_rows), columns))
                start += batch.num_rows
        except (pa.ArrowException, OSError) as fault:
            raise InputError(f"cannot be read as Parquet: {first_line(fault)}", file=self.path) from None

    @cached_property
    def _sheet_rows(self) -> list[list[Any]]:
        rows = read_sheet(self.path, self.sheet)
        while rows and not any(cell_text(cell).strip() for cell in rows[0]):
            rows = rows[1:]
        return rows

    def _excel_chunks(self, at: dict[str, int]) -> Iterator[Chunk]:
        rows = self._sheet_rows
        for first in range(1, len(rows), CHUNK_ROWS):
            part = rows[first : first + CHUNK_ROWS]
            cells = {heading: pa.array([cell_text(row[i]) for row in part], pa.string()) for heading, i in at.items()}
            yield self._without_blank(Chunk(np.arange(first + 1, first + 1 + len(part)), cells))

    def _without_blank(self, chunk: Chunk) -> Chunk:
        """The chunk without rows in which none of the wanted columns has anything."""
        blank = np.ones(len(chunk.rows), bool)
        for cells in chunk.cells.values():
            blank &= pc.equal(pc.utf8_trim_whitespace(cells), "").to_numpy(zero_copy_only=False)
        if not blank.any():
            return chunk
        self.n_blank += int(blank.sum())
        kept = pa.array(~blank)
        return Chunk(chunk.rows[~blank], {name: cells.filter(kept) for name, cells in chunk.cells.items()})


def find_sources(folder: Path) -> list[Source]:
    """Every file of an export, and every sheet of its workbooks, by name."""
    try:
        files = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith((".", "~$")))
    except OSError as fault:
        raise InputError(f"cannot be read: {fault.strerror}", field="FOLDER", file=folder) from None
    sources: list[Source] = []
    for file in files:
        suffix = file.suffix.lower()
        if suffix not in SUFFIXES:
            continue
        size = file.stat().st_size
        most = LARGEST_EXCEL if suffix in EXCEL else LARGEST_TEXT
        if size > most:
            advice = "save the sheets as CSV, which is read in pieces" if suffix in EXCEL else "split it, by year say"
            message = f"is too large to be read; {advice}"
            raise InputError(message, value=f"{size / 1e6:,.0f} MB", allowed=f"up to {most / 1e6:,.0f} MB", file=file)
        if suffix in EXCEL:
            names = sheet_names(file)
            sources += [Source(file, name if len(names) > 1 else None) for name in names]
        else:
            sources.append(Source(file))
    if not sources:
        message = "has no file that could be read"
        raise InputError(message, field="FOLDER", file=folder, allowed="CSV, Excel or Parquet files")
    return sources


def find_encoding(path: Path) -> str:
    """utf-8, utf-16 or gb18030: the first in which the whole file can be read."""
    with path.open("rb") as stream:
        mark = stream.read(4)
    if mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    farthest = 1
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        line = 1
        with path.open("rb") as stream:
            try:
                while block := stream.read(BLOCK):
                    if b"\0" in block:
                        allowed = "CSV (UTF-8 or GB18030), Excel or Parquet"
                        raise InputError("is not a text file", file=path, allowed=allowed)
                    decoder.decode(block)
                    line += block.count(b"\n")
                decoder.decode(b"", final=True)
                return encoding
            except UnicodeDecodeError as fault:
                farthest = max(farthest, line + bytes(fault.object[: fault.start]).count(b"\n"))
    raise InputError("is neither UTF-8 nor GB18030", file=path, line=farthest)


def sheet_names(path: Path) -> list[str]:
    """Names of a workbook's sheets; refuses what would not fit into memory."""
    from python_calamine import CalamineError, load_workbook

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > LARGEST_UNPACKED:
            allowed = f"up to {LARGEST_UNPACKED / 1e6:,.0f} MB"
            raise InputError(
                "is too large once unpacked", value=f"{unpacked / 1e6:,.0f} MB", allowed=allowed, file=path
            )
    try:
        return list(load_workbook(path).sheet_names)
    except (CalamineError, OSError, ValueError) as fault:
        raise InputError(f"cannot be read as Excel: {first_line(fault)}", file=path) from None


def read_sheet(path: Path, sheet: str | None) -> list[list[Any]]:
    """The cells of a sheet, of the first one if none is named, from its first row on."""
    from python_calamine import CalamineError, load_workbook

    try:
        book = load_workbook(path)
        name = sheet if sheet is not None else book.sheet_names[0]
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as fault:
        raise InputError(f"cannot be read as Excel: {first_line(fault)}", file=path) from None


def open_parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as fault:
        raise InputError(f"cannot be read as Parquet: {first_line(fault)}", file=path) from None


def as_text(column: pa.Array) -> pa.Array:
    """A typed column as the text that a CSV file would hold; a missing value is ""."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not pa.types.is_string(column.type):
        try:
            column = column.cast(pa.string())
        except pa.ArrowException:
            column = pa.array([None if cell is None else str(cell) for cell in column.to_pylist()], pa.string())
    column = pc.fill_null(column, "")
    return pc.replace_substring_regex(column, r"^(-?\d+)\.0+$", r"\1")


def cell_text(cell: Any) -> str:
    """An Excel cell as text: whole numbers without a point, dates as 2025-03-31."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return "" if cell is None else str(cell)


def numbers_around(gaps: Sequence[int], start: int, n: int) -> np.ndarray:
    """Row numbers of n good rows from ``start`` on; the rows in ``gaps`` could not be taken apart, but count.

    >>> numbers_around([3, 5, 9], 2, 3).tolist()
    [2, 4, 6]
    """
    rows = np.arange(start, start + n + len(gaps))
    return rows[~np.isin(rows, np.array(gaps, dtype=np.int64))][:n]


def blank_lines_before(text: str) -> int:
    """Empty lines before the headings."""
    return next((i for i, line in enumerate(text.splitlines()) if line.strip()), 0)


def first_line(fault: BaseException) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0][:200]
