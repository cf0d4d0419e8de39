"""Dates and amounts as people write them: text to numbers, with a reason where that is not possible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

EPOCH = date(1970, 1, 1)
EXCEL_EPOCH = date(1899, 12, 30)
EARLIEST = date(1990, 1, 1)
NO_DAY = np.iinfo(np.int64).min
PLAIN_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
THOUSANDS = re.compile(r"[+-]?\d{1,3}([,' ]\d{3})+(\.\d+)?")
YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH_NAMED = re.compile(r"(\d{1,2})[- ./]([a-z]{3})[a-z]*\.?,?[- ./](\d{4})")  # 31-Mar-2025
MONTH_FIRST = re.compile(r"([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")  # March 31, 2025
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"(\d{5})(\.\d+)?")  # days since 1900, as Excel counts
PERIOD = re.compile(r"(\d{4})[-/.年]?\s*(?:[Qq第]\s*([1-4一二三四])\s*季?度?|(\d{1,2})\s*月?)")
CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}


def read_amounts(cells: pa.Array) -> tuple[np.ndarray, dict[int, str]]:
    """Amounts (n,), NaN where there is none, and the reason's code by position."""
    text = pc.utf8_trim_whitespace(cells)
    is_plain = pc.match_substring_regex(text, PLAIN_NUMBER).to_numpy(zero_copy_only=False)
    amounts = np.full(len(cells), np.nan)
    if is_plain.any():
        amounts[is_plain] = text.filter(pa.array(is_plain)).cast(pa.float64()).to_numpy(zero_copy_only=False)
    reasons: dict[int, str] = {}
    for i in np.flatnonzero(~is_plain).tolist():
        value, reason = read_amount(text[i].as_py())
        if reason:
            reasons[i] = reason
        else:
            amounts[i] = value
    return amounts, reasons


def read_amount(text: str) -> tuple[float, str]:
    """One amount and "", or NaN and why not.

    >>> read_amount("¥1,234.50"), read_amount("(300)"), read_amount("=A1+B1")
    ((1234.5, ''), (-300.0, ''), (nan, 'formula'))
    """
    written = unicodedata.normalize("NFKC", text).strip()
    if not written:
        return np.nan, "blank"
    if written[0] in "=@":
        return np.nan, "formula"
    for sign in ("CNY", "RMB", "¥", "$", "元"):
        written = written.removeprefix(sign).removesuffix(sign).strip()
    if written.startswith("-¥") or written.startswith("-$"):
        written = "-" + written[2:]
    negative = written.startswith("(") and written.endswith(")")
    written = written.strip("()") if negative else written
    if THOUSANDS.fullmatch(written):
        written = re.sub(r"[,' ]", "", written)
    if not re.fullmatch(PLAIN_NUMBER, written) or "_" in written:
        return np.nan, "no_number"
    return (-float(written) if negative else float(written)), ""


def read_days(texts: Sequence[str], order: str = "auto") -> tuple[np.ndarray, list[str]]:
    """Days since 1970 of some dates (n,), `NO_DAY` where there is none, and the reasons' codes, "" if all is well.

    The order of day and month is taken from dates that leave no doubt, if they agree; else doubtful ones are refused.
    """
    parts = [date_part(text) for text in texts]
    if order == "auto":
        pairs = [(int(m[1]), int(m[2])) for part in parts if (m := YEAR_LAST.fullmatch(part))]
        day_first, month_first = any(a > 12 for a, b in pairs), any(b > 12 for a, b in pairs)
        if day_first != month_first:
            order = "day first" if day_first else "month first"
    days, reasons = np.full(len(texts), NO_DAY), []
    for i, part in enumerate(parts):
        day, reason = read_day(part, order)
        reasons.append(reason)
        if day is not None:
            days[i] = (day - EPOCH).days
    return days, reasons


def date_part(text: str) -> str:
    """A date without the time that may follow it, in plain digits."""
    written = unicodedata.normalize("NFKC", text).strip()
    return re.split(r"[T\s]", written, maxsplit=1)[0] if re.match(r"\d{1,4}[-/.年]", written) else written


def read_day(part: str, order: str) -> tuple[date | None, str]:
    """A date and "", or None and why not."""
    if not part:
        return None, "blank"
    if part[0] in "=@+-":
        return None, "formula"
    if found := YEAR_FIRST.fullmatch(part) or EIGHT_DIGITS.fullmatch(part):
        numbers = [int(group) for group in found.groups()]
    elif found := YEAR_LAST.fullmatch(part):
        first, second, year = (int(group) for group in found.groups())
        if order == "auto" and first <= 12 and second <= 12 and first != second:
            return None, "day_or_month"
        is_day_first = order == "day first" or (order == "auto" and first > 12)
        numbers = [year, second, first] if is_day_first else [year, first, second]
    elif found := MONTH_NAMED.fullmatch(part.casefold()) or MONTH_FIRST.fullmatch(part.casefold()):
        *day_and_month, written_year = found.groups()
        written_day, name = sorted(day_and_month)  # digits come before letters
        if name not in MONTHS:
            return None, "no_date"
        numbers = [int(written_year), MONTHS.index(name) + 1, int(written_day)]
    elif found := SERIAL.fullmatch(part):
        day = EXCEL_EPOCH + timedelta(days=int(found[1]))
        return (day, "") if day >= EARLIEST else (None, "no_date")
    else:
        return None, "no_date"
    try:
        day = date(*numbers)
    except ValueError:
        return None, "no_date"
    return (day, "") if day >= EARLIEST else (None, "too_early")


def read_period(text: str) -> tuple[tuple[int, int] | None, int]:
    """First and last day (since 1970) of a quarter or a month, and how many months it has; None, 0 if it is neither.

    >>> read_period("2025Q1")[1], read_period("2025年3月")[1], read_period("soon")
    (3, 1, (None, 0))
    """
    found = PERIOD.match(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None, 0
    year = int(found[1])
    if found[2]:
        quarter = CHINESE_DIGITS.get(found[2]) or int(found[2])
        first_month, months = 3 * quarter - 2, 3
    else:
        first_month, months = int(found[3]), 1
    if not (1 <= first_month <= 12 and 1990 <= year <= 2200):
        return None, 0
    after = date(year + (first_month + months > 12), (first_month + months - 1) % 12 + 1, 1)
    return ((date(year, first_month, 1) - EPOCH).days, (after - EPOCH).days - 1), months
