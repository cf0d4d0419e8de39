"""What do customers buy when nobody calls on them any more?

    python experiments/carry_over.py                       8 replications over three years, two minutes on one core

The same market under the same luck, once with its sales force and once with all seats vacant from the first week on:
nobody visits, wins, wins back or closes. What is left are customers' habits, past visits' goodwill, and those who turn
up by themselves. Reported is what is sold in each year as a share of what the firm with its sales force sells.

Published: sales-force consultants put what an established product sells without calls at roughly 75-80 % in the first
year, 60-70 % in the second, 50-60 % in the third (Sinha & Zoltners 2001, "Sales-Force Decision Models", on
pharmaceutical sales forces). These figures are quoted from memory and not checked against the paper; that carry-over is
this large and differs by product is (Zoltners, Sinha & Lorimer 2006 size sales forces by it). The default market gives
about 76, 62 and 57 %, inside in every year; a firm of few large accounts would lie far below.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from scipy import stats

from salesim.model.opened_worlds import opening
from salesim.model.replicate import compile_kernels
from salesim.model.sales_model import SalesModel, forget
from salesim.policy.lever import Lever
from salesim.scenario import Scenario
from salesim.scenario.overlay import overlay

YEARS = 3
FOREVER = 1e9  # days


@dataclass(frozen=True)
class NobodyCalls(Lever):
    """All seats are vacant and stay so."""

    def open_week(self, model: SalesModel) -> None:
        for seat in np.flatnonzero(model.reps.present == 1).tolist():
            model.staff.say_goodbye(seat, quits=False)


def yearly_sales(scenario: Scenario, staffed: bool, replication: int) -> np.ndarray:
    """What is sold in each year, (YEARS,) money."""
    levers = () if staffed else (NobodyCalls(),)
    model = SalesModel(opening(scenario), scenario, replication=replication, levers=levers)
    sold = []
    for _ in range(52 * YEARS):
        model.step()
        sold.append(float(model.reps.sales.sum()))
    forget(model)
    return np.array(sold).reshape(YEARS, 52).sum(axis=1)


def shares(scenario: Scenario, replications: int, jobs: int = 1) -> np.ndarray:
    """Sales without over sales with the sales force, (replications, YEARS)."""
    compile_kernels()
    cells = [(staffed, i) for i in range(replications) for staffed in (False, True)]
    sold = np.array(Parallel(n_jobs=jobs)(delayed(yearly_sales)(scenario, *cell) for cell in cells))
    return sold[0::2] / sold[1::2]


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replications", type=int, default=8)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--set", nargs=2, action="append", default=[], metavar=("PATH", "VALUE"), help="a parameter")
    options = parser.parse_args(arguments)
    changes = {path: float(value) for path, value in options.set} | {"run.weeks": 52 * YEARS}
    found = shares(overlay(Scenario(name="carry_over"), changes), options.replications, options.jobs)
    half = stats.t.ppf(0.975, len(found) - 1) * stats.sem(found)
    for year in range(YEARS):
        print(f"year {year + 1}: {found[:, year].mean():.1%} of sales with reps (± {half[year]:.1%})")


if __name__ == "__main__":
    main()
