"""Whose travel times a table knows: it may call its places by town, by postcode or by the customers' own ids."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from salesim.columns import Customers
from salesim.errors import InputError, nearest_name, shorten, together
from salesim.phrase import Phrase, in_a_row
from salesim.scenario.scenario import Scenario
from salesim.territory.travel import TravelParameters
from salesim.territory.travel_table import FROM, TravelTable, read_travel_table
from salesim.wording import count, percent
from salesim.wording.text import N_
from salesim.world.gazetteer.postcodes import postcodes
from salesim.world.gazetteer.spelling import plain_name
from salesim.world.gazetteer.tables import towns_of
from salesim.world.places import Places

BY_DISTANCE = -1
FIELD = "market.travel.by"
TOWN, POSTCODE, CUSTOMER = "town", "postcode", "customer"
WORDS = {TOWN: N_("towns"), POSTCODE: N_("postcodes"), CUSTOMER: N_("customers' ids")}
SLOWEST_KMH, FASTEST_KMH = 1.0, 400.0  # as the crow flies, in the middle of all pairs; beyond, the unit is another one
TOWN_NAMES = ("geonameid", "name", "name_zh", "name_en")
NEAR_ENOUGH_KM = 1.0  # pairs that tell no speed


class TravelTimes(NamedTuple):
    """Minutes between the places of a user's table, and who is where in it."""

    minutes: np.ndarray  # (n_places, n_places) float32, -1 where the table says nothing; (0, 0) without a table
    row: np.ndarray  # (n_customers,) the table's row of each customer, by ``customers.place``; -1 by distance
    x_km: np.ndarray  # (n_places,) middle of whoever is there
    y_km: np.ndarray

    @classmethod
    def none(cls) -> TravelTimes:
        """Without a table: all goes by distance."""
        return cls(np.zeros((0, 0), np.float32), np.zeros(0, np.int32), np.zeros(0), np.zeros(0))

    def rows_at(self, place: np.ndarray) -> np.ndarray:
        """The table's rows of customers at some places (n,); none, (0,), without a table."""
        return self.row[place] if len(self.minutes) else self.row

    def nearest(self, x_km: np.ndarray, y_km: np.ndarray, within_km: float) -> np.ndarray:
        """Rows of the places nearest to some positions (n,), -1 where none lies within so many kilometers."""
        rows = np.full(len(x_km), BY_DISTANCE, np.int32)
        if len(self.x_km) and len(x_km):
            from scipy.spatial import cKDTree

            tree = cKDTree(np.column_stack([self.x_km, self.y_km]))
            away, nearest = tree.query(np.column_stack([x_km, y_km]))
            rows[away <= within_km] = nearest[away <= within_km]
        return rows


def read_travel_times(
    scenario: Scenario, places: Places, customers: Customers, known: pd.DataFrame | None
) -> TravelTimes:
    """The scenario's table of travel times, matched with the market.

    Whoever is not in the table itself, such as prospects, counts as the nearest place of it within the distance that
    is driven at town speed; farther away, distance and speed hold.

    Parameters
    ----------
    customers : in the order in which they were drawn, those of a file first
    known : the file's customers as placed; None without a file

    Raises
    ------
    InputError for a table that cannot be read, whose names are not the market's, or whose unit cannot be right
    """
    travel = scenario.market.travel
    if travel.table is None:
        return TravelTimes.none()
    file = scenario.folder / travel.table
    table = read_travel_table(file)
    by, row_of_place = _match(table, travel, places, known, file)
    row = np.full(len(customers.state), BY_DISTANCE, np.int32)
    if by == TOWN:
        x_km, y_km = (places.towns[name].to_numpy(float) for name in ("x_km", "y_km"))
        row = row_of_place[customers.town]
        middle = np.array([[x_km[t], y_km[t]] for t in _places_of(row_of_place, len(table.places))])
    else:
        n = len(row_of_place)
        row[:n] = row_of_place
        here = np.flatnonzero(row >= 0)
        at = pd.DataFrame({"row": row[here], "x": customers.x_km[here], "y": customers.y_km[here]})
        middle = at.groupby("row")[["x", "y"]].mean().reindex(range(len(table.places))).to_numpy(float)
    is_used = ~np.isnan(middle[:, 0])  # what nobody is at plays no part
    new_row = np.where(is_used, np.cumsum(is_used) - 1, BY_DISTANCE).astype(np.int32)
    row = np.where(row >= 0, new_row[row], BY_DISTANCE).astype(np.int32)
    times = TravelTimes(table.minutes[np.ix_(is_used, is_used)], row, middle[is_used, 0], middle[is_used, 1])
    _check_speed(times, travel, file)
    in_table = int((row >= 0).sum())
    away = np.flatnonzero(row < 0)
    row[away] = times.nearest(customers.x_km[away], customers.y_km[away], travel.urban_km)
    _tell(file, by, in_table, row, [name for name, used in zip(table.places, is_used) if not used])
    return times


