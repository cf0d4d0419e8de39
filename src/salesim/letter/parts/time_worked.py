"""Time worked: the share of a period between a day of joining and a day of leaving."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from salesim.dates import NO_SUCH_DAY, is_no_day
from salesim.errors import InputError
from salesim.letter.days import Counting, days_between, days_of, is_day
from salesim.letter.figures import Value, each_word, written
from salesim.letter.part import Figures, Part
from salesim.letter.periods import day_of
from salesim.parameters import parameter
from salesim.phrase import N_


class TimeWorked(Part):
    """Days worked over the days of the period; a quota or a prorate takes it as its share."""

    measures: ClassVar = ()
    in_words: ClassVar = ("joined", "left", "period")
    is_money: ClassVar = False
    instead: ClassVar = N_("in the model quotas of newcomers stand in sales_force.quotas")

    part: Literal["time_worked"] = "time_worked"
    period: str = parameter(about="period by its name, such as 2026Q3, or a figure that is given", source="A")
    joined: str | None = parameter(None, about="first day worked; none: before the period", source="A")
    left: str | None = parameter(None, about="last day worked; none: after the period", source="A")
    counting: Counting = parameter(
        "calendar", about="calendar: all days; weekdays: Monday to Friday; months_of_30: each month has 30", source="A"
    )

    @field_validator("period", mode="before")
    @classmethod
    def _a_year_is_a_name(cls, stated: Any) -> Any:
        return str(stated) if type(stated) is int else stated

    @field_validator("joined", "left", "period")
    @classmethod
    def _there_is_one(cls, stated: str | None) -> str | None:
        if is_no_day(stated):
            raise ValueError(NO_SUCH_DAY)
        return stated

    def uses_words(self) -> Iterator[tuple[str, str]]:
        """Days and periods that are figures, not stated."""
        for field, name in super().uses_words():
            if not _is_stated(name):
                yield field, name

    def reckon(self, figures: Figures) -> Value:
        """The share, 0 to 1."""
        joined, left = self._word(figures, self.joined), self._word(figures, self.left)

        def share(period: str) -> Value:
            first, last = days_of(period)
            begins = max(first, day_of(joined)) if joined else first
            ends = min(last, day_of(left)) if left else last
            worked = days_between(begins, ends, self.counting)
            return Fraction(worked, days_between(first, last, self.counting))

        return each_word(share, self.period if _is_stated(self.period) else figures[self.period])

    def explain(self, figures: Figures) -> str:
        """The days and the period."""
        period = self.period if _is_stated(self.period) else figures[self.period]
        joined, left = self._word(figures, self.joined) or "…", self._word(figures, self.left) or "…"
        return f"{joined} – {left} / {written(period)}"

    def _word(self, figures: Figures, stated: str | None) -> str:
        """A day as stated or given, the same in all periods; empty if there is none."""
        if stated is None or _is_stated(stated):
            return stated or ""
        given = figures[stated]
        several = {day for day in given if day} if isinstance(given, tuple) else {given}
        if len(several) > 1:
            raise InputError("this must be the same day in all periods", stated)
        return str(several.pop()) if several else ""


def _is_stated(text: str) -> bool:
    """Whether a field holds a day or a period itself, rather than the name of a figure."""
    return text[:1].isdigit() and (is_day(text) or _is_period(text))


def _is_period(text: str) -> bool:
    try:
        days_of(text)
    except InputError:
        return False
    return True
