"""Customers to centers that hold so much and no more."""

from __future__ import annotations

import heapq

import numpy as np
import scipy

from salesim.compiled import compiled
from salesim.territory.bisection import bisect
from salesim.territory.layout import Sites, sum_by

NEAR = 12  # centers that are tried first


def nearest_with_room(
    sites: Sites,
    weight: np.ndarray,
    order: np.ndarray,
    center_x_km: np.ndarray,
    center_y_km: np.ndarray,
    room: np.ndarray,
    reach_km: float = np.inf,
) -> np.ndarray:
    """One customer after another takes the nearest center that still has room.

    Parameters
    ----------
    sites : n customers
    weight : (n,) room that each takes
    order : (n,) rows, who comes first
    center_x_km, center_y_km : (k,) [km]
    room : (k,) in the unit of ``weight``
    reach_km : a center farther away is no choice

    Returns
    -------
    (n,) int32 index of the center; -1 where none within reach had room
    """
    places = np.column_stack([sites.x_km, sites.y_km])
    near = scipy.spatial.cKDTree(np.column_stack([center_x_km, center_y_km])).query(
        places, k=list(range(1, min(NEAR, len(room)) + 1))
    )
    taken = np.full(len(sites), -1, np.int32)
    _take_places(
        np.ascontiguousarray(order, np.int64),
        *(np.ascontiguousarray(values, np.float64) for values in (sites.x_km, sites.y_km, weight)),
        np.ascontiguousarray(near[1], np.int64),
        np.ascontiguousarray(center_x_km, np.float64),
        np.ascontiguousarray(center_y_km, np.float64),
        np.array(room, np.float64),
        float(reach_km) ** 2,
        taken,
    )
    return taken


@compiled
def _take_places(order, x_km, y_km, weight, near, center_x_km, center_y_km, room, reach_km2, taken):
    for row in order:
        best, is_within_near = -1, False
        for center in near[row]:
            distance = (x_km[row] - center_x_km[center]) ** 2 + (y_km[row] - center_y_km[center]) ** 2
            if distance > reach_km2:
                is_within_near = True  # the others are farther still
                break
            if room[center] >= weight[row]:
                best = center
                break
        if best < 0 and not is_within_near:  # those nearby are full: look at all
            nearest = reach_km2
            for center in range(len(room)):
                distance = (x_km[row] - center_x_km[center]) ** 2 + (y_km[row] - center_y_km[center]) ** 2
                if room[center] >= weight[row] and distance <= nearest:
                    best, nearest = center, distance
        if best >= 0:
            room[best] -= weight[row]
            taken[row] = best


def fill_empty(territory_of: np.ndarray, n_territories: int, sites: Sites) -> np.ndarray:
    """A territory that nobody belongs to (many customers at one place) helps out at the most crowded one.

    >>> from salesim.territory.layout import make_sites
    >>> fill_empty(np.array([0, 0, 0], np.int32), 2, make_sites([1, 2, 3], [0, 1, 2], [0, 0, 0])).tolist()
    [0, 1, 1]
    """
    held = sum_by(territory_of, n_territories)
    empty = np.flatnonzero(held == 0)
    if len(empty) == 0:
        return territory_of
    crowd = [(-int(n), int(territory), 1) for territory, n in enumerate(held) if n]  # (customers a seat, which, seats)
    heapq.heapify(crowd)
    teams: dict[int, list[int]] = {}
    for spare in empty:
        _, territory, seats = heapq.heappop(crowd)
        teams.setdefault(territory, [territory]).append(int(spare))
        heapq.heappush(crowd, (-held[territory] / (seats + 1), territory, seats + 1))
    filled = territory_of.copy()
    for territory, team in teams.items():
        rows = np.flatnonzero(territory_of == territory)
        parts = bisect(sites.x_km[rows], sites.y_km[rows], np.ones(len(rows)), len(team))
        filled[rows] = np.array(team, dtype=np.int32)[parts]
    return filled
