"""Which weeks make a fiscal month, quarter, half and year, their dates, and what season and holidays make of them.

Weeks are counted from the run's first, burn-in included. Without dates a year has 52 weeks and begins with the run.
With dates, weeks begin on Mondays, and a fiscal year on the Monday nearest to the first day of its first month, or on
that month's first Monday if the reported weeks begin on one: some years have 53 weeks, and then the last quarter has 14
and its last month one more.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from salesim.pay.periods import A_HALF, A_MONTH, A_QUARTER, A_YEAR, PERIODS
from salesim.scenario.calendar import MONTH_PATTERNS, WEEKDAYS, CalendarParameters, countries_with_holidays
from salesim.weeks import QUARTER, YEAR
from salesim.world.holidays import holiday_country

if TYPE_CHECKING:
    from salesim.scenario.scenario import Scenario

SPARE_WEEKS = 640  # beyond those that a scenario reports, for runs that go on and for looking ahead
DAYS_OF_MONTH = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
THURSDAY = timedelta(days=3)  # a week belongs to the month and the year of its Thursday (ISO 8601)


@dataclass(frozen=True, eq=False)
class Timetable:
    """The weeks of a run, arrays by week since its first.

    Parameters
    ----------
    first, last : (4, n) first and last week of the month, quarter, half and year that a week belongs to.
    number : (4, n) how many such periods have begun before the week's own, since the run's first week.
    of_year : (4, n) which period of its year it is, from 0.
    demand : (n,) factors of mean 1 over a year.
    working_days : (n,) days that reps work.
    mondays : first day of each week; empty without dates.
    years : (n,) calendar year in which the week's fiscal year begins; without dates, its number from 1.
    is_calendar_year : whether a fiscal year is a year of the calendar.
    """

    first: np.ndarray
    last: np.ndarray
    number: np.ndarray
    of_year: np.ndarray
    demand: np.ndarray
    working_days: np.ndarray
    mondays: tuple[date, ...]
    years: np.ndarray
    is_calendar_year: bool

    def opens(self, period: int, week: int) -> bool:
        """Whether a period begins with a week."""
        return bool(self.first[period, week] == week)

    def closes(self, period: int, week: int) -> bool:
        """Whether a period ends with a week."""
        return bool(self.last[period, week] == week)

    def span(self, period: int, week: int) -> tuple[int, int]:
        """First and last week of the period that ``week`` belongs to."""
        return int(self.first[period, week]), int(self.last[period, week])

    def label(self, week: int) -> str:
        """The quarter of a week as reports name it.

        >>> dated = timetable(CalendarParameters(start="2026-04-06", fiscal_year_start=4), 52)
        >>> dated.label(52), timetable(CalendarParameters(start="2026-04-06"), 52).label(52)
        ('2026/27 Q1', '2026 Q2')
        """
        year, quarter = int(self.years[week]), int(self.of_year[A_QUARTER, week]) + 1
        years = f"{year}" if self.is_calendar_year else f"{year}/{(year + 1) % 100:02d}"
        return f"{years} Q{quarter}"


def timetable_of(scenario: Scenario) -> Timetable:
    """The timetable of a scenario, with the public holidays of its market's country, if that is one."""
    calendar, run = scenario.market.calendar, scenario.run
    country = holiday_country(scenario) if calendar.start else None
    return timetable(calendar, run.burn_in_weeks, country, run.weeks)


@lru_cache(maxsize=8)
def timetable(
    calendar: CalendarParameters, first_week: int, country: str | None = None, n_weeks: int = YEAR
) -> Timetable:
    """The timetable of a scenario's calendar.

    Parameters
    ----------
    first_week : the first reported week, that of ``calendar.start``.
    country : ISO code of the country whose holidays are kept if the calendar names none; None: none.
    n_weeks : how many are reported.
    """
    known = first_week + n_weeks + SPARE_WEEKS
    return _dated(calendar, first_week, country, known) if calendar.start else _undated(calendar, known)


