"""The places of a scenario's market, from wherever it says."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from salesim.errors import InputError
from salesim.scenario.market import PlacesParameters
from salesim.scenario.scenario import Scenario
from salesim.world.country_places import load_countries
from salesim.world.customer_places import cluster_customers
from salesim.world.delta import load_delta
from salesim.world.places import Places
from salesim.world.town_file import read_towns

FIELD = "market.places"


def places_of(scenario: Scenario) -> Places:
    """Towns, units and regions of the market: the Yangtze delta, countries, own towns, or around own customers.

    The same object for the same places, unless a file that they come from has changed.

    Raises
    ------
    InputError for names that mean nothing, and for faults of the files
    """
    places, customers = scenario.market.places, scenario.market.customers.file
    if places.towns is not None:
        file = scenario.folder / places.towns
        return _from_towns(file, _changed(file), places)
    if places.around is not None:
        if customers is None:
            raise InputError("needs the customers' file", f"{FIELD}.around", allowed="market.customers.file")
        file = scenario.folder / customers
        return _around(file, _changed(file))
    return _known(places)


@lru_cache(maxsize=8)
def _known(places: PlacesParameters) -> Places:
    if places.country:
        return load_countries(places.country, places.units, places.regions)
    return load_delta(places.units)


@lru_cache(maxsize=8)
def _from_towns(file: Path, changed_ns: int, places: PlacesParameters) -> Places:
    return read_towns(file, places.country)


@lru_cache(maxsize=4)
def _around(file: Path, changed_ns: int) -> Places:
    return cluster_customers(file)


def _changed(file: Path) -> int:
    """When a file was last written [ns]; 0 if it cannot be told, which reading it will explain."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
