"""A contest: prizes by rank."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar, Literal

from salesim.errors import InputError
from salesim.letter.figures import Figure, Value, single
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen
from salesim.letter.pieces import ONE, InModel
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase
from salesim.weeks import QUARTER


class Contest(Part):
    """Prizes for the best of a list; who ties shares the prizes of the places held, the next takes the place after."""

    instead: ClassVar = N_(
        "in the model a contest is of attainment of the quarter's quota, and who ties shares the prizes"
    )
    figures: ClassVar = ("prizes", "minimum")
    says: ClassVar = "{of} → {prizes}"

    part: Literal["contest"] = "contest"
    of: Figure = parameter(about="results of all who take part", source="A")
    prizes: tuple[Figure, ...] = parameter(about="prize of each place", source="A", min_length=1, max_length=1000)
    minimum: Figure = parameter(0.0, about="result below which nobody wins", source="A")
    ties: Literal["share", "all"] = parameter(
        "share", about="who ties shares the prizes of the places held, or each gets the best of them", source="A"
    )

    def in_model(self, model: Translation) -> InModel:
        """Prizes for the best by sales against quota: the contest of ``sales_force.contest``."""
        counted, prizes = model.counted(self.of), [float(model.number(prize)) for prize in self.prizes]
        if counted.parts != (("sales", ONE, None),) or self.ties != "share":
            raise Unseen(self.instead)
        if (model.letter.period or "quarter") != "quarter":
            raise Unseen(N_("a contest in the model is of a quarter"))
        contest = {"enabled": True, "begins": 1, "weeks": QUARTER, "prizes": prizes}
        return InModel(pieces=(), settings={"contest": contest | {"minimum": float(model.number(self.minimum))}})

    def reckon(self, figures: Figures) -> Value:
        """Everybody's prize."""
        results = figures[self.of]
        if not isinstance(results, tuple) or len(results) < 2:
            raise InputError("a contest needs the results of all who take part, as a list", self.name)
        if len(results) < len(self.prizes):
            message = Phrase("there are {n} prizes for {m} who take part", n=len(self.prizes), m=len(results))
            raise InputError(message, self.name)
        results = tuple(single(result, "of") for result in results)
        minimum = single(figures[self.minimum], "minimum")
        prizes = [single(figures[prize], "prizes") for prize in self.prizes] + [Fraction(0)] * len(results)
        order: list[Fraction] = sorted(results, reverse=True)
        won = []
        for result in results:
            places = [place for place, other in enumerate(order) if other == result]
            held: list[Any] = [prizes[place] for place in places]
            prize = held[0] if self.ties == "all" else sum(held, Fraction(0)) / len(held)
            won.append(prize if result >= minimum else Fraction(0))
        return tuple(won)
