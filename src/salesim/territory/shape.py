"""The ground of territories as shapes: how long their borders are for their size, and their outlines.

There are no administrative borders that may be redistributed. The ground is divided among customers, each point to the
nearest; where the customers end, it ends half-way to a ring of points at which nobody is. Neighboring shapes share
their border exactly, so areas add up and outlines can be chained without any geometry library.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy

from salesim.territory.contiguity import gather
from salesim.territory.layout import sum_by

MAX_CELLS = 30_000  # beyond this many, customers close to each other share a cell
CELLS_A_TERRITORY = 8  # but a territory should have so many, or its shape would be that of a cell
USUAL_NEIGHBORS = 3
WIDEST_GRID = 1500  # points of the ring's grid along the longer side of the map, at most


class Cells(NamedTuple):
    """Cells around customers, the territory that each belongs to, and the edges between cells.

    Parameters
    ----------
    x_km, y_km : (m,) [km] middle of each cell's customers
    territory_of : (m,) int64, who serves most of the cell's weight
    one, other : (e,) int64, the cells on both sides of an edge, ``one`` to its left; -1: nobody's ground
    start, end : (e,) int64, rows of ``corners``
    corners : (v, 2) [km]
    """

    x_km: np.ndarray
    y_km: np.ndarray
    territory_of: np.ndarray
    one: np.ndarray
    other: np.ndarray
    start: np.ndarray
    end: np.ndarray
    corners: np.ndarray


def divide_ground(
    x_km: np.ndarray,
    y_km: np.ndarray,
    territory_of: np.ndarray,
    weight: np.ndarray | None = None,
    reach_km: float | None = None,
    max_cells: int | None = None,
) -> Cells:
    """Divide the ground among customers (n,); a cell goes to the territory with most ``weight`` (n,) in it.

    ``reach_km`` is how far the ground goes beyond the outermost customers; by default somewhat more than the usual
    distance between customers, two kilometers at least.

    Source: cells are Voronoi's (1908), found as the dual of scipy.spatial.Delaunay's triangulation (1934).
    """
    max_cells = max(MAX_CELLS, CELLS_A_TERRITORY * (int(np.max(territory_of)) + 1)) if max_cells is None else max_cells
    cell_of = np.unique(np.column_stack([x_km, y_km]).round(3), axis=0, return_inverse=True)[1].reshape(-1)
    if int(cell_of.max()) >= max_cells:
        cell_of = gather(x_km, y_km, 4 * len(x_km) // max_cells)
    count = sum_by(cell_of, int(cell_of.max()) + 1)
    m = len(count)
    places = np.column_stack([sum_by(cell_of, m, x_km), sum_by(cell_of, m, y_km)]) / count[:, None]
    owner = _max_weight(cell_of, np.asarray(territory_of, np.int64), m, weight)
    reach_km = usual_reach_km(places) if reach_km is None else reach_km

    points = np.vstack([places, ring_around(places, reach_km)])
    mesh = scipy.spatial.Delaunay(points - places.mean(axis=0))
    corners = _circumcenters(points[mesh.simplices])
    beyond = mesh.neighbors
    triangle, k = np.nonzero(beyond > np.arange(len(beyond))[:, None])  # each pair of triangles once
    # triangles run anticlockwise, so on the way across a side its second corner lies to the left; by this rule, and not
    # by measuring, edges without length (four customers on a circle) are the right way round, too
    one = mesh.simplices[triangle, (k + 2) % 3].astype(np.int64)
    other = mesh.simplices[triangle, (k + 1) % 3].astype(np.int64)
    start, end = triangle, beyond[triangle, k].astype(np.int64)
    used = np.minimum(one, other) < m
    one, other, start, end = one[used], other[used], start[used], end[used]

    swap = one >= m  # a cell of ours is always the one
    one, other = np.where(swap, other, one), np.where(swap, one, other)
    start, end = np.where(swap, end, start), np.where(swap, start, end)
    return Cells(places[:, 0], places[:, 1], owner, one, np.where(other < m, other, -1), start, end, corners)


def measure(ground: Cells, n_territories: int) -> tuple[np.ndarray, np.ndarray]:
    """Area [km²] and length of the border [km] of each territory's ground, (n_territories,); 0 where it has none."""
    along = ground.corners[ground.end] - ground.corners[ground.start]
    length = np.hypot(along[:, 0], along[:, 1])
    outside = np.append(ground.territory_of, -1)
    left, right = outside[ground.one], outside[ground.other]
    places = np.column_stack([ground.x_km, ground.y_km])
    # the triangle between a cell's middle and its edge; the same on the other side, the edge lies half-way
    triangle = 0.5 * np.abs(_cross(along, places[ground.one] - ground.corners[ground.start]))
    ours = right >= 0
    area = sum_by(left, n_territories, triangle) + sum_by(right[ours], n_territories, triangle[ours])
    is_border = left != right
    border = sum_by(left[is_border], n_territories, length[is_border])
    both = is_border & ours
    return area, border + sum_by(right[both], n_territories, length[both])


def polsby_popper(area_km2: np.ndarray, border_km: np.ndarray) -> np.ndarray:
    """Compactness of shapes, 4π area / border², 1 for a circle, .785 for a square, towards 0 for a ribbon.

    Source: Polsby & Popper 1991, "The third criterion: compactness as a procedural safeguard against partisan
    gerrymandering", Yale Law & Policy Review 9(2).

    >>> float(polsby_popper(np.array([4.0]), np.array([8.0])).round(3)[0])
    0.785
    """
    roundness: np.ndarray = 4.0 * np.pi * area_km2 / np.maximum(border_km, 1e-300) ** 2
    return roundness


