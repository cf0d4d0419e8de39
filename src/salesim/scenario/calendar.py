"""The calendar as a scenario states it: when the reported weeks begin, fiscal years, seasons, holidays, shutdowns."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from pydantic import field_validator, model_validator

from salesim.dates import NO_SUCH_DAY, day_in, is_no_day
from salesim.errors import InputError, nearest_name
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTH_PATTERNS = {"5-4-4": (5, 4, 4), "4-5-4": (4, 5, 4), "4-4-5": (4, 4, 5)}
FIRST_DAY, LAST_DAY = date(1980, 1, 1), date(2080, 12, 31)


class CalendarParameters(Parameters):
    """Real dates if ``start`` is stated; else weeks of a year of 52, which begins with the run."""

    start: date | None = parameter(
        None,
        about="a day of the first reported week; left out, weeks have no dates and a year has 52 of them",
        source="F",
    )
    fiscal_year_start: int = parameter(
        1,
        about="month with which the fiscal year begins, on the Monday nearest to its first day, or its first Monday if "
        "start is one; a year has 52 or 53 weeks then. Quotas, pay periods and reviews follow it",
        source="F",
        ge=1,
        le=12,
    )
    months: Literal["5-4-4", "4-5-4", "4-4-5"] = parameter(
        "5-4-4", about="weeks of a quarter's three months; a 53rd week belongs to the year's last month", source="A"
    )
    country: str | None = parameter(
        None,
        about="country whose public holidays are kept, by its ISO code; left out: the market's, if it is one. "
        "Only where start is stated",
        source="F",
    )
    subdivision: str | None = parameter(
        None, about="its part, by the code that the holidays package knows: BY, CA, ENG", source="F"
    )
    working_week: tuple[Weekday, ...] | None = parameter(
        None,
        about="days on which reps work; left out, the week without the country's weekend, as the holidays package has "
        "it, or Monday to Friday",
        source="F",
    )
    closed: tuple[tuple[date, date], ...] = parameter(
        (), about="own holidays and shutdowns, each a day or [first day, last day]", source="F"
    )
    month_factors: tuple[float, ...] = parameter(
        (0.90, 0.75, 1.05, 1.00, 1.00, 1.05, 0.95, 0.95, 1.10, 0.95, 1.10, 1.20),
        about="demand of each month against the year's mean, from January; scaled so that their mean is 1",
        source="A",
        min_length=12,
        max_length=12,
    )
    week_factors: tuple[float, ...] | None = parameter(
        None,
        about="demand of each week of the year instead, from the week of 1 January, 52 or 53 numbers; scaled so",
        source="F",
    )
    holidays: tuple[tuple[int, int], ...] = parameter(
        ((1, 1), (6, 3), (7, 3), (14, 1), (18, 3), (24, 1), (39, 1), (40, 5)),
        about="working days lost to public holidays where weeks have no dates, as [week of the year, days]",
        unit="day",
        source="A: the usual Chinese calendar",
    )

    @property
    def first_day(self) -> date | None:
        """The Monday of the first reported week; None where weeks have no dates."""
        return None if self.start is None else self.start - timedelta(days=self.start.weekday())

    def monday_for(self, day: date) -> date:
        """The Monday that a day stands for: the nearest one, or the first from then on where fiscal years begin so."""
        start = self.first_day
        starts_with_month = start is not None and start == first_monday(date(start.year, self.fiscal_year_start, 1))
        return first_monday(day) if starts_with_month else nearest_monday(day)

    @field_validator("start", mode="before")
    @classmethod
    def _text_is_a_day(cls, value: Any) -> Any:
        return as_day(value)

    @field_validator("closed", mode="before")
    @classmethod
    def _days_are_spans(cls, value: Any) -> Any:
        """A single day is a span of one."""
        if not isinstance(value, (list, tuple)):
            return value
        spans = [tuple(one) if isinstance(one, (list, tuple)) else (one, one) for one in value]
        days = tuple(tuple(as_day(day) for day in span) for span in spans)
        for span, written in zip(days, value):
            if wrong := next((day for day in span if is_no_day(day)), None):
                raise ValueError(Phrase("there is no such day: {day}", day=wrong))
            if len(span) != 2 or not all(isinstance(day, date) for day in span):
                raise ValueError(
                    Phrase(
                        "must be days such as 2027-12-24, or [first day, last day], which {cell} is not", cell=written
                    )
                )
        return days

    @field_validator("country", mode="before")
    @classmethod
    def _name_is_a_country(cls, value: Any) -> Any:
        """A country may be called as in ``market.places``; what is none is left to be refused."""
        from salesim.world.gazetteer.countries import find_country  # names in many languages

        return find_country(value) or value if isinstance(value, str) else value

    @model_validator(mode="after")
    def _in_range(self) -> CalendarParameters:
        for name, factors in (("month_factors", self.month_factors), ("week_factors", self.week_factors or ())):
            if any(not 0.01 <= factor <= 100 for factor in factors):
                raise ValueError(Phrase("{field} must lie between 0.01 and 100", field=name))
        if self.week_factors is not None and len(self.week_factors) not in (52, 53):
            raise ValueError(
                Phrase("week_factors must be 52 or 53 numbers, not {n}", n=len(self.week_factors)),
            )
        for week, days in self.holidays:
            if not 1 <= week <= 52 or not 0 <= days <= 5:
                raise ValueError(
                    Phrase("holidays must be [week 1 to 52, days 0 to 5], not [{week}, {days}]", week=week, days=days)
                )
        weeks = [week for week, _ in self.holidays]
        if len(set(weeks)) < len(weeks):
            raise ValueError("holidays names a week twice")
        return self

    @model_validator(mode="after")
    def _days_fit(self) -> CalendarParameters:
        if self.start is not None and not FIRST_DAY <= self.start <= LAST_DAY:
            raise ValueError(
                Phrase("start must lie between {first} and {last}", first=str(FIRST_DAY), last=str(LAST_DAY))
            )
        for first, last in self.closed:
            if last < first:
                raise ValueError(
                    Phrase("closed has a span in which {last} lies before {first}", first=str(first), last=str(last))
                )
        if self.working_week is not None and len(set(self.working_week)) != len(self.working_week):
            raise ValueError("working_week names a day twice")
        if self.working_week == ():
            raise ValueError("working_week names no day")
        if self.start is None:
            for name in ("country", "subdivision", "working_week", "closed"):
                if getattr(self, name):
                    raise ValueError(Phrase("{field} needs dates: state start, too", field=name))
            if self.fiscal_year_start != 1:
                raise ValueError(Phrase("{field} needs dates: state start, too", field="fiscal_year_start"))
        return self

    @model_validator(mode="after")
    def _country_is_known(self) -> CalendarParameters:
        if self.country is None:
            return self
        from salesim.world.gazetteer.countries import country_names

        known = countries_with_holidays()
        if self.country not in known:
            text = Phrase("country is none whose holidays are known; write a code such as DE, or the days in closed")
            raise ValueError(_meaning(text, nearest_name(self.country, country_names())))
        if self.subdivision is not None and self.subdivision not in known[self.country]:
            text = Phrase(
                "subdivision is no part of {country} whose holidays are known; allowed: {parts}",
                country=self.country,
                parts=", ".join(known[self.country]) or "-",
            )
            raise ValueError(_meaning(text, meant_part(self.country, self.subdivision)))
        return self


def nearest_monday(day: date) -> date:
    """The Monday that lies at most three days before or after a day."""
    return day - timedelta(days=(day.weekday() + 3) % 7 - 3)


def first_monday(day: date) -> date:
    """The first Monday from a day on."""
    return day + timedelta(days=-day.weekday() % 7)


def _meaning(text: Phrase, name: str | None) -> Phrase:
    """A refusal, with the name that was meant if there is one."""
    return Phrase("{text}; did you mean '{name}'?", text=text, name=name) if name else text


def as_day(value: Any) -> Any:
    """A day from how YAML and people write one; what is none is left for the type to refuse."""
    return day_in(value) or value if isinstance(value, str) else value


def stated_day(text: str, field: str) -> date:
    """A day that a user states outside of a scenario, such as an option of a command."""
    day = as_day(text)
    if not isinstance(day, date):
        message = Phrase(NO_SUCH_DAY) if is_no_day(text) else Phrase("not a date")
        raise InputError(message, field, text, "a date such as 2027-04-01")
    return day


@cache
def countries_with_holidays() -> dict[str, list[str]]:
    """Countries whose public holidays are known, and their parts, by code."""
    import holidays  # takes a while, and only dated calendars need it

    return dict(holidays.list_supported_countries(include_aliases=False))


def meant_part(country: str, name: str) -> str | None:
    """Code of the part of a country with holidays that a name means; None if none is near."""
    import holidays

    known = holidays.country_holidays(country).get_subdivision_aliases()
    code_of = {word: code for code, aliases in known.items() for word in (code, *aliases)}
    by_case = {word.casefold(): code for word, code in code_of.items()}
    found = nearest_name(name, code_of)
    return by_case.get(name.casefold()) or (code_of[found] if found else None)
