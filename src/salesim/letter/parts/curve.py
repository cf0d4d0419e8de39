"""A payout curve: shares of the target incentive by attainment."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.letter.figures import Figure, Value, each, number_in, running, written
from salesim.letter.in_model import Translation
from salesim.letter.part import ABOUT_EDGE, AT_LEVELS, Edge, Figures, Part, Unseen, level_of, rising, stated
from salesim.letter.pieces import InModel, Piece, rises
from salesim.parameters import parameter
from salesim.phrase import N_


class Curve(Part):
    """What is paid of a target incentive at each attainment: between points, in steps, or by slices."""

    figures: ClassVar = ("target_incentive", "points", "beyond")

    part: Literal["curve"] = "curve"
    of: Figure = parameter(about="attainment, or an index of several", source="A")
    target_incentive: Figure = parameter(1.0, about="amount that is meant for attainment 1", source="A")
    points: tuple[tuple[Figure, Figure], ...] = parameter(
        about="[attainment, share] each; below the first nothing is paid; two points of one attainment are a jump, "
        "with the second's share at it",
        source="A",
        min_length=1,
        max_length=300,
    )
    beyond: Figure = parameter(0.0, about="share for each further unit of attainment above the last point", source="A")
    how: Literal["linear", "step", "slices"] = parameter(
        "linear",
        about="linear: between the points; step: the share reached; slices: a point's factor on what lies above it",
        source="A",
    )
    edge: Edge = parameter("reached", about=ABOUT_EDGE, source="A")
    cumulative: bool = parameter(
        False, about="whether attainment is to date, and pay is what the period adds", source="A"
    )

    @model_validator(mode="after")
    def _rises(self) -> Curve:
        ends = [high for low, high in pairwise(self.points) if not self._is_jump(low, high)]
        if not rising((self.points[0], *ends)):
            raise ValueError("points must rise from one attainment to the next; with how: linear two may be a jump")
        if self.how != "linear" and self.beyond != 0:
            raise ValueError("beyond needs how: linear; steps and slices go on as their last point says")
        if self.how != "step" and self.edge == "passed":
            raise ValueError("edge needs how: step; lines and slices have no jump at their points")
        return self

    def in_model(self, model: Translation) -> InModel:
        """A curve on attainment, in shares of its target incentive."""
        if self.edge == "passed":
            raise Unseen(AT_LEVELS)
        if any(self._is_jump(low, high) for low, high in pairwise(self.points)):
            raise Unseen(N_("a curve between points has no jumps in the model; put a bonus beside it"))
        counted, incentive = model.counted(self.of), model.number(self.target_incentive)
        points = tuple((model.number(at), model.number(share)) for at, share in self.points)
        piece = Piece(self.name, counted, (), None, incentive=incentive, to_date=self.cumulative)
        if self.how == "linear":
            return InModel(pieces=(replace(piece, points=points, beyond=model.number(self.beyond)),))
        if self.how == "slices":
            return InModel(pieces=(replace(piece, knots=tuple((at, factor, Fraction(0)) for at, factor in points)),))
        return InModel(pieces=(replace(piece, knots=rises(points)),))

    def _is_jump(self, low: tuple[Figure, Figure], high: tuple[Figure, Figure]) -> bool:
        """Whether two points of a line stand at one attainment."""
        at, then = number_in(str(low[0])), number_in(str(high[0]))
        return self.how == "linear" and (low[0] == high[0] or (at is not None and at == then))

    def reckon(self, figures: Figures) -> Value:
        """Target incentive times share."""
        at = [figures[place] for place, _ in self.points]
        shares = [figures[share] for _, share in self.points]
        rule = {"linear": self._linear, "step": self._step, "slices": self._slices}[self.how]

        def earned(attainment: Value) -> Value:
            share = each(rule, attainment, figures[self.beyond], *at, *shares)
            return each(lambda part, amount: part * amount, share, figures[self.target_incentive])

        return running(earned, figures[self.of]) if self.cumulative else earned(figures[self.of])

    def explain(self, figures: Figures) -> str:
        """The share that is paid, and what of."""
        incentive = figures[self.target_incentive]
        share = each(lambda pay, whole: pay / whole if whole else Fraction(0), self.reckon(figures), incentive)
        return f"f({stated(figures, self.of)}) = {written(share)} × {written(incentive)}"

    def _linear(self, attainment: Fraction, beyond: Fraction, *table: Fraction) -> Fraction:
        n = len(self.points)
        at, shares = table[:n], table[n:]
        if attainment < at[0]:
            return Fraction(0)
        for k, (low, high) in enumerate(pairwise(at)):
            if attainment < high:
                return shares[k] + (shares[k + 1] - shares[k]) * (attainment - low) / (high - low)
        return shares[-1] + beyond * (attainment - at[-1])

    def _step(self, attainment: Fraction, beyond: Fraction, *table: Fraction) -> Fraction:
        n = len(self.points)
        place = level_of(attainment, table[:n], self.edge)
        return Fraction(0) if place is None else table[n + place]

    def _slices(self, attainment: Fraction, beyond: Fraction, *table: Fraction) -> Fraction:
        n = len(self.points)
        ends = (*table[1:n], None)
        return sum(
            (
                factor * max((attainment if end is None else min(attainment, end)) - start, Fraction(0))
                for start, end, factor in zip(table[:n], ends, table[n:], strict=True)
            ),
            Fraction(0),
        )
