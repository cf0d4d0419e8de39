"""Are the shipped scenarios about as large as they should be?

    python experiments/headcount.py                        all of them, a quarter of an hour on one core
    python experiments/headcount.py yangtze_delta --replications 20 --years 4

Firms are often a quarter off their best number of reps, and lose little by it: near the best, contribution is flat
(Zoltners, Sinha & Lorimer 2006). Each scenario is sized (`salesim size`) from .6 to 1.5 times its reps under its
baseline. Reported for the last year: the elasticity of margin to the number of reps, what one
more rep brings and costs at today's number, and where that is equal (95 % interval), as a share of today's number; see
docs/headcount.md. A scenario with roles has no headcount to vary.
"""

from __future__ import annotations

import argparse

from salesim.experiment.sizing import size
from salesim.model.replicate import compile_kernels
from salesim.scenario import load_scenario
from salesim.scenario.overlay import overlay

SCENARIOS = ("yangtze_delta", "small_town", "guangdong", "us_midwest", "germany", "fmcg_outlets", "fmcg_distributors")
SCENARIOS += ("pay_plans", "own_customers", "medical_hospital_circles", "industrial_clusters")
FEWEST, MOST = 0.6, 1.5
STEPS = 6


def row(name: str, replications: int, years: int, settings: list[str], jobs: int = 1) -> str:
    """A scenario's line."""
    scenario = overlay(load_scenario(name, settings), {"run.weeks": 52 * years})
    reps = scenario.sales_force.team.reps
    first, last = max(1, round(FEWEST * reps)), round(MOST * reps)
    step = max(1, round((last - first) / STEPS))
    found = size(scenario, first, last, step, replications=replications, jobs=jobs, weeks=52 * years)
    year = found.years.iloc[-1]
    best, low, high = (year[name] / reps for name in ("best", "best_low", "best_high"))
    return (
        f"{name:26} {reps:4} reps  elasticity {year['elasticity']:.2f}  one more brings {year['rep_brings']:9,.0f} "
        f"and costs {year['rep_cost']:9,.0f}  best {best:.2f} ({low:.2f} to {high:.2f}) of today's"
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="*", default=SCENARIOS)
    parser.add_argument("--replications", type=int, default=8)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args(arguments)
    compile_kernels()
    for name in options.scenarios:
        print(row(name, options.replications, options.years, options.set, options.jobs), flush=True)


if __name__ == "__main__":
    main()
