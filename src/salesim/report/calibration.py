"""The page of a calibration: what the data say on each parameter, how good the forecast was, the import log."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from salesim.calibrate.calibration import PAGE_FILE, Calibration
from salesim.calibrate.estimates import IN_MONEY, Estimate, Verdict
from salesim.calibrate.volume import Range
from salesim.export.import_log import RowStatus, reason_text
from salesim.report.backtest import FORECASTS, TITLES, plot_backtest, plot_groups, plot_seasons
from salesim.report.customer_models import model_parts
from salesim.report.firm import firm_parts
from salesim.report.html import Picture, plot_picture
from salesim.report.page import page_template
from salesim.report.tables import Cell, Row, Table, headings
from salesim.scenario import Scenario, assumptions
from salesim.wording import MISSING, check_language, count, day, figure, money, money_range, percent
from salesim.wording.text import N_, say
from salesim.written import own

LOOKS = {
    Verdict.IDENTIFIED: "better",
    Verdict.WEAKLY: "",
    Verdict.TOGETHER: "",
    Verdict.PRIOR: "undecided",
    Verdict.NOT: "undecided",
}
ESTIMATES = (N_("Parameter"), N_("Estimate"), N_("95% interval"), N_("Default"), N_("Verdict"), N_("Why"))
ERRORS = (N_("Forecast"), N_("Total"), N_("Bias"), N_("Weekly error"))
GROUPS = (N_("Repeat orders before"), N_("Customers"), N_("actual"), N_("model"), N_("last period repeated"))
YEARS = (N_("Orders and sales of a year"), N_("data, last year"), N_("model's forecast"), N_("simulated, first year"))
YEAR_ROWS = {
    ("orders", "existing"): N_("orders of existing customers"),
    ("orders", "all"): N_("orders of all customers"),
    ("sales", "existing"): N_("sales to existing customers"),
    ("sales", "all"): N_("sales to all customers"),
}
FILES = (N_("File"), N_("Rows"), N_("Blank"), N_("Not used"))
IMPORT_LOG = (N_("File"), N_("Row status"), N_("Reason"), N_("Rows"), N_("Money"))


def write_calibration(found: Calibration, lang: str = "en") -> Path:
    """Write the page beside the scenario and return its path."""
    file = found.scenario_file.with_name(PAGE_FILE)
    page = render_calibration(found, lang)
    with own(file) as aside:
        aside.write_text(page, encoding="utf-8", newline="\n")
    return file


def render_calibration(found: Calibration, lang: str = "en") -> str:
    """The page as text."""
    check_language(lang)
    tested = found.backtest
    first, last = (day(end, lang) for end in found.window)
    return page_template("calibration.html.j2").render(
        lang=lang,
        say=lambda message: say(message, lang),
        title=say("Calibrated from orders of {first} to {last}", lang, first=first, last=last),
        headline=headline(found, lang),
        forecast=forecast_sentence(found, lang),
        notes=[note.text(lang) for note in found.all_notes],
        estimates=estimates_table(found, lang),
        season=season_picture(found.estimates, lang),
        volume=volume_table(found, lang),
        volume_says="" if found.volume is None else found.volume.note().text(lang),
        backtest=None if tested is None else backtest_parts(found, lang),
        firm=firm_parts(found, lang),
        models=model_parts(found, lang),
        files=files_table(found, lang),
        import_log=import_log_table(found, lang),
        made_by=say("Made by salesim {version}, offline, in one file.", lang, version=found.facts["salesim"]),
    )


def headline(found: Calibration, lang: str) -> str:
    """How many parameters the data tell."""
    verdicts = [one.verdict for one in found.estimates]
    known, weakly = verdicts.count(Verdict.IDENTIFIED), verdicts.count(Verdict.WEAKLY)
    return say(
        "Of {n} parameters, {identified} are identified and {weakly} weakly identified; the data do not tell the other "
        "{rest}.",
        lang,
        n=count(len(verdicts)),
        identified=count(known),
        weakly=count(weakly),
        rest=count(len(verdicts) - known - weakly),
    )


def forecast_sentence(found: Calibration, lang: str) -> str:
    """How good the forecast was, beside the best naive one; empty without a backtest."""
    tested = found.backtest
    if tested is None:
        return ""
    errors = tested.errors.set_index("forecast")
    naive = errors.drop(index="model").sort_values("error").iloc[0]
    model = errors.loc["model"]
    message = (
        N_(
            "In the forecast of the last {weeks} weeks, the model had a bias of {bias} and a weekly error of {error}; "
            "the best naive forecast had {naive_bias} and {naive_error}."
        )
        if model["error"] <= naive["error"]
        else N_(
            "In the forecast of the last {weeks} weeks, the model was worse than a naive forecast: its weekly error "
            "was {error}, against {naive_error}."
        )
    )
    return say(
        message,
        lang,
        weeks=count(tested.n_holdout),
        bias=percent(model["bias"], decimals=1, signed=True),
        error=percent(model["error"], decimals=1),
        naive_bias=percent(naive["bias"], decimals=1, signed=True),
        naive_error=percent(naive["error"], decimals=1),
    )


def estimates_table(found: Calibration, lang: str) -> Table:
    """One row a parameter."""
    about = assumptions(Scenario(name="defaults")).set_index("field")["about"]
    rows = []
    for one in found.estimates:
        values = (
            Cell(one.path, look="path"),
            Cell(written(one, one.value, found.currency, lang), look="total" if one.used else ""),
            Cell(interval_text(one, found.currency, lang)),
            Cell(written(one, default_here(one, found), found.currency, lang)),
            Cell(say(one.verdict, lang), look=LOOKS[one.verdict]),
            Cell(one.why(lang), say(str(about.get(one.path, "")), lang)),
        )
        rows.append(Row(values))
    return Table(headings(ESTIMATES, lang), tuple(rows))


def default_here(one: Estimate, found: Calibration) -> Any:
    """The default of a parameter as the scenario has it: amounts, which are in yuan, at the scenario's rate."""
    is_amount = one.path in IN_MONEY and isinstance(one.default, (int, float))
    return one.default * (found.rate or 1.0) if is_amount else one.default


