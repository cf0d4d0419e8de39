"""What readers call the units of columns."""

from __future__ import annotations

from salesim.metrics.metric import Unit
from salesim.wording import Currency
from salesim.wording.amounts import currency_name
from salesim.wording.text import N_, say

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


def column_unit(column: str, unit: Unit, currency: str, lang: str) -> str:
    """The unit of a column, such as `metrics.unit_of` says; amounts in minor units say how many make one."""
    known = Currency.of(currency)
    if column.endswith(MINOR):
        one = currency_name(known, lang)
        return say("minor units, {n} to 1 {currency}", lang, n=str(known.minor_per_unit), currency=one)
    return currency_name(known, lang) if unit == "money" else say(COLUMN_UNITS.get(unit, ""), lang)
