"""Shares that are no attainment: a margin, a discount, a collection rate, and growth."""

from __future__ import annotations

from typing import ClassVar, Literal

from salesim.letter.figures import Figure, Value, each
from salesim.letter.part import Figures, Part, divided
from salesim.parameters import parameter
from salesim.phrase import N_

MEASURED = N_("in the model a measure is held against a quota, in an attainment")


class Ratio(Part):
    """One figure over another: profit over sales, cash over invoices, sales over list price."""

    measures: ClassVar = ("of", "to")
    is_money: ClassVar = False
    instead: ClassVar = MEASURED
    says: ClassVar = "{of} / {to}"

    part: Literal["ratio"] = "ratio"
    of: Figure = parameter(about="what is divided, such as profit", source="A")
    to: Figure = parameter(about="what it is divided by, such as sales", source="A")

    def reckon(self, figures: Figures) -> Value:
        """The share."""
        return divided(figures[self.of], figures[self.to], "to")


class Growth(Part):
    """By what share something is more than it was before; negative if it is less."""

    measures: ClassVar = ("of", "before")
    is_money: ClassVar = False
    instead: ClassVar = MEASURED
    says: ClassVar = "{of} / {before} − 1"

    part: Literal["growth"] = "growth"
    of: Figure = parameter(about="what is compared, such as this year's sales", source="A")
    before: Figure = parameter(about="what it is compared with, such as last year's", source="A")

    def reckon(self, figures: Figures) -> Value:
        """The share."""
        return each(lambda ratio: ratio - 1, divided(figures[self.of], figures[self.before], "before"))
