"""Amounts for reaching thresholds: of the highest one reached, or of all."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.letter.figures import Figure, Value, each, running
from salesim.letter.in_model import Translation
from salesim.letter.part import (
    ABOUT_EDGE,
    AT_LEVELS,
    Edge,
    Figures,
    Part,
    Unseen,
    level_of,
    not_zero,
    quota_to_date,
    rising,
    stated,
)
from salesim.letter.pieces import InModel, Piece, rises
from salesim.parameters import parameter


class Bonus(Part):
    """An amount from each threshold on."""

    figures: ClassVar = ("steps", "quota")

    part: Literal["bonus"] = "bonus"
    of: Figure = parameter(about="what must reach the thresholds", source="A")
    steps: tuple[tuple[Figure, Figure], ...] = parameter(
        about="[threshold, amount] each", source="A", min_length=1, max_length=300
    )
    quota: Figure | None = parameter(None, about="thresholds are shares of it; none: they are amounts", source="A")
    how: Literal["highest", "sum"] = parameter(
        "highest", about="highest: the amount of the highest threshold reached; sum: of all reached", source="A"
    )
    edge: Edge = parameter("reached", about=ABOUT_EDGE, source="A")
    cumulative: bool = parameter(
        False, about="whether thresholds are of the total to date, and pay is what it adds", source="A"
    )

    @model_validator(mode="after")
    def _rises(self) -> Bonus:
        if not rising(self.steps):
            raise ValueError("steps must rise from one threshold to the next")
        return self

    def in_model(self, model: Translation) -> InModel:
        """Jumps; of the highest threshold only, by what each pays more than the one before."""
        if self.edge == "passed":
            raise Unseen(AT_LEVELS)
        steps = tuple((model.number(at), model.number(amount)) for at, amount in self.steps)
        if self.how == "sum":
            knots = tuple((at, Fraction(0), amount) for at, amount in steps)
        else:
            knots = rises(steps)
        counted = model.counted(self.of)
        quota = model.quota(self.quota) if counted.in_units else None
        return InModel(pieces=(Piece(self.name, counted, knots, quota, to_date=self.cumulative),))

    def reckon(self, figures: Figures) -> Value:
        """The amount."""
        quota = figures[self.quota] if self.quota is not None else Fraction(1)
        if self.quota is not None:
            quota = not_zero(quota_to_date(quota, figures[self.of]) if self.cumulative else quota)
        edges = [each(lambda at, of: at * of, figures[at], quota) for at, _ in self.steps]
        amounts = [figures[amount] for _, amount in self.steps]

        def earned(done: Value) -> Value:
            return each(self._reached, done, *edges, *amounts)

        return running(earned, figures[self.of]) if self.cumulative else earned(figures[self.of])

    def explain(self, figures: Figures) -> str:
        """The thresholds and what they pay."""
        quota = f" × {stated(figures, self.quota)}" if self.quota is not None else ""
        steps = ", ".join(f"{stated(figures, at)}: {stated(figures, amount)}" for at, amount in self.steps)
        return f"{stated(figures, self.of)} → {{{steps}}}{quota}"

    def _reached(self, done: Fraction, *table: Fraction) -> Fraction:
        n = len(self.steps)
        place = level_of(done, table[:n], self.edge)
        if place is None:
            return Fraction(0)
        return sum(table[n : n + place + 1], Fraction(0)) if self.how == "sum" else table[n + place]
