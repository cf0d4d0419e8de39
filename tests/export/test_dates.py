"""Dates and periods as people and systems write them."""

from __future__ import annotations

from datetime import date

import pytest

from salesim.export.dates import EPOCH, NO_DAY, read_days, read_period

MARCH_1 = (date(2025, 3, 1) - EPOCH).days


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-01",
        "2025/3/1",
        "2025.03.01",
        "20250301",
        "2025年3月1日",
        "2025-03-01 23:59:59",
        "2025-03-01T08:00:00+08:00",
        "45717",
        "45717.75",
        "２０２５-03-01",
        "01-Mar-2025",
        "1 March 2025",
        "March 1, 2025",
        "01-MAR-25",
        "1. März 2025",
        "Saturday, Mar 1, 2025",
        "Mar 1, 2025 10:23:11 AM",
        "1 de marzo de 2025",
        "1 mars 2025",
        "1740787200",
        "1740787200000",
        "2025-03",
        "202503",
        "2025年3月",
        "01.03.2025",
        "1 mrt 2025",
    ],
)
def test_a_day_however_it_is_written(text):
    days, reasons = read_days([text])
    assert (days.tolist(), reasons) == ([MARCH_1], [""])


@pytest.mark.parametrize(
    "text, reason",
    [
        ("", "blank"),
        ("soon", "no_date"),
        ("2025-02-30", "no_date"),
        ("=TODAY()", "formula"),
        ("0000-00-00", "blank"),
        ("1900-01-00", "no_date"),
        ("1989-12-31", "too_early"),
        ("123", "no_date"),
        ("1-Foo-2025", "no_date"),
        ("32-Mar-2025", "no_date"),
        ("03/04/2025", "day_or_month"),
        ("03/04/25", "day_or_month"),
    ],
)
def test_what_is_no_day_says_why(text, reason):
    days, reasons = read_days([text])
    assert (days.tolist(), reasons) == ([NO_DAY], [reason])


def test_day_and_month_are_told_by_those_that_leave_no_doubt():
    days, reasons = read_days(["03/04/2025", "31/03/2025"])
    assert reasons == ["", ""]
    assert days[0] == (date(2025, 4, 3) - EPOCH).days
    days, _ = read_days(["03/04/2025", "03/31/2025"])
    assert days[0] == (date(2025, 3, 4) - EPOCH).days
    days, _ = read_days(["03/04/25 9:30 AM", "3/31/25 12:00 PM"])
    assert days[0] == (date(2025, 3, 4) - EPOCH).days
    _, mixed = read_days(["03/04/2025", "31/03/2025", "03/31/2025"])
    assert mixed == ["day_or_month", "", ""]  # both orders occur, so the doubtful one is refused
    assert read_days(["03/04/2025"], "day first")[0][0] == (date(2025, 4, 3) - EPOCH).days


def test_periods():
    quarters = ("2025Q2", "2025年第二季度", "Q2 2025", "FY25 Q2", "Q2-2025", "25Q2", "2025年2季度", "Q2'25")
    assert len({read_period(text) for text in quarters}) == 1 and read_period("2025Q2")[1] == 3
    months = ("202412", "Dec-24", "2024-12", "12/2024", "December 2024", "2024年12月", "2024-12-01", "Dez 2024")
    assert len({read_period(text) for text in months}) == 1
    (first, last), n = read_period("202412")
    assert (n, last - first) == (1, 30)
    assert [read_period(text)[1] for text in ("2024H1", "2024上半年", "FY2024", "2024")] == [6, 6, 12, 12]
    assert read_period("2025-13") == read_period("Q1") == read_period("soon") == (None, 0)
