"""Amounts as people say them: 1.23 M CNY, 123 万元."""

from __future__ import annotations

import math

UNITS = {
    "en": ((1e9, "bn CNY"), (1e6, "M CNY"), (1e3, "k CNY"), (1.0, "CNY")),
    "zh": ((1e8, "亿元"), (1e4, "万元"), (1.0, "元")),
}


def money(amount: float, lang: str = "en", signed: bool = False) -> str:
    """An amount with three significant digits and its unit.

    >>> money(1_234_567), money(-999_999, signed=True), money(1_234_567, "zh")
    ('1.23 M CNY', '-1 M CNY', '123 万元')
    """
    size, unit = unit_for(amount, lang)
    return f"{digits(amount / size, signed=signed)} {unit}"


def money_range(low: float, high: float, lang: str = "en") -> str:
    """Two amounts in one unit.

    >>> money_range(-50_000, 1_500_000), money_range(900_000, 1_500_000, "zh")
    ('-0.05 to 1.5 M CNY', '90 至 150 万元')
    """
    size, unit = unit_for(max(abs(low), abs(high)), lang)
    word = "至" if lang == "zh" else "to"
    return f"{digits(low / size)} {word} {digits(high / size)} {unit}"


def digits(x: float, signed: bool = False) -> str:
    """A number with three significant digits, thousands marked, never in powers of ten; a dash if it is none."""
    if not math.isfinite(x):
        return "–"
    rounded = round_significant(x, 3)
    decimals = 0 if rounded == 0 else max(0, 2 - math.floor(math.log10(abs(rounded))))
    text = f"{rounded:{'+' if signed and rounded else ''},.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def unit_for(amount: float, lang: str) -> tuple[float, str]:
    """The largest unit that does not exceed the rounded amount: (size in CNY, its name)."""
    rounded = abs(round_significant(amount, 3))
    for size, unit in UNITS[lang]:
        if rounded >= size:
            return size, unit
    return UNITS[lang][-1]


def round_significant(x: float, n: int) -> float:
    """A number rounded to n significant digits; NaN and infinity stay as they are."""
    if x == 0 or not math.isfinite(x):
        return 0.0 if x == 0 else x
    return float(f"{x:.{n - 1}e}")
