"""A difference."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Literal

from salesim.letter.figures import Figure, Value, each
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen, stated
from salesim.letter.pieces import ONE, InModel, with_deposit
from salesim.parameters import parameter
from salesim.phrase import N_


class Less(Part):
    """What is left after something is taken off: a deduction, a forecast, a deposit."""

    instead: ClassVar = N_("in the model a deduction is a tier with a rate of 0")
    figures: ClassVar = ("minus",)

    part: Literal["less"] = "less"
    of: Figure = parameter(about="what something is taken off", source="A")
    minus: Figure | tuple[Figure, ...] = parameter(about="what is taken off, one figure or several", source="A")

    def explain(self, figures: Figures) -> str:
        """What it is taken off, and what."""
        minus = self.minus if isinstance(self.minus, tuple) else (self.minus,)
        return " − ".join(stated(figures, one) for one in (self.of, *minus))

    def in_model(self, model: Translation) -> InModel:
        """A number, or what is counted beyond a number of units or beyond a share of the quota."""
        if isinstance(self.minus, tuple):
            off: Fraction | None = sum((model.number(one) for one in self.minus), Fraction(0))
        else:
            off = None if model.is_quota(self.minus) else model.number(self.minus)
        found = model[self.of]
        if found.number is not None and off is not None:
            return InModel(number=found.number - off)
        if off == 0:
            return found
        if found.pieces and off is not None and off > 0 and not found.settings:
            return InModel(pieces=with_deposit(found.pieces, off))
        counted = found.counted
        if counted is None or not counted.in_units or counted.cap is not None or counted.less or counted.over:
            raise Unseen(self.instead)
        if off is None:
            return InModel(counted=replace(counted, over=ONE))
        if off < 0:
            raise Unseen(self.instead)
        return InModel(counted=replace(counted, less=off))

    def reckon(self, figures: Figures) -> Value:
        """The difference."""
        minus = self.minus if isinstance(self.minus, tuple) else (self.minus,)
        return each(lambda amount, *off: amount - sum(off, Fraction(0)), figures[self.of], *(figures[m] for m in minus))
