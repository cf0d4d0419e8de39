"""The page of a calibration: what the data say on each parameter, how good the forecast was, what became of rows."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from salesim.calibrate.calibration import Calibration
from salesim.calibrate.estimates import Estimate, Verdict
from salesim.calibrate.words import say as word
from salesim.experiment.runs import replaced
from salesim.report.backtest import plot_backtest, plot_groups, plot_seasons
from salesim.report.html import Picture, plot_picture
from salesim.report.language import check_language
from salesim.report.numbers import count, figure, percent
from salesim.report.page import page_template
from salesim.report.tables import Cell, Row, Table
from salesim.scenario import Scenario, assumptions

PAGE_FILE = "calibration.html"
LOOKS = {Verdict.IDENTIFIED: "better", Verdict.WEAKLY: "", Verdict.PRIOR: "undecided", Verdict.NOT: "undecided"}


def write_calibration(found: Calibration, lang: str = "en") -> Path:
    """Write the page beside the scenario and return its path."""
    file = found.scenario_file.with_name(PAGE_FILE)
    page = render_calibration(found, lang)
    with replaced(file) as aside:
        aside.write_text(page, encoding="utf-8", newline="\n")
    return file


def render_calibration(found: Calibration, lang: str = "en") -> str:
    """The page as text."""
    check_language(lang)
    words = partial(_word, lang)
    tested = found.backtest
    return page_template("calibration.html.j2").render(
        lang=lang,
        say=words,
        title=words("title", first=str(found.window[0]), last=str(found.window[1])),
        headline=headline(found, lang),
        forecast=forecast_sentence(found, lang),
        notes=[words(key, **places) for key, places in found.all_notes],
        estimates=estimates_table(found.estimates, lang),
        season=season_picture(found.estimates, lang),
        backtest=None if tested is None else backtest_parts(found, lang),
        files=files_table(found, lang),
        import_log=import_log_table(found, lang),
        made_by=words("made_by", version=found.facts["salesim"]),
    )


def headline(found: Calibration, lang: str) -> str:
    """How many parameters the data tell."""
    verdicts = [one.verdict for one in found.estimates]
    known, weakly = verdicts.count(Verdict.IDENTIFIED), verdicts.count(Verdict.WEAKLY)
    return word(
        "headline",
        lang,
        n=str(len(verdicts)),
        identified=str(known),
        weakly=str(weakly),
        rest=str(len(verdicts) - known - weakly),
    )


def forecast_sentence(found: Calibration, lang: str) -> str:
    """How good the forecast was, beside the best naive one; empty without a backtest."""
    tested = found.backtest
    if tested is None:
        return ""
    errors = tested.errors.set_index("forecast")
    naive = errors.drop(index="model").sort_values("error").iloc[0]
    model = errors.loc["model"]
    key = "headline_forecast" if model["error"] <= naive["error"] else "headline_worse"
    return word(
        key,
        lang,
        weeks=str(tested.n_holdout),
        bias=percent(model["bias"], decimals=1, signed=True),
        error=percent(model["error"], decimals=1),
        naive_bias=percent(naive["bias"], decimals=1, signed=True),
        naive_error=percent(naive["error"], decimals=1),
    )


def estimates_table(estimates: list[Estimate], lang: str) -> Table:
    """One row a parameter."""
    about = assumptions(Scenario(name="defaults")).set_index("field")["about"]
    headings = [Cell(word(key, lang)) for key in ("parameter", "estimate", "interval", "default", "verdict", "why")]
    rows = []
    for one in estimates:
        values = (
            Cell(one.path, look="path"),
            Cell(written(one.value), look="total" if one.used else ""),
            Cell("" if one.low is None or isinstance(one.low, tuple) else f"{written(one.low)} – {written(one.high)}"),
            Cell(written(one.default)),
            Cell(word(str(one.verdict), lang), look=LOOKS[one.verdict]),
            Cell(one.why(lang), str(about.get(one.path, "")) if lang == "en" else ""),
        )
        rows.append(Row(values))
    return Table(tuple(headings), tuple(rows))


def written(value: Any) -> str:
    """A parameter's value for the table."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        return f"{figure(min(value))} … {figure(max(value))}"
    return "∞" if value == np.inf else figure(float(value))


def season_picture(estimates: list[Estimate], lang: str) -> Picture | None:
    """The month factors; None where there are none."""
    one = next((e for e in estimates if e.path == "market.calendar.month_factors"), None)
    if one is None or one.value is None or one.low is None:
        return None
    usual = np.array(one.default) / np.mean(one.default)
    factors, low, high = (np.array(values) for values in (one.value, one.low, one.high))
    draw = partial(plot_seasons, factors, low, high, usual, lang=lang)
    return plot_picture(draw, (5.4, 3.4), word("season_title", lang))


def backtest_parts(found: Calibration, lang: str) -> dict[str, Any]:
    """Pictures and tables of the backtest."""
    tested = found.backtest
    assert tested is not None
    weeks = partial(plot_backtest, tested.weeks, tested.split, lang=lang)
    groups = partial(plot_groups, tested.groups, lang=lang)
    headings = tuple(Cell(word(key, lang)) for key in ("forecast", "total", "bias", "error"))
    actual = float(tested.weeks["actual"].iloc[tested.split :].sum())
    rows = [Row((Cell(word("actual", lang)), Cell(count(actual)), Cell(""), Cell("")))]
    rows += [
        Row(
            (
                Cell(word(row.forecast, lang)),
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
    columns = tuple(Cell(word(key, lang)) for key in ("group", "customers", "actual", "model", "repeated"))
    about = word(
        "backtest_about",
        lang,
        calibration=str(tested.split),
        holdout=str(tested.n_holdout),
        within=percent(tested.within),
    )
    return {
        "about": about,
        "weeks": plot_picture(weeks, (9.6, 3.6), word("backtest_title", lang)),
        "groups": plot_picture(groups, (5.4, 3.4), word("groups_title", lang)),
        "errors": Table(headings, tuple(rows)),
        "by_group": Table(columns, tuple(by_group)),
    }


def files_table(found: Calibration, lang: str) -> Table:
    """Rows of each file, and how many of them are not used."""
    import_log = found.export.import_log
    headings = tuple(Cell(word(key, lang)) for key in ("file", "n_rows", "blank", "lost"))
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
    return Table(headings, tuple(rows))


def import_log_table(found: Calibration, lang: str) -> Table | None:
    """Rows by file, fate and reason; None if every row is used as it is."""
    counts = found.export.import_log.counts()
    if counts.empty:
        return None
    headings = tuple(Cell(word(key, lang)) for key in ("file", "row_status", "reason", "n_rows"))
    rows = []
    for row in counts.itertuples():
        reason = word("cells_any" if row.reason == "cells" else f"row_{row.reason}", lang)
        rows.append(
            Row(
                (Cell(str(row.file)), Cell(word(str(row.row_status), lang)), Cell(reason), Cell(count(float(row.rows))))
            )
        )
    return Table(headings, tuple(rows))


def _word(lang: str, key: str, **values: str) -> str:
    return word(key, lang, **values)
