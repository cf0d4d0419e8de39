"""Moves and exchanges across borders where several measures have bounds: the counterpart of `border.trade` for many.

Every change must pay: by less penalty beyond the bounds, by a more compact territory, by fewer accounts that change
their rep, or by more profit, all counted in the spread of an average territory. Nobody is taken who lies beyond the
taker's reach, or territories grow tentacles towards whatever a measure lacks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.compiled import compiled
from salesim.territory.border import holds, may_cross, pull_of

STEADY = 1e-9  # of an average territory's spread: a smaller gain is none


class Atoms(NamedTuple):
    """What is divided: customers, or blocks of them that stay whole.

    Parameters
    ----------
    x_km, y_km : (n,) [km]
    weight : (n,) what is to lie near the middle of its territory; they add up to the number of territories
    measures : (n, m) share of an average territory in each measure
    held : (n,) bool, who stays where they are
    owner : (n,) int32, today's territory; -1 unknown, so that moving costs nothing
    stake : (n,) share of all sales that changes hands if another territory gets them
    response : (n,) c^(1/(1-b)) of the response of sales to visits; zeros where profit does not count
    """

    x_km: np.ndarray
    y_km: np.ndarray
    weight: np.ndarray
    measures: np.ndarray
    held: np.ndarray
    owner: np.ndarray
    stake: np.ndarray
    response: np.ndarray


class Sums(NamedTuple):
    """What territories hold; kept up to date while they trade.

    Parameters
    ----------
    territory_of : (n,) int32
    load : (k, m) of the measures, what does not belong to the ground included
    n_atoms : (k,)
    weight, x_sum, y_sum : (k,) weight, and weighted sums of positions [weight km]
    response : (k,) of profit
    reassigned : (1,) share of sales that has another territory than today
    """

    territory_of: np.ndarray
    load: np.ndarray
    n_atoms: np.ndarray
    weight: np.ndarray
    x_sum: np.ndarray
    y_sum: np.ndarray
    response: np.ndarray
    reassigned: np.ndarray


class Rules(NamedTuple):
    """What a change is judged by.

    Parameters
    ----------
    low, high, target : (k, m) of the measures
    penalty : (k, m) on what is beyond the bounds, in spreads of an average territory
    evenness : (m,) on squared deviations from the target
    spread_km2 : [km²] spread of an average territory
    middle_x_km, middle_y_km : (k,) [km] middles as they were before the pass
    reach_km2 : (k,) squared distance from its middle beyond which a territory takes nobody
    loss : on the share of sales that is reassigned
    limit : most of the sales that may be reassigned
    profit : on Σ S^(1-b), where S is a territory's response
    exponent : b, elasticity of sales with respect to visits
    road_km : distance [km] whose way there and back takes as long as a visit, for profit
    whole : whether territories are to hang together
    """

    low: np.ndarray
    high: np.ndarray
    target: np.ndarray
    penalty: np.ndarray
    evenness: np.ndarray
    spread_km2: float
    middle_x_km: np.ndarray
    middle_y_km: np.ndarray
    reach_km2: np.ndarray
    loss: float
    limit: float
    profit: float
    exponent: float
    road_km: float
    whole: bool


@compiled
def response_of(i, territory, atoms, rules):
    """What an atom adds to a territory's response: c^(1/(1-b)) p^(-b/(1-b)), p the cost of a visit with its road."""
    if atoms.response[i] == 0.0:
        return 0.0
    east, north = atoms.x_km[i] - rules.middle_x_km[territory], atoms.y_km[i] - rules.middle_y_km[territory]
    visit = 1.0 + np.sqrt(east * east + north * north) / rules.road_km
    return atoms.response[i] * visit ** (-rules.exponent / (1.0 - rules.exponent))


@compiled
def is_within_reach(i, giver, taker, atoms, rules):
    """Whether the taker may have an atom: it is not far from its middle, or nearer to it than to the giver's."""
    x, y = atoms.x_km[i], atoms.y_km[i]
    to_taker = (x - rules.middle_x_km[taker]) ** 2 + (y - rules.middle_y_km[taker]) ** 2
    if to_taker <= rules.reach_km2[taker]:
        return True
    return to_taker <= (x - rules.middle_x_km[giver]) ** 2 + (y - rules.middle_y_km[giver]) ** 2


