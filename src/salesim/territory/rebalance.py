"""Evening out territories that exist: few customers change hands, and only across a border."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from salesim.territory.layout import Layout, Sites, centres, sum_by
from salesim.territory.recut import neighbours

MOST_SWEEPS = 30  # a sweep that cannot help any more ends the search before


def rebalance(layout: Layout, sites: Sites, tolerance: float, locked: np.ndarray | None = None) -> Layout:
    """The layout with customers shifted from crowded territories to neighbours until all are within the tolerance.

    In sweeps over all pairs of neighbours, the largest difference first, the customers of the heavier one who lie
    furthest towards the lighter one change hands, until half the difference has moved. Owners stay, and no more moves
    than evenness needs. Territories that no neighbour can relieve stay as they are.

    Parameters
    ----------
    layout : territory == seat
    sites : the customers, with their workload
    locked : (n,) bool, customers who stay where they are, in order of `sites.customer_id`
    tolerance : accepted deviation of a territory's workload from the mean, as a share of it
    """
    n, weight = layout.n_territories, sites.workload_hours
    owner = layout.territory_of.copy()
    load = sum_by(owner, n, weight)
    fair = load.sum() / n
    if fair <= 0 or n < 2:
        return layout
    x, y = centres(owner, n, sites.x_km, sites.y_km, weight)
    pairs = np.array(neighbours(x, y))
    rows = np.split(np.argsort(owner, kind="stable"), np.cumsum(np.bincount(owner, minlength=n))[:-1])
    least = 0.1 * tolerance * fair
    for _ in range(MOST_SWEEPS):
        if np.abs(load / fair - 1.0).max() <= tolerance:
            break
        gaps = np.abs(load[pairs[:, 0]] - load[pairs[:, 1]])
        shifted = False
        for a, b in pairs[np.argsort(-gaps, kind="stable")[: np.count_nonzero(gaps > least)]].tolist():
            giver, taker = (a, b) if load[a] > load[b] else (b, a)
            amount = 0.5 * (load[giver] - load[taker])
            if amount <= 0.5 * least:
                continue
            east, north = x[taker] - x[giver], y[taker] - y[giver]
            ahead = east * sites.x_km[rows[giver]] + north * sites.y_km[rows[giver]]
            if locked is not None:
                ahead = np.where(locked[rows[giver]], -np.inf, ahead)
            nearest_first = rows[giver][np.argsort(-ahead, kind="stable")]
            free = len(ahead) - 1 if locked is None else min(np.count_nonzero(~locked[rows[giver]]), len(ahead) - 1)
            n_moved = min(int(np.searchsorted(np.cumsum(weight[nearest_first]), amount, side="right")), free)
            if n_moved < 1:
                continue
            moved = nearest_first[:n_moved]
            rows[giver], rows[taker] = nearest_first[n_moved:], np.concatenate([rows[taker], moved])
            owner[moved] = taker
            moved_load = weight[moved].sum()
            load[giver] -= moved_load
            load[taker] += moved_load
            shifted = True
        if not shifted:
            break
    return replace(layout, territory_of=owner)
