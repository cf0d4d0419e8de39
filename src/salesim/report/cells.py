"""Cells: the ground around customers or towns, cut up so that a map can show whose it is.

Each site gets the points nearer to it than to any other (its Voronoi cell), but none far beyond ``reach_km``, so
that a map ends where the customers end: a coast, a lake or a border appears without any boundary data.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy import ndimage
from scipy.spatial import KDTree, Voronoi

ARC = np.linspace(-np.pi, np.pi, 32, endpoint=False)


def gather_sites(points: pd.DataFrame, n_cells: int) -> pd.DataFrame:
    """At most ``n_cells`` sites out of any number of points, fine where points are dense.

    The points are halved at the median of their longer side until each group is small enough; a group's site is its
    mean position and its territory is the one with the most weight in it.

    Parameters
    ----------
    points : ``x_km, y_km, territory`` and, if they count differently, ``weight``: customers or towns.

    Returns
    -------
    A frame with ``x_km, y_km, territory``, one row a site, no two at the same place.
    """
    xy = points[["x_km", "y_km"]].to_numpy(float)
    weights = points["weight"].to_numpy(float) if "weight" in points else np.ones(len(points))
    codes, territories = pd.factorize(points["territory"], sort=True)
    # Customers of one town stand at one spot: they are one site.
    spots, spot_of = np.unique(xy.round(3), axis=0, return_inverse=True)
    spot_of = spot_of.ravel()
    group_of_spot = _halve(spots, n_cells)
    group = group_of_spot[spot_of]
    n_groups = int(group.max()) + 1
    size = np.bincount(group, minlength=n_groups)
    x = np.bincount(group, xy[:, 0], minlength=n_groups) / size
    y = np.bincount(group, xy[:, 1], minlength=n_groups) / size
    pairs, pair_of = np.unique(np.column_stack([group, codes]), axis=0, return_inverse=True)
    share = np.bincount(pair_of.ravel(), weights)
    winner = np.lexsort([pairs[:, 1], -share, pairs[:, 0]])
    first = winner[np.r_[True, np.diff(pairs[winner, 0]) > 0]]
    return pd.DataFrame({"x_km": x, "y_km": y, "territory": np.asarray(territories)[pairs[first, 1]]})


def _halve(spots: np.ndarray, n_cells: int) -> np.ndarray:
    """Number of the group that each spot falls into."""
    group = np.zeros(len(spots), np.int64)
    queue, n_groups = [np.arange(len(spots))], 0
    limit = 2 * len(spots) / max(n_cells, 1) if len(spots) > n_cells else 1
    while queue:
        members = queue.pop()
        if len(members) <= limit:
            group[members] = n_groups
            n_groups += 1
            continue
        longer = int(np.argmax(np.ptp(spots[members], axis=0)))
        order = members[np.argsort(spots[members, longer], kind="stable")]
        queue += [order[len(order) // 2 :], order[: len(order) // 2]]
    return group


def draw_cells(sites: pd.DataFrame, reach_km: float | None = None) -> pd.DataFrame:
    """The cell around each site and the borders between territories.

    Parameters
    ----------
    sites : ``x_km, y_km, territory``, no two at the same place.
    reach_km : how far a cell goes from its site at most; by default somewhat more than the usual distance to
        the next sites.

    Returns
    -------
    The sites with ``reach_km`` (the same in all rows), ``polygon`` (corners, shape (n, 2) [km]), ``borders`` (pieces of border to cells of other territories,
    shape (n, 2, 2), each listed with one of its two cells) and ``colour`` (a small number; neighbouring territories
    differ).
    """
    xy = sites[["x_km", "y_km"]].to_numpy(float)
    reach_km = usual_reach_km(xy) if reach_km is None else reach_km
    # Cells go somewhat beyond the outline that `land` draws over them.
    reach = 1.6 * reach_km
    # Four far points close the outer cells; their borders lie beyond everyone's reach.
    centre, extent = xy.mean(axis=0), np.ptp(xy, axis=0).max() + 10 * reach
    far = centre + 50 * extent * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
    voronoi = Voronoi(np.vstack([xy, far]))
    territory = sites["territory"].to_numpy()

    neighbours: list[list[int]] = [[] for _ in xy]
    corners: list[list[np.ndarray]] = [[] for _ in xy]
    borders: list[list[np.ndarray]] = [[] for _ in xy]
    touching = nx.Graph()
    touching.add_nodes_from(sorted(set(territory.tolist())))
    for (a, b), ends in zip(voronoi.ridge_points, voronoi.ridge_vertices):
        line = voronoi.vertices[ends]
        for i, j in ((a, b), (b, a)):
            if i < len(xy):
                neighbours[i].append(j)
                corners[i].append(line)
        if max(a, b) >= len(xy) or territory[a] == territory[b]:
            continue
        if np.hypot(*(xy[a] - xy[b])) < 3 * reach:
            touching.add_edge(territory[a], territory[b])
        piece = _within(line, xy[a], reach)
        if piece is not None:
            borders[a].append(piece)
    polygons = [
        _cell(site, voronoi.points[near], np.concatenate(lines), reach)
        for site, near, lines in zip(xy, neighbours, corners)
    ]
    colour = nx.greedy_color(touching, strategy="DSATUR")
    return sites.assign(
        reach_km=reach_km,
        polygon=polygons,
        borders=[np.array(pieces).reshape(-1, 2, 2) for pieces in borders],
        colour=[colour[t] for t in territory.tolist()],
    )


def usual_reach_km(xy: np.ndarray) -> float:
    """Distance within which nearly every site (95 in 100) has its nearest three others."""
    k = min(4, len(xy))
    if k < 2:
        return 10.0
    return float(np.quantile(KDTree(xy).query(xy, k=k)[0][:, -1], 0.95)) * 1.1


def land(sites: pd.DataFrame, reach_km: float, n_across: int = 240) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where the map's ground is: what lies within reach of a site, bays and gaps narrower than the reach closed.

    Returns
    -------
    x, y : the columns and rows of a grid [km].
    ground : (n rows, n columns), near 1 on the ground and 0 off it; the outline is its contour at a half.
    """
    xy = sites[["x_km", "y_km"]].to_numpy(float)
    low, high = xy.min(axis=0) - 3 * reach_km, xy.max(axis=0) + 3 * reach_km
    step = (high - low).max() / n_across
    x, y = np.arange(low[0], high[0], step), np.arange(low[1], high[1], step)
    mesh = np.stack(np.meshgrid(x, y), axis=-1)
    near = KDTree(xy).query(mesh, distance_upper_bound=1.5 * reach_km)[0] <= 1.45 * reach_km
    # Eroded again by what it was grown too far: a closing, by distances instead of steps of the grid.
    inside = ndimage.distance_transform_edt(near) * step > 0.6 * reach_km
    return x, y, ndimage.gaussian_filter(inside.astype(float), max(0.2 * reach_km / step, 0.8))


