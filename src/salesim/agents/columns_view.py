"""Columns as a rule of a user's own sees them: to read, with the week's numbers and random numbers of their own."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import pandas as pd

from salesim.columns import to_frame
from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase
from salesim.random.distributions import normal_array
from salesim.random.generator import sequence_key_array, uniform_array

DRAWS_A_WEEK = 64  # that a rule may take for each of those it decides on


class ColumnsView:
    """Some rows of a column set, or all of them: every column is a read-only array (n,), ``len(view)`` is n.

    The week's numbers read the same way.

    Parameters
    ----------
    columns : all rows.
    now : the week, a NamedTuple of kind ``NOW``.
    key : of the stream from which the rule draws.
    rows : (n,) rows to look at; all if None.
    """

    KIND: ClassVar[Any]  # of the columns
    NOW: ClassVar[Any]
    IDENTITY: ClassVar[str]  # the column that addresses draws
    WHO: ClassVar[str]

    def __init__(self, columns: Any, now: Any, key: np.uint64, rows: np.ndarray | None = None):
        self._columns = columns
        self._now = now
        self._key = key
        self._rows = rows

    def __len__(self) -> int:
        return len(self._columns[0]) if self._rows is None else len(self._rows)

    def __getattr__(self, name: str) -> Any:
        if name in self.KIND._fields:
            column = getattr(self._columns, name)
            array = column.view() if self._rows is None else column[self._rows]
            array.flags.writeable = False
            return array
        if name in self.NOW._fields:
            return getattr(self._now, name)
        near = nearest_name(name, [*self.KIND._fields, *self.NOW._fields])
        raise AttributeError(f"{self.WHO}s have no '{name}'" + (f"; did you mean '{near}'?" if near else ""))

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_"):
            raise ValueError(
                Phrase("these columns are read-only: '{name}' cannot be set, a rule returns its answers", name=name)
            )
        object.__setattr__(self, name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.KIND._fields, *self.NOW._fields})

    def __repr__(self) -> str:
        return f"<{len(self)} {self.WHO}s in week {self.week}>"

    @property
    def identities(self) -> np.ndarray:
        """Who is asked, (n,): what addresses their draws."""
        ids = getattr(self._columns, self.IDENTITY).astype(np.int64)  # a copy: kernels are compiled for writable arrays
        return ids if self._rows is None else ids[self._rows]

    @property
    def asked(self) -> np.ndarray:
        """Whose answers count, (n,) booleans; those of the others are ignored."""
        raise NotImplementedError

    def uniform(self, occurrence: int = 0) -> np.ndarray:
        """One draw each, uniform on (0, 1), (n,): the same for the same one, week and occurrence, whoever else draws.

        A rule that needs several draws numbers them: ``occurrence`` 0, 1, 2, ... up to 63.
        """
        return uniform_array(self._key, self.identities, week_address(self.week, occurrence))

    def normal(self, occurrence: int = 0) -> np.ndarray:
        """One standard normal draw each, (n,), as `uniform`; take other numbers than for uniform draws."""
        return normal_array(sequence_key_array(self._key, self.identities), week_address(self.week, occurrence))

    def to_frame(self) -> pd.DataFrame:
        """All columns as a table of copies, one row each."""
        frame = to_frame(self._columns)
        return frame if self._rows is None else frame.iloc[self._rows].reset_index(drop=True)


def week_address(week: int, occurrence: int) -> int:
    """Where a week's draw stands in the sequence of whoever draws."""
    if not 0 <= occurrence < DRAWS_A_WEEK:
        raise InputError(
            "the draws of a week are numbered",
            "occurrence",
            occurrence,
            Phrase("{least} to {most}", least=0, most=DRAWS_A_WEEK - 1),
        )
    return week * DRAWS_A_WEEK + occurrence
