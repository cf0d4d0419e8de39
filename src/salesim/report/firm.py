"""Parts of a calibration's page on the firm: visits, reps and territories, payouts, changes, product lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from salesim.calibrate.calibration import Calibration
from salesim.calibrate.firm.backtest import FirmBacktest
from salesim.calibrate.firm.changes import KINDS
from salesim.calibrate.firm.effort import OUTCOMES, Effort
from salesim.calibrate.firm.findings import FILES
from salesim.calibrate.firm.payouts import STATUSES, Payouts
from salesim.calibrate.firm.products import NO_LINES
from salesim.calibrate.notes import Note
from salesim.calibrate.visit_fit import COUNTED_FROM, LEFT_OUT, VisitFit
from salesim.report.tables import Cell, Row, Table
from salesim.wording import count, day, figure, money, percent
from salesim.wording.text import N_, say

MAX_ROWS = 30  # of a table on the page; all of them are in the file

LEVELS = {"rep": N_("reps"), "territory": N_("territories")}
TERRITORY_KINDS = {
    "territory": N_("Territories are those that the export names."),
    "state": N_("The export names no territories; states stand for them."),
    "owner": N_("The export names no territories; the customers of an owner are taken for one."),
}
FORECAST_NAMES = {
    "known": N_("model, customers known"),
    "model": N_("model, with new customers"),
    "same_quarter": N_("same quarter of the year before"),
    "last_quarter": N_("last quarter repeated"),
    "mean": N_("mean quarter of the year before"),
}
ERRORS = (N_("Forecast"), N_("Total"), N_("Bias"), N_("Quarterly error"))
UNIT_HEADINGS = (
    N_("Rep"),
    N_("Sales"),
    N_("model"),
    N_("difference"),
    N_("same quarter of the year before"),
    N_("Attainment"),
    N_("attainment forecast"),
)
TERRITORY = N_("Territory")
PAYOUT_HEADINGS = (
    N_("Rep"),
    N_("Period"),
    N_("Sales"),
    N_("Quota"),
    N_("Paid"),
    N_("Recomputed"),
    N_("difference"),
    N_("Status"),
)
STUDY_HEADINGS = (N_("Change"), N_("Response of"), N_("Effect"), N_("95% interval"), N_("Verdict"))
LEAD_HEADINGS = (N_("Period from the change"), N_("Reps"), N_("Effect"), N_("95% interval"))
CHANGE_HEADINGS = (N_("Change"), N_("Rep"), N_("Day"), N_("Size"))
POWER_HEADINGS = (N_("Watched for"), N_("Reps needed for 10%"), N_("Smallest effect that the reps show"))
LINE_HEADINGS = (N_("Product line"), N_("Sales"), N_("Share"), N_("Customers"), N_("last 365 days"), N_("growth"))
VISIT_HEADINGS = (N_("Quantity"), N_("Estimate"), N_("95% interval"))
LEFT_OUT_HEADINGS = (N_("Customers left out"), N_("Customers"))

BY_MONTH = N_(
    "Rows are counts of a month, so the response is fitted by month: {customers} customers with an order or a visit "
    "over {n} months, {used} of whom tell something. An order is taken from {counted}."
)
BY_WEEK = N_(
    "The response is fitted by week: {customers} customers with an order or a visit over {n} weeks, {used} of whom "
    "tell something."
)
QUANTITIES = {
    "eta": N_("elasticity parameter of goodwill"),
    "standard_error": N_("its standard error, clustered by customer"),
    "carry_over_month": N_("goodwill left after a month"),
    "carry_over_week": N_("goodwill left after a week"),
    "elasticity": N_("elasticity of orders by visits at the mean"),
    "pooled_eta": N_("without customer effects (not to be used)"),
    "visits_a_month": N_("visits a month and customer"),
}
ABOUT_BACKTEST = N_(
    "The model was fitted to what came before {quarter} and forecast {n} quarters. Each forecast is the sum over the "
    "customers whom a rep or territory had then. The bias is that of the total; the quarterly error is the mean "
    "absolute error of one rep's or territory's quarter as a share of its mean sales."
)
ABOUT_EFFORT = N_(
    "Effects are those on {what} of touched reps against reps whom nothing touched, by difference in differences with "
    "rep and period effects; intervals are clustered by rep."
)


def firm_parts(found: Calibration, lang: str) -> dict[str, Any]:
    """What the page's template shows of the firm; None, or empty, where an export tells nothing."""
    firm, currency = found.firm, found.currency
    return {
        "visits": None if found.visits is None else visit_parts(found.visits, lang),
        "backtest": None if firm.backtest is None else backtest_parts(firm.backtest, currency, lang),
        "backtest_notes": told(firm.backtest_notes, lang),
        "payouts": None if firm.payouts is None else payouts_table(firm.payouts, currency, lang),
        "payout_notes": told(firm.payout_notes, lang),
        "effort": None if firm.effort is None else effort_parts(firm.effort, lang),
        "products": None if firm.products is None else lines_table(found, lang),
        "product_note": product_note(found, lang),
        "files": files_sentence(found, lang),
    }


