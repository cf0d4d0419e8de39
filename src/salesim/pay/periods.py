"""The periods that pay is measured over; which weeks they hold is the timetable's."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

PeriodName = Literal["month", "quarter", "half", "year"]
PERIODS: tuple[PeriodName, ...] = get_args(PeriodName)
A_MONTH, A_QUARTER, A_HALF, A_YEAR = range(len(PERIODS))  # what kernels take
IN_QUARTERS = (1 / 3, 1.0, 2.0, 4.0)  # how long each is


def sum_over(factors: np.ndarray, first: int, last: int) -> float:
    """Sum of factors by week, from week ``first`` to ``last``; 0 over none."""
    return float(factors[first : last + 1].sum())
