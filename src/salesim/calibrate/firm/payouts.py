"""Payouts recomputed from the stated plan and the export's own sales and quotas, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesim.calibrate.export_fits import sales_of, within_window
from salesim.calibrate.firm.quarters import SLACK
from salesim.calibrate.firm.stated_plan import StatedPlan, plan_of
from salesim.calibrate.notes import Note
from salesim.export.months import first_days, months_of_days
from salesim.export.read import Export
from salesim.pay.curve import curve_pay_all
from salesim.phrase import Phrase
from salesim.wording import count
from salesim.wording.text import N_

HALF_CENT = 0.005 + 1e-6  # nobody knows which way half a cent was rounded
STATUSES = {
    "equal": N_("equal"),
    "differs": N_("differs"),
    "no_quota": N_("no quota for the period"),
    "no_plan": N_("no plan stated for the period"),
    "in_part": N_("the plan's period is paid in part only"),
}

NO_PLAN = N_(
    "The export has payouts but states no pay plan, so they are not recomputed. The file pay_plan.yaml in its folder, "
    "or pay_plan in columns.yaml, states one with the fields of sales_force.pay, such as period: "
    "quarter, salary_per_month: 3000, commission_rate: 0.02."
)
NO_PAYOUTS = N_("A pay plan is stated, but the export has no payouts of periods that its orders cover.")
ALL_EQUAL = N_("Of {n} payouts recomputed from the stated plan, all are equal to the cent.")
SOME_DIFFER = N_(
    "Of {n} payouts recomputed from the stated plan, {equal} are equal to the cent and {differ} differ, by {sum} in "
    "all and {most} at most ({rep}, {period})."
)
NOT_COMPARED = N_("{n} payouts could not be recomputed: {why}.")


@dataclass(frozen=True)
class Payouts:
    """One row a rep and period of the plan: rep, period, first_day, last_day, months, sales, quota, paid, recomputed,
    difference (paid less recomputed) [money], status (a key of `STATUSES`)."""

    rows: pd.DataFrame

    def notes(self, currency: str) -> list[Note]:
        """How many are equal, and which differ most."""
        compared = self.rows[self.rows["status"].isin(("equal", "differs"))]
        differ = compared[compared["status"] == "differs"]
        notes = []
        if len(compared) and differ.empty:
            notes.append(Note(ALL_EQUAL, {"n": count(len(compared))}))
        elif len(compared):
            worst = differ.loc[differ["difference"].abs().idxmax()]
            places = {
                "n": count(len(compared)),
                "equal": count(len(compared) - len(differ)),
                "differ": count(len(differ)),
                "sum": in_cents(float(differ["difference"].sum()), currency),
                "most": in_cents(float(worst["difference"]), currency),
                "rep": str(worst["rep"]),
                "period": str(worst["period"]),
            }
            notes.append(Note(SOME_DIFFER, places))
        for status in ("no_quota", "no_plan", "in_part"):
            n = int((self.rows["status"] == status).sum())
            if n:
                notes.append(Note(NOT_COMPARED, {"n": count(n), "why": Phrase(STATUSES[status])}))
        return notes


def in_cents(amount: float, currency: str) -> str:
    """An amount to the cent, such as -1,204.50 USD."""
    return f"{count(amount, decimals=2)} {currency}"


def recompute_payouts(export: Export, plans: Sequence[StatedPlan]) -> tuple[Payouts | None, list[Note]]:
    """Payouts of the periods that the orders cover, beside what the plans pay; None, and why, if there is nothing."""
    has_payouts = export.payouts is not None and not export.payouts.empty
    if not plans:
        return None, [Note(NO_PLAN)] if has_payouts else []
    paid = within_window(export, export.payouts, SLACK) if has_payouts else None
    if paid is None or paid.empty:
        return None, [Note(NO_PAYOUTS)]
    rows = in_periods(paid, export, plans)
    rows["sales"] = sales_of(export, rows)
    rows["quota"] = quota_for(export, rows)
    rows["recomputed"] = np.nan
    status = np.where(rows["plan"] < 0, "no_plan", np.where(rows["whole"], "", "in_part")).astype(object)
    for number, plan in enumerate(plans):
        own = (rows["plan"] == number).to_numpy()
        lacks = own & rows["quota"].isna().to_numpy() if plan.needs_quota else np.zeros(len(rows), bool)
        status[lacks] = "no_quota"
        at = np.flatnonzero(own & ~lacks)
        if len(at):
            curve = type(plan.curve)(*(np.repeat(array, len(at), axis=0) for array in plan.curve))
            quota = rows["quota"].to_numpy(float)[at]
            variable = curve_pay_all(curve, rows["sales"].to_numpy(float)[at], np.nan_to_num(quota, nan=1.0))
            salary = plan.pay.salary_per_month * rows["months"].to_numpy(float)[at]
            rows.loc[rows.index[at], "recomputed"] = salary + variable
    difference = (rows["paid"] - rows["recomputed"]).to_numpy()
    told, equal = status == "", np.abs(difference) <= HALF_CENT
    status[told] = np.where(equal[told], "equal", "differs")
    rows["difference"] = np.where(equal, 0.0, np.round(difference, 2))
    rows["recomputed"] = rows["recomputed"].round(2)
    rows["status"] = status
    columns = ["rep", "period", "first_day", "last_day", "months", "sales", "quota", "paid", "recomputed"]
    named = rows.assign(rep=[export.reps[rep] for rep in rows["rep"]])
    return Payouts(named[[*columns, "difference", "status"]].reset_index(drop=True)), []


def in_periods(paid: pd.DataFrame, export: Export, plans: Sequence[StatedPlan]) -> pd.DataFrame:
    """Payouts by rep and period of the plan in force: what is paid by month for a plan of quarters is added up.

    rep, first_day, last_day, months, paid, plan (position, -1 without), whole (whether all of the period is paid),
    period (its label).
    """
    rows = []
    names = paid["plan"].to_numpy() if "plan" in paid else np.full(len(paid), "")
    for row, name in zip(paid.itertuples(), names, strict=True):
        plan = plan_of(plans, export.reps[row.rep], row.first_day, name)
        first, last, months = row.first_day, row.last_day, int(row.months)
        if plan is not None and plan.months is not None and plan.months > months:
            month = int(months_of_days(np.array([first]))[0]) // plan.months * plan.months
            first, last = (int(day) for day in first_days(np.array([month, month + plan.months])) - [0, 1])
        number = next((i for i, one in enumerate(plans) if one is plan), -1)
        rows.append((row.rep, first, last, months, float(row.amount), number))
    frame = pd.DataFrame(rows, columns=["rep", "first_day", "last_day", "months", "paid", "plan"])
    by = frame.groupby(["rep", "first_day", "last_day", "plan"], as_index=False, sort=True).agg(
        months=("months", "sum"), paid=("paid", "sum"), longest=("months", "max")
    )
    length = months_of_days(by["last_day"].to_numpy()) - months_of_days(by["first_day"].to_numpy()) + 1
    by["whole"] = by["months"].to_numpy() == length
    by["period"] = [label(first, n) for first, n in zip(by["first_day"], length, strict=True)]
    return by


def label(first: int, months: int) -> str:
    """A period as people write it: 2024-03, 2024Q1, 2024H1, 2024."""
    month = int(months_of_days(np.array([first]))[0])
    year, of_year = 1970 + month // 12, month % 12
    if months == 12 and of_year == 0:
        return str(year)
    if months in (3, 6) and of_year % months == 0:
        return f"{year}{'Q' if months == 3 else 'H'}{1 + of_year // months}"
    return f"{year}-{of_year + 1:02d}"


def quota_for(export: Export, rows: pd.DataFrame) -> np.ndarray:
    """Quota of each row's rep and period (n,), NaN where the quotas' periods do not fill it."""
    found = np.full(len(rows), np.nan)
    if export.quotas is None or export.quotas.empty:
        return found
    by_rep = {rep: quotas for rep, quotas in export.quotas.groupby("rep")}
    length = months_of_days(rows["last_day"].to_numpy()) - months_of_days(rows["first_day"].to_numpy()) + 1
    for i, row in enumerate(rows.itertuples()):
        quotas = by_rep.get(row.rep)
        if quotas is None:
            continue
        inside = quotas[(quotas["first_day"] >= row.first_day) & (quotas["last_day"] <= row.last_day)]
        if len(inside) and inside["months"].sum() == length[i]:
            found[i] = float(inside["amount"].sum())
    return found
