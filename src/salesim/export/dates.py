"""Dates and periods as people and systems write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np

EPOCH = date(1970, 1, 1)
EXCEL_EPOCH = date(1899, 12, 30)
EARLIEST = date(1990, 1, 1)
NO_DAY = np.iinfo(np.int64).min
DATE_ORDERS = ("auto", "day first", "month first")

YEAR_FIRST = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
EIGHT_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:\d{6})?")  # with hours, minutes, seconds
SERIAL = re.compile(r"(\d{5})(\.\d+)?")  # days since 1900, as Excel counts
UNIX = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?")  # seconds, or milliseconds, since 1970
MONTH_ONLY = re.compile(r"((?:19|20)\d{2})[-/.年]?(\d{2}|\d(?=月))月?")
NAMED = (  # 31-Mar-2025, March 31, 2025, 31. März 2025, 31 de marzo de 2025
    re.compile(
        r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[-. /]*(?:de )?(?P<m>[^\W\d_]{3,})\.?[-., /]*(?:de )?(?P<y>\d{4}|\d{2})"
    ),
    re.compile(r"(?P<m>[^\W\d_]{3,})\.?[- ]*(?P<d>\d{1,2})(?:st|nd|rd|th)?[,. -]+(?P<y>\d{4}|\d{2})"),
    re.compile(r"(?P<y>\d{4})[- ](?P<m>[^\W\d_]{3,})[- ](?P<d>\d{1,2})"),
)
ERA = re.compile(r"(r|h|s|令和|平成|昭和|民国|民國)?\.?(\d{1,3}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
ERAS = {"r": 2018, "令和": 2018, "h": 1988, "平成": 1988, "s": 1925, "昭和": 1925, "民国": 1911, "民國": 1911}
WEEKDAY = re.compile(r"^[^\W\d_]{2,}\.?,? +(?=\S)")
TIME = re.compile(r"(?:[t, ]+)(?:(?:at|um|à)? *)?\d{1,2}[:h.]\d{2}.*$")
MONTH_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "da", "nb", "tr")

QUARTER = re.compile(
    r"(?:fy *)?'?(?P<y>\d{4}|\d{2})[-/.年 ]*(?:q|第)? *(?P<q>[1-4一二三四]) *(?:季度?|$)"
    r"|q(?P<q2>[1-4])[-/. ']*(?:fy)?[-/. ']*(?P<y2>\d{4}|\d{2})"
)
HALF = re.compile(
    r"(?:fy *)?(?P<y>\d{4})[-/.年 ]*(?:h(?P<h>[12])|(?P<zh>上|下)半年)|h(?P<h2>[12])[-/. ]*(?:fy)?(?P<y2>\d{4})"
)
YEAR = re.compile(r"(?:fy *)?(\d{4})年?")
CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}


@cache
def month_names() -> dict[str, int]:
    """Months by their names and short names, in lower case, in `MONTH_LANGUAGES`."""
    from babel import Locale

    found: dict[str, int] = {}
    for language in MONTH_LANGUAGES:
        for where in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale(language).months[where][width].items():
                    found.setdefault(name.casefold().rstrip("."), number)
    return found


def month_called(name: str) -> int | None:
    """The month of a name, or of its first letters if they fit one month only."""
    name = name.casefold().rstrip(".")
    if name in month_names():
        return month_names()[name]
    fitting = {number for known, number in month_names().items() if len(name) >= 3 and known.startswith(name)}
    return fitting.pop() if len(fitting) == 1 else None


def read_days(texts: Sequence[str], order: str = "auto") -> tuple[np.ndarray, list[str]]:
    """Days since 1970 of some dates (n,), `NO_DAY` where there is none, and the reasons' codes, "" if all is well.

    The order of day and month is taken from dates that leave no doubt, if they agree; else doubtful ones are refused.
    """
    parts = [date_part(text) for text in texts]
    if order == "auto":
        order = order_of(parts)
    days, reasons = np.full(len(texts), NO_DAY), []
    for i, part in enumerate(parts):
        day, reason = read_day(part, order)
        reasons.append(reason)
        if day is not None:
            days[i] = (day - EPOCH).days
    return days, reasons


def order_of(parts: Sequence[str]) -> str:
    """How dates (n,) have day and month, one of `DATE_ORDERS`: "auto" if they do not tell, or contradict each other."""
    pairs = [(int(m[1]), int(m[2])) for part in parts if (m := YEAR_LAST.fullmatch(part))]
    day_first, month_first = any(a > 12 for a, b in pairs), any(b > 12 for a, b in pairs)
    if day_first != month_first:
        return "day first" if day_first else "month first"
    if pairs and not day_first and all("." in part for part in parts if YEAR_LAST.fullmatch(part)):
        return "day first"  # 05.04.2025: nobody writes the month first with points
    return "auto"


def date_part(text: str) -> str:
    """A date without the time and the day of the week that may stand beside it, in plain digits and lower case."""
    written = unicodedata.normalize("NFKC", text).strip().casefold().strip("\"'")
    written = TIME.sub("", written)
    return (
        WEEKDAY.sub("", written)
        if WEEKDAY.match(written) and written[-1:].isdigit() and _has_weekday(written)
        else written
    )


def read_day(part: str, order: str) -> tuple[date | None, str]:
    """A date and "", or None and why not."""
    if not part or part in ("null", "none", "n/a", "0000-00-00"):
        return None, "blank"
    if part[0] in "=@+-":
        return None, "formula"
    if found := YEAR_FIRST.fullmatch(part):
        numbers = [int(group) for group in found.groups()]
    elif found := YEAR_LAST.fullmatch(part):
        first, second, year = (int(group) for group in found.groups())
        if order == "auto" and first <= 12 and second <= 12 and first != second:
            return None, "day_or_month"
        is_day_first = order == "day first" or (order == "auto" and first > 12)
        numbers = [_full_year(year), second, first] if is_day_first else [_full_year(year), first, second]
    elif (found := ERA.fullmatch(part)) and (found[1] or len(found[2]) == 3):  # 113/01/15 counts from 1911, in Taiwan
        year = 1 if found[2] == "元" else int(found[2])
        numbers = [ERAS[found[1] or "民国"] + year, int(found[3]), int(found[4])]
    elif found := EIGHT_DIGITS.fullmatch(part):
        numbers = [int(group) for group in found.groups()]
    elif found := next((match for pattern in NAMED if (match := pattern.fullmatch(part))), None):
        month = month_called(found["m"])
        if month is None:
            return None, "no_date"
        numbers = [_full_year(int(found["y"])), month, int(found["d"])]
    elif found := UNIX.fullmatch(part):
        day = datetime.fromtimestamp(int(found[1]), UTC).date()
        return (day, "") if day >= EARLIEST else (None, "no_date")
    elif found := SERIAL.fullmatch(part):
        day = EXCEL_EPOCH + timedelta(days=int(found[1]))
        return (day, "") if day >= EARLIEST else (None, "no_date")
    elif found := MONTH_ONLY.fullmatch(part):
        numbers = [int(found[1]), int(found[2]), 1]
    else:
        return None, "no_date"
    try:
        day = date(*numbers)
    except ValueError:
        return None, "no_date"
    return (day, "") if day >= EARLIEST else (None, "too_early")


def is_month_only(text: str) -> bool:
    """Whether a date names a month and no day."""
    return MONTH_ONLY.fullmatch(date_part(text)) is not None


def read_period(text: str) -> tuple[tuple[int, int] | None, int]:
    """First and last day (since 1970) of a month, quarter, half or year, and how many months it has; None, 0 if none.

    Years are calendar years, FY24 too, as nobody can tell when a firm's year begins.

    >>> read_period("2025Q1")[1], read_period("2025年3月")[1], read_period("Q1 FY24")[1], read_period("soon")
    (3, 1, 3, (None, 0))
    """
    written = unicodedata.normalize("NFKC", text).strip().casefold()
    year, first_month, months = _period(written)
    if not (1 <= first_month <= 12 and 1990 <= year <= 2200):
        return None, 0
    after = date(year + (first_month + months > 12), (first_month + months - 1) % 12 + 1, 1)
    return ((date(year, first_month, 1) - EPOCH).days, (after - EPOCH).days - 1), months


def in_year(period: str, year: str) -> str:
    """A period's text with the year that stands elsewhere, if it names none itself.

    >>> in_year("Q1", "2024"), in_year("3月", "2024年"), in_year("Mar", "FY24"), in_year("Q1 2025", "2024")
    ('2024 Q1', '2024 3月', 'Mar 24', 'Q1 2025')
    """
    digits = re.search(r"\d{4}|\d{2}", year)
    if digits is None or read_period(period)[1] > 0:
        return period
    period = re.sub(r"[^\W\d_]*(\d{1,2}[月季].*)", r"\1", period.strip())
    tries = (f"{digits[0]} {period}", f"{digits[0]}年{period}", f"{period} {digits[0]}", f"{digits[0]}-{period}")
    return next((text for text in tries if read_period(text)[1] > 0), period)


def _period(written: str) -> tuple[int, int, int]:
    """Year, first month and number of months; month 0 if it is none."""
    if found := QUARTER.fullmatch(written):
        digit = found["q"] or found["q2"]
        quarter = CHINESE_DIGITS.get(digit) or int(digit)
        is_month = found["q"] is not None and not re.search("q|季|第", written)
        if not is_month:
            return _full_year(int(found["y"] or found["y2"])), 3 * quarter - 2, 3
    if found := HALF.fullmatch(written):
        half = 1 if "上" in written else 2 if "下" in written else int(found["h"] or found["h2"])
        return int(found["y"] or found["y2"]), 6 * half - 5, 6
    if found := re.fullmatch(r"(\d{4})[-/.年 ]*(\d{1,2}) *月?(?:[-/.]\d{1,2}日?)?", written):
        return int(found[1]), int(found[2]), 1
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{4})", written):
        return int(found[2]), int(found[1]), 1
    if found := re.fullmatch(r"([^\W\d_]{3,})\.?[-/ ']*(\d{4}|\d{2})", written):
        return _full_year(int(found[2])), month_called(found[1]) or 0, 1
    if found := YEAR.fullmatch(written):
        return int(found[1]), 1, 12
    return 0, 0, 0


def _full_year(year: int) -> int:
    """25 is 2025, 99 is 1999."""
    return year if year > 99 else 2000 + year if year < 70 else 1900 + year


def _has_weekday(written: str) -> bool:
    first = re.split(r"[.,\s]", written, maxsplit=1)[0]
    return month_called(first) is None
