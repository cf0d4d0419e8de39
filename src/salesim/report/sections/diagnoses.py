"""What managers diagnosed, against the true causes that the simulation knows."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from salesim.metrics import heading
from salesim.model.diagnoses import confusion
from salesim.report.content import ReportContent
from salesim.report.section import Block, Section, Text, register
from salesim.report.source import Source
from salesim.report.tables import Cell, Row, Table
from salesim.scenario.overlay import apply_policy
from salesim.wording import money, money_range, percent
from salesim.wording.text import N_, say

CAUSES = {
    "competitor": N_("competitor"),
    "execution": N_("execution"),
    "quota": N_("quota"),
    "chance": N_("chance"),
}


def diagnoses_of(source: Source) -> pd.DataFrame | None:
    """How often the baseline's managers diagnosed what (rows) under which true cause (columns); None if never."""
    rows = source.of_baseline(source.kept("diagnoses"))
    if rows.empty:
        return None
    counts = confusion(rows)
    counts.attrs["unchecked"] = options_without_check(source)
    return counts


def options_without_check(source: Source) -> list[str]:
    """Options in the baseline's layout whose managers do the usual instead of seeking the cause."""
    arms = source.comparison.arms
    there = arms[(arms["layout"] == source.baseline["layout"]) & (arms["arm"] != source.baseline["arm"])]
    reviews = [apply_policy(source.scenario, policy).sales_force.review for policy in there["policy"]]
    return [arm for arm, review in zip(there["arm"], reviews, strict=True) if not review.seek_cause]


def diagnoses_blocks(data: pd.DataFrame, content: ReportContent, lang: str) -> Iterator[Block]:
    yield Text(
        say(
            "Shares of all root-cause checks in the baseline. Managers see sales, reported visits and what reps say of "
            "competitors; the simulation knows the largest true part of each shortfall. Right diagnoses lie on the "
            "diagonal; in the last column nothing was wrong but chance.",
            lang,
        )
    )
    yield diagnoses_table(data, lang)
    for arm in data.attrs.get("unchecked", ()):
        yield Text(value_of_check(content, arm, lang))


def value_of_check(content: ReportContent, arm: str, lang: str) -> str:
    """What the baseline creates above an option whose managers seek no cause."""
    row = content.arms.set_index("arm").loc[arm]
    return say(
        "Seeking the cause is worth {value} ({range}, 95 % interval) over the horizon: so much more value than in "
        "{option}, where managers do the usual about every shortfall.",
        lang,
        value=money(-row["difference_mean"], content.currency, lang, signed=True),
        range=money_range(-row["difference_high"], -row["difference_low"], content.currency, lang),
        option=content.names.option(arm),
    )


def diagnoses_table(counts: pd.DataFrame, lang: str) -> Table:
    """What managers diagnosed (rows) against the true cause (columns), as shares of all diagnoses."""
    headings = (Cell(heading("diagnosed", lang)), *(Cell(cause_name(cause, lang)) for cause in counts.columns))
    n = max(int(counts.to_numpy().sum()), 1)
    rows = []
    for cause, row in counts.iterrows():
        cells = [Cell(percent(count / n), look="total" if cause == true else "") for true, count in row.items()]
        rows.append(Row((Cell(cause_name(cause, lang)), *cells)))
    return Table(headings, tuple(rows), "scores")


def cause_name(cause: object, lang: str) -> str:
    """What readers call a cause."""
    return say(CAUSES.get(str(cause), str(cause)), lang)


register(Section("diagnoses", 90, N_("What managers diagnosed, and the true causes"), diagnoses_blocks, diagnoses_of))
