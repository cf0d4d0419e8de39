"""Markets without the gazetteer: a file of towns, and clusters of the user's own customers."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.scenario import load_scenario
from salesim.world.build import build_world
from salesim.world.customer_places import cluster_customers, find_clusters
from salesim.world.market_places import places_of
from salesim.world.town_file import read_towns

TOWNS = """name,lon,lat,residents,unit,region
Alt,9.0,50.0,1000,North,East
Neu,9.4,50.1,3000,South,East
Bad,9.1,50.3,500,South,West
"""


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def test_own_towns_with_their_units_and_regions(tmp_path):
    places = read_towns(write(tmp_path / "towns.csv", TOWNS))
    assert places.units == ("North", "South") and places.regions == ("East",)  # a unit is in one region, of most people
    assert places.unit_residents.tolist() == [1000, 3500]
    assert places.towns["name"].tolist() == ["Alt", "Neu", "Bad"]


def test_own_towns_take_the_units_of_a_country(tmp_path):
    places = read_towns(write(tmp_path / "t.csv", "city;lng;lat;population\nA;11.5;48.1;10\nB;9.2;48.8;20\n"), ["DE"])
    assert places.units == ("Bayern", "Baden-Württemberg") and places.unit_word == "Land"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,lon,residents\nA,9,1\n", "lat: this column is missing"),
        ("name,lon,lat,residents\n", "has headings but no towns"),
        ("name,lon,lat,residents\nA,9,95,1\n", ":2: lat: is off the globe"),
        ("name,lon,lat,residents\nA,9,50,-1\n", "a number above 0"),
        ("name,lon,lat,residents\n,9,50,1\n", "name: is blank"),
    ],
)
def test_what_is_wrong_with_a_file_of_towns(tmp_path, text, says):
    with pytest.raises(InputError, match=says):
        read_towns(write(tmp_path / "towns.csv", text))


def scenario(tmp_path, places, customers):
    text = f"name: own\nmarket: {{places: {places}, customers: {customers}}}\nsales_force: {{team: {{reps: 2}}}}\n"
    return load_scenario(write(tmp_path / "own.yaml", text + "channel: {network: {distributors: 2}}\n"))


def test_a_world_of_own_towns(tmp_path):
    write(tmp_path / "towns.csv", TOWNS)
    world = build_world(scenario(tmp_path, "{towns: towns.csv}", "{count: 40, prospects: 5}"))
    assert world.units == ("North", "South") and np.abs(world.customers.x_km).max() < 60


def test_addresses_find_own_towns(tmp_path):
    write(tmp_path / "towns.csv", TOWNS)
    write(tmp_path / "c.csv", "id,city,state\nK1,neu,\nK2,,North\nK3,Neu,South\n")
    world = build_world(scenario(tmp_path, "{towns: towns.csv}", "{file: c.csv, prospects: 5}"))
    assert world.placement.placed_by.tolist() == ["city", "state", "city and state"]


CUSTOMERS = "id,lon,lat,city,region\n" + "".join(
    f"K{i},{20.0 + (i % 3) * 0.6 + 0.001 * i},{-30.0 + 0.001 * i},{'ABC'[i % 3]},{'east' if i % 3 else 'west'}\n"
    for i in range(60)
)


def test_towns_are_where_customers_cluster(tmp_path):
    places = cluster_customers(write(tmp_path / "c.csv", CUSTOMERS))
    assert sorted(places.towns["name"]) == ["A", "B", "C"] and places.residents.tolist() == [20, 20, 20]
    assert set(places.regions) == {"east", "west"}


def test_a_world_around_customers_needs_no_gazetteer(tmp_path, monkeypatch):
    write(tmp_path / "c.csv", CUSTOMERS)
    monkeypatch.setattr("salesim.world.gazetteer.tables._read", None)
    config = scenario(tmp_path, "{around: customers}", "{file: c.csv, prospects: 5}")
    world = build_world(config)
    assert len(world.towns) == 3 and set(world.placement.placed_by) == {"position"}
    assert places_of(config) is places_of(config)  # read once
    write(tmp_path / "c.csv", CUSTOMERS.replace("K0,", "K00,"))
    assert len(places_of(config).towns) == 3


def test_around_customers_without_positions_is_refused(tmp_path):
    write(tmp_path / "c.csv", "id,lon,lat,city\nA,9,50,X\nB,,,Y\n")
    with pytest.raises(InputError, match="1 customers have no position, the first is 'B'"):
        places_of(scenario(tmp_path, "{around: customers}", "{file: c.csv}"))
    with pytest.raises(InputError, match="needs the customers' file"):
        places_of(scenario(tmp_path, "{around: customers}", "{count: 40}"))


def test_clusters_reach_as_far_as_stated_and_the_densest_come_first():
    x = np.array([0.0, 9.0, 18.0, 18.1, 18.2])
    assert find_clusters(x, np.zeros(5)).tolist() == [1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("places", "says"),
    [
        ("{around: customers, country: DE}", "around: customers needs no country"),
        ("{towns: t.csv, units: [A]}", "a file of towns has its own units"),
        ("{regions: unit}", "regions: can be chosen where country names"),
        ("{country: [DE, DE]}", "country: names one twice"),
        ("{country: 3}", "wrong type"),
    ],
)
def test_contradictions_are_refused(tmp_path, places, says):
    with pytest.raises(InputError, match=says):
        scenario(tmp_path, places, "{count: 40}")
