"""An amount for each unit."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from salesim.letter.figures import Figure, Value, each
from salesim.letter.in_model import Translation, by_steps
from salesim.letter.part import Figures, Part
from salesim.letter.pieces import InModel
from salesim.parameters import parameter


class PerUnit(Part):
    """So much for each visit, customer, lesson; the amount may be another part."""

    figures: ClassVar = ("amount",)
    says: ClassVar = "{of} × {amount}"

    part: Literal["per_unit"] = "per_unit"
    of: Figure = parameter(about="number of units", source="A")
    amount: Figure = parameter(about="amount for each", source="A")

    def in_model(self, model: Translation) -> InModel:
        """A plain rate."""
        steps = model[self.amount].pieces if isinstance(self.amount, str) else None
        if steps is not None:  # an amount that another measure decides
            return InModel(pieces=by_steps(model.pieces(self.of), steps, self.name))
        amount = model.number(self.amount)
        return InModel(pieces=tuple(replace(piece.scaled(amount), name=self.name) for piece in model.pieces(self.of)))

    def reckon(self, figures: Figures) -> Value:
        """Units times amount."""
        return each(lambda units, amount: units * amount, figures[self.of], figures[self.amount])
