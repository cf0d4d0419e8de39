"""Where territories overlap: customers inside the hull of somebody else's territory.

Two reps on one ground meet the same roads and are mistaken for each other. A layout by industry or size overlaps on
purpose; compact territories hardly do.
"""

from __future__ import annotations

import numpy as np

from salesim.compiled import compiled
from salesim.territory.layout import Sites

MAX_BINS = 32  # along a side: where everybody overlaps with everybody, more would only be lists without end


def overlap_share(territory_of: np.ndarray, sites: Sites) -> float:
    """Share of the workload at customers who lie inside the convex hull of a territory other than their own, 0 to 1.

    Compact territories have some, because a hull bridges the bays of its border.
    """
    shared = lies_in_others_hull(territory_of, sites.x_km, sites.y_km)
    weight = sites.workload_hours if sites.workload_hours.sum() > 0 else np.ones(len(sites))
    return float(weight[shared].sum() / weight.sum())


def lies_in_others_hull(territory_of: np.ndarray, x_km: np.ndarray, y_km: np.ndarray) -> np.ndarray:
    """Which customers (n,) lie strictly inside the hull of another territory, (n,) bool."""
    order, first, hull, hull_first = hulls(territory_of, x_km, y_km)
    n_bins = min(max(1, int(np.sqrt(len(first) - 1))), MAX_BINS)
    low = np.array([x_km.min(), y_km.min()])
    bin_km = np.maximum(np.array([np.ptp(x_km), np.ptp(y_km)]), 1e-9) / n_bins * (1 + 1e-9)
    bins = _bin_hulls(hull, hull_first, low, bin_km, n_bins)
    shared = np.zeros(len(order), dtype=np.bool_)
    _mark(np.asarray(territory_of, np.int64), x_km, y_km, hull, hull_first, *bins, low, bin_km, n_bins, shared)
    return shared


def hulls(
    territory_of: np.ndarray, x_km: np.ndarray, y_km: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Convex hulls of territories.

    Returns
    -------
    order : (n,) customers by territory, x and y
    first : (k + 1,) where each territory begins in ``order``
    corners : (c, 2) [km] anticlockwise, not closed
    corner_first : (k + 1,) where each hull begins in ``corners``

    Source: Andrew 1979, "Another efficient algorithm for convex hulls in two dimensions", Information Processing
    Letters 9(5).
    """
    order = np.lexsort((y_km, x_km, territory_of))
    n_territories = int(np.max(territory_of)) + 1
    first = np.searchsorted(np.asarray(territory_of)[order], np.arange(n_territories + 1))
    points = np.ascontiguousarray(np.column_stack([x_km[order], y_km[order]]), dtype=np.float64)
    corners = np.empty((2 * len(points) + 2, 2))
    corner_first = np.zeros(n_territories + 1, dtype=np.int64)
    _plot_hulls(points, first.astype(np.int64), corners, corner_first)
    return order, first, corners[: corner_first[-1]], corner_first


@compiled
def turn(ax, ay, bx, by, cx, cy):
    """Twice the area of the triangle a, b, c: positive if c lies to the left of the way from a to b."""
    return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)


@compiled
def _plot_hulls(points, first, corners, corner_first):
    """The lower chain from west to east, then the upper one back; each drops corners at which it would turn right."""
    n = 0
    for k in range(first.shape[0] - 1):
        base = n
        for way in range(2):
            chain = n
            for step in range(first[k + 1] - first[k]):
                i = first[k] + step if way == 0 else first[k + 1] - 1 - step
                x, y = points[i, 0], points[i, 1]
                while n - chain >= 2 and (
                    turn(corners[n - 2, 0], corners[n - 2, 1], corners[n - 1, 0], corners[n - 1, 1], x, y) <= 0.0
                ):
                    n -= 1
                corners[n, 0], corners[n, 1] = x, y
                n += 1
            if n > chain + 1 or way == 1:
                n -= 1  # each chain ends where the other begins
        n = max(n, base)
        corner_first[k + 1] = n


@compiled
def is_inside_hull(x, y, corners, begin, end):
    """Strictly inside, by more than a millimetre's worth of rounding; a hull of two corners has no inside."""
    if end - begin < 3:
        return False
    for i in range(begin, end):
        j = i + 1 if i + 1 < end else begin
        if turn(corners[i, 0], corners[i, 1], corners[j, 0], corners[j, 1], x, y) <= 1e-9:
            return False
    return True


@compiled
def _count_or_fill(corners, corner_first, low, bin_km, n_bins, first, listed, fill):
    """Bins that a hull's box touches: counted into first[bin + 1], or written into the lists."""
    for k in range(corner_first.shape[0] - 1):
        begin, end = corner_first[k], corner_first[k + 1]
        if end - begin < 3:
            continue
        west, east = corners[begin:end, 0].min(), corners[begin:end, 0].max()
        south, north = corners[begin:end, 1].min(), corners[begin:end, 1].max()
        for row in range(int((south - low[1]) / bin_km[1]), int((north - low[1]) / bin_km[1]) + 1):
            for column in range(int((west - low[0]) / bin_km[0]), int((east - low[0]) / bin_km[0]) + 1):
                b = min(row, n_bins - 1) * n_bins + min(column, n_bins - 1)
                if fill:
                    listed[first[b]] = k
                    first[b] += 1
                else:
                    first[b + 1] += 1


def _bin_hulls(
    corners: np.ndarray, corner_first: np.ndarray, low: np.ndarray, bin_km: np.ndarray, n_bins: int
) -> tuple[np.ndarray, np.ndarray]:
    """Hulls near each bin of a grid: (bins + 1,) where a bin's list begins, and the lists."""
    first = np.zeros(n_bins * n_bins + 1, dtype=np.int64)
    _count_or_fill(corners, corner_first, low, bin_km, n_bins, first, np.zeros(0, np.int64), False)
    first = np.cumsum(first)
    listed = np.empty(first[-1], dtype=np.int64)
    _count_or_fill(corners, corner_first, low, bin_km, n_bins, first.copy(), listed, True)
    return first, listed


@compiled
def _mark(territory_of, x_km, y_km, corners, corner_first, first, listed, low, bin_km, n_bins, shared):
    for i in range(x_km.shape[0]):
        x, y = x_km[i], y_km[i]
        row = min(int((y - low[1]) / bin_km[1]), n_bins - 1)
        column = min(int((x - low[0]) / bin_km[0]), n_bins - 1)
        b = row * n_bins + column
        for at in range(first[b], first[b + 1]):
            k = listed[at]
            if k != territory_of[i] and is_inside_hull(x, y, corners, corner_first[k], corner_first[k + 1]):
                shared[i] = True
                break
