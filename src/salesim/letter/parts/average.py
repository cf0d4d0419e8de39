"""An average: of several figures, of a list, or of the last few periods."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from salesim.errors import InputError
from salesim.letter.figures import Figure, Value, each, single, sum_of
from salesim.letter.part import Figures, Part, stated
from salesim.parameters import parameter
from salesim.phrase import N_


class Average(Part):
    """The mean of figures, of a list's periods, deals or persons, or of each period and those before it."""

    is_money: ClassVar = False
    instead: ClassVar = N_("the model pays by the results of a period, not by an average of several")

    part: Literal["average"] = "average"
    of: Figure | tuple[Figure, ...] = parameter(about="figures, or a list of one figure", source="A")
    last: int | None = parameter(
        None,
        about="number of periods that each period's average goes back, with itself, as far as there are as many; "
        "none: one average of all",
        source="A",
        ge=1,
    )

    @property
    def remembers(self) -> bool:
        """Whether it goes back from period to period."""
        return self.last is not None

    def reckon(self, figures: Figures) -> Value:
        """The mean."""
        if isinstance(self.of, tuple):
            n = len(self.of)
            return each(lambda *some: sum(some, Fraction(0)) / n, *(figures[one] for one in self.of))
        some = figures[self.of]
        if not isinstance(some, tuple):
            return some
        if not some:
            raise InputError("there is nothing to take an average of", "of")
        if self.last is None:
            return sum_of(some) / len(some)
        by_period = [single(one, "of") for one in some]
        windows = [by_period[max(k + 1 - self.last, 0) : k + 1] for k in range(len(by_period))]
        return tuple(sum(window, Fraction(0)) / len(window) for window in windows)

    def explain(self, figures: Figures) -> str:
        """What it is the mean of."""
        return f"∅ {stated(figures, self.of)}"
