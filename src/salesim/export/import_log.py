"""The import log: the status of every row that is not simply used, with the reason; nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesim.phrase import Phrase, listed, told
from salesim.wording import count, money
from salesim.wording.bounds import MAX_AMOUNT
from salesim.wording.text import N_, say

COLUMNS = ["file", "line", "field", "value", "row_status", "reason", "money"]


class RowStatus(StrEnum):
    """What the import did with a row."""

    REJECTED = "rejected"
    SET_ASIDE = "set_aside"  # no sale or no visit, by its own words; or no data, such as a row of totals
    NETTED = "netted"  # a credit note, set against an order
    KEPT = "kept"  # used, but something in it is not

    def text(self, lang: str = "en") -> str:
        """The status as readers see it."""
        return say(STATUSES[self], lang)


STATUSES = {
    RowStatus.REJECTED: N_("rejected"),
    RowStatus.SET_ASIDE: N_("set aside"),
    RowStatus.NETTED: N_("netted"),
    RowStatus.KEPT: N_("used in part"),
}

# Codes of reasons, as JSON has them, and what they say.
REASONS = {
    "cells": N_("the number of cells is not that of the {detail} headings"),
    "blank": N_("blank"),
    "total_row": N_("a row of totals"),
    "group_row": N_("names the customer of the rows below it"),
    "footer": N_("a title or a footer, not data"),
    "other_decimal": N_("not a number in the notation of the others in this file"),
    "open": N_("not sold yet"),
    "lost": N_("lost or cancelled"),
    "returned": N_("returned or refunded as a whole"),
    "other": N_("no sale, such as a payment or a withdrawal"),
    "no_visit": N_("an activity that is no visit"),
    "not_made": N_("a visit that was not made"),
    "no_amount": N_("nothing in the row says what it is worth"),
    "no_order": N_("no order has this number"),
    "no_line": N_("an order of which the table of lines has none"),
    "month_only": N_("only a month is given; the row counts as an order of its first day"),
    "row_repeated": N_("says the same as an earlier row, in all columns"),
    "row_repeated_kept": N_(
        "says the same as an earlier row in all columns, and nothing tells whether it is another one; it counts"
    ),
    "total_repeated": N_("the order's total, which each of its rows repeats; it counts once"),
    "formula": N_("a formula; formulas are not evaluated"),
    "no_number": N_("not a number such as 1234.50"),
    "no_date": N_("not a date such as 2025-03-31"),
    "too_early": N_("a date before 1990"),
    "day_or_month": N_("day and month cannot be told apart; state date_order in columns.yaml"),
    "no_period": N_("not a month or quarter such as 2025-03 or 2025Q1"),
    "future": N_("the date lies in the future"),
    "after_until": N_("after the last day asked for"),
    "zero": N_("an amount of zero is no order"),
    "too_much": N_("above {most}, which is more than a scenario can hold"),
    "order_of_another": N_("this order number belongs to another customer's order"),
    "credit_netted": N_("a credit note, netted against its order or the latest one before it"),
    "credit_unmatched": N_("a credit note without enough earlier orders to net it against"),
    "order_cancelled": N_("cancelled in full by a credit note"),
    "customer_twice": N_("this customer is listed in an earlier row"),
    "rep_twice": N_("this rep is listed in an earlier row"),
    "unknown_customer": N_("not in the table of customers"),
    "unknown_rep": N_("not in the table of reps"),
    "unknown_rep_kept": N_("not in the table of reps; the row is used without the rep"),
    "visit_twice": N_("the same customer, day and rep as an earlier visit"),
    "swapped": N_("longitude and latitude seem swapped; the position is not used"),
    "off_globe": N_("no longitude and latitude on earth; the position is not used"),
    "in_the_sea": N_("0, 0 lies in the sea; the position is not used"),
}
ANY_CELLS = N_("the number of cells is not that of the headings")


@dataclass(frozen=True)
class Money:
    """An amount of a currency that is written in the reader's language."""

    amount: float
    currency: str

    def told(self, lang: str) -> str:
        return money(self.amount, self.currency, lang)

    def __str__(self) -> str:
        return self.told("en")


def reason_text(code: str, lang: str = "en", detail: str = "", currency: str = "CNY") -> str:
    """What a reason's code says; ``detail`` is the number of headings where the cells do not fit them.

    >>> reason_text("cells", "zh", "4"), reason_text("too_much", currency="USD")
    ('单元格数与 4 个表头不符', 'above 1 tn USD, which is more than a scenario can hold')
    """
    return told(reason_phrase(code, detail, currency), lang)


