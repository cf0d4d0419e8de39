"""Files of an export, and sheets of its workbooks, as text, a chunk at a time: CSV, Excel, Parquet.

Nothing is interpreted here, and formulas are never evaluated. Rows are numbered as the file counts them, the first
being row 1; what stands above the headings is a title and not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesim.errors import InputError
from salesim.export.parquet_file import ParquetFile
from salesim.export.rows import Chunk, Unreadable
from salesim.export.text_file import TextFile
from salesim.export.workbook import Sheet, sheet_names
from salesim.phrase import Phrase, said_by
from salesim.wording import count

TEXT, EXCEL, PARQUET = (".csv", ".tsv", ".txt"), (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"), (".parquet", ".pq")
SUFFIXES = (*TEXT, *EXCEL, *PARQUET)
LARGEST_TEXT = 4_000_000_000  # bytes of a CSV or Parquet file: streamed, some 60 million orders
LARGEST_EXCEL = 200_000_000  # bytes, and 2 GB unpacked: a sheet is held in memory
MAX_COLUMNS = 2000
EMPTY = Phrase("is empty")


@dataclass
class Source:
    """A file, or one sheet of a workbook, with headings."""

    path: Path
    sheet: str | None = None
    encoding: str | None = None  # as a user states it; found out if None

    @property
    def name(self) -> str:
        """How messages call it: the file's name, with the sheet's if it is one of several."""
        return self.path.name if self.sheet is None else f"{self.path.name}[{self.sheet}]"

    @cached_property
    def _file(self) -> TextFile | Sheet | ParquetFile:
        suffix = self.path.suffix.lower()
        if suffix in EXCEL:
            return Sheet(self.path, self.sheet)
        return ParquetFile(self.path) if suffix in PARQUET else TextFile(self.path, self.encoding)

    @cached_property
    def headings(self) -> list[str]:
        """The cells of the row of headings."""
        found = self._file.headings
        if not any(found):
            raise InputError(EMPTY, file=self.path, allowed="a row of headings, then one row for each record")
        if len(found) > MAX_COLUMNS:
            raise InputError(
                "has too many columns",
                value=len(found),
                allowed=Phrase("up to {n}", n=MAX_COLUMNS),
                file=self.path,
            )
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

    @property
    def unreadable(self) -> list[Unreadable]:
        """Rows whose number of cells is wrong, once the chunks are read."""
        return self._file.unreadable

    @property
    def n_blank(self) -> int:
        """Rows without anything in them, likewise."""
        return self._file.n_blank

    def start_again(self) -> None:
        """Forget what reading some rows has found, before all are read."""
        self._file.unreadable.clear()
        self._file.n_blank = 0

    def chunks(self, wanted: Sequence[str]) -> Iterator[Chunk]:
        """The rows below the headings, of the ``wanted`` headings only; rows without anything in them are left out."""
        for chunk in self._file.chunks({heading: self.headings.index(heading) for heading in wanted}):
            blank = np.ones(len(chunk.rows), bool)
            for cells in chunk.cells.values():
                blank &= pc.equal(pc.utf8_trim_whitespace(cells), "").to_numpy(zero_copy_only=False)
            self._file.n_blank += int(blank.sum())
            kept = pa.array(~blank)
            whole = not blank.any()
            yield chunk if whole else Chunk(chunk.rows[~blank], {n: c.filter(kept) for n, c in chunk.cells.items()})


def find_sources(folder: Path) -> list[Source]:
    """Every file of an export, and every sheet of its workbooks, by name."""
    try:
        files = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith((".", "~$")))
        inside = folder.resolve()
        files = [file for file in files if file.resolve().is_relative_to(inside)]  # a link may lead anywhere
    except OSError as fault:
        raise InputError(
            Phrase("cannot be read: {reason}", reason=said_by(fault)), field="FOLDER", file=folder
        ) from None
    sources: list[Source] = []
    for file in files:
        suffix = file.suffix.lower()
        if suffix not in SUFFIXES:
            continue
        size = file.stat().st_size
        most = LARGEST_EXCEL if suffix in EXCEL else LARGEST_TEXT
        if size > most:
            message = (
                Phrase("is too large to be read; save the sheets as CSV, which is read in pieces")
                if suffix in EXCEL
                else Phrase("is too large to be read; split it, by year say")
            )
            raise InputError(
                message,
                value=f"{count(size / 1e6)} MB",
                allowed=Phrase("up to {n} MB", n=count(most / 1e6)),
                file=file,
            )
        if suffix in EXCEL:
            names = sheet_names(file)
            sources += [Source(file, name if len(names) > 1 else None) for name in names]
        else:
            sources.append(Source(file))
    if not sources:
        message = Phrase("has no file that could be read")
        raise InputError(message, field="FOLDER", file=folder, allowed="CSV, Excel or Parquet files")
    return sources
