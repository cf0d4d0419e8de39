"""Sales by product line, by the column of an export that says which line a row of an order is of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesim.calibrate.notes import Note
from salesim.export.read import Export
from salesim.wording import count, percent
from salesim.wording.text import N_

YEAR_DAYS = 365

UNKNOWN_LINE = N_("Of the sales, {share} name no product line ({n} rows).")
NO_LINES = N_("No column of the export says of which product line an order is.")


@dataclass(frozen=True)
class ProductLines:
    """Sales by product line.

    Parameters
    ----------
    heading : of the column that tells.
    rows : one row a line, the largest first: line, sales [money], share, rows, customers, last_year (sales of the last
        365 days), growth (of these over those of the 365 days before; NaN where the data are shorter).
    note : what share of the sales names no line; None if all do.
    """

    heading: str
    rows: pd.DataFrame
    note: Note | None


def product_lines(export: Export) -> ProductLines | None:
    """The lines of an export; None if no column tells them."""
    if not export.products:
        return None
    orders = export.orders
    known = orders["product"].to_numpy() >= 0
    total = float(orders["amount"].sum())
    told = orders[known].assign(product=orders.loc[known, "product"].to_numpy())
    by = told.groupby("product").agg(
        sales=("amount", "sum"), rows=("amount", "size"), customers=("customer", "nunique")
    )
    recent = told["day"] > export.end - YEAR_DAYS
    earlier = ~recent & (told["day"] > export.end - 2 * YEAR_DAYS)
    by["last_year"] = told[recent].groupby("product")["amount"].sum().reindex(by.index, fill_value=0.0)
    before = told[earlier].groupby("product")["amount"].sum().reindex(by.index, fill_value=0.0)
    two_years = export.end - export.start >= 2 * YEAR_DAYS - 10
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = by["last_year"] / before - 1.0
    by["growth"] = growth.where((before > 0) & two_years)
    by.insert(1, "share", by["sales"] / total)
    by.insert(0, "line", [export.products[int(code)] for code in by.index])
    rows = by.sort_values(["sales", "line"], ascending=[False, True]).reset_index(drop=True)
    note = None
    if not known.all():
        share = percent(float(orders.loc[~known, "amount"].sum()) / total, decimals=1)
        note = Note(UNKNOWN_LINE, {"share": share, "n": count(int((~known).sum()))})
    return ProductLines(export.product_heading, rows, note)
