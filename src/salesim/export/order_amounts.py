"""What the rows of a table of orders are worth: amounts, or quantity times price, or an order's total, counted once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.export.import_log import ImportLog, RowStatus
from salesim.export.raw_table import RawTable

CONSTANT = 1e-9  # relative difference at which amounts are the same


def amounts_of(table: RawTable, import_log: ImportLog) -> tuple[np.ndarray, str]:
    """Amount of each row (n,) [money], less what was refunded, NaN where none can be told; and the column it is from.

    The first that there is of: the line's amount, the amount, the order's total, quantity x price x (1 - discount);
    where no order has several rows, the amount before the line's; a total last, as it may hold taxes and freight. A
    total that every row of an order repeats counts once. Where nothing is in money, what is counted is the amount.
    """
    columns = table.columns
    several = has_lines(table)
    names = ("line_amount", "amount", "order_total") if several else ("amount", "line_amount", "order_total")
    amounts, name = np.full(len(table), np.nan), ""
    for name in (*names, "product", "count"):
        values = product(table) if name == "product" else columns.get(name)
        if values is None or np.isnan(values).all():
            continue
        whole = several and name in ("amount", "order_total")
        if whole:
            values = once(table, values, import_log, certain=name == "order_total")
        amounts = values.copy()
        break
    if "refund" in columns:
        refund = np.nan_to_num(columns["refund"])
        amounts -= np.sign(amounts) * np.minimum(np.abs(refund), np.abs(amounts))
    return amounts, name


def product(table: RawTable) -> np.ndarray | None:
    """Quantity times price less discount, a share or money (n,); a price alone is of one piece; None without prices."""
    price = table.columns.get("price")
    if price is None:
        return None
    quantity = table.columns.get("quantity", np.ones(len(table)))
    discount = table.columns.get("discount", np.zeros(len(table)))
    is_money = (discount < 0).any()
    if not is_money and (discount == 1.0).sum() > 0.5 * (~np.isnan(discount)).sum():
        discount = 1.0 - discount  # most rows say 1 or 100 %: what is left to pay, not what is taken off
    off = np.nan_to_num(table.columns["discount_amount"]) if "discount_amount" in table.columns else 0.0
    discount = np.nan_to_num(discount)
    off += np.where(discount < 0, -discount, 0.0)
    worth: np.ndarray = np.round(quantity * price * (1.0 - np.maximum(discount, 0.0)) - np.abs(off), 6)
    return worth


def has_lines(table: RawTable) -> bool:
    """Whether some order has several rows."""
    number = table.columns.get("order")
    return number is not None and bool(pd.Series(number[number != 0]).duplicated().any())


def once(table: RawTable, values: np.ndarray, import_log: ImportLog, certain: bool) -> np.ndarray:
    """Amounts (n,) that are the orders' own, each on its first row only, where the rows repeat it.

    An amount surely is the order's if ``certain``, which its heading says. Else it is if every order of several rows
    has it alike in all of them though something else tells the rows apart, and their worth differs or is not known.
    """
    number = table.columns["order"]
    frame = pd.DataFrame({"number": number, "value": values})[(number != 0) & ~np.isnan(values)]
    by = frame.groupby("number")["value"]
    size, spread = by.transform("size"), by.transform("max") - by.transform("min")
    many = size > 1
    alike = spread <= CONSTANT * np.maximum(by.transform("max").abs(), 1.0)
    if not many.any() or not alike[many].all():
        return values
    if not certain:
        worth = product(table)
        if worth is None or np.isnan(worth).all() or not _adds_up(table, frame.index.to_numpy(), worth, values):
            return values
    again = frame.index[frame["number"].duplicated()].to_numpy()
    table.note(import_log, again, "order", RowStatus.KEPT, "total_repeated")
    counted = values.copy()
    counted[again] = np.nan
    return counted


def _adds_up(table: RawTable, rows: np.ndarray, worth: np.ndarray, values: np.ndarray) -> bool:
    """Whether the rows' own worth adds up to the order's value for most orders of several rows."""
    frame = pd.DataFrame({"number": table.columns["order"][rows], "worth": worth[rows], "value": values[rows]})
    frame = frame[frame["number"].duplicated(keep=False)]
    by = frame.groupby("number")
    total, value = by["worth"].sum(), by["value"].first()
    return bool(((total - value).abs() <= 0.25 * value.abs()).mean() > 0.5)
