"""Names of periods, so that they sort in time: 2026-07, 2026Q3, 2026H2, 2026."""

from __future__ import annotations

import re
from datetime import date

from salesim.dates import DAY, NO_SUCH_DAY, day_in, is_no_day
from salesim.errors import InputError
from salesim.phrase import N_, Phrase

YEAR = re.compile(r"(?:19|20)\d\d")


def day_of(text: str) -> date:
    """A day as people write it, year first; a time of day that follows is left out.

    >>> day_of("2026-07-05"), day_of("2026/7/5 10:30") == day_of("20260705") == day_of("2026年7月5日")
    (datetime.date(2026, 7, 5), True)
    """
    day = day_in(text)
    if day is None:
        message = Phrase(NO_SUCH_DAY) if is_no_day(text) else Phrase("this is no date")
        raise InputError(message, None, text, "a date such as 2026-07-31")
    return day


def period_of(day: str | date, period: str, year_begins: int = 1) -> str:
    """The period that a day lies in; calendar months, in a year that begins with any of them.

    >>> period_of("2026-08-15", "quarter"), period_of("2026-08-15", "month"), period_of("2026-08-15", "week")
    ('2026Q3', '2026-08', '2026-W33')
    >>> period_of("2027-02-15", "quarter", year_begins=4), period_of("2027-02-15", "month", year_begins=4)
    ('FY2026/27 Q4', '2027-02')
    """
    found = day_of(day) if isinstance(day, str) else day
    if period == "week":
        year, week, _ = found.isocalendar()
        return f"{year}-W{week:02}"
    names = {
        "month": f"{found.year}-{found.month:02}",
        "quarter": f"{found.year}Q{(found.month + 2) // 3}",
        "half": f"{found.year}H{(found.month + 5) // 6}",
    }
    if year_begins == 1 or period == "month":
        return names.get(period, str(found.year))
    year, month = in_fiscal_year(found.year, found.month, year_begins)
    part = {"quarter": f" Q{(month + 2) // 3}", "half": f" H{(month + 5) // 6}"}.get(period, "")
    return f"FY{year}/{(year + 1) % 100:02}{part}"


def in_fiscal_year(year: int, month: int, year_begins: int) -> tuple[int, int]:
    """Calendar year in which the fiscal year of a month begins, and which of its months it is, from 1.

    >>> in_fiscal_year(2027, 2, 4), in_fiscal_year(2027, 4, 4)
    ((2026, 11), (2027, 1))
    """
    return year - (month < year_begins), (month - year_begins) % 12 + 1


def order_of(period: str) -> tuple[int, ...]:
    """What periods are sorted by: their year, then the numbers of their names; others stay as they come.

    >>> sorted(["2026-10", "2026-9", "Q1 2026", "2025年12月"], key=order_of)
    ['2025年12月', 'Q1 2026', '2026-9', '2026-10']
    """
    year = YEAR.search(period)
    rest = period if year is None else period[: year.start()] + " " + period[year.end() :]
    return (int(year[0]) if year else 0, *(int(number) for number in re.findall(r"\d{1,9}", rest)))


def length_of(period: str) -> str:
    """Whether a name is that of a month, quarter, half or year, where it says so; else empty.

    >>> length_of("2026-07"), length_of("2026年7月"), length_of("2026Q3"), length_of("July")
    ('month', 'month', 'quarter', '')
    """
    forms = {
        "month": r"-\d{1,2}|/\d{1,2}|年\d{1,2}月",
        "quarter": r"[ -]?Q[1-4]|年?[第]?[一二三四1-4]季度?",
        "half": r"[ -]?H[12]",
    }
    return next((name for name, form in forms.items() if re.fullmatch(YEAR.pattern + f"(?:{form})", period)), "")


FORMS = (  # ways to write one period, with its year and its number in it, and the way that all of them mean
    (r"(?P<year>(?:19|20)\d\d)\s?[-/.年]\s?(?P<n>\d{1,2})\s?月?", "{year}-{n:02}"),
    (r"(?P<n>\d{1,2})\s?[-/.]\s?(?P<year>(?:19|20)\d\d)", "{year}-{n:02}"),
    (r"(?P<year>(?:19|20)\d\d)(?P<n>0[1-9]|1[0-2])", "{year}-{n:02}"),
    (
        r"(?P<year>(?:19|20)\d\d)\s?[-/年]?\s?第?[Q季]?\s?(?P<n>(?<=[Q季])[1-4]|[1-4一二三四](?=\s?季))\s?季?度?",
        "{year}Q{n}",
    ),
    (r"Q\s?(?P<n>[1-4])[\s/-]?(?P<year>(?:19|20)\d\d)", "{year}Q{n}"),
    (r"(?P<year>(?:19|20)\d\d)[\s-]?H\s?(?P<n>[12])", "{year}H{n}"),
    (r"(?P<year>(?:19|20)\d\d)[\s-]?W\s?(?P<n>\d{1,2})", "{year}-W{n:02}"),
)
CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}


