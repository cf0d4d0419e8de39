"""A plan letter as the simulation sees it: components of pay, with a draw or a holdback beside them.

Reps in the model have measures (sales, cash, visits, ...) and a quota, and feel what one more unit of each pays. So a
letter is written as a sum of pieces, each a curve on one measure or index, perhaps behind a gate. What has no such form
is refused with what the model has in its place, never left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from salesim.errors import InputError
from salesim.letter.figures import Figure, number_in
from salesim.letter.part import Unseen
from salesim.pay.measures import MeasureName
from salesim.phrase import N_, Phrase

if TYPE_CHECKING:
    from salesim.letter.letter import Letter

MEASURES = get_args(MeasureName)
DAYS = "days_to_collect"
QUOTA = "quota"  # what letters call the model's own quota
PERIODS = ("month", "quarter", "half", "year")
ONE = Fraction(1)
AMOUNTS_TO_DATE = N_("amounts to date are earned with the year's quota in the model; state rates to date, or a year")
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


class Scale(NamedTuple):
    """From what a letter counts to a component's attainment.

    Parameters
    ----------
    quota : of the component; None the model's own
    edge, cap : what edges, and a cap on what is counted, are divided by to be shares of that quota
    unit : what rates are multiplied with to be money for each unit of the measure, or each 1 of attainment
    """

    quota: Fraction | None = None
    edge: Fraction = ONE
    unit: Fraction = ONE
    cap: Fraction = ONE


class Translation:
    """The letter's figures as the model has them, reckoned from part to part."""

    def __init__(self, letter: Letter):
        self.letter = letter
        self.parts = {part.name: part for part in letter.parts}
        self.done: dict[str, InModel] = {}
        self.at = ""  # part whose component is made

    def __getitem__(self, figure: Figure) -> InModel:
        """What a figure is in the model."""
        if not isinstance(figure, str) or (figure not in self.parts and number_in(figure) is not None):
            return InModel(number=number_in(figure) if isinstance(figure, str) else Fraction(repr(figure)))
        if figure in self.parts:
            if figure not in self.done:
                try:
                    self.done[figure] = self.parts[figure].in_model(self)
                except Unseen as reason:
                    reason.part = reason.part or figure
                    raise
            return self.done[figure]
        if figure in MEASURES:
            return InModel(counted=Counted(((figure, ONE, Fraction(0)),)))
        if figure == QUOTA:
            raise Unseen(N_("the quota may be what something is measured against, nothing else"))
        raise Unseen(
            Phrase(
                "reps in the model have no {figure}; they have {measures}", figure=figure, measures=", ".join(MEASURES)
            )
        )

    def number(self, figure: Figure) -> Fraction:
        """A figure that must be a plain number."""
        found = self[figure].number if figure != QUOTA else None
        if found is None:
            raise Unseen(Phrase("{figure} must be a number here: in the model it is the same for all", figure=figure))
        return found

    def quota(self, figure: Figure | None) -> Fraction | None:
        """What is measured against: None the model's own quota, 0 nothing, or a number."""
        if figure is None:
            return Fraction(0)
        if figure == QUOTA or (figure in self.parts and self[figure].is_quota):
            return None
        if (quota := self.number(figure)) == 0:
            raise Unseen(N_("nothing can be measured against 0"))
        return quota

    def counted(self, figure: Figure) -> Counted:
        """A figure that must be something that reps do."""
        found = self[figure].counted
        if found is None:
            raise Unseen(Phrase("{figure} is not what a rep does, but pay or a number", figure=figure))
        return found

    def pieces(self, figure: Figure) -> tuple[Piece, ...]:
        """A figure that must be pay; what is counted pays its own amount."""
        found = self[figure]
        if found.draw or found.holdback:
            raise Unseen(N_("a draw or a holdback must be the last part"))
        if found.pieces is not None:
            return found.pieces
        if found.number == 0:
            return ()
        if found.counted is not None and found.counted.in_units:
            return (Piece(str(figure), found.counted, ((Fraction(0), ONE, Fraction(0)),), Fraction(0)),)
        raise Unseen(Phrase("{figure} is no pay that follows from what a rep does", figure=figure))


