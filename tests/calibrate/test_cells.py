"""Dates and amounts as people write them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from salesim.export.dates import EPOCH, NO_DAY, read_amount, read_amounts, read_days, read_period

MARCH_1 = (date(2025, 3, 1) - EPOCH).days


@pytest.mark.parametrize(
    "text",
    ["2025-03-01", "2025/3/1", "2025.03.01", "20250301", "2025年3月1日", "2025-03-01 23:59:59",
     "2025-03-01T08:00:00+08:00", "45717", "45717.75", "２０２５-03-01", "01-Mar-2025", "1 March 2025",
     "March 1, 2025"],
)  # fmt: skip
def test_a_day_however_it_is_written(text):
    days, reasons = read_days([text])
    assert (days.tolist(), reasons) == ([MARCH_1], [""])


@pytest.mark.parametrize(
    "text, reason",
    [("", "blank"), ("soon", "no_date"), ("2025-02-30", "no_date"), ("25/3/1", "no_date"), ("=TODAY()", "formula"),
     ("1900-01-00", "no_date"), ("1989-12-31", "too_early"), ("123", "no_date"),
     ("1-Mai-2025", "no_date"), ("32-Mar-2025", "no_date"), ("03/04/2025", "day_or_month")],
)  # fmt: skip
def test_what_is_no_day_says_why(text, reason):
    days, reasons = read_days([text])
    assert (days.tolist(), reasons) == ([NO_DAY], [reason])


def test_day_and_month_are_told_by_those_that_leave_no_doubt():
    days, reasons = read_days(["03/04/2025", "31/03/2025"])
    assert reasons == ["", ""]
    assert days[0] == (date(2025, 4, 3) - EPOCH).days
    days, _ = read_days(["03/04/2025", "03/31/2025"])
    assert days[0] == (date(2025, 3, 4) - EPOCH).days
    _, mixed = read_days(["03/04/2025", "31/03/2025", "03/31/2025"])
    assert mixed == ["day_or_month", "", ""]  # both orders occur, so the doubtful one is refused
    assert read_days(["03/04/2025"], "day first")[0][0] == (date(2025, 4, 3) - EPOCH).days


@pytest.mark.parametrize(
    "text, amount",
    [("1234.5", 1234.5), ("1,234.50", 1234.5), ("¥1,234", 1234.0), ("￥ 12", 12.0), ("12 元", 12.0),
     ("(4,000.00)", -4000.0), ("-¥5", -5.0), ("1.5e3", 1500.0), ("１２", 12.0), ("1 234 567", 1234567.0),
     ("CNY 1,200", 1200.0)],
)  # fmt: skip
def test_an_amount_however_it_is_written(text, amount):
    assert read_amount(text) == (amount, "")


@pytest.mark.parametrize("text", ["1.234,50", "1,23", "inf", "nan", "1_000", "0x10", "abc", "12,34,567"])
def test_what_is_no_amount_is_refused(text):
    assert read_amount(text)[1] == "no_number"


def test_formulas_are_never_evaluated():
    assert read_amount("=1+1")[1] == read_amount("@SUM(A1)")[1] == "formula"
    amounts, reasons = read_amounts(pa.array(["=1+1", "7", "", "1e400"]))
    assert np.isnan(amounts[[0, 2]]).all() and amounts[1] == 7.0
    assert {0: "formula", 2: "blank"}.items() <= reasons.items()


def test_quarters_and_months():
    assert read_period("2025Q2") == read_period("2025年第二季度")
    (first, last), months = read_period("202412")
    assert (months, last - first) == (1, 30)
    assert read_period("2025-13") == read_period("Q1") == (None, 0)
