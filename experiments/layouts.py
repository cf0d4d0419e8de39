"""What is a better layout worth? Pattern P13: contribution against the layout that the firm has, in years 1 and 3.

    python experiments/layouts.py                 the Yangtze delta, 60 reps, 24 replications, three years
    python experiments/layouts.py --history 3     another of the many maps that the same firm could have
    python experiments/layouts.py --replications 6 --only evened_20 balanced_homes_20 --json

The existing layout is `grown`: as hires and splits leave it, never drawn anew, and lived in for a year before the arms
part. Reps live in their own ground. Zoltners & Lorimer (2000) found more than half of all territories clearly too large
or too small; the table says how many are here.

Headcount, pay, customers and luck are the same in all arms. In year 1 relationships are broken by the hand-over; in
year 3 they have grown again and the gain that lasts is seen. What is found stands in docs/published_findings.md (P13).

Source of the expected effect, 2 to 7 %: Zoltners & Lorimer 2000, "Sales territory alignment: an overlooked productivity
tool", Journal of Personal Selling & Sales Management 20(3); Skiera & Albers 1998, "COSTA: contribution optimizing sales
territory alignment", Marketing Science 17(3).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from salesim.experiment.statistics import paired_difference
from salesim.model.burn_in import open_world
from salesim.model.sales_model import SalesModel, forget
from salesim.scenario import Scenario, load_scenario
from salesim.scenario.overlay import overlay
from salesim.territory import TourParameters, disruption, score_layout, score_territories
from salesim.world.sites import make_world_sites
from salesim.world.world import World

BAND = (2.0, 7.0)  # %, P13
EXISTING = "existing"
WEEKS_A_YEAR = 52
OFF = 0.15  # Zoltners & Lorimer's limit of a territory of the right size
CANDIDATES: dict[str, dict[str, Any]] = {
    **{f"evened_{share:.0f}": {"builder": "evened", "tolerance": share / 100} for share in (30, 20, 10)},
    "balanced": {"builder": "balanced"},
    **{f"balanced_homes_{share:.0f}": {"builder": "balanced", "homes": share / 100} for share in (20, 50, 80)},
}


def open_existing(scenario: Scenario, candidates: Sequence[str] = tuple(CANDIDATES), history: int = 0) -> World:
    """The world in which the firm has lived with a grown layout for the burn-in, and the layouts that are tried."""
    layouts = {EXISTING: {"builder": "grown", "history": history}, **{name: CANDIDATES[name] for name in candidates}}
    settings = {"layouts": layouts, "run.layouts": [], "run.baseline.layout": EXISTING}
    world = open_world(overlay(scenario, settings))
    return replace(world, layouts={name: world.layouts[name] for name in layouts})


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
    parser.add_argument("--history", type=int, default=0, help="which of the many grown maps")
    parser.add_argument("--only", nargs="+", choices=list(CANDIDATES), default=list(CANDIDATES), metavar="LAYOUT")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    world = open_existing(load_scenario(options.scenario), options.only, options.history)
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