@compiled
def penalty_of(territory, sums, rules, i, j):
    """Penalty of a territory that gains atom i and loses atom j, (atoms' measures given as rows); -1 for nobody."""
    total = 0.0
    for m in range(sums.load.shape[1]):
        load = sums.load[territory, m] + i[m] - j[m]
        out = max(rules.low[territory, m] - load, load - rules.high[territory, m], 0.0)
        off = load - rules.target[territory, m]
        total += rules.penalty[territory, m] * (out + 10.0 * out * out) + rules.evenness[m] * off * off
    return total


@compiled
def trade_measures(atoms, sums, rules, homes, ours, theirs, pair, neighborhood):
    """Two territories give and exchange atoms as long as a change pays.

    Parameters
    ----------
    atoms : `Atoms`
    sums : `Sums`, changed
    rules : `Rules`
    homes : of the owners, and their weight
    ours, theirs : atoms of the pair near the border, from both sides one of which, or one alone, may cross
    pair : the two territories
    neighborhood : who lies beside whom

    Returns
    -------
    number of changes
    """
    territory_of, measures, held, owner = sums.territory_of, atoms.measures, atoms.held, atoms.owner
    a, b = pair
    home_a = (homes.x_km[a], homes.y_km[a], homes.share[a])
    home_b = (homes.x_km[b], homes.y_km[b], homes.share[b])
    nothing = np.zeros(measures.shape[1])
    scale = 1.0 / rules.spread_km2
    n_changes = 0
    for p in range(-1, ours.shape[0]):
        i = ours[p] if p >= 0 else -1
        if i >= 0 and (held[i] or territory_of[i] != a or not is_within_reach(i, a, b, atoms, rules)):
            continue
        now = penalty_of(a, sums, rules, nothing, nothing) + penalty_of(b, sums, rules, nothing, nothing)
        now -= scale * pull_of(sums.weight[a], sums.x_sum[a], sums.y_sum[a], *home_a)
        now -= scale * pull_of(sums.weight[b], sums.x_sum[b], sums.y_sum[b], *home_b)
        if rules.profit > 0.0:
            now -= rules.profit * sums.response[a] ** (1.0 - rules.exponent)
            now -= rules.profit * sums.response[b] ** (1.0 - rules.exponent)
        best, best_q = -STEADY, -2
        given = measures[i] if i >= 0 else nothing
        for q in range(-1, theirs.shape[0]):
            j = theirs[q] if q >= 0 else -1
            if (i < 0 and j < 0) or (j >= 0 and (held[j] or territory_of[j] != b)):
                continue
            if j >= 0 and not is_within_reach(j, b, a, atoms, rules):
                continue
            if (j < 0 and sums.n_atoms[a] < 2) or (i < 0 and sums.n_atoms[b] < 2):
                continue
            w, x, y, reassigned = 0.0, 0.0, 0.0, 0.0
            if i >= 0:
                w, x, y = atoms.weight[i], atoms.weight[i] * atoms.x_km[i], atoms.weight[i] * atoms.y_km[i]
                reassigned += atoms.stake[i] * ((owner[i] == a) - 1.0 * (owner[i] == b))
            if j >= 0:
                w -= atoms.weight[j]
                x -= atoms.weight[j] * atoms.x_km[j]
                y -= atoms.weight[j] * atoms.y_km[j]
                reassigned += atoms.stake[j] * ((owner[j] == b) - 1.0 * (owner[j] == a))
            if reassigned > 0.0 and sums.reassigned[0] + reassigned > rules.limit:
                continue
            taken = measures[j] if j >= 0 else nothing
            then = rules.loss * reassigned
            then -= scale * pull_of(sums.weight[a] - w, sums.x_sum[a] - x, sums.y_sum[a] - y, *home_a)
            then -= scale * pull_of(sums.weight[b] + w, sums.x_sum[b] + x, sums.y_sum[b] + y, *home_b)
            then += penalty_of(a, sums, rules, taken, given) + penalty_of(b, sums, rules, given, taken)
            if rules.profit > 0.0:
                of_a, of_b = sums.response[a], sums.response[b]
                if i >= 0:
                    of_a -= response_of(i, a, atoms, rules)
                    of_b += response_of(i, b, atoms, rules)
                if j >= 0:
                    of_a += response_of(j, a, atoms, rules)
                    of_b -= response_of(j, b, atoms, rules)
                then -= rules.profit * max(of_a, 0.0) ** (1.0 - rules.exponent)
                then -= rules.profit * max(of_b, 0.0) ** (1.0 - rules.exponent)
            if then - now < best:
                best, best_q = then - now, q
        if best_q == -2:
            continue
        j = theirs[best_q] if best_q >= 0 else -1
        crossed = True
        if i >= 0:
            crossed = can_cross(i, b, territory_of, neighborhood, rules.whole)
            if crossed:
                territory_of[i] = b
        if crossed and j >= 0:
            crossed = can_cross(j, a, territory_of, neighborhood, rules.whole)
            if crossed:
                territory_of[j] = a
            elif i >= 0:
                territory_of[i] = a
        if not crossed:
            continue
        if i >= 0:
            book(i, a, b, atoms, sums, rules)
        if j >= 0:
            book(j, b, a, atoms, sums, rules)
        n_changes += 1
    return n_changes


