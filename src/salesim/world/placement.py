"""Customers of a file on the map: each by the best that the file says of where it is, and what could not be placed."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from salesim.errors import InputError, together
from salesim.phrase import Phrase, in_a_row
from salesim.random import Stream
from salesim.scenario.scenario import Scenario
from salesim.wording import count, percent
from salesim.wording.text import N_
from salesim.world.customer_file import fault_of
from salesim.world.gazetteer.countries import CountryName
from salesim.world.gazetteer.locate import (
    AMBIGUOUS,
    CITY,
    CITY_AND_STATE,
    CONTRADICTED,
    FOREIGN_CODE,
    NOWHERE,
    OTHER_COUNTRY,
    PLACED_BY,
    POSITION,
    POSTCODE,
    STATE,
    UNKNOWN_COUNTRY,
    Address,
    Found,
    Locator,
    find_all,
)
from salesim.world.gazetteer.spelling import plain_name
from salesim.world.gazetteer.tables import countries, towns_of, units_of
from salesim.world.gazetteer.town_names import TownIndex
from salesim.world.places import Places
from salesim.world.population import Draws, scatter

FARTHEST_KM = 100.0  # from the market's nearest town; beyond, its roads, reps and prospects would be elsewhere
FIELD = "market.customers.unplaced"
MOST_NAMED = 3
BY_WORDS = {
    POSITION: N_("position"),
    POSTCODE: N_("postcode"),
    CITY_AND_STATE: N_("city and state"),
    CITY: N_("city"),
    STATE: N_("state"),
}


@dataclass(frozen=True)
class Placement:
    """How the customers of a file were placed.

    Parameters
    ----------
    placed_by : (n,) one of `PLACED_BY`, "" for who could not be placed; in the order of the file
    reasons : why, by row
    sales_share : share of the file's sales, or of its customers if it knows no sales, of who could not be placed
    doubts : what was not plain, in sentences
    """

    placed_by: np.ndarray
    reasons: dict[int, Phrase]
    sales_share: float
    doubts: tuple[Phrase, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many were placed by what; "" could not be placed."""
        found = Counter(self.placed_by.tolist())
        return {by: found[by] for by in (*PLACED_BY, NOWHERE) if found[by]}

    def in_short(self) -> list[Phrase]:
        """How many were placed by what, and how many could not be, for people."""
        parts = [Phrase("{n} by {what}", n=count(n), what=Phrase(BY_WORDS[by])) for by, n in self.counts.items() if by]
        said = [Phrase("customers were placed: {parts}", parts=in_a_row(parts))] if parts else []
        return [*said, self.lost_in_short()] if self.n_unplaced else said

    def lost_in_short(self) -> Phrase:
        """How many could not be placed, and what they buy."""
        return Phrase(
            "customers who could not be placed: {n} of {total}, {share} of the sales",
            n=count(self.n_unplaced),
            total=count(len(self.placed_by)),
            share=percent(self.sales_share, decimals=1),
        )

    @property
    def n_unplaced(self) -> int:
        """Customers who could not be placed."""
        return int((self.placed_by == NOWHERE).sum())


def place_customers(
    known: pd.DataFrame, places: Places, scenario: Scenario, draws: Draws, file: Path
) -> tuple[pd.DataFrame, Placement]:
    """The file's customers with a position each, and how they came by it.

    Who has an address only is put around its middle. Who cannot be placed, or lies more than `FARTHEST_KM` from the
    market's towns, is refused, left out of the frame, or kept without a position, as the scenario's ``unplaced`` says.

    Parameters
    ----------
    known : as `customer_file.read_customers` returns it

    Raises
    ------
    InputError that names those who cannot be placed and why, if the scenario refuses them
    """
    lon, lat = known["lon_deg"].to_numpy(float).copy(), known["lat_deg"].to_numpy(float).copy()
    placed_by = np.where(np.isnan(lon), NOWHERE, POSITION).astype(object)
    lost = np.flatnonzero(np.isnan(lon))
    found: dict[int, Found] = {}
    if len(lost) and any(name in known for name in Address._fields):
        locator = locator_of(places, scenario.market.places.town_spread_km)
        found = dict(zip(lost.tolist(), find_all(locator, known.iloc[lost]), strict=True))
        put(found, places, draws, lon, lat, placed_by)
    away_km = np.full(len(known), 0.0)
    is_there = ~np.isnan(lon)
    away_km[is_there] = places.away_km(lon[is_there], lat[is_there])
    reasons = {row: why_not(row, known, found.get(row)) for row in np.flatnonzero(~is_there).tolist()}
    for row in np.flatnonzero(away_km > FARTHEST_KM).tolist():
        reasons[row] = too_far(float(away_km[row]), lon[row], lat[row], places)
        placed_by[row], lon[row], lat[row] = NOWHERE, np.nan, np.nan
    doubts = doubts_of(list(found.values()), places, lon, lat)
    placement = Placement(placed_by, reasons, share_of_sales(known, sorted(reasons)), doubts)
    frame = known.assign(lon_deg=lon, lat_deg=lat, placed_by=placed_by)
    unplaced = scenario.market.customers.unplaced
    if reasons and unplaced == "refuse":
        raise refusal(placement, known, file)
    for sentence in [placement.lost_in_short(), *doubts] if reasons else doubts:
        warnings.warn(Phrase("{file}: {sentence}", file=file.name, sentence=sentence), stacklevel=3)
    if reasons and unplaced == "leave_out":
        frame = frame[placed_by != NOWHERE].reset_index(drop=True)
        frame["customer_id"] = np.arange(len(frame))
        if len(frame) == 0:
            raise refusal(placement, known, file)
    return frame, placement


