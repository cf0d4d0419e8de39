"""Days as people write them, year first."""

from __future__ import annotations

import re
from datetime import date

from salesim.phrase import N_

DAY = re.compile(
    r"((?:19|20)\d\d)(?:\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?|(\d\d)(\d\d))(?:[T\s].*)?", re.DOTALL
)
NO_SUCH_DAY = N_("there is no such day")


def day_in(text: str) -> date | None:
    """The day that a text is; a time of day that follows is left out. None if it is none.

    >>> day_in("2026-07-05"), day_in("2026/7/5 10:30") == day_in("20260705") == day_in("2026年7月5日")
    (datetime.date(2026, 7, 5), True)
    >>> day_in("2026-02-30"), day_in("tomorrow")
    (None, None)
    """
    found = DAY.fullmatch(text.strip())
    try:
        return (
            date(*(int(number) for number in found.groups() if number)) if found else date.fromisoformat(text.strip())
        )
    except ValueError:
        return None


def is_no_day(text: object) -> bool:
    """Whether a text is written as a day, and there is no such day, as 2026-02-30."""
    return isinstance(text, str) and DAY.fullmatch(text.strip()) is not None and day_in(text) is None
