"""Rows that stand for a month: a count of visits or prescriptions, or single events all dated on its first day."""

from __future__ import annotations

import numpy as np

from salesim.export.dates import EPOCH, NO_DAY

MIN_MONTHS, MIN_ROWS = 3, 24  # in which all dates are firsts, or lasts, of months, before that means anything
MAX_NUMBERED = 240  # months, if they are numbered
FIRST_NUMBERED = 12 * (2000 - EPOCH.year)  # month 1 of those that are, since 1970: January 2000


def months_of_days(days: np.ndarray) -> np.ndarray:
    """Calendar month of some days since 1970 (n,), counted from January 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_days(months: np.ndarray) -> np.ndarray:
    """First day since 1970 of some months since January 1970 (n,)."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def last_day(month: int) -> int:
    """Last day since 1970 of a month since January 1970."""
    return int(first_days(np.array([month + 1]))[0]) - 1


def are_months(days: np.ndarray) -> bool:
    """Whether some days (n,) stand for months: all are the first, or all the last, of one, over several months.

    >>> are_months(first_days(np.arange(360, 400))), are_months(np.arange(11_000, 11_040))
    (True, False)
    """
    days = days[days != NO_DAY]
    months = months_of_days(days)
    if len(days) < MIN_ROWS or len(np.unique(months)) < MIN_MONTHS:
        return False
    return bool((first_days(months) == days).all() or (first_days(months + 1) - 1 == days).all())


def numbered_months(texts: list[str]) -> np.ndarray | None:
    """Days since 1970 for months that are numbered 1, 2, 3 ... (n,), the first as January 2000; None if they are not.

    Which months they are is not known; that they follow each other is.
    """
    if not texts or not all(text.strip().isdigit() and len(text.strip()) <= 3 for text in texts):
        return None
    numbers = np.array([int(text) for text in texts])
    several = np.unique(numbers)
    if len(several) < MIN_MONTHS or several[0] not in (0, 1) or several[-1] > MAX_NUMBERED:
        return None
    return first_days(FIRST_NUMBERED + numbers - several[0]) if (np.diff(several) == 1).all() else None
