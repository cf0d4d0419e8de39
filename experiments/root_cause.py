"""What is it worth to seek the cause of a shortfall before acting?

    python experiments/root_cause.py                       48 replications in the default market, minutes on one core
    python experiments/root_cause.py --replications 96 --jobs 2

Managers of the same firm, under the same luck, treat shortfalls in several ways: by the cause that a check finds, with
its errors; by the true cause, which only the simulation knows; in one usual way each, without a check; or not at all.
Each way is held against the same firm under the same luck whose managers do nothing:

- check by check: the first shortfall of each seat and run, which all ways have in common. What the seat sells in the
  weeks that an action lasts, times margin less commission, less what the action costs; times the checks of a year.
- in all: value created a year. All that follows is in it, and much that does not: one rep who happens to quit moves
  more money than many checks, so it takes hundreds of replications to see a check in it.

The confusion matrix shows which causes the check finds, and how often each is named all the same.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from rich.console import Console
from rich.table import Table
from scipy import stats

from salesim.agents.manager import Manager
from salesim.agents.review import Evidence, ReviewParameters
from salesim.model.diagnoses import confusion
from salesim.model.opened_worlds import opening
from salesim.model.replicate import compile_kernels, run_arm
from salesim.scenario import Scenario
from salesim.scenario.overlay import overlay

REVIEW = "sales_force.review"
CHECK, TRUTH, NOTHING = "by the cause found", "by the true cause", "always none"
USUAL = {f"always {action}": action for action in ("none", "support", "coaching", "reset")}


class AllKnowing(Manager):
    """Reads the simulation's truth, as no manager can."""

    def find_causes(self, evidence: Evidence, review: ReviewParameters) -> np.ndarray:
        shortfalls = self.model.shortfalls  # type: ignore[attr-defined]
        return shortfalls.true_causes(shortfalls.parts(evidence.seats))


WAYS: dict[str, tuple[Mapping[str, Any], type[Manager]]] = {
    CHECK: ({}, Manager),
    TRUTH: ({}, AllKnowing),
    **{name: ({f"{REVIEW}.seek_cause": False, f"{REVIEW}.usual_action": way}, Manager) for name, way in USUAL.items()},
}


Interval = tuple[float, float, float]  # mean, low and high end of 95 %


class Run(NamedTuple):
    """One replication of one way."""

    created: float  # value created a year, money
    worth: float  # margin less commission on what a seat usually sells in the weeks of an action, money
    checks: pd.DataFrame  # the table of diagnoses


def run(scenario: Scenario, way: str, replication: int) -> Run:
    """Live one replication."""
    settings, manager = WAYS[way]
    world = opening(scenario)
    result = run_arm(world, overlay(scenario, settings), scenario.baseline, replication, manager_class=manager)
    out, force = result.outcomes, scenario.sales_force
    kept = out["margin"] - force.pay.commission_rate * out["sales"]
    worth = kept / (force.team.reps * scenario.run.weeks) * force.review.action_weeks
    return Run(out["value_created"] * 52 / scenario.run.weeks, worth, result.diagnoses)


class Values:
    """All ways in each replication."""

    def __init__(self, scenario: Scenario, replications: int, jobs: int = 1):
        compile_kernels()
        cells = [(way, i) for way in WAYS for i in range(replications)]
        found = iter(Parallel(n_jobs=jobs)(delayed(run)(scenario, *cell) for cell in cells))
        self.runs: dict[str, list[Run]] = {way: [next(found) for _ in range(replications)] for way in WAYS}
        self.weeks = scenario.run.weeks

    @property
    def diagnoses(self) -> pd.DataFrame:
        """All that the check found."""
        return pd.concat([one.checks for one in self.runs[CHECK]])

    def in_all(self, way: str) -> Interval:
        """Value created a year above that of doing nothing, money."""
        return interval([a.created - b.created for a, b in zip(self.runs[way], self.runs[NOTHING], strict=True)])

    def by_check(self, way: str, over: str = NOTHING) -> Interval:
        """What all checks of a year bring above another way, money."""
        checks_a_year = np.mean([len(one.checks) for one in self.runs[way]]) * 52 / self.weeks
        gains = pd.concat([self.firsts(way, i) - self.firsts(over, i) for i in range(len(self.runs[way]))])
        mean, low, high = (checks_a_year * x for x in interval(gains.dropna()))
        return mean, low, high

    def firsts(self, way: str, replication: int) -> pd.Series:
        """Margin less cost of the first shortfall of each seat, by week and seat, money."""
        one = self.runs[way][replication]
        first = one.checks.sort_values("week").drop_duplicates("seat").set_index(["week", "seat"])
        return one.worth * first["sold_after"] - first["cost"]


def interval(values: Sequence[float] | pd.Series) -> Interval:
    """Mean and its 95 % interval."""
    mean, half = float(np.mean(values)), stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)
    return mean, float(mean - half), float(mean + half)


def rates(diagnoses: pd.DataFrame) -> pd.DataFrame:
    """For each cause: how often it is so, how often it is named, how often it is found where it is so."""
    counts = confusion(diagnoses)
    right, so = np.diag(counts.to_numpy()), counts.sum(axis=0).to_numpy()
    n = counts.to_numpy().sum()
    return pd.DataFrame({"so": so / n, "named": counts.sum(axis=1) / n, "found": right / np.maximum(so, 1)})


def shown(found: Interval) -> str:
    """An amount in thousands with its interval."""
    mean, low, high = (x / 1000 for x in found)
    return f"{mean:+,.0f} ({low:+,.0f} to {high:+,.0f})"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replications", type=int, default=48)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    options = parser.parse_args(arguments)
    scenario = Scenario(name="root_cause")
    found = Values(scenario, options.replications, options.jobs)
    console = Console(width=120)
    title = f"Above doing nothing, thousands of {scenario.currency} a year, {scenario.sales_force.team.reps} reps, 95 %"
    table = Table(title=title, header_style="dim")
    for column in ("shortfalls are treated", "check by check", "in all"):
        table.add_column(column, justify="left" if column.startswith("short") else "right")
    for way in WAYS:
        if way != NOTHING:
            table.add_row(way, shown(found.by_check(way)), shown(found.in_all(way)))
    console.print(table)
    usual = [way for way in USUAL if way != NOTHING]
    best = max(usual, key=lambda way: found.by_check(way)[0])
    console.print(f"The check above '{best}', check by check: {shown(found.by_check(CHECK, best))}")
    console.print("\nDiagnosed (rows) under each true cause (columns)", confusion(found.diagnoses), "", sep="\n")
    console.print(rates(found.diagnoses).round(2))


if __name__ == "__main__":
    main()
