"""A piece of pay as the fields of a component of `sales_force.pay`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from salesim.letter.part import Unseen
from salesim.letter.pieces import ONE, Piece
from salesim.phrase import N_, Phrase

DAYS = "days_to_collect"
AMOUNTS_TO_DATE = N_("amounts to date are earned with the year's quota in the model; state rates to date, or a year")


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
        if period not in ("month", "quarter") or to_date_of not in ("half", "year"):
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
