"""A quota as the letter sets it: an amount, its seasons, a ramp for newcomers, and the share of the period worked."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import model_validator

from salesim.errors import InputError
from salesim.letter.figures import Figure, Value, each
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen, rising
from salesim.letter.pieces import InModel
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase


class Quota(Part):
    """An amount times its season, the newcomer's ramp, and the share of the period that was worked."""

    measures: ClassVar = ()
    instead: ClassVar = N_("quotas in the model stand in sales_force.quotas")
    figures: ClassVar = ("amount", "seasons", "period", "ramp", "tenure", "share")
    is_money: ClassVar = False
    says: ClassVar = "{amount} × {share}"

    part: Literal["quota"] = "quota"
    amount: Figure = parameter(about="quota of the whole, such as of a year", source="A")
    seasons: tuple[Figure, ...] = parameter(
        (), about="share of each period; none: the amount itself", source="A", max_length=60
    )
    period: Figure | None = parameter(None, about="which period it is, from 1", source="A")
    ramp: tuple[tuple[Figure, Figure], ...] = parameter(
        (), about="[tenure, share] each: share of the quota from that tenure on", source="A", max_length=60
    )
    tenure: Figure | None = parameter(None, about="tenure of the rep, in the ramp's unit", source="A")
    share: Figure = parameter(
        1.0, about="share of the period worked: joining, leaving, absence, a moved territory", source="A"
    )

    @model_validator(mode="after")
    def _goes_together(self) -> Quota:
        if bool(self.seasons) != (self.period is not None):
            raise ValueError("seasons needs period, and period needs seasons")
        if bool(self.ramp) != (self.tenure is not None):
            raise ValueError("ramp needs tenure, and tenure needs ramp")
        if not rising(self.ramp):
            raise ValueError("ramp must rise from one tenure to the next")
        return self

    def in_model(self, model: Translation) -> InModel:
        """An amount that is the same for all, or the model's own quota; seasons and ramps are of the latter."""
        if self.seasons or self.ramp or model[self.share].number != 1:
            raise Unseen(self.instead)
        return InModel(is_quota=True) if model.is_quota(self.amount) else InModel(number=model.number(self.amount))

    def reckon(self, figures: Figures) -> Value:
        """The quota."""
        value = each(lambda amount, share: amount * share, figures[self.amount], figures[self.share])
        if self.period is not None:
            seasons = [figures[one] for one in self.seasons]
            value = each(self._of_season, value, figures[self.period], *seasons)
        if self.tenure is not None:
            at, shares = [figures[a] for a, _ in self.ramp], [figures[s] for _, s in self.ramp]
            value = each(self._ramped, value, figures[self.tenure], *at, *shares)
        return value

    def _of_season(self, amount: Fraction, period: Fraction, *seasons: Fraction) -> Fraction:
        if period.denominator != 1 or not 1 <= period <= len(seasons):
            allowed = Phrase("a whole number from 1 to {n}", n=len(seasons))
            raise InputError("out of range", f"{self.name}.period", float(period), allowed)
        return amount * seasons[int(period) - 1]

    def _ramped(self, amount: Fraction, tenure: Fraction, *ramp: Fraction) -> Fraction:
        n = len(self.ramp)
        reached = [share for at, share in zip(ramp[:n], ramp[n:], strict=True) if tenure >= at]
        return amount * (reached[-1] if reached else Fraction(0))
