"""Cells around towns, for maps: Voronoi polygons that end some way out of town.

There are no administrative borders that may be redistributed; a territory is drawn as the cells of the towns that it
serves most.
"""

from __future__ import annotations

import numpy as np
import scipy

from salesim.territory.layout import sum_by

CIRCLE_SIDES = 36


def town_cells(x_km: np.ndarray, y_km: np.ndarray, radius_km: float = 12.0) -> list[np.ndarray]:
    """For each town the part of the map that is nearest to it, at most ``radius_km`` away.

    Parameters
    ----------
    x_km, y_km : (n,) [km] towns; towns at one place get the same cell
    radius_km : how far a cell reaches from its town

    Returns
    -------
    n polygons, each (corners, 2) [km], convex, anticlockwise, not closed
    """
    places, place_of, voronoi = _voronoi(x_km, y_km, radius_km)
    angles = 2.0 * np.pi * np.arange(CIRCLE_SIDES) / CIRCLE_SIDES
    circle = radius_km * np.column_stack([np.cos(angles), np.sin(angles)])
    cells = []
    for place, region in zip(places, voronoi.point_region, strict=False):
        corners = voronoi.vertices[voronoi.regions[region]] - place
        corners = corners[np.argsort(np.arctan2(corners[:, 1], corners[:, 0]), kind="stable")]
        cells.append(clip_convex(corners, circle) + place)
    return [cells[place] for place in place_of]


def cell_borders(
    x_km: np.ndarray, y_km: np.ndarray, territory_of_town: np.ndarray, radius_km: float = 12.0
) -> np.ndarray:
    """Lines between cells of different territories.

    Parameters
    ----------
    x_km, y_km : (n,) [km] towns
    territory_of_town : (n,) from `cell_territories`
    radius_km : as in `town_cells`

    Returns
    -------
    (m, 2, 2) [km] segments, start and end; ready for a matplotlib LineCollection
    """
    places, place_of, voronoi = _voronoi(x_km, y_km, radius_km)
    label = np.empty(len(places), dtype=np.int64)
    label[place_of[::-1]] = np.asarray(territory_of_town)[::-1]  # the first town at a place speaks for it
    segments = []
    for (a, b), (start, end) in zip(voronoi.ridge_points, voronoi.ridge_vertices, strict=True):
        if max(a, b) >= len(places) or min(start, end) < 0 or label[a] == label[b]:
            continue
        segment = _inside_circle(voronoi.vertices[start], voronoi.vertices[end], places[a], radius_km)
        if segment is not None:
            segments.append(segment)
    return np.array(segments).reshape(-1, 2, 2)


def cell_territories(
    town_of: np.ndarray, territory_of: np.ndarray, n_towns: int, weight: np.ndarray | None = None
) -> np.ndarray:
    """The territory that serves most of a town's customers (or most of their weight); ties go to the lowest number.

    Parameters
    ----------
    town_of, territory_of : (n,) town and territory of each customer
    n_towns : number of towns
    weight : (n,) such as potential; each customer counts the same if left out

    Returns
    -------
    (n_towns,) int32; -1 where a town has no customers
    """
    n_territories = int(np.max(territory_of)) + 1
    pairs, pair_of = np.unique(np.asarray(town_of, np.int64) * n_territories + territory_of, return_inverse=True)
    served = sum_by(pair_of, len(pairs), weight)
    order = np.lexsort((-(pairs % n_territories), served))  # the winner of a town is written last
    winners = np.full(n_towns, -1, dtype=np.int32)
    winners[pairs[order] // n_territories] = pairs[order] % n_territories
    return winners


def fill_cells(x_km: np.ndarray, y_km: np.ndarray, territory_of_town: np.ndarray) -> np.ndarray:
    """Towns without customers take the territory of the nearest town that has some, so that a map shows no holes."""
    known = np.flatnonzero(territory_of_town >= 0)
    towns = np.column_stack([x_km, y_km])
    nearest: np.ndarray = territory_of_town[known[scipy.spatial.cKDTree(towns[known]).query(towns)[1]]]
    return nearest


def clip_convex(polygon: np.ndarray, window: np.ndarray) -> np.ndarray:
    """The part of one convex polygon inside another, both (corners, 2) and anticlockwise; (0, 2) if there is none.

    Source: Sutherland & Hodgman 1974, "Reentrant polygon clipping", Communications of the ACM 17(1).
    """
    for start, end in zip(window, np.roll(window, -1, axis=0), strict=True):
        if len(polygon) == 0:
            break
        edge = end - start
        left_by = edge[0] * (polygon[:, 1] - start[1]) - edge[1] * (polygon[:, 0] - start[0])
        if (left_by >= 0).all():
            continue
        kept = []
        for i in range(len(polygon)):
            j = (i + 1) % len(polygon)
            if left_by[i] >= 0:
                kept.append(polygon[i])
            if (left_by[i] >= 0) != (left_by[j] >= 0):
                kept.append(polygon[i] + (polygon[j] - polygon[i]) * left_by[i] / (left_by[i] - left_by[j]))
        polygon = np.array(kept).reshape(-1, 2)
    return polygon


def _voronoi(
    x_km: np.ndarray, y_km: np.ndarray, radius_km: float
) -> tuple[np.ndarray, np.ndarray, scipy.spatial.Voronoi]:
    """Voronoi diagram of the distinct places, fenced by far-away points so that every town's cell is bounded."""
    places, place_of = np.unique(np.column_stack([x_km, y_km]).astype(np.float64), axis=0, return_inverse=True)
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    far = 10.0 * (np.ptp(places, axis=0).max() + radius_km)
    fence = middle + far * np.array([[1.0, 0.1], [-0.1, 1.0], [-1.0, -0.1], [0.1, -1.0]])
    return places, place_of.reshape(-1), scipy.spatial.Voronoi(np.vstack([places, fence]))


def _inside_circle(start: np.ndarray, end: np.ndarray, center: np.ndarray, radius: float) -> np.ndarray | None:
    """The part of a segment inside a circle: solve |start + t (end - start) - center| = radius for t in [0, 1]."""
    along, out = end - start, start - center
    a, b, c = float(along @ along), float(out @ along), float(out @ out) - radius * radius
    root = b * b - a * c
    if a == 0 or root <= 0:
        return None
    low, high = max(0.0, (-b - root**0.5) / a), min(1.0, (-b + root**0.5) / a)
    return np.array([start + low * along, start + high * along]) if low < high else None
