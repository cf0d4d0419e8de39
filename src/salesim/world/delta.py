"""The default market: towns of Shanghai, Jiangsu and Zhejiang, their prefectures, and the article's circles."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from salesim.errors import InputError, nearest_name, together
from salesim.phrase import N_, Phrase, either
from salesim.territory.travel import projection_around
from salesim.world.places import Places, keys_of, unit_key
from salesim.world.residents import spread_residents

FIELD = "market.places.units"


def load_delta(prefectures: Sequence[str] = (), field: str = FIELD) -> Places:
    """The shipped towns of some prefectures, which are the units of this market.

    Parameters
    ----------
    prefectures : names in Chinese (南京市 or 南京) or English (Nanjing), in any order; the 11 prefectures of the
        article's three circles if left out
    field : where the names were given, for error messages

    >>> load_delta(["Huzhou", "嘉兴"]).units
    ('嘉兴市', '湖州市')
    """
    known = _known_prefectures()
    chosen = known[known["circle"] != ""] if not prefectures else known.iloc[sorted(_find(prefectures, known, field))]
    chosen = chosen.reset_index(drop=True)
    is_in_circle = chosen["circle"] != ""
    regions = chosen["circle"].where(is_in_circle, chosen["province"])
    regions_en = chosen["circle_en"].where(is_in_circle, chosen["province_en"])
    region_names = tuple(dict.fromkeys([*regions[is_in_circle], *regions[~is_in_circle]]))
    region_of_unit = np.array([region_names.index(name) for name in regions])

    towns = _known_towns()
    rank = {name: index for index, name in enumerate(chosen["prefecture"])}
    towns = towns[towns["prefecture"].isin(list(rank))].reset_index(drop=True)
    unit = towns["prefecture"].map(rank).to_numpy(dtype=np.int64)
    projection = projection_around(towns["lon"].to_numpy(), towns["lat"].to_numpy())
    x_km, y_km = projection.to_km(towns["lon"].to_numpy(), towns["lat"].to_numpy())
    unit_residents = chosen["population_2020"].to_numpy(dtype=np.int64)
    residents = np.zeros(len(towns), dtype=np.int64)
    is_figure = np.zeros(len(towns), dtype=bool)
    for index, total in enumerate(unit_residents):
        rows = np.flatnonzero(unit == index)
        residents[rows], is_figure[rows] = spread_residents(
            int(total), towns["population"].to_numpy()[rows], x_km[rows], y_km[rows]
        )
    frame = pd.DataFrame(
        {
            "geonameid": towns["geonameid"],
            "name": towns["name_zh"],
            "name_zh": towns["name_zh"],
            "name_en": towns["name_en"],
            "country": "CN",
            "county": towns["county"],
            "lon_deg": towns["lon"],
            "lat_deg": towns["lat"],
            "x_km": x_km,
            "y_km": y_km,
            "residents": residents,
            "residents_source": np.where(is_figure, "L", "A"),
            "unit": unit,
            "region": region_of_unit[unit],
        }
    )
    return Places(
        towns=frame,
        units=tuple(chosen["prefecture"]),
        units_en=tuple(chosen["prefecture_en"]),
        units_zh=tuple(name.removesuffix("市") for name in chosen["prefecture"]),
        regions=region_names,
        regions_en=tuple(dict(zip(regions, regions_en, strict=True))[name] for name in region_names),
        regions_zh=region_names,
        unit_residents=unit_residents,
        region_of_unit=region_of_unit,
        provinces=tuple(chosen["province"]),
        projection=projection,
        unit_word=N_("prefecture"),
        unit_keys=keys_of(_names_of(zh, en) for zh, en in zip(chosen["prefecture"], chosen["prefecture_en"])),
        countries=("CN",),
    )


def known_prefectures() -> tuple[str, ...]:
    """Every prefecture of the three provinces."""
    return tuple(_known_prefectures()["prefecture"])


def _names_of(zh: str, en: str) -> tuple[str, ...]:
    """What a prefecture may be called."""
    return zh, zh.removesuffix("市"), en, en.split(",")[0]


def _find(names: Sequence[str], known: pd.DataFrame, field: str) -> set[int]:
    """Rows of the prefectures meant by some names; all unknown names are reported together."""
    rows = keys_of(_names_of(zh, en) for zh, en in zip(known["prefecture"], known["prefecture_en"], strict=True))
    choices = [*known["prefecture"], *known["prefecture_en"]]
    found: set[int] = set()
    faults = []
    for name in names:
        meant = rows.get(unit_key(name), ())
        if len(meant) == 1:
            found |= set(meant)
        elif meant:
            choice = either(known["prefecture_en"].iloc[row] for row in meant)
            faults.append(InputError("two prefectures have this name", field=field, value=name, allowed=choice))
        else:
            nearest = nearest_name(name, choices)
            some = Phrase(
                "names of the prefectures of Shanghai, Jiangsu and Zhejiang, such as 南京市 or Nanjing; elsewhere, "
                "market.places.country names the country"
            )
            faults.append(InputError("no such prefecture", field=field, value=name, allowed=some, nearest=nearest))
    if faults:
        raise together(faults)
    return found


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
