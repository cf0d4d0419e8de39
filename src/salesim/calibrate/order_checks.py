"""Orders as they can be counted: repeated rows out, credit notes netted against the orders that they belong to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.calibrate.import_log import ImportLog, RowStatus
from salesim.calibrate.raw_table import RawTable

HALF_MINOR = 0.005


def repeated_rows(table: RawTable, usable: np.ndarray, import_log: ImportLog) -> np.ndarray:
    """Mask (n,) of the rows that say again what an earlier one said.

    With an order number: the same number, customer, day and amount; a number that another customer's order has is
    refused, too. Further lines of one order are none of these: their amounts add up. Without: the same customer, day
    and amount.
    """
    rows = np.flatnonzero(usable)
    frame = pd.DataFrame({name: table.columns[name][rows] for name in ("customer", "date", "amount")})
    number = table.columns["order"][rows] if "order" in table.columns else np.zeros(len(rows), np.uint64)
    frame["number"] = number
    again = frame.duplicated().to_numpy()
    table.note(import_log, rows[again & (number != 0)], "order", RowStatus.REJECTED, "order_repeated")
    table.note(import_log, rows[again & (number == 0)], "amount", RowStatus.REJECTED, "order_repeated_no_number")
    owner = frame.groupby("number")["customer"].transform("first").to_numpy()
    foreign = (number != 0) & (owner != frame["customer"].to_numpy()) & ~again
    table.note(import_log, rows[foreign], "customer", RowStatus.REJECTED, "order_of_another")
    mask = np.zeros(len(table), bool)
    mask[rows[again | foreign]] = True
    return mask


def net_credits(table: RawTable, usable: np.ndarray, import_log: ImportLog) -> tuple[np.ndarray, np.ndarray]:
    """Amounts (n,) after credit notes, and a mask of the orders that remain.

    A negative amount is netted against the order with its number, or else against the customer's latest orders up to
    its day.
    """
    amounts = np.where(usable, table.columns["amount"], 0.0)
    is_credit = usable & (amounts < 0)
    remains = usable & ~is_credit
    if not is_credit.any():
        return amounts, remains
    customer, day = table.columns["customer"], table.columns["date"]
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
    table.note(import_log, np.array(netted, dtype=np.int64), "amount", RowStatus.NETTED, "credit_netted")
    table.note(import_log, np.array(unmatched, dtype=np.int64), "amount", RowStatus.REJECTED, "credit_unmatched")
    table.note(import_log, cancelled, "amount", RowStatus.NETTED, "order_cancelled")
    return amounts, remains & ~cancelled
