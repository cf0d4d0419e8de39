"""Do territories keep to several bounds at once, around locks and barriers? On three grounds, beside other programs.

    python experiments/territory_parity.py                 20,000 customers, German and American postcodes, locks
    python experiments/territory_parity.py --large         and 200,000 customers for 500 reps
    python experiments/territory_parity.py --peers         and what others make of one measure (minutes)
    python experiments/territory_parity.py --json

Peers: ``pip install 'salesim[peers]'``, and gerrychain of its own. What is missing is named, and the rest runs. None
of them takes several bounds at once: each is shown at what it can do, one measure. spopt is not among them: none of its
solvers takes a number of regions and bounds on what they hold.

Customers stand at towns of the Yangtze delta, and one at each postcode of Germany and of the United States (without
Alaska and Hawaii); workload, potential and beds are lognormal (σ .8) and independent, which is harder than reality,
where they go together. "out" counts territories that miss any bound. Spread is Σ work · distance² to the territories'
middles, relative to the layout that balances workload alone within 1 %. CPU time is the figure for speed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from layout_solver import SIGMA, balanced, constrained, delta_market, random_market, spread_of, transport
from rich.console import Console
from rich.table import Table

from salesim.territory.alignment import AlignmentLayout, build_alignment
from salesim.territory.barriers import crosses
from salesim.territory.contiguity import count_enclaves, draw_neighborhood, find_pieces
from salesim.territory.ground import Ground
from salesim.territory.layout import Layout, Sites, make_sites, sum_by
from salesim.territory.travel import projection_around
from salesim.world.gazetteer.tables import postcodes_of

PEERS = {"k_means_constrained": "k-means-constrained", "ot": "POT", "gerrychain": "gerrychain"}
FOUR, TWO = ("workload", "potential", "beds", "accounts"), ("workload", "potential")


@dataclass(frozen=True)
class Figure:
    """One layout of one market; ``worst`` is the largest deviation from the mean in any of its measures."""

    market: str
    solver: str
    out: int
    worst: float
    spread: float
    cpu_s: float
    enclaves: int
    note: str = ""


def with_measures(sites: Sites, seed: int = 7) -> Sites:
    """The customers with potential and beds that have nothing to do with their workload."""
    rng = np.random.default_rng(seed)
    beds = rng.lognormal(0, SIGMA, len(sites))
    return replace(sites, potential=rng.lognormal(0, SIGMA, len(sites)), columns={"beds": beds})


def postcode_market(country: str) -> Sites:
    """A customer at each postcode of a country; those of the United States between Mexico and Canada only."""
    frame = postcodes_of(country)
    lon, lat = frame["lon"].to_numpy(), frame["lat"].to_numpy()
    near = (lat > 24.4) & (lat < 55.2) & (lon > -125.0)
    projection = projection_around(lon[near], lat[near])
    x, y = projection.to_km(lon[near], lat[near])
    work = np.random.default_rng(1).lognormal(0, SIGMA, len(x))
    sites = make_sites(np.arange(len(x)), x, y, workload_hours=work, ground=Ground(projection=projection))
    return with_measures(sites)


def values_of(sites: Sites, measure: str) -> np.ndarray:
    """(n,) a measure of each customer."""
    if measure == "accounts":
        return np.ones(len(sites))
    return (
        sites.columns["beds"]
        if measure == "beds"
        else getattr(sites, {"workload": "workload_hours"}.get(measure, measure))
    )


def align(sites: Sites, k: int, measures: tuple[str, ...], tolerance: float, **stated: Any) -> Layout:
    """What this package does."""
    balance = [{"measure": name, "tolerance": tolerance} for name in measures]
    parameters = AlignmentLayout.model_validate_json(json.dumps({"builder": "alignment", "balance": balance, **stated}))
    return build_alignment("a", parameters, sites, k)


def judge(
    market: str, solver: str, parts: np.ndarray, sites: Sites, k: int, measures: tuple[str, ...], tolerance: float,
    cpu_s: float, only: float,
) -> Figure:  # fmt: skip
    """A layout's figures; ``only`` is the spread of the layout that balances workload alone."""
    load = np.stack([sum_by(parts, k, values_of(sites, name)) for name in measures])
    off = np.abs(load / load.mean(axis=1, keepdims=True) - 1.0).max(axis=0)
    apart = count_enclaves(parts, k, draw_neighborhood(sites.x_km, sites.y_km))
    n_out = int((off > tolerance + 1e-5).sum())
    return Figure(market, solver, n_out, float(off.max()), spread_of(parts, sites, k) / only, cpu_s, apart)