def _match(
    table: TravelTable, travel: TravelParameters, places: Places, known: pd.DataFrame | None, file: Path
) -> tuple[str, np.ndarray]:
    """What the table's places are, and the table's row of each town, or of each of the file's customers."""
    candidates = {TOWN: _towns(places)}
    if known is not None:
        if "postcode" in known:
            candidates[POSTCODE] = _postcodes(known["postcode"], places)
        candidates[CUSTOMER] = _by_name({key: [row] for row, key in enumerate(known["customer_key"])})
    if travel.by is not None and travel.by not in candidates:
        reason = Phrase("no customers' file gives these: {what}", what=Phrase(WORDS[travel.by]))
        raise InputError(reason, FIELD, travel.by, allowed=", ".join(candidates))
    found = {by: [of(name) for name in table.places] for by, of in candidates.items() if travel.by in (None, by)}
    hits = {by: sum(bool(rows) for rows in lists) for by, lists in found.items()}
    best = max(hits, key=lambda by: hits[by])
    if list(hits.values()).count(hits[best]) > 1 and hits[best]:
        reason = Phrase("the table's places could be {what}", what=in_a_row([Phrase(WORDS[by]) for by in hits]))
        raise InputError(reason, FIELD, allowed=", ".join(hits), file=file)
    if best == TOWN or 2 * hits[best] < len(table.places):
        _refuse_strangers(table, best, found[best], places, known, file)
    n = len(places.towns) if best == TOWN else len(known)  # type: ignore[arg-type]
    row_of = np.full(n, BY_DISTANCE, np.int32)
    for row, ours in enumerate(found[best]):
        if ours and row_of[ours[0]] >= 0:
            _join(table, int(row_of[ours[0]]), row, file)
        else:
            row_of[ours] = row
    return best, row_of


def _join(table: TravelTable, row: int, other: int, file: Path) -> None:
    """Bring the times of a place that the table calls by a second name to its first one."""
    for one, two in ((table.minutes[row], table.minutes[other]), (table.minutes[:, row], table.minutes[:, other])):
        if ((one >= 0) & (two >= 0) & (one != two)).any():
            names = f"{table.places[row]}, {table.places[other]}"
            raise InputError(
                "these are one place, and their times differ", FROM[0], names, file=file, line=table.lines[other]
            )
        one[:] = np.where(one >= 0, one, two)


def _refuse_strangers(
    table: TravelTable,
    by: str,
    found: Sequence[Sequence[int]],
    places: Places,
    known: pd.DataFrame | None,
    file: Path,
) -> None:
    """Faults for places that the market does not have, and for names that several towns share."""
    if by == TOWN:
        names = [str(name) for column in TOWN_NAMES for name in places.towns[column] if name]
    else:
        names = [str(name) for name in known["postcode" if by == POSTCODE else "customer_key"].dropna()]  # type: ignore[index]
    faults = []
    for name, line, ours in zip(table.places, table.lines, found):
        if not ours:
            what = {TOWN: N_("no such town"), POSTCODE: N_("no customer has this postcode")}.get(
                by, N_("no such customer")
            )
            faults.append(
                InputError(Phrase(what), FROM[0], name, file=file, line=line, nearest=nearest_name(name, names))
            )
        elif by == TOWN and len(ours) > 1:
            faults.append(InputError("several towns have this name; use the id", FROM[0], name, file=file, line=line))
    if faults:
        raise together(faults)


