"""Whose public holidays a market keeps, and what must be said where none are known."""

from __future__ import annotations

from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.scenario.calendar import countries_with_holidays, meant_part
from salesim.scenario.scenario import Scenario
from salesim.world.country_places import find_countries

FIELD = "market.calendar"


def holiday_country(scenario: Scenario) -> str | None:
    """ISO code of the country whose holidays are kept: the calendar's, else the market's if that is one."""
    market = scenario.market
    if market.calendar.country:
        return market.calendar.country
    countries = ("CN",) if market.places.is_delta else find_countries(market.places.country)
    return countries[0] if len(countries) == 1 else None


def without_holidays(scenario: Scenario) -> Phrase | None:
    """Why a calendar with dates keeps no public holidays; None if it keeps some, or has no dates.

    Raises
    ------
    InputError for a subdivision that the market's country does not have
    """
    calendar = scenario.market.calendar
    if calendar.start is None:
        return None
    code = holiday_country(scenario)
    if code is None:
        return Phrase("no public holidays are kept: {field}.country states none", field=FIELD)
    known = countries_with_holidays()
    if code not in known:
        return Phrase("no public holidays are kept: those of {country} are not known", country=code)
    if calendar.subdivision is not None and calendar.subdivision not in known[code]:
        raise InputError(
            Phrase("no such part of {country}", country=code),
            f"{FIELD}.subdivision",
            calendar.subdivision,
            ", ".join(known[code]),
            meant_part(code, calendar.subdivision),
        )
    return None
