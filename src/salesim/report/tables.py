"""The tables of a report, with every number already written out in its language and unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from salesim.errors import shorten
from salesim.experiment.wagers import ALL
from salesim.metrics import unit_of
from salesim.report.content import LayoutMap, ReportContent
from salesim.report.language import name_of, say
from salesim.report.numbers import MINUS, MoneyUnit, kpi, money, money_unit, percent

# The comparison shows these itself, in its own way; all other columns follow as key figures.
OWN_COLUMNS = (
    "arm",
    "layout",
    "policy",
    "value_mean",
    "value_low",
    "value_high",
    "difference_mean",
    "difference_low",
    "difference_high",
    "verdict",
)
SIGNS = {"better": "▲", "worse": "▼", "equivalent": "=", "undecided": "○"}


@dataclass(frozen=True)
class Cell:
    """One cell: its text, a smaller line beneath, and how it should look (a CSS class)."""

    text: str
    beneath: str = ""
    look: str = ""


@dataclass(frozen=True)
class Row:
    """One row of cells; the first names it. ``mark`` is a CSS class such as ``is-baseline``."""

    cells: tuple[Cell, ...]
    mark: str = ""


@dataclass(frozen=True)
class Table:
    """Headings (text, with the unit beneath) and rows."""

    headings: tuple[Cell, ...]
    rows: tuple[Row, ...]


def comparison_table(content: ReportContent, lang: str) -> Table:
    """All arms, best first: value created, difference to the baseline, key figures, verdict."""
    arms = content.arms.assign(_order=content.arms["difference_mean"].fillna(0.0))
    arms = arms.sort_values("_order", ascending=False, kind="stable").drop(columns="_order")
    figures = [column for column in arms.columns if column not in OWN_COLUMNS]
    units = {column: money_unit(arms[column], lang) for column in figures if unit_of(column) == "money"}
    value_unit = money_unit(arms["value_mean"], lang)
    difference_unit = money_unit([*arms["difference_low"], *arms["difference_high"], *arms["difference_mean"]], lang)

    headings = [
        Cell(name_of("arm", lang)),
        Cell(name_of("value", lang), value_unit.name.strip()),
        Cell(name_of("difference", lang), difference_unit.name.strip()),
        Cell(name_of("verdict", lang)),
        *(Cell(name_of(column, lang), units[column].name.strip() if column in units else "") for column in figures),
    ]
    rows = []
    for row in arms.to_dict("records"):
        is_baseline = row["arm"] == content.baseline
        verdict = str(row.get("verdict", "baseline" if is_baseline else "undecided"))
        values = [
            Cell(str(row["arm"])),
            _interval(row, "value", value_unit, lang, signed=False),
            Cell("–") if is_baseline else _interval(row, "difference", difference_unit, lang, signed=True),
            Cell(f"{SIGNS.get(verdict, '')} {name_of(verdict, lang)}".strip(), look=verdict),
            *(_key_figure(column, row[column], lang, units.get(column)) for column in figures),
        ]
        rows.append(Row(tuple(values), "is-baseline" if is_baseline else ""))
    return Table(tuple(headings), tuple(rows))


def channel_table(channel: pd.DataFrame, lang: str) -> Table:
    """How distributors did, one row an arm; the rows of `channel.channel_data`."""
    figures = [column for column in channel.columns if column != "arm"]
    units = {column: money_unit(channel[column], lang) for column in figures if unit_of(column) == "money"}
    headings = [
        Cell(name_of("arm", lang)),
        *(Cell(name_of(column, lang), units[column].name.strip() if column in units else "") for column in figures),
    ]
    rows = [
        Row((Cell(str(row["arm"])), *(_key_figure(name, row[name], lang, units.get(name)) for name in figures)))
        for row in channel.to_dict("records")
    ]
    return Table(tuple(headings), tuple(rows))


def wagers_table(wagers: pd.DataFrame, lang: str) -> Table:
    """What wagers did, one row an arm and entry of its menu; the rows of `experiment.wagers.wager_report`."""
    unit = money_unit(wagers["cost"], lang)
    names = ("uptake", "win_rate", "loss_rate", "offer_effect", "taker_effect", "gap", "wager_cost", "quits_after_loss")
    beneath = {"wager_cost": unit.name.strip(), "gap": name_of("gap_without", lang)}
    beneath["quits_after_loss"] = name_of("quits_without", lang)
    rows = []
    entries = wagers[wagers["wager"] != ALL].groupby("arm")["wager"].agg(list)
    for row in wagers.to_dict("records"):
        is_all, of_arm = row["wager"] == ALL, entries[row["arm"]]
        if not is_all and len(of_arm) == 1:
            continue  # the row of all entries is the only one's
        entry = of_arm[0] if len(of_arm) == 1 else name_of("all_entries", lang) if is_all else row["wager"]
        rows.append(
            Row(
                (
                    Cell(str(row["arm"]), str(entry)),
                    Cell(percent(row["uptake"])),
                    Cell(percent(row["win_rate"])),
                    Cell(percent(row["loss_rate"])),
                    _effect(row, "offer_effect", lang),
                    _effect(row, "taker_effect", lang),
                    Cell(percent(row["gap"], signed=True), percent(row["gap_without"], signed=True)),
                    Cell(money(row["cost"], lang, unit=unit, symbol=False)),
                    Cell(percent(row["quits_after_loss"]), percent(row["quits_without"])),
                )
            )
        )
    headings = [Cell(name_of("arm", lang)), *(Cell(name_of(name, lang), beneath.get(name, "")) for name in names)]
    return Table(tuple(headings), tuple(rows))


def _effect(row: Mapping[str, Any], name: str, lang: str) -> Cell:
    """An effect on sales as a share, its interval beneath."""
    value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if pd.isna(value):
        return Cell("")
    limits = [percent(limit, decimals=1, signed=True) for limit in (low, high)]
    text = "" if pd.isna(low) else say("interval", lang, low=limits[0], high=limits[1])
    return Cell(percent(value, decimals=1, signed=True), text)


def parts_table(parts: pd.DataFrame, lang: str) -> Table:
    """What each part adds to each arm's difference: `parts.parts_data` as a table, best arm first."""
    wide = parts.pivot(index="arm", columns="part", values="difference")[list(parts["part"].unique())]
    wide = wide.sort_values("total", ascending=False, kind="stable")
    unit = money_unit(wide.to_numpy().ravel(), lang)
    headings = (
        Cell(name_of("arm", lang), unit.name.strip()),
        *(Cell(name_of(part, lang)) for part in wide.columns),
    )
    rows = []
    for arm, values in wide.iterrows():
        cells = [Cell(str(arm))]
        for part, value in values.items():
            text = money(value, lang, signed=True, unit=unit, symbol=False)
            look = "total" if part == "total" else "worse" if text.startswith(MINUS) else ""
            cells.append(Cell(text, look=look))
        rows.append(Row(tuple(cells)))
    return Table(headings, tuple(rows))


