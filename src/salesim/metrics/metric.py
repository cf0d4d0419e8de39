"""A metric: a figure that experiments compare, with its name, meaning, unit and rule, declared once.

    @metric("retention", N_("Customer retention"), "share", better="higher", adds_up="ratio", about="...")
    def retention(run: RunTables) -> float: ...

The summary of a run, verdicts, reports, the terminal, workbooks, the data dictionary and searches follow from that. A
new metric is one function, in the file of its family or in a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from salesim.metrics.run_tables import RunTables
from salesim.phrase import Phrase

Unit = Literal["money", "share", "count", "hours", "minutes", "days", "km", "goods", "score", "name", ""]
Better = Literal["higher", "lower", ""]
AddsUp = Literal["sum", "mean", "ratio", "end", "change"]
Rule = Callable[[RunTables], float]


@dataclass(frozen=True)
class Metric:
    """One figure of a run.

    Parameters
    ----------
    name : column of the summary.
    text : what readers call it, as a heading; English, marked for the catalogue.
    unit : money is in the scenario's currency, a share runs from 0 to 1 unless it is relative, goods are in units of
        sale.
    better : which way is better; empty where that depends.
    adds_up : over weeks and people. ``sum``: added over both. ``mean``: averaged over both. ``ratio``: of two sums, so
        that it is never averaged. ``end``: as it is at the horizon. ``change``: that less what there was at the start.
    about : what it is, in a sentence.
    rule : from the run's tables to the figure.
    phrase : as it reads inside a sentence; empty for a metric whose heading serves there, too.
    is_key : whether it stands beside the main outcome in a comparison.
    part : +1 if it adds to the value created, -1 if it takes from it, 0 if it is no part of it.
    is_future : whether it counts what is to come; the value created without these parts is the contribution.
    is_relative : whether a share is one of a yardstick, which it may exceed, such as sales of a quota or quits a year
        of seats, and not a part of a whole.
    """

    name: str
    text: str
    unit: Unit
    better: Better
    adds_up: AddsUp
    about: str
    rule: Rule
    phrase: str = ""
    is_key: bool = False
    part: int = 0
    is_future: bool = False
    is_relative: bool = False


METRICS: dict[str, Metric] = {}  # by name, in the order of the summary's columns


def metric(
    name: str, text: str, unit: Unit, *, adds_up: AddsUp, about: str, better: Better = "", **more: str | bool | int
) -> Callable[[Rule], Rule]:
    """Declare a function from a run's tables to a figure as a metric; see `Metric` for the arguments."""

    def declare(rule: Rule) -> Rule:
        if name in METRICS:
            raise ValueError(Phrase("two metrics are called {name}", name=name))
        METRICS[name] = Metric(name, text, unit, better, adds_up, about, rule, **more)  # type: ignore[arg-type]
        return rule

    return declare
