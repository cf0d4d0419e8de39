"""Does a firm that changes nothing stay as it is, and do its people differ as people do?

    python experiments/steady_state.py                     20 populations, five years, about five minutes on one core
    python experiments/steady_state.py --populations 4 --json

Each population is drawn and burned in anew and then lived for five years under the policy that it has. Shown are what
it sells year by year, who its reps are, how their results hang together, and who leaves.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from salesim.columns import State
from salesim.model.burn_in import open_world
from salesim.model.replicate import compile_kernels
from salesim.model.sales_model import SalesModel, forget
from salesim.scenario import load_scenario
from salesim.scenario.scenario import Scenario

YEARS = 5
SCENARIO = "yangtze_delta"


def live(scenario: Scenario, population: int, years: int = YEARS) -> dict[str, Any]:
    """One population for some years: facts by name, a year's in a list."""
    world = open_world(scenario, population)
    model = SalesModel(world, replication=population)
    at_start = int(is_customer(model.columns.state).sum())
    customers = []
    for _ in range(years):
        for _ in range(52):
            model.step()
        customers.append(int(is_customer(model.columns.state).sum()))
    tables = model.records.tables()
    forget(model)
    weeks, quarters, leaves = tables["weeks"], tables["rep_quarters"], tables["who_leaves"]
    sales = weeks.groupby(weeks["week"] // 52)["sales"].sum()
    full = quarters[quarters["full_quarter"] == 1]
    by_year = full.assign(year=full["quarter"] // 4)
    attained = by_year.groupby("year")["attainment"]
    of_first = top_over_bottom(full[full["quarter"] < 4])
    return {
        "customers_at_start": at_start,
        "customers": customers,
        "sales": (sales / sales[0]).tolist(),
        "attainment": attained.mean().tolist(),
        "attainment_sd": attained.std().tolist(),
        "at_quota": (full["attainment"] >= 1.0).mean(),
        "next_quarter_within": next_quarter(full, within=True),
        "next_quarter_across": next_quarter(full, within=False),
        "by_quarter": full.groupby(full["quarter"] % 4)["attainment"].mean().tolist(),
        "plan_by_year": of_plan(quarters, quarters["quarter"] // 4),
        "plan_by_quarter": of_plan(quarters, quarters["quarter"] % 4),
        "rank_correlation": rank_correlation(full),
        "skill_and_sales": of_first[0],
        "top_over_bottom_by_skill": of_first[1],
        "top_over_bottom_by_sales": of_first[2],
        "skill": by_year.groupby("year")["skill"].mean().tolist(),
        "quit_rate": leaves["quits"].sum() / leaves["person_years"].sum(),
        "quits": leaves["quits"].tolist(),
        "person_years": leaves["person_years"].tolist(),
    }


def is_customer(state: np.ndarray) -> np.ndarray:
    """Who buys, (n,)."""
    return (state == State.HEALTHY) | (state == State.FADING)


def next_quarter(full: pd.DataFrame, within: bool) -> float:
    """Correlation over people of a quarter's attainment and the next one's, within a year or from year to year."""
    now = full[["seat", "holder", "quarter", "attainment"]]
    later = now.assign(quarter=now["quarter"] - 1)
    both = now.merge(later, on=["seat", "holder", "quarter"])
    last = both["quarter"] % 4 == 3
    chosen = both[~last] if within else both[last]
    return float(np.mean([rows["attainment_x"].corr(rows["attainment_y"]) for _, rows in chosen.groupby("quarter")]))


def of_plan(quarters: pd.DataFrame, by: pd.Series) -> list[float]:
    """What all seats together sell against their quotas together.

    The mean of attainments rises within a year even where this does not: who began it with a quota too high or too low
    returns to the own mean, and the mean of S / T gains more by the one than it loses by the other.
    """
    sums = quarters.groupby(by)[["sales", "quota"]].sum()
    return (sums["sales"] / sums["quota"]).tolist()


def rank_correlation(full: pd.DataFrame) -> float:
    """Rank correlation of the yearly sales of people who worked two whole years."""
    year = full["quarter"] // 4
    sums = full.assign(year=year).groupby(["seat", "holder", "year"])["sales"].agg(["sum", "count"]).reset_index()
    whole = sums[sums["count"] == 4]
    both = whole.merge(whole.assign(year=whole["year"] - 1), on=["seat", "holder", "year"])
    return float(np.mean([rows["sum_x"].corr(rows["sum_y"], method="spearman") for _, rows in both.groupby("year")]))


def top_over_bottom(full: pd.DataFrame) -> tuple[float, float, float]:
    """Correlation of log skill and log sales; sales of the top fifth over the bottom fifth, by skill and by sales."""
    people = full.groupby(["seat", "holder"]).agg(sales=("sales", "mean"), skill=("skill", "mean"))
    people = people[people["sales"] > 0]
    fifth = max(len(people) // 5, 1)
    found = [np.log(people["sales"]).corr(np.log(people["skill"]))]
    for by in ("skill", "sales"):
        ordered = people.sort_values(by)["sales"]
        found.append(ordered[-fifth:].mean() / ordered[:fifth].mean())
    return tuple(float(one) for one in found)


def together(lives: list[dict[str, Any]]) -> dict[str, Any]:
    """Mean and half the 95 % interval over populations, of every fact."""
    found: dict[str, Any] = {}
    for name in lives[0]:
        values = np.array([one[name] for one in lives], float)
        half = 1.96 * values.std(axis=0, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.zeros_like(values[0])
        found[name] = {"mean": values.mean(axis=0).round(4).tolist(), "half": np.round(half, 4).tolist()}
    quits, years = (np.sum([one[name] for one in lives], axis=0) for name in ("quits", "person_years"))
    rates, halves = quits / years, 1.96 * np.sqrt(quits) / years
    found["quits_by_fifth"] = {"mean": rates.round(4).tolist(), "half": halves.round(4).tolist()}
    return found


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--populations", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="number of the first population")
    parser.add_argument("--years", type=int, default=YEARS)
    parser.add_argument("--scenario", default=SCENARIO)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    compile_kernels()
    scenario = load_scenario(options.scenario)
    numbers = range(options.first, options.first + options.populations)
    lives = Parallel(n_jobs=options.jobs)(delayed(live)(scenario, number, options.years) for number in numbers)
    found = together(lives)
    if options.json:
        print(json.dumps(found, indent=2))
        return
    for name, fact in found.items():
        print(f"{name:26} {shown(fact['mean'])}   ± {shown(fact['half'])}")


def shown(values: Any) -> str:
    """A number, or some, with as many digits as tell something."""
    return "  ".join(f"{value:.3f}" if abs(value) < 100 else f"{value:,.0f}" for value in np.atleast_1d(values))


if __name__ == "__main__":
    main()
