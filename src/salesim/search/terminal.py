"""What the command line shows of a search: how far it is, and the best few beside what the search had believed."""

from __future__ import annotations

from time import monotonic
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from salesim.experiment.phrases import amount_of, verdict_word
from salesim.metrics import heading
from salesim.search.conclusion import SearchResult
from salesim.wording import figure, money, percent
from salesim.wording.text import N_, say

STAGES = {
    "search": N_("candidates"),
    "rank": N_("replications to rank the finalists"),
    "confirm": N_("replications to confirm them"),
}


def finalists_table(found: SearchResult, lang: str = "en") -> Table:
    """One row a finalist, as ranked: difference to the baseline as believed and as confirmed, with its interval."""
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(heading("arm", lang), no_wrap=True)
    table.add_column(say("Believed", lang), justify="right", no_wrap=True)
    table.add_column(say("Confirmed", lang), justify="right", no_wrap=True)
    level = percent(found.confirmation.facts["confidence"], decimals=None)
    is_priced = "cost_at_plan" in found.finalists
    table.add_column(level, justify="right", no_wrap=not is_priced)
    table.add_column(heading("verdict", lang), no_wrap=True)
    if is_priced:
        table.add_column(say("Cost at plan", lang), justify="right", no_wrap=True)
    for row in found.finalists.to_dict("records"):
        believed, confirmed, low, high = (
            amount_of(found.facts["outcome"], row[name], found.facts, lang, signed=True)
            for name in ("believed", "confirmed", "confirmed_low", "confirmed_high")
        )
        cost = [cost_amount(row["cost_at_plan"], found, lang)] if is_priced else []
        verdict = verdict_word(row["verdict"], lang)
        table.add_row(Text(row["arm"]), believed, confirmed, f"{low} … {high}", verdict, *cost)
    return table


def cost_amount(cost: float, found: SearchResult, lang: str = "en") -> str:
    """What pay costs at plan, a rep and year."""
    return money(cost, found.facts["currency"], lang)


def cost_sentence(found: SearchResult, lang: str = "en") -> str:
    """What the cost at plan is, and what it is today; empty where the search does not know it."""
    facts = found.facts.get("at_plan")
    if facts is None:
        return ""
    return say(
        "Cost at plan: salary and variable pay of a rep and year, expected over results around the quota (sd of "
        "attainment {sd}) of {quota} a quarter; today {today}.",
        lang,
        sd=figure(facts["spread"]),
        quota=cost_amount(facts["quota"], found, lang),
        today=cost_amount(facts["baseline"], found, lang),
    )


class FollowSearch:
    """Shows on the standard error how far a search is, the best gain so far and the time left; use it in a ``with``.

    A bar in a terminal, elsewhere a line for each batch of trials and every tenth part of the confirmation.
    """

    def __init__(self, outcome: str = "value_created", currency: str = "CNY", lang: str = "en") -> None:
        self.outcome, self.currency, self.lang = outcome, currency, lang
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
            facts = {"currency": self.currency}
            amount = amount_of(self.outcome, best, facts, self.lang, signed=True)
            notes.append(say("best so far {amount}", self.lang, amount=amount))
        if self.done_before < done < total:
            seconds = (now - self.began) / (done - self.done_before) * (total - done)
            notes.append(say("about {n} s left", self.lang, n=max(1, round(seconds))))
        note = "，".join(notes) if self.lang == "zh" else ", ".join(notes)
        name = say(STAGES[stage], self.lang)
        self.bar.update(self.task, completed=done, total=total, description=name, note=note)
        often = stage == "search" or done == total or done % max(total // 10, 1) == 0
        if not self.console.is_terminal and often and done:
            self.console.print(f"{done}/{total} {name} {note}".rstrip(), markup=False, soft_wrap=True)
