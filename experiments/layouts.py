"""What is a better layout worth? Pattern P13: contribution against the layout that the firm has, in years 1 and 3.

    python experiments/layouts.py                 the Yangtze delta, 60 reps, 24 replications, three years
    python experiments/layouts.py --hired         the same with reps who live in the territory they were hired for
    python experiments/layouts.py --replications 6 --json

The existing layout is fixed before anything is optimized, and grows as firms' layouts do: drawn by prefecture five
years ago for four fifths of today's reps; each year the fullest territories are split for new reps, and the smallest
one is given to its neighbors. It is lived in for a year before the arms part. Zoltners & Lorimer (2000) found more
than half of all territories more than 15 % too large or too small; the table says how many are here, so that everybody
sees how far the existing layout is from that.

Headcount, pay, customers and luck are the same in all arms. In year 1 relationships are broken by the hand-over; in
year 3 they have grown again and the gain that lasts is seen.

What is found stands in docs/published_findings.md (P13). It depends on where reps live: the scenario draws homes by
residents, whoever's territory is there, and the existing layout only deals its territories out well. With --hired,
where the existing layout costs little road, nothing gains beyond its interval. A firm lies somewhere between.

Source of the expected effect, 2 to 7 %: Zoltners & Lorimer 2000, "Sales territory alignment: an overlooked productivity
tool", Journal of Personal Selling & Sales Management 20(3); Skiera & Albers 1998, "COSTA: contribution optimizing sales
territory alignment", Marketing Science 17(3).
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table
from scipy.spatial import cKDTree

from salesim.experiment.statistics import paired_difference
from salesim.model.burn_in import run_burn_in
from salesim.model.sales_model import SalesModel, forget
from salesim.scenario import Scenario, load_scenario
from salesim.territory import Layout, Sites, TourParameters, disruption, own_layout, score_layout, score_territories
from salesim.territory.balanced import BalancedLayout, build_balanced
from salesim.territory.layout import sum_by
from salesim.territory.rebalance import rebalance
from salesim.territory.split import dissolve, split
from salesim.territory.unit import build_inside_units
from salesim.world.build import add_layouts, build_world, in_territories
from salesim.world.sites import make_world_sites
from salesim.world.world import World

BAND = (2.0, 7.0)  # %, P13
EXISTING = "existing"
FOUNDED_WITH = 0.8  # of today's reps
YEARS_OF_GROWTH = 5
WEEKS_A_YEAR = 52
TOLERANCES = (0.3, 0.2, 0.1)
HOME_TOLERANCE = 0.2
HOME_SHARES = (0.2, 0.5, 0.8)
OFF = 0.15  # Zoltners & Lorimer's limit of a territory of the right size


def grow_existing(sites: Sites, n_reps: int) -> Layout:
    """The layout that a firm has after some years, whoever drew it at first.

    Territories by prefecture for `FOUNDED_WITH` of the reps; then, in each of `YEARS_OF_GROWTH` years, the smallest
    territory is dissolved and the fullest are split until that year's number is reached.
    """
    founded = max(round(FOUNDED_WITH * n_reps), 1)
    layout = build_inside_units(EXISTING, sites, founded)
    for n_wanted in np.linspace(founded, n_reps, YEARS_OF_GROWTH + 1).round().astype(int)[1:].tolist():
        counts = sum_by(layout.territory_of, layout.n_numbers)
        smallest = int(np.argmin(np.where(counts > 0, counts, counts.max() + 1)))
        layout = dissolve(layout, sites, smallest) if layout.n_territories > 1 else layout
        while layout.n_territories < n_wanted:
            counts = sum_by(layout.territory_of, layout.n_numbers)
            empty = np.flatnonzero(counts == 0)
            number = int(empty[0]) if len(empty) else len(counts)
            layout = split(layout, sites, int(counts.argmax()), number)
    return layout


def open_existing(scenario: Scenario, hired: float = 0.0) -> World:
    """The world in which the firm has lived with its existing layout for the burn-in.

    A share ``hired`` of the reps live where some customer of the own territory is, the others where the scenario says.
    """
    world = build_world(scenario)
    sites = make_world_sites(world.customers, world.scenario, world.unit_residents)
    homes = world.reps.home_x_km, world.reps.home_y_km
    existing = own_layout(grow_existing(sites, len(homes[0])), sites, *homes)
    if hired:
        move_in(world, existing, scenario.run.seed, hired)
    in_territories(world.customers, existing)
    return add_layouts(run_burn_in(replace(world, layouts={EXISTING: existing}, layout=EXISTING)))


def move_in(world: World, layout: Layout, seed: int, share: float = 1.0) -> None:
    """A share of the reps move to the place of a customer of the own territory, drawn at random."""
    customers, reps, rng = world.customers, world.reps, np.random.default_rng(seed)
    owner = layout.territory_of[customers.place]
    seats = np.sort(rng.permutation(len(reps.seat))[: round(share * len(reps.seat))])
    rows = [rng.choice(np.flatnonzero(owner == seat)) for seat in seats.tolist()]
    for name in ("x_km", "y_km", "lon_deg", "lat_deg"):
        getattr(reps, f"home_{name}")[seats] = getattr(customers, name)[rows]


def with_candidates(world: World) -> World:
    """The world with the layouts that are tried: balanced anew, without and with a weight on homes; the existing one
    evened out; and by nearest home.
    """
    sites = make_world_sites(world.customers, world.scenario, world.unit_residents)
    existing = world.layouts[EXISTING]
    layouts = {EXISTING: existing, "balanced": world.layouts["balanced"]}
    for tolerance in TOLERANCES:
        layouts[f"evened to {tolerance:.0%}"] = rebalance(existing, sites, tolerance)
    homes = np.column_stack([world.reps.home_x_km, world.reps.home_y_km]).astype(np.float64)
    for share in HOME_SHARES:
        name = f"balanced, homes {share:g}"
        layouts[name] = build_balanced(name, BalancedLayout(homes=share), sites, len(homes), homes_km=homes)
    nearest = cKDTree(homes).query(np.column_stack([sites.x_km, sites.y_km]))[1].astype(np.int32)
    for seat in np.flatnonzero(sum_by(nearest, len(homes)) == 0).tolist():
        # who shares a home town with another takes the customer nearest to home, so that nobody is dismissed
        held = sum_by(nearest, len(homes))
        away = np.hypot(sites.x_km - homes[seat, 0], sites.y_km - homes[seat, 1])
        nearest[np.argmin(np.where(held[nearest] > 1, away, np.inf))] = seat
    by_home = Layout("nearest home, evened", "nearest_home", nearest, len(homes))
    layouts[by_home.name] = rebalance(by_home, sites, HOME_TOLERANCE)
    return replace(world, layouts=layouts)


def live(world: World, layout: str, replication: int, years: int) -> list[dict[str, float]]:
    """Contribution of each year of one arm, and what its customers are worth at the end of it."""
    model = SalesModel(world, world.scenario, layout=layout, replication=replication)
    lived: list[dict[str, float]] = []
    before = {"contribution": 0.0, "sales": 0.0, "value_created": 0.0}
    for _ in range(years):
        for _ in range(WEEKS_A_YEAR):
            model.step()
        summary = model.records.tables()["summary"].iloc[0]
        now = {name: float(summary[name]) for name in before}
        lived.append({name: now[name] - before[name] for name in before})
        before = now
    forget(model)
    return lived


def run(world: World, replications: int, years: int = 3) -> pd.DataFrame:
    """One row a layout, replication and year."""
    rows = [
        {"layout": layout, "replication": replication, "year": year + 1, **figures}
        for replication in range(replications)
        for layout in world.layouts
        for year, figures in enumerate(live(world, layout, replication, years))
    ]
    return pd.DataFrame(rows)


def describe(world: World) -> pd.DataFrame:
    """One row a layout: how even it is, what it costs to drive, and what changes hands."""
    config = world.scenario
    sites = make_world_sites(world.customers, config, world.unit_residents)
    homes = world.reps.home_x_km, world.reps.home_y_km
    tours = TourParameters(visit_hours=config.sales_force.time.visit_min / 60.0)
    sales = np.empty(len(sites))
    sales[world.customers.place] = world.customers.reference_sales
    rows = []
    for name, layout in world.layouts.items():
        owner = layout.territory_of
        territories = score_territories(owner, sites, layout.n_numbers, *homes, config.market.travel, tours)
        scores = score_layout(territories)
        hours = territories["workload_hours"]
        rows.append(
            {
                "layout": name,
                "n_territories": scores["n_territories"],
                "workload_cv": scores["workload_cv"],
                "workload_worst": scores["workload_worst"],
                "share_off": float((np.abs(hours / hours.mean() - 1.0) > OFF).mean()),
                "travel_hours": scores["travel_hours"],
                "sales_reassigned": disruption(owner, world.layouts[EXISTING].territory_of, sites, sales)[
                    "sales_reassigned"
                ],
            }
        )
    return pd.DataFrame(rows)


def gains(results: pd.DataFrame, outcome: str = "contribution") -> pd.DataFrame:
    """Gain over the existing layout in % of its mean, by layout and year, with 95 % intervals of paired differences."""
    wide = results.pivot(index="replication", columns=["year", "layout"], values=outcome)
    rows = []
    for year, layout in wide.columns:
        if layout == EXISTING:
            continue
        base = wide[(year, EXISTING)].to_numpy()
        found = paired_difference(wide[(year, layout)].to_numpy(), base)
        scale = 100.0 / abs(base.mean())
        low, high = found.low * scale, found.high * scale
        meets = bool(low <= BAND[1] and high >= BAND[0])
        rows.append((layout, year, found.mean * scale, low, high, meets))
    return pd.DataFrame(rows, columns=["layout", "year", "gain_pct", "low_pct", "high_pct", "meets_band"])


def report(facts: pd.DataFrame, found: pd.DataFrame, of: str) -> Table:
    """Layouts and their gains side by side."""
    years = sorted(found["year"].unique())
    table = Table(box=None, header_style="dim", title=f"{of}: gain over the existing layout, % (95 % interval)")
    table.add_column("layout", no_wrap=True)
    for name in ("workload CV", f"off by >{OFF:.0%}", "road h/week", "sales moved", *(f"year {y}" for y in years)):
        table.add_column(name, justify="right")
    for row in facts.to_dict("records"):
        cells = [f"{row['workload_cv']:.1%}", f"{row['share_off']:.0%}", f"{row['travel_hours']:.0f}"]
        cells.append(f"{row['sales_reassigned']:.1%}")
        for year in years:
            own = found[(found["layout"] == row["layout"]) & (found["year"] == year)]
            for gain in own.to_dict("records"):
                mark = "in" if gain["meets_band"] else "outside"
                cells.append(f"{gain['gain_pct']:+.2f} ({gain['low_pct']:+.2f}, {gain['high_pct']:+.2f}) {mark}")
        table.add_row(row["layout"], *cells)
    return table


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="yangtze_delta")
    parser.add_argument("--replications", type=int, default=24)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--hired", action="store_true", help="reps live in the territory they were hired for")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    world = with_candidates(open_existing(load_scenario(options.scenario), options.hired))
    facts, results = describe(world), run(world, options.replications, options.years)
    found = {name: gains(results, name) for name in ("contribution", "value_created")}
    if options.json:
        document: dict[str, Any] = {"layouts": facts.to_dict("records")}
        document |= {name: frame.to_dict("records") for name, frame in found.items()}
        print(json.dumps(document, indent=2))
        return
    console = Console(width=180)
    for name, frame in found.items():
        console.print(report(facts, frame, name), "")
    console.print(f"Published: {BAND[0]:+.0f} to {BAND[1]:+.0f} % of contribution. 'in': the interval meets the band.")


if __name__ == "__main__":
    main()
