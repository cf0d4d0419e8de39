"""From a scenario to a result.

    scenario ──> World ──> SalesModel ──> Result
      stated     drawn and   lives week     tidy
                 burned in   after week     tables

>>> from salesim import load_scenario, simulate
>>> result = simulate(load_scenario("yangtze_delta"), layout="balanced", policy="wager")   # doctest: +SKIP
>>> result.weeks[["week", "sales"]]                                                   # doctest: +SKIP
"""

from __future__ import annotations

from typing import Any

from salesim.experiment.repeat import arm_of
from salesim.experiment.request import LARGEST_SEED, whole_number, with_run
from salesim.model.opened_worlds import opening
from salesim.model.parts import check_parts
from salesim.model.replicate import run_arm
from salesim.model.result import Result

MAX_THREADS = 1024


def simulate(
    scenario: Any,
    layout: str | None = None,
    policy: str | None = None,
    replication: int = 0,
    seed: int | None = None,
    weeks: int | None = None,
    threads: int = 1,
    **parts: Any,
) -> Result:
    """Live one arm once.

    Parameters
    ----------
    scenario : a `Scenario`, or its file or name.
    layout, policy : names in the scenario; the baseline's if left out.
    replication : number of the replication, from 0.
    seed, weeks : in place of the scenario's.
    threads : ranges of territories computed at a time; any number gives the same bytes.
    parts : to put your own in place of the model's: ``rules``, ``rep_class``, ``manager_class``,
        ``distributor_class``, ``order_desk``, or further ``levers``; see `SalesModel`.

    The world is drawn and burned in once for a scenario and remembered. Parts of your own act from the first reported
    week on, so that they meet the same opening state as everybody else.
    """
    check_parts(parts)
    scenario = with_run(scenario, seed=seed, weeks=weeks)
    arm = arm_of(scenario, layout, policy)
    whole_number(replication, "replication", 0, LARGEST_SEED)
    whole_number(threads, "threads", 1, MAX_THREADS)
    world = opening(scenario, replication + 1 if scenario.run.population == "varies" else 0)
    return run_arm(world, scenario, arm, replication, threads=threads, **parts)
