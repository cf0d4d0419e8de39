"""Compare two arms in many worlds that differ in their assumptions, each on common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salesim.errors import InputError
from salesim.experiment.backends import LOKY, check_backend
from salesim.experiment.execute import Workers, default_runner, number_of_workers
from salesim.experiment.handing_out import do_by_workers
from salesim.experiment.keywords import Runner, Workforce
from salesim.experiment.sensitivity.factors import Factor, check_factors
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario

Progress = Callable[[int, int], None]


class StudyOptions(Workforce, total=False):
    """How the worlds of a study are simulated: by whom, see `Workforce`, and:

    seed : of the sample of worlds; 0 if left out.
    progress : called after each world as (done, total).
    """

    seed: int
    progress: Progress | None


@dataclass(frozen=True)
class Pair:
    """What is compared in every world.

    Parameters
    ----------
    replications : of each arm; all worlds meet the same random numbers.
    """

    arm: Arm
    baseline: Arm
    replications: int
    outcome: str = "value_created"


def differences(
    scenario: Scenario,
    factors: Sequence[Factor],
    places: NDArray[np.float64],
    pair: Pair,
    workers: Workers,
    progress: Progress | None = None,
) -> NDArray[np.float64]:
    """The mean difference between two arms in each world, (n,).

    Parameters
    ----------
    places : (n, n_factors) between 0 and 1: where in its range each factor lies.
    """
    check_factors(scenario, factors)
    backend, runner, compile_kernels = check_backend(workers.backend), workers.runner, None
    if runner is None:
        runner, compile_kernels = default_runner()
    worlds = []
    for row in places:
        changes: dict[str, Any] = {}
        for factor, place in zip(factors, row, strict=True):
            changes |= factor.changes(float(place))
        worlds.append(overlay(scenario, changes))
    tasks = [(runner, world, pair) for world in worlds]
    n = min(number_of_workers(workers.jobs), len(tasks))
    found: dict[int, float] = {}

    def note(place: int, value: float) -> None:
        found[place] = value
        if progress:
            progress(len(found), len(tasks))

    if n == 1 and backend == LOKY:
        for place, task in enumerate(tasks):
            note(place, one_world(*task))
    else:
        if compile_kernels:
            compile_kernels()
        do_by_workers(one_world, dict(enumerate(tasks)), note, n, backend)
    return np.array([found[place] for place in range(len(tasks))])


def one_world(runner: Runner, scenario: Scenario, pair: Pair) -> float:
    """The mean difference in one world."""
    total, name = 0.0, pair.outcome
    for replication in range(pair.replications):
        results = runner(scenario, replication, (pair.baseline, pair.arm))
        here, there = (results[one].tables["summary"] for one in (pair.arm, pair.baseline))
        if name not in here.columns:
            raise InputError("there is no outcome of this name", "outcome", name)
        total += float(here[name].iloc[0]) - float(there[name].iloc[0])
    return total / pair.replications
