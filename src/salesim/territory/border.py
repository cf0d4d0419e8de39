"""Customers who cross a border: one by one, in a given order, or in exchange; never so that a territory falls apart."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.compiled import compiled
from salesim.territory.contiguity import Neighborhood

SWEEPS = 20  # through those who may cross; whoever becomes a neighbor by the crossing of others gets a chance


class Territories(NamedTuple):
    """Territories that trade customers; all is kept up to date while they do.

    Parameters
    ----------
    territory_of : (n,) int32
    load, n_customers : (k,) weight and number of customers
    x_sum, y_sum : (k,) [weight · km] weighted sums of their positions
    """

    territory_of: np.ndarray
    load: np.ndarray
    n_customers: np.ndarray
    x_sum: np.ndarray
    y_sum: np.ndarray


class Bounds(NamedTuple):
    """What the load of each territory (k,) should be at least and at most; the penalty [km²] on a unit beyond."""

    low: np.ndarray
    high: np.ndarray
    penalty: float


def borders(territory_of: np.ndarray, n_territories: int, neighborhood: Neighborhood) -> np.ndarray:
    """(e, 2) pairs of territories that touch, the lower number first."""
    is_pair = np.zeros((n_territories, n_territories), dtype=np.bool_)
    n_places = len(neighborhood.first) - 1
    present, first_present = np.empty_like(territory_of), np.zeros(n_places + 1, dtype=np.int64)
    _mark_borders(territory_of, neighborhood, present, first_present, is_pair)
    return np.argwhere(np.triu(is_pair | is_pair.T, 1))


@compiled
def _mark_borders(territory_of, neighborhood, present, first_present, is_pair):
    """Which territories meet at a place, or at places next to each other; ``present`` lists those of each place."""
    first, beside = neighborhood.first, neighborhood.beside
    first_at, customers_at = neighborhood.first_at, neighborhood.customers_at
    n_places = first.shape[0] - 1
    n = 0
    for u in range(n_places):
        first_present[u] = n
        for m in range(first_at[u], first_at[u + 1]):
            territory, is_new = territory_of[customers_at[m]], True
            for p in range(first_present[u], n):
                is_new = is_new and present[p] != territory
            if is_new:
                present[n] = territory
                n += 1
    first_present[n_places] = n
    for u in range(n_places):
        for p in range(first_present[u], first_present[u + 1]):
            for q in range(first_present[u], first_present[u + 1]):
                is_pair[present[p], present[q]] = True
            for e in range(first[u], first[u + 1]):
                for q in range(first_present[beside[e]], first_present[beside[e] + 1]):
                    is_pair[present[p], present[q]] = True


@compiled
def holds(u, territory, but, territory_of, first_at, customers_at):
    """Whether the territory has a customer at place u other than ``but``."""
    for m in range(first_at[u], first_at[u + 1]):
        i = customers_at[m]
        if territory_of[i] == territory and i != but:
            return True
    return False


@compiled
def may_cross(i, taker, territory_of, neighborhood):
    """Whether customer i touches the taking territory and the giving one hangs together around i without i.

    The giver hangs together for certain if its places around i's do; they may also be joined a long way round, but
    borders with such loops aren't worth finding out.
    """
    first, beside = neighborhood.first, neighborhood.beside
    first_at, customers_at = neighborhood.first_at, neighborhood.customers_at
    u, giver = neighborhood.place_of[i], territory_of[i]
    touches = holds(u, taker, i, territory_of, first_at, customers_at)
    for e in range(first[u], first[u + 1]):
        if touches:
            break
        touches = holds(beside[e], taker, i, territory_of, first_at, customers_at)
    if not touches:
        return False
    if holds(u, giver, i, territory_of, first_at, customers_at):
        return True
    # spread from the first of the giver's places around u, over edges among them
    degree = first[u + 1] - first[u]
    if degree > 64:
        return False
    state = np.zeros(64, dtype=np.int8)  # 1 the giver's, 2 reached
    n_its = 0
    for e in range(degree):
        if holds(beside[first[u] + e], giver, i, territory_of, first_at, customers_at):
            state[e] = 1 if n_its else 2
            n_its += 1
    reached, grows = 1, True
    while grows and reached < n_its:
        grows = False
        for e in range(degree):
            if state[e] != 2:
                continue
            v = beside[first[u] + e]
            for f in range(degree):
                if state[f] != 1:
                    continue
                for g in range(first[v], first[v + 1]):
                    if beside[g] == beside[first[u] + f]:
                        state[f] = 2
                        reached += 1
                        grows = True
    return reached >= n_its


@compiled
def shift(queue, taker, amount, customers, n_customers, sweeps, territory_of, neighborhood):
    """Move customers of one territory to ``taker`` in the queue's order until ``amount`` has crossed; returns how much.

    Nobody crosses who would take it further from the amount, and the giver keeps at least one customer.
    ``territory_of`` (n,) and ``n_customers`` (k,) are changed.
    """
    weight, held = customers.weight, customers.held
    moved = 0.0
    for _ in range(sweeps):
        before = moved
        for q in range(queue.shape[0]):
            i = queue[q]
            giver = territory_of[i]
            if (
                giver == taker
                or held[i]
                or weight[i] <= 0.0
                or moved + 0.5 * weight[i] > amount
                or n_customers[giver] < 2
            ):
                continue
            if may_cross(i, taker, territory_of, neighborhood):
                territory_of[i] = taker
                n_customers[giver] -= 1
                n_customers[taker] += 1
                moved += weight[i]
        if moved == before:
            break
    return moved


@compiled
def pull_of(load, x_sum, y_sum, home_x, home_y, share):
    """By how much less than Σ w |x|² a territory is spread: (1 - h) |Σ w x|² / Σ w + h (2 a · Σ w x - |a|² Σ w).

    The spread counts (1 - h) around the territory's middle and h, the ``share``, around its owner's home a.
    """
    around_middle = (x_sum * x_sum + y_sum * y_sum) / load if load > 0.0 else 0.0
    around_home = 2.0 * (home_x * x_sum + home_y * y_sum) - (home_x * home_x + home_y * home_y) * load
    return (1.0 - share) * around_middle + share * around_home


@compiled
def beyond(load, low, high):
    """By how much a load is out of its bounds."""
    return max(low - load, load - high, 0.0)


@compiled
def trade(customers, bounds, territories, homes, ours, theirs, pair, neighborhood):
    """Two territories give and exchange customers as long as that makes them fit their bounds better, or more compact.

    Parameters
    ----------
    customers : `Weighted`
    bounds : of the loads
    territories : changed
    homes : of the owners, and their weight
    ours, theirs : customers of the pair near the border, from both sides one of whom, or one alone, may cross
    pair : the two territories
    neighborhood : who lies beside whom

    Returns
    -------
    number of changes
    """
    x_km, y_km, weight, held = customers.x_km, customers.y_km, customers.weight, customers.held
    low, high, penalty = bounds.low, bounds.high, bounds.penalty
    territory_of, load, n_customers = territories.territory_of, territories.load, territories.n_customers
    x_sum, y_sum = territories.x_sum, territories.y_sum
    home_x, home_y, share = homes.x_km, homes.y_km, homes.share
    a, b = pair
    n_changes = 0
    for p in range(-1, ours.shape[0]):
        i = ours[p] if p >= 0 else -1
        if i >= 0 and (held[i] or territory_of[i] != a):
            continue
        best, best_q = -1e-9 * penalty * (high[a] + high[b]), -2
        now = penalty * (beyond(load[a], low[a], high[a]) + beyond(load[b], low[b], high[b]))
        home_a, home_b = (home_x[a], home_y[a], share[a]), (home_x[b], home_y[b], share[b])
        now -= pull_of(load[a], x_sum[a], y_sum[a], *home_a) + pull_of(load[b], x_sum[b], y_sum[b], *home_b)
        for q in range(-1, theirs.shape[0]):
            j = theirs[q] if q >= 0 else -1
            if (i < 0 and j < 0) or (j >= 0 and (held[j] or territory_of[j] != b)):
                continue
            if (j < 0 and n_customers[a] < 2) or (i < 0 and n_customers[b] < 2):
                continue
            w, x, y = 0.0, 0.0, 0.0
            if i >= 0:
                w, x, y = weight[i], weight[i] * x_km[i], weight[i] * y_km[i]
            if j >= 0:
                w, x, y = w - weight[j], x - weight[j] * x_km[j], y - weight[j] * y_km[j]
            then = penalty * (beyond(load[a] - w, low[a], high[a]) + beyond(load[b] + w, low[b], high[b]))
            without = pull_of(load[a] - w, x_sum[a] - x, y_sum[a] - y, *home_a)
            then -= without + pull_of(load[b] + w, x_sum[b] + x, y_sum[b] + y, *home_b)
            if then - now < best:
                best, best_q = then - now, q
        if best_q == -2:
            continue
        j = theirs[best_q] if best_q >= 0 else -1
        crossed = True
        if i >= 0:
            crossed = may_cross(i, b, territory_of, neighborhood)
            if crossed:
                territory_of[i] = b
        if crossed and j >= 0:
            crossed = may_cross(j, a, territory_of, neighborhood)
            if crossed:
                territory_of[j] = a
            elif i >= 0:
                territory_of[i] = a
        if not crossed:
            continue
        for customer, giver, taker in ((i, a, b), (j, b, a)):
            if customer >= 0:
                w = weight[customer]
                load[giver] -= w
                load[taker] += w
                x_sum[giver] -= w * x_km[customer]
                x_sum[taker] += w * x_km[customer]
                y_sum[giver] -= w * y_km[customer]
                y_sum[taker] += w * y_km[customer]
                n_customers[giver] -= 1
                n_customers[taker] += 1
        n_changes += 1
    return n_changes
