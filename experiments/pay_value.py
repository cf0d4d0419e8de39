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

SEATS_AND_WEEKS = 10_000 * 52
SALES, WINS, CASH, SEEN = int(Measure.SALES), int(Measure.NEW_CUSTOMERS), int(Measure.CASH), int(Measure.VISITS)
CURVE = {"kinks": [{"at": 1.0, "rate": 0.02}, {"at": 1.2, "rate": 0.01}], "bonuses": [{"at": 1.0, "amount": 5000.0}]}
INDEX = [{"measure": "sales", "weight": 0.7}, {"measure": "new_customers", "weight": 0.3, "quota": 12.0}]
TIERS = {"kinks": [{"at": at, "rate": 0.01 + at / 50} for at in (0.5, 0.8, 1.0, 1.2)], "how": "whole"}
POINTS = {"target_incentive": 6000.0, "points": [[0.7, 0.4], [1.0, 1.0], [1.3, 2.0]], "beyond": 1.0}
VISITS = {"measure": "visits", "quota": 280.0}
LEVELS = {**VISITS, "levels": [[0.0, 0.8], [0.9, 1.0], [1.1, 1.2]]}
# tiers on sales, a modifier, a bonus for two measures, a scorecard, a matrix of three by two, pay for visits
RICHEST = (
    PayComponent(name="tiers", rate=0.01, quota=4e5, **TIERS),
    PayComponent(name="modifier", measure="cash", rate=0.005, factor=LEVELS),
    PayComponent(name="both", bonuses=[{"at": 1.0, "amount": 4e3}], quota=4e5, gate={**VISITS, "at": 0.95}),
    PayComponent(name="scores", measure="index", index=INDEX, **POINTS),
    PayComponent(
        name="matrix 1",
        bonuses=[{"at": at, "amount": 1e3} for at in (0.8, 1.0, 1.2)],
        quota=4e5,
        gate={"measure": "new_customers", "quota": 12.0, "at": 0.8},
    ),
    PayComponent(
        name="matrix 2",
        bonuses=[{"at": at, "amount": 1e3} for at in (0.8, 1.0, 1.2)],
        quota=4e5,
        gate={"measure": "new_customers", "quota": 12.0, "at": 1.1},
    ),
    PayComponent(name="visits", measure="visits", rate=5.0),
)
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
    reps.measure_sum[:, CASH], reps.measure_rate[:, CASH], reps.measure_noise[:, CASH] = 2e5, 2.8e4, 6e7
    reps.measure_sum[:, SEEN] = np.linspace(120.0, 200.0, n)
    reps.measure_rate[:, SEEN], reps.measure_noise[:, SEEN] = 22.0, 16.0
    reps.measure_covariance[:, pair_of(SALES, CASH)] = 0.4 * (1e8 * 6e7) ** 0.5
    reps.measure_covariance[:, pair_of(SALES, SEEN)] = 0.3 * (1e8 * 16.0) ** 0.5
    reps.measure_covariance[:, pair_of(CASH, SEEN)] = 0.2 * (6e7 * 16.0) ** 0.5
    reps.measure_covariance[:, pair_of(SALES, WINS)] = correlation * (1e8 * 1.1) ** 0.5
    return reps


def cost_ns(*components: PayComponent, n: int = 10_000, correlation: float = 0.6, runs: int = 9) -> float:
    """Median CPU time of a component's value and all its derivatives, for a rep and week."""
    four = np.array([1, 5, 5, 18])
    ones = np.ones(4)
    week = PayWeek(four, 1.05 * four, ones, 0.7 * ones, four, 1.0 * four, ones, 0.15, 0.05, 0.77, 0.96, 0.5)
    reps = reps_at_work(n, correlation)
    plan, taken = components_for(components, reps, 0), []
    for _ in range(runs + 1):
        start = time.process_time()
        value_components(reps, plan, week)
        taken.append(time.process_time() - start)
    return statistics.median(taken[1:]) * 1e9 / n


if __name__ == "__main__":
    for what, component in COMPONENTS.items():
        print(f"{what}: {cost_ns(component):,.0f} ns a rep and week")
    seconds = cost_ns(*RICHEST) * SEATS_AND_WEEKS / 1e9
    print(f"the richest plan, {len(RICHEST)} components: {seconds:.2f} s CPU for 10,000 reps and 52 weeks")
