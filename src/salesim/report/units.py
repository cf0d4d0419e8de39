"""What readers call the units of parameters and of columns."""

from __future__ import annotations

from salesim.metrics.metric import Unit
from salesim.wording import Currency
from salesim.wording.amounts import currency_name
from salesim.wording.text import N_, say

WORDS = {  # that units of parameters are made of, such as "hour/week"; money is the currency's name
    "hour": N_("hour"),
    "h": N_("hour"),
    "day": N_("day"),
    "week": N_("week"),
    "month": N_("month"),
    "quarter": N_("quarter"),
    "year": N_("year"),
    "min": N_("min"),
    "km": N_("km"),
}
COLUMN_UNITS: dict[Unit, str] = {
    "share": N_("share, 0 to 1"),
    "count": N_("number"),
    "hours": N_("hours"),
    "minutes": N_("minutes"),
    "days": N_("days"),
    "km": N_("km"),
    "goods": N_("units of goods"),
    "score": N_("score"),
}
MINOR = "_minor"  # ending of columns that are in the currency's minor units


def unit_name(unit: str, currency: str, lang: str) -> str:
    """The unit of a parameter.

    >>> unit_name("money/week", "KWD", "en"), unit_name("1/week", "KWD", "en"), unit_name("", "KWD", "en")
    ('KWD/week', '1/week', '')
    """
    return "/".join(
        currency_name(Currency.of(currency), lang) if word == "money" else say(WORDS.get(word, word), lang)
        for word in unit.split("/")
    )


def column_unit(column: str, unit: Unit, currency: str, lang: str) -> str:
    """The unit of a column, such as `metrics.unit_of` says; amounts in minor units say how many make one."""
    known = Currency.of(currency)
    if column.endswith(MINOR):
        one = currency_name(known, lang)
        return say("minor units, {n} to 1 {currency}", lang, n=str(known.minor_per_unit), currency=one)
    return currency_name(known, lang) if unit == "money" else say(COLUMN_UNITS.get(unit, ""), lang)
