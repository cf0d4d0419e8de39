"""Columns of a user's table, read cell by cell: what cannot be read is a fault with its line."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from salesim.errors import InputError
from salesim.phrase import Phrase, said_by
from salesim.text_table import Table, read_bytes, read_csv, refuse_many
from salesim.wording.bounds import MAX_AMOUNT


def read_table(path: Path, field: str) -> Table:
    """A CSV or Parquet file as text; ``field`` of the scenario names it, for the fault if it cannot be read."""
    return _read_parquet(path, field) if path.suffix.lower() in (".parquet", ".pq") else read_csv(path, field)


def read_column(
    table: Table, heading: str, read: Callable[[str], Any], is_required: bool, faults: list[InputError]
) -> np.ndarray:
    """One column, read cell by cell; what cannot be read becomes a fault and an empty cell."""
    empty = np.nan if read in (number, not_negative, positive) else None
    values = []
    for cell, line in zip(table.cells[heading], table.lines, strict=True):
        value = empty
        if cell is not None:
            try:
                value = read(cell)
            except ValueError as error:
                faults.append(fault_at(table, line, "cannot be used", heading, cell, said_by(error)))
        elif is_required:
            faults.append(fault_at(table, line, "is blank", heading))
        values.append(value)
    return np.array(values, dtype=np.float64 if empty is np.nan else object)


def fault_at(
    table: Table, line: int, message: str, heading: str, value: Any = None, allowed: str | None = None
) -> InputError:
    """A fault in a cell, with the place where it stands."""
    if table.row_word == "row":
        message = Phrase("{message} in row {row}", message=Phrase(message), row=line)
    return InputError(message, field=heading, value=value, allowed=allowed, file=table.file, line=line)


def text(cell: str) -> str:
    """The cell as it is."""
    return cell


def number(cell: str) -> float:
    """A number; what it reads is finite."""
    if np.isnan(value := _finite(cell)):
        raise ValueError("a number")
    return value


def not_negative(cell: str) -> float:
    """A number from 0."""
    if not 0 <= (value := _finite(cell)) <= MAX_AMOUNT:
        raise ValueError(Phrase("a number from 0 to {most:,.0f}", most=MAX_AMOUNT))
    return value


def positive(cell: str) -> float:
    """A number above 0."""
    if not 0 < (value := _finite(cell)) <= MAX_AMOUNT:
        raise ValueError(Phrase("a number above 0, up to {most:,.0f}", most=MAX_AMOUNT))
    return value


def day(cell: str) -> date:
    """A date, with or without a time behind it."""
    digits = cell.partition("T")[0].partition(" ")[0].replace("/", "-")
    try:
        if digits.count("-") == 2:
            return date(*(int(part) for part in digits.split("-")))
        return date.fromisoformat(digits)
    except ValueError:
        raise ValueError("a date such as 2025-03-31") from None


def _finite(cell: str) -> float:
    """The number in a cell, NaN if there is none; Python alone would also read inf and 1_000."""
    try:
        value = float(cell)
    except ValueError:
        return np.nan
    return value if np.isfinite(value) and "_" not in cell else np.nan


def _read_parquet(path: Path, field: str) -> Table:
    content = io.BytesIO(read_bytes(path, field))
    try:
        found = pq.ParquetFile(content).metadata
        refuse_many(found.num_rows, found.num_rows * found.num_columns, path)  # few bytes may hold many that are alike
        frame = pd.read_parquet(content)
    except (InputError, MemoryError):
        raise
    except Exception:  # pyarrow raises many kinds for a broken file
        raise InputError("is not a Parquet file", file=path) from None
    cells = {str(name): _as_text(frame[name]) for name in frame.columns}
    return Table(path, cells, list(range(1, len(frame) + 1)), "row", len(frame))


def _as_text(column: pd.Series) -> list[str | None]:
    """Cells of a typed column as the text that a CSV file would hold."""
    return [None if missing else _cell_text(cell) for cell, missing in zip(column.tolist(), column.isna(), strict=True)]


def _cell_text(cell: Any) -> str | None:
    if isinstance(cell, date):  # a Timestamp is one, too
        return cell.isoformat()[:10]
    return (str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)).strip() or None
