"""Fiscal years, quarters and months of weeks with and without dates; holidays and seasons of the country's own days."""

from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError

from salesim.model.timetable import timetable
from salesim.pay.periods import A_HALF, A_MONTH, A_QUARTER, A_YEAR, PERIODS
from salesim.scenario.calendar import CalendarParameters


def dated(start="2026-07-06", **fields):
    return CalendarParameters(start=start, **fields)


def lengths(table, period):
    """Weeks of each whole period."""
    first, last = table.first[period], table.last[period]
    begins = np.flatnonzero(first == np.arange(len(first)))
    return (last - first + 1)[begins]


def test_without_dates_a_year_has_52_weeks_and_a_quarter_5_4_and_4():
    table = timetable(CalendarParameters(), 52)
    assert set(lengths(table, A_YEAR)) == {52} and set(lengths(table, A_QUARTER)) == {13}
    assert lengths(table, A_MONTH)[:6].tolist() == [5, 4, 4, 5, 4, 4]
    assert lengths(table, A_HALF)[:2].tolist() == [26, 26]
    assert table.number[A_QUARTER, [0, 12, 13, 52, 65]].tolist() == [0, 0, 1, 4, 5]
    assert table.demand[:52].mean() == pytest.approx(1.0)
    assert table.working_days[:52].sum() == 260 - 18 and table.mondays == ()


@pytest.mark.parametrize("pattern", ["5-4-4", "4-5-4", "4-4-5"])
def test_months_follow_the_pattern(pattern):
    table = timetable(CalendarParameters(months=pattern), 52)
    assert "-".join(map(str, lengths(table, A_MONTH)[:3])) == pattern


def test_periods_hold_each_other_and_leave_no_week_out():
    table = timetable(dated(fiscal_year_start=4, country="GB"), 65)
    weeks = np.arange(table.first.shape[1])
    for period in range(len(PERIODS)):
        first, last = table.first[period], table.last[period]
        assert (first <= weeks).all() and (weeks <= last).all()
        assert (np.diff(table.number[period]) == (weeks[1:] == first[1:])).all()
    for inner, outer in ((A_MONTH, A_QUARTER), (A_QUARTER, A_HALF), (A_HALF, A_YEAR)):
        assert (table.first[inner] >= table.first[outer]).all() and (table.last[inner] <= table.last[outer]).all()


def test_a_fiscal_year_begins_in_its_month_and_has_52_or_53_weeks():
    """From July 2026: first Mondays. A year of 53 weeks gives its last quarter 14 and its last month one more."""
    table = timetable(dated(fiscal_year_start=7, country="US"), 52)
    assert table.mondays[52] == date(2026, 7, 6) == table.mondays[table.first[A_YEAR, 52]]
    years = lengths(table, A_YEAR)
    assert set(years.tolist()) == {52, 53} and 0.1 < (years == 53).mean() < 0.25
    opens = [table.mondays[week] for week in sorted(set(table.first[A_YEAR].tolist())) if week > 0]
    assert all(day.month == 7 and day.day <= 7 and day.weekday() == 0 for day in opens)
    week = next(w for w in range(600) if table.last[A_YEAR, w] - w == 52 and table.first[A_YEAR, w] == w)
    assert lengths(table, A_QUARTER)[table.number[A_QUARTER, week] :][:4].tolist() == [13, 13, 13, 14]
    assert lengths(table, A_MONTH)[table.number[A_MONTH, week] :][:12].tolist() == [5, 4, 4] * 3 + [5, 4, 5]
    assert table.label(52) == "2026/27 Q1" and table.label(64) == "2026/27 Q1" and table.label(65) == "2026/27 Q2"


@pytest.mark.parametrize(
    ("start", "month", "opens"),
    [
        ("2026-07-01", 7, date(2026, 6, 29)),  # the Monday nearest to 1 July, and the week of the day that is stated
        ("2026-04-06", 4, date(2026, 4, 6)),  # the month's first Monday, as that is stated
        ("2026-01-01", 1, date(2025, 12, 29)),
    ],
)
def test_a_year_that_begins_with_its_month_begins_with_the_reported_weeks(start, month, opens):
    table = timetable(dated(start, fiscal_year_start=month, country="DE"), 52)
    assert table.mondays[table.first[A_YEAR, 52]] == opens == table.mondays[52]


