"""How to get to another map: all at once, in two steps, or region by region; with and without joint visits.

    python experiments/transitions.py                       the demo's firm, 12 replications, two years
    python experiments/transitions.py --replications 4 --only all_at_once all_at_once_introduced --json

Today's map is grown (builder `grown`); the new one is balanced with regard to homes. All changes begin in week 14.
Contribution, sales and accounts reassigned are told against staying with today's map, paired, with 95 % intervals.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from salesim.experiment.statistics import paired_difference
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.scenario import Scenario, load_scenario
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import overlay
from salesim.world.market_places import places_of

TODAY, STAY = "today", "stay"
FIRST_WEEK, QUARTER = 14, 13
ANEW = {"builder": "balanced", "homes": 0.2}
JOINT = {"sales_force.handover": {"joint_visits": 2, "weeks": 8}}
OUTCOMES = ("contribution", "sales", "accounts_reassigned")


def transitions(regions: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Layouts and policies: each way to the new map, alone and with joint visits."""
    layouts: dict[str, Any] = {"anew": ANEW, "half": {"builder": "step", "towards": ANEW, "share": 0.5}}
    by_region = []
    for i in range(1, len(regions)):
        layouts[f"regions_{i}"] = {"builder": "step", "towards": ANEW, "regions": list(regions[:i])}
        by_region.append(f"regions_{i}")
    ways = {"all_at_once": ["anew"], "in_two_steps": ["half", "anew"], "region_by_region": [*by_region, "anew"]}
    policies: dict[str, Any] = {STAY: {}}
    for way, steps in ways.items():
        later = [{"week": FIRST_WEEK + QUARTER * i, "layout": layout} for i, layout in enumerate(steps)]
        policies[way] = {"later": later}
        policies[f"{way}_introduced"] = {"set": JOINT, "later": later}
    return layouts, policies


def prepared(scenario: Scenario, weeks: int) -> Scenario:
    """The scenario with today's map and all ways to the new one."""
    layouts, policies = transitions(places_of(scenario).regions)
    return overlay(
        scenario,
        {
            "layouts": {TODAY: {"builder": "grown"}, **layouts},
            "policies": policies,
            "run": {"weeks": weeks, "layouts": [], "policies": [], "baseline": {"layout": TODAY, "policy": STAY}},
        },
    )


def run(scenario: Scenario, replications: int, ways: list[str]) -> pd.DataFrame:
    """One row a way and replication: the outcomes."""
    world = opening(scenario)
    rows = []
    for replication in range(replications):
        for way in (STAY, *ways):
            outcomes = run_arm(world, scenario, Arm(TODAY, way), replication).outcomes
            rows.append({"way": way, "replication": replication, **{name: outcomes[name] for name in OUTCOMES}})
    return pd.DataFrame(rows)


def against_staying(results: pd.DataFrame) -> pd.DataFrame:
    """Each way against today's map: contribution and sales in % with 95 % intervals, and accounts reassigned."""
    rows = []
    for way, of_way in results.groupby("way", sort=False):
        if way == STAY:
            continue
        row: dict[str, Any] = {"way": way, "accounts_reassigned": float(of_way["accounts_reassigned"].mean())}
        for name in OUTCOMES[:2]:
            stay = results.loc[results["way"] == STAY, name].to_numpy()
            found, scale = paired_difference(of_way[name].to_numpy(), stay), 100.0 / abs(float(np.mean(stay)))
            row |= {name: found.mean * scale, f"{name}_low": found.low * scale, f"{name}_high": found.high * scale}
        rows.append(row)
    return pd.DataFrame(rows)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="yangtze_delta")
    parser.add_argument("--replications", type=int, default=12)
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--only", nargs="+", metavar="WAY")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    scenario = prepared(load_scenario(options.scenario), options.weeks)
    ways = options.only or [way for way in transitions(places_of(scenario).regions)[1] if way != STAY]
    found = against_staying(run(scenario, options.replications, ways))
    if options.json:
        print(json.dumps(found.to_dict("records"), indent=2))
        return
    table = Table(box=None, header_style="dim", title="against staying with today's map, % (95 % interval)")
    for name in ("way", "contribution", "sales", "accounts reassigned"):
        table.add_column(name, justify="left" if name == "way" else "right")
    for row in found.to_dict("records"):
        figures = [f"{row[name]:+.2f} ({row[f'{name}_low']:+.2f}, {row[f'{name}_high']:+.2f})" for name in OUTCOMES[:2]]
        table.add_row(row["way"], *figures, f"{row['accounts_reassigned']:.0f}")
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
