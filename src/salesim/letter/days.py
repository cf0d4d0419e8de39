"""Days of a period, and how many of them lie between two days."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

from salesim.errors import InputError
from salesim.letter.periods import YEAR, day_of, length_of

Counting = Literal["calendar", "weekdays", "months_of_30"]
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def days_of(period: str) -> tuple[date, date]:
    """First and last day of a month, quarter, half or year by its name.

    >>> days_of("2026Q1")
    (datetime.date(2026, 1, 1), datetime.date(2026, 3, 31))

    Raises
    ------
    InputError : the name does not say which days it means
    """
    length = "year" if YEAR.fullmatch(period) else length_of(period)
    if not length:
        raise InputError("this is no period", None, period, "a period such as 2026-07, 2026Q3, 2026H2 or 2026")
    number = re.search(
        r"[1-9]\d?", period[4:].replace("一", "1").replace("二", "2").replace("三", "3").replace("四", "4")
    )
    months = MONTHS[length]
    first = (int(number[0]) - 1 if number else 0) * months
    if not 0 <= first <= 12 - months:
        raise InputError("this is no period", None, period, "a period such as 2026-07, 2026Q3, 2026H2 or 2026")
    year, end = int(period[:4]), first + months
    after = date(year + end // 12, end % 12 + 1, 1)
    return date(year, first + 1, 1), after - timedelta(days=1)


def days_between(first: date, last: date, counting: Counting) -> int:
    """How many days there are, both counted: all, Mondays to Fridays, or of months of 30 days.

    >>> days_between(date(2024, 2, 1), date(2024, 2, 29), "calendar")
    29
    >>> days_between(date(2024, 2, 1), date(2024, 2, 29), "weekdays")
    21
    >>> days_between(date(2024, 2, 16), date(2024, 2, 29), "months_of_30")
    15
    """
    if last < first:
        return 0
    if counting == "calendar":
        return (last - first).days + 1
    if counting == "weekdays":
        weeks, rest = divmod((last - first).days + 1, 7)
        return 5 * weeks + sum((first.weekday() + k) % 7 < 5 for k in range(rest))
    ends_month = (last + timedelta(days=1)).month != last.month
    end = 30 if ends_month else min(last.day, 30)
    return 360 * (last.year - first.year) + 30 * (last.month - first.month) + end - min(first.day, 30) + 1


def is_day(text: str) -> bool:
    """Whether a text is a day."""
    try:
        day_of(text)
    except InputError:
        return False
    return True
