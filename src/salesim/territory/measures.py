"""What territories are to be even in: measures of customers, and bounds that each territory should keep to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from pydantic import model_validator

from salesim.errors import InputError, nearest_name
from salesim.parameters import Parameters, parameter
from salesim.phrase import N_, Phrase
from salesim.territory.layout import Sites
from salesim.territory.repair import capped

TOLERANCE = 0.1  # of a measure that states no bounds
MEASURES = {
    "workload": N_("workload"),
    "potential": N_("potential"),
    "sales": N_("sales"),
    "accounts": N_("number of accounts"),
}


def figure(value: float) -> str:
    """An amount as readers see it.

    >>> figure(123456.7), figure(2.3456), figure(0.0)
    ('123,457', '2.35', '0')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


class MeasureParameters(Parameters):
    """One measure of customers, and how much of it each territory should hold."""

    measure: str = parameter(
        "workload",
        about="workload, potential, sales, accounts, or a column of the customers' file",
        source="A",
        min_length=1,
    )
    target: float | None = parameter(
        None, about="what each territory should hold; the mean of all if left out", source="A", gt=0.0
    )
    min: float | None = parameter(None, about="least that each territory should hold", source="A", ge=0.0)
    max: float | None = parameter(None, about="most that each territory should hold", source="A", gt=0.0)
    tolerance: float | None = parameter(
        None,
        about="accepted deviation from the target, as a share of it; .1 where neither min nor max is stated",
        source="A",
        gt=0.0,
        le=1.0,
    )
    weight: float = parameter(
        1.0, about="how much it counts beside the other measures of its priority", source="A", gt=0.0, le=100.0
    )
    priority: int = parameter(
        1, about="what cannot all be met is met in this order: 1 comes first", source="A", ge=1, le=9
    )

    @model_validator(mode="after")
    def _low_is_below_high(self) -> MeasureParameters:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(Phrase("min {low:g} is above max {high:g}", low=self.min, high=self.max))
        return self


class Measure(NamedTuple):
    """A measure of some market.

    Parameters
    ----------
    name : what readers call it
    field : where it is stated
    values : (n,) of each customer, in its own unit
    counted : (n,) the same, but no more than an average territory for who outweighs one
    mean : of the counted values, per territory
    low, high, target : bounds of each territory, in its own unit
    weight : in the mean of all measures, and in what is out of bounds
    priority : 1 first
    """

    name: str
    field: str
    values: np.ndarray
    counted: np.ndarray
    mean: float
    low: float
    high: float
    target: float
    weight: float
    priority: int


