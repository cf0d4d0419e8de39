"""Recursive bisection: cut the map in two, and each part again, until there are as many parts as reps."""

from __future__ import annotations

import numpy as np


def bisect(x_km: np.ndarray, y_km: np.ndarray, weight: np.ndarray, n_parts: int) -> np.ndarray:
    """Compact parts of nearly equal weight.

    A group that is to become k parts is cut north-south or east-west, whichever leaves the two sides more compact, so
    that ⌊k/2⌋/k of its weight lies on one side; each side keeps at least as many sites as it has parts to become.
    O(n log n log k).

    Parameters
    ----------
    x_km, y_km : (n,) [km]
    weight : (n,) non-negative; ones cut by number of sites. A group without any weight is cut by number, too
    n_parts : k <= n

    Returns
    -------
    (n,) int32, part of each site, numbered from 0. Sites at one place are divided in the order in which they come.

    Source: Berger & Bokhari 1987, "A partitioning strategy for nonuniform problems on multiprocessors", IEEE
    Transactions on Computers C-36(5).
    """
    part_of = np.empty(len(x_km), dtype=np.int32)
    groups = [(np.arange(len(x_km)), 0, n_parts)]
    while groups:
        rows, first, parts = groups.pop()
        if parts == 1:
            part_of[rows] = first
            continue
        left = parts // 2
        sites = moments(x_km[rows], y_km[rows], weight[rows])
        ways = [_cut(coordinate[rows], sites, left, parts) for coordinate in (x_km, y_km)]
        _, order, at = max(ways, key=lambda way: way[0])  # the first one if they are equal
        groups.append((rows[order[at:]], first + left, parts - left))
        groups.append((rows[order[:at]], first, left))
    return part_of


def _cut(coordinate: np.ndarray, sites: np.ndarray, left: int, parts: int) -> tuple[float, np.ndarray, int]:
    """How compact a cut along one coordinate is (see `pull`), the order along it, and where it is cut."""
    order = np.argsort(coordinate, kind="stable")
    at = cut_at(sites[0, order], left / parts)
    at = min(max(at, left), len(order) - (parts - left))
    one_side = sites[:, order[:at]].sum(axis=1)
    return pull(one_side) + pull(sites.sum(axis=1) - one_side), order, at


def cut_at(weight: np.ndarray, share: float) -> int:
    """How many of the first sites together come closest to ``share`` of the weight (m,)."""
    running = np.cumsum(weight)
    if running[-1] <= 0:
        return round(share * len(weight))
    target = share * running[-1]
    cut = min(int(np.searchsorted(running, target)), len(weight) - 1)
    before = running[cut - 1] if cut else 0.0
    return cut + 1 if running[cut] - target < target - before else cut


def moments(x_km: np.ndarray, y_km: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(3, m) w, w x, w y of each site, from the first site as origin; their sums tell how compact a group is."""
    moments: np.ndarray = weight * np.stack([np.ones(len(x_km)), x_km - x_km[0], y_km - y_km[0]])
    return moments


def pull(sums: np.ndarray) -> float:
    """|Σ w site|²/Σ w of a group, from its summed moments (3,).

    Σ w |site - center|² = Σ w |site|² - |Σ w site|²/Σ w, and the first sum, over two groups together, does not depend
    on how they are divided: the more compact division is the one with the larger sum of pulls.
    """
    return float(sums[1] ** 2 + sums[2] ** 2) / float(sums[0]) if sums[0] > 0 else 0.0
