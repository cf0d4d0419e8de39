"""A component as a curve: the kinks and jumps that its rates, points, bonuses and cap come down to.

Rates that hold for everything once an edge is reached (whole-amount tiers) are a kink and a jump, (r2 - r1) x edge x
quota: an amount that grows with each rep's quota. Shares of a target incentive are money for each 1 of attainment.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from salesim.pay.curve import ALWAYS, Curve, add_jump, add_kink


class Edge(Protocol):
    """Where another rate begins."""

    @property
    def at(self) -> float: ...
    @property
    def rate(self) -> float: ...


class Step(Protocol):
    """Where an amount is paid."""

    @property
    def at(self) -> float: ...
    @property
    def amount(self) -> float: ...


class Shape(Protocol):
    """What of a component says how its curve runs."""

    @property
    def target_incentive(self) -> float | None: ...
    @property
    def points(self) -> tuple[tuple[float, float], ...]: ...
    @property
    def beyond(self) -> float: ...
    @property
    def rate(self) -> float: ...
    @property
    def kinks(self) -> Sequence[Edge]: ...
    @property
    def how(self) -> str: ...
    @property
    def bonuses(self) -> Sequence[Step]: ...
    @property
    def cap_at(self) -> float | None: ...
    @property
    def deposit(self) -> float: ...


class Jump(NamedTuple):
    """A change of pay at an attainment: an amount, and money for each unit of the quota."""

    at: float
    amount: float
    of_quota: float = 0.0


class Knots(NamedTuple):
    """All knots of a component's curve."""

    kinks: list[tuple[float, float]]  # attainment, change of the rate
    jumps: list[Jump]


def knots_of(component: Shape) -> Knots:
    """Kinks and jumps of a component, attainments in order within each kind of term."""
    shares = component.target_incentive
    unit = 1.0 if shares is None else shares
    if component.points:
        kinks, jumps = points_as_knots(component.points, component.beyond, unit)
    else:
        slope = unit * component.rate
        kinks, jumps = [(0.0, slope)], []
        for kink in component.kinks:
            change = unit * kink.rate - slope
            kinks.append((kink.at, change))
            if component.how == "whole":
                whole = change * kink.at
                jumps.append(Jump(kink.at, 0.0, whole) if shares is None else Jump(kink.at, whole))
            slope = unit * kink.rate
        if component.cap_at is not None:
            kinks.append((component.cap_at, -slope))
    jumps += [Jump(bonus.at, unit * bonus.amount) for bonus in component.bonuses]
    if component.deposit:
        jumps.append(Jump(ALWAYS, -component.deposit))
    return Knots(kinks, jumps)


def points_as_knots(
    points: tuple[tuple[float, float], ...], beyond: float, unit: float
) -> tuple[list[tuple[float, float]], list[Jump]]:
    """Knots of straight lines between points ``(attainment, share)``; nothing is paid below the first one."""
    first_at, first_share = points[0]
    kinks: list[tuple[float, float]] = []
    jumps = [Jump(first_at if first_at > 0.0 else ALWAYS, unit * first_share)]
    slope = 0.0
    for (left, low), (right, high) in pairwise(points):
        if left == right:
            jumps.append(Jump(left, unit * (high - low)))
            continue
        rise = unit * (high - low) / (right - left)
        kinks.append((left, rise - slope))
        slope = rise
    kinks.append((points[-1][0], unit * beyond - slope))
    return kinks, jumps


def falls_at(component: Shape) -> list[float]:
    """Attainments at which, or from which on, more of the component's measure earns less."""
    kinks, jumps = knots_of(component)
    places = {jump.at for jump in jumps if jump.amount + jump.of_quota < 0.0 and jump.at != ALWAYS}
    slope = 0.0
    for at, change in sorted(kinks):
        slope += change
        if slope < -1e-12 * max(abs(change), 1e-300):
            places.add(at)
    return sorted(places)


def add_component_to_curve(component: Shape, curve: Curve, row: int, quota: float = 1.0) -> None:
    """Add a component's kinks and jumps to one row of curves.

    Attainment is of the component's own quota, in units; whole-amount tiers jump by so much of it. Of a component that
    pays by attainment (`PayComponent.by_attainment`) the curve's unit is attainment itself, and its quota 1.
    """
    kinks, jumps = knots_of(component)
    for at, change in kinks:
        add_kink(curve, row, at, change)
    for jump in jumps:
        add_jump(curve, row, jump.at, jump.amount + jump.of_quota * quota)
