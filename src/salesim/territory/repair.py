"""Bringing territories within bounds at their borders, with few moves, and keeping each in one piece."""

from __future__ import annotations

import numpy as np

from salesim.territory.border import SWEEPS, borders, shift, trade
from salesim.territory.contiguity import Neighbourhood
from salesim.territory.flow import least_flow
from salesim.territory.layout import centres, sum_by

ROUNDS = 12  # of flow and moves; what did not fit into one flow is left to the next
AIM = 0.8  # flows aim this far into the bounds, as customers cannot be cut to size
REACH = 4.0  # so many times the work that is to cross stands in the queue, in case not all of them can cross
TRADERS = 60  # customers on each side of a border who may be exchanged: the nearest


def bring_within(
    territory_of: np.ndarray, x_km: np.ndarray, y_km: np.ndarray, weight: np.ndarray,
    low: np.ndarray, high: np.ndarray, neighbourhood: Neighbourhood, held: np.ndarray, aim: float = AIM,
) -> np.ndarray:  # fmt: skip
    """Territories (n,) int32 with loads between ``low`` and ``high`` (k,), or as near as flows over borders bring them.

    Each round solves how much must cross each border (`least_flow`), and has the customers cross who lose least by it:
    those who have least further to the other centre.
    """
    k = len(low)
    territory_of = territory_of.astype(np.int32)
    slack = 0.5 * (1.0 - aim) * (high - low)
    for _ in range(ROUNDS):
        load = sum_by(territory_of, k, weight)
        if ((load >= low) & (load <= high)).all():
            break
        pairs = borders(territory_of, k, neighbourhood)
        flow = least_flow(load, pairs, low + slack, high - slack)
        x, y = centres(territory_of, k, x_km, y_km, weight)
        n_customers = np.bincount(territory_of, minlength=k)
        rows = np.split(np.argsort(territory_of, kind="stable"), np.cumsum(n_customers)[:-1])
        moved = 0.0
        for (one, other), amount in zip(pairs.tolist(), flow.tolist()):
            giver, taker = (one, other) if amount > 0 else (other, one)
            if amount == 0:
                continue
            queue = _nearest(rows[giver], x_km, y_km, weight, x, y, giver, taker, REACH * abs(amount))
            queue = queue[territory_of[queue] == giver]
            moved += shift(
                queue, taker, abs(amount), weight, held, n_customers, SWEEPS, territory_of, *neighbourhood
            )  # fmt: skip
        if moved <= 0:
            break
    return territory_of


def improve(
    territory_of: np.ndarray, x_km: np.ndarray, y_km: np.ndarray, weight: np.ndarray,
    low: np.ndarray, high: np.ndarray, neighbourhood: Neighbourhood, held: np.ndarray, passes: int,
) -> np.ndarray:  # fmt: skip
    """Territories (n,) int32 after moves and exchanges across borders that bring loads within bounds, or save distance.

    The second counts only where the first is no worse. Every pair of touching territories is tried once a pass.
    """
    k = len(low)
    territory_of = territory_of.astype(np.int32)
    # in the middle of the map sums of squares lose least
    x_km, y_km = x_km - x_km.mean(), y_km - y_km.mean()
    load, n_customers = sum_by(territory_of, k, weight), np.bincount(territory_of, minlength=k)
    x_sum, y_sum = sum_by(territory_of, k, weight * x_km), sum_by(territory_of, k, weight * y_km)
    penalty = 100.0 * max(float(np.ptp(x_km)), float(np.ptp(y_km)), 1e-6) ** 2
    for _ in range(passes):
        x, y = centres(territory_of, k, x_km, y_km, weight)
        rows = np.split(np.argsort(territory_of, kind="stable"), np.cumsum(np.bincount(territory_of, minlength=k))[:-1])
        n_changes = 0
        for a, b in borders(territory_of, k, neighbourhood).tolist():
            ours = _nearest(rows[a], x_km, y_km, weight, x, y, a, b, np.inf)[:TRADERS]
            theirs = _nearest(rows[b], x_km, y_km, weight, x, y, b, a, np.inf)[:TRADERS]
            n_changes += trade(
                x_km, y_km, weight, held, low, high, penalty, load, x_sum, y_sum, n_customers,
                ours, theirs, a, b, territory_of, *neighbourhood,
            )  # fmt: skip
        if n_changes == 0:
            break
    return territory_of


def _nearest(rows, x_km, y_km, weight, x, y, giver, taker, work):
    """Those of the giver's customers who have least further to the taker's centre, up to so much work."""
    along = (x[taker] - x[giver]) * x_km[rows] + (y[taker] - y[giver]) * y_km[rows]
    queue = rows[np.argsort(-along, kind="stable")]
    if np.isfinite(work):
        running = np.cumsum(weight[queue])
        queue = queue[: int(np.searchsorted(running, work)) + 50]
    return queue
