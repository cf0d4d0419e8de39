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
        rows = rows[np.argsort(x_km[rows], kind="stable")]
        sides = _cut(rows, weight, left, parts)
        rows = rows[np.argsort(y_km[rows], kind="stable")]
        other = _cut(rows, weight, left, parts)
        if scatter(other, x_km, y_km, weight) < scatter(sides, x_km, y_km, weight):
            sides = other
        groups.append((sides[1], first + left, parts - left))
        groups.append((sides[0], first, left))
    return part_of


def _cut(rows: np.ndarray, weight: np.ndarray, left: int, parts: int) -> tuple[np.ndarray, np.ndarray]:
    at = cut_at(weight[rows], left / parts)
    at = min(max(at, left), len(rows) - (parts - left))
    return rows[:at], rows[at:]


def cut_at(weight: np.ndarray, share: float) -> int:
    """How many of the first sites together come closest to ``share`` of the weight (m,)."""
    running = np.cumsum(weight)
    if running[-1] <= 0:
        return round(share * len(weight))
    target = share * running[-1]
    cut = min(int(np.searchsorted(running, target)), len(weight) - 1)
    before = running[cut - 1] if cut else 0.0
    return cut + 1 if running[cut] - target < target - before else cut


def scatter(groups: tuple[np.ndarray, ...], x_km: np.ndarray, y_km: np.ndarray, weight: np.ndarray) -> float:
    """Σ weight × squared distance to the own group's weighted centre [km²]: small when groups are compact."""
    total = 0.0
    for rows in groups:
        w = weight[rows]
        held = w.sum()
        if held > 0:
            x, y = x_km[rows] - x_km[rows[0]], y_km[rows] - y_km[rows[0]]
            total += float(w @ (x * x + y * y) - ((w @ x) ** 2 + (w @ y) ** 2) / held)
    return total
