"""Orders as they can be counted: repeated rows out, credit notes netted against the orders that they belong to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.export.import_log import ImportLog, RowStatus
from salesim.export.raw_table import RawTable

HALF_MINOR = 0.005


def repeated_rows(
    table: RawTable, customer: np.ndarray, amount: np.ndarray, usable: np.ndarray, repeats: str, import_log: ImportLog
) -> np.ndarray:
    """Mask (n,) of the rows that say again what an earlier one said, in all columns of the file.

    Rows of an order that differ in anything, such as a line's number or a product, are its lines. Where a file has
    neither numbers nor products, rows that are alike may be several orders: they count, and are told with their money,
    unless ``repeats`` says "drop" ("keep" counts all). A number that another customer's order has is refused.
    """
    rows = np.flatnonzero(usable)
    mask = np.zeros(len(table), bool)
    again = pd.DataFrame({"row": table.row[rows], "amount": amount[rows]}).duplicated().to_numpy().copy()
    tells = any(name in table.columns and (table.columns[name] != 0).any() for name in ("order", "line"))
    if repeats == "keep" or (repeats == "auto" and not tells):
        table.note(import_log, rows[again], "amount", RowStatus.KEPT, "row_repeated_kept", money=amount)
        again[:] = False
    table.note(import_log, rows[again], "amount", RowStatus.REJECTED, "row_repeated", money=amount)
    mask[rows[again]] = True
    if "order" in table.columns:
        number = table.columns["order"][rows]
        owner = pd.Series(customer[rows]).groupby(number).transform("first").to_numpy()
        foreign = (number != 0) & (owner != customer[rows]) & ~again
        table.note(import_log, rows[foreign], "customer", RowStatus.REJECTED, "order_of_another", money=amount)
        mask[rows[foreign]] = True
    return mask


def net_credits(
    table: RawTable, customer: np.ndarray, amount: np.ndarray, usable: np.ndarray, import_log: ImportLog
) -> tuple[np.ndarray, np.ndarray]:
    """Amounts (n,) after credit notes, and a mask of the orders that remain.

    A negative amount is netted against the order with its number, or else against the customer's latest orders up to
    its day.
    """
    amounts = np.where(usable, amount, 0.0)
    is_credit = usable & (amounts < 0)
    remains = usable & ~is_credit
    if not is_credit.any():
        return amounts, remains
    day = table.columns["date"]
    number = table.columns["order"] if "order" in table.columns else np.zeros(len(table), np.uint64)
    touched = np.flatnonzero(remains & np.isin(customer, np.unique(customer[is_credit])))
    touched = touched[np.lexsort((day[touched], customer[touched]))]
    starts = np.searchsorted(customer[touched], customer, side="left")
    ends = np.searchsorted(customer[touched], customer, side="right")
    netted: list[int] = []
    unmatched: list[int] = []
    for credit in np.flatnonzero(is_credit)[np.argsort(day[is_credit], kind="stable")].tolist():
        own = touched[starts[credit] : ends[credit]][::-1]  # latest first
        same = own[number[own] == number[credit]] if number[credit] else own[:0]
        before = own[day[own] <= day[credit]]
        left = -amounts[credit]
        for order in [*same.tolist(), *before.tolist()]:
            taken = min(left, amounts[order])
            amounts[order] -= taken
            left -= taken
            if left < HALF_MINOR:
                break
        amounts[credit] = 0.0
        (netted if left < HALF_MINOR else unmatched).append(credit)
    cancelled = remains & (amounts < HALF_MINOR)
    table.note(import_log, np.array(netted, dtype=np.int64), "amount", RowStatus.NETTED, "credit_netted", money=amount)
    table.note(
        import_log, np.array(unmatched, dtype=np.int64), "amount", RowStatus.REJECTED, "credit_unmatched", money=amount
    )
    table.note(import_log, cancelled, "amount", RowStatus.NETTED, "order_cancelled", money=amount)
    return amounts, remains & ~cancelled
