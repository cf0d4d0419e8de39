"""Territories of equal work, or of equal opportunity, or of a mix of the two."""

from __future__ import annotations

from typing import Literal

import numpy as np
import scipy

from salesim.errors import InputError
from salesim.parameters import parameter
from salesim.phrase import Phrase
from salesim.territory.bisection import bisect
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.contiguity import count_enclaves, draw_neighborhood, gather, mend
from salesim.territory.homes import Homes, choose_homes, no_homes, number_by_home
from salesim.territory.layout import Layout, Sites, centers, sum_by
from salesim.territory.power import even_out, settle
from salesim.territory.repair import bring_within, capped, improve
from salesim.territory.travel import TravelParameters
from salesim.territory.weighted import Weighted

COARSE = 100  # blocks of customers for each territory on which the centers settle in a large market
MAX_STEPS = 25  # of Newton's method once the centers have settled
SMALL = 10_000  # so many customers are divided in the time that people don't notice; fewer of them, from more starts
MAX_STARTS = 8  # bisections along turned axes; the best result counts
PASSES = 12  # of exchanges across borders
MENDED = 3  # times that pieces are given away and the loads brought back within bounds


@register_builder
class BalancedLayout(LayoutBuilder):
    """Territories balanced in workload or potential (边界优化)."""

    builder: Literal["balanced"] = parameter(
        "balanced", about="equal workload or potential", source="V: the article, T4"
    )
    potential_share: float = parameter(
        0.0, about="what is balanced: 0 only workload, 1 only potential", source="A", ge=0.0, le=1.0
    )
    tolerance: float = parameter(
        0.01, about="accepted deviation of a territory from the mean of what is balanced", source="A", gt=0.0, le=1.0
    )
    homes: float = parameter(
        0.0,
        about="weight of the distance from the owner's home against that from the middle of the territory",
        source="A",
        ge=0.0,
        le=0.9,
    )
    rounds: int = parameter(
        25, about="moves of the centers to the middle of their customers; more are slower and rarely better",
        source="A", ge=1, le=500,
    )  # fmt: skip

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_balanced(name, self, sites, n_territories, homes_km=homes_km)


