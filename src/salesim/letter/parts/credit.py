"""Credit: what of a sale counts, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator

from salesim.errors import InputError, nearest_name
from salesim.letter.deals import (
    Filter,
    amount_of,
    as_filters,
    by_word,
    each_deal,
    field_of,
    named_fields,
    passes,
    shown,
)
from salesim.letter.figures import Deal, Figure, Value, each, single, written
from salesim.letter.in_model import Translation, of_lines
from salesim.letter.part import Figures, Part, Unseen, stated
from salesim.letter.pieces import InModel
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase


class Credit(Part):
    """A share or points of sales; of single deals, those that pass its filters."""

    figures: ClassVar = ("share", "points")

    part: Literal["credit"] = "credit"
    of: Figure = parameter(about="an amount, or deals with fields", source="A")
    amount: str | tuple[str, ...] | None = parameter(
        None,
        about="field of a deal that is credited, or several that are multiplied, such as [units, price]; none: each "
        "deal counts 1",
        source="A",
    )
    share: Figure | tuple[Figure, ...] = parameter(
        1.0,
        about="share that is credited, or a list of those of several persons; they may add up to more than 1",
        source="A",
    )
    where: dict[str, Filter] = Field(
        default={}, description="filters by field of a deal: {product: B}, {product: [B, C]}, {arr: {min: 400000}}"
    )
    weigh: str | None = parameter(None, about="field of a deal that decides its points", source="A")
    points: Mapping[str, Figure] = Field(
        default={}, description="factor by what the field `weigh` says, such as {new: 2, renewal: 1}"
    )
    by_deal: bool = parameter(False, about="whether each deal's credit is kept apart, not their sum", source="A")

    @field_validator("where", mode="before")
    @classmethod
    def _words_are_filters(cls, stated: Any) -> Any:
        return as_filters(stated)

    @property
    def looks_at_fields(self) -> bool:
        """Whether it needs deals with fields, not just their amount."""
        return bool(self.where or self.weigh or self.amount)

    @property
    def deal_fields(self) -> tuple[str, ...]:
        """Fields of deals that it looks at."""
        return named_fields(self.amount, *self.where, self.weigh)

    def in_model(self, model: Translation) -> InModel:
        """A share of what is counted; of deals, of those of the product lines that a filter names."""
        if isinstance(self.share, tuple):
            raise Unseen(N_("a rep in the model has one share of what is counted"))
        if self.looks_at_fields and (self.weigh or not self.amount):
            raise Unseen(N_("customers in the model buy without a deal whose fields could be looked at"))
        share = model.number(self.share)
        counted = of_lines(model.counted(self.of), self.where, model.margins)
        parts = tuple((measure, weight * share, quota) for measure, weight, quota in counted.parts)
        return InModel(counted=replace(counted, parts=parts, cap=None if counted.cap is None else counted.cap * share))

    def explain(self, figures: Figures) -> str:
        """What is credited of an amount, or of each deal."""
        sales, share = figures[self.of], stated(figures, self.share)
        if not (isinstance(sales, tuple) and sales and isinstance(sales[0], Mapping)):
            return f"{written(sales)} × {share}"
        by_deal = self.model_copy(update={"by_deal": True, "share": 1.0}).reckon(figures)
        amounts = shown(written(one) for one in by_deal) if isinstance(by_deal, tuple) else ""
        return amounts if self.share == 1 else f"({amounts}) × {share}"

    def reckon(self, figures: Figures) -> Value:
        """Credited amount; of the deals of several periods, one for each."""
        points = {word: single(figures[factor], "points") for word, factor in self.points.items()}
        if isinstance(self.share, tuple):
            return tuple(self._credited(figures[self.of], figures[one], points) for one in self.share)
        return self._credited(figures[self.of], figures[self.share], points)

    def _credited(self, sales: Value, share: Value, points: Mapping[str, Fraction]) -> Value:
        if isinstance(sales, tuple) and any(isinstance(one, tuple) for one in sales):
            shares = share if isinstance(share, tuple) else (share,) * len(sales)
            if len(shares) != len(sales):
                sizes = f"{len(shares)}, {len(sales)}"
                raise InputError(Phrase("lists of different lengths do not go together: {sizes}", sizes=sizes), "share")
            return tuple(self._credited(one, part, points) for one, part in zip(sales, shares, strict=True))
        if sales == ():
            return sales if self.by_deal else Fraction(0)
        if not (isinstance(sales, tuple) and isinstance(sales[0], Mapping)):
            if self.looks_at_fields:
                raise InputError("this needs deals with fields, not amounts", self.name)
            return each(lambda amount, part: amount * part, sales, share)
        part = single(share, "share")

        def one(deal: Deal) -> Fraction | None:
            if not passes(deal, self.where, self.name):
                return None
            return amount_of(deal, self.amount, self.name) * self._factor(deal, points) * part

        credited = each_deal(one, sales)
        return credited if self.by_deal else sum(credited, Fraction(0))

    def _factor(self, deal: Deal, points: Mapping[str, Fraction]) -> Fraction:
        if self.weigh is None:
            return Fraction(1)
        said = field_of(deal, self.weigh, self.name)
        word = by_word(said, points)
        if word is None:
            raise InputError(
                Phrase("there are no points for this {field}", field=self.weigh),
                f"{self.name}.points",
                str(said),
                allowed=", ".join(points),
                nearest=nearest_name(str(said), points),
            )
        return points[word]
