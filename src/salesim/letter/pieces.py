"""What parts of a letter are in the model: something counted, pay in pieces, each a curve behind a gate perhaps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from salesim.letter.part import Unseen
from salesim.phrase import N_, Phrase

ONE = Fraction(1)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True)
class Gate:
    """A measure that must be reached, or must not be; ``quota`` None is the model's."""

    measure: str
    at: Fraction
    quota: Fraction | None
    below: bool = False


@dataclass(frozen=True)
class Counted:
    """A measure in its own units, times a factor, or its attainment of a quota, or an index of several of these.

    Parameters
    ----------
    parts : measure, weight and quota of each: None the model's own quota, 0 none, so that it is counted in units
    cap : what is counted, in the same units or attainment, above which nothing more counts
    """

    parts: tuple[tuple[str, Fraction, Fraction | None], ...]
    cap: Fraction | None = None

    @property
    def in_units(self) -> bool:
        """Whether it counts units, not attainment."""
        return len(self.parts) == 1 and self.parts[0][2] == 0


@dataclass(frozen=True)
class Piece:
    """A curve on what is counted: points of attainment or amount, with pay there, and the slope beyond the last.

    Parameters
    ----------
    name : of the part that it comes from
    counted : what it is paid on
    knots : edge, rate from there on and amount paid from there on, of each; edges rise
    quota : what edges are shares of: None the model's own, 0 nothing, edges are amounts
    whole : whether a rate is paid on everything once its edge is reached
    incentive : amount that rates (for each 1 of attainment) and amounts are shares of; None: they are money
    gate : what must be reached
    points, beyond : in place of knots: attainment and share of the incentive, and the slope beyond the last
    to_date : whether it is paid on the total to date
    """

    name: str
    counted: Counted
    knots: tuple[tuple[Fraction, Fraction, Fraction], ...]
    quota: Fraction | None
    whole: bool = False
    incentive: Fraction | None = None
    gate: Gate | None = None
    points: tuple[tuple[Fraction, Fraction], ...] = ()
    beyond: Fraction = Fraction(0)
    to_date: bool = False

    def scaled(self, share: Fraction) -> Piece:
        """A share of it."""
        if self.incentive is not None:
            return replace(self, incentive=self.incentive * share)
        return replace(self, knots=tuple((at, rate * share, amount * share) for at, rate, amount in self.knots))


@dataclass(frozen=True)
class InModel:
    """What parts of a letter are in the model: something counted, a quota, pay in pieces, or a plain number.

    Parameters
    ----------
    is_quota : whether it is the model's own quota
    draw, holdback : settings of ``sales_force.draw`` and ``sales_force.holdback``
    """

    number: Fraction | None = None
    counted: Counted | None = None
    pieces: tuple[Piece, ...] | None = None
    is_quota: bool = False
    draw: Mapping[str, Any] | None = None
    holdback: Mapping[str, Any] | None = None


def against(counted: Counted, quota: Fraction | None) -> Counted:
    """Attainment of a quota by what is counted in units."""
    if not counted.in_units or quota == 0:
        raise Unseen(N_("only what is counted can be measured against a quota"))
    if counted.cap is not None and quota is None:
        raise Unseen(N_("a cap on an amount does not go with the rep's own quota; cap the attainment instead"))
    measure, factor, _ = counted.parts[0]
    return Counted(((measure, factor, quota),), None if counted.cap is None or quota is None else counted.cap / quota)


def rises(steps: tuple[tuple[Fraction, Fraction], ...]) -> tuple[tuple[Fraction, Fraction, Fraction], ...]:
    """Knots of amounts of which only the highest counts: by how much each is more than the one before."""
    before = (Fraction(0), *(amount for _, amount in steps))
    return tuple((at, Fraction(0), amount - less) for (at, amount), less in zip(steps, before, strict=False))


def capped(piece: Piece, most: Fraction) -> Piece:
    """A curve that ends where it has paid the most."""
    if piece.points or piece.whole or any(amount for _, _, amount in piece.knots) or piece.quota == 0:
        raise Unseen(N_("a cap on pay needs rates by attainment in the model; cap the attainment instead"))
    most = most / piece.incentive if piece.incentive else most
    counted = piece.counted
    if piece.quota is None and counted.in_units:
        raise Unseen(N_("a cap on pay depends on the rep's quota; cap the attainment instead"))
    of = piece.quota if counted.in_units and piece.quota is not None else ONE  # what edges are shares of
    at, pay, slope = Fraction(0), Fraction(0), Fraction(0)
    for edge, rate, _ in piece.knots:
        reached = pay + slope * (edge * of - at)
        if reached >= most:
            break
        at, pay, slope = edge * of, reached, rate
    if slope == 0:
        return piece
    cap = at + (most - pay) / slope
    return replace(piece, counted=replace(counted, cap=cap if counted.cap is None else min(cap, counted.cap)))


def gated(pieces: tuple[Piece, ...], gate: Gate) -> tuple[Piece, ...]:
    """Pieces behind a gate."""
    for piece in pieces:
        if piece.gate is not None and piece.gate != gate:
            raise Unseen(Phrase("{part} stands behind two gates; the model knows one", part=piece.name))
    return tuple(replace(piece, gate=gate) for piece in pieces)


def opposite(gate: Gate) -> Gate:
    """Open where the other is shut."""
    return replace(gate, below=not gate.below)
