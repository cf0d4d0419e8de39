"""The ground around customers or towns, cut up so that a map can show whose it is.

Each site gets the points nearer to it than to any other (its Voronoi cell), but none far beyond ``reach_km``, so
that a map ends where the customers end: a coast, a lake or a border appears without any boundary data.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy import ndimage
from scipy.spatial import Delaunay, KDTree

from salesim.territory.cells import cell_borders, town_cells

# Cells go this much farther than the outline of the ground, which is drawn over them.
BEYOND = 1.6


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


def territory_cells(sites: pd.DataFrame, reach_km: float | None = None) -> pd.DataFrame:
    """The cell around each site, and colors that tell neighbors apart.

    Parameters
    ----------
    sites : ``x_km, y_km, territory``, no two at the same place.
    reach_km : how far the ground goes from a site at most; by default somewhat more than the usual distance to
        the next sites.

    Returns
    -------
    The sites with ``reach_km`` (the same in all rows), ``polygon`` (corners, shape (n, 2) [km]) and ``color`` (a small
    number; neighboring territories differ).
    """
    x, y = sites["x_km"].to_numpy(float), sites["y_km"].to_numpy(float)
    labels, _ = pd.factorize(sites["territory"], sort=True)
    reach_km = usual_reach_km(np.column_stack([x, y])) if reach_km is None else reach_km
    polygons = town_cells(x, y, BEYOND * reach_km)
    return sites.assign(reach_km=reach_km, polygon=polygons, color=_colors(x, y, labels)[labels])


def border_lines(cells: pd.DataFrame) -> np.ndarray:
    """Lines between cells of different territories, shape (m, 2, 2) [km]; those inside a territory are left out."""
    labels, _ = pd.factorize(cells["territory"], sort=True)
    x, y = cells["x_km"].to_numpy(float), cells["y_km"].to_numpy(float)
    return cell_borders(x, y, labels, BEYOND * float(cells["reach_km"].iloc[0]))


def _colors(x: np.ndarray, y: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """A color number for each label, unlike those of labels next to it (greedily, the most constrained first)."""
    # A far fence makes a triangulation of any number of sites, even of some on a line.
    far = 10 * max(np.ptp(x), np.ptp(y), 1.0)
    center = np.array([x.mean(), y.mean()])
    fence = center + np.array([[-far, -far], [far, -far], [0, far]])
    corners = Delaunay(np.vstack([np.column_stack([x, y]), fence])).simplices
    pairs = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    pairs = labels[pairs[(pairs < len(x)).all(axis=1)]]
    graph = nx.Graph()
    graph.add_nodes_from(range(labels.max() + 1))
    graph.add_edges_from(np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0).tolist())
    color = nx.greedy_color(graph, strategy="DSATUR")
    return np.array([color[label] for label in range(labels.max() + 1)])


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
