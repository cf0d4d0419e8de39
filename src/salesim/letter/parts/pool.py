"""A pool: a fund that several share."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.errors import InputError
from salesim.letter.figures import Figure, Value, each, sum_of, written
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen, divided, stated
from salesim.letter.pieces import InModel, Piece
from salesim.parameters import parameter
from salesim.phrase import N_


class Pool(Part):
    """A share of a team's result, divided equally among those who qualify, or by shares."""

    instead: ClassVar = N_("in the model a team's sales fill a pool that is shared equally, or by numbers of points")
    figures: ClassVar = ("rate", "equal_among", "shares", "mine")

    part: Literal["pool"] = "pool"
    of: Figure = parameter(about="what fills the fund", source="A")
    rate: Figure = parameter(1.0, about="share of it that goes into the fund", source="A")
    equal_among: Figure | None = parameter(None, about="number of those who share it equally", source="A")
    shares: Figure | tuple[Figure, ...] | None = parameter(
        None, about="all shares or points together, or a list of them", source="A"
    )
    mine: Figure | None = parameter(
        None, about="own shares or points; none: what each one of the list of `shares` gets", source="A"
    )

    @model_validator(mode="after")
    def _is_divided_one_way(self) -> Pool:
        if (self.equal_among is None) == (self.shares is None):
            raise ValueError("a pool needs equal_among or shares")
        if self.mine is not None and self.shares is None:
            raise ValueError("mine needs shares")
        return self

    def in_model(self, model: Translation) -> InModel:
        """A share of a team's result, by fixed points; what all share equally is a share of the team's mean."""
        counted, rate = model.counted(self.of), model.number(self.rate)
        shares = self.shares if isinstance(self.shares, tuple) else (self.shares,)
        if self.mine is not None and self.shares is not None:
            rate *= model.number(self.mine) / sum((model.number(one) for one in shares if one is not None), Fraction(0))
            return InModel(pieces=(Piece(self.name, counted, ((Fraction(0), rate, Fraction(0)),), Fraction(0)),))
        if self.equal_among is None or not counted.team or not counted.in_units:
            raise Unseen(self.instead)
        mean = replace(counted, mean=True)
        return InModel(pieces=(Piece(self.name, mean, ((Fraction(0), rate, Fraction(0)),), Fraction(0)),))

    def explain(self, figures: Figures) -> str:
        """Fund and own share."""
        own = f"/ {stated(figures, self.equal_among)}" if self.equal_among is not None else "× "
        if self.shares is not None:
            own += f"{written(self._own(figures))} / {written(self._all_shares(figures))}"
        return f"{stated(figures, self.of)} × {stated(figures, self.rate)} {own}"

    def _own(self, figures: Figures) -> Value:
        """Own shares, or those of everybody."""
        if self.mine is not None:
            return figures[self.mine]
        shares = (
            tuple(figures[one] for one in self.shares) if isinstance(self.shares, tuple) else figures[self.shares or 0]
        )
        if not isinstance(shares, tuple):
            raise InputError("the shares of all are needed as a list, or one's own as mine", "shares")
        return shares

    def _all_shares(self, figures: Figures) -> Fraction:
        shares = self.shares if isinstance(self.shares, tuple) else (self.shares,)
        return sum((sum_of(figures[one]) for one in shares if one is not None), Fraction(0))

    def reckon(self, figures: Figures) -> Value:
        """Own share of the fund."""
        fund = each(lambda amount, rate: amount * rate, figures[self.of], figures[self.rate])
        if self.equal_among is not None:
            return divided(fund, figures[self.equal_among], "equal_among")
        assert self.shares is not None
        share = divided(self._own(figures), self._all_shares(figures), "shares")
        return each(lambda amount, part: amount * part if part else Fraction(0), fund, share)
