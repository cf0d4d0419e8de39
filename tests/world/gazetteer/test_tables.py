"""The gazetteer: what it holds, that it is read by country, quickly, and with its credit."""

from __future__ import annotations

import time
from importlib.resources import files

import numpy as np
import pytest

from salesim.world.gazetteer import tables
from salesim.world.gazetteer.tables import countries, outlines_of, postcodes_of, towns_of, units_of

DATA = files("salesim.world.gazetteer") / "data"


def test_the_credit_travels_with_the_data():
    credit = (DATA / "README.md").read_text(encoding="utf-8")
    assert all(word in credit for word in ("GeoNames", "creativecommons.org/licenses/by/4.0", "Natural Earth"))


def test_it_adds_no_more_than_sixteen_megabytes():
    assert (
        sum(len((DATA / name).read_bytes()) for name in ("towns.parquet", "units.parquet", "postcodes.parquet")) < 16e6
    )


@pytest.mark.parametrize("country", ["DE", "US", "CN", "FJ", "SJ"])
def test_towns_belong_to_units_of_their_country(country):
    towns, units = towns_of(country), units_of(country)
    assert towns["unit"].between(0, len(units) - 1).all()
    assert towns["geonameid"].is_unique and (towns["names"] != "").all()
    assert towns["lon"].between(-180, 180).all() and towns["lat"].between(-90, 90).all()


def test_most_towns_lie_inside_the_outline_of_their_unit():
    from matplotlib.path import Path

    towns, outlines = towns_of("DE"), outlines_of("DE")
    points = towns[["lon", "lat"]].to_numpy()
    crossings = np.zeros(len(points), int)
    for unit, rings in enumerate(outlines):
        own = towns["unit"].to_numpy() == unit
        for ring in rings:
            crossings[own] += Path(ring).contains_points(points[own])
    assert (crossings % 2 == 1).mean() > 0.98


def test_a_country_loads_in_a_third_of_a_second():
    for load in (towns_of, units_of, postcodes_of):
        load("FR")  # what is loaded once: libraries, the file's index
    for country in ("US", "JP", "PT"):
        for load in (towns_of, units_of, postcodes_of):
            load.cache_clear()
            start = time.process_time()
            load(country)
            assert time.process_time() - start < 0.3, (country, load)


def test_a_country_without_postcodes_has_none():
    assert len(postcodes_of("NG")) == 0 and len(postcodes_of("DE")) > 10_000
    assert "NG" in countries().index and countries()["continent"]["NG"] == "AF"


def test_codes_are_sorted_so_that_neighbors_can_be_found():
    assert postcodes_of("JP")["code"].is_monotonic_increasing


def test_nothing_is_read_of_other_countries(monkeypatch):
    read, usual = [], tables.pq.ParquetFile.read_row_group
    monkeypatch.setattr(
        tables.pq.ParquetFile, "read_row_group", lambda file, i, columns: read.append(i) or usual(file, i, columns)
    )
    towns_of.cache_clear()
    towns_of("IT")
    assert len(read) == 1
