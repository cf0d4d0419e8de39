"""How numbers and dates are written for people: counts, shares, figures, days and plurals.

One style for all: the minus is ``−`` (U+2212) and stands before no zero, thousands have commas, a percentage is
``41%``, what is missing is ``–``. A number on its own has three significant digits and no idle zeros; numbers that
stand together, in a column, have equal decimals, which the caller names. Whole digits are never rounded away, so that
columns add up: 1,235 and not 1,230.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from decimal import Context, Decimal, localcontext
from typing import Any, TypeGuard

from salesim.wording.language import locale

MINUS = "−"
MISSING = "–"
SIGNIFICANT = 3
MAX_DECIMALS = 12  # smaller ones are nothing to a reader
WIDE = Context(prec=400)  # the largest float has 309 digits


def count(number: float | None, *, decimals: int = 0, signed: bool = False) -> str:
    """A number of things, or any figure with given decimals, with commas at the thousands.

    >>> count(12345), count(.126, decimals=2), count(-12, signed=True)
    ('12,345', '0.13', '−12')
    """
    if not is_number(number):
        return MISSING
    return with_sign(number, digits(number, decimals), signed)


def figure(number: float | None, *, signed: bool = False) -> str:
    """A figure of unknown kind, to three significant digits: scores and parameters.

    >>> figure(0.04567), figure(3.10), figure(1213.4), figure(-0.5), figure(2e-7)
    ('0.0457', '3.1', '1,213', '−0.5', '0.0000002')
    """
    if not is_number(number):
        return MISSING
    return with_sign(number, digits(number, decimals_for(number), trim=True), signed)


def percent(share: float | None, *, decimals: int | None = 0, signed: bool = False) -> str:
    """A share as a percentage; ``decimals=None`` writes three significant digits without idle zeros.

    >>> percent(.4137), percent(-.031, decimals=1, signed=True)
    ('41%', '−3.1%')
    >>> percent(.95, decimals=None), percent(.975, decimals=None)
    ('95%', '97.5%')
    """
    if not is_number(share):
        return MISSING
    hundred = WIDE.multiply(Decimal(str(share)), Decimal(100))
    places = decimals_for(hundred) if decimals is None else decimals
    return with_sign(hundred, digits(hundred, places, trim=decimals is None), signed) + "%"


def day(when: Any, lang: str = "en") -> str:
    """A day, given as a date or as numpy's.

    >>> day(date(2026, 1, 5)), day(date(2026, 1, 5), "zh")
    ('Jan 5, 2026', '2026年1月5日')
    """
    from babel.dates import format_date

    return format_date(_as_date(when), "medium", locale=locale(lang))


def weeks_from(first: Any, n_weeks: int, lang: str = "en") -> str:
    """The days of some weeks, the first and the last one.

    >>> weeks_from(date(2026, 1, 5), 52)
    'Jan 5, 2026 – Jan 3, 2027'
    """
    first = _as_date(first)
    return f"{day(first, lang)} – {day(first + timedelta(days=7 * n_weeks - 1), lang)}"


def month(when: Any, lang: str = "en") -> str:
    """The month in which a day lies.

    >>> month(date(2026, 1, 5)), month(date(2026, 1, 5), "zh")
    ('Jan 2026', '2026年1月')
    """
    from babel.dates import format_skeleton

    return format_skeleton("yMMM", _as_date(when), locale=locale(lang))


def plural(n: float, lang: str = "en", *, other: str, **forms: str) -> str:
    """The form of a phrase that a number asks for, the number in place of its ``{n}``.

    Forms have CLDR's names: English has ``one`` and ``other``, Chinese only ``other``.

    >>> plural(1, one="{n} rep", other="{n} reps"), plural(1200, one="{n} rep", other="{n} reps")
    ('1 rep', '1,200 reps')
    >>> plural(1, "zh", other="{n} 名代表")
    '1 名代表'
    """
    whole = int(n) if n == int(n) else n
    form = forms.get(locale(lang).plural_form(whole), other)
    return form.replace("{n}", figure(n))


def round_significant(number: float, n: int = SIGNIFICANT) -> float:
    """A number rounded to n significant digits; NaN and infinity stay as they are.

    >>> round_significant(123_456.0, 2), round_significant(-0.0012345)
    (120000.0, -0.00123)
    """
    return float(f"{number:.{n - 1}e}") if math.isfinite(number) and number != 0 else float(number) + 0.0


def is_number(value: Any) -> TypeGuard[float]:
    """Whether there is something to write."""
    return value is not None and math.isfinite(value)


def decimals_for(number: float | Decimal, significant: int = SIGNIFICANT) -> int:
    """Decimals that show a number with some significant digits, counted after rounding: 9.999 is 10.0.

    >>> [decimals_for(x) for x in (0, 1234, 12.34, 9.999, 0.0123)]
    [0, 0, 1, 1, 4]
    """
    if number == 0:
        return 0
    exponent = int(f"{number:.{significant - 1}e}".partition("e")[2])
    return min(max(significant - 1 - exponent, 0), MAX_DECIMALS)


def digits(number: float | Decimal, decimals: int, *, trim: bool = False, grouped: bool = True) -> str:
    """The digits of a number without its sign; ``trim`` drops zeros at the end of the decimals.

    A half is rounded to the even digit, and what a half is, is judged by the digits that a float shows: 0.125 is.
    """
    from babel.numbers import format_decimal

    exact = abs(Decimal(str(number))).quantize(Decimal(1).scaleb(-decimals), context=WIDE)
    places = ("#" if trim else "0") * decimals
    pattern = ("#,##0" if grouped else "0") + ("." + places if places else "")
    # The digits are the same in all our languages; what differs between them, units and words, is added elsewhere.
    with localcontext(WIDE):
        return format_decimal(exact, pattern, locale=locale("en"))


def with_sign(number: float | Decimal, written: str, signed: bool = False) -> str:
    """Digits with the sign of their number: none before a number that rounds to nothing, a plus if asked for."""
    if not any(c in "123456789" for c in written):
        return written
    return (MINUS if number < 0 else "+" if signed else "") + written


def _as_date(when: Any) -> date:
    return when.item() if hasattr(when, "item") else when
