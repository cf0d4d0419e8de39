"""Straightening borders: two neighbours pool their customers and divide them anew."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from salesim.territory.bisection import cut_at, scatter
from salesim.territory.layout import centres

NEIGHBOURS = 6  # a territory has about six neighbours (Euler), found here as the nearest centres
EVEN = 0.02  # a part within this share of its fair weight is equal enough


def recut_borders(
    x_km: np.ndarray, y_km: np.ndarray, weight: np.ndarray, part_of: np.ndarray, n_parts: int, most_cuts: int
) -> np.ndarray:
    """The same number of parts, as equal in weight as before and more compact.

    Two neighbouring parts are pooled, sorted along the line between their centres, and cut at half their weight: the
    best division into two equal halves for these centres. It is kept if the parts become more compact and the worse one
    comes no further from its fair weight. Sweeps over all pairs go on until nothing changes or ``most_cuts`` pairs have
    been tried.

    Parameters
    ----------
    x_km, y_km, weight : (n,)
    part_of : (n,) int32, numbered from 0 to n_parts - 1, none empty; left as it is
    most_cuts : bound on the time taken

    Returns
    -------
    (n,) int32
    """
    order = np.argsort(part_of, kind="stable")
    rows = np.split(order, np.cumsum(np.bincount(part_of, minlength=n_parts))[:-1])
    changed = np.ones(n_parts, dtype=bool)
    current = part_of.copy()
    fair = weight.sum() / n_parts
    tried = 0
    while changed.any() and tried < most_cuts:
        stale, changed = changed, np.zeros(n_parts, dtype=bool)
        for a, b in _neighbours(*centres(current, n_parts, x_km, y_km, weight)):
            if not (stale[a] or stale[b] or changed[a] or changed[b]):
                continue
            tried += 1
            before = rows[a], rows[b]
            sides = _halves(*before, x_km, y_km, weight)
            is_tighter = scatter(sides, x_km, y_km, weight) < (1 - 1e-6) * scatter(before, x_km, y_km, weight)
            if is_tighter and _gap(sides, weight, fair) <= max(_gap(before, weight, fair), EVEN * fair):
                rows[a], rows[b] = sides
                changed[a] = changed[b] = True
                current[sides[0]], current[sides[1]] = a, b
            if tried >= most_cuts:
                break
    return current


def _gap(sides: tuple[np.ndarray, np.ndarray], weight: np.ndarray, fair: float) -> float:
    """How far the worse of two parts is from its fair weight."""
    return max(abs(float(weight[rows].sum()) - fair) for rows in sides)


def _neighbours(x: np.ndarray, y: np.ndarray) -> list[tuple[int, int]]:
    places = np.column_stack([x, y])
    nearest = cKDTree(places).query(places, k=min(NEIGHBOURS + 1, len(places)))[1].reshape(len(places), -1)
    pairs = np.column_stack([np.repeat(np.arange(len(places)), nearest.shape[1]), nearest.ravel()])
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    return [(int(a), int(b)) for a, b in pairs if a < b]


def _halves(
    a: np.ndarray, b: np.ndarray, x_km: np.ndarray, y_km: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    pool = np.sort(np.concatenate([a, b]))  # ties along the line go by customer
    if weight[a].sum() <= 0 or weight[b].sum() <= 0:
        return a, b
    east = np.average(x_km[b], weights=weight[b]) - np.average(x_km[a], weights=weight[a])
    north = np.average(y_km[b], weights=weight[b]) - np.average(y_km[a], weights=weight[a])
    pool = pool[np.argsort(east * x_km[pool] + north * y_km[pool], kind="stable")]
    at = min(max(cut_at(weight[pool], 0.5), 1), len(pool) - 1)
    return pool[:at], pool[at:]
