"""A difference."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from salesim.letter.figures import Figure, Value, each
from salesim.letter.part import Figures, Part, stated
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

    def reckon(self, figures: Figures) -> Value:
        """The difference."""
        minus = self.minus if isinstance(self.minus, tuple) else (self.minus,)
        return each(lambda amount, *off: amount - sum(off, Fraction(0)), figures[self.of], *(figures[m] for m in minus))
