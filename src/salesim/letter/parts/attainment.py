"""Attainment: what was done over its quota."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from salesim.letter.figures import Figure, Value, running
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen, divided, quota_to_date
from salesim.letter.pieces import InModel, against
from salesim.parameters import parameter
from salesim.phrase import N_


class Attainment(Part):
    """A measure over its quota."""

    figures: ClassVar = ("quota",)
    is_money: ClassVar = False
    says: ClassVar = "{of} / {quota}"

    part: Literal["attainment"] = "attainment"
    of: Figure = parameter(about="what was done", source="A")
    quota: Figure = parameter(about="what it is measured against", source="A")
    cumulative: bool = parameter(
        False, about="whether both are to date, of which a period's attainment is what it adds", source="A"
    )

    def in_model(self, model: Translation) -> InModel:
        """What is counted, measured against its quota; or one measure over another, which pay may be paid out by."""
        against_what = None if model.is_quota(self.quota) else model[self.quota].counted
        if against_what is not None and not self.cumulative:
            return InModel(ratio=(model.counted(self.of), against_what))
        counted = against(model.counted(self.of), model.quota(self.quota))
        if self.cumulative and counted.parts[0][2] is not None:
            raise Unseen(N_("a quota in numbers to date is the model's own quota in the simulation"))
        return InModel(counted=replace(counted, to_date=self.cumulative))

    def reckon(self, figures: Figures) -> Value:
        """The share."""
        quota = figures[self.quota]
        if not self.cumulative:
            return divided(figures[self.of], quota)
        return running(lambda done: divided(done, quota_to_date(quota, figures[self.of])), figures[self.of])
