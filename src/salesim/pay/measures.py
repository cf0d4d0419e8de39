"""What reps can be paid on.

A measure is a total (sales, new customers, cash, visits) or a ratio of two totals (conversion, days to collect, data
quality). Of a ratio, the numerator is summed in ``measure_sum`` and what it is measured against in ``measure_base``,
so that of every measure one more unit of ``measure_sum`` is one more thing done: a yuan, a win, a complete record.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, get_args

from salesim.columns.reps import N_MEASURES

MeasureName = Literal["sales", "new_customers", "conversion", "cash", "days_to_collect", "visits", "data_quality"]


class Measure(IntEnum):
    """Positions in the wide columns of reps; ``MeasureName`` is how a scenario names them."""

    SALES = 0  # yuan credited
    NEW_CUSTOMERS = 1  # prospects won
    CONVERSION = 2  # prospects won / leads that came in
    CASH = 3  # yuan paid by customers
    DAYS_TO_COLLECT = 4  # yuan-days that invoices are open / yuan billed: days of sales outstanding
    VISITS = 5  # visits reported, those not made included
    DATA_QUALITY = 6  # visits completely recorded / visits reported


RATIOS = (Measure.CONVERSION, Measure.DAYS_TO_COLLECT, Measure.DATA_QUALITY)
IN_YUAN = (Measure.SALES, Measure.CASH)  # measures that have the sales quota for a target if no other is stated

assert len(Measure) == N_MEASURES == len(get_args(MeasureName))


def measure_of(name: str) -> Measure:
    """The measure that a scenario calls ``name``.

    >>> measure_of("new_customers").name
    'NEW_CUSTOMERS'
    """
    return Measure[name.upper()]
