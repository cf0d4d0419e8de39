"""What reps can be paid on.

A measure is a total (sales, margin, new customers, cash, visits) or a ratio of two totals (conversion, days to
collect, data quality). Of a ratio, the numerator is summed in ``measure_sum`` and what it is measured against in
``measure_base``, so that of every measure one more unit of ``measure_sum`` is one more thing done: a unit of money, a
win, a record. Where a firm has product lines, the sales of each are measured, too: ``sales of Pumps``. Margin of one
line is its sales times its margin, and needs no measure of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Annotated, Any, Literal, get_args

import numpy as np
from pydantic import PlainSerializer, ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator

from salesim.columns.reps import N_MEASURES
from salesim.compiled import compiled
from salesim.phrase import Phrase

PlainName = Literal[
    "sales", "new_customers", "conversion", "cash", "days_to_collect", "visits", "data_quality", "margin"
]
INDEX = "index"  # several measures, weighted and added up
OF_A_LINE = ("sales", "margin")  # what may be said of one product line: sales of Pumps, margin of Pumps


class Measure(IntEnum):
    """Positions in the wide columns of reps; ``MeasureName`` is how a scenario names them."""

    SALES = 0  # money credited
    NEW_CUSTOMERS = 1  # prospects won
    CONVERSION = 2  # prospects won / leads that came in
    CASH = 3  # money paid by customers
    DAYS_TO_COLLECT = 4  # money-days that invoices are open / money billed: days of sales outstanding
    VISITS = 5  # visits reported, falsified ones included unless they are found out
    DATA_QUALITY = 6  # visits completely recorded / visits reported
    MARGIN = 7  # money credited less what the goods cost


def kind_and_lines(name: str) -> tuple[str, tuple[str, ...]]:
    """What a measure is, and of which product lines; of no lines where it is of all sales.

    >>> kind_and_lines("margin of Spare parts"), kind_and_lines("sales of Pumps + Valves")
    (('margin', ('Spare parts',)), ('sales', ('Pumps', 'Valves')))
    >>> kind_and_lines("sales"), kind_and_lines("visits of Pumps")
    (('sales', ()), ('visits of Pumps', ()))
    """
    kind, of, stated = name.partition(" of ")
    lines = tuple(line.strip() for line in stated.split("+"))
    return (kind, lines) if of and kind in OF_A_LINE and all(lines) else (name, ())


def _or_of_a_line(stated: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """Let a line's sales or margin pass; `Scenario` knows the lines."""
    return stated if isinstance(stated, str) and kind_and_lines(stated)[1] else check(stated)


def also_of_lines(names: Any) -> Any:
    """A type of names that may be said of one product line, too."""
    schema = {"anyOf": [{"enum": list(get_args(names))}, {"type": "string", "pattern": "^(sales|margin) of \\S.*$"}]}
    return Annotated[names, WrapValidator(_or_of_a_line), PlainSerializer(str, return_type=str), WithJsonSchema(schema)]


MeasureName = also_of_lines(PlainName)
PaidOnName = also_of_lines(Literal[PlainName, "index"])

RATIOS = (Measure.CONVERSION, Measure.DAYS_TO_COLLECT, Measure.DATA_QUALITY)
IN_MONEY = (Measure.SALES, Measure.CASH)  # measures that have the sales quota for a quota if no other is stated

# kernels take plain numbers
SALES, NEW_CUSTOMERS, CONVERSION, CASH, DAYS_TO_COLLECT, VISITS, DATA_QUALITY, MARGIN = map(int, Measure)
RATIO_NUMBERS = tuple(map(int, RATIOS))
FIRST_LINE = N_MEASURES  # position of the first product line's sales in wide columns

assert len(Measure) == N_MEASURES == len(get_args(PlainName))


def measure_of(name: str) -> Measure:
    """The measure that a scenario calls ``name``; of one product line, that of all.

    >>> measure_of("new_customers").name, measure_of("sales of Pumps").name
    ('NEW_CUSTOMERS', 'SALES')
    """
    return Measure[kind_and_lines(name)[0].upper()]


def positions_of(name: str, lines: Sequence[str]) -> list[int]:
    """Positions in wide columns of what a measure adds up; ``lines`` are the names of the product lines.

    >>> positions_of("visits", ()), positions_of("sales of Pumps + Pipes", ("Valves", "Pumps", "Pipes"))
    ([5], [9, 10])
    """
    return [FIRST_LINE + lines.index(line) for line in kind_and_lines(name)[1]] or [int(measure_of(name))]


def in_money(name: str) -> bool:
    """Whether a measure has a quota in money if no other is stated: the sales quota, or a line's part of it."""
    return bool(kind_and_lines(name)[1]) or measure_of(name) in IN_MONEY


def is_sum(name: str) -> bool:
    """Whether a measure adds up several product lines."""
    return len(kind_and_lines(name)[1]) > 1


def check_single(name: str) -> None:
    """Refuse a sum of several product lines where one measure is needed."""
    if is_sum(name):
        raise ValueError("measure must be of one product line here; only what is paid on may add up several")


def check_quota(measure: str, quota: float | None) -> None:
    """Refuse a quota that a measure cannot have, and none where nothing else says what attainment is."""
    if quota is None and not in_money(measure):
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
    """Position of two measures among all pairs, in `Reps.measure_covariance`; further measures come after them.

    >>> int(pair_of(0, 1)), int(pair_of(6, 5))
    (0, 20)
    """
    low, high = min(m, n), max(m, n)
    return high * (high - 1) // 2 + low


@compiled
def count_measures(reps, billed, collected, receivable, counted, penalty, weight, further):
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
    further : (2, n_seats, 1 + n_lines) margin of the week's sales and sales by product line, credited and billed.

    A vacant seat adds nothing and leaves its next holder the record of the last one.
    """
    n_measures = reps.measure_sum.shape[1]
    week_sum, week_base, surprises = np.zeros(n_measures), np.zeros(n_measures), np.zeros(n_measures)
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
        for k in range(further.shape[2]):
            week_sum[MARGIN + k], week_base[MARGIN + k] = further[0, i, k], further[1, i, k]
        for m in range(n_measures):
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
        for n in range(1, n_measures):
            for m in range(n):
                reps.measure_covariance[i, pair] += weight * (
                    surprises[m] * surprises[n] - reps.measure_covariance[i, pair]
                )
                pair += 1