def firm_lines(found: Calibration, lang: str) -> list[str]:
    """The same in sentences, for the terminal."""
    firm = found.firm
    lines = []
    if found.visits is not None:
        lines.append(str(visit_parts(found.visits, lang)["about"]))
        left = [f"{say(LEFT_OUT[why], lang)}: {count(n)}" for why, n in found.visits.left_out.items() if n]
        if left:
            lines.append(say("Customers left out of it: {which}.", lang, which="; ".join(left)))
    if firm.backtest is not None:
        sentences = [errors_sentence(firm.backtest, one, lang) for one in dict.fromkeys(firm.backtest.errors["level"])]
        lines += filter(None, sentences)
    lines += told([*firm.backtest_notes, *firm.payout_notes], lang)
    if firm.effort is not None:
        lines += [
            say(
                "Response of {outcome} to a change of {kind}: {verdict}.",
                lang,
                outcome=say(OUTCOMES[study.outcome], lang),
                kind=say(KINDS[study.kind], lang),
                verdict=study.why().text(lang),
            )
            for study in firm.effort.studies
        ]
        lines += told(firm.effort.notes, lang)
    if firm.products is not None:
        lines.append(product_note(found, lang))
    return lines


def errors_sentence(tested: FirmBacktest, level: str, lang: str) -> str:
    """How well quarters of reps, or territories, were forecast, beside the best naive forecast."""
    errors = tested.errors[tested.errors["level"] == level].set_index("forecast")["error"]
    naive = errors.drop(["known", "model"], errors="ignore").sort_values()
    if "model" not in errors.index:
        return ""
    return say(
        "Forecast of {n} quarters by {level}: quarterly error {known} (customers known), {model} (with new customers), "
        "best naive forecast {naive} ({name}).",
        lang,
        n=count(len(tested.held_out)),
        level=say(LEVELS[level], lang),
        known=percent(errors["known"], decimals=1),
        model=percent(errors["model"], decimals=1),
        naive=percent(naive.iloc[0], decimals=1),
        name=say(FORECAST_NAMES[str(naive.index[0])], lang),
    )


def files_sentence(found: Calibration, lang: str) -> str:
    """Where the tables stand with all their rows; empty without tables."""
    files = ", ".join(file for name, file in FILES.items() if name in found.tables)
    return say("All rows of these tables are in {files}.", lang, files=files) if files else ""


def told(notes: Sequence[Note], lang: str) -> list[str]:
    """Notes as text."""
    return [note.text(lang) for note in notes]


def headings(messages: Sequence[str], lang: str) -> tuple[Cell, ...]:
    """Headings of a table, in a language."""
    return tuple(Cell(say(message, lang)) for message in messages)


def between(low: float, high: float, lang: str) -> str:
    """An interval of shares; empty if nobody knows it."""
    if np.isnan(low):
        return ""
    ends = {"low": percent(low, decimals=1, signed=True), "high": percent(high, decimals=1, signed=True)}
    return say("{low} to {high}", lang, **ends)


def amount(value: float, currency: str, lang: str) -> str:
    """Money, or nothing where it is not known."""
    return "" if np.isnan(value) else money(value, currency, lang)


def share(value: float, signed: bool = False) -> str:
    """A share, or nothing where it is not known."""
    return "" if np.isnan(value) else percent(value, decimals=1, signed=signed)


