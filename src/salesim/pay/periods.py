"""The periods that pay is measured over, and where a week stands in them. A quarter's months have 5, 4 and 4 weeks."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from salesim.weeks import QUARTER, YEAR

PeriodName = Literal["month", "quarter", "half", "year"]
PERIODS: tuple[PeriodName, ...] = get_args(PeriodName)
A_MONTH, A_QUARTER, A_HALF, A_YEAR = range(len(PERIODS))  # what kernels take
IN_QUARTERS = (1 / 3, 1.0, 2.0, 4.0)  # how long each is

STARTS = (
    tuple(quarter + month for quarter in range(0, YEAR, QUARTER) for month in (0, 5, 9)),
    tuple(range(0, YEAR, QUARTER)),
    (0, 2 * QUARTER),
    (0,),
)  # weeks of the year in which each begins


def span(period: int, week: int) -> tuple[int, int]:
    """First and last week of the period that ``week`` belongs to.

    >>> span(A_MONTH, 60), span(A_HALF, 60)
    ((57, 60), (52, 77))
    """
    year, of_year = week // YEAR * YEAR, week % YEAR
    first = max(start for start in STARTS[period] if start <= of_year)
    after = min((start for start in STARTS[period] if start > of_year), default=YEAR)
    return year + first, year + after - 1


def sum_over(season: np.ndarray, first: int, last: int) -> float:
    """Sum of a year's factors (52,) over some weeks of one year; 0 over none."""
    return float(season[first % YEAR : first % YEAR + last - first + 1].sum())
