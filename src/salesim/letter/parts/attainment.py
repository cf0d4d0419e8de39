"""Attainment: what was done over its quota."""

from __future__ import annotations

from typing import ClassVar, Literal

from salesim.letter.figures import Figure, Value
from salesim.letter.in_model import InModel, Translation, against
from salesim.letter.part import Figures, Part, divided
from salesim.parameters import parameter


class Attainment(Part):
    """A measure over its quota."""

    figures: ClassVar = ("quota",)
    is_money: ClassVar = False
    says: ClassVar = "{of} / {quota}"

    part: Literal["attainment"] = "attainment"
    of: Figure = parameter(about="what was done", source="A")
    quota: Figure = parameter(about="what it is measured against", source="A")

    def in_model(self, model: Translation) -> InModel:
        """What is counted, measured against its quota."""
        return InModel(counted=against(model.counted(self.of), model.quota(self.quota)))

    def reckon(self, figures: Figures) -> Value:
        """The share."""
        return divided(figures[self.of], figures[self.quota])
