"""How many territories a layout has: stated, or derived from customers, capacity, or a service level."""

from __future__ import annotations

import math
from typing import Any

from pydantic import model_validator

from salesim.parameters import Parameters, parameter
from salesim.territory.layout import Sites

SELLING_HOURS = 15.2  # a week of 40 hours, .38 of it with customers (L: see `agents.call_plan.TimeParameters`)


class NumberParameters(Parameters):
    """The rule for the number of territories; one for each rep if nothing is stated."""

    territories: int | None = parameter(None, about="this many", source="A", ge=1, le=100_000)
    customers_per_territory: float | None = parameter(
        None,
        about="as many territories as leave each this many customers, on average, or fewer",
        source="V: the article, T2, speaks of 150",
        ge=1.0,
        le=1e6,
    )
    hours_per_rep: float | None = parameter(
        None,
        about="capacity: as many as the workload needs if a rep spends this long with customers",
        unit="hour/week",
        source="L: selling share .38 of working time, so 15.2 of 40 hours",
        gt=0.0,
        le=168.0,
    )
    visits_a_week: float | None = parameter(
        None,
        about="service level: visits that every class-A customer gets, on top of the others' usual ones; "
        "capacity is hours_per_rep, 15.2 if left out",
        unit="1/week",
        source="V: the article, T2: 2-3 effective visits a week; that class A is meant is an assumption",
        gt=0.0,
        le=20.0,
    )

    @model_validator(mode="after")
    def _one_rule(self) -> NumberParameters:
        rules = [self.territories, self.customers_per_territory, self.hours_per_rep or self.visits_a_week]
        if sum(rule is not None for rule in rules) > 1:
            raise ValueError(
                "the number of territories needs one rule: territories, customers_per_territory, or hours_per_rep "
                "and visits_a_week"
            )
        return self


def number_of_territories() -> Any:
    """The field `number` of a builder's parameters."""
    return parameter(
        None,
        about="how many territories, by one of territories, customers_per_territory, hours_per_rep, visits_a_week; "
        "one for each rep if left out",
        source="A",
    )


def count_territories(number: NumberParameters | None, sites: Sites, n_reps: int) -> int:
    """The number of territories k by the rule; it is not checked against the number of customers.

    - customers_per_territory c: k = ⌈customers / c⌉, prospects and those who have gone left out
    - hours_per_rep h: k = ⌈Σ workload / h⌉
    - visits_a_week v: k = ⌈(Σ workload of the others + n_A v · hours of a visit) / h⌉, n_A customers of class A

    >>> from salesim.territory.layout import make_sites
    >>> sites = make_sites([1, 2, 3], [0, 0, 0], [0, 0, 0], workload_hours=[9, 9, 9])
    >>> count_territories(NumberParameters(hours_per_rep=8.0), sites, n_reps=1)
    4
    """
    if number is None:
        return n_reps
    if number.territories is not None:
        return number.territories
    if number.customers_per_territory is not None:
        customers = len(sites) if sites.is_customer is None else int(sites.is_customer.sum())
        return _at_least_one(customers / number.customers_per_territory)
    hours = sites.workload_hours
    capacity = number.hours_per_rep or SELLING_HOURS
    if number.visits_a_week is not None:
        is_best = hours > 0 if sites.grade is None else (sites.grade == 0)
        if sites.is_customer is not None:
            is_best = is_best & sites.is_customer
        needed = hours[~is_best].sum() + is_best.sum() * number.visits_a_week * sites.visit_hours
        return _at_least_one(needed / capacity)
    return n_reps if number.hours_per_rep is None else _at_least_one(hours.sum() / capacity)


def _at_least_one(territories: float) -> int:
    return max(1, math.ceil(territories - 1e-9))
