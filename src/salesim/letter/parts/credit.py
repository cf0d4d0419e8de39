"""Credit: what of a sale counts, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator

from salesim.errors import InputError, nearest_name
from salesim.letter.figures import Deal, Figure, Value, each, exact, number_in, single
from salesim.letter.in_model import Translation
from salesim.letter.part import Figures, Part, Unseen
from salesim.letter.periods import day_of
from salesim.letter.pieces import InModel
from salesim.parameters import ParametersOfLists, parameter
from salesim.phrase import N_, Phrase

YES, NO = ("true", "yes", "y", "1", "是"), ("false", "no", "n", "0", "否")


class Filter(ParametersOfLists):
    """Which deals count, by one of their fields."""

    min: float | None = parameter(None, about="the least that counts", source="A")
    max: float | None = parameter(None, about="the most that counts", source="A")
    below: float | None = parameter(None, about="only less than this counts", source="A")
    one_of: tuple[str | float | bool, ...] = parameter(
        (), about="words or numbers of which one must stand there", source="A"
    )
    since: str | None = parameter(None, about="first day that counts, such as 2026-07-01", source="A")
    until: str | None = parameter(None, about="last day that counts", source="A")

    @field_validator("since", "until")
    @classmethod
    def _is_a_day(cls, stated: str | None) -> str | None:
        if stated is not None:
            try:
                day_of(stated)
            except InputError:
                raise ValueError("since and until are days such as 2026-07-31") from None
        return stated

    def lets(self, value: Any) -> bool:
        """Whether a deal with this value counts."""
        if self.one_of and not any(same(value, one) for one in self.one_of):
            return False
        if self.since or self.until:
            day = day_of(str(value))
            if (self.since and day < day_of(self.since)) or (self.until and day > day_of(self.until)):
                return False
        if self.min is None and self.max is None and self.below is None:
            return True
        number = single(exact(value), "")
        least, most, under = (None if one is None else exact(one) for one in (self.min, self.max, self.below))
        return (
            (not isinstance(least, Fraction) or number >= least)
            and (not isinstance(most, Fraction) or number <= most)
            and (not isinstance(under, Fraction) or number < under)
        )


def same(value: Any, stated: str | float | bool) -> bool:
    """Whether a deal's field says what a filter states: numbers by their amount, yes and no by their usual words."""
    if isinstance(stated, bool):
        return str(value).strip().lower() in (YES if stated else NO)
    number = number_in(str(value))
    return str(value).strip() == str(stated) or (number is not None and number == number_in(str(stated)))


class Credit(Part):
    """A share or points of sales; of single deals, those that pass its filters."""

    figures: ClassVar = ("share",)
    says: ClassVar = "{of} × {share}"

    part: Literal["credit"] = "credit"
    of: Figure = parameter(about="an amount, or deals with fields", source="A")
    amount: str | None = parameter(None, about="field of a deal that is credited; none: each deal counts 1", source="A")
    share: Figure = parameter(
        1.0, about="share that is credited; shares of several may add up to more than 1", source="A"
    )
    where: dict[str, Filter] = Field(
        default={}, description="filters by field of a deal: {product: B}, {product: [B, C]}, {arr: {min: 400000}}"
    )
    weigh: str | None = parameter(None, about="field of a deal that decides its points", source="A")
    points: Mapping[str, float] = Field(
        default={}, description="factor by what the field `weigh` says, such as {new: 2, renewal: 1}"
    )
    by_deal: bool = parameter(False, about="whether each deal's credit is kept apart, not their sum", source="A")

    @field_validator("where", mode="before")
    @classmethod
    def _words_are_filters(cls, stated: Any) -> Any:
        if not isinstance(stated, Mapping):
            return stated
        return {
            field: one
            if isinstance(one, (Filter, Mapping))
            else {"one_of": one if isinstance(one, (list, tuple)) else [one]}
            for field, one in stated.items()
        }

    @property
    def looks_at_fields(self) -> bool:
        """Whether it needs deals with fields, not just their amount."""
        return bool(self.where or self.weigh or self.amount)

    def in_model(self, model: Translation) -> InModel:
        """A share of what is counted."""
        if self.looks_at_fields:
            raise Unseen(N_("customers in the model buy without a product or deal that a filter could look at"))
        counted, share = model.counted(self.of), model.number(self.share)
        parts = tuple((measure, weight * share, quota) for measure, weight, quota in counted.parts)
        return InModel(counted=replace(counted, parts=parts, cap=None if counted.cap is None else counted.cap * share))

    def reckon(self, figures: Figures) -> Value:
        """Credited amount; of the deals of several periods, one for each."""
        return self._credited(figures[self.of], figures[self.share])

    def _credited(self, sales: Value, share: Value) -> Value:
        if isinstance(sales, tuple) and any(isinstance(one, tuple) for one in sales):
            shares = share if isinstance(share, tuple) else (share,) * len(sales)
            if len(shares) != len(sales):
                sizes = f"{len(shares)}, {len(sales)}"
                raise InputError(Phrase("lists of different lengths do not go together: {sizes}", sizes=sizes), "share")
            return tuple(self._credited(one, part) for one, part in zip(sales, shares, strict=True))
        if sales == ():
            return sales if self.by_deal else Fraction(0)
        if not (isinstance(sales, tuple) and isinstance(sales[0], Mapping)):
            if self.looks_at_fields:
                raise InputError("this needs deals with fields, not amounts", self.name)
            return each(lambda amount, part: amount * part, sales, share)
        part = single(share, "share")
        credited = [self._amount(deal) * part for deal in sales if self._counts(deal)]
        return tuple(credited) if self.by_deal else sum(credited, Fraction(0))

    def _counts(self, deal: Deal) -> bool:
        return all(wanted.lets(self._field(deal, field)) for field, wanted in self.where.items())

    def _amount(self, deal: Deal) -> Fraction:
        amount = Fraction(1)
        if self.amount is not None:
            amount = single(exact(self._field(deal, self.amount), self.amount), self.amount)
        factor = Fraction(1)
        if self.weigh is not None:
            word = str(self._field(deal, self.weigh))
            if word not in self.points:
                raise InputError(
                    Phrase("there are no points for this {field}", field=self.weigh),
                    f"{self.name}.points",
                    word,
                    nearest=nearest_name(word, self.points),
                )
            factor = single(exact(self.points[word]), "points")
        return amount * factor

    def _field(self, deal: Deal, field: str) -> Any:
        if field not in deal:
            message = Phrase("a deal has no field {field}", field=field)
            raise InputError(message, self.name, allowed=", ".join(deal), nearest=nearest_name(field, deal))
        return deal[field]
