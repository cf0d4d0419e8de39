"""How good is the solver behind `balanced` and `rebalance`? Beside what a user would pick today, in one run.

    python experiments/layout_solver.py                 20,000 customers, the exact small case, a rebalancing
    python experiments/layout_solver.py --large         and 1,000,000 customers for 500 reps (minutes, for KMeans)
    python experiments/layout_solver.py --json

Needs the peers: ``pip install 'salesim[peers]'``. What is missing is named, and the rest runs.

Spread is Σ work · distance² to the territories' centers, relative to scikit-learn's KMeans, which balances nothing.
CPU time is the figure for speed, because other programs share the machine. Two grounds: real towns of the Yangtze
delta, and forty wide towns at random; on both customers are synthetic, with lognormal work (σ .8).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import identity, kron
from scipy.spatial import cKDTree

from salesim.territory.balanced import BalancedLayout
from salesim.territory.build import build_layout
from salesim.territory.contiguity import count_enclaves, draw_neighborhood
from salesim.territory.layout import Layout, Sites, centers, make_sites, sum_by
from salesim.territory.rebalance import least_reassigned, rebalance
from salesim.territory.score import worst_deviation
from salesim.world.delta import load_delta

SIGMA = 0.8  # of the log of work, as in the issue that set the aims
SUZHOU = (120.62, 31.30)  # degree
PEERS = {"sklearn": "scikit-learn", "k_means_constrained": "k-means-constrained", "ot": "POT"}


@dataclass(frozen=True)
class Figure:
    """One solver on one market; ``spread`` relative to KMeans, or, in the small case, to the exact assignment."""

    market: str
    solver: str
    deviation: float
    spread: float | None
    cpu_s: float
    enclaves: int | None = None
    note: str = ""


def delta_market(n: int, seed: int = 1) -> Sites:
    """n customers within some km of towns of the Yangtze delta, drawn by residents."""
    rng = np.random.default_rng(seed)
    places = load_delta(None)
    town = rng.choice(len(places.residents), n, p=places.residents / places.residents.sum())
    x, y = (places.towns[axis].to_numpy()[town] + rng.normal(0, 4, n) for axis in ("x_km", "y_km"))
    return make_sites(np.arange(n), x, y, workload_hours=rng.lognormal(0, SIGMA, n))


def random_market(n: int, seed: int = 1) -> Sites:
    """n customers around forty towns at random places, of random size, 15 km wide."""
    rng = np.random.default_rng(seed)
    town_x, town_y = rng.uniform(-120, 120, 40), rng.uniform(-100, 100, 40)
    town = rng.choice(40, n, p=rng.dirichlet(np.ones(40)))
    x, y = town_x[town] + rng.normal(0, 15, n), town_y[town] + rng.normal(0, 15, n)
    return make_sites(np.arange(n), x, y, workload_hours=rng.lognormal(0, SIGMA, n))


def spread_of(parts: np.ndarray, sites: Sites, k: int) -> float:
    """Σ work · distance² to the weighted centers [hours km²]."""
    x, y = centers(parts, k, sites.x_km, sites.y_km, sites.workload_hours)
    return float(sites.workload_hours @ ((sites.x_km - x[parts]) ** 2 + (sites.y_km - y[parts]) ** 2))


def balanced(sites: Sites, k: int) -> np.ndarray:
    """What this package does, by default."""
    return build_layout("balanced", BalancedLayout(), sites, k).territory_of


def kmeans(sites: Sites, k: int) -> np.ndarray:
    """scikit-learn's KMeans, weighted, one start; cut short in a large market."""
    from sklearn.cluster import KMeans

    rounds = 300 if len(sites) <= 100_000 else 20
    model = KMeans(k, n_init=1, random_state=0, max_iter=rounds)
    return model.fit(np.column_stack([sites.x_km, sites.y_km]), sample_weight=sites.workload_hours).labels_