def compare(name: str, sites: Sites, k: int, measures: tuple[str, ...], tolerance: float) -> list[Figure]:
    """This package with all measures, beside the layout that balances workload alone."""
    market = f"{name} {len(sites):,}/{k}, {len(measures)} measures at {tolerance:.0%}"
    began = time.process_time()
    alone = balanced(sites, k)
    cpu_s = time.process_time() - began
    only = spread_of(alone, sites, k)
    figures = [judge(market, "balanced (workload)", alone, sites, k, measures, tolerance, cpu_s, only)]
    began = time.process_time()
    layout = align(sites, k, measures, tolerance)
    cpu_s = time.process_time() - began
    figure = judge(market, "alignment", layout.territory_of, sites, k, measures, tolerance, cpu_s, only)
    return [*figures, replace(figure, note="; ".join(layout.notes))]


def compare_locks(n: int = 20_000, k: int = 100) -> list[Figure]:
    """Locks, named accounts, a river, a limit: how many of them are broken."""
    sites = with_measures(delta_market(n))
    today = align(sites, k, ("accounts",), 0.05).territory_of
    rng = np.random.default_rng(3)
    load = sum_by(today, k, sites.workload_hours)
    near = np.argsort(np.abs(load / load.mean() - 1.0))  # locked as they are they must fit the bounds
    closed = sorted(near[:3].tolist())
    free = rng.permutation(np.flatnonzero(~np.isin(today, closed)))
    locked, named = np.sort(free[:300]), np.sort(free[300:330])
    with tempfile.TemporaryDirectory() as folder:
        projection = projection_around(np.array([118.0, 123.0]), np.array([29.0, 33.0]))
        x = np.array([-400.0, -120.0, -40.0, 60.0, 400.0])
        y = np.array([60.0, 20.0, 60.0, 30.0, 45.0])
        lon, lat = projection.to_degrees(x, y)
        river = {"type": "LineString", "coordinates": np.column_stack([lon, lat]).tolist()}
        feature = {"type": "Feature", "properties": {}, "geometry": river}
        Path(folder, "river.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
        ground = Ground(projection=projection, folder=Path(folder))
        known = replace(sites, owner=today, ground=ground)
        only, figures = spread_of(balanced(sites, k), sites, k), []
        for what, stated in {
            "locks": {
                "locked_accounts": locked.tolist(),
                "locked_territories": [int(t) + 1 for t in closed],
                "named_accounts": [{"rep": int(near[5]) + 1, "accounts": named.tolist()}],
            },
            "river": {"barriers": ["river.geojson"]},
            "limit of 5 %": {"disruption_limit": 0.05},
            "few moves": {"objective": "disruption"},
        }.items():
            began = time.process_time()
            layout = align(known, k, TWO, 0.1, **stated)
            cpu_s = time.process_time() - began
            seat = layout.territory_of
            figure = judge(f"delta {n:,}/{k}, {what}", "alignment", seat, sites, k, TWO, 0.1, cpu_s, only)
            broken = 0
            if what == "locks":  # those who are locked or named may lie apart, the others must not
                rest = np.setdiff1d(np.arange(n), named)
                pieces = find_pieces(seat[rest], k, draw_neighborhood(sites.x_km[rest], sites.y_km[rest]))
                apart = len(np.unique(pieces[~np.isin(rest, locked)])) - k
                spread = spread_of(seat[rest], sites.at(rest), k) / only
                figure = replace(figure, enclaves=apart, spread=spread)
            if what == "locks":
                broken = int((seat[locked] != today[locked]).sum() + (seat[named] != near[5]).sum())
                broken += int((np.isin(seat, closed) != np.isin(today, closed)).sum())
            if what == "river":
                broken = river_crossed(seat, sites, np.column_stack([x[:-1], y[:-1], x[1:], y[1:]]))
            moved = float(sites.potential[seat != today].sum() / sites.potential.sum())
            broken += int(what.startswith("limit") and moved > 0.05)
            figures.append(replace(figure, note=f"{broken} broken, {moved:.1%} of sales reassigned"))
    return figures


def river_crossed(parts: np.ndarray, sites: Sites, lines: np.ndarray) -> int:
    """Territories on both sides of a river that parts the map: it runs from edge to edge."""
    far_north = np.column_stack([sites.x_km, np.full(len(sites), 1e4)])
    south = crosses(np.column_stack([sites.x_km, sites.y_km]), far_north, lines)
    sides = sum_by(parts, int(parts.max()) + 1, south.astype(float)) / np.maximum(np.bincount(parts), 1)
    return int(((sides > 0) & (sides < 1)).sum())


def by_chain(sites: Sites, k: int) -> np.ndarray:
    """gerrychain: spanning trees cut into parts of equal workload within 10 %, on the graph of neighbors."""
    import networkx as nx
    from gerrychain import Graph
    from gerrychain.partition import recursive_tree_part

    around = draw_neighborhood(sites.x_km, sites.y_km)
    one = np.repeat(np.arange(len(around.first) - 1), np.diff(around.first))
    work = np.rint(1000 * sum_by(around.place_of, len(around.first) - 1, sites.workload_hours)).astype(int)
    plain = nx.Graph(zip(one.tolist(), around.beside.tolist()))
    nx.set_node_attributes(plain, dict(enumerate(work.tolist())), "work")
    graph = Graph.from_networkx(plain)
    drawn = recursive_tree_part(graph, range(k), float(work.sum()) / k, "work", 0.1)
    of_place = np.array([drawn[place] for place in range(len(work))], dtype=np.int32)
    return of_place[around.place_of]


OTHERS: dict[str, tuple[Callable[[Sites, int], np.ndarray], str, str]] = {
    "k-means-constrained": (constrained, "k_means_constrained", "accounts"),
    "POT + Lloyd": (transport, "ot", "workload"),
    "gerrychain": (by_chain, "gerrychain", "workload"),
}


def compare_peers(name: str, sites: Sites, k: int) -> list[Figure]:
    """What others make of one measure, and this package of the same."""
    only, figures = spread_of(balanced(sites, k), sites, k), []
    market = f"{name} {len(sites):,}/{k}, 1 measure at 10%"
    solvers = {peer: (solve, measure) for peer, (solve, module, measure) in OTHERS.items() if find_spec(module)}
    for measure in ("accounts", "workload"):
        solvers[f"alignment ({measure})"] = (partial(_by_one, measure), measure)
    for solver, (solve, measure) in solvers.items():
        began = time.process_time()
        try:
            parts = np.asarray(solve(sites, k), np.int32)
        except Exception as fault:  # of somebody else's program: said, and the others run
            print(f"{solver} on {market} failed: {type(fault).__name__}: {fault}"[:300], file=sys.stderr)
            continue
        cpu_s = time.process_time() - began
        figure = judge(market, solver, parts, sites, k, (measure,), 0.1, cpu_s, only)
        figures.append(replace(figure, note=measure))
    return figures


def _by_one(measure: str, sites: Sites, k: int) -> np.ndarray:
    return align(sites, k, (measure,), 0.1).territory_of


def main() -> None:
    """Run the comparisons and print them as one table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--large", action="store_true", help="also 200,000 customers for 500 reps")
    options.add_argument("--peers", action="store_true", help="also other programs, with one measure")
    options.add_argument("--json", action="store_true", help="figures as JSON")
    chosen = options.parse_args()
    align(with_measures(random_market(400)), 5, FOUR, 0.02)  # compiles
    balanced(random_market(400), 5)
    delta = with_measures(delta_market(20_000))
    germany, states = postcode_market("DE"), postcode_market("US")
    figures = compare("delta", delta, 100, FOUR, 0.05) + compare("delta", delta, 100, FOUR, 0.1)
    figures += compare("DE postcodes", germany, 100, FOUR, 0.1) + compare("US postcodes", states, 500, TWO, 0.1)
    figures += compare_locks()
    if chosen.large:
        figures += compare("delta", with_measures(delta_market(200_000)), 500, FOUR, 0.1)
        figures += compare("random", with_measures(random_market(200_000)), 500, FOUR, 0.1)
    if chosen.peers:
        missing = [package for module, package in PEERS.items() if find_spec(module) is None]
        if missing:
            print(f"not installed, left out: {', '.join(missing)}", file=sys.stderr)
        figures += compare_peers("delta", with_measures(delta_market(5_000)), 25)
    if chosen.json:
        print(json.dumps([asdict(figure) for figure in figures], indent=1))
        return
    table = Table("market", "solver", "out", "worst deviation", "spread", "CPU s", "enclaves", "note")
    for f in figures:
        table.add_row(
            f.market, f.solver, str(f.out), f"{f.worst:.1%}", f"{f.spread:.3f}", f"{f.cpu_s:.2f}", str(f.enclaves),
            f.note,
        )  # fmt: skip
    Console(width=170).print(table)


if __name__ == "__main__":
    main()
