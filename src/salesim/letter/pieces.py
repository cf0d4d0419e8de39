"""What parts of a letter are in the model: something counted, pay in pieces, each a curve behind a gate perhaps."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from salesim.letter.part import Unseen
from salesim.phrase import N_, Phrase

ONE = Fraction(1)
DAYS = "days_to_collect"
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True)
class Gate:
    """A measure that must be reached, or must not be; ``quota`` None is the model's."""

    measure: str
    at: Fraction
    quota: Fraction | None
    below: bool = False

    @property
    def threshold(self) -> Fraction:
        """Where it opens or shuts, in units of the measure; of the model's own quota, as a share of that.

        Days are counted down, as few of them are a high attainment: 2 - days / quota.
        """
        of = ONE if self.quota is None else self.quota
        return (self.at - 2) * of if self.measure == DAYS else self.at * of

    def is_on(self, other: Gate) -> bool:
        """Whether both look at the same thing, so that their thresholds can be compared."""
        return self.measure == other.measure and (self.quota is None) == (other.quota is None)


@dataclass(frozen=True)
class Factor:
    """What pay is multiplied with: attainments of ``quota`` (None the model's), and the factor from each on."""

    measure: str
    quota: Fraction | None
    levels: tuple[tuple[Fraction, Fraction], ...]
    how: str


@dataclass(frozen=True)
class Counted:
    """A measure in its own units, times a factor, or its attainment of a quota, or an index of several of these.

    Parameters
    ----------
    parts : measure, weight and quota of each: None the model's own quota, 0 none, so that it is counted in units
    cap : what is counted, in the same units or attainment, above which nothing more counts
    beyond : share of what lies above the cap that counts after all
    less : units that are taken off first; over : share of the model's own quota that is
    floored : whether what is left is 0 at least
    team : whose it is together, if not the rep's own; mean: that of its members
    to_date : whether it is counted from the beginning of the year on
    """

    parts: tuple[tuple[str, Fraction, Fraction | None], ...]
    cap: Fraction | None = None
    beyond: Fraction = Fraction(0)
    less: Fraction = Fraction(0)
    over: Fraction = Fraction(0)
    floored: bool = False
    team: str = ""
    mean: bool = False
    to_date: bool = False

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
    gates : what must be reached, two at most
    factor : what another measure multiplies it with
    points, beyond : in place of knots: attainment and share of the incentive, and the slope beyond the last
    to_date : whether it is paid on the total to date
    """

    name: str
    counted: Counted
    knots: tuple[tuple[Fraction, Fraction, Fraction], ...]
    quota: Fraction | None
    whole: bool = False
    incentive: Fraction | None = None
    gates: tuple[Gate, ...] = ()
    factor: Factor | None = None
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
    ratio : a measure over another, in units
    is_quota : whether it is the model's own quota
    settings : of ``sales_force`` beside pay: a draw, a holdback, a claw-back, a contest
    """

    number: Fraction | None = None
    counted: Counted | None = None
    pieces: tuple[Piece, ...] | None = None
    ratio: tuple[Counted, Counted] | None = None
    is_quota: bool = False
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def against(counted: Counted, quota: Fraction | None) -> Counted:
    """Attainment of a quota by what is counted in units."""
    if not counted.in_units or quota == 0:
        raise Unseen(N_("only what is counted can be measured against a quota"))
    if counted.less or counted.over or counted.beyond:
        raise Unseen(N_("what is left of a deduction is paid on in the model, not measured against a quota"))
    if counted.cap is not None and quota is None:
        raise Unseen(N_("a cap on an amount does not go with the rep's own quota; cap the attainment instead"))
    measure, factor, _ = counted.parts[0]
    cap = None if counted.cap is None or quota is None else counted.cap / quota
    return Counted(((measure, factor, quota),), cap, team=counted.team, mean=counted.mean)