@compiled
def can_cross(i, taker, territory_of, neighborhood, whole):
    """Whether an atom touches the taker, and, if territories are to hang together, the giver does so without it."""
    if whole:
        return may_cross(i, taker, territory_of, neighborhood)
    first_at, customers_at = neighborhood.first_at, neighborhood.customers_at
    u = neighborhood.place_of[i]
    touches = holds(u, taker, i, territory_of, first_at, customers_at)
    for e in range(neighborhood.first[u], neighborhood.first[u + 1]):
        touches = touches or holds(neighborhood.beside[e], taker, i, territory_of, first_at, customers_at)
    return touches


@compiled
def book(i, giver, taker, atoms, sums, rules):
    """Sums after an atom has gone from one territory to another."""
    for m in range(sums.load.shape[1]):
        sums.load[giver, m] -= atoms.measures[i, m]
        sums.load[taker, m] += atoms.measures[i, m]
    w = atoms.weight[i]
    sums.weight[giver] -= w
    sums.weight[taker] += w
    sums.x_sum[giver] -= w * atoms.x_km[i]
    sums.x_sum[taker] += w * atoms.x_km[i]
    sums.y_sum[giver] -= w * atoms.y_km[i]
    sums.y_sum[taker] += w * atoms.y_km[i]
    sums.n_atoms[giver] -= 1
    sums.n_atoms[taker] += 1
    sums.response[giver] -= response_of(i, giver, atoms, rules)
    sums.response[taker] += response_of(i, taker, atoms, rules)
    sums.reassigned[0] += atoms.stake[i] * ((atoms.owner[i] == giver) - 1.0 * (atoms.owner[i] == taker))


@compiled
def move_all(movers, takers, atoms, sums, rules, neighborhood, sweeps):
    """Send atoms to the territories that a plan gives them, in its order; again for whom others' moves made neighbors.

    Returns
    -------
    how many have gone
    """
    done = np.zeros(movers.shape[0], dtype=np.bool_)
    n_done = 0
    for _ in range(sweeps):
        before = n_done
        for p in range(movers.shape[0]):
            i, taker = movers[p], takers[p]
            giver = sums.territory_of[i]
            if done[p] or giver == taker or atoms.held[i] or sums.n_atoms[giver] < 2:
                continue
            reassigned = atoms.stake[i] * ((atoms.owner[i] == giver) - 1.0 * (atoms.owner[i] == taker))
            if reassigned > 0.0 and sums.reassigned[0] + reassigned > rules.limit:
                continue
            if can_cross(i, taker, sums.territory_of, neighborhood, rules.whole):
                sums.territory_of[i] = taker
                book(i, giver, taker, atoms, sums, rules)
                done[p] = True
                n_done += 1
        if n_done == before:
            break
    return n_done


