"""Rows of a file as text, and which of the first ones holds the headings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

MAX_LEAD = 20  # rows in which the headings must come; what people write above them is a title


class Chunk(NamedTuple):
    """Some rows as text, (n,): the row numbers, and the wanted columns; an empty cell is ""."""

    rows: np.ndarray
    cells: dict[str, pa.Array]


class Unreadable(NamedTuple):
    """A row that could not be taken apart."""

    row: int
    text: str
    n_cells: int


def heading_row(first_rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows holds the headings: the first with two cells filled and half of what the fullest has.

    A title has one cell, and what stands between it and the headings, such as "From: 2024-01-01", few.

    >>> heading_row([["Orders of 2024", ""], [], ["customer", "date"], ["A", "2024-01-05"]])
    2
    >>> heading_row([[""], ["customer"], ["A"]])
    1
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in first_rows[:MAX_LEAD]]
    least = max(2, (max(filled, default=0) + 1) // 2)
    return next((i for i, n in enumerate(filled) if n >= least), next((i for i, n in enumerate(filled) if n), 0))


def first_line(fault: BaseException) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0][:200]