def volume_table(found: Calibration, lang: str) -> Table | None:
    """A year's orders and sales: the data's last, the model's forecast, the scenario's first."""
    if found.volume is None:
        return None

    def told(year: Range, measure: str) -> Cell:
        if measure == "orders":
            return Cell(count(year.mean), say("{low} to {high}", lang, low=count(year.low), high=count(year.high)))
        return Cell(money(year.mean, found.currency, lang), money_range(year.low, year.high, found.currency, lang))

    rows = []
    for measure, group, actual, forecast, simulated in found.volume.rows():
        known = "" if actual is None else count(actual) if measure == "orders" else money(actual, found.currency, lang)
        heading = Cell(say(YEAR_ROWS[measure, group], lang))
        rows.append(Row((heading, Cell(known), told(forecast, measure), told(simulated, measure))))
    return Table(headings(YEARS, lang), tuple(rows))


def written(one: Estimate, value: Any, currency: str, lang: str) -> str:
    """A value of an estimate's parameter, for the table."""
    if value is None:
        return MISSING
    if isinstance(value, tuple):
        return say("{low} to {high}", lang, low=figure(min(value)), high=figure(max(value)))
    if value == np.inf:
        return "∞"
    return money(float(value), currency, lang) if one.path in IN_MONEY else figure(float(value))


def interval_text(one: Estimate, currency: str, lang: str) -> str:
    """An estimate's 95% interval; empty without one, and for several numbers, whose intervals a picture shows."""
    if one.low is None or isinstance(one.low, tuple):
        return ""
    if one.path in IN_MONEY and one.high < np.inf:
        return money_range(one.low, one.high, currency, lang)
    low, high = (written(one, end, currency, lang) for end in (one.low, one.high))
    return say("{low} to {high}", lang, low=low, high=high)


def season_picture(estimates: list[Estimate], lang: str) -> Picture | None:
    """The month factors; None where there are none."""
    one = next((e for e in estimates if e.path == "market.calendar.month_factors"), None)
    if one is None or one.value is None or one.low is None:
        return None
    usual = np.array(one.default) / np.mean(one.default)
    factors, low, high = (np.array(values) for values in (one.value, one.low, one.high))
    plot = partial(plot_seasons, factors, low, high, usual, lang=lang)
    return plot_picture(plot, (5.4, 3.4), say(TITLES["season"], lang))


def backtest_parts(found: Calibration, lang: str) -> dict[str, Any]:
    """Pictures and tables of the backtest."""
    tested = found.backtest
    assert tested is not None
    weeks = partial(plot_backtest, tested.weeks, tested.split, lang=lang)
    groups = partial(plot_groups, tested.groups, lang=lang)
    actual = float(tested.weeks["actual"].iloc[tested.split :].sum())
    rows = [Row((Cell(say(FORECASTS["actual"], lang)), Cell(count(actual)), Cell(""), Cell("")))]
    rows += [
        Row(
            (
                Cell(say(FORECASTS[row.forecast], lang)),
                Cell(count(row.total)),
                Cell(percent(row.bias, decimals=1, signed=True)),
                Cell(percent(row.error, decimals=1)),
            )
        )
        for row in tested.errors.itertuples()
    ]
    by_group = [
        Row(
            (
                Cell(str(row.group)),
                *(Cell(count(number)) for number in (row.customers, row.actual, row.model, row.repeated)),
            )
        )
        for row in tested.groups.itertuples()
    ]
    about = say(
        "The model was fitted to the first {calibration} weeks only and forecast the other {holdout}. {within} of "
        "these weeks lie within the 95% band. Only orders of customers known at the start of the forecast are counted.",
        lang,
        calibration=count(tested.split),
        holdout=count(tested.n_holdout),
        within=percent(tested.within),
    )
    return {
        "about": about,
        "weeks": plot_picture(weeks, (9.6, 3.6), say(TITLES["weeks"], lang)),
        "groups": plot_picture(groups, (5.4, 3.4), say(TITLES["groups"], lang)),
        "errors": Table(headings(ERRORS, lang), tuple(rows)),
        "by_group": Table(headings(GROUPS, lang), tuple(by_group)),
    }


def files_table(found: Calibration, lang: str) -> Table:
    """Rows of each file, and how many of them are not used."""
    import_log = found.export.import_log
    rows = [
        Row(
            (
                Cell(file),
                Cell(count(n)),
                Cell(count(import_log.n_blank.get(file, 0))),
                Cell(count(import_log.n_lost(file))),
            )
        )
        for file, n in import_log.n_rows.items()
    ]
    return Table(headings(FILES, lang), tuple(rows))


def import_log_table(found: Calibration, lang: str) -> Table | None:
    """Rows by file, status and reason; None if every row is used as it is."""
    counts = found.export.import_log.counts()
    if counts.empty:
        return None
    rows = []
    for row in counts.itertuples():
        status = RowStatus(row.row_status).text(lang)
        reason = reason_text(row.reason, lang, currency=found.currency)
        worth = money(float(row.money), found.currency, lang) if row.money else ""
        rows.append(Row((Cell(str(row.file)), Cell(status), Cell(reason), Cell(count(float(row.rows))), Cell(worth))))
    return Table(headings(IMPORT_LOG, lang), tuple(rows))