def outlines(ground: Cells, territory: int) -> list[list[np.ndarray]]:
    """The ground of one territory as polygons: each a ring around it and rings around its holes.

    A ring is (corners, 2) [km], closed, its ground to the left: outer rings anticlockwise, holes clockwise.
    """
    outside = np.append(ground.territory_of, -1)
    left, right = outside[ground.one] == territory, outside[ground.other] == territory
    forward, back = left & ~right, right & ~left
    follow = dict(zip(ground.start[forward].tolist(), ground.end[forward].tolist(), strict=True))
    follow.update(zip(ground.end[back].tolist(), ground.start[back].tolist(), strict=True))
    rings = []
    while follow:
        # three cells meet at a corner, so a border passes it once and never forks
        first, corner = follow.popitem()
        ring = [first, corner]
        while corner != first:
            corner = follow.pop(corner)
            ring.append(corner)
        rings.append(ground.corners[np.array(ring)])
    areas = [ring_area(ring) for ring in rings]
    outer = sorted((i for i, area in enumerate(areas) if area > 0), key=lambda i: areas[i])
    polygons = {i: [rings[i]] for i in outer}
    for hole in (i for i, area in enumerate(areas) if area < 0):
        around = (i for i in outer if areas[i] > -areas[hole] and is_inside(rings[hole][:1], rings[i])[0])
        owner = next(around, None)
        if owner is not None:
            polygons[owner].append(rings[hole])
    return [polygons[i] for i in reversed(outer)]


def ring_area(ring: np.ndarray) -> float:
    """Signed area of a closed ring (corners, 2), positive if it runs anticlockwise."""
    x, y = (ring - ring[0]).T
    return 0.5 * float(x[:-1] @ y[1:] - x[1:] @ y[:-1])


def is_inside(points: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """Which points (p, 2) lie inside a closed ring (corners, 2): a ray to the east crosses it an odd number of times.

    >>> square = np.array([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]], float)
    >>> is_inside(np.array([[1.0, 1.0], [3.0, 1.0]]), square).tolist()
    [True, False]
    """
    inside = np.zeros(len(points), dtype=bool)
    x, y = points.T
    for (x0, y0), (x1, y1) in zip(ring[:-1].tolist(), ring[1:].tolist(), strict=True):
        if y0 != y1:
            inside ^= ((y0 > y) != (y1 > y)) & (x < x0 + (x1 - x0) * (y - y0) / (y1 - y0))
    return inside


def usual_reach_km(places: np.ndarray) -> float:
    """Distance within which nearly every place (95 in 100) has its nearest three others; two kilometers at least."""
    k = min(USUAL_NEIGHBORS + 1, len(places))
    if k < 2:
        return 10.0
    return max(float(np.quantile(scipy.spatial.cKDTree(places).query(places, k=k)[0][:, -1], 0.95)), 2.0)


def ring_around(places: np.ndarray, reach_km: float) -> np.ndarray:
    """Points at which nobody is, all around the places: those of a grid at two to three reaches from the nearest."""
    low, high = places.min(axis=0) - 5.0 * reach_km, places.max(axis=0) + 5.0 * reach_km
    step = max(0.5 * reach_km, float((high - low).max()) / WIDEST_GRID)
    x, y = np.arange(low[0], high[0], step), np.arange(low[1], high[1], step)
    # every other row is shifted, or corners of four cells would be common
    grid = np.column_stack([(x[None, :] + 0.5 * step * (np.arange(len(y)) % 2)[:, None]).ravel(), np.repeat(y, len(x))])
    near = 2.0 * reach_km
    away = scipy.spatial.cKDTree(places).query(grid, distance_upper_bound=near + 2.5 * step)[0]
    remote: np.ndarray = grid[(away > near) & np.isfinite(away)]
    return remote


def _max_weight(cell_of: np.ndarray, territory_of: np.ndarray, m: int, weight: np.ndarray | None) -> np.ndarray:
    """Territory with most weight in each cell; ties go to the lowest number, no weight at all to most customers."""
    k = int(territory_of.max()) + 1
    pairs, pair_of, count = np.unique(cell_of * k + territory_of, return_inverse=True, return_counts=True)
    served = count.astype(np.float64) if weight is None else sum_by(pair_of.reshape(-1), len(pairs), weight)
    order = np.lexsort((-(pairs % k), count, served))  # the winner is written last
    owner = np.empty(m, dtype=np.int64)
    owner[pairs[order] // k] = pairs[order] % k
    return owner


def _circumcenters(triangles: np.ndarray) -> np.ndarray:
    """(t, 2) centers of the circles through the corners of triangles (t, 3, 2)."""
    a = triangles[:, 0]
    b, c = triangles[:, 1] - a, triangles[:, 2] - a
    b2, c2 = (b * b).sum(axis=1), (c * c).sum(axis=1)
    double = 2.0 * _cross(b, c)
    double = np.where(double == 0, 1e-300, double)
    east = (c[:, 1] * b2 - b[:, 1] * c2) / double
    north = (b[:, 0] * c2 - c[:, 0] * b2) / double
    middle: np.ndarray = a + np.column_stack([east, north])
    return middle


def _cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    product: np.ndarray = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return product
