"""Rounding of one part, where the letter rounds before the end."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import field_validator

from salesim.letter.figures import Figure, Value, as_float
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part
from salesim.letter.pieces import InModel
from salesim.letter.rounding import RoundingRule, rounded
from salesim.parameters import parameter


class Round(Part):
    """An amount to the cent, or to another unit."""

    figures: ClassVar = ()
    says: ClassVar = "{of}"
    is_money: ClassVar = False  # it has been rounded

    part: Literal["round"] = "round"
    of: Figure = parameter(about="amount", source="A")
    to: float = parameter(0.01, about="unit that is rounded to", source="A", gt=0)
    how: RoundingRule = parameter("half_up", about="where halves go, or that all goes up or down", source="A")

    _read = field_validator("to", mode="before")(as_float)

    def in_model(self, model: Translation) -> InModel:
        """What is rounded: nobody works for less than a cent."""
        return model[self.of]

    def reckon(self, figures: Figures) -> Value:
        """The rounded amount."""
        return rounded(figures[self.of], self.to, self.how)
