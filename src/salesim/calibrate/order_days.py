"""The days on which customers ordered, also where the rows of an export are months."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.calibrate.notes import Note
from salesim.export.months import first_days, last_day, months_of_days
from salesim.export.read import Export
from salesim.wording import count
from salesim.wording.text import N_

BLOCK = 200_000  # customers' months at a time
MOST_A_MONTH = 31
COUNTED = ("count", "quantity", "rows")  # what tells how many orders a row of a month stands for

MONTHS = N_(
    "Rows are counts of a month: {n} orders in {rows} rows. Nothing tells on which days they were; they are placed on "
    "days of the month drawn at random, so how regularly customers order within a month is not in these data."
)
MONTHS_AS_ORDERS = N_(
    "Rows are months and do not say how many orders each has; a month counts as one order on its first day, so rates "
    "of orders are those of months with orders."
)
NO_MONEY = N_(
    "No column says what orders are worth; each counts as 1, so that sales and order values are numbers of '{what}'."
)
NUMBERED = N_(
    "Months are numbered, and nothing tells which they are; the first is taken as January 2000. Seasons and dates of "
    "the scenario are those of the numbers, not of the calendar."
)


def days_of_orders(orders: pd.DataFrame) -> pd.DataFrame:
    """One row a customer and day, by customer and day: customer, day, amount."""
    return orders.groupby(["customer", "day"], as_index=False, sort=True)["amount"].sum()


def order_days(export: Export, rng: np.random.Generator) -> pd.DataFrame:
    """`days_of_orders` of an export; orders that are counted by month are spread over days of the month."""
    if not is_spread(export):
        return days_of_orders(export.orders)
    return days_of_orders(spread(export.orders, export.end, rng))


def is_spread(export: Export) -> bool:
    """Whether rows tell how many orders a month had; amounts do if they are small whole numbers of no currency."""
    counts = export.orders["count"].to_numpy()
    if export.orders_by == "amount":
        return export.currency is None and bool((counts % 1 == 0).all()) and counts.mean() <= MOST_A_MONTH
    return export.orders_by in COUNTED


def spread(orders: pd.DataFrame, end: int, rng: np.random.Generator) -> pd.DataFrame:
    """Each row of a month as so many orders as it counts, on days of the month up to ``end`` drawn at random.

    A customer's orders of a month are on different days, as far as it has enough of them.
    """
    n = np.clip(np.round(orders["count"].to_numpy()), 1, MOST_A_MONTH).astype(np.int64)
    row = np.repeat(np.arange(len(orders)), n)
    customer, amount = orders["customer"].to_numpy()[row], (orders["amount"].to_numpy() / n)[row]
    month = months_of_days(orders["day"].to_numpy())[row]
    own = pd.DataFrame({"customer": customer, "month": month}).groupby(["customer", "month"])
    group, nth = own.ngroup().to_numpy(), own.cumcount().to_numpy()
    first = first_days(month)
    ends = {int(one): min(last_day(int(one)), end) for one in np.unique(month)}
    length = np.array([ends[int(one)] for one in month]) - first + 1
    day = np.zeros(len(row), np.int64)
    order = np.argsort(group, kind="stable")
    for start in range(0, int(group.max()) + 1, BLOCK):
        part = order[np.searchsorted(group[order], start) : np.searchsorted(group[order], start + BLOCK)]
        here = group[part] - start
        days_of = np.zeros(int(here.max()) + 1, np.int64)
        days_of[here] = length[part]
        keys = rng.random((len(days_of), MOST_A_MONTH))
        keys[np.arange(MOST_A_MONTH) >= days_of[:, None]] = np.inf
        day[part] = np.argsort(keys, axis=1)[here, nth[part] % days_of[here]]
    return pd.DataFrame({"customer": customer, "day": first + day, "amount": amount})


def month_notes(export: Export) -> list[Note]:
    """What a reader must know of rows that are months; none where they are orders of a day."""
    notes = [Note(NUMBERED)] if export.months_numbered else []
    if export.worth and export.worth == export.plan.tables["orders"].columns.get("count"):
        notes.append(Note(NO_MONEY, {"what": ", ".join(export.worth)}))
    if is_spread(export):
        n, rows = export.orders["count"].sum(), len(export.orders)
        notes.append(Note(MONTHS, {"n": count(n), "rows": count(rows)}))
    elif export.orders_by:
        notes.append(Note(MONTHS_AS_ORDERS))
    return notes
