"""Anchor sites as a scenario states them."""

from __future__ import annotations

import pytest

from salesim.errors import InputError
from salesim.scenario import parse_scenario

LISTED = "name: x\nmarket: {anchors: {sites: [{name: a, lon: 120, lat: 31}, {name: %s, lon: %s, lat: 31.5}]}}\n"


def test_sites_are_listed_by_name_and_degrees():
    sites = parse_scenario(LISTED % ("b", "121.5")).market.anchors.sites
    assert [(site.name, site.lon, site.lat) for site in sites] == [("a", 120.0, 31.0), ("b", 121.5, 31.5)]


@pytest.mark.parametrize(("name", "lon", "message"), [("a", "120", "twice"), ("b", "190", "sites.1.lon: out of range")])
def test_sites_that_cannot_be_are_refused(name, lon, message):
    with pytest.raises(InputError, match=message):
        parse_scenario(LISTED % (name, lon))
