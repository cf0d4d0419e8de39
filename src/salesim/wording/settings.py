"""How the settings of a scenario are written for readers: values with their units, in the house's style of numbers."""

from __future__ import annotations

from typing import Any

from salesim.wording.amounts import currency_name
from salesim.wording.currency import Currency
from salesim.wording.numbers import MISSING, decimals_for, digits, with_sign
from salesim.wording.text import N_, say

SIGNIFICANT = 6  # digits of a value: what was stated is not rounded away
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


def setting(value: Any, lang: str = "en") -> str:
    """A parameter's value; names and codes stay as a scenario writes them.

    >>> setting(24500000.0), setting([120.0, 0.5]), setting([1200.0, 900.0]), setting(["Huzhou"]), setting({"1": 0.8})
    ('24,500,000', '120, 0.5', '1,200; 900', 'Huzhou', '1: 0.8')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("yes", lang) if value else say("no", lang)
    if isinstance(value, int | float):
        return with_sign(value, digits(value, decimals_for(value, SIGNIFICANT), trim=True))
    if isinstance(value, list | tuple):
        items = [setting(one, lang) for one in value]
        between = "; " if any("," in item for item in items) else ", "
        return between.join(items) or MISSING
    if isinstance(value, dict):
        return ", ".join(f"{name}: {setting(one, lang)}" for name, one in value.items()) or MISSING
    return str(value)


def unit_name(unit: str, currency: str, lang: str = "en") -> str:
    """The unit of a parameter.

    >>> unit_name("money/week", "KWD"), unit_name("1/week", "KWD"), unit_name("", "KWD")
    ('KWD/week', '1/week', '')
    """
    return "/".join(
        currency_name(Currency.of(currency), lang) if word == "money" else say(WORDS.get(word, word), lang)
        for word in unit.split("/")
    )
