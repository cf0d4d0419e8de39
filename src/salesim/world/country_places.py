"""The market of one or several countries: towns, units and regions of the gazetteer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from salesim.errors import InputError, nearest_name, together
from salesim.phrase import N_, Phrase, either, in_a_row
from salesim.territory.travel import projection_around
from salesim.world.gazetteer.countries import CountryName, country_name, country_names, find_country
from salesim.world.gazetteer.tables import countries, towns_of, units_of
from salesim.world.gazetteer.unit_names import find_units, unit_word
from salesim.world.places import Places, keys_of
from salesim.world.residents import residents_by_figures

FIELD = "market.places"
OTHER_WORD = N_("administrative unit")
MOST_NAMED = 3  # countries that have a unit of the same name
MOST_SHOWN = 20  # units among which one may choose


def load_countries(
    wanted: Sequence[str], units: Sequence[str] = (), regions: str | Mapping[str, Sequence[str]] | None = None
) -> Places:
    """The towns of some countries, or of some of their first-level units.

    Parameters
    ----------
    wanted : countries, by code or name
    units : by code or any name, also a larger region or a part of the country (Midwest, Scotland); all if left out
    regions : ``larger`` (the country's larger regions), ``unit``, ``country``, or units by the name of their region;
        if left out, countries where there are several, else larger regions where the gazetteer knows them, else units

    Raises
    ------
    InputError for names that mean nothing, or something elsewhere

    >>> load_countries(["DE"], ["Bavaria", "Hessen"]).units
    ('Bayern', 'Hessen')
    """
    codes = find_countries(wanted)
    known = units_of_countries(codes)
    chosen = choose_units(units, known, codes) if units else known
    towns = towns_of_units(chosen)
    chosen = chosen[np.isin(np.arange(len(chosen)), towns["unit"])]  # an uninhabited island is no market
    towns["unit"] = np.searchsorted(chosen.index.to_numpy(), towns["unit"])
    chosen = chosen.reset_index(drop=True)
    own, en, zh = region_names(chosen, codes, regions)
    stated = regions if isinstance(regions, Mapping) else {}
    present = dict.fromkeys([*(name for name in stated if name in set(own)), *own])
    index = {name: i for i, name in enumerate(present)}
    region_of_unit = np.array([index[name] for name in own])
    projection = projection_around(towns["lon"].to_numpy(), towns["lat"].to_numpy())
    x_km, y_km = projection.to_km(towns["lon"].to_numpy(), towns["lat"].to_numpy())
    residents = np.zeros(len(towns), np.int64)
    is_figure = np.zeros(len(towns), bool)
    for rows in towns.groupby("country", sort=False).indices.values():
        residents[rows], is_figure[rows] = residents_by_figures(
            towns["residents"].to_numpy()[rows], x_km[rows], y_km[rows]
        )
    unit = towns["unit"].to_numpy()
    frame = pd.DataFrame(
        {
            "geonameid": towns["geonameid"],
            "name": towns["name"],
            "name_en": towns["name"],
            "name_zh": towns["name_zh"].where(towns["name_zh"] != "", towns["name"]),
            "country": towns["country"],
            "county": "",
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
    words = {unit_word(code) for code in codes}
    names = unique_names(chosen)
    return Places(
        towns=frame,
        units=tuple(names),
        units_en=tuple(chosen["name_en"]),
        units_zh=tuple(chosen["name_zh"]),
        regions=tuple(index),
        regions_en=tuple(dict(zip(own, en))[name] for name in index),
        regions_zh=tuple(dict(zip(own, zh))[name] for name in index),
        unit_residents=np.bincount(unit, residents, len(chosen)).astype(np.int64),
        region_of_unit=region_of_unit,
        provinces=tuple(country_name(code) for code in chosen["country"]),
        projection=projection,
        unit_word=words.pop() if len(words) == 1 else OTHER_WORD,
        unit_keys=keys_of(
            (name, one.name, one.name_en, one.name_zh, one.code, one.code.rpartition("-")[2], *one.names.split("|"))
            for name, one in zip(names, chosen.itertuples(index=False))
        ),
        countries=codes,
    )


def find_countries(wanted: Sequence[str], field: str = f"{FIELD}.country") -> tuple[str, ...]:
    """ISO codes of countries by code or name, each once; faults for those that there are not."""
    found: dict[str, None] = {}
    faults = []
    for word in wanted:
        code = find_country(word)
        if code is not None and code in countries().index:
            found[code] = None
        else:
            allowed = Phrase("an ISO 3166 code or a country's name, such as DE or Germany")
            faults.append(InputError("no such country", field, word, allowed, nearest_name(word, country_names())))
    if faults:
        raise together(faults)
    return tuple(found)


def units_of_countries(codes: Sequence[str]) -> pd.DataFrame:
    """Units of the countries, with their ``country`` and their ``row`` in `units_of`."""
    frames = [units_of(code).assign(country=code).reset_index(names="row") for code in codes]
    return pd.concat(frames, ignore_index=True)


def choose_units(names: Sequence[str], known: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """The units among ``known`` that some names mean, in their order; faults for names that mean none or several."""
    index = {key: i for i, key in enumerate(zip(known["country"], known["row"], strict=True))}
    chosen: set[int] = set()
    faults = []
    for name in names:
        meant = [(code, find_units(code, name)) for code in codes]
        found = {
            index[code, row]: is_larger for code, (rows, is_larger) in meant for row in rows if (code, row) in index
        }
        of_name = known.loc[[row for row, is_larger in found.items() if not is_larger]]
        of_name = of_name[~of_name["code"].str.endswith("~")]  # islets and the like, which have no code of their own
        if not found:
            faults.append(no_such_unit(name, known, codes))
        elif of_name["code"].nunique() > 1:
            said = (f"{one.name} ({one.code})" for one in of_name.itertuples())
            faults.append(InputError("several units have this name", f"{FIELD}.units", name, either(said)))
        chosen |= set(found)
    if faults:
        raise together(faults)
    return known.loc[sorted(chosen)].reset_index(drop=True)


def no_such_unit(name: str, known: pd.DataFrame, codes: Sequence[str]) -> InputError:
    """The fault of a name that no unit of the market has; says so if another country has one."""
    here = in_a_row([CountryName(code) for code in codes])
    word = Phrase(unit_word(codes[0]))
    elsewhere = [code for code in countries().index if code not in codes and find_units(code, name).rows]
    names = dict.fromkeys([*known["name"], *known["name_en"], *known["region"]])
    shown = ", ".join(known["name"].iloc[:MOST_SHOWN]) + (", ..." if len(known) > MOST_SHOWN else "")
    where = f"{FIELD}.units", name, shown, nearest_name(name, [name for name in names if name])
    if 0 < len(elsewhere) <= MOST_NAMED:
        other = in_a_row([CountryName(code) for code in elsewhere])
        return InputError(
            Phrase("no {unit} of {country}, but one of {other}", unit=word, country=here, other=other), *where
        )
    return InputError(Phrase("no {unit} of {country}", unit=word, country=here), *where)


def towns_of_units(chosen: pd.DataFrame) -> pd.DataFrame:
    """Towns of the chosen units, by country and id; ``unit`` is a row of ``chosen``."""
    parts = []
    for country, own in chosen.groupby("country", sort=False):
        towns = towns_of(str(country))
        position = np.full(len(units_of(str(country))), -1)
        position[own["row"].to_numpy()] = own.index.to_numpy()
        unit = position[towns["unit"].to_numpy()]
        parts.append(towns.assign(country=country, unit=unit)[unit >= 0])
    return pd.concat(parts, ignore_index=True)


def unique_names(units: pd.DataFrame) -> list[str]:
    """Names of the units; where two have the same, with their country or code."""
    twice = units["name"].duplicated(keep=False)
    return [f"{one.name} ({one.code})" if again else one.name for one, again in zip(units.itertuples(), twice)]


def region_names(
    units: pd.DataFrame, codes: Sequence[str], regions: str | Mapping[str, Sequence[str]] | None
) -> tuple[list[str], list[str], list[str]]:
    """The region of each unit: the name that tables carry, the English one, and the Chinese one."""
    if isinstance(regions, Mapping):
        own = stated_regions(units, codes, regions)
        return own, own, own
    has_larger = (units["region"] != "").mean() > 0.5 and units["region"].nunique() > 1
    kind = regions or ("country" if len(codes) > 1 else "larger" if has_larger else "unit")
    if kind == "country":
        return tuple(  # type: ignore[return-value]
            [country_name(code, lang) for code in units["country"]] for lang in ("en", "en", "zh")
        )
    names = unique_names(units)
    if kind == "larger":  # a unit without a larger region stands for itself
        larger = [region or name for region, name in zip(units["region"], names)]
        return larger, larger, larger
    return names, list(units["name_en"]), list(units["name_zh"])


def stated_regions(units: pd.DataFrame, codes: Sequence[str], regions: Mapping[str, Sequence[str]]) -> list[str]:
    """The region of each unit where the scenario states them; every unit of the market belongs to one."""
    of: dict[int, str] = {}
    faults = []
    for region, names in regions.items():
        field = f"{FIELD}.regions.{region}"
        try:
            rows = choose_units(names, units, list(dict.fromkeys(units["country"])))
        except InputError as found:
            faults += [InputError(f.message, field, f.value, f.allowed, f.nearest) for f in found.faults]
            continue
        for row in units.index[units["code"].isin(rows["code"])]:
            if of.setdefault(row, region) != region:
                faults.append(InputError(Phrase("is in '{other}' already", other=of[row]), field, units["name"][row]))
    left = [name for row, name in enumerate(units["name"]) if row not in of]
    if left and not faults:
        faults.append(InputError("belongs to no region", f"{FIELD}.regions", ", ".join(left)))
    if faults:
        raise together(faults)
    return [of[row] for row in range(len(units))]
