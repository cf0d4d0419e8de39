"""Customers as a modeller sees them: a set to select, group and aggregate, and single customers like agents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from salesim.columns import Customers, State, to_frame


class CustomerView:
    """One customer; attributes are cells of the columns."""

    __slots__ = ("_columns", "_row")

    def __init__(self, columns: Customers, row: int):
        self._columns = columns
        self._row = row

    def __getattr__(self, name: str) -> Any:
        try:
            cell = getattr(self._columns, name)[self._row]
        except AttributeError:
            raise AttributeError(f"a customer has no '{name}'; it has {', '.join(Customers._fields)}") from None
        return cell.item() if cell.ndim == 0 else cell.tolist()

    def __repr__(self) -> str:
        return f"<customer {self.customer_id}: {State(self.state).name.lower()}, seat {self.seat}>"


class CustomerSet:
    """Customers of a model, or a selection of them; rows follow the columns, names follow `Customers`.

    >>> model.customers.select(lambda c: c.state == State.HEALTHY).agg("goodwill", np.mean)  # doctest: +SKIP
    """

    def __init__(self, columns: Customers, rows: np.ndarray | None = None):
        self.columns = columns
        self.rows = np.arange(len(columns.customer_id)) if rows is None else rows

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[CustomerView]:
        return (CustomerView(self.columns, int(row)) for row in self.rows)

    def __getitem__(self, customer_id: int) -> CustomerView:
        """The customer with this id."""
        found = np.flatnonzero(self.columns.customer_id[self.rows] == customer_id)
        if len(found) == 0:
            raise KeyError(f"no customer {customer_id} here")
        return CustomerView(self.columns, int(self.rows[found[0]]))

    def get(self, name: str) -> np.ndarray:
        """One attribute of all customers in the set, (n,), as a copy."""
        return getattr(self.columns, name)[self.rows]

    def select(self, condition: Callable[[CustomerSet], Any]) -> CustomerSet:
        """Customers for which ``condition`` holds; it gets this set and may use its attributes as arrays."""
        return CustomerSet(self.columns, self.rows[np.asarray(condition(self), dtype=bool)])

    def groupby(self, name: str) -> dict[Any, CustomerSet]:
        """One set for each value of an attribute."""
        values = self.get(name)
        return {value.item(): CustomerSet(self.columns, self.rows[values == value]) for value in np.unique(values)}

    def agg(self, name: str, function: Callable[[np.ndarray], Any]) -> Any:
        """An aggregate of one attribute."""
        return function(self.get(name))

    def to_frame(self) -> pd.DataFrame:
        """A table with one row per customer."""
        return to_frame(self.columns).iloc[self.rows].reset_index(drop=True)

    def __getattr__(self, name: str) -> np.ndarray:
        if name in Customers._fields:
            return self.get(name)
        raise AttributeError(f"customers have no '{name}'; they have {', '.join(Customers._fields)}")
