"""A Parquet file as the text that a CSV file would hold; rows are numbered from 1."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from salesim.errors import InputError
from salesim.export.rows import Chunk, Unreadable, first_line
from salesim.phrase import Phrase
from salesim.wording import count

CHUNK_ROWS = 250_000
MAX_ROWS = 60_000_000  # as many as a CSV file of the largest size may have
FEW_ROWS, MAX_ROWS_A_BYTE = 1_000_000, 5  # orders take some bytes each; many more rows than bytes are one row repeated


class ParquetFile:
    """A Parquet file, read a chunk at a time."""

    def __init__(self, path: Path):
        self.path = path
        self.unreadable: list[Unreadable] = []
        self.n_blank = 0

    @cached_property
    def _file(self) -> pq.ParquetFile:
        try:
            found = pq.ParquetFile(self.path)
            most = min(MAX_ROWS, max(FEW_ROWS, MAX_ROWS_A_BYTE * self.path.stat().st_size))
            if found.metadata.num_rows > most:
                allowed = Phrase("up to {n}", n=count(most))
                message = Phrase("has too many rows")
                raise InputError(message, value=count(found.metadata.num_rows), allowed=allowed, file=self.path)
            return found
        except (pa.ArrowException, OSError) as fault:
            raise InputError(
                Phrase("cannot be read as Parquet: {fault}", fault=first_line(fault)), file=self.path
            ) from None

    @cached_property
    def headings(self) -> list[str]:
        return [str(name).strip() for name in self._file.schema_arrow.names]

    def chunks(self, at: dict[str, int]) -> Iterator[Chunk]:
        """The rows, of the headings in ``at`` with their positions."""
        names = [self._file.schema_arrow.names[i] for i in at.values()]
        start = 1
        try:
            for batch in self._file.iter_batches(CHUNK_ROWS, columns=names):
                columns = {heading: as_text(batch.column(name)) for heading, name in zip(at, names, strict=True)}
                yield Chunk(np.arange(start, start + batch.num_rows), columns)
                start += batch.num_rows
        except (pa.ArrowException, OSError) as fault:
            raise InputError(
                Phrase("cannot be read as Parquet: {fault}", fault=first_line(fault)), file=self.path
            ) from None


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