def in_model(letter: Letter) -> dict[str, Any]:
    """Settings of ``sales_force`` that pay reps as the letter says.

    Returns
    -------
    ``{"pay": ..., "draw": ..., "holdback": ...}``, the latter two only if the letter has them; pay has ``components``
    and nothing of the short form.

    Raises
    ------
    InputError : a part that the model cannot see, named, with what the model has in its place
    """
    translation = Translation(letter)
    try:
        paid = translation[letter.paid_part]
        pieces = paid.pieces if paid.pieces is not None else translation.pieces(letter.paid_part)
        period = letter.period or "quarter"
        if period not in PERIODS:
            raise Unseen(
                Phrase("the shortest period that the model pays for is a month, not a {period}", period=period)
            )
        components = []
        for piece in pieces:
            translation.at = piece.name
            components.append(component_of(piece, period, letter.to_date_of or "year"))
    except Unseen as reason:
        part = reason.part or translation.at or letter.paid_part
        message = Phrase("part {part} cannot be simulated: {reason}", part=part, reason=Phrase(reason.args[0]))
        raise InputError(message) from None
    names = [str(component["name"]) for component in components]
    for n, component in enumerate(components):
        if names.count(names[n]) > 1:
            component["name"] = f"{names[n]} {names[:n].count(names[n]) + 1}"
    short = {"commission_rate": 0.0, "step_rate": 0.0, "bonus": 0.0, "cap_at": None}
    found: dict[str, Any] = {"pay": short | {"components": components}}
    if paid.draw is not None:
        found["draw"] = dict(paid.draw)
    if paid.holdback is not None:
        found["holdback"] = dict(paid.holdback)
    return found


def component_of(piece: Piece, period: str, to_date_of: str) -> dict[str, Any]:
    """A piece as a component of a pay plan; ``to_date_of`` is the period of its totals to date, if it has these."""
    counted = piece.counted
    made: dict[str, Any] = {"name": piece.name, "period": period}
    if len(counted.parts) > 1:
        made |= {"measure": "index", "index": [_index_part(*part) for part in counted.parts]}
        scale = Scale()
    else:
        scale = scale_of(piece)
        made["measure"] = counted.parts[0][0]
        if scale.quota is not None:
            made["quota"] = float(scale.quota)
    if piece.gate is not None:
        gate = piece.gate
        made["gate"] = {"measure": gate.measure, "at": float(gate.at), "below": gate.below}
        if gate.quota is not None:
            made["gate"]["quota"] = float(gate.quota)
    if piece.to_date:
        if period not in ("month", "quarter"):
            raise Unseen(N_("totals to date are of months or quarters within a year in the model"))
        if piece.points or piece.incentive is not None or any(amount for _, _, amount in piece.knots):
            raise Unseen(AMOUNTS_TO_DATE)
        made |= {"period": to_date_of, "paid": "to_date"}
    if piece.incentive is not None:
        made["target_incentive"] = float(piece.incentive)
    elif not counted.in_units and len(counted.parts) == 1:
        # pay for attainment without an incentive: one of 1
        made["target_incentive"] = 1.0
    if piece.points:
        if counted.cap is not None:
            raise Unseen(N_("a cap on attainment is the last of a curve's points in the model"))
        points = [[float(at / scale.edge), float(share)] for at, share in piece.points]
        return made | {"points": points, "beyond": float(piece.beyond * scale.unit)}
    return made | knots_as_fields(piece, scale)


def scale_of(piece: Piece) -> Scale:
    """The scale of a piece on one measure.

    A factor on what is counted (half the credit) moves edges away from the model's own quota, and changes a stated one.
    """
    counted = piece.counted
    measure, factor, quota = counted.parts[0]
    if measure == DAYS:
        raise Unseen(N_("fewer days are better; let days open a gate or set a factor"))
    if factor <= 0:
        raise Unseen(Phrase("nothing of {measure} is credited", measure=measure))
    if not counted.in_units:
        return Scale(None, factor, factor, factor) if quota is None else Scale(quota / factor)
    if piece.quota is None:
        if counted.cap is not None:
            raise Unseen(N_("a cap on an amount does not go with the rep's own quota; cap the attainment instead"))
        return Scale(None, factor, factor)
    if piece.quota != 0:
        return Scale(piece.quota / factor, ONE, factor, piece.quota)
    # edges in units of the measure need something to be shares of
    edges = [at for at, _, _ in piece.knots if at > 0] or ([] if counted.cap is None else [counted.cap])
    return Scale(edges[-1] / factor, edges[-1], factor, edges[-1]) if edges else Scale(None, ONE, factor)


