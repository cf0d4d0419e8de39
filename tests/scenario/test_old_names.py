"""Scenarios of an earlier version are read by today's names, and told so."""

import warnings

import pytest

from salesim.scenario.loading import parse_scenario
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario

OLD = """
name: old
market: {places: {prefectures: [Huzhou]}}
layouts:
  today: {builder: prefecture}
  ring: {builder: circle}
"""


def test_units_and_layouts_along_them_are_read_by_their_old_names_and_told():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        scenario = parse_scenario(OLD)
    assert scenario.market.places.units == ("Huzhou",)
    assert [layout.builder for layout in scenario.layouts.values()] == ["unit", "region"]
    said = " ".join(str(one.message) for one in told)
    assert said.count("now and read as that") == 3 and "'market.places.prefectures'" in said


def test_so_are_changes_laid_over_one():
    with pytest.warns(UserWarning, match="market.places.units"):
        assert overlay(Scenario(name="x"), {"market.places.prefectures": ["Huzhou"]}).market.places.units == ("Huzhou",)


def test_both_names_at_once_are_refused():
    with pytest.raises(Exception, match="prefectures"):
        parse_scenario("{name: x, market: {places: {prefectures: [Huzhou], units: [Jiaxing]}}}")
