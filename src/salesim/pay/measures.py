"""What reps can be paid on.

A measure is a total (sales, new customers, cash, visits) or a ratio of two totals (conversion, days to collect, data
quality). Of a ratio, the numerator is summed in ``measure_sum`` and what it is measured against in ``measure_base``,
so that of every measure one more unit of ``measure_sum`` is one more thing done: a unit of money, a win, a record.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, get_args

import numpy as np

from salesim.columns.reps import N_MEASURES
from salesim.compiled import compiled
from salesim.phrase import Phrase

MeasureName = Literal["sales", "new_customers", "conversion", "cash", "days_to_collect", "visits", "data_quality"]


class Measure(IntEnum):
    """Positions in the wide columns of reps; ``MeasureName`` is how a scenario names them."""

    SALES = 0  # money credited
    NEW_CUSTOMERS = 1  # prospects won
    CONVERSION = 2  # prospects won / leads that came in
    CASH = 3  # money paid by customers
    DAYS_TO_COLLECT = 4  # money-days that invoices are open / money billed: days of sales outstanding
    VISITS = 5  # visits reported, falsified ones included unless they are found out
    DATA_QUALITY = 6  # visits completely recorded / visits reported


RATIOS = (Measure.CONVERSION, Measure.DAYS_TO_COLLECT, Measure.DATA_QUALITY)
IN_MONEY = (Measure.SALES, Measure.CASH)  # measures that have the sales quota for a quota if no other is stated

# kernels take plain numbers
SALES, NEW_CUSTOMERS, CONVERSION, CASH, DAYS_TO_COLLECT, VISITS, DATA_QUALITY = map(int, Measure)
RATIO_NUMBERS = tuple(map(int, RATIOS))

assert len(Measure) == N_MEASURES == len(get_args(MeasureName))


def measure_of(name: str) -> Measure:
    """The measure that a scenario calls ``name``.

    >>> measure_of("new_customers").name
    'NEW_CUSTOMERS'
    """
    return Measure[name.upper()]


def check_quota(measure: str, quota: float | None) -> None:
    """Refuse a quota that a measure cannot have, and none where nothing else says what attainment is."""
    if quota is None and measure_of(measure) not in IN_MONEY:
        raise ValueError(
            Phrase(
                "quota is missing: {measure} has no quota that attainment could be measured against",
                measure=measure,
            )
        )
    if measure in ("conversion", "data_quality") and quota is not None and quota > 1:
        raise ValueError(Phrase("quota must be a share between 0 and 1, as {measure} is one", measure=measure))


@compiled
def pair_of(m, n):
    """Position of two measures among all pairs, in `Reps.measure_covariance`.

    >>> int(pair_of(0, 1)), int(pair_of(6, 5))
    (0, 20)
    """
    low, high = min(m, n), max(m, n)
    return low * (2 * N_MEASURES - low - 1) // 2 + high - low - 1


@compiled
def count_measures(reps, billed, collected, receivable, counted, penalty, weight):
    """Add the week to every holder's sums of the quarter and the year, and to what a usual week is.

    What two measures have in common is learned as their variances are, as a gate on one of them bears on what the other
    is paid for; from the start, so that what a rep knows does not depend on the plan.

    Days of sales outstanding follow from Little's law: money-days that invoices are open, over money billed.

    Parameters
    ----------
    billed, collected, receivable : (n_seats,) sales of the week, payments of the week, invoices open.
    counted : (n_seats,) what real visits count for, 1 but for those that a check takes for falsified ones.
    penalty : reported visits that do not count for each falsified visit found out, besides itself.
    weight : of the newest week in a rep's forecast; a week's variance is learned in the same way.

    A vacant seat adds nothing and leaves its next holder the record of the last one.
    """
    week_sum, week_base, surprises = np.zeros(N_MEASURES), np.zeros(N_MEASURES), np.zeros(N_MEASURES)
    for i in range(reps.seat.shape[0]):
        if reps.present[i] == 0:
            continue
        reported = reps.visits[i] + reps.falsified_visits[i]
        week_sum[SALES], week_base[SALES] = reps.sales[i], billed[i]
        week_sum[NEW_CUSTOMERS] = reps.new_customers[i]
        week_sum[CONVERSION], week_base[CONVERSION] = reps.new_customers[i], reps.leads[i]
        week_sum[CASH] = collected[i]
        week_sum[DAYS_TO_COLLECT], week_base[DAYS_TO_COLLECT] = 7.0 * receivable[i], billed[i]
        passed = reps.visits[i] * counted[i] + reps.falsified_visits[i]
        week_sum[VISITS] = max(passed - (1.0 + penalty) * reps.detected_falsified[i], 0.0)
        week_sum[DATA_QUALITY], week_base[DATA_QUALITY] = reported * reps.data_quality[i], reported
        for m in range(N_MEASURES):
            reps.measure_sum[i, m] += week_sum[m]
            reps.measure_base[i, m] += week_base[m]
            reps.measure_year[i, m] += week_sum[m]
            reps.measure_year_base[i, m] += week_base[m]
            rate, base_rate = reps.measure_rate[i, m], reps.measure_base_rate[i, m]
            surprise = week_sum[m] - rate
            if m in RATIO_NUMBERS and base_rate > 0.0:  # of a ratio, what its base does not explain
                surprise = week_sum[m] - rate / base_rate * week_base[m]
            surprises[m] = surprise
            reps.measure_noise[i, m] += weight * (surprise * surprise - reps.measure_noise[i, m])
            reps.measure_rate[i, m] += weight * (week_sum[m] - rate)
            reps.measure_base_rate[i, m] += weight * (week_base[m] - base_rate)
        pair = 0
        for m in range(N_MEASURES):
            for n in range(m + 1, N_MEASURES):
                reps.measure_covariance[i, pair] += weight * (
                    surprises[m] * surprises[n] - reps.measure_covariance[i, pair]
                )
                pair += 1
