"""What pay has to know of product lines: quotas of their own, and what their margin is in sales."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from salesim.pay.component import PayComponent
from salesim.pay.measures import INDEX, kind_and_line, position_of
from salesim.pay.periods import IN_QUARTERS, PERIODS


class Line(NamedTuple):
    """A product line as pay plans see it."""

    name: str
    margin: float  # gross margin, as a share of the list price
    quota_share: float  # of a rep's quota, where no amount is stated
    quota: float | None  # of each rep and quarter [money]; None a share of the rep's


def line_of(name: str, lines: Sequence[Line]) -> Line | None:
    """The product line whose sales or margin a measure is; None of all sales."""
    wanted = kind_and_line(name)[1]
    return next(line for line in lines if line.name == wanted) if wanted else None


def measure_number(name: str, lines: Sequence[Line]) -> int:
    """Position of a measure in the wide columns of reps."""
    return position_of(name, [line.name for line in lines])


def quota_number(name: str, stated: float | None, period: str, lines: Sequence[Line]) -> float:
    """A quota as kernels take it: units a period, 0 for the rep's quota, below 0 as large a share of that.

    >>> quota_number("sales of Pumps", None, "quarter", [Line("Pumps", 0.4, 0.25, None)])
    -0.25
    """
    line = line_of(name, lines)
    if stated is not None or line is None:
        return stated or 0.0
    if line.quota is not None:
        return float(line.quota * IN_QUARTERS[PERIODS.index(period)])
    return -line.quota_share


def in_sales(component: PayComponent, lines: Sequence[Line]) -> PayComponent:
    """The same pay with the margin of one line counted as that line's sales, of which it is a fixed share.

    >>> line = Line("Pumps", 0.4, 0.25, None)
    >>> one = in_sales(PayComponent(name="pumps", measure="margin of Pumps", rate=0.05), [line])
    >>> one.measure, one.rate
    ('sales of Pumps', 0.02)
    """
    changes: dict[str, Any] = {}
    for field in ("gate", "also", "factor"):
        part = getattr(component, field)
        if part is not None:
            changes[field] = _of_sales(part, lines)
    if component.measure == INDEX:
        changes["index"] = tuple(_of_sales(part, lines) for part in component.index)
    kind, name = kind_and_line(component.measure)
    line = line_of(component.measure, lines)
    if kind == "margin" and line is not None:
        changes |= {"measure": f"sales of {name}"}
        if component.quota is not None:
            changes["quota"] = component.quota / line.margin
        if not component.by_attainment:
            kinks = tuple(kink.model_copy(update={"rate": kink.rate * line.margin}) for kink in component.kinks)
            changes |= {"rate": component.rate * line.margin, "kinks": kinks}
    return component.model_copy(update=changes) if changes else component


def _of_sales(part: Any, lines: Sequence[Line]) -> Any:
    """A gate, factor or part of an index with the margin of one line as that line's sales."""
    kind, name = kind_and_line(part.measure)
    line = line_of(part.measure, lines)
    if kind != "margin" or line is None:
        return part
    quota = None if part.quota is None else part.quota / line.margin
    return part.model_copy(update={"measure": f"sales of {name}", "quota": quota})
