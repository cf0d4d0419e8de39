"""Rivers, borders and closed areas that no territory crosses: neighbors across them are none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy

from salesim.compiled import compiled
from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase
from salesim.territory.contiguity import Neighborhood, draw_neighborhood
from salesim.territory.geojson import is_within, read_shapes
from salesim.territory.layout import Sites, sum_by

UNITS = ("county", "unit", "province", "region")
CUT_OFF = 0.02  # of an average territory: who is cut off with less goes with the nearest, and a note says so
NEAR_HOME = 50  # customers nearest to a home, of whom at least one must be reached without crossing a barrier


class Barriers(NamedTuple):
    """What no territory crosses.

    Parameters
    ----------
    ground_of : (n,) int64, customers of different grounds share no territory
    lines : (s, 4) [km] straight pieces x0, y0, x1, y1 that no two neighbors lie on both sides of
    areas : closed areas, each rings (corners, 2) [km]
    """

    ground_of: np.ndarray
    lines: np.ndarray
    areas: list[list[np.ndarray]]

    @property
    def are_there(self) -> bool:
        """Whether there are any."""
        return len(self.lines) > 0 or int(self.ground_of.max(initial=0)) > 0


def read_barriers(barriers: Sequence[str], restricted_areas: Sequence[str], sites: Sites) -> Barriers:
    """Barriers as stated: borders of units, or GeoJSON files of lines and of areas.

    Raises
    ------
    InputError : neither a kind of unit nor a file that can be read
    """
    codes: list[np.ndarray] = []
    lines: list[np.ndarray] = []
    areas: list[list[np.ndarray]] = []
    for field, stated in (("barriers", barriers), ("restricted_areas", restricted_areas)):
        for i, one in enumerate(stated):
            if Path(one).suffix.lower() not in (".geojson", ".json"):
                if field == "barriers" and one in UNITS:
                    of = getattr(sites, one)
                    codes.append(np.zeros(len(sites), np.int64) if of is None else of)
                    continue
                allowed = Phrase("a GeoJSON file (.geojson, .json)")
                if field == "barriers":
                    allowed = Phrase("{units}, or a GeoJSON file (.geojson, .json)", units=", ".join(UNITS))
                raise InputError("is no barrier", f"{field}.{i}", one, allowed, nearest_name(one, UNITS))
            if sites.ground.projection is None:
                raise InputError("shapes in degrees need a market's map", f"{field}.{i}", one)
            takes_lines = field == "barriers"
            shapes = read_shapes(sites.ground.folder / one, sites.ground.projection, takes_lines, f"{field}.{i}")
            areas += shapes.areas
            lines += [np.hstack([line[:-1], line[1:]]) for line in shapes.lines]
    points = np.column_stack([sites.x_km, sites.y_km])
    codes += [is_within(points, area).astype(np.int64) for area in areas]
    ground_of = np.zeros(len(sites), np.int64)
    for code in codes:
        ground_of = np.unique(ground_of * (int(code.max()) + 1) + code, return_inverse=True)[1].reshape(-1)
    return Barriers(ground_of, np.vstack(lines) if lines else np.zeros((0, 4)), areas)


def neighborhood_within(x_km: np.ndarray, y_km: np.ndarray, ground_of: np.ndarray, lines: np.ndarray) -> Neighborhood:
    """Neighbors of customers (n,) on the same ground, and on the same side of every line."""
    grounds = np.unique(ground_of)
    most = len(x_km) if len(lines) else None  # who shares a place could lie on both sides of a line
    if len(grounds) == 1 and len(lines) == 0:
        return draw_neighborhood(x_km, y_km)
    place_of = np.empty(len(x_km), np.int64)
    one, other, n_places = [], [], 0
    for ground in grounds.tolist():
        rows = np.flatnonzero(ground_of == ground)
        inside = draw_neighborhood(x_km[rows], y_km[rows], most)
        place_of[rows] = inside.place_of + n_places
        one.append(np.repeat(np.arange(len(inside.first) - 1), np.diff(inside.first)) + n_places)
        other.append(inside.beside.astype(np.int64) + n_places)
        n_places += len(inside.first) - 1
    ends = np.column_stack([np.concatenate(one), np.concatenate(other)]).astype(np.int64)
    count = sum_by(place_of, n_places)
    places = np.column_stack([sum_by(place_of, n_places, v) / count for v in (x_km, y_km)])
    if len(lines):
        ends = ends[~crosses(places[ends[:, 0]], places[ends[:, 1]], lines)]
    return join_places(place_of, n_places, ends)


def join_places(place_of: np.ndarray, n_places: int, ends: np.ndarray) -> Neighborhood:
    """A neighborhood from places and the pairs (e, 2) of them that lie beside each other, in both directions."""
    code = np.unique(ends @ [n_places, 1]) if len(ends) else np.zeros(0, np.int64)
    return Neighborhood(
        place_of.astype(np.int32),
        np.searchsorted(code, np.arange(n_places + 1, dtype=np.int64) * n_places),
        (code % max(n_places, 1)).astype(np.int32),
        np.concatenate([[0], np.cumsum(sum_by(place_of, n_places))]),
        np.argsort(place_of, kind="stable").astype(np.int32),
    )


def all_pairs(atom: np.ndarray, first: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(e, 2) atoms of places ``one`` beside atoms of places ``other``; place u has atom[first[u]:first[u + 1]]."""
    n_one, n_other = np.diff(first)[one], np.diff(first)[other]
    many = n_one * n_other
    pair = np.repeat(np.arange(len(one)), many)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many)
    n_right = n_other[pair]
    return np.column_stack(
        [atom[first[one[pair]] + within // np.maximum(n_right, 1)], atom[first[other[pair]] + within % n_right]]
    ).astype(np.int64)


def split_places(neighborhood: Neighborhood, code: np.ndarray) -> Neighborhood:
    """The neighborhood in which customers (n,) with different codes are no neighbors, not even at the same place."""
    n_places, n_codes = len(neighborhood.first) - 1, int(code.max()) + 1
    keys, key_of = np.unique(neighborhood.place_of.astype(np.int64) * n_codes + code, return_inverse=True)
    first = np.searchsorted(keys // n_codes, np.arange(n_places + 1))
    one = np.repeat(np.arange(n_places), np.diff(neighborhood.first))
    ends = all_pairs(np.arange(len(keys)), first, one, neighborhood.beside)
    same = keys[ends[:, 0]] % n_codes == keys[ends[:, 1]] % n_codes
    return join_places(key_of.reshape(-1), len(keys), ends[same])


def islands(neighborhood: Neighborhood) -> np.ndarray:
    """(n,) which of the parts that nothing joins a customer is in, numbered from 0 by their first customers."""
    n_places = len(neighborhood.first) - 1
    one = np.repeat(np.arange(n_places), np.diff(neighborhood.first))
    graph = scipy.sparse.coo_array((np.ones(len(one), np.int8), (one, neighborhood.beside)), shape=(n_places, n_places))
    part = scipy.sparse.csgraph.connected_components(graph.tocsr(), directed=False)[1][neighborhood.place_of]
    _, first, number = np.unique(part, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[number.reshape(-1)]


def crosses(starts: np.ndarray, ends: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """(e,) whether the straight way from start to end, (e, 2) each, meets one of the lines (s, 4).

    >>> wall = np.array([[1.0, -1.0, 1.0, 1.0]])
    >>> crosses(np.zeros((2, 2)), np.array([[2.0, 0.0], [0.5, 0.0]]), wall).tolist()
    [True, False]
    """
    found = np.zeros(len(starts), dtype=np.bool_)
    _mark_crossing(np.ascontiguousarray(starts), np.ascontiguousarray(ends), np.ascontiguousarray(lines), found)
    return found


@compiled
def side(ax, ay, bx, by, px, py):
    """Positive if p lies to the left of the way from a to b, negative to the right, 0 on it."""
    return (bx - ax) * (py - ay) - (by - ay) * (px - ax)


@compiled
def _mark_crossing(starts, ends, lines, found):
    for e in range(starts.shape[0]):
        ax, ay, bx, by = starts[e, 0], starts[e, 1], ends[e, 0], ends[e, 1]
        west, east, south, north = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        for s in range(lines.shape[0]):
            cx, cy, dx, dy = lines[s, 0], lines[s, 1], lines[s, 2], lines[s, 3]
            if max(cx, dx) < west or min(cx, dx) > east or max(cy, dy) < south or min(cy, dy) > north:
                continue
            if side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) <= 0.0 and (
                side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) <= 0.0
            ):
                found[e] = True
                break


def check_homes(home_km: np.ndarray, seat: np.ndarray, barriers: Barriers, sites: Sites) -> None:
    """Refuse barriers that cut a rep's home off from all customers."""
    points = np.column_stack([sites.x_km, sites.y_km])
    lives = np.flatnonzero(np.isfinite(home_km).all(axis=1))
    if not len(lives) or not barriers.are_there:
        return
    near = scipy.spatial.cKDTree(points).query(home_km[lives], k=list(range(1, min(NEAR_HOME, len(points)) + 1)))[1]
    own = np.column_stack([is_within(home_km[lives], area) for area in barriers.areas] or [np.zeros((len(lives), 0))])
    theirs = np.column_stack([is_within(points, area) for area in barriers.areas] or [np.zeros((len(points), 0))])
    for at, t in enumerate(lives.tolist()):
        home = np.broadcast_to(home_km[t], (near.shape[1], 2))
        reached = ~crosses(home, points[near[at]], barriers.lines)
        shares_area = (theirs == own[at]).all(axis=1).any()
        if not reached.any() or not shares_area:
            message = Phrase("cuts rep {rep} off from all customers", rep=int(seat[t]) + 1)
            raise InputError(message, "restricted_areas" if not shares_area else "barriers", allowed=Phrase(
                "shapes that leave each rep's home on the side of some customers"))  # fmt: skip
