"""A share of an amount: time worked, a score, a weight."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from salesim.letter.figures import Figure, Value, each
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part
from salesim.letter.pieces import InModel, Piece, paid_out_by
from salesim.parameters import parameter


class Prorate(Part):
    """An amount times a share."""

    figures: ClassVar = ("share",)
    says: ClassVar = "{of} × {share}"

    part: Literal["prorate"] = "prorate"
    of: Figure = parameter(about="amount", source="A")
    share: Figure = parameter(about="share of it, such as days worked over days of the period", source="A")

    def in_model(self, model: Translation) -> InModel:
        """Pay times a number, or a number times what follows from attainment."""
        both = model[self.of].number, model[self.share].number
        if both[0] is not None and both[1] is not None:
            return InModel(number=both[0] * both[1])
        if (ratio := model[self.share].ratio) is not None:
            return InModel(pieces=paid_out_by(model.pieces(self.of), ratio))
        pay, share = (self.share, self.of) if model[self.of].number is not None else (self.of, self.share)
        factor = model.number(share)
        counted = model[pay].counted
        if counted is not None and not counted.in_units:  # an amount times a score
            return InModel(pieces=(Piece(self.name, counted, ((Fraction(0), factor, Fraction(0)),), None),))
        return InModel(pieces=tuple(piece.scaled(factor) for piece in model.pieces(pay)))

    def reckon(self, figures: Figures) -> Value:
        """Amount times share."""
        return each(lambda amount, share: amount * share, figures[self.of], figures[self.share])
