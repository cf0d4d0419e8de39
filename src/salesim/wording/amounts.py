"""How amounts of money are written, in any currency.

Money for reading has three significant digits and the unit its readers use. English: k, M, bn and tn, then the ISO
code, "12.3 M CNY". CLDR's compact English would be K, M, B and T; the financial press writes bn and tn, which cannot be
taken for anything else, while B and T stand for other things in a sales report (B customers, T for tonnes), and k is
the SI prefix. Codes rather than symbols, since ¥ and $ belong to several currencies. Chinese: 万, 亿 and 万亿, as in
CLDR, then the currency's Chinese name, "1235 万元", "2.46 亿美元"; names too long to stand beside a number give way to
the code.

Money of the ledger is exact: `exact_money`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from salesim.phrase import Phrase
from salesim.wording.currency import Currency
from salesim.wording.language import check_language, locale
from salesim.wording.numbers import MISSING, decimals_for, digits, is_number, with_sign

SIZES = {
    "en": ((1.0, ""), (1e3, "k"), (1e6, "M"), (1e9, "bn"), (1e12, "tn")),
    "zh": ((1.0, ""), (1e4, "万"), (1e8, "亿"), (1e12, "万亿")),
}
TO = {"en": "to", "zh": "至"}
MAX_NAME = 7  # characters of a Chinese currency name: 印度尼西亚卢比 still reads, 巴布亚新几内亚基那 does not


@dataclass(frozen=True)
class MoneyUnit:
    """A unit for amounts that stand together, in a column or on an axis.

    Parameters
    ----------
    size : what amounts are divided by.
    name : what is written after them or once above them, such as ``"M CNY"``.
    decimals : how many all of them show.
    currency, lang : what `money_unit` chose it for.
    """

    size: float
    name: str
    decimals: int
    currency: Currency
    lang: str

    def write(
        self, amount: float | None, *, signed: bool = False, symbol: bool = False, trim: bool = False, least: int = 0
    ) -> str:
        """An amount in this unit.

        Parameters
        ----------
        amount : in the currency's major unit.
        signed : write a plus before gains, for differences.
        symbol : write the unit, too.
        trim : write no zeros at the end of the decimals, for the ticks of an axis.
        least : significant digits shown even if that takes more decimals than the others have.

        >>> unit = money_unit([1_500_000, -45_000_000], "USD")
        >>> unit.name, unit.write(1_500_000, signed=True), unit.write(-45_000_000, symbol=True)
        ('M USD', '+1.5', '−45.0 M USD')
        """
        if not is_number(amount):
            return MISSING
        value = float(amount) / self.size
        decimals = max(self.decimals, decimals_for(value, least)) if least else self.decimals
        # Chinese groups by ten thousands, of which the unit takes care: four digits need no comma.
        grouped = self.lang != "zh" or abs(value) >= 10_000
        text = with_sign(value, digits(value, decimals, trim=trim, grouped=grouped), signed)
        return f"{text} {self.name}" if symbol else text


def money_unit(amounts: Iterable[float | None], currency: str | Currency, lang: str = "en") -> MoneyUnit:
    """The unit that suits the largest of some amounts; without any, the currency itself.

    Amounts too small for a multiple show no more decimals than the currency has.

    >>> unit = money_unit([1_234_567, -45_000_000], "CNY", "zh")
    >>> unit.size, unit.name, unit.decimals
    (10000.0, '万元', 0)
    """
    check_language(lang)
    currency = Currency.of(currency)
    largest = max((abs(float(a)) for a in amounts if is_number(a)), default=0.0)
    sizes = SIZES[lang]
    for (size, _), following in zip(sizes, [*(size for size, _ in sizes[1:]), math.inf], strict=True):
        decimals = decimals_for(largest / size)
        if size == 1:
            decimals = min(decimals, currency.digits)
        # 999,999 is written as 1 M and not as 1,000 k, hence rounded before it is compared.
        if round(largest / size, decimals) * size < following:
            break
    return MoneyUnit(size, unit_name(dict(sizes)[size], currency, lang), decimals, currency, lang)


def money(
    amount: float | None,
    currency: str | Currency,
    lang: str = "en",
    *,
    signed: bool = False,
    unit: MoneyUnit | None = None,
    symbol: bool = True,
    trim: bool | None = None,
) -> str:
    """An amount of money for people to read.

    Parameters
    ----------
    amount : in the currency's major unit.
    currency : an ISO 4217 code, or a `Currency`.
    signed : write a plus before gains, for differences.
    unit : the unit of the amounts around it; chosen for this one alone if left out.
    symbol : write the unit; without it only the number, for tables and axes that name the unit once.
    trim : write no zeros at the end of the decimals; left out, an amount on its own has none and a column lines up.

    >>> money(12_345_678, "CNY"), money(12_345_678, "CNY", "zh"), money(-4_500, "EUR", signed=True)
    ('12.3 M CNY', '1235 万元', '−4.5 k EUR')
    >>> money(2_460_000_000, "JPY", "zh"), money(0.35, "KWD"), money(None, "USD")
    ('24.6 亿日元', '0.35 KWD', '–')
    """
    trim = unit is None if trim is None else trim
    own = unit or money_unit([amount], currency, lang)
    if (own.currency, own.lang) != (Currency.of(currency), lang):
        raise ValueError(
            Phrase(
                "a unit of {currency} in {own_lang!r} cannot hold {other} in {lang!r}",
                currency=own.currency,
                own_lang=own.lang,
                other=currency,
                lang=lang,
            )
        )
    return own.write(amount, signed=signed, symbol=symbol, trim=trim)


def money_range(low: float | None, high: float | None, currency: str | Currency, lang: str = "en") -> str:
    """Two amounts in one unit. What is not zero does not read as zero, since a range tells on which side of it it lies.

    >>> money_range(-50_000, 1_500_000, "USD"), money_range(900_000, 1_500_000, "CNY", "zh")
    ('−0.05 to 1.5 M USD', '90 至 150 万元')
    >>> money_range(1_200, 1_500_000, "USD")
    '0.001 to 1.5 M USD'
    """
    if not (is_number(low) and is_number(high)):
        return MISSING
    unit = money_unit([low, high], currency, lang)
    first, last = (unit.write(x, trim=True, least=1) for x in (low, high))
    return f"{first} {TO[lang]} {last} {unit.name}"


def exact_money(minor: int, currency: str | Currency, lang: str = "en", *, signed: bool = False) -> str:
    """An amount of the ledger, to the last minor unit: pay slips, invoices, books.

    >>> exact_money(123_456, "USD"), exact_money(-123_456, "JPY"), exact_money(123_456, "CNY", "zh")
    ('1,234.56 USD', '−123,456 JPY', '1,234.56 元')
    """
    currency = Currency.of(currency)
    amount = currency.exact(minor)
    return f"{with_sign(amount, digits(amount, currency.digits), signed)} {unit_name('', currency, lang)}"


@cache
def unit_name(prefix: str, currency: Currency, lang: str) -> str:
    """What is written after a number: ``"M CNY"``, ``"万元"``, ``"万 PGK"``."""
    name = currency_name(currency, lang)
    glue = " " if prefix and name.isascii() else ""
    return prefix + glue + name


def currency_name(currency: Currency, lang: str) -> str:
    """What a currency is called beside a number: 元 for CNY, which CLDR calls 人民币, but nobody counts in 万人民币.

    >>> [currency_name(Currency(code), "zh") for code in ("CNY", "USD", "KRW", "KWD", "PGK")]
    ['元', '美元', '韩元', '科威特第纳尔', 'PGK']
    """
    if lang == "en":
        return currency.code
    if currency.code == "CNY":
        return "元"
    name = locale(lang).currencies.get(currency.code, currency.code)
    return name if len(name) <= MAX_NAME else currency.code
