"""Currencies: which there are, and how many decimals their money has.

All money in the ledger is in whole minor units (cents, fen, fils), so that books balance to the last one. How many of
them make one unit of the currency is laid down in ISO 4217. Babel's own figures (CLDR) are not used for that: they say
what people write on price tags, such as no decimals for IDR, HUF and COP, whose ledgers have two.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase

if TYPE_CHECKING:
    import numpy as np

# Source: ISO 4217:2015, list one as of 2026-01-01; every other currency in use has two decimals.
# (CLF, UYI and UYW are units of account, no tender, and no currency to pay in.)
MINOR_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"), 0),
    **dict.fromkeys(("PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}

# What was most likely meant: a name that the trade uses, else a much traded currency (BIS 2022), else any.
TRADE_NAMES = {"RMB": "CNY", "CNH": "CNY", "YUAN": "CNY", "NTD": "TWD", "STG": "GBP"}
MUCH_TRADED = ("USD", "EUR", "JPY", "GBP", "CNY", "AUD", "CAD", "CHF", "HKD", "SGD", "SEK", "KRW", "NOK", "NZD", "INR")
ALIKE = 0.8  # one letter of three may be wrong


@dataclass(frozen=True)
class Currency:
    """A currency that is legal tender today.

    Parameters
    ----------
    code : its ISO 4217 code, in upper case.

    Raises
    ------
    InputError : no such currency, one that is no longer used, or a code in lower case.

    >>> Currency("KWD").digits, Currency("JPY").minor_per_unit
    (3, 1)
    >>> Currency("USB")
    Traceback (most recent call last):
    salesim.errors.InputError: currency: not a currency in use (got 'USB'); allowed: an ISO 4217 code such as CNY, USD \
or EUR; did you mean 'USD'?
    """

    code: str

    def __post_init__(self) -> None:
        check_code(self.code)

    def __str__(self) -> str:
        return self.code

    @classmethod
    def of(cls, currency: str | Currency, field: str = "currency") -> Currency:
        """The currency given by its code, or itself; ``field`` is named in the error."""
        if isinstance(currency, Currency):
            return currency
        check_code(currency, field)
        return _known(currency)

    @property
    def digits(self) -> int:
        """Decimals of an exact amount."""
        return MINOR_DIGITS.get(self.code, 2)

    @property
    def minor_per_unit(self) -> int:
        """Minor units in one unit: 100 cents in a dollar."""
        return 10**self.digits

    def to_minor(self, amount: float | Decimal) -> int:
        """An amount as whole minor units, halves to the even one, as numpy rounds.

        >>> Currency("USD").to_minor(12.34), Currency("JPY").to_minor(1234.5), Currency("KWD").to_minor(0.001)
        (1234, 1234, 1)
        """
        return round(amount * self.minor_per_unit)

    def to_minor_array(self, amounts: np.ndarray) -> np.ndarray:
        """Amounts (n,) as whole minor units (n,) int64, each as `to_minor` rounds it.

        Raises
        ------
        OverflowError : an amount is no number, or has more minor units than 64 bits hold.
        """
        import numpy as np

        minor = np.round(np.asarray(amounts, float) * self.minor_per_unit)
        if not (np.abs(minor) < 2.0**63).all():
            raise OverflowError(f"an amount in {self.code} is no number or beyond 64 bits of minor units")
        return minor.astype(np.int64)

    def from_minor(self, minor: Any) -> Any:
        """Minor units, a number or an array of them, as an amount; up to 2⁵⁰ of them `to_minor` finds back.

        >>> Currency("KRW").from_minor(5_000), Currency("USD").from_minor(1234)
        (5000.0, 12.34)
        """
        return minor / self.minor_per_unit

    def exact(self, minor: int) -> Decimal:
        """Minor units as an amount without any rounding.

        >>> Currency("USD").exact(1230)
        Decimal('12.30')
        """
        return Decimal(int(minor)).scaleb(-self.digits)


@cache
def _known(code: str) -> Currency:
    return Currency(code)


def check_code(code: Any, field: str = "currency") -> None:
    """Refuse what is not the code of a currency in use, naming the one that was most likely meant."""
    if isinstance(code, str) and code in codes_in_use():
        return
    upper = code.strip().upper() if isinstance(code, str) else ""
    message = (
        Phrase("a currency's code is three letters in upper case")
        if upper in codes_in_use()
        else Phrase("not a currency in use")
    )
    raise InputError(message, field, code, "an ISO 4217 code such as CNY, USD or EUR", nearest_code(upper))


def nearest_code(upper: str) -> str | None:
    """The currency that was most likely meant; None where none is near.

    >>> nearest_code("USB"), nearest_code("RMB"), nearest_code("DEM"), nearest_code("QQQ")
    ('USD', 'CNY', None, None)
    """
    if upper in TRADE_NAMES or upper in codes_in_use():
        return TRADE_NAMES.get(upper, upper)
    if upper in codes_ever():  # a former currency is no slip of the pen
        return None
    return nearest_name(upper, MUCH_TRADED, ALIKE) or nearest_name(upper, sorted(codes_in_use()), ALIKE)


@cache
def codes_in_use() -> frozenset[str]:
    """Codes of the currencies that are legal tender somewhere, by the CLDR that Babel carries."""
    from babel.core import get_global

    used = (entry for entries in get_global("territory_currencies").values() for entry in entries)
    return frozenset(code for code, _, until, is_tender in used if is_tender and until is None)


@cache
def codes_ever() -> frozenset[str]:
    """Codes of all currencies, metals and units of account, past and present."""
    from babel.core import get_global

    return frozenset(get_global("all_currencies"))
