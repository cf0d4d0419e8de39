"""An amount for each unit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Literal

from salesim.letter.figures import Figure, Value, each, written
from salesim.letter.in_model import Translation, by_steps
from salesim.letter.part import Figures, Part, Unseen, divided, stated
from salesim.letter.pieces import ONE, InModel, Piece
from salesim.letter.rounding import rounded
from salesim.parameters import parameter
from salesim.phrase import N_


class PerUnit(Part):
    """So much for each visit, customer, lesson; the amount may be another part."""

    figures: ClassVar = ("amount", "above", "for_each")

    part: Literal["per_unit"] = "per_unit"
    of: Figure = parameter(about="number of units", source="A")
    amount: Figure = parameter(about="amount for each", source="A")
    above: Figure | None = parameter(None, about="only units above it count, such as a quota; none: all", source="A")
    for_each: Figure = parameter(1.0, about="how many units an amount is for, such as each 10,000 sold", source="A")
    full: bool = parameter(False, about="whether only full ones of `for_each` count", source="A")

    def in_model(self, model: Translation) -> InModel:
        """A plain rate, or one from where on units count."""
        if self.full:
            raise Unseen(N_("in the model parts of a unit count, too"))
        for_each = model.number(self.for_each)
        if for_each == 0:
            raise Unseen(N_("nothing can be measured against 0"))
        steps = model[self.amount].pieces if isinstance(self.amount, str) else None
        if steps is not None:  # an amount that another measure decides
            units = tuple(piece.scaled(1 / for_each) for piece in model.pieces(self.of))
            return InModel(pieces=by_steps(units, steps, self.name))
        amount = model.number(self.amount) / for_each
        if self.above is not None:
            counted, quota = model.counted(self.of), model.quota(self.above)
            if not counted.in_units or counted.less or counted.over or counted.cap is not None:
                raise Unseen(N_("units above an amount are of what is counted as it is"))
            least = ONE if quota is None else quota
            knots = ((least, amount, Fraction(0)),)
            return InModel(pieces=(Piece(self.name, counted, knots, None if quota is None else Fraction(0)),))
        return InModel(pieces=tuple(replace(piece.scaled(amount), name=self.name) for piece in model.pieces(self.of)))

    def reckon(self, figures: Figures) -> Value:
        """Units times amount."""
        return each(lambda number, amount: number * amount, self._number(figures), figures[self.amount])

    def explain(self, figures: Figures) -> str:
        """Number and amount."""
        return f"{written(self._number(figures))} × {stated(figures, self.amount)}"

    def _number(self, figures: Figures) -> Value:
        """How many amounts are paid."""
        units = figures[self.of]
        if self.above is not None:
            units = each(lambda done, least: max(done - least, Fraction(0)), units, figures[self.above])
        number = divided(units, figures[self.for_each], "for_each")
        return rounded(number, 1.0, "to_zero") if self.full else number
