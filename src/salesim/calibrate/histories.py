"""What counts of customers' orders for the models of buying, and the same with equal histories counted once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


@dataclass(frozen=True)
class Histories:
    """What counts of customers' orders, (n,) each; times in weeks since the first order seen.

    Parameters
    ----------
    x : repeat orders.
    t_x, t_end : time of the latest order, and up to which the customer was watched.
    log_gaps : sum of the logarithms of the x gaps.
    seen_before : 1 for who had ordered before the first order that is seen, else 0.
    before_if_stays, before_if_churned : (n, m) orders before, m equally likely numbers, if the customer is still
        there, or churned after the latest order.
    """

    x: np.ndarray
    t_x: np.ndarray
    t_end: np.ndarray
    log_gaps: np.ndarray
    seen_before: np.ndarray
    before_if_stays: np.ndarray
    before_if_churned: np.ndarray

    def __len__(self) -> int:
        return len(self.x)

    @property
    def chances(self) -> np.ndarray:
        """Orders seen after which the customer may have left."""
        return self.x + self.seen_before

    def rows(self, which: np.ndarray) -> Histories:
        return Histories(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


class Rows(NamedTuple):
    """Histories that differ, (m,) each, with how many customers have each one; see `Histories`.

    Parameters
    ----------
    group : which of the groups, from 0.
    x, chances, before_if_stays, before_if_churned : whole numbers; the latter two (m, n).
    gaps : sum of the logarithms of all customers' gaps, and ``n_gaps`` how many there are.
    most_chances : the most orders before and chances to leave that any of them has.
    """

    weight: np.ndarray
    group: np.ndarray
    x: np.ndarray
    t_x: np.ndarray
    t_end: np.ndarray
    chances: np.ndarray
    before_if_stays: np.ndarray
    before_if_churned: np.ndarray
    gaps: float
    n_gaps: float
    most_chances: int

    @property
    def n(self) -> int:
        """Customers behind the rows."""
        return int(self.weight.sum())


def rows_of(h: Histories, group: np.ndarray | None = None) -> Rows:
    """Equal histories counted once; ``group`` (n,) from 0, all in one if left out."""
    group = np.zeros(len(h), np.int64) if group is None else group.astype(np.int64)
    columns = [group, h.x, h.t_x, h.t_end, h.chances, *h.before_if_stays.T, *h.before_if_churned.T]
    order = np.lexsort(columns)
    table = np.column_stack(columns)[order]
    begins = np.flatnonzero(np.append(True, (np.diff(table, axis=0) != 0.0).any(axis=1)))
    rows = order[begins]
    return Rows(
        weight=np.diff(np.append(begins, len(h))).astype(float),
        group=group[rows],
        x=h.x[rows].astype(np.int64),
        t_x=h.t_x[rows],
        t_end=h.t_end[rows],
        chances=h.chances[rows].astype(np.int64),
        before_if_stays=h.before_if_stays[rows].astype(np.int64),
        before_if_churned=h.before_if_churned[rows].astype(np.int64),
        gaps=float(h.log_gaps.sum()),
        n_gaps=float(h.x.sum()),
        most_chances=int((np.maximum(h.before_if_stays, h.before_if_churned).max(axis=1) + h.chances).max()) + 1,
    )
