"""Amounts as people and systems write them, in the notation that a file's own numbers give away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salesim.export.currencies import currency_called

POINT, COMMA, UNCLEAR = ".", ",", "?"
DECIMALS = ("auto", POINT, COMMA)
PLAIN_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
BLANKS = re.compile(r"[\s\u00a0\u202f]")
# What surely says which sign is the decimal one: it comes after the other sign, or does not stand before three digits.
SURE = {
    POINT: re.compile(r"\d[,'’]\d{3}\.\d|\d,\d{2},\d{3}|^\d+\.(?:\d{1,2}|\d{4,})$|\d,\d{3},\d{3}|^0\.\d+$"),
    COMMA: re.compile(r"\d\.\d{3},\d|^\d+,(?:\d{1,2}|\d{4,})$|\d\.\d{3}\.\d{3}|^0,\d+$"),
}
HALF_SURE = re.compile(r"^\d{1,3}[.,]\d{3}$")  # 1.235, 1,235
WHOLE = {
    POINT: re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?|\d{1,3}(?:['’]\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+"),
    COMMA: re.compile(r"\d{1,3}(?:[.'’]\d{3})+(?:,\d*)?|\d+,?\d*|,\d+"),
}
WITHOUT_CENTS = re.compile(r"(\d)[.,][-–—]{1,2}")  # 50,- and 50.-: the stroke stands for the cents
TIMES = {"万": 1e4, "萬": 1e4, "亿": 1e8, "億": 1e8, "mio": 1e6, "k": 1e3, "千": 1e3, "百万": 1e6}
CREDIT = ("cr", "-", "−", "–")
SIGNED = re.compile(
    r"^(?P<before>[^\d]*?)(?P<number>(?:(?<![^\W\d_])[.,])?\d[\d.,'’]*(?:e[+-]?\d{1,3})?)(?P<after>[^\d]*)$"
)


def number_part(text: str) -> str:
    """The digits of an amount with the signs between them, nothing else; "" if it is no amount.

    >>> number_part("-R$1,234.50"), number_part("1 234,50 €"), number_part("2024-01-05")
    ('1,234.50', '1234,50', '')
    """
    found = SIGNED.match(BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold())
    return found["number"].rstrip(",") if found and _is_sign(found["before"]) and _is_sign(found["after"]) else ""


def decimal_sign(texts: Iterable[str]) -> str:
    """The decimal sign of a file's numbers: `POINT`, `COMMA`, or `UNCLEAR` if they do not tell and it matters.

    A point that always stands before three digits (1.235) may be either.

    >>> decimal_sign(["1.234,50"]), decimal_sign(["1,234.50", "7"]), decimal_sign(["1.235", "980"])
    (',', '.', '?')
    """
    seen = {POINT: 0, COMMA: 0}
    doubtful: set[str] = set()
    for text in texts:
        number = number_part(text)
        for sign, pattern in SURE.items():
            seen[sign] += pattern.search(number) is not None
        if HALF_SURE.match(number):
            doubtful.add(POINT if POINT in number else COMMA)
    if seen[POINT] and seen[COMMA]:
        return POINT if seen[POINT] >= 20 * seen[COMMA] else COMMA if seen[COMMA] >= 20 * seen[POINT] else UNCLEAR
    if seen[COMMA]:
        return COMMA
    if seen[POINT] or not doubtful:
        return POINT
    # 1,235 alone are thousands; 1.235 may be three decimals in a table of other numbers, or German thousands
    return UNCLEAR if POINT in doubtful else POINT


def read_amounts(cells: pa.Array, decimal: str = POINT) -> tuple[np.ndarray, dict[int, str]]:
    """Amounts (n,), NaN where there is none, and the reason's code by position."""
    text = pc.utf8_trim_whitespace(cells)
    simple = text
    if decimal == COMMA:
        simple = pc.replace_substring(pc.replace_substring(text, ".", ""), ",", ".")
        is_plain = pc.match_substring_regex(text, r"^[+-]?\d{1,3}(\.?\d{3})*(,\d+)?$")
    else:
        is_plain = pc.match_substring_regex(text, PLAIN_NUMBER)
    is_plain = is_plain.to_numpy(zero_copy_only=False)
    amounts = np.full(len(cells), np.nan)
    if is_plain.any():
        amounts[is_plain] = simple.filter(pa.array(is_plain)).cast(pa.float64()).to_numpy(zero_copy_only=False)
    reasons: dict[int, str] = {}
    for i in np.flatnonzero(~is_plain).tolist():
        value, reason = read_amount(text[i].as_py(), decimal)
        if reason:
            reasons[i] = reason
        else:
            amounts[i] = value
    return amounts, reasons


def read_amount(text: str, decimal: str = POINT) -> tuple[float, str]:
    """One amount and "", or NaN and why not.

    >>> read_amount("¥1,234.50"), read_amount("(300)"), read_amount("=A1+B1")
    ((1234.5, ''), (-300.0, ''), (nan, 'formula'))
    >>> read_amount("1.234,50 €", ","), read_amount("50.00-"), read_amount("5万元"), read_amount("50,- €", ",")
    ((1234.5, ''), (-50.0, ''), (50000.0, ''), (50.0, ''))
    """
    written = WITHOUT_CENTS.sub(r"\1", BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold())
    if not written or written in ("-", "–", "—", "n/a", "null", "none", "nan"):
        return np.nan, "blank"
    if written[0] in "=@":
        return np.nan, "formula"
    found = SIGNED.match(written)
    if found is None or not _is_sign(found["before"]) or not _is_sign(found["after"]):
        return np.nan, "no_number"
    before, number, after = found["before"], found["number"], found["after"]
    number, _, power = number.partition("e")
    other = COMMA if decimal == POINT else POINT
    if not WHOLE[decimal].fullmatch(number):
        return np.nan, "other_decimal" if WHOLE[other].fullmatch(number) else "no_number"
    value = float(re.sub("[,'’]", "", number) if decimal == POINT else re.sub("[.'’]", "", number).replace(",", "."))
    value *= 10.0 ** int(power) if power else 1.0
    value *= TIMES.get(after.strip("()-").removesuffix("元"), 1.0)
    is_negative = any(sign in before for sign in "-−–") or after.endswith(CREDIT) or ("(" in before and ")" in after)
    return -value if is_negative else value, ""


def _is_sign(around: str) -> bool:
    """Whether what stands around a number may be a sign, a currency or a unit of money, and not a word or a date."""
    rest = around.strip("+-−–()'\"")
    return rest in ("", *TIMES, *CREDIT, "dr") or bool(currency_called(rest.removeprefix("万") or "元"))
