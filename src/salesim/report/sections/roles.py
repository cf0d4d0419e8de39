"""What each role sold, won and was paid."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from salesim.metrics import heading
from salesim.model.ledger import PAY_KINDS
from salesim.report.content import ReportContent
from salesim.report.section import Block, Section, Text, register
from salesim.report.source import Source
from salesim.report.tables import Cell, Row, Table
from salesim.wording import money_unit, percent
from salesim.wording.text import N_, say

SUMS = ("quota", "sales", "credited", "new_customers", "pay")


def roles_of(source: Source) -> pd.DataFrame | None:
    """One row an option and role, means of the replications; None if no option has roles."""
    quarters = source.comparison.attainment
    if "role" not in quarters or not quarters["role"].notna().any():
        return None
    rows = quarters[quarters["role"].notna()]
    rows = rows.assign(pay=rows[[f"{kind}_pay" for kind in PAY_KINDS]].sum(axis=1))
    by = rows.groupby(["arm", "role"], sort=False)
    table = by[list(SUMS)].sum() / rows["replication"].nunique()
    table["reps"] = by["seat"].nunique()
    return table.reset_index()


def roles_blocks(data: pd.DataFrame, content: ReportContent, lang: str) -> Iterator[Block]:
    yield Text(
        say(
            "Over the whole run, as a mean of the replications. Attainment is what has been credited over all quotas; "
            "specialists are credited beside the seller, so credits of the roles may add up to more than sales.",
            lang,
        )
    )
    yield roles_table(content.named(data), content.currency, lang)


def roles_table(roles: pd.DataFrame, currency: str, lang: str) -> Table:
    """One row an option and role; the rows of `roles_of`."""
    unit = money_unit(roles["sales"], currency, lang)
    rows = []
    for row in roles.to_dict("records"):
        attained = row["credited"] / row["quota"] if row["quota"] > 0 else float("nan")
        cells = (
            Cell(str(row["arm"]), str(row["role"])),
            Cell(f"{row['reps']:.0f}"),
            Cell(unit.write(row["sales"])),
            Cell(unit.write(row["credited"])),
            Cell("" if pd.isna(attained) else percent(attained)),
            Cell(f"{row['new_customers']:,.0f}"),
            Cell(unit.write(row["pay"])),
        )
        rows.append(Row(cells))
    headings = (
        Cell(heading("arm", lang), say("role", lang)),
        Cell(say("Reps", lang)),
        Cell(heading("sales", lang), unit.name),
        Cell(say("Credited", lang), unit.name),
        Cell(say("Attainment", lang)),
        Cell(heading("new_customers", lang)),
        Cell(heading("pay", lang), unit.name),
    )
    return Table(headings, tuple(rows))


register(Section("roles", 65, N_("Roles"), roles_blocks, roles_of))
