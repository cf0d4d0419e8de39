"""Where people live: the market's towns, the administrative units that they belong to, and regions of units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
import scipy

from salesim.phrase import N_
from salesim.territory.travel import Projection
from salesim.world.gazetteer.spelling import plain_name

TOWN_COLUMNS = (
    "geonameid", "name", "name_en", "name_zh", "country", "county", "lon_deg", "lat_deg", "x_km", "y_km", "residents",
    "residents_source", "unit", "region",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Places:
    """Towns of a market, the units that they belong to, and the regions that units belong to.

    A unit is whatever the country divides itself into: a state, a Land, a province, a prefecture. Units and regions
    have the name that tables carry, and those that texts in English and Chinese use.

    Parameters
    ----------
    towns : one row a town: `TOWN_COLUMNS`. geonameid is 0 where the town is not GeoNames'; country (ISO code) and
        county are "" where they are not known; residents_source is L (the source's figure) or A (assumed); unit and
        region are indices
    units, units_en, units_zh : (n_units,) names
    regions, regions_en, regions_zh : (n_regions,) names
    unit_residents : (n_units,)
    region_of_unit : (n_units,) index
    provinces : (n_units,) what each unit lies in: the delta's provinces, else countries
    projection : degrees to kilometers around the middle of the towns
    unit_word : what a unit is called, for `salesim.phrase.Phrase`
    unit_keys : further names of units, as `plain_name` writes them, and the units that they mean
    countries : ISO codes; none where own towns or customers make the market
    """

    towns: pd.DataFrame
    units: tuple[str, ...]
    units_en: tuple[str, ...]
    units_zh: tuple[str, ...]
    regions: tuple[str, ...]
    regions_en: tuple[str, ...]
    regions_zh: tuple[str, ...]
    unit_residents: np.ndarray
    region_of_unit: np.ndarray
    provinces: tuple[str, ...]
    projection: Projection
    unit_word: str = N_("administrative unit")
    unit_keys: dict[str, tuple[int, ...]] = field(default_factory=dict)
    countries: tuple[str, ...] = ()

    def index_of(self, name: str) -> int:
        """Index of a unit of the market by any of its names; -1 if there is none, or more than one, of this name."""
        found = self.unit_keys.get(unit_key(name), ())
        return found[0] if len(found) == 1 else -1

    def unit_names(self, lang: str) -> tuple[str, ...]:
        """Names of the units in a language, (n_units,)."""
        return self.units_zh if lang == "zh" else self.units_en

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
    def unit(self) -> np.ndarray:
        """(n_towns,) index"""
        return self.towns["unit"].to_numpy()

    @cached_property
    def region(self) -> np.ndarray:
        """(n_towns,) index"""
        return self.towns["region"].to_numpy()

    @cached_property
    def counties(self) -> tuple[tuple[str, ...], np.ndarray]:
        """Names of the counties, and the county of each town (n_towns,); the units themselves where none are known.

        A county's name begins with its unit's, as counties of one name may lie in two units.
        """
        county = self.towns["county"].to_numpy(object)
        units = np.array(self.units, dtype=object)[self.unit]
        names = units if (county == "").all() else units + " " + county
        known, index = np.unique(names.astype(str), return_inverse=True)
        return tuple(known), index

    @cached_property
    def province_of_unit(self) -> np.ndarray:
        """(n_units,) index into the sorted names of `provinces`"""
        return np.unique(self.provinces, return_inverse=True)[1]

    @cached_property
    def tree(self) -> scipy.spatial.cKDTree:
        """The towns' positions [km], to find the nearest ones."""
        return scipy.spatial.cKDTree(self.towns[["x_km", "y_km"]].to_numpy())

    def nearest_town(self, x_km: np.ndarray, y_km: np.ndarray) -> np.ndarray:
        """Row of the town nearest to each position, (n,); positions from `projection`."""
        return self.tree.query(np.column_stack([x_km, y_km]))[1]

    def away_km(self, lon_deg: np.ndarray, lat_deg: np.ndarray) -> np.ndarray:
        """Distance from each position to the nearest town, (n,)."""
        return self.tree.query(np.column_stack(self.projection.to_km(lon_deg, lat_deg)))[0]


def unit_key(name: str) -> str:
    """A unit's name as people may type it: without case, spaces, accents, and the words city and prefecture."""
    key = plain_name(name)
    return key.removesuffix("prefecture").removesuffix("city") or key if key.isascii() else key


def keys_of(names: Iterable[Iterable[str]]) -> dict[str, tuple[int, ...]]:
    """Which units a name may mean, from the names of each unit in their order."""
    found: dict[str, dict[int, None]] = {}
    for index, own in enumerate(names):
        for name in own:
            if key := unit_key(name):
                found.setdefault(key, {})[index] = None
    return {key: tuple(of) for key, of in found.items()}