def visit_parts(fit: VisitFit, lang: str) -> dict[str, Any]:
    """The response to visits: how it was fitted, its quantities, and who was left out."""
    used = fit.customers - sum(fit.left_out.values())
    about = say(
        BY_MONTH if fit.by_month else BY_WEEK,
        lang,
        customers=count(fit.customers),
        n=count(fit.n_periods),
        used=count(used),
        counted=say(COUNTED_FROM[fit.counted_from], lang),
    )
    rows = []
    table = fit.table().set_index("quantity")
    for name in (name for name in QUANTITIES if name in table.index):
        value, low, high = table.loc[name]
        ends = "" if np.isnan(low) else say("{low} to {high}", lang, low=figure(low), high=figure(high))
        rows.append(Row((Cell(say(QUANTITIES[name], lang)), Cell(figure(value)), Cell(ends))))
    left = [Row((Cell(say(LEFT_OUT[why], lang)), Cell(count(n)))) for why, n in fit.left_out.items() if n]
    return {
        "about": about,
        "table": Table(headings(VISIT_HEADINGS, lang), tuple(rows)) if rows else None,
        "left_out": Table(headings(LEFT_OUT_HEADINGS, lang), tuple(left)) if left else None,
    }


def backtest_parts(tested: FirmBacktest, currency: str, lang: str) -> dict[str, Any]:
    """Errors of the forecasts and each unit's quarters held out, by level."""
    levels = []
    for level in dict.fromkeys(tested.rows["level"]):
        errors = tested.errors[tested.errors["level"] == level]
        rows = [
            Row(
                (
                    Cell(say(FORECAST_NAMES[row.forecast], lang)),
                    Cell(money(row.total, currency, lang)),
                    Cell(percent(row.bias, decimals=1, signed=True)),
                    Cell(percent(row.error, decimals=1)),
                )
            )
            for row in errors.itertuples()
        ]
        own = tested.rows[tested.rows["level"] == level]
        levels.append(
            {
                "title": say(LEVELS[level], lang),
                "errors": Table(headings(ERRORS, lang), tuple(rows)) if rows else None,
                "units": units_table(own[own["held_out"]] if tested.held_out else own, level, currency, lang),
            }
        )
    about = ""
    if "model" in set(tested.errors["forecast"]):
        about = say(ABOUT_BACKTEST, lang, quarter=tested.held_out[0], n=count(len(tested.held_out)))
    kind = say(TERRITORY_KINDS[tested.territory_kind], lang) if tested.territory_kind else ""
    return {"about": " ".join(filter(None, (about, kind))), "levels": levels}


def units_table(rows: pd.DataFrame, level: str, currency: str, lang: str) -> Table:
    """Sums over the quarters held out, one row a rep or territory, the largest first."""
    sums = rows.groupby("unit")[["sales", "model", "same_quarter", "quota"]].agg(
        lambda values: values.sum(skipna=False)
    )
    sums = sums.sort_values("sales", ascending=False).head(MAX_ROWS)
    has_quota = bool(sums["quota"].notna().any())
    cells = []
    for unit, row in zip(sums.index, sums.itertuples(), strict=True):
        texts = [
            str(unit),
            amount(row.sales, currency, lang),
            amount(row.model, currency, lang),
            share(row.model / row.sales - 1.0 if row.sales > 0 else np.nan, signed=True),
            amount(row.same_quarter, currency, lang),
        ]
        if has_quota:
            texts += [share(row.sales / row.quota), share(row.model / row.quota)]
        cells.append(Row(tuple(Cell(text) for text in texts)))
    names = UNIT_HEADINGS if has_quota else UNIT_HEADINGS[:-2]
    first = TERRITORY if level == "territory" else names[0]
    return Table(headings((first, *names[1:]), lang), tuple(cells))


def payouts_table(found: Payouts, currency: str, lang: str) -> Table | None:
    """The payouts that are not equal, those that differ most first, up to `MAX_ROWS`; None if all are equal."""
    unequal = found.rows[found.rows["status"] != "equal"]
    if unequal.empty:
        return None
    size = unequal["difference"].abs().fillna(-1.0)
    rows = unequal.loc[size.sort_values(ascending=False, kind="stable").index].head(MAX_ROWS)
    cells = []
    for row in rows.itertuples():
        amounts = (row.sales, row.quota, row.paid, row.recomputed, row.difference)
        texts = ["" if np.isnan(value) else count(value, decimals=2) for value in amounts]
        status = say(STATUSES[row.status], lang)
        look = "worse" if row.status == "differs" else ""
        cells.append(Row((Cell(row.rep), Cell(row.period), *map(Cell, texts), Cell(status, look=look))))
    unit = tuple(Cell(say(name, lang), currency if 2 <= at <= 6 else "") for at, name in enumerate(PAYOUT_HEADINGS))
    return Table(unit, tuple(cells))


