"""The assumptions that a result rests on: every parameter with its value, its default and where that comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from salesim.metrics import heading
from salesim.report.content import ReportContent
from salesim.report.section import Block, Details, Heading, Items, Section, Text, register
from salesim.report.source import Source
from salesim.report.style import short_name
from salesim.report.tables import Cell, Row, Table
from salesim.scenario import assumptions
from salesim.scenario.amounts import HOME, is_money
from salesim.wording import count
from salesim.wording.settings import setting, unit_name
from salesim.wording.text import N_, say

SOURCES = {  # of `parameters.SOURCE_TAGS`
    "F": N_("fitted to data"),
    "L": N_("literature"),
    "V": N_("vendor or trade figure"),
    "A": N_("assumption, to be calibrated"),
}
COLUMNS = ("path", "about", "value_used", "default", "source")
LONGEST = 60  # value, in Latin letters


def assumptions_of(source: Source) -> pd.DataFrame:
    """One row a parameter: ``path, about, value, default, unit, source`` (tag, then ``": citation"``), ``changed``."""
    rows = assumptions(source.scenario)
    citation = (": " + rows["citation"]).where(rows["citation"] != "", "")
    return rows.rename(columns={"field": "path"}).assign(source=rows["tag"] + citation)


def assumptions_blocks(data: pd.DataFrame, content: ReportContent, lang: str) -> Iterator[Block]:
    n, changed = count(len(data)), data.loc[data["changed"].astype(bool)]
    yield Text(
        say(
            "{n} figures went into this result; {changed} differ from the defaults and are marked. The letter says "
            "where a default comes from.",
            lang,
            n=n,
            changed=count(len(changed)),
        )
    )
    yield Items(tuple((tag, say(meaning, lang)) for tag, meaning in SOURCES.items()), "sources")
    if len(changed):
        yield Heading(say("Changed from the default", lang))
        yield assumptions_table(changed, content.currency, lang)
    everything = assumptions_table(data, content.currency, lang)
    yield Details(say("All {n} assumptions", lang, n=n), (everything,))


def assumptions_table(rows: pd.DataFrame, currency: str, lang: str) -> Table:
    """Parameters with value, default, unit and source; those changed from the default are marked."""
    found = []
    for row in rows.to_dict("records"):
        unit = str(row.get("unit") or "")
        tag, _, citation = str(row.get("source") or "").partition(":")
        cells = (
            Cell(str(row["path"]), look="path"),
            Cell(say(str(row.get("about") or ""), lang)),
            Cell(one_line(row.get("value"), lang), unit_name(unit, currency, lang)),
            Cell(one_line(row.get("default"), lang), own_default(unit, currency, lang)),
            Cell(tag.strip(), say(citation.strip(), lang)),
        )
        found.append(Row(cells, "is-changed" if row.get("changed") else ""))
    return Table(tuple(Cell(heading(column, lang)) for column in COLUMNS), tuple(found), "settings")


def own_default(unit: str, currency: str, lang: str) -> str:
    """The unit of a default where it is another one than the value's: amounts of the defaults are in yuan."""
    return unit_name(unit, HOME, lang) if is_money(unit) and currency != HOME else ""


def one_line(value: Any, lang: str) -> str:
    """A parameter's value as it fits into a cell."""
    return short_name(setting(value, lang), LONGEST)


register(Section("assumptions", 120, N_("Assumptions"), assumptions_blocks, assumptions_of))
