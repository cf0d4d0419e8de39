"""What pay plans say of product lines: each line that they name must exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from salesim.errors import InputError, nearest_name
from salesim.pay.component import PayComponent
from salesim.pay.index import MAX_PARTS
from salesim.pay.lines import Line
from salesim.pay.measures import kind_and_lines
from salesim.pay.plan import PayParameters
from salesim.phrase import N_, Phrase

MIXED = N_("is missing: some of these lines have a quota that is an amount, others a share of the rep's")

if TYPE_CHECKING:
    from salesim.scenario.scenario import Scenario


def faults_of_products(scenario: Scenario) -> list[InputError]:
    """A fault for each measure of a pay plan that names a product line which the firm does not sell."""
    lines = {line.name: line for line in scenario.channel.network.pay_lines}
    force = scenario.sales_force
    further = getattr(force, "plans", {})  # a user's own scenario may have less
    plans = {"pay": force.pay, **{f"plans.{name}": plan for name, plan in further.items()}}
    plans = {path: plan for path, plan in plans.items() if isinstance(plan, PayParameters)}
    return [
        fault
        for path, plan in plans.items()
        for field, measure in measures_of(plan)
        if (fault := fault_of(f"sales_force.{path}.{field}", measure, lines))
    ] + [
        InputError(MIXED, f"sales_force.{path}.components.{i}.quota", allowed=Phrase("an amount"))
        for path, plan in plans.items()
        for i, one in enumerate(plan.components)
        if one.needs_quota and one.quota is None and has_mixed_quotas(one.measure, lines)
    ]


def measures_of(plan: PayParameters) -> Iterator[tuple[str, str]]:
    """Every measure that a plan names, with its field."""
    for i, one in enumerate(plan.components):
        for field, measure in measures_in(one):
            yield f"components.{i}.{field}", measure


def measures_in(component: PayComponent) -> Iterator[tuple[str, str]]:
    """Every measure that a component names, with its field."""
    yield "measure", component.measure
    for name in ("gate", "also", "factor"):
        part = getattr(component, name)
        if part is not None:
            yield f"{name}.measure", part.measure
    for i, part in enumerate(component.index):
        yield f"index.{i}.measure", part.measure


def fault_of(field: str, measure: str, lines: Mapping[str, Line]) -> InputError | None:
    """What is wrong with a measure's product line; None if nothing is."""
    kind, names = kind_and_lines(measure)
    if not names:
        return None
    if not lines:
        message = Phrase("the firm has no product lines; channel.network.products states them")
        return InputError(message, field, measure)
    for name in names:
        if name not in lines:
            known, near = [f"{kind} of {line}" for line in lines], nearest_name(name, lines)
            message = Phrase("no such product line: {name}", name=name)
            return InputError(message, field, measure, ", ".join(known), None if near is None else f"{kind} of {near}")
        if kind == "margin" and lines[name].margin <= 0:
            message = Phrase("{name} is sold without a margin, so that nothing can be paid on it", name=name)
            return InputError(message, field, measure, " of ".join(("sales", name)))
    if len(set(names)) < len(names) or len(names) > MAX_PARTS:
        message = Phrase("at most {most} lines are added up, each once", most=MAX_PARTS)
        return InputError(message, field, measure)
    return None


def has_mixed_quotas(measure: str, lines: Mapping[str, Line]) -> bool:
    """Whether some of the lines that a measure adds up have a quota in money and others a share of the rep's."""
    return len({lines[name].quota is None for name in kind_and_lines(measure)[1] if name in lines}) > 1
