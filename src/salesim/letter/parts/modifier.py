"""A modifier: pay times a factor that another measure decides."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.letter.figures import Figure, Value, each, written
from salesim.letter.in_model import Translation, by_level, factor_on
from salesim.letter.part import ABOUT_EDGE, AT_LEVELS, Edge, Figures, Part, Unseen, level_of, rising, stated
from salesim.letter.pieces import InModel
from salesim.parameters import parameter
from salesim.phrase import N_


class Modifier(Part):
    """An amount times the factor of the highest level reached, or of a line between levels."""

    figures: ClassVar = ("by", "table")

    part: Literal["modifier"] = "modifier"
    of: Figure = parameter(about="amount", source="A")
    by: Figure = parameter(about="measure that decides the factor", source="A")
    table: tuple[tuple[Figure, Figure], ...] = parameter(
        about="[level, factor] each; below the first level its factor counts", source="A", min_length=1, max_length=300
    )
    how: Literal["step", "line"] = parameter(
        "step", about="between levels: the lower one's factor, or a line", source="A"
    )

    edge: Edge = parameter("reached", about=ABOUT_EDGE, source="A")

    @model_validator(mode="after")
    def _rises(self) -> Modifier:
        if not rising(self.table):
            raise ValueError("table must rise from one level to the next")
        return self

    def in_model(self, model: Translation) -> InModel:
        """A factor of another measure; of the measure itself what each level adds behind a gate."""
        if self.edge == "passed":
            raise Unseen(AT_LEVELS)
        levels = [model.number(level) for level, _ in self.table]
        factors = [model.number(factor) for _, factor in self.table]
        if self.how == "line" and len(levels) > 1:
            pieces, factor = model.pieces(self.of), factor_on(model.counted(self.by), levels, factors, "line")
            if any(piece.factor is not None for piece in pieces):
                raise Unseen(N_("a factor on what has one; the model knows one"))
            return InModel(pieces=tuple(replace(piece, factor=factor) for piece in pieces))
        levels[0] = min(levels[0], Fraction(0))  # below the first level its factor counts
        return InModel(pieces=by_level(model, model.pieces(self.of), self.by, levels, factors))

    def reckon(self, figures: Figures) -> Value:
        """Amount times factor."""
        return each(lambda amount, times: amount * times, figures[self.of], self._factors(figures))

    def _factors(self, figures: Figures) -> Value:
        levels = [figures[level] for level, _ in self.table]
        factors = [figures[factor] for _, factor in self.table]
        return each(self._factor, figures[self.by], *levels, *factors)

    def explain(self, figures: Figures) -> str:
        """The amount and its factor."""
        return f"{stated(figures, self.of)} × {written(self._factors(figures))}, f({stated(figures, self.by)})"

    def _factor(self, level: Fraction, *table: Fraction) -> Fraction:
        n = len(self.table)
        levels, factors = table[:n], table[n:]
        last = level_of(level, levels, self.edge)
        if self.how == "step" or last is None or last == n - 1:
            return factors[last or 0]
        along = (level - levels[last]) / (levels[last + 1] - levels[last])
        return factors[last] + along * (factors[last + 1] - factors[last])
