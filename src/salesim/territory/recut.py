"""Straightening borders: two neighbours pool their customers and divide them anew."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from salesim.territory.bisection import cut_at, moments, pull
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
    fair = weight.sum() / n_parts
    order = np.argsort(part_of, kind="stable")
    rows = np.split(order, np.cumsum(np.bincount(part_of, minlength=n_parts))[:-1])
    changed = np.ones(n_parts, dtype=bool)
    current = part_of.copy()
    tried = 0
    while changed.any() and tried < most_cuts:
        stale, changed = changed, np.zeros(n_parts, dtype=bool)
        for a, b in neighbours(*centres(current, n_parts, x_km, y_km, weight)):
            if not (stale[a] or stale[b] or changed[a] or changed[b]):
                continue
            tried += 1
            pool = np.concatenate([rows[a], rows[b]])
            halves = better_halves(x_km[pool], y_km[pool], weight[pool], len(rows[a]), fair)
            if halves is not None:
                rows[a], rows[b] = np.sort(pool[halves[0]]), np.sort(pool[halves[1]])
                current[rows[a]], current[rows[b]] = a, b
                changed[a] = changed[b] = True
            if tried >= most_cuts:
                break
    return current


def better_halves(
    x_km: np.ndarray, y_km: np.ndarray, weight: np.ndarray, n_first: int, fair: float
) -> tuple[np.ndarray, np.ndarray] | None:
    """A more compact division of two parts, or None.

    Parameters
    ----------
    x_km, y_km, weight : (m,) the sites of both parts, those of the first part first
    n_first : how many those are
    fair : the weight that each part should have

    Returns
    -------
    positions in the pool of the new first and the new second part
    """
    sites = moments(x_km, y_km, weight)
    whole = sites.sum(axis=1)
    first = sites[:, :n_first].sum(axis=1)
    second = whole - first
    if first[0] <= 0 or second[0] <= 0:
        return None
    east, north = second[1:] / second[0] - first[1:] / first[0]
    order = np.argsort(east * x_km + north * y_km, kind="stable")
    at = min(max(cut_at(weight[order], 0.5), 1), len(order) - 1)
    new_first = sites[:, order[:at]].sum(axis=1)
    new_second = whole - new_first
    if new_first[0] <= 0 or new_second[0] <= 0:
        return None

    before, after = pull(first) + pull(second), pull(new_first) + pull(new_second)
    off_before = max(abs(first[0] - fair), abs(second[0] - fair))
    off_after = max(abs(new_first[0] - fair), abs(new_second[0] - fair))
    if after <= before * (1 + 1e-9) or off_after > max(off_before, EVEN * fair):
        return None
    return order[:at], order[at:]


def neighbours(x: np.ndarray, y: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of parts whose centres (n_parts,) are among each other's nearest, the lower number first."""
    places = np.column_stack([x, y])
    nearest = cKDTree(places).query(places, k=min(NEIGHBOURS + 1, len(places)))[1].reshape(len(places), -1)
    pairs = np.column_stack([np.repeat(np.arange(len(places)), nearest.shape[1]), nearest.ravel()])
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    return [(a, b) for a, b in pairs.tolist() if a < b]
