"""A sum of parts, or over periods, deals or persons."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.letter.figures import Figure, Value, each, sum_of
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen, stated
from salesim.letter.pieces import Counted, InModel
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase


class Total(Part):
    """Several figures together, weighted if stated; of a single one, the sum over its periods, deals or persons."""

    figures: ClassVar = ("weights",)

    part: Literal["total"] = "total"
    of: Figure | tuple[Figure, ...] = parameter(about="what is added up", source="A")
    weights: tuple[Figure, ...] = parameter((), about="weight of each; none: 1", source="A", max_length=60)

    @model_validator(mode="after")
    def _has_as_many_weights(self) -> Total:
        n = len(self.of) if isinstance(self.of, tuple) else 1
        if self.weights and len(self.weights) != n:
            raise ValueError(Phrase("weights hold {n} numbers for {m} figures", n=len(self.weights), m=n))
        return self

    def explain(self, figures: Figures) -> str:
        """Summands."""
        summands = [stated(figures, one) for one in (self.of if isinstance(self.of, tuple) else (self.of,))]
        if self.weights:
            summands = [f"{one} × {stated(figures, w)}" for one, w in zip(summands, self.weights, strict=True)]
        return " + ".join(summands).replace("+ −", "− ")

    def in_model(self, model: Translation) -> InModel:
        """Pay together, or attainments together as an index."""
        of = self.of if isinstance(self.of, tuple) else (self.of,)
        if not self.weights:
            of = tuple(one for one in of if model[one].number != 0) or of
            if len(of) == 1:
                return model[of[0]]
        weights = [model.number(weight) for weight in self.weights] or [Fraction(1)] * len(of)
        if all(model[one].counted is not None and not model.counted(one).in_units for one in of):
            parts = tuple(
                (measure, share * weight, quota)
                for one, weight in zip(of, weights, strict=True)
                for measure, share, quota in model.counted(one).parts
            )
            if any(model.counted(one).cap is not None for one in of):
                raise Unseen(N_("an index has no caps on single attainments in the model; cap the index instead"))
            if len({model.counted(one).to_date for one in of}) > 1:
                raise Unseen(N_("an index of what is to date and what is not"))
            return InModel(counted=Counted(parts, to_date=model.counted(of[0]).to_date))
        settings = dict(beside for one in of for beside in model.beside(one).items())
        pieces = (piece.scaled(w) for one, w in zip(of, weights, strict=True) for piece in model.summand(one))
        return InModel(pieces=tuple(pieces), settings=settings)

    def _sums(self, value: Value) -> Value:
        """The sum; of the deals of several periods, that of each period."""
        if isinstance(value, tuple) and any(isinstance(one, tuple) for one in value):
            return tuple(sum_of(one) for one in value)
        return sum_of(value)

    def reckon(self, figures: Figures) -> Value:
        """The sum."""
        if not isinstance(self.of, tuple):
            weight = figures[self.weights[0]] if self.weights else Fraction(1)
            return each(lambda amount, share: amount * share, self._sums(figures[self.of]), weight)
        weights = [figures[weight] for weight in self.weights] or [Fraction(1)] * len(self.of)
        summands = [each(lambda a, w: a * w, figures[one], w) for one, w in zip(self.of, weights, strict=True)]
        return each(lambda *amounts: sum(amounts, Fraction(0)), *summands)
