"""The full model at a given size, timed: what `performance.py` starts, in this process or in one of its own.

    python experiments/full_model.py CUSTOMERS [--reps N] [--threads N] [--distributors N] [--care]

prints one JSON document: CPU and wall seconds of 52 weeks, seconds of each stage and, within them, of each lever,
visits a day.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping
from typing import Any

from salesim.model.opened_worlds import opening
from salesim.model.sales_model import SalesModel, acts
from salesim.policy.layout_review import LayoutReview
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario

CUSTOMERS_PER_REP = 100
WEEKS = 52
HOOKS = ("open_year", "open_quarter", "open_week", "close_week", "review_fortnight", "close_quarter", "reorganize")
MENU = [
    {"name": "150/80", "win_at": 1.5, "bonus": 12000.0, "floor_at": 0.8, "claw_back": 0.5},
    {"name": "120/80", "win_at": 1.2, "bonus": 6000.0, "floor_at": 0.8, "claw_back": 0.3},
]
# everything that the firm can do for customers, on top
CARE: dict[str, Any] = {
    "sales_force.coverage": {"rule": "shares", "visits_a_week": 3, "list_length": 1.2},
    "sales_force.cross_sell.enabled": True,
    "sales_force.tags": {"behavior": True, "needs": True},
    "sales_force.warning.enabled": True,
    "sales_force.leads.rule": "raci",
    "channel.service": {"strategic_group": "dedicated", "gives_up_hours": 8.0, "nurture": {"enabled": True}},
}


def sized_scenario(customers: int, distributors: int = 12, reps: int | None = None, care: bool = False) -> Scenario:
    """All levers on: steps, bonus, wager, badges, reviews of quotas and territories, the portal.

    A fifth of the customers are prospects, as in the shipped scenario; a rep has 100 unless the reps are counted.
    """
    changes: dict[str, Any] = {
        "market.customers.count": customers - customers // 5,
        "market.customers.prospects": customers // 5,
        "sales_force.team.reps": reps or max(customers // CUSTOMERS_PER_REP, 1),
        "sales_force.time.visit_min": 30.0,  # eight visits a day
        "sales_force.pay.step_rate": 0.005,
        "sales_force.pay.bonus": 5000.0,
        "sales_force.wager.menu": MENU,
        "sales_force.recognition.badges": True,
        "sales_force.layout_review.enabled": True,
        # looked at every quarter, never set off: what a rebalancing costs is measured by itself
        "sales_force.layout_review.share_unequal": 1.0,
        "channel.network.distributors": distributors,
        "channel.desk.portal": True,
        "run.burn_in_weeks": 26,
    }
    return overlay(Scenario(name="sized"), changes | (CARE if care else {}))


def simulate_year(
    customers: int,
    distributors: int = 12,
    threads: int = 1,
    reps: int | None = None,
    care: bool = False,
    changes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """52 weeks after the burn-in, with further ``changes`` by path; world building and burn-in are not counted."""
    scenario = overlay(sized_scenario(customers, distributors, reps, care), changes or {})
    model = SalesModel(opening(scenario), threads=threads)
    stages = dict.fromkeys(SalesModel.WEEK, 0.0)
    for name in SalesModel.WEEK:
        setattr(model, name, timed(getattr(model, name), stages, name))
    levers = {type(lever).__name__: 0.0 for lever in model.levers}
    for lever in model.levers:
        for hook in HOOKS:
            if acts(lever, hook):
                setattr(lever, hook, timed(getattr(lever, hook), levers, type(lever).__name__))
    visits = 0
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(WEEKS):
        model.step()
        visits += int(model.reps.visits.sum())
    cpu_s, wall_s = time.process_time() - cpu, time.perf_counter() - wall
    present = sum(week["reps_present"] for week in model.records.weeks)
    days = int(model.timetable.working_days[:WEEKS].sum())
    return {
        "customers": customers,
        "reps": model.n_seats,
        "cpu_s": cpu_s,
        "wall_s": wall_s,
        "stages": stages | {"clock": cpu_s - sum(stages.values())},
        "levers": levers,
        "visits_a_day": visits / (present * days / WEEKS),
    }


def rebalance_once(customers: int) -> float:
    """CPU seconds of one rebalancing of the territories after a quarter, hand-overs included."""
    model = SalesModel(opening(sized_scenario(customers)))
    for _ in range(13):
        model.step()
    review = LayoutReview(model.config.sales_force.layout_review)
    start = time.process_time()
    review.move_customers(model)
    return time.process_time() - start


def timed(stage: Any, taken: dict[str, float], name: str) -> Any:
    """The stage with a stopwatch."""

    def run(*arguments: Any) -> Any:
        start = time.process_time()
        result = stage(*arguments)
        taken[name] += time.process_time() - start
        return result

    return run


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("customers", type=int)
    parser.add_argument("--reps", type=int)
    parser.add_argument("--distributors", type=int, default=12)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--care", action="store_true", help="all that the firm can do for customers, too")
    options = parser.parse_args()
    simulate_year(600)  # compiles, or loads what is compiled
    print(
        json.dumps(simulate_year(options.customers, options.distributors, options.threads, options.reps, options.care))
    )
