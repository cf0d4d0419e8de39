"""A product: an amount times several factors."""

from __future__ import annotations

import math
from typing import Literal

from salesim.letter.figures import Figure, Value, each
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen, stated
from salesim.letter.pieces import ONE, InModel, Piece
from salesim.parameters import parameter
from salesim.phrase import N_


class Product(Part):
    """Figures multiplied: salary times target percent times the firm's and one's own score."""

    part: Literal["product"] = "product"
    of: tuple[Figure, ...] = parameter(about="what is multiplied", source="A", min_length=2, max_length=20)

    def in_model(self, model: Translation) -> InModel:
        """Numbers times one thing that reps are paid for."""
        numbers = [model[one].number for one in self.of]
        others = [one for one, number in zip(self.of, numbers, strict=True) if number is None]
        factor = math.prod((number for number in numbers if number is not None), start=ONE)
        if not others:
            return InModel(number=factor)
        if len(others) > 1:
            raise Unseen(N_("in the model a measure acts on another through a gate or a modifier"))
        counted = model[others[0]].counted
        if counted is not None and not counted.in_units:  # an amount times a score
            return InModel(pieces=(Piece(self.name, counted, ((ONE * 0, factor, ONE * 0),), None),))
        return InModel(pieces=tuple(piece.scaled(factor) for piece in model.pieces(others[0])))

    def reckon(self, figures: Figures) -> Value:
        """All multiplied."""
        return each(lambda *factors: math.prod(factors, start=ONE), *(figures[one] for one in self.of))

    def explain(self, figures: Figures) -> str:
        """The factors."""
        return " × ".join(stated(figures, one) for one in self.of)
