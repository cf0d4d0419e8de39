"""What the levers of the channel are worth, each alone and together; and what information is worth beside time.

    python experiments/channel.py                         the shipped scenario
    python experiments/channel.py --replications 4

Every arm meets the same luck, and differences are paired by replication. A lever's own parameter (hours at the desk,
share of errors, time until somebody reacts) is an input and is not reported as its effect; what follows from it is.

The second table holds the classical comparison (Cachon & Fisher 2000: full information saves 2.2 % of supply chain
costs on average, half the lead time 21 %). It is asked of a chain without a market (a retailer and its supplier, under
base stock on a moving average) and of the scenario.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table
from supply_chain import ChainSums, drive_chain

from salesim.channel.stock import StockParameters
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.result import Result
from salesim.scenario.arms import Arm
from salesim.scenario.loading import load_scenario
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario

SCENARIO = Path(__file__).parents[1] / "scenarios" / "fmcg_distributors.yaml"
HOLDING, PENALTY = 1.0, 9.0  # a unit and day, in stock and owed
PUBLISHED = {"information": -0.022, "half_lead_time": -0.21}


def figures(result: Result) -> dict[str, float]:
    """What followed from an arm's levers."""
    rows, row = result.distributor_quarters, result.outcomes
    found = {
        "value_created": row["value_created"],
        "sales": row["sales"],
        "orders_lost": row["orders_lost"],
        "fill_rate": rows["filled_units"].sum() / max(rows["demand_units"].sum(), 1),
        "stock_cost": row["holding_cost"] + row["lost_goods"],
        "trade_support": row["support_cost"],
        "diverted_units": rows["diverted_units"].sum(),
        "order_swing": order_swing(rows),
    }
    if "shelves" in result.tables:
        shelves = result.tables["shelves"]
        found["near_expiry_on_shelf"] = shelves["near_expiry_units"].sum() / max(shelves["on_shelf_units"].sum(), 1)
        found["listed_per_outlet"] = shelves["listed_per_outlet"].iloc[-1]
    return found


def order_swing(rows: pd.DataFrame) -> float:
    """How much what distributors buy varies from quarter to quarter, over how much they sell does."""
    bought, sold = (rows.pivot_table(index="quarter", columns="distributor", values=name) for name in
                    ("received_units", "sold_units"))  # fmt: skip
    return float((bought.std() / bought.mean()).mean() / max((sold.std() / sold.mean()).mean(), 1e-9))


def compare_levers(scenario: Scenario, replications: int) -> pd.DataFrame:
    """One row a policy and figure: mean without, mean difference and its standard error."""
    world = opening(scenario)
    layout = scenario.run.baseline.layout

    def lives(policy: str) -> pd.DataFrame:
        return pd.DataFrame([figures(run_arm(world, scenario, Arm(layout, policy), i)) for i in range(replications)])

    base = lives(scenario.run.baseline.policy)
    rows = []
    for policy in scenario.policies:
        if policy == scenario.run.baseline.policy:
            continue
        change = lives(policy) - base
        for name in base:
            error = change[name].std(ddof=1) / np.sqrt(replications)
            rows.append((policy, name, base[name].mean(), change[name].mean(), error))
    return pd.DataFrame(rows, columns=["policy", "figure", "without", "difference", "error"])


def chain_cost(sums: ChainSums) -> float:
    """Holding and backlog of all stages; the supplier's backlog is no cost by itself."""
    return float(HOLDING * sums.stock.sum() + PENALTY * sums.backlog[0].sum())


def information_in_a_chain(days: int = 2000, skus: int = 60) -> dict[str, float]:
    """Relative change of a two-stage chain's cost: the supplier sees demand instead of orders; lead times are halved.

    With shared information the supplier forecasts from the retailer's demand, not from its orders.
    """
    demand = np.zeros((days, 2, skus), np.int64)
    demand[:, 0] = np.random.default_rng(5).poisson(20.0, (days, skus))
    usual = StockParameters(
        forecast="moving_average", average_days=14, smoothing=0.05, service_factor=1.3, review_days=1
    )
    drive = partial(drive_chain, demand, stock=120, forecast=20.0, supplied_by=[1, -1], pipeline=20, uncounted_days=200)
    blind = chain_cost(drive(usual, lead_days=4, cover_days=5.0))
    informed = chain_cost(drive(usual, lead_days=4, cover_days=5.0, sees=[0, 0]))
    faster = chain_cost(drive(usual, lead_days=2, cover_days=3.0))
    return {"information": informed / blind - 1.0, "half_lead_time": faster / blind - 1.0}


def information_in_the_scenario(scenario: Scenario, replications: int) -> dict[str, float]:
    """The same of the scenario: holding, lost goods and the margin of lost orders, all in yuan a year."""
    lead = scenario.channel.stock.lead_days
    arms: dict[str, dict[str, Any]] = {
        "current": {},
        "information": {"channel.visibility": {"enabled": True, "sharing": 1.0, "license_cost_per_week": 0.0}},
        "half_lead_time": {"channel.stock.lead_days": max(1, lead // 2)},
    }
    config = overlay(scenario, {"policies": {name: {"set": changes} for name, changes in arms.items()}})
    world, layout = opening(config), config.run.baseline.layout

    def cost(policy: str) -> float:
        rows = [run_arm(world, config, Arm(layout, policy), i).outcomes for i in range(replications)]
        return float(np.mean([supply_cost(row) for row in rows]))

    base = cost("current")
    return {name: cost(name) / base - 1.0 for name in arms if name != "current"}


def supply_cost(row: dict[str, float]) -> float:
    """Holding, lost goods, and the margin that lost orders would have brought."""
    margin = row["margin"] / max(row["orders"], 1)
    return row["holding_cost"] + row["lost_goods"] + margin * row["orders_lost"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="?", default=str(SCENARIO))
    parser.add_argument("--replications", type=int, default=6)
    options = parser.parse_args()
    scenario = load_scenario(options.scenario)
    console = Console(width=max(Console().width, 140))
    found = compare_levers(scenario, options.replications)
    table = Table(title=f"Against today, {options.replications} paired replications: difference (standard error)")
    table.add_column("figure")
    table.add_column("today", justify="right")
    policies = list(dict.fromkeys(found["policy"]))
    for policy in policies:
        table.add_column(policy, justify="right")
    for name, rows in found.groupby("figure", sort=False):
        by_policy = rows.set_index("policy")
        cells = [f"{by_policy.at[p, 'difference']:+,.3g} ({by_policy.at[p, 'error']:.2g})" for p in policies]
        table.add_row(str(name), f"{rows['without'].iloc[0]:,.4g}", *cells)
    console.print(table)
    table = Table(title="Cost of supply: information beside time")
    for heading in ("change", "published", "chain", "scenario"):
        table.add_column(heading, justify="left" if heading == "change" else "right")
    chain, whole = information_in_a_chain(), information_in_the_scenario(scenario, options.replications)
    for name, value in PUBLISHED.items():
        table.add_row(name, *(f"{share:+.1%}" for share in (value, chain[name], whole[name])))
    console.print(table)


if __name__ == "__main__":
    main()
