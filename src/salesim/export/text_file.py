"""A CSV file as text, a chunk at a time: UTF-8, with or without a mark, UTF-16, GB18030."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from salesim.errors import InputError
from salesim.export.encodings import find_encoding, stated_encoding
from salesim.export.rows import MAX_LEAD, Chunk, Unreadable, first_line, heading_row
from salesim.phrase import Phrase
from salesim.wording import count

LONGEST_HEAD = 1_000_000  # bytes in which the headings must end
BLOCK = 1 << 24  # bytes read at a time
DELIMITERS = ",;\t|"
MOST_LINES = 50  # of a cell; a note may have some


class TextFile:
    """A CSV file.

    Attributes
    ----------
    unreadable : rows whose number of cells is wrong; filled while the chunks are read.
    n_blank : rows without anything in them, likewise.
    """

    def __init__(self, path: Path, encoding: str | None = None):
        self.path = path
        self.stated = encoding
        self.unreadable: list[Unreadable] = []
        self.n_blank = 0

    @cached_property
    def encoding(self) -> str:
        return find_encoding(self.path) if self.stated is None else stated_encoding(self.stated, self.path)

    @cached_property
    def delimiter(self) -> str:
        """The most frequent sign between cells in the first line that has any."""
        first = next((line for line in self._first_lines if any(sign in line for sign in DELIMITERS)), "")
        return max(DELIMITERS, key=first.count)

    @cached_property
    def headings(self) -> list[str]:
        """The cells of the row of headings; none if the file is empty."""
        text = "\n".join(self._head.split("\n")[self._lead :])
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter)
        return [cell.strip() for cell in next((row for row in rows if row), [])]

    @cached_property
    def _head(self) -> str:
        with self.path.open("rb") as stream:
            start = stream.read(LONGEST_HEAD)
        text = codecs.getincrementaldecoder(self.encoding)("strict").decode(start).lstrip("\ufeff")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @property
    def _first_lines(self) -> list[str]:
        return self._head.split("\n")[:MAX_LEAD]

    @cached_property
    def _lead(self) -> int:
        """Lines before the headings: empty ones, and titles."""
        return heading_row([next(csv.reader([line], delimiter=self.delimiter), []) for line in self._first_lines])

    def chunks(self, at: dict[str, int]) -> Iterator[Chunk]:
        """The rows below the headings, of the headings in ``at`` with their positions."""
        names = [f"c{i}" for i in range(len(self.headings))]
        broken: list[Unreadable] = []
        open_quotes: list[InputError] = []

        def keep(row: Any) -> str:
            try:
                refuse_open_quote(str(row.text), self.path, int(row.number or 0))
            except InputError as fault:  # Arrow drops what a handler raises
                open_quotes.append(fault)
                return "error"
            broken.append(Unreadable(int(row.number or 0), str(row.text)[:200], int(row.actual_columns)))
            return "skip"

        needed = [names[i] for i in at.values()]
        next_row = 2 + self._lead  # row numbers begin at 1
        try:
            reader = pyarrow.csv.open_csv(
                self.path,
                read_options=pyarrow.csv.ReadOptions(
                    use_threads=False,
                    block_size=BLOCK,
                    encoding=self.encoding,
                    column_names=names,
                    skip_rows=self._lead,
                    skip_rows_after_names=1,
                ),
                parse_options=pyarrow.csv.ParseOptions(
                    delimiter=self.delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=keep,
                ),
                convert_options=pyarrow.csv.ConvertOptions(
                    include_columns=names,
                    column_types=dict.fromkeys(names, pa.string()),
                    strings_can_be_null=False,
                ),
            )
            for batch in reader:
                table = dict(zip(names, batch.columns, strict=True))
                rows = numbers_around([row.row for row in broken], next_row, batch.num_rows)
                next_row = int(rows[-1]) + 1 if len(rows) else next_row
                for place, name in enumerate(names):
                    refuse_swallowed_row(table[name], place, len(names), self.delimiter, rows, self.path)
                    if name in needed:
                        refuse_long_cells(table[name], rows, self.path)
                yield Chunk(rows, {heading: table[names[i]] for heading, i in at.items()})
        except (pa.ArrowException, UnicodeError, OSError) as fault:
            if open_quotes:
                raise open_quotes[0] from None
            raise InputError(
                Phrase("cannot be read as CSV: {fault}", fault=first_line(fault)), file=self.path
            ) from None
        self.n_blank += sum(not row.text.strip() for row in broken)
        self.unreadable += [row for row in broken if row.text.strip()]


def refuse_open_quote(text: str, path: Path, row: int) -> None:
    """Refuse a row that has run over many lines, because a quote in it is not closed."""
    if (lines := text.count("\n")) > MOST_LINES:
        message = Phrase("a quote that is opened in this line is not closed; it swallows {n} lines", n=count(lines))
        raise InputError(message, value=text.partition("\n")[0].strip()[:100], file=path, line=row or None)


def refuse_long_cells(cells: pa.Array, rows: np.ndarray, path: Path) -> None:
    """Refuse cells that run over many lines, likewise."""
    lines = pc.count_substring(cells, "\n").to_numpy(zero_copy_only=False)
    if len(lines) and lines.max() > MOST_LINES:
        at = int(lines.argmax())
        refuse_open_quote(cells[at].as_py(), path, int(rows[at]))


def refuse_swallowed_row(
    cells: pa.Array, place: int, n_columns: int, delimiter: str, rows: np.ndarray, path: Path
) -> None:
    """Refuse cells that hold the end of one row and the beginning of the next, as a quote that opens in one and closes
    in the next makes them: the merged row has the right number of cells, and nothing else would show it.

    Parameters
    ----------
    place : of the column among ``n_columns``.
    """
    several = pc.fill_null(pc.match_substring(cells, "\n"), False).to_numpy(zero_copy_only=False)
    for at in np.flatnonzero(several).tolist():
        text = cells[at].as_py()
        parts = [part.count(delimiter) for part in text.split("\n")]
        whole = [n_columns - 1] * (len(parts) - 2)
        sure = '"' in text or len(parts) > 2  # a note of two lines may have as many separators by chance
        if n_columns > 2 and sure and parts == [n_columns - 1 - place, *whole, place]:
            message = Phrase(
                "a quote that is opened in this line is not closed; it swallows {n} lines", n=count(len(parts) - 1)
            )
            raise InputError(message, value=text.partition("\n")[0].strip()[:100], file=path, line=int(rows[at]))


def numbers_around(gaps: Sequence[int], start: int, n: int) -> np.ndarray:
    """Row numbers of n good rows from ``start`` on; the rows in ``gaps`` could not be taken apart, but count.

    >>> numbers_around([3, 5, 9], 2, 3).tolist()
    [2, 4, 6]
    """
    rows = np.arange(start, start + n + len(gaps))
    return rows[~np.isin(rows, np.array(gaps, dtype=np.int64))][:n]