def paid_out_by(pieces: tuple[Piece, ...], ratio: tuple[Counted, Counted]) -> tuple[Piece, ...]:
    """Pay at one rate on a measure, in proportion to how much of that another is: as much of cash as of sales."""
    done, of = ratio
    if not (done.in_units and of.in_units) or any(
        piece.counted != of or len(piece.knots) != 1 or piece.knots[0][0] > 0 or piece.knots[0][2] for piece in pieces
    ):
        raise Unseen(N_("what one measure is of another pays out a plain rate on that in the model"))
    share = ONE / of.parts[0][1]
    return tuple(replace(piece.scaled(share), counted=done) for piece in pieces)


def rises(steps: tuple[tuple[Fraction, Fraction], ...]) -> tuple[tuple[Fraction, Fraction, Fraction], ...]:
    """Knots of amounts of which only the highest counts: by how much each is more than the one before."""
    before = (Fraction(0), *(amount for _, amount in steps))
    return tuple((at, Fraction(0), amount - less) for (at, amount), less in zip(steps, before, strict=False))


def capped(pieces: tuple[Piece, ...], most: Fraction, beyond: Fraction = Fraction(0)) -> tuple[Piece, ...]:
    """Curves on one measure that together end where they have paid the most; of more, the share ``beyond`` is paid."""
    one = together(pieces)
    found: list[tuple[Fraction, Fraction, Fraction]] = []
    at, pay, slope, share = Fraction(0), Fraction(0), Fraction(0), ONE
    for edge, rate, amount in (*one.knots, (None, Fraction(0), Fraction(0))):
        if share == 1 and slope > 0 and (edge is None or pay + slope * (edge - at) > most):
            at, pay, share = at + (most - pay) / slope, most, beyond
            found.append((at, slope * beyond, Fraction(0)))
        if edge is None:
            break
        pay, at, slope = pay + share * slope * (edge - at), edge, rate
        paid = amount if share == 1 else amount * beyond
        if share == 1 and pay + amount > most:
            paid, share = most - pay + beyond * (pay + amount - most), beyond
        pay += paid
        found.append((edge, slope * share, paid))
    return (replace(one, knots=tuple(found)),)


def together(pieces: tuple[Piece, ...]) -> Piece:
    """Curves on one measure as one, its edges in units of the measure or, of attainment, in shares of the quota."""
    first = pieces[0]
    if any(piece.counted != first.counted for piece in pieces) or len(first.counted.parts) > 1:
        raise Unseen(N_("a cap is of one curve in the model, or of several on one measure, not of several measures"))
    if any(
        (piece.gates, piece.factor, piece.to_date) != (first.gates, first.factor, first.to_date) for piece in pieces
    ):
        raise Unseen(N_("a cap is of curves behind the same gates in the model"))
    in_units = first.counted.in_units
    if in_units and any(piece.quota is None for piece in pieces):
        raise Unseen(N_("a cap on pay depends on the rep's quota; cap the attainment instead"))
    changes: dict[Fraction, list[Fraction]] = {}
    for piece in pieces:
        whole = piece.incentive if piece.incentive is not None else ONE
        of = piece.quota if in_units and piece.quota else ONE
        before = Fraction(0)
        for at, rate, amount in as_knots(piece):
            change = changes.setdefault(at * of, [Fraction(0), Fraction(0)])
            change[0] += (rate - before) * whole
            change[1] += amount * whole
            if piece.whole:
                change[1] += (rate - before) * whole * at * of
            before = rate
    slope, knots = Fraction(0), []
    for at in sorted(changes):
        slope += changes[at][0]
        knots.append((at, slope, changes[at][1]))
    return Piece(first.name, first.counted, tuple(knots), Fraction(0), gates=first.gates, factor=first.factor)


def as_knots(piece: Piece) -> tuple[tuple[Fraction, Fraction, Fraction], ...]:
    """A curve's knots; of points, the slope of each line and the rise at the first and where two lie at one place."""
    if not piece.points:
        return piece.knots
    found: list[tuple[Fraction, Fraction, Fraction]] = []
    jump = piece.points[0][1]
    for (left, low), (right, high) in itertools.pairwise(piece.points):
        if left == right:
            jump = high - low
            continue
        found.append((left, (high - low) / (right - left), jump))
        jump = Fraction(0)
    found.append((piece.points[-1][0], piece.beyond, jump))
    return tuple(found)


