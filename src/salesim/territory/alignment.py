"""Territories within bounds of several measures, drawn around what may not be touched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal, NamedTuple

import numpy as np
import scipy
from pydantic import Field, model_validator

from salesim.errors import InputError, together
from salesim.parameters import parameter
from salesim.phrase import N_, Phrase, listed
from salesim.territory.barriers import (
    CUT_OFF,
    Barriers,
    check_homes,
    islands,
    neighborhood_within,
    read_barriers,
    split_places,
)
from salesim.territory.bisection import bisect
from salesim.territory.blocks import UNITS, neighborhood_of_blocks, read_blocks
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.contiguity import Neighborhood, gather
from salesim.territory.exchange import Atoms
from salesim.territory.homes import Homes
from salesim.territory.layout import Layout, Sites, centers, sum_by
from salesim.territory.locks import Account, Locks, NamedAccounts, check_locks, read_locks
from salesim.territory.measures import MEASURES, Measure, MeasureParameters, figure, read_measures
from salesim.territory.power import even_out, settle
from salesim.territory.repair import capped
from salesim.territory.seats import largest_remainder
from salesim.territory.several import PRIORITIES, Task, bring_all_within, merit_of
from salesim.territory.today import owners_today
from salesim.territory.travel import TravelParameters
from salesim.territory.weighted import Weighted

COARSE = 100  # blocks of customers for each territory on which the centers settle in a large market
LLOYD = 25  # moves of the centers to the middle of their customers
MAX_STEPS = 25  # of Newton's method once the centers have settled
ROUGH = 0.01  # deviation of the first division's loads in the mean of the measures
SMALL = 10_000  # fewer customers are divided from more starts
MAX_STARTS = 8
MAX_HOPELESS = 2  # starts that do not come within bounds, after which no other is tried, except for
FEW = 50  # blocks, which are divided in no time
HARD = 100.0  # how much more limits on accounts count than measures of priority 1
EVENNESS = 20.0  # on squared deviations from the target: one of .1 counts .2 of a territory's spread
SEED_SHARE = 0.5  # weight of the distance from a seed point
LOSS = 10.0  # on the sales that are reassigned, in spreads of all territories
PROFIT = 100.0  # on a share of all profit, in spreads of all territories
ELASTICITY = 0.3  # of sales with respect to visits
STOPS = 8.0  # visits that share the way from home and back
KEPT = 0.3  # of the width of the map: how much nearer a home must be to outweigh an average territory of kept sales
TIED = 10.0  # the same for an average territory of locked customers
FULL = 0.95  # of an average territory in named accounts: such a rep gets no ground

Degrees = Annotated[float, Field(ge=-180.0, le=180.0)]


@register_builder
class AlignmentLayout(LayoutBuilder):
    """Territories within bounds of several measures, with locks, barriers, blocks and limits (区域划分)."""

    names_customers: ClassVar[bool] = True

    builder: Literal["alignment"] = parameter(
        "alignment", about="within bounds of several measures, around what may not be touched", source="A"
    )
    balance: tuple[MeasureParameters, ...] = parameter(
        (MeasureParameters(),), about="measures that each territory should hold so much of", source="A",
        min_length=1, max_length=12,
    )  # fmt: skip
    accounts_min: int | None = parameter(
        None, about="fewest accounts of a territory; comes before all measures", source="A", ge=0, le=10_000_000
    )
    accounts_max: int | None = parameter(
        None, about="most accounts of a territory; comes before all measures", source="A", ge=1, le=10_000_000
    )
    compactness: float = parameter(
        50.0,
        about="0: bounds are met at any distance, 100: nobody beyond the usual radius of a territory is taken for them",
        source="A",
        ge=0.0,
        le=100.0,
    )
    locked_accounts: tuple[Account, ...] = parameter(
        (), about="ids of customers who stay with their rep of today", source="A", max_length=5_000_000
    )
    locked_territories: tuple[int, ...] = parameter(
        (), about="numbers of territories of today, as on maps, that neither lose nor gain anybody", source="A",
        max_length=100_000,
    )  # fmt: skip
    named_accounts: tuple[NamedAccounts, ...] = parameter(
        (), about="accounts that a rep serves wherever they are", source="A", max_length=100_000
    )
    building_blocks: str | None = parameter(
        None, about="customers of one county, unit, province, region, or of one value in a column of the customers' "
        "file, such as a postcode, share a territory", source="A", min_length=1,
    )  # fmt: skip
    seed_points: tuple[str | tuple[Degrees, Degrees], ...] = parameter(
        (), about="places around which territories are drawn, each a town's name or [lon, lat]", source="A",
        max_length=10_000,
    )  # fmt: skip
    rep_homes: float = parameter(
        0.2,
        about="weight of the distance from the owner's home against that from the middle of the territory",
        source="A",
        ge=0.0,
        le=0.9,
    )
    disruption_limit: float | None = parameter(
        None, about="most that may be reassigned, as a share of sales; today's territories are where it begins",
        source="A", ge=0.0, le=1.0,
    )  # fmt: skip
    barriers: tuple[str, ...] = parameter(
        (), about="what no territory crosses: county, unit, province or region (their borders), or GeoJSON files of "
        "lines and areas beside the scenario", source="A", max_length=1000,
    )  # fmt: skip
    restricted_areas: tuple[str, ...] = parameter(
        (), about="GeoJSON files of areas: who is inside shares territories with nobody outside", source="A",
        max_length=1000,
    )  # fmt: skip
    contiguity: Literal["neighbors", "none"] = parameter(
        "neighbors", about="whether a territory hangs together over neighboring customers, or may lie apart", source="A"
    )
    objective: Literal["balance", "travel", "disruption", "profit"] = parameter(
        "balance",
        about="what counts once bounds are met: nearness to targets and compactness, compactness alone, few sales "
        "reassigned, or profit by the response of sales to visits",
        source="L: Skiera & Albers 1998, Marketing Science 17(3), for profit",
    )
    elasticity: float = parameter(
        ELASTICITY, about="of sales with respect to visits, for the objective profit",
        source="L: Albers, Mantrala & Sridhar 2010, Journal of Marketing Research 47(5): .31 in the mean",
        gt=0.0, lt=1.0,
    )  # fmt: skip

    @model_validator(mode="after")
    def _limits_agree(self) -> AlignmentLayout:
        if self.accounts_min is not None and self.accounts_max is not None and self.accounts_min > self.accounts_max:
            text = "accounts_min {low} is above accounts_max {high}"
            raise ValueError(Phrase(text, low=self.accounts_min, high=self.accounts_max))
        return self

    def own_columns(self) -> tuple[str, ...]:
        blocks = () if self.building_blocks in (None, *UNITS) else (str(self.building_blocks),)
        return (*(one.measure for one in self.balance if one.measure not in MEASURES), *blocks)

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_alignment(name, self, sites, n_territories, travel, homes_km)


class Division(NamedTuple):
    """Customers as they are divided.

    Parameters
    ----------
    rows : (c,) all customers but named accounts
    atom_of : (c,) block of each
    atoms : the n blocks
    locked : (n,) int32 territory that a block must belong to, -1 any
    part_of : (n,) which part of the map, that nothing joins to the others, a block is in; -1 in a locked territory
    neighborhood : of the blocks
    """

    rows: np.ndarray
    atom_of: np.ndarray
    atoms: Atoms
    locked: np.ndarray
    part_of: np.ndarray
    neighborhood: Neighborhood


def build_alignment(
    name: str,
    parameters: AlignmentLayout,
    sites: Sites,
    n_territories: int,
    travel: TravelParameters | None = None,
    homes_km: np.ndarray | None = None,
) -> Layout:
    """A power diagram on the mean of the measures, brought within all bounds at its borders.

    1. Customers become blocks; named accounts are set aside; barriers part the map.
    2. Every part gets territories by its share in the mean of the measures (largest remainder), and a power diagram;
       where few sales are to be reassigned, today's territories are the beginning instead.
    3. A linear program, moves and exchanges bring all measures within bounds (`several.bring_all_within`).

    Parameters
    ----------
    name : as in the scenario's `layouts`
    parameters : bounds, and what may not be touched
    sites : the n customers
    n_territories : k <= n
    travel : speeds, for the objective profit
    homes_km : (n_reps, 2) [km] homes of the reps, not a number for a seat that is closed

    Raises
    ------
    InputError : bounds that no division can meet, locks that contradict them, barriers that leave too little room
    """
    k = n_territories
    _check_today(parameters, sites, k)
    locks = read_locks(
        parameters.locked_accounts, parameters.locked_territories, parameters.named_accounts, sites, k, homes_km
    )
    measures, notes = read_measures(parameters.balance, sites, k, (parameters.accounts_min, parameters.accounts_max))
    check_locks(locks, measures, sites)
    barriers = read_barriers(parameters.barriers, parameters.restricted_areas, sites)
    if parameters.rep_homes > 0:
        check_homes(locks.home_km, locks.seat, barriers, sites)
    seeds = _seeds(parameters.seed_points, sites, k)

    base = _by_territory(measures, locks.named, k)
    weigh = np.array([measure.weight for measure in measures])
    has_ground = base @ weigh < FULL * weigh.sum()
    has_ground[np.bincount(locks.held[locks.held >= 0], minlength=k) > 0] = True
    has_ground[locks.whole] = False  # their ground is settled
    division, cut_off = _divide(parameters, measures, locks, sites, barriers, has_ground)
    notes += cut_off
    homes, locked = _homes(parameters.rep_homes, locks, seeds, division, has_ground)
    division = division._replace(locked=locked, atoms=division.atoms._replace(held=locked >= 0))
    task = _task(parameters, measures, base, has_ground, k, travel or TravelParameters(), sites)
    parts = _best(parameters, division, task, homes, base, weigh, has_ground)
    territory_of = locks.named.copy()
    territory_of[division.rows] = parts[division.atom_of]
    notes += _unmet(measures, territory_of, parameters.compactness, k)
    ties = (locks.held >= 0).any() or (locks.named >= 0).any() or not task.mends
    if ties or (parameters.rep_homes > 0 and homes_km is not None):
        return Layout(name, "alignment", locks.seat[territory_of], k, tuple(notes), is_owned=True)
    return Layout(name, "alignment", territory_of, k, tuple(notes))  # nothing says whose they are


def _check_today(parameters: AlignmentLayout, sites: Sites, k: int) -> None:
    """Few reassigned: of whom, and among as many territories."""
    if parameters.disruption_limit is None and parameters.objective != "disruption":
        return
    field = "objective" if parameters.disruption_limit is None else "disruption_limit"
    owners_today(sites, k, field)


def _by_territory(measures: Sequence[Measure], territory_of: np.ndarray, k: int) -> np.ndarray:
    """(k, m) measures in shares of an average territory, of those customers who have one."""
    some = territory_of >= 0
    sums = [sum_by(territory_of[some], k, one.counted[some]) / one.mean for one in measures]
    return np.column_stack(sums)


def _seeds(stated: Sequence[str | tuple[float, float]], sites: Sites, k: int) -> np.ndarray:
    """(s, 2) [km] seed points; InputError for more than territories, unknown towns and places without customers."""
    if len(stated) > k:
        raise InputError("more seed points than territories", "seed_points", len(stated), Phrase("up to {k}", k=k))
    places, faults = [], []
    for i, place in enumerate(stated):
        try:
            places.append(sites.ground.find_place(place, f"seed_points.{i}"))
        except InputError as fault:
            faults.append(fault)
    if faults:
        raise together(faults)
    return np.array(places).reshape(-1, 2)


def _divide(
    parameters: AlignmentLayout,
    measures: Sequence[Measure],
    locks: Locks,
    sites: Sites,
    barriers: Barriers,
    has_ground: np.ndarray,
) -> tuple[Division, list[str]]:
    """Blocks, their measures and neighbors, and the parts of the map."""
    k = len(locks.seat)
    block_of, names = read_blocks(parameters.building_blocks, sites)
    values = np.column_stack([one.counted / one.mean for one in measures])
    rows = np.flatnonzero(locks.named < 0)
    # who is held leaves the block, or the whole block would be; and no block reaches over a border
    block_of = np.where(locks.held >= 0, len(sites) + np.arange(len(sites)), block_of)
    block = block_of * (int(barriers.ground_of.max()) + 1) + barriers.ground_of
    if parameters.building_blocks is None and len(barriers.lines) == 0:
        block = _with_who_counts(block, np.asarray((values > 0).any(axis=1)), locks, barriers.ground_of, sites)
    block = block[rows]
    _, first, atom_of = np.unique(block, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))  # blocks in the order of their first customers
    atom_of = order[atom_of.reshape(-1)]
    first = np.sort(first)
    n = len(first)
    of_atoms = np.column_stack([sum_by(atom_of, n, column[rows]) for column in values.T])
    if parameters.building_blocks is not None:
        _check_blocks(of_atoms, measures, block_of[rows[first]], names, locks.held[rows[first]] >= 0)
    n_grounded = int(has_ground.sum())
    if n < n_grounded:
        message = Phrase("{n} blocks for {k} territories", n=n, k=n_grounded)
        raise InputError(message, "building_blocks", parameters.building_blocks, Phrase("smaller blocks"))
    weigh = np.array([one.weight for one in measures])
    weight = values[rows] @ weigh / weigh.sum()
    share = capped(sum_by(atom_of, n, weight), k) if weight.sum() > 0 else np.ones(n)
    x, y = centers(atom_of, n, sites.x_km[rows], sites.y_km[rows], weight)
    owner, stake = _stakes(atom_of, n, locks.owner[rows], sites.sold()[rows], float(sites.sold().sum()))

    neighborhood = neighborhood_within(sites.x_km[rows], sites.y_km[rows], barriers.ground_of[rows], barriers.lines)
    is_settled = (locks.held >= 0) & locks.whole[locks.held]
    if is_settled.any():
        neighborhood = split_places(neighborhood, np.where(is_settled, locks.held + 1, 0)[rows])
    if n < len(rows):
        neighborhood = neighborhood_of_blocks(atom_of, n, neighborhood)
    part_of = np.where(is_settled[rows[first]], -1, 0)
    notes: list[str] = []
    if barriers.are_there or is_settled.any():
        part_of, cut_off = _parts(neighborhood, part_of == 0, share / max(share.sum(), 1e-300) * k, x, y)
        if len(cut_off):
            text = N_("{n} customers, whom barriers cut off from all others, go with the nearest")
            notes.append(Phrase(text, n=int(np.isin(atom_of, cut_off).sum())))
    if int(part_of.max()) + 1 > n_grounded:
        message = Phrase("part the customers into {n} groups, for {k} territories", n=int(part_of.max()) + 1,
                         k=n_grounded)  # fmt: skip
        raise InputError(message, "barriers", allowed=Phrase("fewer barriers, or more territories"))
    profit = np.zeros(n)
    if parameters.objective == "profit":
        profit = _response(atom_of, n, sites, rows, parameters.elasticity)
    atoms = Atoms(x, y, share, of_atoms, np.zeros(n, bool), owner, stake, profit)
    locked = locks.held[rows[first]]
    return Division(rows, atom_of, atoms, locked, part_of, neighborhood), notes


def _with_who_counts(
    block: np.ndarray, counts: np.ndarray, locks: Locks, ground_of: np.ndarray, sites: Sites
) -> np.ndarray:
    """Blocks (n,) in which customers without any measure, such as unknown prospects, go with the nearest who has some.

    Where too few have any, everybody is a block.
    """
    is_free = (locks.named < 0) & (locks.held < 0)
    if (counts & is_free).sum() < len(locks.seat):
        return block
    block = block.copy()
    places = np.column_stack([sites.x_km, sites.y_km])
    for ground in np.unique(ground_of[~counts & is_free]).tolist():
        rows = np.flatnonzero(~counts & is_free & (ground_of == ground))
        known = np.flatnonzero(counts & is_free & (ground_of == ground))
        if len(known):
            block[rows] = block[known[scipy.spatial.cKDTree(places[known]).query(places[rows])[1]]]
    return block


def _check_blocks(
    of_atoms: np.ndarray, measures: Sequence[Measure], block: np.ndarray, names: np.ndarray, held: np.ndarray
) -> None:
    """Refuse blocks that are larger than a territory may be."""
    faults = []
    for at, measure in enumerate(measures):
        too_large = np.flatnonzero((of_atoms[:, at] * measure.mean > measure.high * (1 + 1e-9)) & ~held)
        for atom in too_large[np.argsort(-of_atoms[too_large, at], kind="stable")][:5].tolist():
            message = Phrase(
                "block {name} alone holds {measure} of {load}", name=str(names[block[atom]]),
                measure=measure.name, load=figure(float(of_atoms[atom, at] * measure.mean)),
            )  # fmt: skip
            allowed = Phrase("at most {bound}; smaller blocks, or wider bounds", bound=figure(measure.high))
            faults.append(InputError(message, "building_blocks", allowed=allowed))
    if faults:
        raise together(faults)


def _stakes(
    atom_of: np.ndarray, n: int, owner: np.ndarray, sales: np.ndarray, total: float
) -> tuple[np.ndarray, np.ndarray]:
    """Who has most of each block's sales today, (n,) int32, and how much that is of all sales."""
    if not (owner >= 0).any():
        return np.full(n, -1, np.int32), np.zeros(n)
    known = np.flatnonzero(owner >= 0)
    k = int(owner.max()) + 1
    pairs, pair_of = np.unique(atom_of[known].astype(np.int64) * k + owner[known], return_inverse=True)
    held = sum_by(pair_of.reshape(-1), len(pairs), sales[known])
    last = np.lexsort((-(pairs % k), held))  # the winner is written last
    best, stake = np.full(n, -1, np.int32), np.zeros(n)
    best[pairs[last] // k] = (pairs % k)[last]
    stake[pairs[last] // k] = held[last]
    return best, stake / max(total, 1e-300)


def _parts(
    neighborhood: Neighborhood, is_free: np.ndarray, share: np.ndarray, x: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Parts of the map, from 0 and -1 for who is settled; the smallest join the nearest, and who was in them."""
    part_of = np.where(is_free, islands(neighborhood), -1)
    part_of = np.unique(part_of, return_inverse=True)[1].reshape(-1) - int(not is_free.all())
    free = np.flatnonzero(is_free)
    size = sum_by(part_of[free], int(part_of.max(initial=0)) + 1, share[free])
    small = (size < CUT_OFF) & (size < size.max())
    cut, rest = free[small[part_of[free]]], free[~small[part_of[free]]]
    if len(cut):
        nearest = scipy.spatial.cKDTree(np.column_stack([x[rest], y[rest]])).query(np.column_stack([x[cut], y[cut]]))[1]
        part_of[cut] = part_of[rest[nearest]]
        part_of[free] = np.unique(part_of[free], return_inverse=True)[1].reshape(-1)
    return part_of, cut


def _response(atom_of: np.ndarray, n: int, sites: Sites, rows: np.ndarray, elasticity: float) -> np.ndarray:
    """(n,) Σ c^(1/(1-b)) of each block, as shares of an average one; c is what sales would be at an hour of visits.

    With sales c t^b of a customer visited for t hours, and hours that a rep divides in the best way among customers
    whose visits cost p hours each, sales of a territory are T^b (Σ c^(1/(1-b)) p^(-b/(1-b)))^(1-b).
    """
    hours = sites.workload_hours[rows]
    usual = float(hours[hours > 0].mean()) if (hours > 0).any() else 1.0
    per_hour = sites.worth()[rows] / np.where(hours > 0, hours / usual, 1.0) ** elasticity
    scale = float(per_hour.mean())
    strength = (per_hour / scale if scale > 0 else np.ones(len(rows))) ** (1.0 / (1.0 - elasticity))
    return sum_by(atom_of, n, strength)


def _homes(
    rep_homes: float, locks: Locks, seeds: np.ndarray, division: Division, has_ground: np.ndarray
) -> tuple[Homes, np.ndarray]:
    """Where territories are drawn to: homes, or seed points in their place; and locks with those of the seeds."""
    k = len(locks.seat)
    has_home = np.isfinite(locks.home_km).all(axis=1)
    home = np.where(has_home[:, None], locks.home_km, 0.0)
    share = np.where(has_home & has_ground, rep_homes, 0.0)
    locked = division.locked.copy()
    if len(seeds):
        free = np.flatnonzero(has_ground & ~locks.whole)
        if len(seeds) > len(free):
            raise InputError("more seed points than territories that may change", "seed_points", len(seeds),
                             Phrase("up to {k}", k=len(free)))  # fmt: skip
        away = np.hypot(*(seeds[:, None, :] - home[free][None, :, :]).transpose(2, 0, 1))
        away[:, ~has_home[free]] = 1e5
        _, chosen = scipy.optimize.linear_sum_assignment(away)
        atoms = division.atoms
        tree = scipy.spatial.cKDTree(np.column_stack([atoms.x_km, atoms.y_km]))
        near = tree.query(seeds, k=list(range(1, min(2 * len(seeds) + 50, len(locked)) + 1)))[1]
        for seed, t in enumerate(free[chosen].tolist()):
            home[t], share[t] = seeds[seed], SEED_SHARE
            unlocked = near[seed][locked[near[seed]] < 0]
            if len(unlocked):
                locked[unlocked[0]] = t
    return Homes(home[:, 0].copy(), home[:, 1].copy(), share, np.arange(k, dtype=np.int32)), locked


def _task(
    parameters: AlignmentLayout,
    measures: Sequence[Measure],
    base: np.ndarray,
    has_ground: np.ndarray,
    k: int,
    travel: TravelParameters,
    sites: Sites,
) -> Task:
    """Bounds in shares of an average territory, and what counts within them."""
    low, high, target = (
        np.tile([getattr(one, which) / one.mean for one in measures], (k, 1)) for which in ("low", "high", "target")
    )
    slack = 1e-7  # sums of many customers are not exact
    low, high = low - slack, high + slack
    low[~has_ground], high[~has_ground] = -np.inf, np.inf
    priority = np.array([one.priority for one in measures])
    weigh = np.array([one.weight for one in measures])
    penalty = np.where(priority == 0, HARD, weigh * PRIORITIES ** -(priority - 1.0))
    by_balance = parameters.objective == "balance"
    evenness = np.where(priority == 0, 0.0, EVENNESS * weigh / weigh.sum()) * by_balance
    hours = sites.visit_hours
    return Task(
        low, high, target, penalty, evenness, parameters.compactness,
        loss=LOSS * k * (parameters.objective == "disruption"),
        limit=np.inf if parameters.disruption_limit is None else parameters.disruption_limit,
        profit=PROFIT * (parameters.objective == "profit"),
        exponent=parameters.elasticity,
        road_km=max(hours * STOPS * travel.intercity_kmh / (2.0 * travel.circuity), 1e-6),
        whole=parameters.contiguity == "neighbors",
        mends=parameters.disruption_limit is None and parameters.objective != "disruption",
    )  # fmt: skip


def _best(
    parameters: AlignmentLayout,
    division: Division,
    task: Task,
    homes: Homes,
    base: np.ndarray,
    weigh: np.ndarray,
    has_ground: np.ndarray,
) -> np.ndarray:
    """Blocks to territories (n,) int32: the best of some starts."""
    atoms, neighborhood = division.atoms, division.neighborhood
    n, k = len(atoms.x_km), len(base)
    if k == 1:
        return np.zeros(n, np.int32)
    if not task.mends:
        start = _today(atoms, division.locked, division.part_of)
        return bring_all_within(start, atoms, task, homes, neighborhood, base)
    target = np.maximum(1.0 - base @ weigh / weigh.sum(), 0.0) * has_ground
    tried: list[tuple[tuple[float, float], int, np.ndarray]] = []
    n_starts = min(max(SMALL // n, 1), MAX_STARTS)
    for turn in np.pi / 2 * np.arange(n_starts) / n_starts:
        start = _start(float(turn), division, homes, target, has_ground)
        parts = bring_all_within(start, atoms, task, homes, neighborhood, base)
        tried.append((merit_of(parts, atoms, task, homes, neighborhood, base), len(tried), parts))
        if n > FEW and len(tried) == MAX_HOPELESS and all(merit[0] > 0 for merit, _, _ in tried):
            break
    best = min(tried, key=lambda one: one[:2])[2]
    if (atoms.owner < 0).all():
        return best
    # reps who keep more of their customers by it change places, but for those whom named accounts or locks tie
    free = np.flatnonzero(has_ground & ~base.any(axis=1))
    number = np.full(k, -1, np.int32)
    number[free] = np.arange(len(free))
    rows = np.flatnonzero(number[best] >= 0)
    customers = Weighted(*(values[rows] for values in (atoms.x_km, atoms.y_km, atoms.weight, atoms.held)))
    owner = np.where(atoms.owner[rows] >= 0, number[atoms.owner[rows]], -1)
    own = _homes_of(homes, free)
    locked = np.where(atoms.held[rows], number[best[rows]], -1)
    renumbered = best.copy()
    renumbered[rows] = free[_numbered(number[best[rows]], customers, locked, owner, atoms.stake[rows], own)]
    if atoms.held.any() and (renumbered != best).any():  # who is locked has stayed
        renumbered = bring_all_within(renumbered, atoms, task, homes, neighborhood, base)
    return renumbered


def _homes_of(homes: Homes, territories: np.ndarray) -> Homes:
    """Homes of some territories, which are numbered from 0."""
    x, y, share = homes.x_km[territories], homes.y_km[territories], homes.share[territories]
    return Homes(x, y, share, np.arange(len(territories), dtype=np.int32))


def _today(atoms: Atoms, locked: np.ndarray, part_of: np.ndarray) -> np.ndarray:
    """Today's territories; who has none joins the nearest who has."""
    start = np.where(locked >= 0, locked, atoms.owner)
    known, new = np.flatnonzero(start >= 0), np.flatnonzero(start < 0)
    if len(new):
        places = np.column_stack([atoms.x_km, atoms.y_km])
        start[new] = start[known[scipy.spatial.cKDTree(places[known]).query(places[new])[1]]]
    return start.astype(np.int32)


def _start(turn: float, division: Division, homes: Homes, target: np.ndarray, has_ground: np.ndarray) -> np.ndarray:
    """Power diagrams on the mean of the measures, one for each part of the map."""
    atoms, part_of = division.atoms, division.part_of
    n_parts = int(part_of.max()) + 1
    grounded = np.flatnonzero(has_ground)
    seats_of = [grounded]
    if n_parts > 1:
        seats_of = _share_out(division, homes, target, grounded)
    start = np.maximum(division.locked, 0).astype(np.int32)
    for part in range(n_parts):
        rows = np.flatnonzero(part_of == part)
        seats = seats_of[part]
        number = np.full(len(target), -1, np.int32)
        number[seats] = np.arange(len(seats))
        locked = np.where(division.locked[rows] >= 0, number[division.locked[rows]], -1).astype(np.int32)
        owner = np.where(atoms.owner[rows] >= 0, number[atoms.owner[rows]], -1)
        foreign = (division.locked[rows] >= 0) & (locked < 0)  # locked to somebody beyond the barrier
        own = _homes_of(homes, seats)
        customers = Weighted(atoms.x_km[rows], atoms.y_km[rows], atoms.weight[rows], (locked >= 0))
        inside = np.flatnonzero(~foreign)
        drawn = _diagram(turn, Weighted(*(v[inside] for v in customers)), locked[inside], owner[inside],
                         atoms.stake[rows[inside]], own, target[seats])  # fmt: skip
        start[rows[inside]] = seats[drawn]
        start[rows[foreign]] = division.locked[rows[foreign]]
    return start


def _share_out(division: Division, homes: Homes, target: np.ndarray, grounded: np.ndarray) -> list[np.ndarray]:
    """Which territories lie in which part of the map: so many by weight, those whose home, locks and customers are."""
    atoms, part_of = division.atoms, division.part_of
    n_parts = int(part_of.max()) + 1
    free = part_of >= 0
    weight = sum_by(part_of[free], n_parts, atoms.weight[free])
    n_of = largest_remainder(weight, len(grounded), np.bincount(part_of[free], minlength=n_parts))
    pull = np.zeros((len(target), n_parts))
    held = (division.locked >= 0) & free
    np.add.at(pull, (division.locked[held], part_of[held]), TIED * (atoms.weight[held] + 1e-6))
    known = (atoms.owner >= 0) & ~held & free
    np.add.at(pull, (atoms.owner[known], part_of[known]), KEPT * len(target) * atoms.stake[known])
    lives = np.flatnonzero(homes.share > 0)
    span = max(float(np.ptp(atoms.x_km)), float(np.ptp(atoms.y_km)), 1e-9)
    for part in range(n_parts):
        rows = np.flatnonzero(part_of == part)
        tree = scipy.spatial.cKDTree(np.column_stack([atoms.x_km[rows], atoms.y_km[rows]]))
        away = tree.query(np.column_stack([homes.x_km[lives], homes.y_km[lives]]))[0] if len(lives) else 0.0
        pull[lives, part] -= away / span
    slots = np.repeat(np.arange(n_parts), n_of)
    who, slot = scipy.optimize.linear_sum_assignment(-pull[grounded][:, slots])
    return [np.sort(grounded[who[slots[slot] == part]]) for part in range(n_parts)]


def _diagram(
    turn: float,
    customers: Weighted,
    locked: np.ndarray,
    owner: np.ndarray,
    stake: np.ndarray,
    homes: Homes,
    target: np.ndarray,
) -> np.ndarray:
    """A power diagram (n,) int32 of blocks, begun from a bisection along turned axes."""
    x, y, weight, held = customers
    n, k = len(x), len(target)
    if k == 1:
        return np.zeros(n, np.int32)
    weight = weight if weight.sum() > 0 else np.ones(n)
    customers = customers._replace(weight=weight)
    wanted = np.maximum(target, 1e-3)
    wanted = wanted / wanted.sum() * weight.sum()
    along, across = np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x
    parts = _numbered(bisect(along, across, weight, k), customers, locked, owner, stake, homes)
    if k < n and (np.ptp(x) > 0 or np.ptp(y) > 0):
        if n > 2 * COARSE * k and not held.any():
            block_of = gather(x, y, -(-2 * n // (COARSE * k)))
            m = int(block_of.max()) + 1
            first = np.zeros(m, np.int64)
            first[block_of[::-1]] = np.arange(n)[::-1]
            of_blocks = Weighted(*centers(block_of, m, x, y, weight), sum_by(block_of, m, weight), np.zeros(m, bool))
            diagram = settle(of_blocks, parts[first], wanted, LLOYD, homes)
        else:
            diagram = settle(customers, parts, wanted, LLOYD, homes)
        parts = even_out(diagram, customers, parts, wanted, ROUGH, MAX_STEPS)[1]
    return _without_gaps(parts, x, y, held, k)


def _numbered(
    parts: np.ndarray,
    customers: Weighted,
    locked: np.ndarray,
    owner: np.ndarray,
    stake: np.ndarray,
    homes: Homes,
) -> np.ndarray:
    """Parts numbered so that locks are at home, reps keep their customers, and live near theirs; in this order."""
    x, y, weight, held = customers
    k = len(homes.share)
    place_x, place_y = centers(parts, k, x, y, weight)
    span = max(float(np.ptp(x)), float(np.ptp(y)), 1e-9)
    cost = np.hypot(place_x[:, None] - homes.x_km, place_y[:, None] - homes.y_km) / span * (homes.share > 0)
    known = owner >= 0
    np.add.at(cost, (parts[known], owner[known]), -KEPT * len(homes.share) * stake[known])
    np.add.at(cost, (parts[held], locked[held]), -TIED * (weight[held] + 1e-6))
    number = scipy.optimize.linear_sum_assignment(cost)[1] if cost.any() else np.arange(k)
    return np.where(held, locked, number[parts]).astype(np.int32)


def _without_gaps(parts: np.ndarray, x: np.ndarray, y: np.ndarray, held: np.ndarray, k: int) -> np.ndarray:
    """Every part has somebody: an empty one gets the remotest of the part with most who may go."""
    parts = parts.copy()
    for empty in np.flatnonzero(np.bincount(parts, minlength=k) == 0).tolist():
        count = np.bincount(parts, minlength=k)
        free = np.where(count > 1, np.bincount(parts[~held], minlength=k), 0)
        fullest = int(np.argmax(free))
        if free[fullest] == 0:
            message = Phrase("locks leave a territory without customers")
            raise InputError(message, "locked_accounts", allowed=Phrase("fewer locks"))
        rows = np.flatnonzero((parts == fullest) & ~held)
        parts[rows[np.argmax(np.hypot(x[rows] - x[rows].mean(), y[rows] - y[rows].mean()))]] = empty
    return parts


def _unmet(measures: Sequence[Measure], territory_of: np.ndarray, compactness: float, k: int) -> list[str]:
    """One sentence on the bounds that are not met: which, where how often, and by how much; none if all are."""
    texts = []
    for one in sorted(measures, key=lambda one: one.priority):
        load = sum_by(territory_of, k, one.counted)
        for bound, out, text in (
            (one.low, one.low - load, N_("{measure} of at least {bound} is missed in {n} of {k} territories, "
                                         "at worst by {most} ({share:.1%})")),
            (one.high, load - one.high, N_("{measure} of at most {bound} is exceeded in {n} of {k} territories, "
                                           "at worst by {most} ({share:.1%})")),
        ):  # fmt: skip
            n_out = int((out > 1e-6 * one.mean).sum())
            if n_out:
                most = float(out.max())
                texts.append(
                    Phrase(
                        text,
                        measure=one.name,
                        bound=figure(bound),
                        n=n_out,
                        k=k,
                        most=figure(most),
                        share=most / max(bound, 1e-300),
                    )
                )
    if not texts:
        return []
    return [Phrase("at compactness {compactness:g} {unmet}", compactness=compactness, unmet=listed(texts[:3]))]
