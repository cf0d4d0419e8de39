"""How a set of columns is declared, made, copied and shown.

A set is a NamedTuple of NumPy arrays whose annotations say dtype, unit and meaning. All arrays come from
`new_columns`, so a kernel always meets contiguous, writable arrays of the declared dtype and compiles once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple, TypeVar, get_type_hints

import numpy as np
import pandas as pd

Columns = TypeVar("Columns", bound=Any)


class Cell(NamedTuple):
    """Declaration of one column."""

    dtype: str
    unit: str
    about: str
    width: int | tuple[str, ...] = 1  # cells per row; a row of more than one is a small array

    def shape(self, sizes: Mapping[str, int]) -> tuple[int, ...]:
        """Shape of one row, where ``sizes`` says how long each named dimension is."""
        if isinstance(self.width, tuple):
            return tuple(sizes[name] for name in self.width)
        return () if self.width == 1 else (self.width,)


def column(dtype: str, unit: str, about: str, width: int | tuple[str, ...] = 1) -> Any:
    """Annotation of one column: ``name: column("f8", "money", "mean order value")``.

    ``width`` is a number of cells, or names of dimensions whose sizes a scenario decides: ``("age", "sku")``.
    """
    return Annotated[np.ndarray, Cell(dtype, unit, about, width)]


def cells(kind: type[Columns]) -> dict[str, Cell]:
    """The declarations of a column set, by name."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: hints[name].__metadata__[0] for name in kind._fields}


def new_columns(kind: type[Columns], n_rows: int, sizes: Mapping[str, int] | None = None, **values: Any) -> Columns:
    """A column set of ``n_rows`` rows: zeros, except for the columns given in ``values`` (copied and cast).

    ``sizes`` gives named dimensions another size than the kind's usual one, ``kind.SIZES``.
    """
    sizes = {**getattr(kind, "SIZES", {}), **(sizes or {})}
    unknown = set(values) - set(kind._fields)
    if unknown:
        raise TypeError(f"{kind.__name__} has no columns {sorted(unknown)}")
    arrays = {}
    for name, cell in cells(kind).items():
        array = np.zeros((n_rows, *cell.shape(sizes)), dtype=cell.dtype)
        if name in values:
            array[...] = values[name]
        arrays[name] = array
    return kind(**arrays)


def copy_columns(columns: Columns) -> Columns:
    """An independent copy."""
    return type(columns)(*(array.copy() for array in columns))


def sort_rows(columns: Columns, order: np.ndarray) -> None:
    """Put the rows into another order in place, column by column: a second copy of everything would not fit."""
    for array in columns:
        array[...] = array[order]


def grow_rows(columns: Columns, n_rows: int) -> Columns:
    """The same rows and ``n_rows`` more of zeros, as a new column set."""
    return type(columns)(*(np.concatenate([old, np.zeros((n_rows, *old.shape[1:]), old.dtype)]) for old in columns))


def to_frame(columns: Any) -> pd.DataFrame:
    """A DataFrame with one row per row; a wide column becomes several, ``name_0``, ``name_1``, ..."""
    data = {}
    for name, array in zip(columns._fields, columns, strict=True):
        if array.ndim == 1:
            data[name] = array
        else:
            cells_of_row = array.reshape(len(array), -1)
            data.update({f"{name}_{i}": cells_of_row[:, i] for i in range(cells_of_row.shape[1])})
    return pd.DataFrame(data)


def describe(kind: type) -> pd.DataFrame:
    """The data dictionary of a column set: name, dtype, width, unit, meaning."""
    rows = [
        (name, c.dtype, " x ".join(c.width) if isinstance(c.width, tuple) else c.width, c.unit, c.about)
        for name, c in cells(kind).items()
    ]
    return pd.DataFrame(rows, columns=["column", "dtype", "width", "unit", "about"])