def locator_of(places: Places, spread_km: float) -> Locator:
    """What finds addresses in a market: the gazetteer of its countries, or its own towns."""
    if not places.countries:
        towns = places.towns
        frame = pd.DataFrame(
            {
                "name": towns["name"],
                "names": [plain_name(name) for name in towns["name"]],
                "lon": towns["lon_deg"],
                "lat": towns["lat_deg"],
                "residents": towns["residents"],
                "unit": towns["unit"],
            }
        )
        return Locator((), spread_km=spread_km, own_towns=TownIndex(frame, places.units), own_units=places.unit_keys)
    inside = {}
    for country in places.countries:
        towns = towns_of(country)
        is_inside = np.zeros(len(units_of(country)), bool)
        is_inside[towns["unit"][towns["geonameid"].isin(places.towns["geonameid"])].unique()] = True
        inside[country] = is_inside
    return Locator(places.countries, inside, spread_km)


def put(
    found: dict[int, Found],
    places: Places,
    draws: Draws,
    lon: np.ndarray,
    lat: np.ndarray,
    placed_by: np.ndarray,
) -> None:
    """Write the positions of what was found by its address, around its middle; a state's customers in its towns."""
    rows = np.array([row for row, one in found.items() if one.by != NOWHERE], np.int64)
    if len(rows) == 0:
        return
    chance = draws.uniform(Stream.CUSTOMER_PLACE, rows, 0)  # a customer's draws go by its row in the file
    middle = np.array([town_of_state(found[row], places, u) for row, u in zip(rows.tolist(), chance)])
    spread_km = np.array([found[row].spread_km for row in rows.tolist()])
    lon[rows], lat[rows] = scatter(draws, Stream.CUSTOMER_PLACE, rows, middle[:, 0], middle[:, 1], spread_km)
    placed_by[rows] = [found[row].by for row in rows.tolist()]


def town_of_state(one: Found, places: Places, chance: float) -> tuple[float, float]:
    """Middle of what was found; for a state, the position of one of its towns, by residents."""
    if one.by != STATE:
        return one.lon_deg, one.lat_deg
    lon, lat, residents = towns_in(one, places)
    at = min(int(np.searchsorted(np.cumsum(residents), chance * residents.sum(), side="right")), len(lon) - 1)
    return float(lon[at]), float(lat[at])


def towns_in(one: Found, places: Places) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Positions and residents of the market's towns in some units; of all towns there if the market has none."""
    towns = places.towns
    if not one.country:
        own = towns[towns["unit"].isin(one.units)]
    else:
        all_towns = towns_of(one.country)
        there = all_towns[all_towns["unit"].isin(one.units)]
        own = towns[towns["geonameid"].isin(there["geonameid"])]
        if len(own) == 0:
            return there["lon"].to_numpy(), there["lat"].to_numpy(), there["residents"].to_numpy() + 1
    return own["lon_deg"].to_numpy(), own["lat_deg"].to_numpy(), own["residents"].to_numpy()


