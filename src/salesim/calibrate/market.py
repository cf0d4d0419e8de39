"""Where an export's customers are: the market that holds them, and a position for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from salesim.world.country_places import find_countries, load_countries
from salesim.world.delta import known_prefectures, load_delta
from salesim.world.gazetteer.guess import countries_of_addresses, countries_of_positions
from salesim.world.gazetteer.locate import CITY, NOWHERE, POSITION, STATE, Address, Found, find_all
from salesim.world.placement import FARTHEST_KM, locator_of, town_of_state
from salesim.world.places import Places

MIN_SHARE = 0.01  # of the customers, in a unit that counts as part of the market
JITTER_DEG = 0.01  # about a kilometer, so that customers put beside others don't stand on top of them
KM_PER_DEG = 111.2
REP = "rep"  # placed beside another customer of the same rep


class Market(NamedTuple):
    """Where a scenario plays, as its ``market.places`` says it: no country means the Yangtze delta."""

    country: tuple[str, ...]
    units: tuple[str, ...]


class Located(NamedTuple):
    """Customers on the map, (n,) each: NaN and "" for who could not be placed; ``places`` None if nobody was."""

    lon_deg: np.ndarray
    lat_deg: np.ndarray
    placed_by: np.ndarray
    places: Places | None


def locate(own: pd.DataFrame, stated: Sequence[str], rng: np.random.Generator) -> Located:
    """A position for each customer: its own, that of its address, or one beside a customer of its city or rep.

    Parameters
    ----------
    own : lon, lat (NaN unknown), postcode, city, state, country, address, and rep (code, -1 unknown)
    stated : countries, by code or name; found out from positions and addresses if left out
    """
    lon, lat = own["lon"].to_numpy(float).copy(), own["lat"].to_numpy(float).copy()
    placed_by = np.where(np.isnan(lon), NOWHERE, POSITION).astype(object)
    lost = np.flatnonzero(np.isnan(lon))
    addresses = own[list(Address._fields)]
    has_address = (addresses.iloc[lost] != "").any(axis=1).to_numpy()
    codes = find_countries(stated, "--country") if stated else ()
    if not codes:
        codes = guess_countries(lon, lat, addresses.iloc[lost[has_address]])
    if not codes:
        return Located(lon, lat, placed_by, None)
    places = load_countries(codes)
    found = dict(zip(lost.tolist(), find_all(locator_of(places, 3.0), addresses.iloc[lost]), strict=True))
    put_beside(own["city"].to_numpy(object), {row for row, one in found.items() if one.by in (CITY, STATE, NOWHERE)},
               CITY, lon, lat, placed_by, rng)  # fmt: skip
    put_at(found, places, lon, lat, placed_by, rng)
    put_beside(own["rep"].to_numpy(object), set(lost.tolist()), REP, lon, lat, placed_by, rng)
    return Located(lon, lat, placed_by, places if (placed_by != NOWHERE).any() else None)


def guess_countries(lon: np.ndarray, lat: np.ndarray, addresses: pd.DataFrame) -> tuple[str, ...]:
    """Countries of the positions that there are, and of the addresses of those without one."""
    known = ~np.isnan(lon)
    here = countries_of_positions(lon[known], lat[known]) if known.any() else ()
    rows = [Address(*row) for row in addresses.itertuples(index=False)]
    if here and not addresses["country"].ne("").any():
        return here
    return tuple(dict.fromkeys([*here, *countries_of_addresses(rows)]))


def put_at(
    found: dict[int, Found], places: Places, lon: np.ndarray, lat: np.ndarray, placed_by: np.ndarray,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Write the positions of addresses that were found, spread around their middles; a state's in its towns."""
    for row, one in found.items():
        if one.by == NOWHERE or placed_by[row] != NOWHERE:
            continue
        middle = town_of_state(one, places, float(rng.random()))
        spread_deg = (one.spread_km or 3.0) / KM_PER_DEG
        lat[row] = np.clip(middle[1] + spread_deg * rng.normal(), -90.0, 90.0)
        east = middle[0] + spread_deg * rng.normal() / max(np.cos(np.radians(middle[1])), 0.01)
        lon[row] = (east + 180.0) % 360.0 - 180.0
        placed_by[row] = one.by


def put_beside(
    labels: np.ndarray,
    wanted: set[int],
    by: str,
    lon: np.ndarray,
    lat: np.ndarray,
    placed_by: np.ndarray,
    rng: np.random.Generator,
) -> None:
    """Put some customers without a position beside one of the same label, city or rep, whose position is known."""
    known = np.flatnonzero(placed_by == POSITION)
    of_label: dict[object, np.ndarray] = {label: known[labels[known] == label] for label in pd.unique(labels[known])}
    for row in sorted(wanted):
        label = labels[row]
        if placed_by[row] == NOWHERE and label not in ("", -1) and label in of_label:
            beside = rng.choice(of_label[label])
            lon[row], lat[row] = lon[beside] + JITTER_DEG * rng.normal(), lat[beside] + JITTER_DEG * rng.normal()
            placed_by[row] = by


def market_of(places: Places, lon: np.ndarray, lat: np.ndarray) -> Market:
    """The market that holds some positions (n,): prefectures of the Yangtze delta if they all lie there, else units.

    Units where a share of the customers lives, and those without which some would be far from a town.
    """
    delta = load_delta(known_prefectures())
    if set(places.countries) <= {"CN"} and (delta.away_km(lon, lat) <= FARTHEST_KM).all():
        return Market((), tuple(delta.units[i] for i in units_around(delta, lon, lat)))
    chosen = units_around(places, lon, lat)
    if len(chosen) == len(places.units):
        return Market(places.countries, ())
    present = {code for code, unit in zip(places.towns["country"], places.unit) if unit in set(chosen)}
    return Market(tuple(code for code in places.countries if code in present), tuple(places.units[i] for i in chosen))


def units_around(places: Places, lon: np.ndarray, lat: np.ndarray) -> list[int]:
    """Units with a share of some positions, and those without which some would be far from a town."""
    own = places.unit[places.nearest_town(*places.projection.to_km(lon, lat))]
    counts = np.bincount(own, minlength=len(places.units))
    chosen = set(np.flatnonzero(counts >= max(MIN_SHARE * len(lon), 1.0)).tolist())
    towns = np.flatnonzero(np.isin(places.unit, list(chosen)))
    at = np.column_stack(places.projection.to_km(lon, lat))
    away_km = cKDTree(places.towns[["x_km", "y_km"]].to_numpy()[towns]).query(at)[0]
    return sorted(chosen | set(own[away_km > 0.9 * FARTHEST_KM].tolist()))