def constrained(sites: Sites, k: int) -> np.ndarray:
    """k-means-constrained: equal numbers of customers to within one, as it doesn't know weights."""
    from k_means_constrained import KMeansConstrained

    n = len(sites)
    model = KMeansConstrained(k, size_min=n // k, size_max=-(-n // k), n_init=1, max_iter=20, random_state=0)
    return model.fit_predict(np.column_stack([sites.x_km, sites.y_km])).astype(np.int32)


def transport(sites: Sites, k: int) -> np.ndarray:
    """Lloyd's rounds with POT's exact optimal transport, from KMeans' centers; nobody stays split."""
    import ot

    parts, work = kmeans(sites, k), sites.workload_hours
    for _ in range(8):
        center = np.column_stack(centers(parts, k, sites.x_km, sites.y_km, work))
        cost = ot.dist(np.column_stack([sites.x_km, sites.y_km]), center)
        plan = ot.emd(work / work.sum(), np.full(k, 1.0 / k), cost, numItermax=5_000_000)
        parts = plan.argmax(axis=1).astype(np.int32)
    return parts


SOLVERS: dict[str, tuple[Callable[[Sites, int], np.ndarray], str]] = {
    "KMeans": (kmeans, "sklearn"),
    "balanced": (balanced, ""),
    "k-means-constrained": (constrained, "k_means_constrained"),
    "POT + Lloyd": (transport, "ot"),
}


def compare(market: str, sites: Sites, k: int, solvers: list[str]) -> list[Figure]:
    """The solvers on one market, those that are installed."""
    build_layout("warm", BalancedLayout(), random_market(300), 5)  # compiles
    figures, reference = [], None
    neighborhood = draw_neighborhood(sites.x_km, sites.y_km)
    for name in solvers:
        solve, module = SOLVERS[name]
        if module and find_spec(module) is None:
            continue
        began = time.process_time()
        parts = np.asarray(solve(sites, k), dtype=np.int32)
        cpu_s = time.process_time() - began
        spread = spread_of(parts, sites, k)
        reference = spread if name == "KMeans" else reference
        deviation = worst_deviation(sum_by(parts, k, sites.workload_hours))
        relative = spread / reference if reference else None
        figures.append(Figure(market, name, deviation, relative, cpu_s, count_enclaves(parts, k, neighborhood)))
    return figures


def assign_exactly(sites: Sites, center: np.ndarray, k: int, tolerance: float, limit_s: float) -> np.ndarray:
    """The assignment of least spread to given centers (k, 2) with loads within the tolerance, by HiGHS.

    It need not keep territories in one piece, so it is a bound for layouts that do.
    """
    n, work = len(sites), sites.workload_hours
    cost = work[:, None] * ((sites.x_km[:, None] - center[:, 0]) ** 2 + (sites.y_km[:, None] - center[:, 1]) ** 2)
    fair = work.sum() / k
    solved = milp(
        cost.ravel(),
        constraints=[
            LinearConstraint(kron(identity(n), np.ones((1, k))).tocsr(), 1, 1),
            LinearConstraint(kron(work[None, :], identity(k)).tocsr(), fair * (1 - tolerance), fair * (1 + tolerance)),
        ],
        integrality=np.ones(n * k),
        bounds=Bounds(0, 1),
        options={"time_limit": limit_s, "mip_rel_gap": 1e-4},
    )
    if solved.x is None:
        raise RuntimeError(f"HiGHS found no assignment in {limit_s} s")
    return solved.x.reshape(n, k).argmax(axis=1).astype(np.int32)


def compare_exactly(n: int = 200, k: int = 5, seeds: int = 6, limit_s: float = 20.0) -> list[Figure]:
    """Spread relative to exact assignments alternating with exact centers, from this package's result on."""
    figures = []
    for seed in range(1, seeds + 1):
        sites = random_market(n, seed)
        began = time.process_time()
        ours = balanced(sites, k)
        cpu_s = time.process_time() - began
        best, spread = ours, np.inf
        for _ in range(12):
            center = np.column_stack(centers(best, k, sites.x_km, sites.y_km, sites.workload_hours))
            parts = assign_exactly(sites, center, k, BalancedLayout().tolerance, limit_s)
            if spread_of(parts, sites, k) > spread * (1 - 1e-6):
                break
            best, spread = parts, spread_of(parts, sites, k)
        apart = count_enclaves(best, k, draw_neighborhood(sites.x_km, sites.y_km))
        deviation = worst_deviation(sum_by(ours, k, sites.workload_hours))
        figures.append(
            Figure(f"exact {n}/{k} #{seed}", "balanced", deviation, spread_of(ours, sites, k) / spread, cpu_s, 0,
                   f"the exact one has {apart} enclaves")
        )  # fmt: skip
    return figures


def shake(sites: Sites, k: int, seed: int = 5) -> tuple[Layout, Sites]:
    """Today's layout some years on: 20 % noise, 5 % new customers, 30 % more work within 60 km of Suzhou."""
    rng = np.random.default_rng(seed)
    n, n_new = len(sites), len(sites) // 20
    like = rng.choice(n, n_new)
    x = np.concatenate([sites.x_km, sites.x_km[like] + rng.normal(0, 2, n_new)])
    y = np.concatenate([sites.y_km, sites.y_km[like] + rng.normal(0, 2, n_new)])
    parts = balanced(sites, k)
    old = cKDTree(np.column_stack([sites.x_km, sites.y_km]))
    joined = parts[old.query(np.column_stack([x[n:], y[n:]]))[1]]
    work = np.concatenate([sites.workload_hours, rng.lognormal(0, SIGMA, n_new)]) * rng.lognormal(0, 0.2, n + n_new)
    east, north = load_delta(None).projection.to_km(np.array(SUZHOU[:1]), np.array(SUZHOU[1:]))
    work[np.hypot(x - east, y - north) < 60] *= 1.3
    grown = make_sites(np.arange(n + n_new), x, y, workload_hours=work)
    return Layout("today", "balanced", np.concatenate([parts, joined]).astype(np.int32), k), grown


def compare_rebalancing(n: int, k: int, tolerance: float = 0.1) -> list[Figure]:
    """Work moved after a shock, relative to the flow's lower bound, and what a new layout would move at best."""
    from scipy.optimize import linear_sum_assignment

    layout, sites = shake(delta_market(n), k)
    work = sites.workload_hours
    least = least_reassigned(layout, sites, tolerance)
    market, figures = f"rebalance {n:,}/{k}", []
    neighborhood = draw_neighborhood(sites.x_km, sites.y_km)
    apart = count_enclaves(layout.territory_of, k, neighborhood)
    for name in ("rebalance", "anew"):
        began = time.process_time()
        if name == "rebalance":
            parts = rebalance(layout, sites, tolerance).territory_of
        else:
            parts = build_layout("anew", BalancedLayout(tolerance=tolerance), sites, k).territory_of
        cpu_s = time.process_time() - began
        if name == "anew":
            kept = np.bincount(parts * k + layout.territory_of, weights=work, minlength=k * k).reshape(k, k)
            parts = linear_sum_assignment(-kept)[1][parts]
        moved = float(work[parts != layout.territory_of].sum())
        figures.append(
            Figure(market, name, worst_deviation(sum_by(parts, k, work)), None, cpu_s,
                   count_enclaves(parts, k, neighborhood),
                   f"moved {moved / work.sum():.2%} of work, {moved / least:.2f} x the bound; {apart} enclaves before")
        )  # fmt: skip
    return figures


def peak_mb(n: int, k: int) -> float:
    """Most memory that a process which builds the layout holds [MB], interpreter and libraries included."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__)), "--peak", str(n), str(k)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def _print_peak(n: int, k: int) -> None:
    import resource

    balanced(random_market(n), k)
    unit = 1 if sys.platform == "darwin" else 1024
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)


def main() -> None:
    """Run all comparisons and print them as one table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--large", action="store_true", help="also 1,000,000 customers for 500 reps")
    options.add_argument("--json", action="store_true", help="figures as JSON")
    options.add_argument("--peak", nargs=2, type=int, metavar=("N", "K"), help="only the memory of one layout [MB]")
    chosen = options.parse_args()
    if chosen.peak:
        _print_peak(*chosen.peak)
        return
    missing = [package for module, package in PEERS.items() if find_spec(module) is None]
    if missing:
        print(f"not installed, left out: {', '.join(missing)}; pip install 'salesim[peers]'", file=sys.stderr)
    figures = []
    for name, market in (("delta", delta_market), ("random", random_market)):
        figures += compare(f"{name} 20,000/100", market(20_000), 100, list(SOLVERS))
    figures += compare_exactly()
    figures += compare_rebalancing(200_000, 500)
    if chosen.large:
        for name, market in (("delta", delta_market), ("random", random_market)):
            figures += compare(f"{name} 1,000,000/500", market(1_000_000), 500, ["KMeans", "balanced"])
        peak = peak_mb(1_000_000, 500)
        figures.append(Figure("random 1,000,000/500", "balanced", np.nan, None, np.nan, None, f"peak {peak:.0f} MB"))
    if chosen.json:
        print(json.dumps([asdict(figure) for figure in figures], indent=1))
        return
    table = Table("market", "solver", "worst deviation", "spread", "CPU s", "enclaves", "note")
    for f in figures:
        table.add_row(
            f.market, f.solver, f"{f.deviation:.2%}", "" if f.spread is None else f"{f.spread:.3f}",
            f"{f.cpu_s:.2f}", "" if f.enclaves is None else str(f.enclaves), f.note,
        )  # fmt: skip
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
