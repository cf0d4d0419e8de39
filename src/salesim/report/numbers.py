"""How numbers are written: money, shares and counts, in English and in Chinese.

Money is rounded to three significant digits and carries the unit its readers use: k, M and bn in English, 万 and 亿
in Chinese. Numbers that stand together (a column, an axis) share one unit: `money_unit` chooses it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from salesim.metrics import unit_of
from salesim.report.language import check_language

MINUS = "−"
NO_NUMBER = "–"

SHARES = frozenset(
    {
        *("retention", "fill_rate", "attainment_mean", "attainment_sd", "share_at_quota", "travel_share"),
        *("attainment_gap", "quota_error_mean", "quota_error_sd", "diagnoses_right_share", "false_alarm_share"),
        *("key_visit_completion", "data_quality"),
        *("region_forecast_error", "regions_behind_share", "needless_behind_share"),
        *("workload_worst", "workload_cv", "potential_worst", "potential_cv", "potential_reassigned"),
        *("sales_reassigned", "relationship_reassigned"),
        *("error_share", "sell_through", "near_expiry_share", "diverted_share"),
    }
)

_UNITS = {
    "en": ((1e9, " bn CNY"), (1e6, " M CNY"), (1e3, " k CNY"), (1.0, " CNY")),
    "zh": ((1e8, " 亿元"), (1e4, " 万元"), (1.0, " 元")),
}


@dataclass(frozen=True)
class MoneyUnit:
    """A unit for amounts that stand together: divide by ``size``, show ``decimals``, write ``name`` after it."""

    size: float
    name: str
    decimals: int


def money_unit(amounts: Iterable[float], lang: str = "en") -> MoneyUnit:
    """The unit in which the largest of some amounts has one to four digits before the point.

    >>> money_unit([1_234_567, -45_000_000])
    MoneyUnit(size=1000000.0, name=' M CNY', decimals=1)
    """
    check_language(lang)
    largest = max((abs(a) for a in amounts if a is not None and math.isfinite(a)), default=0.0)
    size, name = next(((s, n) for s, n in _UNITS[lang] if largest >= s), _UNITS[lang][-1])
    scaled = largest / size
    decimals = 0 if size == 1 or scaled >= 100 else 1 if scaled >= 10 else 2
    return MoneyUnit(size, name, decimals)


def money(
    amount: float,
    lang: str = "en",
    *,
    signed: bool = False,
    unit: MoneyUnit | None = None,
    symbol: bool = True,
    trim: bool = False,
) -> str:
    """An amount of money for people to read.

    Parameters
    ----------
    amount : the amount in yuan.
    signed : write a plus before gains, for differences.
    unit : the unit of the numbers around it; chosen for this one alone if left out.
    symbol : write the unit; without it only the number, for tables and axes that name the unit once.
    trim : write no zeros at the end of the decimals and a bare 0 for nothing, for the ticks of an axis.

    >>> money(12_345_678), money(12_345_678, "zh"), money(-4_560, signed=True)
    ('12.3 M CNY', '1235 万元', '−4.56 k CNY')
    """
    if not _is_number(amount):
        return NO_NUMBER
    unit = unit or money_unit([amount], lang)
    value = amount / unit.size
    digits = f"{abs(value):,.{unit.decimals}f}" if lang == "en" else f"{abs(value):.{unit.decimals}f}"
    if trim:
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        if digits == "0":
            return digits
    if symbol:
        digits += unit.name
    return _sign(value, digits, signed) + digits


def percent(share: float, *, decimals: int = 0, signed: bool = False) -> str:
    """A share as a percentage.

    >>> percent(.4137), percent(-.031, decimals=1, signed=True)
    ('41%', '−3.1%')
    """
    if not _is_number(share):
        return NO_NUMBER
    digits = f"{abs(share) * 100:.{decimals}f}"
    return f"{_sign(share, digits, signed)}{digits}%"


def count(number: float, *, decimals: int = 0, signed: bool = False) -> str:
    """A number of things, or any figure without a unit, with commas at the thousands.

    >>> count(12345), count(.126, decimals=2)
    ('12,345', '0.13')
    """
    if not _is_number(number):
        return NO_NUMBER
    digits = f"{abs(number):,.{decimals}f}"
    return _sign(number, digits, signed) + digits


def figure(number: float) -> str:
    """A figure of unknown kind, to three significant digits: scores and parameters."""
    if not _is_number(number):
        return NO_NUMBER
    if number == int(number) or abs(number) >= 100:
        return count(number)
    decimals = min(max(2 - math.floor(math.log10(abs(number))), 0), 6)
    return count(number, decimals=decimals)


def kpi(name: str, value: float, lang: str = "en") -> str:
    """A key figure or a score, written according to what its name says it is."""
    if unit_of(name) == "money":
        return money(value, lang)
    # A comparison counts the customers that changed hands, a layout's scores give their share.
    if name in SHARES or name.endswith("_share") or (name == "accounts_reassigned" and 0 < value < 1):
        return percent(value, decimals=1)
    return count(value, decimals=2) if name == "correlation" else figure(value)


def _is_number(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _sign(value: float, digits: str, signed: bool) -> str:
    """The sign to write: none before a number that rounds to nothing."""
    if not any(c in "123456789" for c in digits):
        return ""
    return MINUS if value < 0 else "+" if signed else ""
