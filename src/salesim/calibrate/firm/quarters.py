"""Quarters that the data cover, and the sales of reps and territories in them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from salesim.export.months import first_days, months_of_days
from salesim.export.read import Export

SLACK = 10  # days at either end that may lack: the data begin with an order, which need not be on the first


class Periods(NamedTuple):
    """Quarters or months that follow each other, (n,): first and last day since 1970."""

    first: np.ndarray
    last: np.ndarray

    def __len__(self) -> int:
        return len(self.first)

    @property
    def labels(self) -> list[str]:
        """Such as 2024Q3; of months, 2024-07.

        >>> Periods(np.array([19723]), np.array([19813])).labels
        ['2024Q1']
        """
        names = []
        for first, last in zip(months_of_days(self.first).tolist(), months_of_days(self.last).tolist(), strict=True):
            year, month = 1970 + first // 12, first % 12
            names.append(f"{year}Q{1 + month // 3}" if last - first == 2 else f"{year}-{month + 1:02d}")
        return names

    def of(self, days: np.ndarray) -> np.ndarray:
        """Position of each day's period (n_days,), -1 outside."""
        at = np.searchsorted(self.first, days, side="right") - 1
        inside = (at >= 0) & (days <= self.last[np.maximum(at, 0)]) if len(self.first) else np.zeros(len(days), bool)
        return np.where(inside, at, -1)


def covered_periods(start: int, end: int, months: int = 3, slack: int = SLACK) -> Periods:
    """The calendar quarters (or periods of 1 month) that days ``start`` to ``end`` cover, but for ``slack`` days."""
    month = int(months_of_days(np.array([start]))[0]) // months * months
    until = int(months_of_days(np.array([end]))[0])
    starts = np.arange(month, until + 1, months)
    first, last = first_days(starts), first_days(starts + months) - 1
    whole = (first >= start - slack) & (last <= end + slack)
    return Periods(first[whole], last[whole])


def sellers(export: Export) -> np.ndarray:
    """Code of the rep of each order (n_orders,): whom the order names, or else the customer's own; -1 without."""
    orders = export.orders
    owner = export.customers["rep"].to_numpy()[orders["customer"]]
    return np.where(orders["rep"] >= 0, orders["rep"], owner).astype(np.int64)


class Units(NamedTuple):
    """Territories of the customers: of what kind, their names, and each customer's (n_customers,), -1 without."""

    kind: str
    names: list[str]
    code: np.ndarray


def territories(export: Export) -> Units | None:
    """Territories as the export has them: by their own column, else by state, else by owner; None without any.

    Owners make territories only where orders name their reps besides, as both are the same otherwise.
    """
    frame = export.customers
    for kind in ("territory", "state"):
        names = frame[kind].astype(str).to_numpy()
        told = names != ""
        several = np.unique(names[told])
        if told.mean() >= 0.5 and 2 <= len(several) <= max(len(frame) // 5, 2):
            return Units(kind, several.tolist(), np.where(told, np.searchsorted(several, names), -1))
    owner = frame["rep"].to_numpy().astype(np.int64)
    if (export.orders["rep"] >= 0).any() and not export.owners_by_orders and len(np.unique(owner[owner >= 0])) > 1:
        return Units("owner", list(export.reps), owner)
    return None


def totals(unit: np.ndarray, days: np.ndarray, amounts: np.ndarray, n_units: int, periods: Periods) -> np.ndarray:
    """Sums of amounts by unit and period, (n_units, n_periods); rows of no unit or period are left out."""
    at = periods.of(days)
    inside = (at >= 0) & (unit >= 0)
    n = len(periods)
    sums = np.bincount(unit[inside] * n + at[inside], weights=amounts[inside], minlength=n_units * n)
    return sums.reshape(n_units, n)


def quotas_of(quotas: pd.DataFrame | None, n_reps: int, periods: Periods) -> np.ndarray:
    """Quota of each rep and period (n_reps, n_periods) [money], NaN where quotas do not fill the period.

    Quotas of months add up to a quarter's; those of longer periods are not taken apart.
    """
    found = np.full((n_reps, len(periods)), np.nan)
    if quotas is None or quotas.empty or not len(periods):
        return found
    at = periods.of(quotas["first_day"].to_numpy())
    inside = (at >= 0) & (quotas["last_day"].to_numpy() <= periods.last[np.maximum(at, 0)])
    rows = quotas[inside].assign(period=at[inside])
    by = rows.groupby(["rep", "period"])[["amount", "months"]].sum()
    length = months_of_days(periods.last) - months_of_days(periods.first) + 1
    for (rep, period), amount, months in zip(by.index, by["amount"], by["months"], strict=True):
        if months == length[period]:
            found[rep, period] = amount
    return found
