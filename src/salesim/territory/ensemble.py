"""Is a map unlucky? Its scores among those of thousands of random legal maps of the same customers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from salesim.compiled import compiled
from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.random.generator import stream_key
from salesim.territory.bisection import bisect
from salesim.territory.contiguity import draw_neighborhood
from salesim.territory.layout import Layout, Sites
from salesim.territory.recom import CellGraph, begin_chain, bounds, recombine
from salesim.territory.score import LOCAL_TOUR, TourParameters
from salesim.territory.travel import TravelParameters, travel_min

SCORES = ("workload_cv", "potential_gini", "travel_hours", "distance_km")
DECORRELATES = SCORES.index("travel_hours")  # by which it is judged how far apart maps are kept
CELLS = 25  # for each territory: fewer and there are few maps, more and trees wander for long
FORGOTTEN = 20  # steps for each territory before a chain counts
PILOT = 1200  # maps from which it is found out how long travel remembers
KEPT = 200  # maps of the ensemble that can be looked at or simulated


@dataclass(frozen=True)
class Ensemble:
    """Random legal maps of some customers.

    Attributes
    ----------
    scores : one row a map: chain, and the `SCORES`
    maps : (m, n_cells) int32, every so manyth of them
    cell_of : (n,) cell of each customer
    apart : steps of the chain from one map to the next
    independent : how many independent maps the ensemble is worth, by its travel
    agreement : R-hat of travel, 1 if the chains agree wherever they began (Gelman & Rubin 1992)
    """

    scores: pd.DataFrame
    maps: np.ndarray
    cell_of: np.ndarray
    n_territories: int
    tolerance: float
    apart: int
    independent: float
    agreement: float

    def layout(self, i: int, name: str) -> Layout:
        """One of the kept maps as a layout, not yet owned."""
        return Layout(name, "ensemble", self.maps[i][self.cell_of], self.n_territories)

    def share_below(self, score: str, value: float) -> float:
        """Share of the random maps with a smaller value; half of those with the same."""
        drawn = self.scores[score].to_numpy()
        return float((drawn < value).mean() + 0.5 * (drawn == value).mean())


@dataclass(frozen=True)
class Wanted:
    """Which random maps are wanted.

    Parameters
    ----------
    maps : of all chains together
    tolerance : of a legal territory's workload around the mean
    chains : independent beginnings
    seed : of the draws
    """

    maps: int
    tolerance: float = 0.2
    chains: int = 4
    seed: int = 1


def draw_ensemble(
    sites: Sites,
    n_territories: int,
    wanted: Wanted,
    travel: TravelParameters | None = None,
    tours: TourParameters | None = None,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Ensemble:
    """Random legal maps by recombination, in several chains, so far apart that their travel hardly remembers.

    Parameters
    ----------
    sites : the n customers
    n_territories : k
    travel, tours : parameters of the estimate of travel; the defaults if left out
    threads : which change nothing but the time it takes
    progress : called with the maps drawn and those wanted

    Raises
    ------
    InputError : fewer than two territories, or no legal map was found
    """
    n_maps, chains, seed = wanted.maps, wanted.chains, wanted.seed
    if n_territories < 2:
        raise InputError(
            "needs two territories or more to be divided otherwise", "sales_force.team.reps", n_territories
        )
    cell_of, graph = draw_cells(sites, n_territories)
    score = partial(score_map, *_figures(sites, travel, tours))
    per_chain = -(-n_maps // chains)
    begun = [begin_chain(graph, n_territories, wanted.tolerance, seed, chain) for chain in range(chains)]
    keys = [np.uint64(stream_key(seed, chain, 0)) for chain in range(chains)]
    low, high = bounds(graph, n_territories, wanted.tolerance)
    forgotten, stride = FORGOTTEN * n_territories, max(n_territories // 4, 1)

    def values(chain: int, first: int, apart: int, n: int, tell: Callable[[int], None]) -> np.ndarray:
        found = np.empty((n, len(SCORES)))
        for i in range(n):
            recombine(graph, begun[chain], low, high, keys[chain], first + i * apart, apart)
            found[i] = score(begun[chain][cell_of], n_territories)
            if i % every == 0:
                kept[chain, i] = begun[chain].copy()
            if i % 50 == 49:
                tell(50)
        return found

    kept: dict[tuple[int, int], np.ndarray] = {}
    every = max(-(-per_chain * chains // KEPT), 1)
    for chain in range(chains):
        recombine(graph, begun[chain], low, high, keys[chain], 0, forgotten)
    pilot = values(0, forgotten, stride, PILOT, lambda n: None)
    apart = max(int(np.ceil(2.0 * autocorrelation_time(pilot[:, DECORRELATES]) * stride)), 1)
    kept.clear()
    drawn = told = 0

    def tell(n: int) -> None:
        nonlocal drawn, told
        drawn += n
        if progress and drawn >= told:
            told = drawn + n_maps // 20  # some twenty times
            progress(min(drawn, n_maps), n_maps)

    first = forgotten + PILOT * stride
    with ThreadPoolExecutor(max(threads, 1)) as pool:
        found = list(pool.map(lambda chain: values(chain, first, apart, per_chain, tell), range(chains)))
    travels = [part[:, DECORRELATES] for part in found]
    scores = pd.DataFrame(np.concatenate(found), columns=SCORES)
    scores.insert(0, "chain", np.repeat(np.arange(chains), per_chain))
    return Ensemble(
        scores,
        np.array([kept[key] for key in sorted(kept)]),
        cell_of,
        n_territories,
        wanted.tolerance,
        apart,
        float(sum(len(one) / autocorrelation_time(one) for one in travels)),
        agreement_of(travels),
    )


def draw_cells(sites: Sites, n_territories: int) -> tuple[np.ndarray, CellGraph]:
    """Customers gathered in cells of about the same work, (n,) int32, and the cells' graph."""
    weight = sites.workload_hours if sites.workload_hours.sum() > 0 else np.ones(len(sites))
    neighborhood = draw_neighborhood(sites.x_km, sites.y_km)
    n_places = len(neighborhood.first) - 1
    m = min(CELLS * n_territories, n_places)
    if m < n_territories:
        allowed = Phrase("{n} or fewer: so many places are there", n=n_places)
        raise InputError("there are fewer places than territories", "sales_force.team.reps", n_territories, allowed)
    at = neighborhood.customers_at[neighborhood.first_at[:-1]]
    load = np.bincount(neighborhood.place_of, weights=weight, minlength=n_places)
    cell_of_place = bisect(sites.x_km[at], sites.y_km[at], load, m)
    one = np.repeat(np.arange(n_places), np.diff(neighborhood.first))
    code = np.unique(cell_of_place[one].astype(np.int64) * m + cell_of_place[neighborhood.beside])
    code = code[code // m != code % m]
    first = np.searchsorted(code, np.arange(m + 1, dtype=np.int64) * m)
    weights = np.bincount(cell_of_place, weights=load, minlength=m)
    return cell_of_place[neighborhood.place_of], CellGraph(weights, first, (code % m).astype(np.int32))


def score_layout_alike(
    layout: Layout, sites: Sites, travel: TravelParameters | None = None, tours: TourParameters | None = None
) -> dict[str, float]:
    """The `SCORES` of a layout, by the same measure as the random maps': reps are taken to live in the middle."""
    numbers, territory_of = np.unique(layout.territory_of, return_inverse=True)
    values = score_map(*_figures(sites, travel, tours), territory_of.astype(np.int32), len(numbers))
    return dict(zip(SCORES, values.tolist(), strict=True))


def _figures(sites: Sites, travel: TravelParameters | None, tours: TourParameters | None) -> tuple[np.ndarray, ...]:
    travel, tours = travel or TravelParameters(), tours or TourParameters()
    terms = (travel.circuity, travel.urban_kmh, travel.intercity_kmh, travel.urban_km, tours.visit_hours,
             tours.visits_per_day)  # fmt: skip
    return sites.x_km, sites.y_km, sites.workload_hours, sites.potential, np.array(terms, dtype=np.float64)


@compiled
def score_map(x, y, work, potential, terms, territory_of, k):
    """The `SCORES` of territories 0 to k - 1: see `score.score_territories`, which estimates travel alike."""
    weight, load, chance = np.zeros(k), np.zeros(k), np.zeros(k)
    x_mean, y_mean = np.zeros(k), np.zeros(k)
    for i in range(x.shape[0]):
        load[territory_of[i]] += work[i]
    for i in range(x.shape[0]):
        t = territory_of[i]
        w = work[i] if load[t] > 0.0 else 1.0
        weight[t] += w
        chance[t] += potential[i]
        x_mean[t] += w * x[i]
        y_mean[t] += w * y[i]
    for t in range(k):
        x_mean[t] /= max(weight[t], 1e-300)
        y_mean[t] /= max(weight[t], 1e-300)
    haul, away = np.zeros(k), np.zeros(k)
    xx, yy, xy = np.zeros(k), np.zeros(k), np.zeros(k)
    for i in range(x.shape[0]):
        t = territory_of[i]
        w = (work[i] if load[t] > 0.0 else 1.0) / weight[t]
        east, north = x[i] - x_mean[t], y[i] - y_mean[t]
        km = np.sqrt(east * east + north * north)
        away[t] += w * km
        haul[t] += w * travel_min(km, terms[0], terms[1], terms[2], terms[3])
        xx[t] += w * east * east
        yy[t] += w * north * north
        xy[t] += w * east * north
    hours, distance, total = 0.0, 0.0, load.sum()
    for t in range(k):
        area = 12.0 * np.sqrt(max(xx[t] * yy[t] - xy[t] * xy[t], 0.0))
        visits = load[t] / terms[4]
        leg = LOCAL_TOUR * np.sqrt(area / visits) if visits > 0.0 else 0.0
        one_way = travel_min(leg, terms[0], terms[1], terms[2], terms[3])
        hours += visits * (2.0 * haul[t] / terms[5] + one_way) / 60.0
        distance += away[t] * (load[t] / total if total > 0.0 else 1.0 / k)
    mean = total / k
    spread = np.sqrt(((load - mean) ** 2).sum() / k) / mean if mean > 0.0 else 0.0
    ranked, summed = np.sort(chance), 0.0
    for t in range(k):
        summed += (2.0 * (t + 1) - k - 1.0) * ranked[t]
    whole = chance.sum()
    return np.array([spread, summed / (k * whole) if whole > 0.0 else 0.0, hours, distance])


def autocorrelation_time(series: np.ndarray) -> float:
    """How many values of a series say as much as one independent one, 1 or more.

    Twice the sum of autocorrelations, up to the first window five times as long as the result (Sokal 1997).
    """
    n, apart = len(series), series - series.mean()
    if n < 2 or not np.any(apart):
        return 1.0
    padded = np.fft.rfft(apart, 2 * n)
    correlation = np.fft.irfft(padded * padded.conj())[:n]
    times = 2.0 * np.cumsum(correlation / correlation[0]) - 1.0
    window = np.flatnonzero(np.arange(n) >= 5.0 * times)
    return max(float(times[window[0] if len(window) else -1]), 1.0)


def agreement_of(chains: list[np.ndarray]) -> float:
    """R-hat of chains (each (n,)), cut in halves: spread of all against spread within (Gelman et al. 2013, 11.4)."""
    half = len(chains[0]) // 2
    if half < 2:
        return 1.0
    halves = np.array([part for one in chains for part in (one[:half], one[half : 2 * half])])
    within = halves.var(axis=1, ddof=1).mean()
    if within <= 0.0:
        return 1.0
    between = half * halves.mean(axis=1).var(ddof=1)
    return float(np.sqrt((half - 1) / half + between / (half * within)))
