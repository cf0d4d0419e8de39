"""Whose holidays are kept: the market's own country by any of its names; where none are known, that is said."""

import pytest

from salesim.errors import InputError
from salesim.model.timetable import timetable_of
from salesim.scenario.loading import parse_scenario
from salesim.world import holidays
from salesim.world.check import data_notes
from salesim.world.holidays import holiday_country, without_holidays


def firm(places, **calendar):
    stated = ", ".join(f"{name}: {value}" for name, value in {"start": "2026-05-25", **calendar}.items())
    return parse_scenario(f"{{name: x, market: {{places: {places}, calendar: {{{stated}}}}}}}")


@pytest.mark.parametrize("country", ["DE", "Germany", "德国", "Deutschland"])
def test_the_market_s_country_is_known_by_its_names(country):
    """Whit Monday 2026 is off in Germany."""
    scenario = firm(f"{{country: {country}}}")
    assert holiday_country(scenario) == "DE" and without_holidays(scenario) is None
    assert timetable_of(scenario).working_days[52] == 4


def test_the_delta_keeps_china_s_holidays():
    assert holiday_country(firm("{}")) == "CN"


def test_where_no_holidays_are_kept_it_is_said():
    scenario = firm("{country: [DE, AT]}")
    assert "states none" in without_holidays(scenario).told("en")
    assert [note.told("en") for note in data_notes(scenario)] == [without_holidays(scenario).told("en")]
    assert timetable_of(scenario).working_days.min() == 5


def test_a_country_whose_holidays_nobody_knows_is_said(monkeypatch):
    """Older versions of the package know fewer countries."""
    monkeypatch.setattr(holidays, "countries_with_holidays", lambda: {"US": []})
    assert "those of DE are not known" in without_holidays(firm("{country: DE}")).told("en")


def test_a_part_of_another_country_is_refused():
    with pytest.raises(InputError, match="no such part of DE"):
        without_holidays(firm("{country: Germany}", subdivision="CA"))
    assert without_holidays(firm("{country: Germany}", subdivision="BY")) is None


def test_without_dates_nothing_is_said():
    assert without_holidays(parse_scenario("{name: x, market: {places: {country: [DE, AT]}}}")) is None