def _cell(site: np.ndarray, near: np.ndarray, corners: np.ndarray, reach: float) -> np.ndarray:
    """Corners of the part of a cell within reach, counter-clockwise.

    Seen from the site, the border in direction θ is at min over neighbours of d / cos(θ - φ), with d half the distance to
    the neighbour and φ its direction, cut at the reach.
    """
    to_near = near - site
    half, direction = np.hypot(*to_near.T) / 2, np.arctan2(to_near[:, 1], to_near[:, 0])
    cut = np.arccos(np.clip(half / reach, -1, 1))[half < reach]
    at_cut = direction[half < reach]
    to_corner = corners - site
    exact = np.concatenate([np.arctan2(to_corner[:, 1], to_corner[:, 0]), at_cut - cut, at_cut + cut])
    exact = np.unique(((exact + np.pi) % (2 * np.pi)).round(9)) - np.pi
    angles = np.concatenate([exact, ARC])
    cosine = np.cos(angles[:, None] - direction)
    radius = np.where(cosine > 1e-12, half / np.maximum(cosine, 1e-12), np.inf).min(axis=1)
    # Between the exact corners only a rounded outer edge needs more points.
    needed = (radius >= reach) | (np.arange(len(angles)) < len(exact))
    angles, radius = angles[needed], np.minimum(radius[needed], reach)
    order = np.argsort(angles, kind="stable")
    angles, radius = angles[order], radius[order]
    return site + radius[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])


def _within(line: np.ndarray, site: np.ndarray, reach: float) -> np.ndarray | None:
    """The piece of a straight border within reach of a site, or None."""
    start, along = line[0] - site, line[1] - line[0]
    length = np.hypot(*along)
    if length == 0:
        return None
    along = along / length
    middle = -start @ along
    off = reach**2 - (start @ start - middle**2)
    if off <= 0:
        return None
    low, high = max(0.0, middle - np.sqrt(off)), min(length, middle + np.sqrt(off))
    return line[0] + np.outer([low, high], along) if high > low else None