def why_not(row: int, known: pd.DataFrame, one: Found | None) -> Phrase:
    """Why a customer could not be placed."""
    cells = {name: known[name].iloc[row] for name in Address._fields if name in known}
    said = {name: str(cell) for name, cell in cells.items() if pd.notna(cell)}
    if one is not None and UNKNOWN_COUNTRY in one.notes:
        return Phrase("there is no country '{name}'", name=said["country"])
    if one is not None and OTHER_COUNTRY in one.notes:
        return Phrase("lies in {country}, which is not in the market", country=CountryName(one.choices[0]))
    if not said:
        return Phrase("has neither a position nor an address")
    shown = ", ".join(said.values())
    return Phrase("nothing of its address is known in the market: {address}", address=shown)


def too_far(away_km: float, lon: float, lat: float, places: Places) -> Phrase:
    """That a position lies outside of the market, and what may have gone wrong with it."""
    far = Phrase("lies {away_km:,.0f} km from the nearest town of market.places", away_km=away_km)
    turned = {
        N_("{far}; are lon and lat swapped?"): (lat, lon),
        N_("{far}; is the sign of lon missing?"): (-lon, lat),
        N_("{far}; is the sign of lat missing?"): (lon, -lat),
    }
    for text, (a, b) in turned.items():
        if abs(b) <= 90 and float(places.away_km(np.array([a]), np.array([b]))[0]) <= FARTHEST_KM:
            return Phrase(text, far=far)
    return far


def share_of_sales(known: pd.DataFrame, rows: list[int]) -> float:
    """Share of the sales that the file knows of, in some rows; of customers where it knows of none."""
    if not rows:
        return 0.0
    sales = np.full(len(known), np.nan)
    if "sales_per_week" in known:
        sales = known["sales_per_week"].to_numpy(float)
    if "orders_per_week" in known and "order_value" in known:
        bought = known["orders_per_week"].to_numpy(float) * known["order_value"].to_numpy(float)
        sales = np.where(np.isnan(sales), bought, sales)
    if "potential" in known and not np.nansum(sales) > 0:
        sales = known["potential"].to_numpy(float)
    if not np.nansum(sales) > 0:
        return len(rows) / len(known)
    sales = np.where(np.isnan(sales), np.nanmean(sales), sales)
    return float(sales[rows].sum() / sales.sum())


def doubts_of(found: Sequence[Found], places: Places, lon: np.ndarray, lat: np.ndarray) -> tuple[Phrase, ...]:
    """What was not plain in the addresses and positions (n,), in sentences."""
    notes = Counter(note for one in found for note in one.notes)
    doubts = []
    ambiguous = Counter(one.choices for one in found if AMBIGUOUS in one.notes)
    for choices, n in ambiguous.most_common(MOST_NAMED):
        text = N_("customers placed in {taken}, the largest town of that name: {n}; others are {others}")
        others = ", ".join(choices[1 : 1 + MOST_NAMED])
        doubts.append(Phrase(text, taken=choices[0], n=count(n), others=others))
    rest = notes[AMBIGUOUS] - sum(n for _, n in ambiguous.most_common(MOST_NAMED))
    if rest:
        doubts.append(
            Phrase("customers placed in the largest town of other names that several have: {n}", n=count(rest))
        )
    if notes[CONTRADICTED]:
        text = N_(
            "customers whose postcode lies far from their city: {n}; the city counts where the state is known, else "
            "the postcode"
        )
        doubts.append(Phrase(text, n=count(notes[CONTRADICTED])))
    if notes[FOREIGN_CODE]:
        text = N_("customers with a postcode of another country: {n}; their city or state counts")
        doubts.append(Phrase(text, n=count(notes[FOREIGN_CODE])))
    at = ~np.isnan(lon)
    town = places.nearest_town(*places.projection.to_km(lon[at], lat[at]))
    on = {str(countries()["continent"].get(code, "")) for code in places.towns["country"].to_numpy()[town]} - {""}
    if len(on) > 1:
        doubts.append(Phrase("customers are on more than one continent: {names}", names=", ".join(sorted(on))))
    return tuple(doubts)


def refusal(placement: Placement, known: pd.DataFrame, file: Path) -> InputError:
    """The fault that names who could not be placed."""
    first = InputError(
        placement.lost_in_short(),
        FIELD,
        file=file,
        allowed="leave_out, which leaves them out, or draw, which places them by residents, once you have seen them",
    )
    each = [fault_of(known, row, "customer_key", reason, file) for row, reason in sorted(placement.reasons.items())]
    return together([first, *each])
