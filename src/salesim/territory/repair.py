"""Bringing territories within bounds at their borders, with few moves, and keeping each in one piece."""

from __future__ import annotations

import numpy as np

from salesim.territory.border import SWEEPS, Bounds, Territories, borders, shift, trade
from salesim.territory.contiguity import Neighborhood
from salesim.territory.flow import least_flow
from salesim.territory.homes import Homes, no_homes
from salesim.territory.layout import centers, sum_by
from salesim.territory.weighted import Weighted

ROUNDS = 12  # of flow and moves; what did not fit into one flow is left to the next
SHORT = 0.5  # of the work that should cross a border: if more is left, the border is closed
AIM = 0.8  # flows aim this far into the bounds, as customers cannot be cut to size
QUEUE = 50  # customers who stand in the queue at a border, and
REACH = 4.0  # so many times as many as the work that is to cross would need: not all of them can cross
TRADERS = 60  # customers on each side of a border who may be exchanged: the nearest


def capped(weight: np.ndarray, k: int) -> np.ndarray:
    """Weights of which none exceeds an average territory: who does has one alone, and the others share the rest."""
    for _ in range(k):
        cap = weight.sum() / k
        if weight.max() <= cap * (1 + 1e-12):
            break
        n_heavy = int(np.count_nonzero(weight >= cap))
        if n_heavy >= k:
            weight = np.minimum(weight, np.sort(weight)[-k])
            break
        cap = weight[weight < cap].sum() / (k - n_heavy)
        weight = np.minimum(weight, max(cap, 1e-300))
    return weight


def bring_within(
    territory_of: np.ndarray,
    customers: Weighted,
    low: np.ndarray,
    high: np.ndarray,
    neighborhood: Neighborhood,
    aim: float = AIM,
    homes: Homes | None = None,
) -> np.ndarray:
    """Territories (n,) int32 with loads between ``low`` and ``high`` (k,), or as near as flows over borders bring them.

    Each round solves how much must cross each border (`least_flow`), and has the customers cross who lose least by it:
    those who have least further to the other center. With ``homes`` of the k owners, centers lie towards them.
    """
    k, weight = len(low), customers.weight
    homes = homes or no_homes(k)
    territory_of = territory_of.astype(np.int32)
    slack = 0.5 * (1.0 - aim) * (high - low)
    is_blocked = np.zeros((k, k), dtype=np.bool_)  # hardly anybody can cross here, so the work must go another way
    for _ in range(ROUNDS):
        load = sum_by(territory_of, k, weight)
        if ((load >= low) & (load <= high)).all():
            break
        pairs = borders(territory_of, k, neighborhood)
        pairs = pairs[~is_blocked[pairs[:, 0], pairs[:, 1]]]
        flow = least_flow(load, pairs, low + slack, high - slack)
        middles = homes.draw(*centers(territory_of, k, customers.x_km, customers.y_km, weight))
        n_customers = np.bincount(territory_of, minlength=k)
        rows = np.split(np.argsort(territory_of, kind="stable"), np.cumsum(n_customers)[:-1])
        for (one, other), amount in zip(pairs.tolist(), flow.tolist()):
            giver, taker = (one, other) if amount > 0 else (other, one)
            if amount == 0:
                continue
            own = rows[giver][territory_of[rows[giver]] == giver]
            left = abs(amount)
            for queue_length in (QUEUE + int(REACH * len(own) * left / max(load[giver], left)), len(own)):
                queue = furthest_ahead(own, customers, middles, giver, taker, queue_length)
                left -= shift(queue, taker, left, customers, n_customers, SWEEPS, territory_of, neighborhood)
                if left < SHORT * abs(amount):
                    break
            is_blocked[one, other] = left >= SHORT * abs(amount)
    return territory_of


def improve(
    territory_of: np.ndarray,
    customers: Weighted,
    low: np.ndarray,
    high: np.ndarray,
    neighborhood: Neighborhood,
    passes: int,
    saves_distance: bool = True,
    homes: Homes | None = None,
) -> np.ndarray:
    """Territories (n,) int32 after moves and exchanges across borders that bring loads within bounds, or save distance.

    The second counts only where the first is no worse, and only if it should. Every pair of touching territories is
    tried once a pass. With ``homes`` of the k owners, distance is counted as in `homes`.
    """
    k = len(low)
    homes = homes or no_homes(k)
    territory_of = territory_of.astype(np.int32)
    x_mean, y_mean = customers.x_km.mean(), customers.y_km.mean()
    # in the middle of the map sums of squares lose least
    homes = homes._replace(x_km=homes.x_km - x_mean, y_km=homes.y_km - y_mean)
    customers = customers._replace(x_km=customers.x_km - x_mean, y_km=customers.y_km - y_mean)
    x_km, y_km, weight, _ = customers
    traded = customers
    if not saves_distance:
        traded = customers._replace(x_km=np.zeros(len(x_km)), y_km=np.zeros(len(y_km)))
    territories = Territories(
        territory_of,
        load=sum_by(territory_of, k, weight),
        n_customers=np.bincount(territory_of, minlength=k),
        x_sum=sum_by(territory_of, k, weight * traded.x_km),
        y_sum=sum_by(territory_of, k, weight * traded.y_km),
    )
    bounds = Bounds(low, high, 100.0 * max(float(np.ptp(x_km)), float(np.ptp(y_km)), 1e-6) ** 2)
    was_changed = np.ones(k, dtype=bool)
    for _ in range(passes):
        middles = homes.draw(*centers(territory_of, k, x_km, y_km, weight))
        rows = np.split(np.argsort(territory_of, kind="stable"), np.cumsum(territories.n_customers)[:-1])
        is_changed = np.zeros(k, dtype=bool)
        for a, b in borders(territory_of, k, neighborhood).tolist():
            if not (was_changed[a] or was_changed[b]):
                continue
            ours = furthest_ahead(rows[a], customers, middles, a, b, TRADERS)
            theirs = furthest_ahead(rows[b], customers, middles, b, a, TRADERS)
            if trade(traded, bounds, territories, homes, ours, theirs, (a, b), neighborhood):
                is_changed[a] = is_changed[b] = True
        was_changed = is_changed
        if not was_changed.any():
            break
    return territory_of


def furthest_ahead(
    rows: np.ndarray,
    customers: Weighted,
    middles: tuple[np.ndarray, np.ndarray],
    giver: int,
    taker: int,
    most: int,
) -> np.ndarray:
    """Those ``most`` of the giver's customers (m,) who lie furthest towards the taker, the furthest first.

    |customer - taker|² - |customer - giver|² falls along the line between the centers: who is far along loses least.
    """
    x, y = middles
    ahead = (x[giver] - x[taker]) * customers.x_km[rows] + (y[giver] - y[taker]) * customers.y_km[rows]
    if most < len(rows):
        first = np.argpartition(ahead, most)[:most]
        rows, ahead = rows[first], ahead[first]
    return rows[np.lexsort((rows, ahead))]
