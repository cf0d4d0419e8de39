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
from salesim.report.units import unit_name
from salesim.scenario import assumptions
from salesim.wording import MISSING, count
from salesim.wording.numbers import decimals_for, digits, with_sign
from salesim.wording.text import N_, say

SOURCES = {  # of `parameters.SOURCE_TAGS`
    "F": N_("fitted to data"),
    "L": N_("literature"),
    "V": N_("vendor or trade figure"),
    "A": N_("assumption, to be calibrated"),
}
COLUMNS = ("path", "about", "value_used", "default", "source")
SIGNIFICANT = 6  # digits of a value: what was stated is not rounded away
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
        tag, _, citation = str(row.get("source") or "").partition(":")
        cells = (
            Cell(str(row["path"]), look="path"),
            Cell(say(str(row.get("about") or ""), lang)),
            Cell(setting(row.get("value"), lang), unit_name(str(row.get("unit") or ""), currency, lang)),
            Cell(setting(row.get("default"), lang)),
            Cell(tag.strip(), citation.strip()),
        )
        found.append(Row(cells, "is-changed" if row.get("changed") else ""))
    return Table(tuple(Cell(heading(column, lang)) for column in COLUMNS), tuple(found), "settings")


def setting(value: Any, lang: str) -> str:
    """A parameter's value on one line; names and codes stay as a scenario writes them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("yes", lang) if value else say("no", lang)
    if isinstance(value, int | float):
        return with_sign(value, digits(value, decimals_for(value, SIGNIFICANT), trim=True))
    if isinstance(value, list | tuple) and not any(isinstance(one, dict | list | tuple) for one in value):
        return short_name(", ".join(map(str, value)), LONGEST) or MISSING
    return short_name(value, LONGEST)


register(Section("assumptions", 120, N_("Assumptions"), assumptions_blocks, assumptions_of))