def scores_table(layouts: Sequence[LayoutMap], lang: str) -> Table | None:
    """One row a score, one column a layout; None if no layout has scores."""
    scores = list(dict.fromkeys(score for layout in layouts for score in layout.scores))
    if not scores:
        return None
    headings = (Cell(""), *(Cell(layout.name) for layout in layouts))
    rows = [
        Row((Cell(name_of(score, lang)), *(Cell(_score(layout.scores, score, lang)) for layout in layouts)))
        for score in scores
    ]
    return Table(headings, tuple(rows))


def conclusions_table(counts: pd.DataFrame, lang: str) -> Table:
    """What managers concluded (rows) against what was so (columns), as shares of all conclusions."""
    headings = (Cell(name_of("diagnosed", lang)), *(Cell(name_of(str(cause), lang)) for cause in counts.columns))
    n = max(int(counts.to_numpy().sum()), 1)
    rows = []
    for cause, row in counts.iterrows():
        cells = [Cell(percent(count / n), look="total" if cause == true else "") for true, count in row.items()]
        rows.append(Row((Cell(name_of(str(cause), lang)), *cells)))
    return Table(headings, tuple(rows))


def assumptions_table(assumptions: pd.DataFrame, lang: str) -> Table:
    """Parameters with value, default, unit and source; those changed from the default are marked."""
    columns = ("path", "about", "value_used", "default", "source")
    headings = tuple(Cell(name_of(column, lang)) for column in columns)
    rows = []
    for row in assumptions.to_dict("records"):
        unit = str(row.get("unit") or "")
        source = str(row.get("source") or "")
        tag, _, citation = source.partition(":")
        cells = (
            Cell(str(row["path"]), look="path"),
            Cell(str(row.get("about") or "")),
            Cell(_setting(row.get("value")), unit),
            Cell(_setting(row.get("default"))),
            Cell(tag.strip(), citation.strip()),
        )
        rows.append(Row(cells, "is-changed" if row.get("changed") else ""))
    return Table(headings, tuple(rows))


def _interval(row: Mapping[str, Any], name: str, unit: MoneyUnit, lang: str, *, signed: bool) -> Cell:
    def write(which: str) -> str:
        return money(row[f"{name}_{which}"], lang, signed=signed, unit=unit, symbol=False)

    beneath = "" if pd.isna(row[f"{name}_low"]) else say("interval", lang, low=write("low"), high=write("high"))
    return Cell(write("mean"), beneath)


def _key_figure(name: str, value: float, lang: str, unit: MoneyUnit | None) -> Cell:
    return Cell(money(value, lang, unit=unit, symbol=False) if unit else kpi(name, value, lang))


def _score(scores: Mapping[str, float], name: str, lang: str) -> str:
    return kpi(name, scores[name], lang) if name in scores else ""


def _setting(value: Any) -> str:
    """A parameter's value on one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.6g}"
    text = str(value)
    return text if len(text) <= 60 else shorten(text)
