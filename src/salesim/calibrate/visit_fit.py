"""The response to visits that an export shows, and which customers say nothing on it, with the reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesim.calibrate.customer_base import CustomerBase
from salesim.calibrate.estimates import default_value
from salesim.calibrate.notes import Note
from salesim.calibrate.visit_months import (
    MAX_IN_MONTHS,
    MIN_CUSTOMERS,
    at_both_ends,
    fit_monthly_response,
    monthly_counts,
)
from salesim.calibrate.visit_panel import MAX_CUSTOMERS, WeeklyResponse, fit_weekly_response
from salesim.calibrate.visit_response import VisitResponse
from salesim.export.months import last_day, months_of_days
from salesim.export.read import Export
from salesim.phrase import Phrase
from salesim.wording import count, figure
from salesim.wording.text import N_

MAX_IN_PANEL = 20_000  # customers among whom those of the panel are drawn
CARRY_OVER = "market.goodwill.carry_over"

LEFT_OUT = {
    "no_order": N_("no order in these weeks or months"),
    "joined": N_("the first order came after the panel began"),
    "left": N_("no order near the end of the panel, so that they may have left"),
    "no_visit": N_("never visited"),
    "not_drawn": N_("not drawn: more customers are not needed"),
}
COUNTED_FROM = {
    "": N_("days with an order"),
    "count": N_("the counts that the rows state"),
    "rows": N_("rows, each as one order"),
    "quantity": N_("the quantities that the rows state"),
    "amount": N_("the amounts of the rows"),
}
ENDS = N_(
    "Without the {n} customers who had neither order nor visit at one end of the months, the elasticity of visits is "
    "{without} instead of {whole}; it lies {where} the 95% interval, so the {taken} is used."
)
INSIDE, OUTSIDE = N_("within"), N_("outside of")
WHOLE, STAYERS = N_("estimate from all customers"), N_("estimate without them")


@dataclass(frozen=True)
class VisitFit:
    """What visits do, and the customers from whom it was estimated.

    Parameters
    ----------
    response : the estimates; None if too few customers are left.
    by_month : whether the panel's periods are months, else weeks.
    n_periods : of the panel.
    customers : with an order or a visit in it.
    left_out : how many of them say nothing, by reason (a key of `LEFT_OUT`).
    counted_from : what an order of the panel is, a key of `COUNTED_FROM`.
    notes : what else a reader must know.
    """

    response: WeeklyResponse | None
    by_month: bool
    n_periods: int
    customers: int
    left_out: dict[str, int]
    counted_from: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def monthly(self) -> VisitResponse | None:
        """The fit by month; None where the panel is by week or too small."""
        return self.response.monthly if self.response is not None else None

    def table(self) -> pd.DataFrame:
        """One row a quantity: quantity, value, low, high; customers left out likewise, with no interval."""
        rows: list[tuple[str, float, float, float]] = []
        one = self.response
        if one is not None:
            rows += [
                ("eta", one.eta, *one.eta_interval),
                ("carry_over_week", one.carry_over, *one.carry_over_interval),
                ("pooled_eta", one.pooled_eta, np.nan, np.nan),
                ("visits_a_month", one.visits_a_month, np.nan, np.nan),
            ]
        if self.monthly is not None:
            month = self.monthly
            rows += [
                ("standard_error", month.standard_error, np.nan, np.nan),
                ("carry_over_month", month.carry_over, *month.carry_over_range),
                ("elasticity", month.elasticity, np.nan, np.nan),
            ]
        used = self.customers - sum(self.left_out.values())
        counts = {"customers": self.customers, "customers_used": used, "periods": self.n_periods}
        counts |= {f"left_out_{reason}": n for reason, n in self.left_out.items() if n}
        rows += [(name, float(n), np.nan, np.nan) for name, n in counts.items()]
        return pd.DataFrame(rows, columns=["quantity", "value", "low", "high"])


def fit_visits(export: Export, base: CustomerBase, days: pd.DataFrame, rng: np.random.Generator) -> VisitFit | None:
    """The response to visits: by month where rows are counts of a month, else by week; None without visits."""
    visits = export.visits
    if visits is None or visits.empty:
        return None
    usual = float(default_value(CARRY_OVER))
    if export.visits_by_month or export.orders_by:
        return by_months(export, visits, days, usual, rng)
    return by_weeks(export, base, visits, days, usual, rng)


def by_months(
    export: Export, visits: pd.DataFrame, days: pd.DataFrame, usual: float, rng: np.random.Generator
) -> VisitFit:
    """The fit of the months that both tables cover, from everybody with an order or a visit in them."""
    orders = export.orders if export.orders_by else days.assign(count=1.0)
    ends = [
        int(months_of_days(np.array([d]))[0])
        for d in (export.start, visits["day"].min(), export.end, visits["day"].max())
    ]
    first, last = max(ends[:2]), min(ends[2:])
    if last_day(last) > export.end and not export.orders_by:
        last -= 1  # a month of which the orders are there in part
    n_months = max(last - first + 1, 0)
    codes = np.union1d(orders["customer"].to_numpy(), visits["customer"].to_numpy())
    if n_months == 0:
        return VisitFit(None, True, 0, 0, {}, export.orders_by)
    bought, seen = (monthly_counts(table, codes, first, n_months) for table in (orders, visits))
    there = (bought > 0).any(axis=1) | (seen > 0).any(axis=1)
    left_out = {"no_order": int((there & ~(bought > 0).any(axis=1)).sum())}
    bought, seen = bought[there], seen[there]
    n, says = len(bought), (bought > 0).any(axis=1)
    if says.sum() > MAX_IN_MONTHS:
        left_out["not_drawn"] = int(says.sum()) - MAX_IN_MONTHS
        drawn = np.sort(rng.choice(np.flatnonzero(says), MAX_IN_MONTHS, replace=False))
        bought, seen = bought[drawn], seen[drawn]
    response = fit_monthly_response(bought, seen, usual)
    stayed = at_both_ends(bought, seen)
    notes: tuple[Note, ...] = ()
    gone = int((~stayed & (bought > 0).any(axis=1)).sum())
    if response is not None and gone and stayed.sum() >= MIN_CUSTOMERS:
        response, notes = checked(response, fit_monthly_response(bought[stayed], seen[stayed], usual), gone)
        left_out["left"] = gone if notes and notes[0].places["taken"] == STAYERS else 0
    return VisitFit(response, True, n_months, n, left_out, export.orders_by, notes)


def checked(
    whole: WeeklyResponse, stayers: WeeklyResponse | None, gone: int
) -> tuple[WeeklyResponse, tuple[Note, ...]]:
    """The estimates from all, or those without who came or went where they contradict each other; and a note."""
    if stayers is None:
        return whole, ()
    low, high = whole.eta_interval
    inside = low <= stayers.eta <= high
    places = {
        "n": count(gone),
        "without": figure(round(stayers.eta, 3)),
        "whole": figure(round(whole.eta, 3)),
        "where": Phrase(INSIDE if inside else OUTSIDE),
        "taken": Phrase(WHOLE if inside else STAYERS),
    }
    return (whole if inside else stayers), (Note(ENDS, places),)


def by_weeks(
    export: Export,
    base: CustomerBase,
    visits: pd.DataFrame,
    days: pd.DataFrame,
    usual: float,
    rng: np.random.Generator,
) -> VisitFit:
    """The weekly fit, from customers who ordered before the panel begins and near its end.

    The first weeks of the data belong to no panel: a customer who comes in them has neither order nor visit before, and
    both from then on, which would pass for a response.
    """
    end = min(export.end, int(visits["day"].max()))
    seen_from = max(export.start, int(visits["day"].min()))
    n_seen = max((end - seen_from + 1) // 7, 0)
    lead, tail = max(n_seen // 8, 4) * 7, max(n_seen // 8, 8) * 7
    start = max(seen_from, export.start + lead)
    n_weeks = max((end - start + 1) // 7, 0)
    if n_weeks == 0:
        return VisitFit(None, False, 0, 0, {})
    joined = base.start + base.first >= start
    left = ~joined & (base.start + base.last < end - tail)
    only_visited = np.setdiff1d(visits["customer"].to_numpy(), base.codes)
    left_out = {"no_order": len(only_visited), "joined": int(joined.sum()), "left": int(left.sum())}
    n, codes = len(base.codes) + len(only_visited), base.codes[~joined & ~left]
    if len(codes) == 0:
        return VisitFit(None, False, n_weeks, n, left_out)
    n_stayed = len(codes)
    if n_stayed > MAX_IN_PANEL:
        codes = np.sort(rng.choice(codes, MAX_IN_PANEL, replace=False))
    bought, seen = (weekly_counts(table, codes, start, n_weeks) for table in (days, visits))
    says = (bought > 0).any(axis=1) & (seen > 0).any(axis=1)
    left_out["no_visit"] = int(((bought > 0).any(axis=1) & ~says).sum())
    left_out["no_order"] += int((~(bought > 0).any(axis=1)).sum())
    left_out["not_drawn"] = n_stayed - len(codes) + max(int(says.sum()) - MAX_CUSTOMERS, 0)
    return VisitFit(fit_weekly_response(bought, seen, usual, rng), False, n_weeks, n, left_out)


def weekly_counts(table: pd.DataFrame, codes: np.ndarray, start: int, n_weeks: int) -> np.ndarray:
    """Events a week of some customers (codes ascending), (n, n_weeks); a row is one, or its ``count``."""
    week = ((table["day"] - start) // 7).to_numpy()
    row = np.searchsorted(codes, table["customer"].to_numpy())
    row = np.minimum(row, len(codes) - 1)
    inside = (codes[row] == table["customer"].to_numpy()) & (week >= 0) & (week < n_weeks)
    weight = table["count"].to_numpy(float)[inside] if "count" in table else None
    counts = np.bincount(row[inside] * n_weeks + week[inside], weights=weight, minlength=len(codes) * n_weeks)
    return counts.reshape(len(codes), n_weeks)
