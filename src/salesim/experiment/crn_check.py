"""Common random numbers: how much variance they save, which streams carry it, and whether any are desynchronized.

Two arms can be compared in three ways: with random numbers addressed by key, as salesim does; with merely the same
seed, as when each arm draws from one generator; and with independent random numbers. In the second way the first number
that one arm draws and the other does not desynchronizes everything after it: here, from the second week on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from salesim.errors import InputError
from salesim.experiment.request import arm_named
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.policy.lever import Lever
from salesim.policy.model_view import ModelView
from salesim.random import Stream, stream_key
from salesim.scenario.arms import Arm
from salesim.scenario.scenario import Scenario

ELSEWHERE = 1_000_003  # far from any replication that is asked for
FACTS = ("arm", "baseline", "outcome", "unrepeatable", "desynchronized")


class Desynchronized(Lever):
    """A lever that gives the arm random numbers of its own from a week on: all of them, or one stream's."""

    def __init__(self, from_week: int, stream: Stream | None = None):
        self.from_week, self.stream, self.done = from_week, stream, False

    def open_week(self, model: ModelView) -> None:
        """Called before anything is drawn in the week but competitors' attacks."""
        if self.done or model.week - model.first_week < self.from_week:
            return
        self.done = True
        assert isinstance(model, SalesModel)  # whose streams no lever sees
        if self.stream is None:
            model.replication_stream += ELSEWHERE
            model._keys.clear()
        else:
            replication_stream = model.replication_stream + ELSEWHERE
            model._keys[self.stream] = np.uint64(
                stream_key(model.config.run.seed, replication_stream, int(self.stream))
            )


@dataclass(frozen=True)
class CrnCheck:
    """What common random numbers are worth for a pair of arms.

    Attributes
    ----------
    ways : one row a way to share random numbers (keyed, same seed, independent): way, variance (of the difference),
        saved (times fewer replications than with independent ones), correlation.
    streams : one row a stream: growth of the variance if that stream alone were not shared; a stream with 1 saves
        nothing here. Empty unless asked for.
    unrepeatable : whether the same arm, simulated twice, gave different results: something draws random numbers of its
        own. That spoils every comparison.
    desynchronized : replications in which competitors attack at different times in the two arms.
    """

    arm: str
    baseline: str
    outcome: str
    ways: pd.DataFrame
    streams: pd.DataFrame
    unrepeatable: bool
    desynchronized: tuple[int, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        from salesim.experiment.compare import plain

        facts = {name: getattr(self, name) for name in FACTS}
        return plain({**facts, "ways": self.ways.to_dict("records"), "streams": self.streams.to_dict("records")})


def crn_check(
    scenario: Scenario,
    arm: Arm | str,
    baseline: Arm | str | None = None,
    replications: int = 20,
    outcome: str = "value_created",
    *,
    streams: Sequence[Stream] = (),
    progress: Callable[[int, int], None] | None = None,
    **parts: Any,
) -> CrnCheck:
    """Measure what common random numbers save between two arms, and look for streams that are desynchronized.

    Parameters
    ----------
    streams : to be desynchronized one at a time; each takes as many replications again.
    parts : of a user's own, which may draw random numbers of their own and so desynchronize an arm.
    """
    if replications < 3:
        raise InputError("variances need replications", "replications", replications, "3 or more")
    one = arm_named(scenario, arm, "arm")
    other = arm_named(scenario, baseline if baseline is not None else scenario.baseline, "baseline")
    ways: list[tuple[str, list[Desynchronized | None]]] = [
        ("keyed", [None]),
        ("same seed", [Desynchronized(1)]),
        ("independent", [Desynchronized(0)]),
    ]
    ways += [(stream.name, [Desynchronized(0, stream)]) for stream in streams]
    found = {name: np.empty(replications) for name, _ in ways}
    base = np.empty(replications)
    unrepeatable, desynchronized = False, []
    own_levers = list(parts.pop("levers", ()))
    for replication in range(replications):
        world = opening(scenario, replication + 1 if scenario.run.population == "varies" else 0)
        there = run_arm(world, scenario, other, replication, levers=own_levers, **parts)
        if outcome not in there.outcomes:
            raise InputError("there is no outcome of this name", "outcome", outcome, ", ".join(there.outcomes))
        base[replication] = there.outcomes[outcome]
        for name, levers in ways:
            extra = [Desynchronized(lever.from_week, lever.stream) for lever in levers if lever is not None]
            here = run_arm(world, scenario, one, replication, levers=[*own_levers, *extra], **parts)
            found[name][replication] = here.outcomes[outcome]
            if name == "keyed" and replication == 0:
                again = run_arm(world, scenario, one, replication, levers=own_levers, **parts)
                unrepeatable = again.outcomes != here.outcomes
            if name == "keyed" and not here.weeks["attacks"].equals(there.weeks["attacks"]):
                desynchronized.append(replication)
        if progress:
            progress(replication + 1, replications)
    rows = []
    alone = float(found["independent"].var(ddof=1) + base.var(ddof=1))
    for name in ("keyed", "same seed", "independent"):
        variance = float((found[name] - base).var(ddof=1)) if name != "independent" else alone
        saved = alone / variance if variance > 0 else float("inf")
        correlation = (
            float(np.corrcoef(found[name], base)[0, 1]) if base.std() > 0 and found[name].std() > 0 else np.nan
        )
        rows.append({"way": name, "variance": variance, "saved": saved, "correlation": correlation})
    keyed = float((found["keyed"] - base).var(ddof=1))
    of_streams = [
        {
            "stream": stream.name,
            "growth": float((found[stream.name] - base).var(ddof=1)) / keyed if keyed > 0 else np.nan,
        }
        for stream in streams
    ]
    tables = pd.DataFrame(rows), pd.DataFrame(of_streams)
    return CrnCheck(str(one), str(other), outcome, *tables, unrepeatable, tuple(desynchronized))
