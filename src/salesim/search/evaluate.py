"""Simulate a batch of proposals: all of them meet the same replications."""

from __future__ import annotations

import math
from collections.abc import Sequence

from salesim.errors import InputError, nearest_name
from salesim.experiment.execute import Replication, Runner, in_parallel, replicate
from salesim.experiment.runs import ARM_COLUMNS
from salesim.scenario.arms import Arm
from salesim.scenario.scenario import Scenario

TASKS_PER_WORKER = 2  # at least, so that no worker waits long for the others at the end of a batch


def evaluate(
    scenario: Scenario, arms: Sequence[Arm], replications: Sequence[int], outcome: str, runner: Runner, workers: int
) -> dict[Arm, tuple[float, ...] | str]:
    """The main outcome of each arm, (replications,), or a word on why it could not be simulated.

    One arm that fails leaves the others as they are. The numbers are the same for any number of workers.
    """
    size = max(1, min(len(arms), len(arms) * len(replications) // (TASKS_PER_WORKER * workers)))
    parts = [tuple(arms[i : i + size]) for i in range(0, len(arms), size)]
    found: dict[tuple[Arm, int], float] = {}
    faults: dict[Arm, str] = {}

    def finish(result: Replication) -> None:
        if not result.failed:
            summary = result.tables["summary"]
            check_outcome(outcome, [name for name in summary.columns if name not in ARM_COLUMNS])
            for layout, policy, value in zip(summary["layout"], summary["policy"], summary[outcome]):
                found[Arm(layout, policy), result.replication] = float(value)

    tasks = [(runner, scenario, number, part, ("summary",), None) for part in parts for number in replications]
    if workers == 1 or len(tasks) == 1:
        for task in tasks:
            finish(replicate(*task))
    else:
        in_parallel(tasks, min(workers, len(tasks)), finish)
    for arm in arms:
        for number in replications:
            if (arm, number) not in found and arm not in faults:  # alone once more, to see which arm is at fault
                result = replicate(runner, scenario, number, (arm,), ("summary",), None)
                finish(result)
                if result.failed:
                    faults[arm] = f"{result.kind} in replication {number}: {result.message}"
            value = found.get((arm, number), 0.0)
            if not math.isfinite(value):
                faults.setdefault(arm, f"{outcome} is {value} in replication {number}")
    return {arm: faults.get(arm) or tuple(found[arm, number] for number in replications) for arm in arms}


def check_outcome(outcome: str, names: Sequence[str]) -> None:
    if outcome not in names:
        raise InputError(
            "there is no outcome of this name",
            field="outcome",
            value=outcome,
            allowed=", ".join(names),
            nearest=nearest_name(outcome, names),
        )
