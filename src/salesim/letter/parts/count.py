"""A count: of how many periods, deals or persons reach something, in all, so far, or in a row."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import ClassVar, Literal

from salesim.letter.figures import Figure, Value, single
from salesim.letter.part import Figures, Part, stated
from salesim.parameters import parameter
from salesim.phrase import N_


class Count(Part):
    """How many of a list reach a threshold; so far or in a row, for each period or deal."""

    figures: ClassVar = ("at",)
    is_money: ClassVar = False
    instead: ClassVar = N_("the model pays for what is done in a period, not for how many periods reach something")

    part: Literal["count"] = "count"
    of: Figure = parameter(about="list of figures, such as attainments by month, or deals", source="A")
    at: Figure | None = parameter(None, about="threshold that those counted reach; none: all count", source="A")
    show: Literal["total", "so_far", "in_a_row"] = parameter(
        "total",
        about="total: one number; so_far: each one's own number, from 1; in_a_row: how many up to each without a break",
        source="A",
    )

    @property
    def remembers(self) -> bool:
        """Whether it goes from period to period."""
        return self.show == "in_a_row"

    def reckon(self, figures: Figures) -> Value:
        """The number, or one for each of the list."""
        return self._counted(figures[self.of], figures[self.at] if self.at is not None else None)

    def _counted(self, value: Value, at: Value | None) -> Value:
        some = value if isinstance(value, tuple) else (value,)
        if any(isinstance(one, tuple) for one in some):  # deals by period
            return tuple(self._counted(one, at) for one in some)
        least = [None if at is None else single(at[k] if isinstance(at, tuple) else at, "at") for k in range(len(some))]
        met = [at is None or single(one, "of") >= at for one, at in zip(some, least, strict=True)]
        if self.show == "total":
            return Fraction(sum(met))
        if self.show == "so_far":
            return tuple(Fraction(number) for number in itertools.accumulate(met, initial=0))[1:]
        runs = itertools.accumulate(met, lambda run, reached: (run + 1) * reached, initial=0)
        return tuple(Fraction(run) for run in runs)[1:]

    def explain(self, figures: Figures) -> str:
        """What is counted."""
        at = f" ≥ {stated(figures, self.at)}" if self.at is not None else ""
        return f"# {stated(figures, self.of)}{at}"
