"""A difference."""

from __future__ import annotations

from typing import ClassVar, Literal

from salesim.letter.figures import Figure, Value, each
from salesim.letter.part import Figures, Part
from salesim.parameters import parameter
from salesim.phrase import N_


class Less(Part):
    """What is left after something is taken off: a deduction, a forecast, a deposit."""

    instead: ClassVar = N_("in the model a deduction is a tier with a rate of 0")
    figures: ClassVar = ("minus",)
    says: ClassVar = "{of} − {minus}"

    part: Literal["less"] = "less"
    of: Figure = parameter(about="what something is taken off", source="A")
    minus: Figure = parameter(about="what is taken off", source="A")

    def reckon(self, figures: Figures) -> Value:
        """The difference."""
        return each(lambda amount, off: amount - off, figures[self.of], figures[self.minus])