def meant_period(period: str) -> str:
    """One name for all ways to write a period, so that rows of two systems meet; other names stay as they are.

    >>> {meant_period(one) for one in ("2026-7", "2026-07", "2026/07", "2026年7月", "07/2026", "202607")}
    {'2026-07'}
    >>> meant_period("Q3 2026"), meant_period("2026 q3"), meant_period("2026年第三季度"), meant_period("2026-W7")
    ('2026Q3', '2026Q3', '2026Q3', '2026-W07')
    >>> meant_period("2026/27"), meant_period("FY2026/27 Q4"), meant_period("July")
    ('2026/27', 'FY2026/27 Q4', 'July')
    """
    for form, name in FORMS:
        if found := re.fullmatch(form, period.strip(), re.IGNORECASE):
            n = CHINESE_DIGITS.get(found["n"]) or int(found["n"])
            if "Q" in name or "W" in name or "H" in name or 1 <= n <= 12:
                return name.format(year=found["year"], n=n)
    return period.strip()


PARTS_OF_YEAR = (  # what names of periods hold, and the highest number of each
    (r"(?<![A-Za-z])Q(?:uarter)?\s?(\d+)|(?<!\d)第?(\d+)\s?季", 4, N_("a quarter from 1 to 4")),
    (r"(?<![A-Za-z])H\s?(\d+)", 2, N_("a half-year, 1 or 2")),
    (r"(?<![A-Za-z])W(?:eek)?\s?(\d+)", 53, N_("a week of that year, from 1 to 52 or 53")),
    (r"(?<![A-Za-z])M\s?(\d+)|(?<!\d)(\d{1,3})\s?月", 12, N_("a month from 1 to 12")),
    (
        r"^(?:19|20)\d\d\s?[-/. ]\s?(\d{1,3})$|^(?:19|20)\d\d(\d\d)$|^(\d{1,3})[-/. ](?:19|20)\d\d$",
        12,
        N_("a month from 1 to 12"),
    ),
)


def check_period(period: str) -> None:
    """Refuse the name of a period that there is not, such as 2026-13, Q9 or a 53rd week of a year of 52.

    What is no such name (July, Spring) may be called as its writer likes.

    Raises
    ------
    InputError : with what the number may be
    """
    if DAY.fullmatch(period):
        day_of(period)
        return
    year = YEAR.search(period)
    for form, most, allowed in PARTS_OF_YEAR:
        for found in re.finditer(form, period, re.IGNORECASE):
            number = int(next(one for one in found.groups() if one))
            if year and most == 12 and found[0] == period and number == (int(year[0]) + 1) % 100:
                continue  # a fiscal year: 2026/27
            if most == 53 and year:
                most = date(int(year[0]), 12, 28).isocalendar().week  # which lies in the year's last week
            if not 1 <= number <= most:
                raise InputError("there is no such period", None, period, allowed)


def span_of(period: str, span: str, year_begins: int = 1) -> str:
    """The year, half, quarter or month that a period belongs to by its name; the whole history if there is no span.

    A week belongs to the month of its Thursday, as it does to the year. Months are those of the calendar, quarters and
    halves those of the firm's own year.

    >>> span_of("2026-08", "year"), span_of("FY2026 Q3", "half"), span_of("2026-08", "")
    ('2026', '2026H2', '')
    >>> span_of("2026-08", "quarter"), span_of("2026-W31", "month"), span_of("2026年8月第2周", "month")
    ('2026Q3', '2026-07', '2026-08')
    >>> span_of("2027-02", "year", year_begins=4), span_of("FY2026/27 Q4", "year", year_begins=4)
    ('FY2026/27', '2026')
    >>> span_of("2027-W06", "year", year_begins=4), span_of("2027年2月第1周", "year", year_begins=4)
    ('FY2026/27', 'FY2026/27')
    """
    year = YEAR.search(period)
    if not span:
        return ""
    if year is None:
        raise InputError(
            "the name of a period must hold its year, because totals to date begin anew with it", None, period
        )
    if year_begins > 1 and length_of(period) == "month":
        of_year = re.search(r"\d{1,2}", period[year.end() :])
        assert of_year is not None
        return period_of(f"{year[0]}-{int(of_year[0]):02}-01", span, year_begins)
    rest = period[: year.start()] + " " + period[year.end() :]
    if week := re.fullmatch(r"\s*-?W(\d{2})", rest):
        thursday = date.fromisocalendar(int(year[0]), int(week[1]), 4)
        return period_of(thursday, span, year_begins)
    if year_begins > 1 and (of_year := re.match(r"\s*年\s?(\d{1,2})\s?月", rest)):
        return period_of(f"{year[0]}-{int(of_year[1]):02}-01", span, year_begins)
    if span == "year":
        return year[0]
    quarter = re.search(r"[Qq季]\s?([1-4])|([1-4])\s?季", rest)
    if quarter and span != "month":
        number = int(quarter[1] or quarter[2])
        return f"{year[0]}Q{number}" if span == "quarter" else f"{year[0]}H{(number + 1) // 2}"
    if not quarter and (month := re.search(r"\d{1,2}", rest)) and 1 <= int(month[0]) <= 12:
        return period_of(f"{year[0]}-{int(month[0]):02}-01", span)
    raise InputError("the name of a period must hold its month or quarter", None, period)
