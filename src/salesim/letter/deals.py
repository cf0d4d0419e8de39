"""Deals with fields: which of them a part looks at, and what their fields say."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pydantic import field_validator

from salesim.dates import NO_SUCH_DAY, is_no_day
from salesim.errors import InputError, nearest_name, together
from salesim.letter.figures import MOST_SHOWN, Deal, Figure, Value, exact, number_in, single, value_of
from salesim.letter.periods import day_of
from salesim.parameters import ParametersOfLists, parameter
from salesim.phrase import N_, Phrase
from salesim.text_table import Table, plain_heading

OF_DEAL = N_("deal {n}: {fault}")
YES, NO = ("true", "yes", "y", "1", "是"), ("false", "no", "n", "0", "否")


class Deals(list[Deal]):
    """The rows of a file as deals, by heading; ``table`` is the file."""

    def __init__(self, table: Table):
        super().__init__(
            {plain_heading(heading): cells[row] for heading, cells in table.cells.items()}
            for row in range(len(table.lines))
        )
        self.table = table


class Filter(ParametersOfLists):
    """Which deals count, by one of their fields."""

    min: Figure | None = parameter(None, about="the least that counts, such as 400000 or 20 %", source="A")
    max: Figure | None = parameter(None, about="the most that counts", source="A")
    below: Figure | None = parameter(None, about="only less than this counts", source="A")
    one_of: tuple[str | float | bool, ...] = parameter(
        (), about="words or numbers of which one must stand there", source="A"
    )
    since: str | None = parameter(None, about="first day that counts, such as 2026-07-01", source="A")
    until: str | None = parameter(None, about="last day that counts", source="A")

    @field_validator("min", "max", "below")
    @classmethod
    def _is_a_number(cls, stated: Figure | None) -> Figure | None:
        if isinstance(stated, str) and number_in(stated) is None:
            raise ValueError(Phrase("must be a number such as 0.025 or 2.5 %, not {stated}", stated=stated))
        return stated

    @field_validator("since", "until")
    @classmethod
    def _is_a_day(cls, stated: str | None) -> str | None:
        if stated is not None:
            try:
                day_of(stated)
            except InputError:
                if is_no_day(stated):
                    raise ValueError(NO_SUCH_DAY) from None
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
        least, most, under = (None if one is None else value_of(one) for one in (self.min, self.max, self.below))
        return (
            (least is None or number >= least)
            and (most is None or number <= most)
            and (under is None or number < under)
        )


def same(value: Any, stated: str | float | bool) -> bool:
    """Whether a deal's field says what a filter states: numbers by their amount, yes and no by their usual words."""
    if isinstance(stated, bool):
        return str(value).strip().lower() in (YES if stated else NO)
    number = None if "/" in str(value) else number_in(str(value))  # a size of 1/2 is not one of 2/4
    return str(value).strip() == str(stated) or (number is not None and number == number_in(str(stated)))


def as_filters(stated: Any) -> Any:
    """Filters of which some are written as a word or a list of words."""
    if not isinstance(stated, Mapping):
        return stated
    return {
        field: one
        if isinstance(one, (Filter, Mapping))
        else {"one_of": one if isinstance(one, (list, tuple)) else [one]}
        for field, one in stated.items()
    }


def passes(deal: Deal, where: Mapping[str, Filter], part: str) -> bool:
    """Whether a deal passes all filters of a part."""
    return all(wanted.lets(field_of(deal, field, part)) for field, wanted in where.items())


def field_of(deal: Deal, field: str, part: str) -> Any:
    """What stands in a field of a deal; an `InputError` that names the part if there is none."""
    if field not in deal:
        if plain_heading(field) in deal:
            return deal[plain_heading(field)]
        message = Phrase("a deal has no field {field}", field=field)
        raise InputError(message, part, allowed=", ".join(deal), nearest=nearest_name(field, deal))
    return deal[field]


def amount_of(deal: Deal, fields: str | tuple[str, ...] | None, part: str) -> Fraction:
    """The number in a field of a deal, or those of several multiplied; without a field each deal counts 1."""
    each = (fields,) if isinstance(fields, str) else fields or ()  # a field that is named twice counts twice
    return math.prod((single(exact(field_of(deal, one, part), one), one) for one in each), start=Fraction(1))


def named_fields(*stated: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """Fields that a part names, one or several in each place, each once.

    >>> named_fields(("units", "price"), None, "units")
    ('units', 'price')
    """
    each = (one for some in stated if some is not None for one in ((some,) if isinstance(some, str) else some))
    return tuple(dict.fromkeys(each))


def each_deal(rule: Callable[[Deal], Fraction | None], deals: tuple[Deal, ...]) -> tuple[Fraction, ...]:
    """A rule for each deal; None leaves it out. What is wrong with one of several is told with its number."""
    found = []
    for n, deal in enumerate(deals, 1):
        try:
            amount = rule(deal)
        except InputError as fault:
            raise replace(fault, message=Phrase(OF_DEAL, n=n, fault=Phrase(fault.message))) from None
        if amount is not None:
            found.append(amount)
    return tuple(found)


def of_which_deal(fault: InputError) -> int | None:
    """The number, from 1, of the deal that is at fault; None where no single one is."""
    message = fault.message
    return int(str(message.values["n"])) if isinstance(message, Phrase) and message.template == OF_DEAL else None


def check_columns(table: Table, fields: Mapping[str, str]) -> None:
    """Refuse a file of deals that lacks what a plan looks at.

    Parameters
    ----------
    fields : `Letter.fields_of_deals`

    Raises
    ------
    InputError : with the file, of all columns that are missing
    """
    there = [plain_heading(heading) for heading in table.cells]
    faults = [
        InputError(
            Phrase("this column is missing; part {part} of the plan takes it", part=part),
            field,
            allowed=", ".join(heading for heading in table.cells if heading),
            nearest=nearest_name(field, table.cells),
            file=table.file,
            line=1,
        )
        for field, part in fields.items()
        if plain_heading(field) not in there
    ]
    if faults:
        raise together(faults)


def shown(terms: Iterable[str]) -> str:
    """Summands of deals as a line of a statement has room for."""
    few = list(itertools.islice(terms, MOST_SHOWN + 1))
    return " + ".join([*few[:MOST_SHOWN], "…"] if len(few) > MOST_SHOWN else few) or "0"


def by_word(stated: Any, table: Iterable[str]) -> str | None:
    """The word of a table that a deal's field says: as written, or the same number."""
    return next((word for word in table if same(stated, word)), None)


def of_deals(rule: Callable[[tuple[Deal, ...]], Value], deals: Value, part: str) -> Value:
    """A rule for deals, for each period of those that come by period.

    Raises
    ------
    InputError : there are amounts where deals are needed; names the part
    """
    if isinstance(deals, tuple) and any(isinstance(one, tuple) for one in deals):
        return tuple(of_deals(rule, one, part) for one in deals)
    if not isinstance(deals, tuple) or any(not isinstance(one, Mapping) for one in deals):
        raise InputError("this needs deals with fields, not amounts", part)
    return rule(deals)
