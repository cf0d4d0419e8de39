"""Evening out territories that exist: few customers change hands, and only across a border."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from salesim.territory.layout import Layout, Sites, centres, sum_by
from salesim.territory.recut import neighbours

MOST_SHIFTS = 20  # per territory; a shift that cannot help any more ends the search long before


def rebalance(layout: Layout, sites: Sites, tolerance: float) -> Layout:
    """The layout with customers shifted from crowded territories to neighbours until all are within the tolerance.

    Again and again the pair of neighbours with the largest difference is taken, and the customers of the heavier one
    who lie furthest towards the lighter one change hands, until half the difference has moved. Owners stay, and no more
    moves than evenness needs. Territories that no neighbour can relieve stay as they are.

    Parameters
    ----------
    layout : territory == seat
    sites : the customers, with their workload
    tolerance : accepted deviation of a territory's workload from the mean, as a share of it
    """
    n = layout.n_territories
    weight = sites.workload_hours
    owner = layout.territory_of.copy()
    load = sum_by(owner, n, weight)
    fair = load.sum() / n
    if fair <= 0:
        return layout
    x, y = centres(owner, n, sites.x_km, sites.y_km, weight)
    pairs = np.array(neighbours(x, y))
    tired = np.zeros(len(pairs), dtype=bool)
    for _ in range(MOST_SHIFTS * n):
        if np.abs(load / fair - 1.0).max() <= tolerance:
            break
        gap = np.where(tired, 0.0, np.abs(load[pairs[:, 0]] - load[pairs[:, 1]]))
        worst = int(np.argmax(gap))
        if gap[worst] <= 0.1 * tolerance * fair:
            break
        giver, taker = pairs[worst] if load[pairs[worst, 0]] > load[pairs[worst, 1]] else pairs[worst][::-1]
        moved = _towards(owner, sites, weight, giver, taker, x, y, 0.5 * gap[worst])
        if len(moved) == 0:
            tired[worst] = True
            continue
        owner[moved] = taker
        shifted = weight[moved].sum()
        load[giver] -= shifted
        load[taker] += shifted
    return replace(layout, territory_of=owner)


def _towards(owner, sites: Sites, weight: np.ndarray, giver: int, taker: int, x, y, amount: float) -> np.ndarray:
    """Rows of the giver's customers who lie furthest towards the taker and together weigh at most ``amount``."""
    rows = np.flatnonzero(owner == giver)
    along = (sites.x_km[rows] - x[giver]) * (x[taker] - x[giver]) + (sites.y_km[rows] - y[giver]) * (
        y[taker] - y[giver]
    )
    order = rows[np.argsort(-along, kind="stable")]
    fits = np.cumsum(weight[order]) <= amount
    fits[-1] = False  # nobody gives away the last customer
    return order[: np.argmin(fits)] if not fits.all() else order[:-1]