def _undated(calendar: CalendarParameters, n_weeks: int) -> Timetable:
    """Years of 52 weeks from week 0, and a month of the market from every 52 / 12 weeks."""
    of_year = np.arange(n_weeks) % YEAR
    months = of_year * 12 // YEAR
    if calendar.week_factors:
        demand = np.array(calendar.week_factors[:YEAR])[of_year] / np.mean(calendar.week_factors[:YEAR])
    else:
        weeks_of_month = np.bincount(months[:YEAR]).tolist()
        mean = sum(f * n for f, n in zip(calendar.month_factors, weeks_of_month, strict=True)) / YEAR
        demand = np.array(calendar.month_factors)[months] / mean
    lost = np.zeros(YEAR, np.int64)
    for week, days in calendar.holidays:
        lost[week - 1] = days
    starts = np.arange(0, n_weeks + 2 * YEAR, YEAR)
    first, last, number, which = _periods(starts, MONTH_PATTERNS[calendar.months], n_weeks)
    return Timetable(first, last, number, which, demand, 5 - lost[of_year], (), number[A_YEAR] + 1, True)


def _dated(calendar: CalendarParameters, first_week: int, country: str | None, n_weeks: int) -> Timetable:
    """Weeks from the Monday of ``start``, and fiscal years that begin on Mondays."""
    reported = calendar.first_day
    assert reported is not None
    monday = reported - timedelta(weeks=first_week)
    mondays = tuple(monday + timedelta(weeks=week) for week in range(n_weeks))
    years = np.arange(monday.year - 2, mondays[-1].year + 3)
    days = [calendar.monday_for(date(year, calendar.fiscal_year_start, 1)) for year in years.tolist()]
    starts = np.array([(day - monday).days // 7 for day in days])
    mine = slice(np.flatnonzero(starts <= 0)[-1], None)
    first, last, number, which = _periods(starts[mine], MONTH_PATTERNS[calendar.months], n_weeks)
    return Timetable(
        first,
        last,
        number,
        which,
        _demand(calendar, mondays),
        _working_days(calendar, mondays, country),
        mondays,
        years[mine][number[A_YEAR]],
        calendar.fiscal_year_start == 1,
    )


def _periods(
    starts: np.ndarray, pattern: tuple[int, ...], n_weeks: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """First and last week, number, and number within the year, of every week's periods, (4, n) each.

    Parameters
    ----------
    starts : weeks in which years begin, from that in which the run begins, which may have begun before it.
    pattern : weeks of a quarter's months.
    """
    months = [quarter * QUARTER + sum(pattern[:i]) for quarter in range(4) for i in range(3)]
    of_year = {A_MONTH: months, A_QUARTER: list(range(0, YEAR, QUARTER)), A_HALF: [0, 2 * QUARTER], A_YEAR: [0]}
    n = len(PERIODS)
    first, last, number, which = (np.empty((n, n_weeks), np.int64) for _ in range(4))
    weeks = np.arange(n_weeks)
    for period, begin in of_year.items():
        begins = (starts[:, None] + np.array(begin)).ravel()
        mine = np.searchsorted(begins, weeks, side="right") - 1
        first[period], last[period] = np.maximum(begins[mine], 0), begins[mine + 1] - 1
        number[period] = mine - mine[0]
        which[period] = mine % len(begin)
    return first, last, number, which


def _demand(calendar: CalendarParameters, mondays: tuple[date, ...]) -> np.ndarray:
    """Factors of the weeks, of mean 1 over a usual year."""
    if calendar.week_factors:
        weeks = [(monday + THURSDAY).isocalendar().week for monday in mondays]
        factors = np.array(calendar.week_factors)
        return factors[np.minimum(weeks, len(factors)) - 1] / factors[:YEAR].mean()
    months = [(monday + THURSDAY).month for monday in mondays]
    factors = np.array(calendar.month_factors)
    return factors[np.array(months) - 1] / np.average(factors, weights=DAYS_OF_MONTH)


def _working_days(calendar: CalendarParameters, mondays: tuple[date, ...], country: str | None) -> np.ndarray:
    """Days of each week on which reps work: no weekend, public holiday or shutdown."""
    off: set[date] = set()
    weekend = {5, 6}
    country = calendar.country or country
    if country in countries_with_holidays():
        import holidays  # takes a while, and only dated calendars need it

        years = range(mondays[0].year, mondays[-1].year + 2)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # years far ahead, of which some countries' holidays are not known yet
            of_country = holidays.country_holidays(str(country), subdiv=calendar.subdivision, years=years)
        off.update(of_country)
        weekend = set(of_country.weekend)
    for first, last in calendar.closed:
        off.update(first + timedelta(days=day) for day in range((last - first).days + 1))
    works = set(range(7)) - weekend
    if calendar.working_week is not None:
        works = {WEEKDAYS.index(day) for day in calendar.working_week}
    return np.array([sum(monday + timedelta(days=day) not in off for day in works) for monday in mondays])