def reason_phrase(code: str, detail: str, currency: str) -> Phrase:
    """The same, for whoever will be told it later."""
    message = ANY_CELLS if code == "cells" and not detail else REASONS[code]
    return Phrase(message, detail=detail, most=Money(MAX_AMOUNT, currency))


@dataclass
class ImportLog:
    """Rows that something happened to, and how many rows each file had.

    Parameters
    ----------
    n_rows : rows of each file below its headings, blank ones not counted.
    n_blank : blank rows of each file.
    currency : of the export's amounts.
    """

    currency: str = "CNY"
    n_rows: dict[str, int] = field(default_factory=dict)
    n_blank: dict[str, int] = field(default_factory=dict)
    parts: list[pd.DataFrame] = field(default_factory=list)

    def add(
        self,
        files: Any,
        lines: Iterable[int],
        column: str,
        values: Any,
        row_status: RowStatus,
        reason: str,
        detail: Any = "",
        money: Any = 0.0,
    ) -> None:
        """Note some rows; ``files``, ``values``, ``detail`` and ``money`` (what they are worth) may be one for all.

        ``reason`` is a key of `REASONS`.
        """
        lines = np.asarray(lines, dtype=np.int64)
        if len(lines):
            part = {"file": files, "line": lines, "field": column, "value": values, "row_status": str(row_status)}
            self.parts.append(pd.DataFrame({**part, "reason": reason, "detail": detail, "money": money}))

    def table(self, lang: str = "en") -> pd.DataFrame:
        """One row for each row and field: `COLUMNS`, in the order of the files."""
        if not self.parts:
            return pd.DataFrame(columns=COLUMNS)
        found = pd.concat(self.parts, ignore_index=True).sort_values(["file", "line"], kind="stable")
        pairs = list(zip(found["reason"], found["detail"].astype(str), strict=True))
        texts = {(code, detail): reason_text(code, lang, detail, self.currency) for code, detail in set(pairs)}
        found["reason"] = [texts[pair] for pair in pairs]
        return found[COLUMNS].reset_index(drop=True)

    def counts(self) -> pd.DataFrame:
        """Rows by file, status and the reason's code: file, row_status, reason, rows, and the money they are worth."""
        if not self.parts:
            return pd.DataFrame(columns=["file", "row_status", "reason", "rows", "money"])
        found = pd.concat(self.parts, ignore_index=True)
        by = found.groupby(["file", "row_status", "reason"], as_index=False, sort=True)
        return by.agg(rows=("line", "size"), money=("money", "sum"))

    def in_short(self, most: int = 3) -> str:
        """The most frequent reasons for which rows are not used, each with what stands in the first such row."""
        lost = [part for part in self.parts if part["row_status"].iloc[0] != str(RowStatus.KEPT)]
        found = pd.concat(lost, ignore_index=True).groupby(["field", "reason"], sort=False)
        frequent = sorted(found, key=lambda group: -len(group[1]))[:most]
        lost_rows = []
        for (column, reason), rows in frequent:
            first = rows.iloc[0]
            why = reason_phrase(reason, first["detail"], self.currency)
            lost_rows.append(
                Phrase(
                    "{n} x {why}: {column} {value!r}", n=count(len(rows)), why=why, column=column, value=first["value"]
                )
            )
        return listed(lost_rows)

    def n_lost(self, file: str) -> int:
        """Rows of a file that are not used: rejected, or netted against another."""
        lost = [p.loc[(p["file"] == file) & (p["row_status"] != str(RowStatus.KEPT)), "line"] for p in self.parts]
        return int(pd.concat(lost).nunique()) if lost else 0


def write_import_log(import_log: ImportLog, path: Path, lang: str = "en") -> None:
    """The list as CSV that a spreadsheet opens, nothing in it taken for a formula."""
    table = import_log.table(lang)
    for name in ("file", "field", "value"):
        table[name] = safe_text(table[name])
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def safe_text(texts: pd.Series) -> pd.Series:
    """Texts with an apostrophe before those that a spreadsheet would take for a formula."""
    texts = texts.astype(str)
    starts = texts.str.slice(0, 1).isin(["=", "+", "-", "@", "\t", "\r"])
    return texts.where(~starts, "'" + texts)
