"""What else has a say in a component's pay, as kernels take it: a factor of one measure, and a gate of another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from salesim.pay.factor import Factor
from salesim.pay.gate import Gate
from salesim.pay.gated_value import IF_NOT, IF_REACHED, NO_GATE
from salesim.phrase import Phrase


class Conditional(Protocol):
    """What of a component says when and how much of it is paid."""

    @property
    def measure(self) -> str: ...
    @property
    def gate(self) -> Gate | None: ...
    @property
    def also(self) -> Gate | None: ...
    @property
    def factor(self) -> Factor | None: ...


class Conditions(NamedTuple):
    """The measures that have a say beside the one that is paid on, at most two, and gates on that one itself."""

    measures: list[tuple[str, float]]  # measure and quota, or 0 for the rep's own: of the factor, of a gate beside it
    base: float  # the factor below all levels
    levels: list[tuple[float, float, float]]  # attainment, what it adds from there on, and for each further 1
    third: int  # kind of the gate beside the factor
    third_at: float
    own: list[Gate]


def conditions_of(component: Conditional) -> Conditions:
    """The conditions of a component; a `ValueError` where it has more than kernels hold."""
    gates = [gate for gate in (component.gate, component.also) if gate is not None]
    own = [gate for gate in gates if gate.measure == component.measure]
    others = [gate for gate in gates if gate.measure != component.measure]
    factor = component.factor
    if factor is not None and factor.measure == component.measure:
        raise ValueError("factor on the measure that is paid on: state it as rates, with how: whole")
    if factor is not None and len(others) > 1:
        raise ValueError("a factor goes with one gate on another measure, not with two")
    if factor is not None and any(gate.measure == factor.measure for gate in others):
        raise ValueError("gate and factor on one measure: let the factor's levels begin with 0")
    first: list[tuple[str, float]]
    if factor is not None:
        base, levels = factor.knots
        first = [(factor.measure, factor.quota or 0.0)]
    elif len(others) == 2 and others[0].measure == others[1].measure:
        base, levels = both_of_one(others)
        first, others = [(others[0].measure, others[0].quota or 0.0)], []
    elif others:
        base, levels = as_factor(others[0])
        first, others = [(others[0].measure, others[0].quota or 0.0)], others[1:]
    else:
        base, levels, first = 1.0, [], []
    third = others[0] if others else None
    return Conditions(
        measures=first + [(gate.measure, gate.quota or 0.0) for gate in others],
        base=base,
        levels=levels,
        third=NO_GATE if third is None else kind_of(third),
        third_at=0.0 if third is None else third.at,
        own=own,
    )


def kind_of(gate: Gate) -> int:
    """A gate's kind for kernels."""
    return IF_NOT if gate.below else IF_REACHED


def as_factor(gate: Gate) -> tuple[float, list[tuple[float, float, float]]]:
    """A gate as a factor of 0 and 1."""
    return (1.0, [(gate.at, -1.0, 0.0)]) if gate.below else (0.0, [(gate.at, 1.0, 0.0)])


def both_of_one(gates: Sequence[Gate]) -> tuple[float, list[tuple[float, float, float]]]:
    """Two gates on one measure as one factor."""
    one, other = gates
    if one.quota != other.quota:
        raise ValueError(Phrase("two gates on {measure} need the same quota", measure=one.measure))
    if one.below == other.below:
        return as_factor(min(gates, key=lambda gate: gate.at) if one.below else max(gates, key=lambda gate: gate.at))
    opens, shuts = (other, one) if one.below else (one, other)
    if opens.at >= shuts.at:
        raise ValueError(Phrase("gate and also are never open together: {measure}", measure=one.measure))
    return 0.0, [(opens.at, 1.0, 0.0), (shuts.at, -1.0, 0.0)]
