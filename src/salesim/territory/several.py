"""Bringing several measures within bounds at the borders of territories: a linear program, then moves and exchanges.

The program knows all borders at once and sends customers along chains of territories; moves and exchanges put right
what it leaves, as customers cannot be cut to size and territories have to hang together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.territory.border import SWEEPS, borders
from salesim.territory.contiguity import Neighborhood, find_pieces, mend
from salesim.territory.exchange import Atoms, Rules, Sums, anneal, move_all, response_of, trade_measures
from salesim.territory.flow import least_moves
from salesim.territory.homes import Homes
from salesim.territory.layout import centers, sum_by
from salesim.territory.repair import furthest_ahead
from salesim.territory.weighted import Weighted

ROUNDS = 6  # of program and polish; what could not cross in one round is left to the next
PASSES = 16  # of moves and exchanges in a round
TRADERS = 60  # atoms on each side of a border who may be exchanged: the nearest
MAX_LOOSENED = 30  # territories of a round that are shaken up
MAX_FAILED = 3  # in a row, after which no more are
MAX_IDLE = 2  # rounds in a row that make nothing better, after which no more follow
TRIES = 40  # moves at random for each atom
TEMPERATURES = (2.0, 0.02)  # at first and at last, in spreads of an average territory
AIM = 0.9  # programs aim this far into the bounds, as atoms cannot be cut to size
PENALTY = 300.0  # on a share of an average territory beyond the bounds, in spreads of an average territory
MAX_REACH = 4.0  # root mean square radii within which a territory takes somebody at compactness 0; 1 at 100
LP_ATOMS = 40  # at each side of a border that the program may send across
URGENT = 1.5  # times more than in the pass before counts what is still out of bounds
PRIORITIES = 20.0  # how much more what comes first counts than what comes next


class Task(NamedTuple):
    """What is wanted of territories.

    Parameters
    ----------
    low, high, target : (k, m) bounds of the measures in shares of an average territory
    penalty : (m,) what counts more, relative to 1
    evenness : (m,) on squared deviations within bounds; 0: only the bounds count
    compactness : 0 to 100
    loss, limit, profit, exponent, road_km, whole : as in `Rules`; the profit of the first division counts k
    mends : whether pieces that lie apart are given away; today's are left as they are
    """

    low: np.ndarray
    high: np.ndarray
    target: np.ndarray
    penalty: np.ndarray
    evenness: np.ndarray
    compactness: float = 50.0
    loss: float = 0.0
    limit: float = np.inf
    profit: float = 0.0
    exponent: float = 0.3
    road_km: float = 1.0
    whole: bool = True
    mends: bool = True


def bring_all_within(
    territory_of: np.ndarray, atoms: Atoms, task: Task, homes: Homes, neighborhood: Neighborhood, base: np.ndarray
) -> np.ndarray:
    """Territories (n,) int32 whose measures are within their bounds, or come near, each in one piece.

    Parameters
    ----------
    territory_of : (n,) int32, a division to begin with
    atoms : what is divided
    task : what is wanted
    homes : of the k owners
    neighborhood : of the atoms
    base : (k, m) what territories hold besides, such as accounts outside of geography
    """
    x_mean, y_mean = float(atoms.x_km.mean()), float(atoms.y_km.mean())
    # in the middle of the map sums of squares lose least
    homes = homes._replace(x_km=homes.x_km - x_mean, y_km=homes.y_km - y_mean)
    atoms = atoms._replace(x_km=atoms.x_km - x_mean, y_km=atoms.y_km - y_mean)
    best, least = territory_of.astype(np.int32), (np.inf, np.inf)
    parts, n_idle = best.copy(), 0
    spread_km2 = max(spread_of(parts, atoms, homes), 1e-12)
    if task.profit > 0:
        profit = sum_up(parts, atoms, task, homes, base, spread_km2).response ** (1.0 - task.exponent)
        task = task._replace(profit=task.profit * len(base) / max(float(profit.sum()), 1e-300))
    for round_ in range(ROUNDS):
        sums = sum_up(parts, atoms, task, homes, base, spread_km2)
        if round_:
            send(atoms, sums, task, homes, neighborhood, spread_km2)
        polish(atoms, sums, task, homes, neighborhood, spread_km2, PASSES)
        if round_:
            loosen(atoms, sums, task, homes, neighborhood, spread_km2)
        parts = sums.territory_of
        if task.whole and task.mends:
            parts = mend(parts, atoms.weight, len(task.low), neighborhood, atoms.held)
        merit = merit_of(parts, atoms, task, homes, neighborhood, base)
        n_idle = 0 if merit[0] < least[0] else n_idle + 1
        if merit < least:
            best, least = parts.copy(), merit
        if merit[0] == 0.0 or n_idle == MAX_IDLE:
            break
    return best


def merit_of(
    parts: np.ndarray, atoms: Atoms, task: Task, homes: Homes, neighborhood: Neighborhood, base: np.ndarray
) -> tuple[float, float]:
    """Smaller is better: what is out of bounds and how many pieces lie apart, then the spread."""
    out = _out(loads(parts, atoms, base), task)
    apart = 0
    if task.whole and task.mends:
        pieces = find_pieces(parts, len(task.low), neighborhood)[~atoms.held]  # who is held may lie apart
        owner_of = np.unique(pieces * len(task.low) + parts[~atoms.held])
        apart = len(owner_of) - len(np.unique(parts[~atoms.held]))
    return round(out, 9) + apart, spread_of(parts, atoms, homes)


def loads(parts: np.ndarray, atoms: Atoms, base: np.ndarray) -> np.ndarray:
    """(k, m) measures of territories."""
    return base + np.column_stack([sum_by(parts, len(base), values) for values in atoms.measures.T])


def spread_of(parts: np.ndarray, atoms: Atoms, homes: Homes) -> float:
    """Mean over territories of Σ weight · distance² to the middle, and to the home by its share [km²]."""
    k = len(homes.share)
    x, y = centers(parts, k, atoms.x_km, atoms.y_km, atoms.weight)
    share = homes.share[parts]
    middle = (atoms.x_km - x[parts]) ** 2 + (atoms.y_km - y[parts]) ** 2
    home = (atoms.x_km - homes.x_km[parts]) ** 2 + (atoms.y_km - homes.y_km[parts]) ** 2
    return float(atoms.weight @ ((1.0 - share) * middle + share * home)) / k


def sum_up(parts: np.ndarray, atoms: Atoms, task: Task, homes: Homes, base: np.ndarray, spread_km2: float) -> Sums:
    """What territories hold."""
    k = len(base)
    rules = rules_of(parts, atoms, task, spread_km2)
    response = np.zeros(k)
    if task.profit > 0:
        visit = np.hypot(atoms.x_km - rules.middle_x_km[parts], atoms.y_km - rules.middle_y_km[parts]) / task.road_km
        response = sum_by(parts, k, atoms.response * (1.0 + visit) ** (-task.exponent / (1.0 - task.exponent)))
    has_moved = (atoms.owner >= 0) & (atoms.owner != parts)
    return Sums(
        parts.astype(np.int32),
        load=loads(parts, atoms, base),
        n_atoms=np.bincount(parts, minlength=k),
        weight=sum_by(parts, k, atoms.weight),
        x_sum=sum_by(parts, k, atoms.weight * atoms.x_km),
        y_sum=sum_by(parts, k, atoms.weight * atoms.y_km),
        response=response,
        reassigned=np.array([float(atoms.stake[has_moved].sum())]),
    )


def rules_of(parts: np.ndarray, atoms: Atoms, task: Task, spread_km2: float) -> Rules:
    """What changes are judged by, for the territories as they are."""
    k = len(task.low)
    x, y = centers(parts, k, atoms.x_km, atoms.y_km, atoms.weight)
    square = (atoms.x_km - x[parts]) ** 2 + (atoms.y_km - y[parts]) ** 2
    weight = atoms.weight + 1e-12
    radius_km2 = sum_by(parts, k, weight * square) / np.maximum(sum_by(parts, k, weight), 1e-300)
    reach = MAX_REACH ** (1.0 - task.compactness / 100.0)
    return Rules(
        task.low, task.high, task.target, np.tile(PENALTY * task.penalty, (k, 1)), task.evenness, spread_km2, x, y,
        reach**2 * radius_km2, task.loss, task.limit, task.profit, task.exponent, task.road_km, task.whole,
    )  # fmt: skip


def polish(
    atoms: Atoms,
    sums: Sums,
    task: Task,
    homes: Homes,
    neighborhood: Neighborhood,
    spread_km2: float,
    passes: int,
    within: np.ndarray | None = None,
) -> None:
    """Moves and exchanges across all borders, as long as they pay; ``sums`` are changed.

    What stays out of bounds becomes more urgent from pass to pass, so that neighbors take it over and pass it on: a
    guided local search (Voudouris & Tsang 1999, "Guided local search and its application to the traveling salesman
    problem", European Journal of Operational Research 113(2)).
    """
    k = len(task.low)
    urgency = np.ones(task.low.shape)
    places = Weighted(atoms.x_km, atoms.y_km, atoms.weight, atoms.held)
    within = np.ones(k, dtype=bool) if within is None else within
    was_changed = within
    for _ in range(passes):
        rules = rules_of(sums.territory_of, atoms, task, spread_km2)
        rules = rules._replace(penalty=rules.penalty * urgency)
        if task.profit > 0:
            sums.response[:] = sum_up(sums.territory_of, atoms, task, homes, sums.load, spread_km2).response
        middles = homes.draw(rules.middle_x_km, rules.middle_y_km)
        rows = np.split(np.argsort(sums.territory_of, kind="stable"), np.cumsum(sums.n_atoms)[:-1])
        is_changed = np.zeros(k, dtype=bool)
        for a, b in borders(sums.territory_of, k, neighborhood).tolist():
            if not ((was_changed[a] or was_changed[b]) and within[a] and within[b]):
                continue
            ours = furthest_ahead(rows[a], places, middles, a, b, TRADERS)
            theirs = furthest_ahead(rows[b], places, middles, b, a, TRADERS)
            if trade_measures(atoms, sums, rules, homes, ours, theirs, (a, b), neighborhood):
                is_changed[a] = is_changed[b] = True
        urgency[(sums.load < task.low) | (sums.load > task.high)] *= URGENT
        was_changed = np.asarray(within & (is_changed | _is_out(sums.load, task)))
        if not was_changed.any():
            break


def loosen(atoms: Atoms, sums: Sums, task: Task, homes: Homes, neighborhood: Neighborhood, spread_km2: float) -> None:
    """Territories that are still out of bounds, each shaken up with those around it; ``sums`` are changed."""
    k = len(task.low)
    n_failed = 0
    for territory in np.flatnonzero(_is_out(sums.load, task))[:MAX_LOOSENED].tolist():
        if n_failed == MAX_FAILED:
            break
        if not _is_out(sums.load, task)[territory]:
            continue
        pairs = borders(sums.territory_of, k, neighborhood)
        around = np.unique(pairs[(pairs == territory).any(axis=1)])
        rows = np.flatnonzero(np.isin(sums.territory_of, around))
        if len(rows) == 0:
            continue
        before = Sums(*(values.copy() for values in sums))
        rules = rules_of(sums.territory_of, atoms, task, spread_km2)
        anneal(rows, TRIES * len(rows), TEMPERATURES, atoms, sums, rules, homes, neighborhood)
        polish(atoms, sums, task, homes, neighborhood, spread_km2, PASSES, _mask(around, k))
        is_better = _out(sums.load, task) < _out(before.load, task)
        n_failed = 0 if is_better else n_failed + 1
        if not is_better:
            for values, old in zip(sums, before, strict=True):
                values[:] = old


def _mask(numbers: np.ndarray, k: int) -> np.ndarray:
    mask: np.ndarray = np.isin(np.arange(k), numbers)
    return mask


def _is_out(load: np.ndarray, task: Task) -> np.ndarray:
    return np.asarray(((load < task.low) | (load > task.high)).any(axis=1))


def _out(load: np.ndarray, task: Task) -> float:
    """What is out of bounds, in shares of average territories, by weight."""
    return float((np.maximum(np.maximum(task.low - load, load - task.high), 0.0) * task.penalty).sum())


def send(atoms: Atoms, sums: Sums, task: Task, homes: Homes, neighborhood: Neighborhood, spread_km2: float) -> None:
    """Solve who should cross which border, and have them cross; ``sums`` are changed."""
    k = len(task.low)
    rules = rules_of(sums.territory_of, atoms, task, spread_km2)
    places = Weighted(atoms.x_km, atoms.y_km, atoms.weight, atoms.held)
    middles = homes.draw(rules.middle_x_km, rules.middle_y_km)
    free = np.flatnonzero(~atoms.held)
    free = free[np.argsort(sums.territory_of[free], kind="stable")]
    rows = np.split(free, np.cumsum(np.bincount(sums.territory_of[free], minlength=k))[:-1])
    found = []
    for a, b in borders(sums.territory_of, k, neighborhood).tolist():
        for giver, taker in ((a, b), (b, a)):
            ahead = furthest_ahead(rows[giver], places, middles, giver, taker, LP_ATOMS)
            found.append(np.column_stack([ahead, np.full((len(ahead), 2), (giver, taker))]))
    if not found:
        return
    movers, givers, takers = np.concatenate(found).T.astype(np.int64)
    x, y = atoms.x_km[movers], atoms.y_km[movers]
    to_taker = (x - rules.middle_x_km[takers]) ** 2 + (y - rules.middle_y_km[takers]) ** 2
    to_giver = (x - rules.middle_x_km[givers]) ** 2 + (y - rules.middle_y_km[givers]) ** 2
    near = (to_taker <= rules.reach_km2[takers]) | (to_taker <= to_giver)
    movers, givers, takers = movers[near], givers[near], takers[near]
    further = atoms.weight[movers] * (to_taker - to_giver)[near] / spread_km2
    owner = atoms.owner[movers]
    stake = atoms.stake[movers] * ((owner == givers) - 1.0 * (owner == takers))
    cost = np.maximum(further, 0.0) + task.loss * stake + 1e-3 / len(atoms.x_km)
    finite = np.isfinite(task.low) & np.isfinite(task.high)
    aim = np.where(finite, AIM, 1.0)
    centre = 0.5 * (np.where(finite, task.low, 0.0) + np.where(finite, task.high, 0.0))
    low, high = centre + aim * (task.low - centre), centre + aim * (task.high - centre)
    share = least_moves(
        sums.load, movers, givers, takers, cost, atoms.measures[movers], (low, high), PENALTY * task.penalty
    )
    chosen = np.flatnonzero(share > 0.5)
    chosen = chosen[np.argsort(further[chosen], kind="stable")]
    move_all(movers[chosen], takers[chosen], atoms, sums, rules, neighborhood, SWEEPS)


__all__ = ["Atoms", "Task", "bring_all_within", "loads", "merit_of", "response_of", "spread_of"]
