"""What a comparison judges by: one metric, with the direction that is better and the difference that matters."""

from __future__ import annotations

from dataclasses import dataclass

from salesim.errors import InputError
from salesim.metrics import METRICS, Metric, unit_of
from salesim.metrics.money import parts
from salesim.wording.text import say

OTHER = "other"  # what the parts leave over where a model of somebody's own has further ones


@dataclass(frozen=True)
class Outcome:
    """A column of the summary that options are judged by.

    Parameters
    ----------
    name : column of the summary table.
    higher_is_better : False for a cost or a loss; left out, what the metric says, and True for a column that is none.
    smallest_difference : over the whole horizon, in the outcome's unit; options closer than this are as good as equal.
        None takes 1% of the baseline's mean.

    >>> Outcome("travel_cost").higher_is_better, Outcome("retention").higher_is_better
    (False, True)
    """

    name: str = "value_created"
    higher_is_better: bool = None  # type: ignore[assignment]  # left out, the metric says
    smallest_difference: float | None = None

    def __post_init__(self) -> None:
        if self.higher_is_better is None:
            better = METRICS[self.name].better if self.name in METRICS else "higher"
            object.__setattr__(self, "higher_is_better", better != "lower")
        if self.smallest_difference is not None and not 0 <= self.smallest_difference < float("inf"):
            raise InputError(
                "the smallest difference that matters", value=self.smallest_difference, allowed="0 or more, or None"
            )


PARTS: dict[str, Metric] = {one.name: one for one in parts()}  # of the value created, in the order of a waterfall
FUTURE_PARTS = tuple(name for name, one in PARTS.items() if one.is_future)


def phrase(column: str, lang: str) -> str:
    """A metric as it reads inside a sentence; a column that is none goes by its name."""
    one = METRICS.get(column)
    return say(one.phrase or one.text, lang) if one else column


def is_money(column: str) -> bool:
    """Whether an outcome is an amount."""
    return unit_of(column) == "money"


def is_share(column: str) -> bool:
    """Whether an outcome is a share, 0 to 1, whose differences are points."""
    return unit_of(column) == "share"
