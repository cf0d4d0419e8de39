"""What it takes to value one pay component for reps: of one measure, behind a gate of another, and of an index."""

from __future__ import annotations

import statistics
import time

import numpy as np

from salesim.columns import Reps, new_columns
from salesim.pay.component import PayComponent
from salesim.pay.component_value import value_components
from salesim.pay.components import components_for
from salesim.pay.measures import Measure, pair_of
from salesim.pay.pay_week import PayWeek

SALES, WINS = int(Measure.SALES), int(Measure.NEW_CUSTOMERS)
CURVE = {"kinks": [{"at": 1.0, "rate": 0.02}, {"at": 1.2, "rate": 0.01}], "bonuses": [{"at": 1.0, "amount": 5000.0}]}
INDEX = [{"measure": "sales", "weight": 0.7}, {"measure": "new_customers", "weight": 0.3, "quota": 12.0}]
COMPONENTS = {
    "one measure": PayComponent(name="one", rate=0.01, quota=4e5, **CURVE),
    "gate of another measure": PayComponent(
        name="gated", rate=0.01, quota=4e5, gate={"measure": "new_customers", "quota": 12.0}, **CURVE
    ),
    "index of two measures": PayComponent(name="index", measure="index", index=INDEX, target_incentive=4e5, **CURVE),
}


def reps_at_work(n: int, correlation: float) -> Reps:
    """Reps in the middle of a quarter, on their way to their quotas of sales and new customers."""
    usual = {"present": 1, "season_share": 1.0, "year_share": 1.0, "quota_shift": 1.0, "loss_aversion": 1.6}
    reps = new_columns(Reps, n, quota=4e5, annual_quota=1.6e6, baseline_sales=3e4, weekly_cv=0.33, **usual)
    reps.measure_sum[:, SALES] = np.linspace(1.5e5, 3e5, n)
    reps.measure_sum[:, WINS], reps.measure_rate[:, WINS] = np.linspace(4.0, 12.0, n), 0.9
    reps.measure_noise[:, SALES], reps.measure_noise[:, WINS] = 1e8, 1.1
    reps.measure_covariance[:, pair_of(SALES, WINS)] = correlation * (1e8 * 1.1) ** 0.5
    return reps


def cost_ns(component: PayComponent, n: int = 10_000, correlation: float = 0.6, runs: int = 9) -> float:
    """Median CPU time of a component's value and all its derivatives, for a rep and week."""
    four = np.array([1, 5, 5, 18])
    ones = np.ones(4)
    week = PayWeek(four, 1.05 * four, ones, 0.7 * ones, four, 1.0 * four, ones, 0.15, 0.05, 0.77, 0.96, 0.5)
    reps = reps_at_work(n, correlation)
    components, taken = components_for((component,), reps, 0), []
    for _ in range(runs + 1):
        start = time.process_time()
        value_components(reps, components, week)
        taken.append(time.process_time() - start)
    return statistics.median(taken[1:]) * 1e9 / n


if __name__ == "__main__":
    for what, component in COMPONENTS.items():
        print(f"{what}: {cost_ns(component):,.0f} ns a rep and week")
