"""What pay has to know of product lines: quotas of their own, and what their margin is in sales."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from salesim.pay.component import PayComponent
from salesim.pay.measures import INDEX, kind_and_lines, positions_of
from salesim.pay.periods import IN_QUARTERS, PERIODS


class Line(NamedTuple):
    """A product line as pay plans see it."""

    name: str
    margin: float  # gross margin, as a share of the list price
    quota_share: float  # of a rep's quota, where no amount is stated
    quota: float | None  # of each rep and quarter [money]; None a share of the rep's


def lines_of(name: str, lines: Sequence[Line]) -> list[Line]:
    """The product lines whose sales or margin a measure adds up; none of all sales."""
    by_name = {line.name: line for line in lines}
    return [by_name[wanted] for wanted in kind_and_lines(name)[1]]


def weights_of(name: str, lines: Sequence[Line]) -> list[tuple[int, float]]:
    """Positions in the wide columns of reps of what a measure adds up, and the weight of each.

    >>> weights_of("margin of Pumps + Valves", [Line("Pumps", 0.2, 0.6, None), Line("Valves", 0.4, 0.4, None)])
    [(8, 0.2), (9, 0.4)]
    """
    positions = positions_of(name, [line.name for line in lines])
    some = lines_of(name, lines)
    of_margin = kind_and_lines(name)[0] == "margin" and bool(some)
    return list(zip(positions, [line.margin for line in some] if of_margin else [1.0] * len(positions), strict=True))


def quota_number(name: str, stated: float | None, period: str, lines: Sequence[Line]) -> float:
    """A quota as kernels take it: units a period, 0 for the rep's quota, below 0 as large a share of that.

    Of several lines it is that of all, an amount where each has one.

    >>> quota_number("sales of Pumps", None, "quarter", [Line("Pumps", 0.4, 0.25, None)])
    -0.25
    """
    some = lines_of(name, lines)
    if stated is not None or not some:
        return stated or 0.0
    weights = [weight for _, weight in weights_of(name, lines)]
    amounts = [line.quota for line in some if line.quota is not None]
    if len(amounts) == len(some):
        whole = sum(weight * amount for weight, amount in zip(weights, amounts, strict=True))
        return float(whole * IN_QUARTERS[PERIODS.index(period)])
    return -sum(weight * line.quota_share for weight, line in zip(weights, some, strict=True))


def in_sales(component: PayComponent, lines: Sequence[Line]) -> PayComponent:
    """The same pay with the margin of one line counted as that line's sales, of which it is a fixed share.

    >>> line = Line("Pumps", 0.4, 0.25, None)
    >>> one = in_sales(PayComponent(name="pumps", measure="margin of Pumps", rate=0.25), [line])
    >>> one.measure, one.rate
    ('sales of Pumps', 0.1)
    """
    changes: dict[str, Any] = {}
    for field in ("gate", "also", "factor"):
        part = getattr(component, field)
        if part is not None:
            changes[field] = _of_sales(part, lines)
    if component.measure == INDEX:
        changes["index"] = tuple(_of_sales(part, lines) for part in component.index)
    margin = _margin_of_one(component.measure, lines)
    if margin is not None:
        changes |= _measured_in_sales(component, margin)
        if not component.by_attainment:
            kinks = tuple(kink.model_copy(update={"rate": kink.rate * margin}) for kink in component.kinks)
            changes |= {"rate": component.rate * margin, "kinks": kinks}
    return component.model_copy(update=changes) if changes else component


def _margin_of_one(name: str, lines: Sequence[Line]) -> float | None:
    """The margin of a line whose margin a measure is; None of any other measure, and of several lines."""
    some = lines_of(name, lines)
    return some[0].margin if len(some) == 1 and kind_and_lines(name)[0] == "margin" else None


def _of_sales(part: Any, lines: Sequence[Line]) -> Any:
    """A gate, factor or part of an index with the margin of one line as that line's sales."""
    margin = _margin_of_one(part.measure, lines)
    return part if margin is None else part.model_copy(update=_measured_in_sales(part, margin))


def _measured_in_sales(part: Any, margin: float) -> dict[str, Any]:
    """Measure and quota of what is measured by the margin of one line, in that line's sales."""
    quota = None if part.quota is None else part.quota / margin
    return {"measure": f"sales of {kind_and_lines(part.measure)[1][0]}", "quota": quota}
