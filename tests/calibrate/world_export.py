"""A CRM export out of salesim's own world: what its customers order and its reps visit, with known parameters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from salesim.columns import State
from salesim.model.sales_model import SalesModel, forget
from salesim.scenario import Scenario, overlay
from salesim.world.build import build_world

FIRST_DAY = np.datetime64("2023-01-02")
# what an export cannot tell apart is switched off, so that the rest can be found again
TELLABLE = {
    "market.places.units": ["Suzhou", "Wuxi"],
    "market.customers": {"prospects": 0, "direct_share": 1.0},
    "market.prospects.arrival_weeks": 1040,  # who has left stays away
    "market.buying.drift": 0.0,
    "market.buying.local_sd": 0.0,
    "market.competitors.attacks_per_year": 0.0,
    "sales_force.slump.per_year": 0.0,
    "market.buying.service_effect": 0.0,
    "market.goodwill.immediate": 0.0,
    "market.churn": {
        "contract_share": 0.0,
        "decline_weeks": 0,
        "goodwill_effect": 0.0,
        "service_effect": 0.0,
        "attack_effect": 0.0,
        "win_back": 0.0,
    },
    "sales_force.effort.exponent": 0.0,  # what is usual is measured in a burn-in, which this world has not had
    "sales_force.visits.falsified_share": 0.0,
    "sales_force.turnover.weekly_base": 0.0001,
}


def tellable(customers: int, reps: int, **changes) -> Scenario:
    """The scenario behind an export."""
    counts = {"market.customers.count": customers, "sales_force.team.reps": reps}
    return overlay(Scenario(name="truth"), {**TELLABLE, **counts, **changes})


def live(scenario: Scenario, weeks: int) -> tuple[dict[str, pd.DataFrame], int]:
    """Tables of an export of some weeks: customers, orders, visits, reps; and how many customers are left."""
    world = build_world(scenario)
    model = SalesModel(world, replication=0)
    price = np.array(scenario.channel.network.sku_prices)
    since = FIRST_DAY + 7 * world.customers.first_order_week.astype(np.int64)
    c = model.columns
    orders, visits = [], []
    for week in range(weeks):
        model.step()
        monday = FIRST_DAY + 7 * week
        o, n = model.orders, model.n_orders
        # a customer who left at an order of this week places none after it
        kept = ~((c.state[o.row[:n]] == State.GONE) & (c.state_week[o.row[:n]] < week))
        row = o.row[:n][kept]
        amount = o.units[:n][kept] * price[o.sku[:n][kept]]
        day = monday + o.stamp[:n][kept].astype(np.int64)
        orders.append(pd.DataFrame({"row": row, "date": day, "amount": amount}))
        seen = np.flatnonzero(c.last_visit_week == week)
        visits.append(pd.DataFrame({"row": seen, "date": np.full(len(seen), monday), "rep": c.seat[seen]}))
    key, rep = np.char.add("K", c.customer_id.astype(str)), np.char.add("R", c.seat.astype(str))
    industries = np.array(scenario.market.customers.industries)
    customers = {
        "客户编号": key,
        "经度": c.lon_deg.round(4),
        "纬度": c.lat_deg.round(4),
        "行业": industries[c.industry],
    }
    o, v = pd.concat(orders, ignore_index=True), pd.concat(visits, ignore_index=True)
    numbers = [f"D{i}" for i in range(len(o))]
    bought = {"订单号": numbers, "客户编号": key[o["row"]], "下单日期": o["date"], "金额": o["amount"]}
    seen = {"客户编号": key[v["row"]], "拜访日期": v["date"], "销售代表": [f"R{r}" for r in v["rep"]]}
    tables = {
        "客户": pd.DataFrame(customers | {"销售代表": rep, "首单日期": since}),
        "订单": pd.DataFrame(bought),
        "拜访": pd.DataFrame(seen),
        "销售代表": pd.DataFrame({"工号": sorted(set(rep.tolist())), "姓名": "某"}),
    }
    n_left = int((c.state == State.HEALTHY).sum())
    forget(model)
    return tables, n_left


def write_csv(tables: dict[str, pd.DataFrame], folder: Path, encoding: str = "utf-8") -> Path:
    """The tables as CSV files, one each."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, encoding=encoding)
    return folder