def effort_parts(effort: Effort, lang: str) -> dict[str, Any]:
    """Studies, their leads and lags, the changes found, and what would show an effect."""
    studies = []
    for study in effort.studies:
        row = study.row()
        look = "better" if study.is_identified else "undecided"
        names = say(KINDS[study.kind], lang), say(OUTCOMES[study.outcome], lang)
        effect = share(float(row["effect"]), signed=True)  # type: ignore[arg-type]
        ends = between(float(row["low"]), float(row["high"]), lang)  # type: ignore[arg-type]
        studies.append(Row((*map(Cell, names), Cell(effect), Cell(ends), Cell(study.why().text(lang), look=look))))
    what = [say(OUTCOMES[outcome], lang) for outcome in dict.fromkeys(study.outcome for study in effort.studies)]
    leads = {
        f"{say(KINDS[kind], lang)}: {say(OUTCOMES[outcome], lang)}": leads_table(rows, lang)
        for (kind, outcome), rows in effort.leads.groupby(["change", "outcome"], sort=False)
    }
    return {
        "notes": told(effort.notes, lang),
        "about": say(ABOUT_EFFORT, lang, what=" / ".join(what)) if studies else "",
        "studies": Table(headings(STUDY_HEADINGS, lang), tuple(studies)) if studies else None,
        "leads": leads,
        "changes": changes_table(effort.changes, lang) if len(effort.changes) else None,
        "power": None if effort.power is None else power_table(effort, lang),
    }


def leads_table(rows: pd.DataFrame, lang: str) -> Table:
    """Effects by period around the change, relative to the mean of the periods before."""
    cells = [
        Row(
            (
                Cell(f"{row.period:+d}".replace("-", "−")),
                Cell(count(row.touched)),
                Cell(percent(float(np.expm1(row.effect)), decimals=1, signed=True)),
                Cell(between(float(np.expm1(row.low)), float(np.expm1(row.high)), lang)),
            )
        )
        for row in rows.itertuples()
    ]
    return Table(headings(LEAD_HEADINGS, lang), tuple(cells))


def changes_table(rows: pd.DataFrame, lang: str) -> Table:
    """Who was touched by what, and when."""
    cells = []
    for row in rows.head(MAX_ROWS).itertuples(index=False):
        size = row[3] if row.change != "quota" else float(np.expm1(row[3]))
        cells.append(
            Row(
                (
                    Cell(say(KINDS[row.change], lang)),
                    Cell(row.rep),
                    Cell(day(row.day.date(), lang)),
                    Cell(share(size, True)),
                )
            )
        )
    return Table(headings(CHANGE_HEADINGS, lang), tuple(cells))


def power_table(effort: Effort, lang: str) -> Table:
    """For how long how many reps must be watched."""
    assert effort.power is not None
    cells = []
    for row in effort.power.table.iloc[[0, 1, 2, 3, 5, 7, 11]].itertuples():
        periods = f"{count(row.periods)} {say(effort.periods, lang)}"
        needed = count(row.reps_needed) if np.isfinite(row.reps_needed) else say("more than 10,000", lang)
        cells.append(Row((Cell(periods), Cell(needed), Cell(percent(row.smallest_effect)))))
    return Table(headings(POWER_HEADINGS, lang), tuple(cells))


def lines_table(found: Calibration, lang: str) -> Table:
    """Sales by product line."""
    lines = found.firm.products
    assert lines is not None
    cells = [
        Row(
            (
                Cell(row.line),
                Cell(money(row.sales, found.currency, lang)),
                Cell(percent(row.share, decimals=1)),
                Cell(count(row.customers)),
                Cell(money(row.last_year, found.currency, lang)),
                Cell(share(row.growth, signed=True)),
            )
        )
        for row in lines.rows.head(MAX_ROWS).itertuples()
    ]
    return Table(headings(LINE_HEADINGS, lang), tuple(cells))


def product_note(found: Calibration, lang: str) -> str:
    """Which column tells the product lines, and what it leaves open."""
    lines = found.firm.products
    if lines is None:
        return say(NO_LINES, lang)
    text = say("{n} product lines by the column '{heading}'.", lang, n=count(len(lines.rows)), heading=lines.heading)
    return text if lines.note is None else f"{text} {lines.note.text(lang)}"
