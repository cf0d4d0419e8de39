"""What wagers did: who took them, what they changed, what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import pandas as pd

from salesim.experiment.wagers import ALL, wager_report
from salesim.metrics import heading
from salesim.report.content import ReportContent
from salesim.report.section import Block, Section, Text, register
from salesim.report.source import Source
from salesim.report.tables import Cell, Row, Table, interval
from salesim.wording import money_unit, percent
from salesim.wording.text import N_, say

SHOWN = ("uptake", "win_rate", "loss_rate", "offer_effect", "taker_effect", "gap", "wager_cost", "quits_after_loss")
BENEATH = {"gap": "gap_without", "quits_after_loss": "quits_without"}  # column: what stands beneath its figures


def wagers_of(source: Source) -> pd.DataFrame | None:
    """What wagers did, as `experiment.wagers.wager_report` says; None if nobody took one."""
    found = wager_report(source.comparison)
    return found if len(found) else None


def wagers_blocks(data: pd.DataFrame, content: ReportContent, lang: str) -> Iterator[Block]:
    yield Text(
        say(
            "Sales of all who were offered a wager, and of those who took it, against the same people under the same "
            "random numbers without it, with {level} intervals beneath. Takers are ahead of the others, but nearly as "
            "much (beneath) when there is no wager: who takes one was ahead anyway, so the gap says next to nothing.",
            lang,
            level=percent(content.level, decimals=None),
        )
    )
    yield wagers_table(content.named(data), content.currency, lang)


def wagers_table(wagers: pd.DataFrame, currency: str, lang: str) -> Table:
    """One row an option and entry of its menu; the rows of `experiment.wagers.wager_report`."""
    unit = money_unit(wagers["cost"], currency, lang)
    beneath = {name: heading(other, lang) for name, other in BENEATH.items()} | {"wager_cost": unit.name}
    rows = []
    entries = wagers[wagers["wager"] != ALL].groupby("arm")["wager"].agg(list)
    for row in wagers.to_dict("records"):
        is_all, of_arm = row["wager"] == ALL, entries[row["arm"]]
        if not is_all and len(of_arm) == 1:
            continue  # the row of all entries is the only one's
        entry = of_arm[0] if len(of_arm) == 1 else say("all entries", lang) if is_all else row["wager"]
        cells = (
            Cell(str(row["arm"]), str(entry)),
            *(Cell(percent(row[name])) for name in ("uptake", "win_rate", "loss_rate")),
            effect_cell(row, "offer_effect", lang),
            effect_cell(row, "taker_effect", lang),
            Cell(percent(row["gap"], signed=True), percent(row["gap_without"], signed=True)),
            Cell(unit.write(row["cost"])),
            Cell(percent(row["quits_after_loss"]), percent(row["quits_without"])),
        )
        rows.append(Row(cells))
    headings = [Cell(heading("arm", lang)), *(Cell(heading(name, lang), beneath.get(name, "")) for name in SHOWN)]
    return Table(tuple(headings), tuple(rows))


def effect_cell(row: Mapping[Any, Any], name: str, lang: str) -> Cell:
    """An effect on sales as a share, its interval beneath."""
    if pd.isna(row[name]):
        return Cell("")
    write = partial(percent, decimals=1, signed=True)
    return Cell(write(row[name]), interval(row[f"{name}_low"], row[f"{name}_high"], write, lang))


def more_than_wager(policies: list[str], lang: str) -> str:
    """That effects of some policies are not those of their wagers alone."""
    return say(
        "Changes more than the wager, so effects on sales are of all of it: {policies}.",
        lang,
        policies=", ".join(policies),
    )


register(Section("wagers", 60, N_("What the wagers did"), wagers_blocks, wagers_of))