def build_balanced(
    name: str, parameters: BalancedLayout, sites: Sites, n_territories: int, locked: np.ndarray | None = None,
    homes_km: np.ndarray | None = None,
) -> Layout:  # fmt: skip
    """A capacitated power diagram, started from a recursive bisection, repaired at its borders.

    The weight of a customer is (1 - s) workload/Σworkload + s potential/Σpotential, s the share of potential. With a
    weight on homes, each territory is drawn for the rep who is to own it.

    Parameters
    ----------
    name : as in the scenario's `layouts`
    parameters : what is balanced, and how well
    sites : the n customers
    n_territories : k <= n
    locked : (n,) int, the territory that a customer must belong to; -1 or left out: any
    homes_km : (n_reps, 2) [km] homes of the reps, not a number for a seat that is closed; without, homes don't count
    """
    x, y, k = sites.x_km, sites.y_km, n_territories
    weight = balance_weight(parameters, sites)
    locked = _checked_locks(locked, sites, k)
    held = locked >= 0
    load = capped(weight, k)
    customers = Weighted(x, y, load, held)
    target = np.full(k, load.sum() / k)
    tolerance = (1.0 - 1e-4) * parameters.tolerance  # sums of many customers are not exact
    low, high = (1.0 - tolerance) * target, (1.0 + tolerance) * target

    neighborhood = draw_neighborhood(x, y)
    homes = no_homes(k)
    weighs_homes = parameters.homes > 0 and homes_km is not None
    if weighs_homes:
        places = centers(bisect(x, y, load, k), k, x, y, load)
        homes = choose_homes(np.asarray(homes_km, np.float64), parameters.homes, np.column_stack(places))

    def finish(parts: np.ndarray) -> np.ndarray:
        parts = _fill_empty(parts, x, y, held, k)
        for _ in range(MENDED):
            parts = mend(parts, load, k, neighborhood, held)
            parts = bring_within(parts, customers, low, high, neighborhood, homes=homes)
            parts = improve(parts, customers, low, high, neighborhood, PASSES, homes=homes)
            if count_enclaves(parts, k, neighborhood) == 0:
                break
        return parts

    finished = []
    if 1 < k < len(sites) and (np.ptp(x) > 0 or np.ptp(y) > 0):
        n_starts = min(max(SMALL // len(sites), 1), MAX_STARTS)
        for turn in np.pi / 2 * np.arange(n_starts) / n_starts:
            finished.append(finish(_power_parts(turn, customers, target, locked, parameters, homes)))
    if all(_merit(parts, customers, low, high, homes)[0] > 0 for parts in finished):
        finished.append(finish(_bisected(0.0, x, y, load, locked, homes)))
    best = min(finished, key=lambda parts: _merit(parts, customers, low, high, homes))
    notes = _notes(weight, best, sites, parameters.tolerance, k)
    return Layout(name, "balanced", homes.seat[best], k, notes, is_owned=weighs_homes)


def balance_weight(parameters: BalancedLayout, sites: Sites) -> np.ndarray:
    """(n,) share of each customer in what is balanced; equal shares if no customer has any."""
    weight = np.zeros(len(sites))
    for share, values in (
        (1.0 - parameters.potential_share, sites.workload_hours),
        (parameters.potential_share, sites.potential),
    ):
        if share > 0 and values.sum() > 0:
            weight += share * values / values.sum()
    return weight if weight.sum() > 0 else np.full(len(sites), 1.0 / len(sites))


def _bisected(
    turn: float, x: np.ndarray, y: np.ndarray, weight: np.ndarray, locked: np.ndarray, homes: Homes
) -> np.ndarray:
    """Bisection along axes that are turned by so many radians, each part for the rep who lives near."""
    k = len(homes.seat)
    along, across = np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x
    parts = bisect(along, across, weight, k)
    if homes.share.any():
        parts = number_by_home(parts, np.column_stack(centers(parts, k, x, y, weight)), homes)
        return np.where(locked >= 0, locked, parts).astype(np.int32)
    return _place_locked(parts, locked, weight, k)


def _power_parts(
    turn: float,
    customers: Weighted,
    target: np.ndarray,
    locked: np.ndarray,
    parameters: BalancedLayout,
    homes: Homes,
) -> np.ndarray:
    """Parts of the power diagram; in a large market its centers settle on blocks of customers first."""
    x, y, weight, held = customers
    n, k = len(x), len(target)
    if n > 2 * COARSE * k and not held.any():
        block_of = gather(x, y, -(-2 * n // (COARSE * k)))
        m = int(block_of.max()) + 1
        block_x, block_y = centers(block_of, m, x, y, weight)
        block_weight = sum_by(block_of, m, weight)
        no_one = np.full(m, -1, dtype=np.int32)
        of_blocks = _bisected(turn, block_x, block_y, block_weight, no_one, homes)
        start = of_blocks[block_of]
        blocks = Weighted(block_x, block_y, block_weight, no_one >= 0)
        diagram = settle(blocks, of_blocks, target, parameters.rounds, homes)
    else:
        start = _bisected(turn, x, y, weight, locked, homes)
        diagram = settle(customers, start, target, parameters.rounds, homes)
    return even_out(diagram, customers, start, target, parameters.tolerance, MAX_STEPS)[1]


def _checked_locks(locked: np.ndarray | None, sites: Sites, k: int) -> np.ndarray:
    if locked is None:
        return np.full(len(sites), -1, dtype=np.int32)
    locked = np.asarray(locked)
    if locked.shape != (len(sites),):
        raise InputError(
            Phrase("needs {n} values, one for each customer", n=len(sites)), field="locked", value=locked.shape
        )
    if locked.max() >= k or locked.min() < -1:
        bad = locked[(locked >= k) | (locked < -1)][0].item()
        raise InputError("is no territory", field="locked", value=bad, allowed=Phrase("-1 (none) to {k}", k=k - 1))
    return locked.astype(np.int32)


def _place_locked(parts: np.ndarray, locked: np.ndarray, weight: np.ndarray, k: int) -> np.ndarray:
    """Parts numbered so that as much locked weight as possible is at home already; the rest of it is brought home."""
    held = locked >= 0
    if not held.any():
        return parts
    at_home = np.zeros((k, k))
    np.add.at(at_home, (parts[held], locked[held]), weight[held] + 1e-12)
    _, number = scipy.optimize.linear_sum_assignment(-at_home)
    return np.where(held, locked, number[parts]).astype(np.int32)


def _fill_empty(parts: np.ndarray, x: np.ndarray, y: np.ndarray, held: np.ndarray, k: int) -> np.ndarray:
    """Every part has a customer: an empty one gets the remotest of the part with most customers."""
    parts = parts.copy()
    count = np.bincount(parts, minlength=k)
    for empty in np.flatnonzero(count == 0).tolist():
        free = np.bincount(parts[~held], minlength=k)
        fullest = int(np.argmax(np.where(count > 1, free, 0)))
        rows = np.flatnonzero((parts == fullest) & ~held)
        if count[fullest] < 2 or len(rows) == 0:
            raise InputError(
                Phrase("territory {empty} would have no customers", empty=empty), field="locked", allowed="fewer locks"
            )
        remotest = rows[np.argmax(np.hypot(x[rows] - x[rows].mean(), y[rows] - y[rows].mean()))]
        parts[remotest] = empty
        count[fullest] -= 1
        count[empty] += 1
    return parts


def _merit(
    parts: np.ndarray, customers: Weighted, low: np.ndarray, high: np.ndarray, homes: Homes
) -> tuple[float, float]:
    """Smaller is better: first what is out of bounds, then the spread of the territories."""
    k, (x, y, weight, _) = len(low), customers
    load = sum_by(parts, k, weight)
    beyond = np.maximum(np.maximum(low - load, load - high), 0.0).sum()
    east, north = centers(parts, k, x, y, weight)
    spread = (x - east[parts]) ** 2 + (y - north[parts]) ** 2
    share = homes.share[parts]
    from_home = (x - homes.x_km[parts]) ** 2 + (y - homes.y_km[parts]) ** 2
    return round(float(beyond / weight.sum()), 6), float(weight @ ((1.0 - share) * spread + share * from_home))


def _notes(weight: np.ndarray, parts: np.ndarray, sites: Sites, tolerance: float, k: int) -> tuple[str, ...]:
    """What stands in the way of balance is named, not hidden."""
    notes = []
    if sites.workload_hours.sum() <= 0 and sites.potential.sum() <= 0:
        notes.append(Phrase("no customer has any weight, so territories are equal in number of customers"))
    fair = weight.sum() / k
    heaviest = int(np.argmax(weight))
    called = sites.called(heaviest)
    named = Phrase("customer {id}", id=called) if called else Phrase("a prospect")
    heavy, big = np.count_nonzero(weight > fair * (1 + 1e-9)), np.count_nonzero(weight > 2 * tolerance * fair)
    if heavy and k > 1:
        notes.append(
            Phrase(
                "{heavy} customers outweigh an average territory; {named} alone weighs as much as {times:.1f}",
                heavy=int(heavy),
                named=named,
                times=float(weight[heaviest] / fair),
            )
        )
    worst = float(np.abs(sum_by(parts, k, weight) / fair - 1.0).max())
    if worst > tolerance * (1 + 1e-9):
        notes.append(
            Phrase(
                "the worst territory is {worst} off the mean, not within {tolerance}; {big} customers outweigh that "
                "band, the heaviest, {named}, is {share:.1%} of a territory",
                **_apart(worst, tolerance),
                big=int(big),
                named=named,
                share=float(weight[heaviest] / fair),
            )
        )
    return tuple(notes)


def _apart(worst: float, tolerance: float) -> dict[str, str]:
    """Two shares with as many decimals as tell them apart, or 1.04% would not be within 1.0% by being 1.0%."""
    decimals = next((d for d in range(1, 5) if f"{worst:.{d}%}" != f"{tolerance:.{d}%}"), 5)
    return {"worst": f"{worst:.{decimals}%}", "tolerance": f"{tolerance:.{decimals}%}"}
