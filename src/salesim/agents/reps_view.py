"""The reps as a rule sees them: columns to read, the week it is, and luck of their own."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from salesim.columns import Reps, to_frame
from salesim.errors import InputError, nearest_name
from salesim.random.distributions import normal_array
from salesim.random.generator import sequence_key_array, uniform_array

DRAWS_A_WEEK = 64  # that a rule may take for each rep


class Now(NamedTuple):
    """The week in which a rule is asked."""

    week: int  # counted as the columns count weeks, the burn-in included
    weeks_left: int  # of the quarter, this one included
    season: float  # factor on the market's demand this week
    season_left: float  # sum of those factors over the quarter's weeks left
    quarter_passed: float  # share of the quarter's season that has passed before this week
    reference_rate: float  # pay for one more yuan of sales under the reference plan, CNY/CNY


class RepsView:
    """Some reps, or all of them: ``reps.target_cny`` is a read-only array (n,), and so is every column of `Reps`.

    The week's numbers (`Now`) read the same way: ``reps.weeks_left``. ``len(reps)`` is n.

    Parameters
    ----------
    columns : all seats.
    now : the week.
    key : of the stream from which the rule draws.
    rows : (n,) seats to look at; all if None.
    """

    def __init__(self, columns: Reps, now: Now, key: np.uint64, rows: np.ndarray | None = None):
        self._columns = columns
        self._now = now
        self._key = key
        self._rows = rows

    def __len__(self) -> int:
        return len(self._columns.seat) if self._rows is None else len(self._rows)

    def __getattr__(self, name: str) -> Any:
        if name in Reps._fields:
            column = getattr(self._columns, name)
            array = column.view() if self._rows is None else column[self._rows]
            array.flags.writeable = False
            return array
        if name in Now._fields:
            return getattr(self._now, name)
        near = nearest_name(name, [*Reps._fields, *Now._fields])
        raise AttributeError(f"reps have no '{name}'" + (f"; did you mean '{near}'?" if near else ""))

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *Reps._fields, *Now._fields})

    def __repr__(self) -> str:
        return f"<{len(self)} reps in week {self.week}>"

    def uniform(self, occurrence: int = 0) -> np.ndarray:
        """One draw a rep, uniform on (0, 1), (n,): the same for the same rep, week and occurrence, whoever else draws.

        A rule that needs several draws numbers them: ``occurrence`` 0, 1, 2, ... up to 63.
        """
        return uniform_array(self._key, self._seats(), week_address(self.week, occurrence))

    def normal(self, occurrence: int = 0) -> np.ndarray:
        """One standard normal draw a rep, (n,), as `uniform`; take other numbers than for uniform draws."""
        return normal_array(sequence_key_array(self._key, self._seats()), week_address(self.week, occurrence))

    def to_frame(self) -> pd.DataFrame:
        """All columns as a table of copies, one row a rep."""
        frame = to_frame(self._columns)
        return frame if self._rows is None else frame.iloc[self._rows].reset_index(drop=True)

    def _seats(self) -> np.ndarray:
        seats = self._columns.seat.astype(np.int64)  # a copy: kernels are compiled for arrays that may be written to
        return seats if self._rows is None else seats[self._rows]


def week_address(week: int, occurrence: int) -> int:
    """Where a week's draw stands in the sequence of whoever draws."""
    if not 0 <= occurrence < DRAWS_A_WEEK:
        raise InputError("a rep's draws of a week are numbered", "occurrence", occurrence, f"0 to {DRAWS_A_WEEK - 1}")
    return week * DRAWS_A_WEEK + occurrence
