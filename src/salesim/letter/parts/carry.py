"""What is carried into the next period: shortfalls, negative balances, results beyond a limit."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.letter.figures import Figure, Value, single, sum_of
from salesim.letter.part import Figures, Part, stated
from salesim.parameters import parameter
from salesim.phrase import N_


class Carry(Part):
    """Each period's amount between two limits; what lies beyond is carried into the next period."""

    figures: ClassVar = ("least", "most")
    instead: ClassVar = N_("a period in the model begins without what lies over from the one before")

    part: Literal["carry"] = "carry"
    of: Figure = parameter(
        about="amounts by period, such as pay less claw-backs, or billings over a threshold", source="A"
    )
    least: Figure | None = parameter(
        0.0, about="the least of a period; what falls short is made up by later ones; none: no limit", source="A"
    )
    most: Figure | None = parameter(
        None, about="the most of a period; what lies above counts in later ones; none: no limit", source="A"
    )
    show: Literal["counted", "carried"] = parameter(
        "counted", about="what the part is: each period's amount, or what is carried on after it", source="A"
    )

    @model_validator(mode="after")
    def _has_a_limit(self) -> Carry:
        if self.least is None and self.most is None:
            raise ValueError("a carry needs least or most")
        return self

    def explain(self, figures: Figures) -> str:
        """The amounts and their limits."""
        least = f"{stated(figures, self.least)} ≤ " if self.least is not None else ""
        most = f" ≤ {stated(figures, self.most)}" if self.most is not None else ""
        return f"{least}{stated(figures, self.of)}{most}"

    @property
    def remembers(self) -> bool:
        """Always."""
        return True

    def reckon(self, figures: Figures) -> Value:
        """Period by period."""
        amounts = figures[self.of]
        least = None if self.least is None else single(figures[self.least], "least")
        most = None if self.most is None else single(figures[self.most], "most")
        carried, shown = Fraction(0), []
        for amount in amounts if isinstance(amounts, tuple) else (amounts,):
            stands = sum_of(amount) + carried
            counted = stands if most is None else min(stands, most)
            counted = counted if least is None else max(counted, least)
            carried = stands - counted
            shown.append(counted if self.show == "counted" else carried)
        return tuple(shown) if isinstance(amounts, tuple) else shown[0]
