"""Which currency an export's amounts are in, by what stands in its cells and headings."""

from __future__ import annotations

from functools import cache

from babel import Locale

from salesim.export.vocabulary import key

# Signs that one currency has; $, ¥ and kr. have several.
SIGNS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "rs": "INR", "r$": "BRL", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₫": "VND",
    "₱": "PHP", "฿": "THB", "zł": "PLN", "kč": "CZK", "ft": "HUF", "us$": "USD", "a$": "AUD", "c$": "CAD",
    "hk$": "HKD", "nt$": "TWD", "s$": "SGD", "mx$": "MXN", "nz$": "NZD", "chf": "CHF", "fr": "CHF", "₦": "NGN",
    "₪": "ILS", "元": "CNY", "万元": "CNY", "人民币": "CNY", "rmb": "CNY", "円": "JPY", "日元": "JPY",
}  # fmt: skip
SHARED = {
    "$": ("USD", "CAD", "AUD", "MXN", "NZD", "SGD", "HKD", "CLP", "COP", "ARS"),
    "¥": ("CNY", "JPY"),
    "￥": ("CNY", "JPY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
}
LANGUAGES = ("en", "zh", "de", "fr", "es", "pt", "ja")


@cache
def currency_names() -> dict[str, str]:
    """Codes of currencies by code and by name in `LANGUAGES`."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).currencies.items():
            found.setdefault(key(str(name)), str(code))
    return found | {key(str(code)): str(code) for code in Locale("en").currencies}


def currency_called(word: str) -> tuple[str, ...]:
    """The currencies that a word or sign may mean; none if it is none.

    >>> currency_called("Pound Sterling"), currency_called("人民币"), currency_called("usd"), currency_called("flurb")
    (('GBP',), ('CNY',), ('USD',), ())
    """
    plain = word.strip().casefold().strip(".")
    if plain in SIGNS:
        return (SIGNS[plain],)
    if plain in SHARED:
        return SHARED[plain]
    if key(word) == key("Pound Sterling"):
        return ("GBP",)
    code = currency_names().get(key(word))
    return (code,) if code else ()