def with_deposit(pieces: tuple[Piece, ...], off: Fraction) -> tuple[Piece, ...]:
    """Pay less an amount that is taken off it whatever is reached: a deposit."""
    for n, piece in enumerate(pieces):
        if not (piece.points or piece.gates or piece.factor or piece.counted.team or piece.to_date):
            taken = (Fraction(0), Fraction(0), -off / (piece.incentive or ONE))
            first, *rest = piece.knots
            knots = ((first[0], first[1], first[2] + taken[2]), *rest) if first[0] <= 0 else (taken, *piece.knots)
            return (*pieces[:n], replace(piece, knots=knots), *pieces[n + 1 :])
    raise Unseen(N_("a deposit is taken off a curve of a rep's own without gates or factors in the model"))


def what_is_more(piece: Piece, plain: Piece) -> Piece | None:
    """What a curve pays beyond a plain rate on the same measure; None where it is no such curve, or not always more."""
    if piece.points or piece.whole or piece.incentive is not None or len(plain.knots) > 1:
        return None
    (edge, rate, amount), *_ = plain.knots
    alike = replace(piece, name=plain.name, knots=plain.knots, quota=plain.quota) == plain
    if not alike or edge != 0 or amount or piece.knots[0][0] > 0 or any(one < rate for _, one, _ in piece.knots):
        return None
    knots = tuple((at, one - rate, more) for at, one, more in piece.knots)
    first = next((n for n, (_, one, more) in enumerate(knots) if one or more), len(knots) - 1)
    return replace(piece, knots=knots[first:])


def is_reached(piece: Piece, gate: Gate) -> bool:
    """Whether a curve pays only once a gate on its own measure is open anyway."""
    if gate.below or piece.points or piece.whole or len(piece.counted.parts) > 1:
        return False
    measure, factor, quota = piece.counted.parts[0]
    of = piece.quota if quota == 0 else quota
    return (measure, factor, of) == (gate.measure, ONE, gate.quota) and piece.knots[0][0] >= gate.at


def gated(pieces: tuple[Piece, ...], *gates: Gate) -> tuple[Piece, ...]:
    """Pieces behind further gates but those that are open anyway; what can never be paid falls away."""
    found = []
    for piece in pieces:
        behind = list(piece.gates)
        for gate in gates:
            if is_reached(piece, gate):
                continue
            alike = [n for n, one in enumerate(behind) if one.is_on(gate) and one.below == gate.below]
            if alike:
                some = (behind[alike[0]], gate)
                least, most = sorted(some, key=lambda one: one.threshold)
                behind[alike[0]] = least if gate.below else most
            else:
                behind.append(gate)
        if any(never_together(one, other) for one, other in itertools.combinations(behind, 2)):
            continue
        if len(behind) > 2:
            raise Unseen(Phrase("{part} stands behind more than two gates; the model knows two", part=piece.name))
        found.append(replace(piece, gates=tuple(behind)))
    return tuple(found)


def never_together(one: Gate, other: Gate) -> bool:
    """Whether one gate has shut before the other opens."""
    if not one.is_on(other) or one.below == other.below:
        return False
    opens, shuts = (other, one) if one.below else (one, other)
    return opens.threshold >= shuts.threshold


def on_one_quota(gates: tuple[Gate, ...]) -> tuple[Gate, ...]:
    """Gates of which two on one measure are held against one quota, as a component has them: the larger of theirs."""
    found = []
    for gate in gates:
        others = [one for one in gates if one.measure == gate.measure]
        if any(one.quota is None for one in others) and any(one.quota is not None for one in others):
            raise Unseen(
                Phrase("two gates on {measure}, one by the rep's own quota and one by a number", measure=gate.measure)
            )
        quota = max((one.quota for one in others if one.quota is not None), default=None)
        if quota is None or quota == gate.quota:
            found.append(gate)
        else:
            at = gate.threshold / quota
            found.append(replace(gate, at=2 + at if gate.measure == DAYS else at, quota=quota))
    return tuple(found)


def opposite(gate: Gate) -> Gate:
    """Open where the other is shut."""
    return replace(gate, below=not gate.below)
