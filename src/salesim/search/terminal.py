"""What the command line shows of a search: how far it is, and the best few beside what the search had believed."""

from __future__ import annotations

from time import monotonic
from types import TracebackType

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from salesim.experiment.money import digits, money
from salesim.metrics import unit_of
from salesim.search.conclusion import SearchResult
from salesim.search.words import word


def finalists_table(found: SearchResult, lang: str = "en") -> Table:
    """One row a finalist, as ranked: difference to the baseline as believed and as confirmed, with its interval."""
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(word("arm", lang), no_wrap=True)
    table.add_column(word("believed", lang), justify="right", no_wrap=True)
    table.add_column(word("confirmed", lang), justify="right", no_wrap=True)
    table.add_column(f"{found.confirmation.facts['confidence'] * 100:g} %", justify="right", no_wrap=True)
    table.add_column(word("verdict", lang), no_wrap=True)
    outcome = found.facts["outcome"]
    for row in found.finalists.to_dict("records"):
        table.add_row(
            Text(row["arm"]),
            amount(row["believed"], outcome, lang),
            amount(row["confirmed"], outcome, lang),
            f"{amount(row['confirmed_low'], outcome, lang)} … {amount(row['confirmed_high'], outcome, lang)}",
            word(row["verdict"], lang),
        )
    return table


def amount(value: float, outcome: str, lang: str) -> str:
    if pd.isna(value):
        return "–"
    return money(value, lang, signed=True) if unit_of(outcome) == "money" else digits(value, signed=True)


class FollowSearch:
    """Shows on the standard error how far a search is, the best gain so far and the time left; use it in a ``with``.

    A bar in a terminal, elsewhere a line for each batch of trials and every tenth part of the confirmation.
    """

    def __init__(self, outcome: str = "value_created", lang: str = "en") -> None:
        self.outcome, self.lang = outcome, lang
        self.console = Console(stderr=True, highlight=False)
        self.bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}", markup=False),
            console=self.console,
            transient=True,
        )
        self.task = self.bar.add_task("", total=None, note="")
        self.stage = ""

    def __enter__(self) -> FollowSearch:
        if self.console.is_terminal:
            self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bar.stop()

    def __call__(self, stage: str, done: int, total: int, best: float | None) -> None:
        now = monotonic()
        if stage != self.stage:
            self.stage, self.began, self.done_before = stage, now, done if stage == "search" else 0
        notes = []
        if best is not None:
            notes.append(word("best", self.lang).format(amount(best, self.outcome, self.lang)))
        if self.done_before < done < total:
            seconds = (now - self.began) / (done - self.done_before) * (total - done)
            notes.append(word("left", self.lang).format(max(1, round(seconds))))
        note = "，".join(notes) if self.lang == "zh" else ", ".join(notes)
        self.bar.update(self.task, completed=done, total=total, description=word(stage, self.lang), note=note)
        often = stage == "search" or done == total or done % max(total // 10, 1) == 0
        if not self.console.is_terminal and often and done:
            self.console.print(f"{done}/{total} {word(stage, self.lang)} {note}".rstrip(), markup=False, soft_wrap=True)