@compiled
def change_of(i, giver, taker, atoms, sums, rules, homes):
    """By how much worse, in spreads of an average territory, it becomes when an atom goes from one to another."""
    nothing = np.zeros(atoms.measures.shape[1])
    w = atoms.weight[i]
    x, y = w * atoms.x_km[i], w * atoms.y_km[i]
    home_a = (homes.x_km[giver], homes.y_km[giver], homes.share[giver])
    home_b = (homes.x_km[taker], homes.y_km[taker], homes.share[taker])
    change = penalty_of(giver, sums, rules, nothing, atoms.measures[i]) - penalty_of(
        giver, sums, rules, nothing, nothing
    )
    change += penalty_of(taker, sums, rules, atoms.measures[i], nothing)
    change -= penalty_of(taker, sums, rules, nothing, nothing)
    pull = pull_of(sums.weight[giver], sums.x_sum[giver], sums.y_sum[giver], *home_a)
    pull += pull_of(sums.weight[taker], sums.x_sum[taker], sums.y_sum[taker], *home_b)
    pull -= pull_of(sums.weight[giver] - w, sums.x_sum[giver] - x, sums.y_sum[giver] - y, *home_a)
    pull -= pull_of(sums.weight[taker] + w, sums.x_sum[taker] + x, sums.y_sum[taker] + y, *home_b)
    change += pull / rules.spread_km2
    change += rules.loss * atoms.stake[i] * ((atoms.owner[i] == giver) - 1.0 * (atoms.owner[i] == taker))
    if rules.profit > 0.0:
        power = 1.0 - rules.exponent
        of_a = max(sums.response[giver] - response_of(i, giver, atoms, rules), 0.0)
        of_b = sums.response[taker] + response_of(i, taker, atoms, rules)
        change += rules.profit * (sums.response[giver] ** power + sums.response[taker] ** power)
        change -= rules.profit * (of_a**power + of_b**power)
    return change


@compiled
def anneal(rows, steps, temperatures, atoms, sums, rules, homes, neighborhood):
    """Moves at random, of which worse ones are accepted, the less often the later: a way out of a dead end.

    The random numbers are the same each time (Marsaglia 2003, "Xorshift RNGs", Journal of Statistical Software 8(14)).

    Source: Kirkpatrick, Gelatt & Vecchi 1983, "Optimization by simulated annealing", Science 220.

    Parameters
    ----------
    rows : atoms that may move
    steps : how many moves are tried
    temperatures : at first and at last, in spreads of an average territory
    """
    first, beside = neighborhood.first, neighborhood.beside
    first_at, customers_at = neighborhood.first_at, neighborhood.customers_at
    state = np.uint64(88172645463325252)
    hottest, coolest = temperatures
    for step in range(steps):
        state ^= state << np.uint64(13)
        state ^= state >> np.uint64(7)
        state ^= state << np.uint64(17)
        i = rows[np.int64(state % np.uint64(rows.shape[0]))]
        u = neighborhood.place_of[i]
        e = first[u] + np.int64((state >> np.uint64(24)) % np.uint64(first[u + 1] - first[u] + 1))
        v = beside[e] if e < first[u + 1] else u
        count = first_at[v + 1] - first_at[v]
        j = customers_at[first_at[v] + np.int64((state >> np.uint64(40)) % np.uint64(count))]
        giver, taker = sums.territory_of[i], sums.territory_of[j]
        if giver == taker or atoms.held[i] or sums.n_atoms[giver] < 2:
            continue
        reassigned = atoms.stake[i] * ((atoms.owner[i] == giver) - 1.0 * (atoms.owner[i] == taker))
        if reassigned > 0.0 and sums.reassigned[0] + reassigned > rules.limit:
            continue
        if not is_within_reach(i, giver, taker, atoms, rules):
            continue
        change = change_of(i, giver, taker, atoms, sums, rules, homes)
        temperature = hottest * (coolest / hottest) ** (step / steps)
        drawn = np.float64(state >> np.uint64(11)) / 9007199254740992.0
        if change > 0.0 and drawn >= np.exp(-change / temperature):
            continue
        if can_cross(i, taker, sums.territory_of, neighborhood, rules.whole):
            sums.territory_of[i] = taker
            book(i, giver, taker, atoms, sums, rules)
