"""The reps as a rule sees them: columns to read, the week it is, and random numbers of their own."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.agents.columns_view import ColumnsView
from salesim.columns import Reps


class Now(NamedTuple):
    """The week in which a rule is asked."""

    week: int  # counted as the columns count weeks, the burn-in included
    weeks_left: int  # of the quarter, this one included
    season: float  # factor on the market's demand this week
    season_left: float  # sum of those factors over the quarter's weeks left
    quarter_passed: float  # share of the quarter's season that has passed before this week


class RepsView(ColumnsView):
    """Some reps, or all of them: ``reps.quota`` is a read-only array (n,), and so is every column of `Reps`.

    The week's numbers (`Now`) read the same way: ``reps.weeks_left``. ``len(reps)`` is n.
    """

    KIND, NOW, IDENTITY, WHO = Reps, Now, "seat", "rep"

    @property
    def asked(self) -> np.ndarray:
        """Seats that are not vacant, (n,)."""
        return self.present == 1
