"""The customers as a rule of a user's own sees them: columns to read, the market this week, and random numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.agents.columns_view import ColumnsView
from salesim.columns import Customers, State


class Market(NamedTuple):
    """The week in which a rule is asked."""

    week: int  # counted as the columns count weeks, the burn-in included
    season: float  # factor on the market's demand this week
    mean_goodwill: float  # of the baseline, the same in all arms
    attack: np.ndarray  # (n_regions, n_industries) strength of competitors' attacks, 0 to 1


class CustomersView(ColumnsView):
    """All customers and prospects: ``customers.goodwill`` is a read-only array (n,), and so is every column.

    The week's numbers (`Market`) read the same way: ``customers.season``; ``customers.attack[customers.region,
    customers.industry]`` is the attack that each of them is under.
    """

    KIND, NOW, IDENTITY, WHO = Customers, Market, "customer_id", "customer"

    @property
    def asked(self) -> np.ndarray:
        """Today's customers, (n,): neither prospects nor those who have gone."""
        return (self.state >= State.HEALTHY) & (self.state < State.GONE)

    def columns(self) -> Customers:
        """The columns themselves, for a kernel that writes into none of them."""
        if self._rows is None:
            return self._columns
        return Customers(*(np.ascontiguousarray(column[self._rows]) for column in self._columns))
