"""A rank: one's place among all, or the share of all that one's place lies within."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from salesim.errors import InputError
from salesim.letter.figures import Figure, Value, each, single
from salesim.letter.part import Figures, Part, stated
from salesim.parameters import parameter
from salesim.phrase import N_


class Rank(Part):
    """The place, 1 for the best; who ties has the better one. A table says what places or shares stand for."""

    measures: ClassVar = ("among", "of")
    is_money: ClassVar = False
    instead: ClassVar = N_("in the model prizes by rank stand in sales_force.contests")

    part: Literal["rank"] = "rank"
    among: Figure = parameter(about="results of all, as a list", source="A")
    of: Figure | None = parameter(None, about="one's own result among them; none: everybody's place", source="A")
    show: Literal["place", "top_share"] = parameter(
        "place",
        about="place: 1, 2, 3; top_share: place over the number of all, so that 0.1 is the best tenth",
        source="A",
    )

    def reckon(self, figures: Figures) -> Value:
        """The place, or what share of all it lies within."""
        among = figures[self.among]
        if not isinstance(among, tuple) or not among:
            raise InputError("a rank needs the results of all, as a list", "among")
        results = [single(one, "among") for one in among]
        own = among if self.of is None else figures[self.of]
        if self.of is not None and own not in results:
            raise InputError("this result is not among those of all", "of", stated(figures, self.of))
        of_all = Fraction(1, len(results)) if self.show == "top_share" else Fraction(1)
        return each(lambda result: of_all * (1 + sum(other > result for other in results)), own)

    def explain(self, figures: Figures) -> str:
        """Own result and those of all."""
        own = f"{stated(figures, self.of)} " if self.of is not None else ""
        return f"{own}∈ {stated(figures, self.among)}"
