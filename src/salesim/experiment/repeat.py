"""One arm under several replications: means with intervals, nothing to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

import pandas as pd

from salesim.experiment.aggregate import CONFIDENCE
from salesim.experiment.compare import Progress, all_of, plain
from salesim.experiment.execute import execute, workers_of
from salesim.experiment.keywords import Workforce, check_keywords
from salesim.experiment.request import MAX_REPLICATIONS, arm_named, whole_number, with_run
from salesim.experiment.runs import ARM_COLUMNS, open_run
from salesim.experiment.statistics import mean_interval
from salesim.model.parts import PARTS, Parts, check_parts
from salesim.scenario.arms import Arm
from salesim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Repeated:
    """One arm under several replications.

    Attributes
    ----------
    outcomes : one row an outcome of the summary: mean over the replications, low and high of its interval (NaN for a
        single replication).
    replications, weeks, rep_quarters, diagnoses : the tables of all replications, one under another.
    failures : replication, kind and message of what could not be finished.
    facts : scenario, layout, policy, seed, weeks, currency, replications, failed, confidence.
    folder : where all tables are; None if nothing was kept.
    """

    outcomes: pd.DataFrame
    replications: pd.DataFrame
    weeks: pd.DataFrame
    rep_quarters: pd.DataFrame
    diagnoses: pd.DataFrame
    failures: pd.DataFrame
    facts: dict[str, Any]
    folder: Path | None = None

    def to_json(self) -> dict[str, Any]:
        """Facts and outcomes as plain values, the same for any number of workers."""
        frames = {name: getattr(self, name).to_dict("records") for name in ("outcomes", "failures")}
        return plain({"facts": self.facts, **frames})


class RepeatOptions(Workforce, Parts, total=False):
    """How replications are carried out: who simulates, see `Workforce`, with parts of your own, see `Parts`, and:

    out, progress : as in `CompareOptions`; there are no differences to report on.
    """

    out: str | Path | None
    progress: Progress | None


def repeat(
    scenario: Scenario,
    layout: str | None = None,
    policy: str | None = None,
    replications: int = 1,
    seed: int | None = None,
    weeks: int | None = None,
    **options: Unpack[RepeatOptions],
) -> Repeated:
    """Simulate one arm several times, each with other random numbers.

    Parameters
    ----------
    layout, policy : names in the scenario; the baseline's if left out.
    replications, seed, weeks : as in `compare`.
    options : who simulates, where results are kept, and parts of your own, see `RepeatOptions`.
    """
    check_keywords(repeat, options, RepeatOptions)
    parts = {name: part for name, part in options.items() if name in PARTS}
    check_parts(parts)
    scenario = with_run(scenario, seed=seed, weeks=weeks)
    arm = arm_of(scenario, layout, policy)
    whole_number(replications, "replications", 1, MAX_REPLICATIONS)
    workers, out, progress = workers_of(options), options.get("out"), options.get("progress")
    folder = open_run(out, scenario, [arm], workers.runner, parts) if out is not None else None
    results = execute(
        scenario,
        [arm],
        range(replications),
        keep=("summary", "weeks", "rep_quarters", "diagnoses"),
        parts=parts,
        folder=folder,
        on_finished=(lambda _, done, total: progress(done, total, {})) if progress else None,
        **workers.keywords(),
    )
    failed = [(r.replication, r.kind, r.message) for r in results if r.failed]
    finished = [r for r in results if not r.failed]
    if not finished:
        raise RuntimeError(f"no replication could be finished; the first failed with {failed[0][1]}: {failed[0][2]}")
    summary = all_of("summary", finished)
    numbers = [name for name in summary.columns if name not in ARM_COLUMNS]
    rows = [(name, *mean_interval(summary[name].to_numpy(float), CONFIDENCE)) for name in numbers]
    return Repeated(
        outcomes=pd.DataFrame(rows, columns=["outcome", "mean", "low", "high"]),
        replications=summary,
        weeks=all_of("weeks", finished),
        rep_quarters=all_of("rep_quarters", finished),
        diagnoses=all_of("diagnoses", finished),
        failures=pd.DataFrame(failed, columns=["replication", "kind", "message"]),
        facts={
            "scenario": scenario.name,
            "layout": arm.layout,
            "policy": arm.policy,
            "seed": scenario.run.seed,
            "weeks": scenario.run.weeks,
            "currency": scenario.currency,
            "replications": len(finished),
            "failed": len(failed),
            "confidence": CONFIDENCE,
            **({"own_parts": sorted(parts)} if parts else {}),
        },
        folder=folder.path if folder else None,
    )


def arm_of(scenario: Scenario, layout: str | None, policy: str | None) -> Arm:
    """An arm of the scenario; a layout or policy that is left out is the baseline's."""
    base = scenario.run.baseline
    return arm_named(scenario, Arm(layout or base.layout, policy or base.policy), "arm")