def knots_as_fields(piece: Piece, scale: Scale) -> dict[str, Any]:
    """Rate, kinks and bonuses of a piece."""
    rate, kinks, bonuses, before = Fraction(0), [], [], Fraction(0)
    for at, slope, amount in piece.knots:
        place = at / scale.edge
        if amount < 0 or slope < 0:
            raise Unseen(Phrase("{part} pays less as more is done", part=piece.name))
        if place <= 0:
            rate = slope * scale.unit
            if amount:
                raise Unseen(Phrase("{part} pays an amount for nothing; state it as salary", part=piece.name))
        elif slope != before:
            kinks.append({"at": float(place), "rate": float(slope * scale.unit)})
        if amount and place > 0:
            bonuses.append({"at": float(place), "amount": float(amount)})
        before = slope
    fields: dict[str, Any] = {"rate": float(rate), "kinks": kinks, "bonuses": bonuses}
    if piece.whole and kinks:
        fields["how"] = "whole"
    if piece.counted.cap is not None:
        fields["cap_at"] = float(piece.counted.cap / scale.cap)
    return fields


def _index_part(measure: str, weight: Fraction, quota: Fraction | None) -> dict[str, Any]:
    part: dict[str, Any] = {"measure": measure, "weight": float(weight)}
    return part if quota is None else part | {"quota": float(quota)}


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


def by_level(
    model: Translation, pieces: tuple[Piece, ...], by: Figure, levels: list[Fraction], factors: list[Fraction]
) -> tuple[Piece, ...]:
    """Pieces times the factor of the highest level reached: what all levels share, and what each adds behind a gate.

    Parameters
    ----------
    levels, factors : level and factor of each; nothing is paid below the first level unless it is 0 or less
    """
    rising = all(low <= high for low, high in itertools.pairwise(factors))
    falling = all(low >= high for low, high in itertools.pairwise(factors))
    if not (rising or falling):
        raise Unseen(N_("factors must rise, or fall, from level to level"))
    found: list[Piece] = []

    def add(factor: Fraction, gate: Gate | None) -> None:
        some = tuple(piece.scaled(factor) for piece in pieces)
        found.extend(some if gate is None else gated(some, gate))

    if rising:
        before = Fraction(0)
        for level, factor in zip(levels, factors, strict=True):
            if factor > before:
                add(factor - before, gate_on(model, by, str(float(level))) if level > 0 else None)
            before = factor
    else:
        if levels[0] > 0:
            raise Unseen(N_("factors that fall must begin at 0"))
        if factors[-1] > 0:
            add(factors[-1], None)
        for level, lower, factor in zip(levels[1:], factors[1:], factors, strict=False):
            if factor > lower:
                add(factor - lower, opposite(gate_on(model, by, str(float(level)))))
    return tuple(found)


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


def gate_on(translation: Translation, of: Figure, at: Figure) -> Gate:
    """The gate that a measure and a threshold make."""
    counted = translation.counted(of)
    if len(counted.parts) > 1:
        raise Unseen(N_("a gate on an index"))
    measure, factor, quota = counted.parts[0]
    if factor <= 0:
        raise Unseen(Phrase("nothing of {measure} is credited", measure=measure))
    threshold = translation.number(at) / factor
    if counted.cap is not None and counted.cap < translation.number(at):
        raise Unseen(Phrase("{figure} is capped below the gate's threshold", figure=of))
    if threshold <= 0:
        raise Unseen(N_("a gate that stands open from the start"))
    if measure == DAYS:  # the model counts days saved, so that reaching many days is missing a quota of few
        if quota is None:
            raise Unseen(N_("days need a number to be held against"))
        return Gate(measure, ONE, threshold * (quota or ONE), below=True)
    if quota == 0:
        return Gate(measure, ONE, threshold)
    return Gate(measure, threshold, quota)
