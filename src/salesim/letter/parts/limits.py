"""Caps and floors."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Literal

from salesim.letter.figures import Figure, Value, each, running, sum_of, totals_of, written
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen, stated
from salesim.letter.pieces import MONTHS, InModel, Piece, capped
from salesim.parameters import parameter
from salesim.phrase import N_


class Cap(Part):
    """At most so much; what lies above is lost, or paid at a lower share (a soft cap)."""

    figures: ClassVar = ("at", "beyond")

    part: Literal["cap"] = "cap"
    of: Figure = parameter(about="what is capped: a deal, a component, an attainment or all pay", source="A")
    at: Figure = parameter(about="the most that counts in full", source="A")
    beyond: Figure = parameter(0.0, about="share of what lies above that is paid; 0: a hard cap", source="A")
    cumulative: bool = parameter(False, about="whether the cap is of the total to date", source="A")

    def in_model(self, model: Translation) -> InModel:
        """A cap on what is counted, or the place at which curves on one measure reach it together."""
        most = model.number(self.at)
        beyond = model.number(self.beyond)
        if self.cumulative:
            raise Unseen(N_("a cap is of one period in the model"))
        if model[self.of].counted is not None:
            counted = model.counted(self.of)
            if counted.cap is not None or counted.over or (beyond and (counted.less or len(counted.parts) > 1)):
                raise Unseen(N_("a cap on what is capped, on what is left of a deduction, or a soft one on an index"))
            return InModel(counted=replace(counted, cap=most, beyond=beyond))
        pieces = model.pieces(self.of)
        try:
            return InModel(pieces=capped(pieces, most, beyond))
        except Unseen:
            check_plan_cap(model, pieces, most)
            return InModel(pieces=pieces, settings={"pay_cap": {"amount": float(most), "beyond": float(beyond)}})

    def reckon(self, figures: Figures) -> Value:
        """The lesser of the two, and the share of the rest."""

        def capped(amounts: Value) -> Value:
            return each(
                lambda amount, most, share: min(amount, most) + share * max(amount - most, Fraction(0)),
                amounts,
                figures[self.at],
                figures[self.beyond],
            )

        return running(capped, figures[self.of]) if self.cumulative else capped(figures[self.of])

    def explain(self, figures: Figures) -> str:
        """The lesser of the two and, of a soft cap, what lies above it with its share."""
        hard = f"min({stated(figures, self.of)}, {stated(figures, self.at)})"
        if sum_of(figures[self.beyond]) == 0:
            return hard
        amounts = totals_of(figures[self.of]) if self.cumulative else figures[self.of]
        above = each(lambda amount, most: max(amount - most, Fraction(0)), amounts, figures[self.at])
        return f"{hard} + {stated(figures, self.beyond)} × {written(above)}"


def check_plan_cap(model: Translation, pieces: tuple[Piece, ...], most: Fraction) -> None:
    """Refuse a cap on pay of several measures together that is not of a quarter's pay."""
    if most <= 0:
        raise Unseen(N_("a cap on pay of several measures lies above 0 in the model"))
    if (model.letter.period or "quarter") != "quarter" or any(piece.to_date for piece in pieces):
        raise Unseen(N_("a cap on pay of several measures together is of a quarter in the model"))


class Floor(Part):
    """At least so much: a guarantee, a minimum, the better of two."""

    figures: ClassVar = ("at",)
    says: ClassVar = "max({of}, {at})"

    part: Literal["floor"] = "floor"
    of: Figure = parameter(about="what is earned", source="A")
    at: Figure = parameter(about="the least that is paid", source="A")

    def in_model(self, model: Translation) -> InModel:
        """A draw that nobody takes back; what is counted is never below 0."""
        if model.number(self.at) == 0:
            found = model[self.of]
            if found.counted is not None:
                return InModel(counted=replace(found.counted, floored=True))
            if found.pieces is not None:
                return found
        month = Fraction(1, MONTHS.get(model.letter.period or "quarter", 3))
        draw = {"amount": float(model.number(self.at) * month), "kind": "non_recoverable"}
        pieces, cap = model.capped_pieces(self.of)
        return InModel(pieces=pieces, settings={**cap, "draw": draw})

    def reckon(self, figures: Figures) -> Value:
        """The greater of the two."""
        return each(max, figures[self.of], figures[self.at])
