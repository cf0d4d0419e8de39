"""A rate card: each deal's own rate by what its fields say, such as its product, or whether it is a renewal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from salesim.errors import InputError, nearest_name
from salesim.letter.deals import (
    Filter,
    amount_of,
    as_filters,
    by_word,
    each_deal,
    field_of,
    named_fields,
    of_deals,
    passes,
    shown,
)
from salesim.letter.figures import Deal, Figure, Value, single, written
from salesim.letter.in_model import Translation, of_lines
from salesim.letter.part import Figures, Part, Unseen, stated
from salesim.letter.pieces import InModel, Piece
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase


class RateCard(Part):
    """Rates, or amounts for each deal, by one field of a deal or by two."""

    figures: ClassVar = ("rates", "otherwise")

    part: Literal["rate_card"] = "rate_card"
    of: Figure = parameter(about="deals with fields", source="A")
    amount: str | tuple[str, ...] | None = parameter(
        None,
        about="field of a deal that rates are of, or several, multiplied; none: a rate is an amount for the deal",
        source="A",
    )
    by: str | tuple[str, str] = parameter(about="field of a deal that decides its rate, or two of them", source="A")
    rates: Mapping[str, Figure | Mapping[str, Figure]] = Field(
        max_length=300,
        description="rate by word: {new: 10 %, renewal: 5 %}; by two fields: {phones: {new: 8 %, old: 4 %}, ...}",
    )
    otherwise: Figure | None = parameter(None, about="rate of all others; none: they are refused", source="A")
    where: dict[str, Filter] = Field(default={}, description="only these deals, as in a credit")
    by_deal: bool = parameter(False, about="whether each deal's pay is kept apart, not their sum", source="A")

    @field_validator("where", mode="before")
    @classmethod
    def _words_are_filters(cls, stated: Any) -> Any:
        return as_filters(stated)

    @model_validator(mode="after")
    def _is_a_card(self) -> RateCard:
        if not self.rates:
            raise ValueError("rates is empty, so that nothing would be paid")
        if any(isinstance(rate, Mapping) != isinstance(self.by, tuple) for rate in self.rates.values()):
            raise ValueError("rates need a table within each word if by names two fields, and none if it names one")
        return self

    @property
    def looks_at_fields(self) -> bool:
        """Always."""
        return True

    @property
    def deal_fields(self) -> tuple[str, ...]:
        """Fields of deals that it looks at."""
        return named_fields(self.amount, self.by, *self.where)

    def in_model(self, model: Translation) -> InModel:
        """A rate on the sales of each product line."""
        if isinstance(self.by, tuple) or self.where or self.otherwise is not None or not self.amount:
            raise Unseen(N_("a rate card in the model has a rate for each product line, of amounts"))
        pieces = []
        for line, rate in self.rates.items():
            counted = of_lines(model.counted(self.of), {self.by: Filter(one_of=(line,))}, model.margins)
            if not counted.in_units:
                raise Unseen(N_("a rate card is on amounts"))
            knots = ((Fraction(0), model.number(rate), Fraction(0)),)  # type: ignore[arg-type]
            pieces.append(Piece(f"{self.name} {line}", counted, knots, Fraction(0)))
        return InModel(pieces=tuple(pieces))

    def reckon(self, figures: Figures) -> Value:
        """Pay for all deals, or for each."""

        def paid(deals: tuple[Deal, ...]) -> Value:
            amounts = each_deal(lambda deal: self._pay(deal, figures), deals)
            return amounts if self.by_deal else sum(amounts, Fraction(0))

        return of_deals(paid, figures[self.of], self.name)

    def explain(self, figures: Figures) -> str:
        """Rate and amount of each deal; of several periods, the rates."""
        deals = figures[self.of]
        if not isinstance(deals, tuple) or any(isinstance(one, tuple) for one in deals):
            return f"{{{', '.join(_rows(self.rates))}}}"
        return shown(
            f"{stated(figures, self._rate(deal))} × {written(amount_of(deal, self.amount, self.name))}"
            for deal in deals
            if passes(deal, self.where, self.name)
        )

    def _pay(self, deal: Deal, figures: Figures) -> Fraction | None:
        if not passes(deal, self.where, self.name):
            return None
        return amount_of(deal, self.amount, self.name) * single(figures[self._rate(deal)], "rates")

    def _rate(self, deal: Deal) -> Figure:
        here: Any = self.rates
        for field in self.by if isinstance(self.by, tuple) else (self.by,):
            said = field_of(deal, field, self.name)
            word = by_word(said, here)
            if word is None:
                if self.otherwise is not None:
                    return self.otherwise
                message = Phrase("there is no rate for this {field}", field=field)
                near = nearest_name(str(said), here)
                raise InputError(message, f"{self.name}.rates", str(said), ", ".join(here), near)
            here = here[word]
        return here


def _rows(rates: Mapping[str, Any]) -> Iterator[str]:
    """Words and their rates as written."""
    for word, rate in rates.items():
        yield f"{word}: {{{', '.join(_rows(rate))}}}" if isinstance(rate, Mapping) else f"{word}: {rate}"
