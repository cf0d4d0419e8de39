"""Simulate a batch of proposals: all of them meet the same replications."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from salesim.errors import InputError, nearest_name
from salesim.experiment.backends import LOKY
from salesim.experiment.execute import Replication, Workers, default_runner, in_parallel, replicate
from salesim.experiment.runs import ARM_COLUMNS
from salesim.scenario.arms import Arm
from salesim.scenario.scenario import Scenario
from salesim.search.rep_outcomes import NAMES, rep_outcomes

TASKS_PER_WORKER = 2  # at least, so that no worker waits long for the others at the end of a batch

Found = dict[str, tuple[float, ...]]  # outcomes by name, (replications,) each


def evaluate(
    scenario: Scenario,
    arms: Sequence[Arm],
    replications: Sequence[int],
    outcomes: Sequence[str],
    workers: Workers,
) -> dict[Arm, Found | str]:
    """The outcomes of each arm, or a word on why it could not be simulated.

    One arm that fails leaves the others as they are. The numbers are the same for any number of workers.
    """
    size = max(1, min(len(arms), len(arms) * len(replications) // (TASKS_PER_WORKER * workers.jobs)))
    runner = workers.runner or default_runner()[0]
    parts = [tuple(arms[i : i + size]) for i in range(0, len(arms), size)]
    keep = ("summary", "rep_quarters") if set(outcomes) & set(NAMES) else ("summary",)
    found: dict[tuple[Arm, int], dict[str, float]] = {}
    faults: dict[Arm, str] = {}

    def finish(result: Replication) -> None:
        if not result.failed:
            for row in with_rep_outcomes(result).tables["summary"].to_dict("records"):
                for name in outcomes:
                    check_outcome(name, [str(known) for known in row if known not in ARM_COLUMNS])
                values = {name: float(row[name]) for name in outcomes}
                found[Arm(row["layout"], row["policy"]), result.replication] = values

    tasks: list[tuple[Any, ...]] = [
        (runner, scenario, number, part, keep, None, {}) for part in parts for number in replications
    ]
    if workers.backend == LOKY and (workers.jobs == 1 or len(tasks) == 1):
        for task in tasks:
            finish(replicate(*task))
    else:
        in_parallel(tasks, min(workers.jobs, len(tasks)), finish, workers.backend)
    for arm in arms:
        for number in replications:
            if (arm, number) not in found and arm not in faults:  # alone once more, to see which arm is at fault
                result = replicate(runner, scenario, number, (arm,), keep, None)
                finish(result)
                if result.failed:
                    faults[arm] = f"{result.kind} in replication {number}: {result.message}"
            for name, value in found.get((arm, number), {}).items():
                if not math.isfinite(value):
                    faults.setdefault(arm, f"{name} is {value} in replication {number}")
    return {
        arm: faults.get(arm) or {name: tuple(found[arm, number][name] for number in replications) for name in outcomes}
        for arm in arms
    }


def with_rep_outcomes(result: Replication) -> Replication:
    """The replication with the outcomes of single reps among those of its summary, if it has their quarters."""
    if result.failed or "rep_quarters" not in result.tables or NAMES[0] in result.tables["summary"]:
        return result
    summary, quarters = result.tables["summary"], result.tables["rep_quarters"]
    of_arms = {key: rep_outcomes(rows) for key, rows in quarters.groupby(["layout", "policy"])}
    rows = [of_arms.get(key, {}) for key in zip(summary["layout"], summary["policy"])]
    wider = pd.concat([summary, pd.DataFrame(rows, index=summary.index)], axis=1)
    return Replication(result.replication, {**result.tables, "summary": wider})


def check_outcome(outcome: str, names: Sequence[str]) -> None:
    if outcome not in names:
        raise InputError(
            "there is no outcome of this name",
            field="outcome",
            value=outcome,
            allowed=", ".join(dict.fromkeys([*names, *NAMES])),
            nearest=nearest_name(outcome, [*names, *NAMES]),
        )