def read_measures(
    stated: Sequence[MeasureParameters], sites: Sites, k: int, limits: tuple[int | None, int | None]
) -> tuple[list[Measure], list[str]]:
    """Measures with their bounds for k territories, and what a reader should know of them.

    ``limits`` are the fewest and the most accounts of a territory; they count before everything else.

    Raises
    ------
    InputError : an unknown measure, or bounds that no division into k territories can meet
    """
    measures: list[Measure] = []
    notes: list[str] = []
    for i, one in enumerate(stated):
        field = f"balance.{i}"
        values = values_of(one.measure, sites, f"{field}.measure")
        if values.sum() <= 0:
            text = N_("no customer has any {measure}, so territories are equal in number of customers")
            notes.append(Phrase(text, measure=Phrase(MEASURES.get(one.measure, one.measure))))
            values = np.ones(len(sites))
        measures.append(_with_bounds(one, values, field, k))
        notes += _giants(measures[-1], sites, k)
    fewest, most = limits
    if fewest is not None or most is not None:
        accounts = sites.counted()
        total = int(accounts.sum())
        for limit, field, is_bad in (
            (fewest, "accounts_min", fewest is not None and fewest * k > total),
            (most, "accounts_max", most is not None and most * k < total),
        ):
            if is_bad:
                message = Phrase("cannot be met by {k} territories of {n:,} accounts", k=k, n=total)
                allowed = Phrase("at most {n}", n=total // k)
                if field == "accounts_max":
                    allowed = Phrase("at least {n}", n=-(-total // k))
                raise InputError(message, field, limit, allowed)
        low, high = float(fewest or 0), float(np.inf if most is None else most)
        name = Phrase(MEASURES["accounts"])
        field = "accounts_min" if most is None else "accounts_max"
        measures.append(Measure(name, field, accounts, accounts, total / k, low, high, total / k, 0.0, 0))
    return measures, notes


def values_of(measure: str, sites: Sites, field: str) -> np.ndarray:
    """(n,) a measure of each customer; InputError if there is none of this name, or it is no amount."""
    if measure == "workload":
        return sites.workload_hours
    if measure == "potential":
        return sites.potential
    if measure == "sales":
        return sites.sold()
    if measure == "accounts":
        return sites.counted()
    column = sites.columns.get(measure)
    if column is None:
        known = [*MEASURES, *sites.columns]
        raise InputError(
            "no such measure", field, measure, Phrase("one of {names}", names=", ".join(known)),
            nearest_name(measure, known),
        )  # fmt: skip
    try:
        values = np.array([0.0 if v is None or v == "" else float(v) for v in column.tolist()])
    except (TypeError, ValueError):
        raise InputError("this column holds no numbers", field, measure) from None
    bad = ~(np.isfinite(values) & (values >= 0.0))
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        message = Phrase("customer {id} has {value:g}", id=sites.called(row), value=float(values[row]))
        raise InputError(message, field, measure, Phrase("finite numbers from 0"))
    return values


def _with_bounds(stated: MeasureParameters, values: np.ndarray, field: str, k: int) -> Measure:
    counted = capped(values.astype(np.float64), k)
    if counted.sum() <= 1e-6 * values.sum():  # fewer customers with any of it than territories
        counted = values.astype(np.float64)
    mean = float(counted.sum()) / k
    target = mean if stated.target is None else stated.target
    tolerance = stated.tolerance
    if tolerance is None and stated.min is None and stated.max is None:
        tolerance = TOLERANCE
    low, high = 0.0, np.inf
    if tolerance is not None:
        low, high = (1.0 - tolerance) * target, (1.0 + tolerance) * target
    low = low if stated.min is None else max(low, stated.min)
    high = high if stated.max is None else min(high, stated.max)
    name = Phrase(MEASURES.get(stated.measure, stated.measure))
    if low > high:
        message = Phrase("from {low} to {high} leaves nothing", low=figure(low), high=figure(high))
        raise InputError(message, field, allowed=Phrase("min and max that agree with target and tolerance"))
    total = float(counted.sum())
    if k * low > total * (1 + 1e-9) or k * high < total * (1 - 1e-9):
        is_low = k * low > total
        message = Phrase("{measure} of {bound} in each of {k} territories cannot be met: there is {total}",
                         measure=name, bound=figure(low if is_low else high), k=k, total=figure(total))  # fmt: skip
        raise InputError(message, field, allowed=Phrase("bounds around the mean, {mean}", mean=figure(total / k)))
    return Measure(name, field, values, counted, mean, low, high, target, stated.weight, stated.priority)


def _giants(measure: Measure, sites: Sites, k: int) -> list[str]:
    """Who outweighs a territory by himself is named: his territory cannot keep within bounds, and the others can."""
    row = int(np.argmax(measure.values))
    most = float(measure.values[row])
    if k < 2 or most <= measure.high * (1 + 1e-9):
        return []
    called = sites.called(row)
    named = Phrase("customer {id}", id=called) if called else Phrase("a prospect")
    text = N_("{named} alone has {times:.1f} times the {measure} of an average territory, so whose it is cannot keep "
              "to at most {most}")  # fmt: skip
    return [Phrase(text, named=named, times=most / measure.mean, measure=measure.name, most=figure(measure.high))]
