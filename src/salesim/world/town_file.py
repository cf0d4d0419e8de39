"""A market of the user's own towns: a CSV or Parquet file with name, lon, lat and residents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesim.errors import InputError, together
from salesim.phrase import N_, Phrase, either
from salesim.territory.travel import projection_around
from salesim.text_table import Table, plain_heading
from salesim.world.gazetteer.unit_names import unit_word
from salesim.world.places import Places, keys_of
from salesim.world.table_cells import fault_at, number, positive, read_column, read_table, text

FIELD = "market.places.towns"
HEADINGS = {
    "name": ("name", "town", "city", "名称", "城镇", "城市"),
    "lon": ("lon", "lng", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
    "residents": ("residents", "population", "人口", "居民"),
    "unit": ("unit", "state", "province", "county", "district", "省份", "行政区"),
    "region": ("region", "area", "区域", "大区"),
}
REQUIRED = ("name", "lon", "lat", "residents")


def read_towns(path: str | Path, wanted: Sequence[str] = ()) -> Places:
    """Towns from a file, with the unit and the region of each where it names them.

    Without units, those of ``wanted`` countries are taken (each town belongs to that of the gazetteer's nearest town),
    or else the regions, or else one unit that is the whole market. Without regions, each unit is one.

    Parameters
    ----------
    path : CSV or Parquet with the columns of `HEADINGS`, the first four of which are required
    wanted : countries, by code or name

    Raises
    ------
    InputError with all faults of the file
    """
    table = read_table(Path(path), FIELD)
    columns = find_columns(table)
    if table.n_rows == 0:
        raise InputError("has headings but no towns", file=table.file)
    faults: list[InputError] = []
    readers: dict[str, Any] = {"lon": number, "lat": number, "residents": positive}
    data = {
        name: read_column(table, heading, readers.get(name, text), name in REQUIRED, faults)
        for name, heading in columns.items()
    }
    for name, most in (("lon", 180), ("lat", 90)):
        for row in np.flatnonzero(np.abs(data[name]) > most):
            allowed = Phrase("-{most} to {most}", most=most)
            faults.append(
                fault_at(table, table.lines[row], "is off the globe", columns[name], float(data[name][row]), allowed)
            )
    if faults:
        raise together(sorted(faults, key=lambda fault: fault.line or 0))
    whole = Path(path).stem
    regions = [str(region or "") for region in data.get("region", [None] * table.n_rows)]
    if "unit" in data:
        units, word = [str(unit or "") or region or whole for unit, region in zip(data["unit"], regions)], ""
    elif wanted:
        units, word = units_around(data["lon"], data["lat"], wanted)
    else:
        units, word = [region or whole for region in regions], ""
    return own_places(data, units, [region or unit for region, unit in zip(regions, units)], word)


def find_columns(table: Table) -> dict[str, str]:
    """Which heading holds which column; faults if a required one is missing."""
    headings = {plain_heading(heading): heading for heading in table.cells}
    columns = {}
    for name, words in HEADINGS.items():
        found = next((headings[word] for word in map(plain_heading, words) if word in headings), None)
        if found is not None:
            columns[name] = found
    missing = [
        InputError("this column is missing", field=name, allowed=either(HEADINGS[name]), file=table.file, line=1)
        for name in REQUIRED
        if name not in columns
    ]
    if missing:
        raise together(missing)
    return columns


def units_around(lon: np.ndarray, lat: np.ndarray, wanted: Sequence[str]) -> tuple[list[str], str]:
    """The unit of the gazetteer's nearest town, (n,), and what such units are called."""
    from salesim.world.country_places import load_countries

    known = load_countries(wanted)
    nearest = known.nearest_town(*known.projection.to_km(lon, lat))
    words = {unit_word(code) for code in known.countries}
    return [known.units[unit] for unit in known.unit[nearest]], words.pop() if len(words) == 1 else ""


def own_places(data: dict[str, np.ndarray], units: list[str], regions: list[str], word: str = "") -> Places:
    """Places of own towns: name, lon, lat and residents (n,), and the names of each town's unit and region.

    A unit belongs to the region of most of its residents.
    """
    lon, lat = data["lon"].astype(float), data["lat"].astype(float)
    residents = np.maximum(np.rint(data["residents"].astype(float)), 1).astype(np.int64)
    unit_names, region_names = list(dict.fromkeys(units)), list(dict.fromkeys(regions))
    unit = np.array([unit_names.index(name) for name in units])
    held = np.zeros((len(unit_names), len(region_names)))
    np.add.at(held, (unit, np.array([region_names.index(name) for name in regions])), residents)
    region_of_unit = held.argmax(axis=1)
    present = np.unique(region_of_unit)
    region_of_unit = np.searchsorted(present, region_of_unit)
    region_names = [region_names[index] for index in present]
    projection = projection_around(lon, lat)
    x_km, y_km = projection.to_km(lon, lat)
    name = data["name"].astype(str)
    towns = pd.DataFrame(
        {
            "geonameid": np.zeros(len(name), np.int64),
            "name": name,
            "name_en": name,
            "name_zh": name,
            "country": "",
            "county": "",
            "lon_deg": lon,
            "lat_deg": lat,
            "x_km": x_km,
            "y_km": y_km,
            "residents": residents,
            "residents_source": "L",
            "unit": unit,
            "region": region_of_unit[unit],
        }
    )
    return Places(
        towns=towns,
        units=tuple(unit_names),
        units_en=tuple(unit_names),
        units_zh=tuple(unit_names),
        regions=tuple(region_names),
        regions_en=tuple(region_names),
        regions_zh=tuple(region_names),
        unit_residents=np.bincount(unit, residents, len(unit_names)).astype(np.int64),
        region_of_unit=region_of_unit,
        provinces=tuple(region_names[index] for index in region_of_unit),
        projection=projection,
        unit_word=word or N_("administrative unit"),
        unit_keys=keys_of([name] for name in unit_names),
    )