def test_reported_weeks_may_begin_within_a_year():
    table = timetable(dated("2026-05-13", country="DE"), 39)
    assert table.mondays[39] == date(2026, 5, 11)
    assert table.of_year[A_QUARTER, 39] == 1 and table.first[A_QUARTER, 39] < 39
    assert table.label(39) == "2026 Q2"


def test_public_holidays_fall_on_their_own_days():
    """Whit Monday and Corpus Christi 2026 in Bavaria: 25 May and 4 June; Golden Week in China."""
    germany = timetable(dated("2026-05-25", country="DE", subdivision="BY"), 52)
    assert germany.working_days[52:55].tolist() == [4, 4, 5]
    assert timetable(dated("2026-06-01", country="DE", subdivision="HH"), 52).working_days[52] == 5
    china = timetable(dated("2026-09-28"), 52, "CN")
    assert china.working_days[52:54].tolist()[0] <= 3
    nobody = timetable(dated("2026-05-25"), 52, None)
    assert nobody.working_days.min() == 5


def test_shutdowns_and_the_own_working_week():
    shut = dated("2026-08-03", country="DE", closed=(("2026-08-03", "2026-08-14"), "2026-08-17"))
    assert timetable(shut, 52).working_days[52:56].tolist() == [0, 0, 4, 5]
    six = dated("2026-08-03", country="DE", working_week=("mon", "tue", "wed", "thu", "fri", "sat"))
    assert timetable(six, 52).working_days[52] == 6
    gulf = timetable(dated("2026-08-03", country="SA"), 52)
    assert gulf.working_days[52] == 5, "Sunday to Thursday"


def test_seasons_go_with_the_month_that_a_week_lies_in():
    factors = (1.0,) * 11 + (3.0,)
    table = timetable(dated("2026-11-30", country="US", month_factors=factors), 52)
    year = table.demand[52:104]
    assert year[:5] == pytest.approx(np.full(5, year.max())) and year[5] == pytest.approx(year.max() / 3.0)
    assert table.demand[52 : 52 + 52 * 6].mean() == pytest.approx(1.0, abs=0.01)
    by_week = timetable(dated("2026-01-05", country="US", week_factors=(2.0,) + (1.0,) * 51), 52)
    assert by_week.demand[51] > 1.9 and by_week.demand[52] < 1.0  # 5 January 2026 lies in the second week


def test_a_country_may_be_called_as_in_the_market():
    assert CalendarParameters(start="2026-07-06", country="Deutschland").country == "DE"
    assert CalendarParameters(start="2026-07-06", country="no").country == "NO"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"country": "XX"}, "country is none whose holidays are known"),
        ({"country": "Germny"}, "did you mean 'Germany'"),
        ({"country": "DE", "subdivision": "CA"}, "subdivision is no part of DE .* allowed: BB, BE, BW, BY"),
        ({"country": "DE", "subdivision": "Bayern"}, "did you mean 'BY'"),
        ({"country": "DE", "subdivision": "by"}, "did you mean 'BY'"),
        ({"closed": ("2026-08-33",)}, "there is no such day: 2026-08-33"),
        ({"closed": (("2026-08-03",),)}, "must be days"),
        ({"closed": (("2026-08-14", "2026-08-03"),)}, "2026-08-03 lies before 2026-08-14"),
        ({"working_week": ()}, "working_week names no day"),
        ({"week_factors": (1.0,) * 12}, "52 or 53 numbers, not 12"),
        ({"fiscal_year_start": 13}, "less than or equal to 12"),
        ({"start": "2026-13-01"}, "valid date"),
        ({"start": "1812-01-01"}, "between 1980-01-01 and 2080-12-31"),
        ({"start": None, "country": "DE"}, "country needs dates: state start"),
    ],
)
def test_what_is_no_calendar_is_refused(fields, fault):
    with pytest.raises(ValidationError, match=fault):
        CalendarParameters(**{"start": "2026-07-06", **fields})
