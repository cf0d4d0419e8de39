"""An export of a made-up firm: reps with quotas, a pay plan, payouts and territories, of whom some were changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

QUARTERS = pd.period_range("2021Q1", "2023Q4", freq="Q")
CHANGED = 8  # the quarter from which touched reps have another quota
PLAN = """\
pay_plan:
  period: quarter
  salary_per_month: 3000
  commission_rate: 0.02
  step_rate: 0.01
  step_width: 0.1
  step_from: 1.0
  step_count: 2
  bonus: 500
"""
LINES = ("Optics", "Tools", "Service")


def stated_pay(sales: float, quota: float) -> float:
    """What the plan pays for a quarter, worked out by hand."""
    pay = 9000 + 0.02 * sales + 0.01 * max(sales - quota, 0) + 0.01 * max(sales - 1.1 * quota, 0)
    return round(pay + (500 if sales >= quota else 0), 2)


def firm_tables(
    effect: float, seed: int, reps: int = 16, customers: int = 10, touched: int = 8
) -> dict[str, pd.DataFrame]:
    """Tables of orders, accounts, quotas and payouts; touched reps' quotas rise by 15 %, their sales by ``effect``."""
    rng = np.random.default_rng(seed)
    names = [f"R{i:02d}" for i in range(reps)]
    is_touched = np.isin(np.arange(reps), rng.permutation(reps)[:touched])
    rows, quotas = [], []
    for rep, name in enumerate(names):
        level = rng.normal(np.log(900.0), 0.2)
        for number, quarter in enumerate(QUARTERS):
            shock = rng.normal(0.0, 0.04) + 0.1 * np.sin(number)
            lift = np.log1p(effect) if is_touched[rep] and number >= CHANGED else 0.0
            quota = round(3.2 * customers * np.exp(level) * (1.15 if is_touched[rep] and number >= CHANGED else 1.0), 2)
            quotas.append((name, f"{quarter.year} Q{quarter.quarter}", quota))
            for customer in range(customers):
                days = np.sort(rng.choice(85, 3, replace=False))
                for day in days:
                    value = round(float(np.exp(level + shock + lift + rng.normal(0.0, 0.05))), 2)
                    when = (quarter.start_time + pd.Timedelta(days=int(day))).date()
                    rows.append((f"C{rep:02d}{customer:02d}", when, value, name, LINES[int(rng.integers(3))]))
    orders = pd.DataFrame(rows, columns=["Customer ID", "Order Date", "Amount", "Sales Rep", "Product Line"])
    orders.insert(0, "Order ID", [f"N{i:06d}" for i in range(len(orders))])
    quota = pd.DataFrame(quotas, columns=["Sales Rep", "Quarter", "Quota"])
    at = pd.PeriodIndex(pd.to_datetime(orders["Order Date"]), freq="Q")
    sales = orders.groupby([orders["Sales Rep"], at])["Amount"].sum()
    pay = [
        stated_pay(round(float(sales.loc[rep, pd.Period(q.replace(" ", ""), "Q")]), 2), value)
        for rep, q, value in quotas
    ]
    payouts = quota.rename(columns={"Quota": "Payout"}).assign(Payout=pay)
    accounts = pd.DataFrame(
        {
            "Customer ID": sorted(orders["Customer ID"].unique()),
            "Territory": [f"District {1 + int(key[1:3]) // 4}" for key in sorted(orders["Customer ID"].unique())],
            "Sales Rep": [f"R{key[1:3]}" for key in sorted(orders["Customer ID"].unique())],
        }
    )
    return {"orders": orders, "customers": accounts, "quotas": quota, "payouts": payouts}


def write_firm(folder: Path, tables: dict[str, pd.DataFrame], plan: str | None = PLAN) -> Path:
    """The tables as CSV files, and the plan."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    if plan is not None:
        (folder / "pay_plan.yaml").write_text(plan)
    return folder
