"""How many orders, and how many visits, a row stands for: one, or as many as it says where rows are months."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.export.months import are_months, months_of_days
from salesim.export.raw_table import RawTable


def counts_of_visits(table: RawTable, usable: np.ndarray) -> tuple[np.ndarray, bool]:
    """Visits that each row stands for (n,), and whether rows are months; a cell that is no number counts as one."""
    days = table.columns["date"]
    stated = table.columns.get("count")
    if stated is None:
        return np.ones(len(table)), table.is_numbered or are_months(days[usable])
    counts = np.where(np.isnan(stated), 1.0, np.maximum(stated, 0.0))
    return counts, table.is_numbered or are_months(days[usable])


def counts_of_orders(
    table: RawTable, customer: np.ndarray, amount: np.ndarray, usable: np.ndarray
) -> tuple[np.ndarray, str]:
    """Orders that each row stands for (n,), and what tells it; one each, and "", where rows are orders of a day.

    Where rows are months: the count that a column states; one a row, if customers have several rows in a month, which
    then are orders; else the quantity, or the amount, of the customer's one row.
    """
    days = table.columns["date"]
    ones = np.ones(len(table))
    if not (table.is_numbered or are_months(days[usable])):
        return ones, ""
    if "count" in table.columns:
        return np.nan_to_num(table.columns["count"], nan=1.0), "count"
    own = pd.DataFrame({"customer": customer[usable], "month": months_of_days(days[usable])})
    if own.duplicated().any():
        return ones, "rows"
    if "quantity" in table.columns and not np.isnan(table.columns["quantity"][usable]).any():
        return table.columns["quantity"], "quantity"
    return np.maximum(amount, 0.0), "amount"
