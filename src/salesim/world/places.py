"""Where people live: real towns, their prefectures, and the circles that the article speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from math import pi

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from salesim.errors import InputError, nearest_name, together
from salesim.phrase import Phrase, either
from salesim.territory.travel import Projection, projection_around

# Assumptions (A) on what the sources leave open. Where GeoNames gives a city's figure, it often means the whole city
# with all its towns; held at one point, such a figure would empty the country around it.
TOWN_RESIDENTS = 40_000  # a town without a figure does not get fewer, if half the prefecture suffices for that
CITY_RESIDENTS = 300_000  # a larger figure is a city's and covers the towns around its center
CITY_RESIDENTS_PER_KM2 = 6_000  # so far around


@dataclass(frozen=True)
class Places:
    """Towns of some prefectures, and the prefectures and regions (circles) that they belong to.

    Parameters
    ----------
    towns : one row a town: geonameid, name_zh, name_en, county, lon_deg, lat_deg, x_km, y_km, residents,
        residents_source (L: GeoNames' figure, A: assumed, see `spread_residents`), prefecture and region (indices)
    prefectures, prefectures_en : names, in the order of the data
    regions, regions_en : the article's circles, and provinces for what lies outside of them
    prefecture_residents : (n_prefectures,) census 2020
    region_of_prefecture : (n_prefectures,) index
    provinces : (n_prefectures,) names
    projection : degrees to kilometers around the middle of the towns
    """

    towns: pd.DataFrame
    prefectures: tuple[str, ...]
    prefectures_en: tuple[str, ...]
    regions: tuple[str, ...]
    regions_en: tuple[str, ...]
    prefecture_residents: np.ndarray
    region_of_prefecture: np.ndarray
    provinces: tuple[str, ...]
    projection: Projection

    def index_of(self, name: str) -> int:
        """Index of a prefecture of the market by a name in Chinese or English; -1 if there is none of this name."""
        for row, (zh, en) in enumerate(zip(self.prefectures, self.prefectures_en, strict=True)):
            if _plain(name) in map(_plain, (zh, zh.removesuffix("市"), en, en.split(",")[0])):
                return row
        return -1

    @cached_property
    def lon(self) -> np.ndarray:
        """(n_towns,) [degree]"""
        return self.towns["lon_deg"].to_numpy()

    @cached_property
    def lat(self) -> np.ndarray:
        """(n_towns,) [degree]"""
        return self.towns["lat_deg"].to_numpy()

    @cached_property
    def residents(self) -> np.ndarray:
        """(n_towns,)"""
        return self.towns["residents"].to_numpy()

    @cached_property
    def prefecture(self) -> np.ndarray:
        """(n_towns,) index"""
        return self.towns["prefecture"].to_numpy()

    @cached_property
    def region(self) -> np.ndarray:
        """(n_towns,) index"""
        return self.towns["region"].to_numpy()

    def nearest_town(self, x_km: np.ndarray, y_km: np.ndarray) -> np.ndarray:
        """Row of the town nearest to each position, (n,); positions from `projection`."""
        tree = cKDTree(self.towns[["x_km", "y_km"]].to_numpy())
        return tree.query(np.column_stack([x_km, y_km]))[1]


def load_places(prefectures: Sequence[str] | None = None, field: str = "market.places.prefectures") -> Places:
    """The shipped towns of some prefectures.

    Parameters
    ----------
    prefectures : names in Chinese (南京市 or 南京) or English (Nanjing), in any order; the 11 prefectures of the
        article's three circles if left out
    field : where the names were given, for error messages

    >>> load_places(["Huzhou", "嘉兴"]).prefectures
    ('嘉兴市', '湖州市')
    """
    known = _known_prefectures()
    if prefectures is None:
        chosen = known[known["circle"] != ""]
    else:
        chosen = known.iloc[sorted(_find_prefectures(prefectures, known, field))]
    chosen = chosen.reset_index(drop=True)
    is_in_circle = chosen["circle"] != ""
    regions = chosen["circle"].where(is_in_circle, chosen["province"])
    regions_en = chosen["circle_en"].where(is_in_circle, chosen["province_en"])
    region_names = tuple(dict.fromkeys([*regions[is_in_circle], *regions[~is_in_circle]]))
    region_of_prefecture = np.array([region_names.index(name) for name in regions])

    towns = _known_towns()
    rank = {name: index for index, name in enumerate(chosen["prefecture"])}
    towns = towns[towns["prefecture"].isin(list(rank))].reset_index(drop=True)
    prefecture = towns["prefecture"].map(rank).to_numpy(dtype=np.int64)
    projection = projection_around(towns["lon"].to_numpy(), towns["lat"].to_numpy())
    x_km, y_km = projection.to_km(towns["lon"].to_numpy(), towns["lat"].to_numpy())
    prefecture_residents = chosen["population_2020"].to_numpy(dtype=np.int64)
    residents = np.zeros(len(towns), dtype=np.int64)
    is_figure = np.zeros(len(towns), dtype=bool)
    for index, total in enumerate(prefecture_residents):
        rows = np.flatnonzero(prefecture == index)
        residents[rows], is_figure[rows] = spread_residents(
            int(total), towns["population"].to_numpy()[rows], x_km[rows], y_km[rows]
        )
    frame = pd.DataFrame(
        {
            "geonameid": towns["geonameid"],
            "name_zh": towns["name_zh"],
            "name_en": towns["name_en"],
            "county": towns["county"],
            "lon_deg": towns["lon"],
            "lat_deg": towns["lat"],
            "x_km": x_km,
            "y_km": y_km,
            "residents": residents,
            "residents_source": np.where(is_figure, "L", "A"),
            "prefecture": prefecture,
            "region": region_of_prefecture[prefecture],
        }
    )
    return Places(
        towns=frame,
        prefectures=tuple(chosen["prefecture"]),
        prefectures_en=tuple(chosen["prefecture_en"]),
        regions=region_names,
        regions_en=tuple(dict(zip(regions, regions_en, strict=True))[name] for name in region_names),
        prefecture_residents=prefecture_residents,
        region_of_prefecture=region_of_prefecture,
        provinces=tuple(chosen["province"]),
        projection=projection,
    )


def known_prefectures() -> tuple[str, ...]:
    """Every prefecture whose towns come with the package."""
    return tuple(_known_prefectures()["prefecture"])


def spread_residents(
    total: int, figures: np.ndarray, x_km: np.ndarray, y_km: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Residents of a prefecture spread over its towns.

    1. Towns with a figure get it. If that leaves the others less than `TOWN_RESIDENTS` each (at most half of the total
       is kept for them), the largest figures are cut to a common level.
    2. What is left is spread evenly over towns without a figure.
    3. A city, from `CITY_RESIDENTS`, is not a point: its residents are spread evenly over the towns of the prefecture
       within the circle that they fill at `CITY_RESIDENTS_PER_KM2`.

    Parameters
    ----------
    total : residents of the prefecture
    figures : (n,) known population of each town, 0 or NaN where unknown
    x_km, y_km : (n,) [km]

    Returns
    -------
    residents (n,) int64, which add up to ``total``, and (n,) bool, whether the figure is the source's own
    """
    figures = np.nan_to_num(np.asarray(figures, dtype=np.float64), nan=0.0)
    is_known = figures > 0
    n_unknown = int((~is_known).sum())
    kept_back = min(TOWN_RESIDENTS * n_unknown, total / 2) if is_known.any() else total
    people = np.where(is_known, cut_to_level(figures, total - kept_back), 0.0)
    if n_unknown:
        people[~is_known] = (total - people.sum()) / n_unknown
    elif people.sum() > 0:
        people *= total / people.sum()

    cities = np.flatnonzero(people > CITY_RESIDENTS)
    spread = people.copy()
    spread[cities] = 0.0
    for city in cities:
        radius_km = (people[city] / CITY_RESIDENTS_PER_KM2 / pi) ** 0.5
        around = np.hypot(x_km - x_km[city], y_km - y_km[city]) <= radius_km
        spread[around] += people[city] / around.sum()
    return _whole_numbers(spread, total), is_known & np.isclose(spread, figures)


def cut_to_level(figures: np.ndarray, total: float) -> np.ndarray:
    """Figures (n,) with the largest cut to a common level, so that they add up to ``total`` at most.

    >>> cut_to_level(np.array([9.0, 5.0, 1.0]), 7.0).tolist()
    [3.0, 3.0, 1.0]
    """
    if figures.sum() <= total:
        return figures
    ordered = np.sort(figures)
    n = len(ordered)
    below = np.concatenate([[0.0], np.cumsum(ordered)[:-1]])
    level = (total - below) / (n - np.arange(n))  # if the i smallest stay whole and the others share what is left
    return np.minimum(figures, level[np.argmax(level <= ordered)])


def _whole_numbers(people: np.ndarray, total: int) -> np.ndarray:
    """Rounded so that they add up to ``total``: down, then one more for the largest fractions."""
    whole = np.floor(people).astype(np.int64)
    rest = total - int(whole.sum())
    whole[np.argsort(whole - people, kind="stable")[:rest]] += 1
    return whole


def _find_prefectures(names: Sequence[str], known: pd.DataFrame, field: str) -> set[int]:
    """Rows of the prefectures meant by some names; all unknown names are reported together."""
    rows: dict[str, set[int]] = {}
    for row, (zh, en) in enumerate(zip(known["prefecture"], known["prefecture_en"], strict=True)):
        for name in (zh, zh.removesuffix("市"), en, en.split(",")[0]):
            rows.setdefault(_plain(name), set()).add(row)
    choices = [*known["prefecture"], *known["prefecture_en"]]
    found: set[int] = set()
    faults = []
    for name in names:
        meant = rows.get(_plain(name), set())
        if len(meant) == 1:
            found |= meant
        elif meant:
            choice = either(known["prefecture_en"].iloc[row] for row in sorted(meant))
            faults.append(InputError("two prefectures have this name", field=field, value=name, allowed=choice))
        else:
            nearest = nearest_name(name, choices)
            some = Phrase("names of the prefectures of Shanghai, Jiangsu and Zhejiang, such as 南京市 or Nanjing")
            faults.append(InputError("no such prefecture", field=field, value=name, allowed=some, nearest=nearest))
    if faults:
        raise together(faults)
    if not found:
        raise InputError("needs one prefecture at least", field=field)
    return found


def _plain(name: str) -> str:
    """A name as people may type it: without case, spaces, apostrophes, and the words city and prefecture."""
    letters = "".join(c for c in name.casefold() if c.isalnum())
    return letters.removesuffix("prefecture").removesuffix("city") if letters.isascii() else letters


@cache
def _known_prefectures() -> pd.DataFrame:
    return _read("prefectures.csv").fillna({"circle": "", "circle_en": ""})


@cache
def _known_towns() -> pd.DataFrame:
    towns = _read("towns.csv").sort_values("geonameid", ignore_index=True)
    towns["name_zh"] = towns["name_zh"].fillna(towns["name_en"])  # where GeoNames has no Chinese name
    return towns


def _read(name: str) -> pd.DataFrame:
    with (files("salesim.world") / "data" / name).open(encoding="utf-8") as source:
        return pd.read_csv(source)