def _towns(places: Places) -> Callable[[str], Sequence[int]]:
    """Towns by id and by their names in the market; by another of the gazetteer's names where none has that one."""
    rows: dict[str, list[int]] = {}
    for row, names in enumerate(places.towns[list(TOWN_NAMES)].astype(str).itertuples(index=False)):
        for name in {name for name in names if name}:
            rows.setdefault(name, []).append(row)
    others: dict[str, list[int]] = {}
    row_of = {town: row for row, town in enumerate(places.towns["geonameid"].tolist())}
    for country in places.countries:
        known = towns_of(country)
        for town, names in zip(known["geonameid"].tolist(), known["names"].tolist(), strict=True):
            if town in row_of:
                for name in names.split("|"):
                    others.setdefault(name, []).append(row_of[town])
    return lambda name: rows.get(name) or others.get(plain_name(name), [])


def _by_name(rows: Mapping[str, list[int]]) -> Callable[[str], Sequence[int]]:
    return lambda name: rows.get(name, [])


def _postcodes(codes: pd.Series, places: Places) -> Callable[[str], Sequence[int]]:
    """Customers by postcode, whichever way a spreadsheet has left it."""

    def forms(code: str) -> list[str]:
        found = [form for country in places.countries for form in postcodes(country).forms(code)]
        return found or ["".join(code.upper().split())]

    rows: dict[str, list[int]] = {}
    told = codes[codes.notna()]
    for code, at in told.groupby(told).groups.items():
        for form in dict.fromkeys(forms(str(code))):
            rows.setdefault(form, []).extend(at.tolist())
    return lambda name: next((rows[form] for form in forms(name) if form in rows), [])


def _places_of(row_of_town: np.ndarray, n_places: int) -> np.ndarray:
    """The town at each row of the table."""
    town = np.zeros(n_places, np.int64)
    known = np.flatnonzero(row_of_town >= 0)
    town[row_of_town[known]] = known
    return town


def _check_speed(times: TravelTimes, travel: TravelParameters, file: Path) -> None:
    """Refuse times that make no speed; seconds taken for minutes are found so."""
    dx, dy = times.x_km[:, None] - times.x_km, times.y_km[:, None] - times.y_km
    km = np.hypot(dx, dy)
    tells = (km > NEAR_ENOUGH_KM) & (times.minutes > 0)
    if not tells.any():
        return
    kmh = float(np.median(km[tells] / times.minutes[tells] * 60.0))
    if not SLOWEST_KMH <= kmh <= FASTEST_KMH:
        reason = Phrase(
            "the times make {kmh:,.1f} km/h as the crow flies, by the median of all pairs; are they in another unit?",
            kmh=kmh,
        )
        raise InputError(reason, "market.travel.table", travel.table, file=file,
                         allowed="headings minutes, seconds or hours say the unit")  # fmt: skip


def _tell(file: Path, by: str, in_table: int, row: np.ndarray, unused: Sequence[str]) -> None:
    """Say whom the table covers, where it is not everybody."""
    if in_table == len(row) and not unused:
        return
    near = int((row >= 0).sum()) - in_table
    sentence = Phrase(
        "{file}: travel times by {what}: {share} of customers and prospects are in the table, {near} count as the "
        "nearest place of it, {rest} go by distance and speed; places of the table where nobody is: {unused}",
        file=file.name,
        what=Phrase(WORDS[by]),
        share=percent(in_table / max(len(row), 1)),
        near=percent(near / max(len(row), 1)),
        rest=percent(float((row < 0).mean()) if len(row) else 0.0),
        unused=f"{count(len(unused))} ({shorten(', '.join(unused))})" if unused else "0",
    )
    warnings.warn(sentence, stacklevel=4)
