"""From an address to a position: by the best that it has of postcode, city, state and country.

1. A postcode, unless the city lies in the stated state more than `FAR_KM` away from it: then that city.
2. A city, never in another state than the one stated (within `NEAR_KM` of it is near enough).
3. A state: one of its towns, by residents.

A town's name that several have means the one nearest to the postcode, else the largest of the market.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from salesim.territory.travel import EARTH_RADIUS_KM
from salesim.world.gazetteer.countries import find_country
from salesim.world.gazetteer.postcodes import could_be_of, postcodes
from salesim.world.gazetteer.spelling import plain_name
from salesim.world.gazetteer.town_names import TownIndex, town_index
from salesim.world.gazetteer.unit_names import find_units
from salesim.world.residents import city_radius_km

FAR_KM = 60.0  # between a postcode and a city that contradict each other
NEAR_KM = 20.0  # beyond a state's border, a town may still be meant
SAME_PLACE_KM = 100.0  # between a city and its district
CODE_SPREAD_KM = 1.0  # standard deviation of customers around their postcode's middle (A)
TERRITORIES = {  # countries of the gazetteer that are states in American addresses
    **dict.fromkeys(("PR", "PUERTO RICO"), ("US", "PR")),
    **dict.fromkeys(("VI", "VIRGIN ISLANDS", "U.S. VIRGIN ISLANDS"), ("US", "VI")),
    **dict.fromkeys(("GU", "GUAM"), ("US", "GU")),
    **dict.fromkeys(("AS", "AMERICAN SAMOA"), ("US", "AS")),
    **dict.fromkeys(("MP", "NORTHERN MARIANA ISLANDS"), ("US", "MP")),
}
LONGEST_UNIT = 10  # letters of a province's name in front of a Chinese or Japanese address

POSITION, POSTCODE, CITY_AND_STATE, CITY, STATE, NOWHERE = (
    "position", "postcode", "city and state", "city", "state", ""
)  # fmt: skip
PLACED_BY = (POSITION, POSTCODE, CITY_AND_STATE, CITY, STATE)
AMBIGUOUS, CONTRADICTED, FOREIGN_CODE, OTHER_COUNTRY, UNKNOWN_COUNTRY = (
    "ambiguous", "contradicted", "foreign code", "other country", "unknown country"
)  # fmt: skip


class Address(NamedTuple):
    """What a row says of where it is; "" where it says nothing."""

    postcode: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    address: str = ""


@dataclass(frozen=True)
class Found:
    """Where an address lies.

    Parameters
    ----------
    by : one of `PLACED_BY`, or "" if it could not be placed
    lon_deg, lat_deg, spread_km : the middle, and how far around it the row may be
    rank : how sure this is, to choose between countries; larger is surer
    country, units : where only a state is known, it and rows of its units
    notes : what was not plain: `AMBIGUOUS`, `CONTRADICTED`, `FOREIGN_CODE`, `OTHER_COUNTRY`, `UNKNOWN_COUNTRY`
    choices : the towns that an ambiguous name may mean, the one taken first
    """

    by: str = NOWHERE
    lon_deg: float = np.nan
    lat_deg: float = np.nan
    spread_km: float = 0.0
    rank: float = 0.0
    country: str = ""
    units: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass
class Locator:
    """Finds addresses in some countries.

    Parameters
    ----------
    countries : ISO codes
    inside : rows of each country's units that belong to the market, whose towns are preferred; all where left out
    spread_km : standard deviation of customers around a small town's center
    own_towns, own_units : the market's own towns and its units by plain name, where it has no country
    """

    countries: Sequence[str]
    inside: Mapping[str, np.ndarray] = field(default_factory=dict)
    spread_km: float = 3.0
    own_towns: TownIndex | None = None
    own_units: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def find(self, address: Address) -> Found:
        """Where an address lies; in which of the countries, if it does not say, is told by where it fits best."""
        if self.own_towns is not None:
            units = self.own_units.get(plain_name(address.state), ())
            return self._by_town(address, "", self.own_towns, units)
        wanted = list(self.countries)
        if address.country:
            code = find_country(address.country)
            if code is None:
                return Found(notes=(UNKNOWN_COUNTRY,))
            if code not in wanted:
                return Found(notes=(OTHER_COUNTRY,), choices=(code,))
            wanted = [code]
        territory = TERRITORIES.get(address.state.strip().upper())
        if territory and territory[0] in wanted:  # exports have it as a state of its country
            if territory[1] not in self.countries:
                return Found(notes=(OTHER_COUNTRY,), choices=(territory[1],))
            wanted, address = [territory[1]], address._replace(state="")
        return max((self.find_in(country, address) for country in wanted), key=lambda found: found.rank)

    def find_in(self, country: str, address: Address) -> Found:
        """Where an address lies in one country."""
        address, units = read_parts(country, address)
        towns = town_index(country)
        code = postcodes(country).find(address.postcode) if address.postcode else None
        notes: tuple[str, ...] = ()
        if address.postcode and code is None and could_be_of(address.postcode):
            notes = (FOREIGN_CODE,)
        city = self._by_town(address, country, towns, units, code and (code.lon_deg, code.lat_deg))
        if code is not None:
            at = (code.lon_deg, code.lat_deg)
            apart_km = km_between(at, (city.lon_deg, city.lat_deg)) if city.by in (CITY, CITY_AND_STATE) else 0.0
            is_surer = city.by == CITY_AND_STATE or (city.by == CITY and not code.is_exact)
            if apart_km <= FAR_KM or not is_surer:
                agrees = city.by in (CITY, CITY_AND_STATE) and apart_km <= FAR_KM
                rank = 3.0 + code.is_exact + agrees + 0.5 * bool(units)
                spread = CODE_SPREAD_KM if code.is_exact else self.spread_km
                contradicted = (CONTRADICTED,) if apart_km > FAR_KM else ()
                return Found(POSTCODE, *at, spread, rank, country, notes=contradicted)
            return replace(city, notes=(*city.notes, CONTRADICTED))
        return replace(city, notes=(*notes, *city.notes))

    def _by_town(
        self,
        address: Address,
        country: str,
        towns: TownIndex,
        units: tuple[int, ...],
        near: tuple[float, float] | None = None,
    ) -> Found:
        """Where the city lies, else the state."""
        rows = self._candidates(address, country, towns, units)
        if rows:
            if near is not None:
                row = min(rows, key=lambda one: km_between(near, (towns.lon[one], towns.lat[one])))
            else:
                row = rows[0]
            others = [] if units or near is not None else doubtful(rows, towns)
            choices = tuple(f"{towns.name[one]} ({towns.unit_name(one)})" for one in (row, *others)) if others else ()
            by = CITY_AND_STATE if units else CITY
            at = float(towns.lon[row]), float(towns.lat[row])
            spread = max(self.spread_km, 0.5 * city_radius_km(float(towns.residents[row])))
            rank = (2.5 if units else 1.5) + min(float(np.log10(max(towns.residents[row], 1))), 8.0) / 20.0
            return Found(by, *at, spread, rank, country, notes=(AMBIGUOUS,) if others else (), choices=choices)
        if units:
            return Found(STATE, rank=1.0, country=country, units=units)
        return Found()

    def _candidates(self, address: Address, country: str, towns: TownIndex, units: tuple[int, ...]) -> list[int]:
        """Rows of the towns that the city may mean, the likeliest first."""
        if not address.city:
            return []
        if address.city.isascii() or not any("\u3040" <= c <= "\u9fff" for c in address.city):
            rows = towns.find(address.city)
        else:
            rows = pieces_of(address.city, towns, units)
        if units:
            return towns.within(rows, units, NEAR_KM)
        inside = self.inside.get(country)
        if inside is not None:
            own = [row for row in rows if inside[towns.unit[row]]]
            return own or rows
        return rows


def read_parts(country: str, address: Address) -> tuple[Address, tuple[int, ...]]:
    """The address with its state taken from the city or the full address where it stands there, and its units."""
    city, state, code = address.city, address.state, address.postcode
    if address.address and not (city and (code or state)):
        city, state, code = from_full_address(country, address)
    units = find_units(country, state).rows if state else ()
    if not units and state and not city:
        city = state  # a city state or a county in the column of states
    if city and not city.isascii():
        for n in range(min(LONGEST_UNIT, len(city)), 1, -1):
            front = city[:n]
            if n < len(city) and front[-1] in "省市区州都道府県" and (found := find_units(country, front).rows):
                if not units or set(found) & set(units):
                    units = units or found
                    rest = city[n:].strip()
                    city = f"{front}{rest}" if front[-1] == "市" else rest or front
                break
        if not units and any("\u4e00" <= c <= "\u9fff" for c in city):
            units = find_units(country, city).rows  # 北京市: a city that is a unit
    for separator in (",", "，", ";"):
        if separator in city:
            first, *others = [part.strip() for part in city.split(separator) if part.strip()] or [""]
            if not units:
                units = next((rows for part in others if (rows := find_units(country, part).rows)), ())
            city = first
    return address._replace(city=city, postcode=code, state=state), units


def from_full_address(country: str, address: Address) -> tuple[str, str, str]:
    """City, state and postcode out of an address in one line, as far as the row does not state them."""
    city, state, code = address.city, address.state, address.postcode
    if country in ("CN", "JP", "TW", "HK", "MO") and not address.address.isascii():
        return city or address.address.replace(" ", ""), state, code
    parts = [part.strip() for part in address.address.replace("\n", ",").split(",") if part.strip()]
    known = postcodes(country)
    towns = town_index(country)
    for part in reversed(parts):
        words = part.split()
        for n in (2, 1):  # SW1A 1AA, 123 45, 80331
            for at in range(len(words) - n + 1):
                text = " ".join(words[at : at + n])
                if not code and any(c.isdigit() for c in text) and len(text) >= 4:
                    found = known.find(text)
                    if found is not None and found.is_exact:
                        code, rest = text, words[:at] + words[at + n :]
                        part = " ".join(rest)
                        words = rest
                        break
        if not part:
            continue
        if not state and find_units(country, part).rows:
            state = part
        elif not city and towns.find(part):
            city = part
    if not city and state and towns.find(state):
        city = state
    return city, state, code


def pieces_of(city: str, towns: TownIndex, units: tuple[int, ...]) -> list[int]:
    """Rows of a city without blanks, such as 苏州市吴江区: the district's if near the city's, else those."""
    found = towns.find_pieces(city)
    if not found:
        return []
    first = towns.within(found[0], units, NEAR_KM) if units else found[0]
    for rows in reversed(found[1:]):
        near = [
            row
            for row in rows
            if first
            and km_between((towns.lon[row], towns.lat[row]), (towns.lon[first[0]], towns.lat[first[0]]))
            <= SAME_PLACE_KM
        ]
        if near:
            return near
    return first


def doubtful(rows: list[int], towns: TownIndex) -> list[int]:
    """Further towns of the same name that could be meant: no namesake's tenth, nor a part of the first."""
    first = rows[0]
    at = towns.lon[first], towns.lat[first]
    name = plain_name(towns.name[first])
    return [
        row
        for row in rows[1:]
        if plain_name(towns.name[row]) == name
        and towns.residents[row] >= 0.1 * towns.residents[first]
        and km_between(at, (towns.lon[row], towns.lat[row])) > FAR_KM
    ]


def km_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Rough distance [km] between two positions (lon, lat) in degrees."""
    east = ((other[0] - one[0] + 180.0) % 360.0 - 180.0) * np.cos(np.radians((one[1] + other[1]) / 2))
    return float(np.radians(np.hypot(east, other[1] - one[1])) * EARTH_RADIUS_KM)


def find_all(locator: Locator, addresses: pd.DataFrame) -> list[Found]:
    """Where each row of a table with the columns of `Address` lies; what stands in several rows is looked up once."""
    columns = [
        addresses[name].fillna("").astype(str).str.strip().tolist() if name in addresses else [""] * len(addresses)
        for name in Address._fields
    ]
    known: dict[tuple[str, ...], Found] = {}
    found = []
    for row in zip(*columns):
        if row not in known:
            known[row] = locator.find(Address(*row)) if any(row) else Found()
        found.append(known[row])
    return found
