"""The periods that pay is measured over; which weeks they hold is the timetable's."""

from __future__ import annotations

from typing import Literal, Protocol, get_args

import numpy as np

PeriodName = Literal["month", "quarter", "half", "year"]
PERIODS: tuple[PeriodName, ...] = get_args(PeriodName)
A_MONTH, A_QUARTER, A_HALF, A_YEAR = range(len(PERIODS))  # what kernels take
IN_QUARTERS = (1 / 3, 1.0, 2.0, 4.0)  # how long each is


class Spans(Protocol):
    """Which weeks make the periods, as the model's timetable knows it."""

    @property
    def number(self) -> np.ndarray:
        """(4, n) how many periods have begun before each week's own."""
        ...

    @property
    def of_year(self) -> np.ndarray:
        """(4, n) which period of its year it is, from 0."""
        ...

    def span(self, period: int, week: int) -> tuple[int, int]:
        """First and last week of the period that ``week`` belongs to."""
        ...


def sum_over(factors: np.ndarray, first: int, last: int) -> float:
    """Sum of factors by week, from week ``first`` to ``last``; 0 over none."""
    return float(factors[first : last + 1].sum())


def share_up_to(factors: np.ndarray, first: int, week: int, last: int) -> float:
    """Share of the factors from ``first`` to ``last`` that lies before the end of ``week``; of weeks, if all are 0."""
    whole = sum_over(factors, first, last)
    return sum_over(factors, first, week) / whole if whole > 0.0 else (week - first + 1) / (last - first + 1)
