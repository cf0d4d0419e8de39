"""The gazetteer's tables: towns, first-level units and postcodes, read country by country."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

PER_DEGREE = 1000  # positions are kept in thousandths of a degree


@cache
def countries() -> pd.DataFrame:
    """Countries by ISO 3166-1 code: iso3, name, continent, currency, languages, postcode (a regular expression)."""
    with (files(__package__) / "data" / "countries.csv").open(encoding="utf-8") as source:
        return pd.read_csv(source, index_col="country", keep_default_na=False)


@cache
def towns_of(country: str) -> pd.DataFrame:
    """A country's towns: geonameid, name, name_zh, names, lon, lat, residents (0 unknown), unit.

    ``names`` are all its names, plain, by ``|``; ``unit`` is a row of `units_of`.
    """
    frame = _read("towns", country).to_pandas()
    return _in_degrees(frame.astype({"geonameid": np.int64, "residents": np.int64, "unit": np.int64}))


@cache
def units_of(country: str) -> pd.DataFrame:
    """A country's first-level units: code, name, name_en, name_zh, names (all, plain, by ``|``), kind, region, part.

    ``region`` is the larger region and ``part`` the part of the country (Scotland) where the source has one, else "".
    """
    columns = ["code", "name", "name_en", "name_zh", "names", "kind", "region", "part"]
    return _read("units", country, columns).to_pandas()


@cache
def postcodes_of(country: str) -> pd.DataFrame:
    """A country's postcodes in ascending order, without blanks and strokes: code, lon, lat; empty if none are known."""
    return _in_degrees(_read("postcodes", country).to_pandas())


def outlines_of(country: str) -> list[list[np.ndarray]]:
    """Borders of the units, in the order of `units_of`: rings (k, 2) of lon, lat [degree]; a hole is a ring, too.

    Fill them by the even-odd rule. Simplified to about a hundredth of a degree.
    """
    of_units = _read("units", country, ["rings"]).column("rings").to_pylist()
    return [[np.array(ring, np.float64).reshape(-1, 2) / PER_DEGREE for ring in rings] for rings in of_units]


def _read(name: str, country: str, columns: list[str] | None = None) -> pa.Table:
    """One country's rows of a table; none if it has no such country."""
    with (files(__package__) / "data" / f"{name}.parquet").open("rb") as source:
        file = pq.ParquetFile(source)
        columns = columns or [column for column in file.schema_arrow.names if column != "country"]
        group = _row_groups(name, file).get(country)
        return file.schema_arrow.empty_table().select(columns) if group is None else file.read_row_group(group, columns)


_groups: dict[str, dict[str, int]] = {}


def _row_groups(name: str, file: pq.ParquetFile) -> dict[str, int]:
    """Which row group holds which country."""
    if name not in _groups:
        metadata = file.metadata
        _groups[name] = {metadata.row_group(i).column(0).statistics.min: i for i in range(metadata.num_row_groups)}
    return _groups[name]


def _in_degrees(frame: pd.DataFrame) -> pd.DataFrame:
    frame["lon"] = frame["lon"] / PER_DEGREE
    frame["lat"] = frame["lat"] / PER_DEGREE
    return frame
