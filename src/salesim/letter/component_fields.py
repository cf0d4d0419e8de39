"""A piece of pay as the fields of a component of `sales_force.pay`."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from salesim.letter.part import Unseen
from salesim.letter.pieces import DAYS, ONE, Piece, on_one_quota
from salesim.phrase import N_, Phrase

ALL_TO_DATE = N_("attainment to date goes with a curve to date in the model: state cumulative in both")


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


def component_of(piece: Piece, period: str, to_date_of: str) -> dict[str, Any]:
    """A piece as a component of a pay plan; ``to_date_of`` is the period of its totals to date, if it has these."""
    piece = without_deduction(piece)
    counted = piece.counted
    made: dict[str, Any] = {"name": piece.name, "period": period}
    if counted.to_date and not piece.to_date:
        raise Unseen(ALL_TO_DATE)
    if counted.team:
        made["team"] = counted.team
        made["team_as"] = "mean" if counted.mean else "sum"
    if len(counted.parts) > 1:
        made |= {"measure": "index", "index": [_index_part(*part) for part in counted.parts]}
        scale = Scale()
    else:
        scale = scale_of(piece)
        made["measure"] = counted.parts[0][0]
        if scale.quota is not None:
            made["quota"] = float(scale.quota)
    for field, gate in zip(("gate", "also"), on_one_quota(piece.gates), strict=False):
        made[field] = {"measure": gate.measure, "at": float(gate.at), "below": gate.below}
        if gate.quota is not None:
            made[field]["quota"] = float(gate.quota)
    if (factor := piece.factor) is not None:
        made["factor"] = {"measure": factor.measure, "how": factor.how}
        made["factor"]["levels"] = [[float(at), float(times)] for at, times in factor.levels]
        if factor.quota is not None:
            made["factor"]["quota"] = float(factor.quota)
    if piece.to_date:
        if period not in ("month", "quarter") or to_date_of not in ("half", "year"):
            raise Unseen(N_("totals to date are of months or quarters within a year in the model"))
        made |= {"period": to_date_of, "paid": "to_date"}
        if piece.points or piece.incentive is not None or any(amount for _, _, amount in piece.knots):
            if counted.in_units and piece.quota != 0 and piece.quota is not None:
                raise Unseen(N_("a quota in numbers to date is the model's own quota in the simulation"))
            made["amounts_to_date"] = "in_full"
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


def without_deduction(piece: Piece) -> Piece:
    """A curve on what is left of a deduction, as one on all of it whose edges lie so much further.

    Unless a floor says otherwise, what falls short of the deduction is taken off pay at the first rate: a deposit.
    """
    counted = piece.counted
    if not (counted.less or counted.over):
        return piece
    if not counted.floored and (counted.over or piece.points or piece.incentive is not None):
        raise Unseen(N_("what is left of a deduction is never less than 0 in the model: a floor at 0 says so"))
    if piece.whole or (piece.quota is None and counted.in_units and counted.less):
        raise Unseen(N_("what is left of a deduction is paid on in bands of amounts in the model"))
    cap = None if counted.cap is None else counted.cap + counted.less
    plain = replace(counted, less=Fraction(0), over=Fraction(0), floored=False, cap=cap)
    if counted.over:
        if len(piece.knots) > 1 or piece.knots[0][0] != 0 or piece.quota != 0 or piece.knots[0][2]:
            raise Unseen(N_("above the quota one rate is paid in the model, or rates by attainment"))
        return replace(piece, counted=plain, quota=None, knots=((counted.over, piece.knots[0][1], Fraction(0)),))
    off = counted.less / (piece.quota or ONE)
    knots = tuple((max(at, Fraction(0)) + off, rate, more) for at, rate, more in piece.knots)
    if not counted.floored and piece.knots[0][0] <= 0:
        _, rate, more = piece.knots[0]
        knots = ((Fraction(0), rate, -rate * counted.less), *(((off, rate, more),) if more else ()), *knots[1:])
    return replace(piece, counted=plain, knots=knots)


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
    if any(at <= 0 and amount > 0 for at, _, amount in piece.knots) and not piece.counted.in_units:
        return as_points(piece, scale)
    rate, kinks, bonuses, before, deposit = Fraction(0), [], [], Fraction(0), Fraction(0)
    for place, slope, amount in softly_capped(piece, scale):
        if (amount < 0 and place > 0) or slope < 0:
            raise Unseen(Phrase("{part} pays less as more is done", part=piece.name))
        if place <= 0:
            rate, deposit = slope * scale.unit, deposit - amount * (piece.incentive or ONE)
            if amount > 0:
                raise Unseen(Phrase("{part} pays an amount for nothing; state it as salary", part=piece.name))
        elif slope != before:
            kinks.append({"at": float(place), "rate": float(slope * scale.unit)})
        if amount and place > 0:
            bonuses.append({"at": float(place), "amount": float(amount)})
        before = slope
    fields: dict[str, Any] = {"rate": float(rate), "kinks": kinks, "bonuses": bonuses}
    if deposit:
        fields["deposit"] = float(deposit)
    if piece.whole and kinks:
        fields["how"] = "whole"
    if piece.counted.cap is not None and not piece.counted.beyond:
        fields["cap_at"] = float(piece.counted.cap / scale.cap)
    return fields


def as_points(piece: Piece, scale: Scale) -> dict[str, Any]:
    """Steps of which the first is paid for any attainment, as points two of which lie at each step."""
    if any(rate for _, rate, _ in piece.knots) or piece.counted.cap is not None or piece.knots[-1][0] <= 0:
        raise Unseen(Phrase("{part} pays an amount for nothing; state it as salary", part=piece.name))
    points, paid = [], Fraction(0)
    whole = sum(amount for _, _, amount in piece.knots)
    for at, _, amount in piece.knots:
        if paid:
            points.append([float(at / scale.edge), float(paid / whole)])
        paid += amount
        points.append([float(max(at, Fraction(0)) / scale.edge), float(paid / whole)])
    return {"points": points, "beyond": 0.0, "target_incentive": float(whole * (piece.incentive or 1))}


def softly_capped(piece: Piece, scale: Scale) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Knots by attainment; above a soft cap on what is counted, a share of what is more counts, so that edges lie as
    much further as rates are lower.
    """
    knots = [(at / scale.edge, slope, amount) for at, slope, amount in piece.knots]
    counted = piece.counted
    if counted.cap is None or not counted.beyond:
        return knots
    if piece.whole:
        raise Unseen(N_("a soft cap goes with rates by band in the model"))
    cap, share = counted.cap / scale.cap, counted.beyond
    below = [knot for knot in knots if knot[0] < cap]
    here = [(cap, (below[-1][1] if below else Fraction(0)) * share, Fraction(0))]
    above = [(cap + (at - cap) / share, slope * share, amount) for at, slope, amount in knots if at >= cap]
    return below + [knot for knot in here if not above or above[0][0] != cap] + above


def _index_part(measure: str, weight: Fraction, quota: Fraction | None) -> dict[str, Any]:
    part: dict[str, Any] = {"measure": measure, "weight": float(weight)}
    return part if quota is None else part | {"quota": float(quota)}
