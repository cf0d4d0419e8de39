"""What is it worth to seek the cause of a shortfall before acting?

    python experiments/root_cause.py                       48 replications in the default market, two minutes on one core
    python experiments/root_cause.py --replications 96 --jobs 2

Managers of the same firm, under the same luck, treat shortfalls in several ways: by the cause that a check finds, with
its errors; by the true cause, which only the simulation knows; in one usual way each, without a check; or not at all.
The value of the check is the value created with it less that of the best usual way, with a 95 % interval over paired
replications. The confusion matrix shows which causes the check finds, and how often each is named all the same.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
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
CHECK, TRUTH = "by the cause found", "by the true cause"
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


class Values(NamedTuple):
    """What was found in n replications."""

    created: pd.DataFrame  # (n, ways) value created a year, money
    diagnoses: pd.DataFrame  # of the check, one row each

    @property
    def best_usual(self) -> str:
        """The usual way that creates most."""
        return str(self.created[list(USUAL)].mean().idxmax())

    def gain(self, way: str, over: str) -> tuple[float, float, float]:
        """Mean of the paired difference and its 95 % interval, money a year."""
        difference = self.created[way] - self.created[over]
        half = stats.t.ppf(0.975, len(difference) - 1) * stats.sem(difference)
        return float(difference.mean()), float(difference.mean() - half), float(difference.mean() + half)


def run(scenario: Scenario, way: str, replication: int) -> tuple[float, pd.DataFrame]:
    """Value created a year, and the diagnoses, in one replication."""
    settings, manager = WAYS[way]
    world = opening(scenario)
    result = run_arm(world, overlay(scenario, settings), scenario.baseline, replication, manager_class=manager)
    return result.outcomes["value_created"] * 52 / scenario.run.weeks, result.diagnoses


def values(scenario: Scenario, replications: int, jobs: int = 1) -> Values:
    """All ways in each replication."""
    compile_kernels()
    cells = [(way, i) for i in range(replications) for way in WAYS]
    found = dict(zip(cells, Parallel(n_jobs=jobs)(delayed(run)(scenario, *cell) for cell in cells), strict=True))
    created = {way: [found[way, i][0] for i in range(replications)] for way in WAYS}
    return Values(pd.DataFrame(created), pd.concat([found[CHECK, i][1] for i in range(replications)]))


def rates(diagnoses: pd.DataFrame) -> pd.DataFrame:
    """For each cause: how often it is so, how often it is named, how often it is found where it is so."""
    counts = confusion(diagnoses)
    right, so = np.diag(counts.to_numpy()), counts.sum(axis=0).to_numpy()
    n = counts.to_numpy().sum()
    return pd.DataFrame({"so": so / n, "named": counts.sum(axis=1) / n, "found": right / np.maximum(so, 1)})


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replications", type=int, default=48)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    options = parser.parse_args(arguments)
    scenario = Scenario(name="root_cause")
    found = values(scenario, options.replications, options.jobs)
    console, reps = Console(width=120), scenario.sales_force.team.reps
    table = Table(title=f"Value created a year, thousands of {scenario.currency}, {reps} reps", header_style="dim")
    for column in ("shortfalls are treated", "value created", f"over '{found.best_usual}'", "95 % interval"):
        table.add_column(column, justify="left" if column.startswith("short") else "right")
    for way in WAYS:
        mean, low, high = (x / 1000 for x in found.gain(way, found.best_usual))
        interval = "" if way == found.best_usual else f"{low:+,.0f} to {high:+,.0f}"
        table.add_row(way, f"{found.created[way].mean() / 1000:,.0f}", f"{mean:+,.0f}", interval)
    console.print(table)
    console.print("\nDiagnosed (rows) under each true cause (columns)", confusion(found.diagnoses), "", sep="\n")
    console.print(rates(found.diagnoses).round(2))


if __name__ == "__main__":
    main()
