"""Compare layouts and policies on the same luck, and say which would earn more.

>>> comparison = compare(scenario, replications=20, jobs=2)                            # doctest: +SKIP
>>> print(comparison.verdict)                                                          # doctest: +SKIP
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesim.errors import InputError, nearest_name
from salesim.experiment.aggregate import (
    CONFIDENCE,
    best_arm,
    by_arm,
    difference_rows,
    judged_rows,
    level_with,
    outcome_rows,
    part_rows,
    plundering,
    timelines,
)
from salesim.experiment.execute import Replication, Runner, execute
from salesim.experiment.money import round_significant
from salesim.experiment.outcomes import Outcome
from salesim.experiment.runs import ARM_COLUMNS, join, open_run
from salesim.experiment.statistics import PairedDifference, paired_difference
from salesim.experiment.verdict import check_language, verdict_sentence
from salesim.experiment.wagers import one_sided_wagers, wager_report
from salesim.model.parts import check_parts
from salesim.scenario.arms import Arm
from salesim.scenario.loading import as_scenario

# The bounds of the scenario's `Run`, for what is given in its place.
FEWEST_REPLICATIONS, MOST_REPLICATIONS = 2, 10_000
LARGEST_SEED = 2**63 - 1
MOST_WEEKS = 520
SMALLEST_DIFFERENCE = 0.01  # that matters, as a share of the baseline's mean, unless the outcome says otherwise
SIGNIFICANT_DIGITS = 6  # of the numbers in the JSON

Progress = Callable[[int, int, dict[Arm, PairedDifference]], None]
"""Called after each replication as (done, total, {arm: difference so far}); empty until two are there."""


@dataclass(frozen=True)
class Comparison:
    """What a comparison found. Every frame names its arms by ``arm``, ``layout`` and ``policy``.

    Attributes
    ----------
    verdict : the result in one plain sentence, with a second on what it rests on.
    facts : the figures behind it: seed, weeks, replications, baseline, outcome, best arm, ...
    arms : one row an arm, the baseline first (its verdict is "baseline"): n; mean, low, high of the main outcome;
        difference to the baseline with difference_low and difference_high; correlation, variance_reduction; p; p_holm
        and p_equivalent, both adjusted over the arms; wins (replications in which the arm is ahead); verdict.
    outcomes : the same figures for every outcome of the summary, one row an arm and outcome, without verdicts: they
        are there to look around in, and are not adjusted for their number.
    differences : one row an arm and replication: difference of the main outcome to the baseline.
    parts : one row an arm and part of the value created, signed so that the parts add up: mean_cny, and difference_cny
        to the baseline with its interval.
    weeks : one row an arm, week and measure: mean over the replications; low and high hold nine of ten of them.
    attainment : the rep_quarters of all replications.
    wagers : one row for each wager taken in any of them; `wager_report` says what they did.
    replications : the summary of all replications.
    failures : replication, kind and message of what could not be finished.
    folder : where the chunks are; None if nothing was kept.

    Money is in CNY over the whole horizon; only the sentence turns it into a yearly figure.
    """

    verdict: str
    facts: dict[str, Any]
    arms: pd.DataFrame
    outcomes: pd.DataFrame
    differences: pd.DataFrame
    parts: pd.DataFrame
    weeks: pd.DataFrame
    attainment: pd.DataFrame
    wagers: pd.DataFrame
    replications: pd.DataFrame
    failures: pd.DataFrame
    folder: Path | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Everything but the long frames as plain values: the same for any number of workers, no times, no paths."""
        frames = ("arms", "outcomes", "differences", "parts", "failures")
        records = {name: getattr(self, name).to_dict("records") for name in frames}
        records["wagers"] = wager_report(self).to_dict("records")
        return plain({"verdict": self.verdict, "facts": self.facts, **records})


def compare(
    scenario: Any,
    arms: Sequence[Arm | str] | None = None,
    baseline: Arm | str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
    lang: str = "en",
    *,
    weeks: int | None = None,
    outcome: Outcome | str = "value_created_cny",
    runner: Runner | None = None,
    **parts: Any,
) -> Comparison:
    """Run arms side by side on common randomness and judge each against the baseline.

    Parameters
    ----------
    scenario : a scenario, or its file; its ``run`` chapter gives what is left out here.
    arms : `Arm`s or ``"layout/policy"``; by default every layout of the run with every policy.
    baseline : the arm to judge by; it joins the arms if it isn't among them.
    replications, seed, weeks : in place of the scenario's.
    jobs : worker processes; -1 takes every core. The result is the same for any number.
    out : folder for the run's chunks, such as ``"runs"``; finished replications found there are not computed again.
    progress : called after each replication.
    lang : language of the verdict, ``en`` or ``zh``.
    outcome : what the arms are judged by.
    runner : what simulates one replication; the model if None.
    parts : to put your own in place of the model's, as in `simulate`; all arms get the same.
    """
    check_language(lang)
    check_parts(parts)
    outcome = Outcome(outcome) if isinstance(outcome, str) else outcome
    if not isinstance(outcome, Outcome):
        raise InputError("there is no such outcome", "outcome", outcome, "a name, or an Outcome")
    scenario = with_run(scenario, seed=seed, weeks=weeks)
    planned, judged_by = choose_arms(scenario, arms, baseline)
    n = scenario.run.replications if replications is None else replications
    whole_number(n, "replications", FEWEST_REPLICATIONS, MOST_REPLICATIONS)
    folder = open_run(out, scenario, planned, runner, parts) if out is not None else None
    watch = Watch(planned, judged_by, outcome.name, progress)
    results = execute(
        scenario, planned, range(n), runner=runner, parts=parts, jobs=jobs, folder=folder, on_finished=watch
    )
    found = conclude(scenario, planned, judged_by, outcome, [sound(r, outcome.name) for r in results], lang)
    of_baseline = found["attainment"][lambda rows: rows["arm"] == str(judged_by)] if len(found["attainment"]) else None
    if of_baseline is not None:
        policies = [arm.policy for arm in planned]
        one_sided = one_sided_wagers(scenario, policies, of_baseline)
        found["facts"]["one_sided_wagers"] = [one._asdict() for one in one_sided]
    if parts:
        found["facts"]["own_parts"] = sorted(parts)
    return Comparison(**found, folder=folder.path if folder else None)


def choose_arms(
    scenario: Any, arms: Sequence[Arm | str] | None, baseline: Arm | str | None
) -> tuple[tuple[Arm, ...], Arm]:
    """The arms to run, baseline first, and the baseline; refuses unknown names, arms given twice, a lone baseline."""
    run = scenario.run
    if baseline is None:
        judged_by = arm_named(scenario, Arm(run.baseline.layout, run.baseline.policy), "run.baseline")
    else:
        judged_by = arm_named(scenario, baseline, "baseline")
    if arms is None:
        layouts, policies = run.layouts or list(scenario.layouts), run.policies or list(scenario.policies)
        chosen = [arm_named(scenario, Arm(layout, policy), "run") for layout in layouts for policy in policies]
    elif isinstance(arms, str) or not isinstance(arms, Iterable):
        raise InputError("arms are given as a list", field="arms", value=arms, allowed="such as ['layout/policy']")
    else:
        chosen = [arm_named(scenario, arm, "arms") for arm in arms]
    for i, arm in enumerate(chosen):
        if arm in chosen[:i]:
            raise InputError("an arm is given twice", field="arms", value=str(arm))
    others = [arm for arm in chosen if arm != judged_by]
    written = [str(arm) for arm in (judged_by, *others)]
    if len(set(written)) < len(written):
        raise InputError("two arms are written alike; rename a layout or policy that holds a slash", field="arms")
    if not others:
        message = "there is nothing to compare with the baseline; state another layout or policy"
        raise InputError(message, field="arms", value=str(judged_by))
    return (judged_by, *others), judged_by


def arm_named(scenario: Any, arm: Arm | str, where: str) -> Arm:
    """An arm whose layout and policy the scenario has."""
    if isinstance(arm, str):
        # A name may hold a slash itself, so every cut is tried before the first one is blamed.
        cuts = [Arm(arm[:i], arm[i + 1 :]) for i, c in enumerate(arm) if c == "/"]
        if not cuts:
            raise InputError("an arm is written layout/policy", field=where, value=arm)
        arm = next((c for c in cuts if c.layout in scenario.layouts and c.policy in scenario.policies), cuts[0])
    if not isinstance(arm, Arm):
        raise InputError("an arm is an Arm, or written layout/policy", field=where, value=arm)
    for kind, name, known in (
        ("layout", arm.layout, list(scenario.layouts)),
        ("policy", arm.policy, list(scenario.policies)),
    ):
        if name not in known:
            raise InputError(
                f"there is no {kind} of this name",
                field=where,
                value=name,
                allowed=", ".join(known),
                nearest=nearest_name(name, known),
            )
    return arm


def with_run(scenario: Any, *, seed: int | None, weeks: int | None) -> Any:
    """The scenario, loaded if it is a file's name, with another seed or horizon."""
    scenario = as_scenario(scenario)
    changes = {}
    if seed is not None:
        changes["seed"] = whole_number(seed, "seed", 0, LARGEST_SEED)
    if weeks is not None:
        changes["weeks"] = whole_number(weeks, "weeks", 1, MOST_WEEKS)
    return scenario.model_copy(update={"run": scenario.run.model_copy(update=changes)}) if changes else scenario


def whole_number(value: Any, name: str, least: int, most: int) -> int:
    if not isinstance(value, (int, np.integer)) or isinstance(value, bool) or not least <= value <= most:
        raise InputError("a whole number is needed", field=name, value=value, allowed=f"{least} to {most}")
    return int(value)


class Watch:
    """Follows the replications as they finish: checks the main outcome once, and reports the running differences."""

    def __init__(self, arms: Sequence[Arm], baseline: Arm, outcome: str, progress: Progress | None) -> None:
        self.arms, self.baseline, self.outcome, self.progress = arms, baseline, outcome, progress
        self.rows: list[pd.Series] = []

    def __call__(self, result: Replication, done: int, total: int) -> None:
        if not result.failed:
            summary = result.tables["summary"]
            if self.outcome not in summary.columns:
                names = [c for c in summary.columns if c not in ARM_COLUMNS]
                raise InputError(
                    "there is no outcome of this name",
                    field="outcome",
                    value=self.outcome,
                    allowed=", ".join(names),
                    nearest=nearest_name(self.outcome, names),
                )
            values = by_arm(summary, self.outcome).loc[result.replication]
            if np.isfinite(values).all():
                self.rows.append(values)
        if self.progress:
            running = {}
            if len(self.rows) > 1:
                so_far = pd.DataFrame(self.rows)
                base = so_far[str(self.baseline)]
                running = {a: paired_difference(so_far[str(a)], base) for a in self.arms if a != self.baseline}
            self.progress(done, total, running)


def sound(result: Replication, outcome: str) -> Replication:
    """The replication, or a failed one if its main outcome is not a number in some arm: it cannot be paired."""
    if result.failed:
        return result
    summary = result.tables["summary"]
    bad = summary[~np.isfinite(summary[outcome].astype(float))]
    if bad.empty:
        return result
    arm = Arm(bad["layout"].iloc[0], bad["policy"].iloc[0])
    return Replication(result.replication, kind="NotANumber", message=f"{outcome} of {arm} is {bad[outcome].iloc[0]}")


def conclude(
    scenario: Any, arms: Sequence[Arm], baseline: Arm, outcome: Outcome, results: Sequence[Replication], lang: str
) -> dict[str, Any]:
    """From finished replications to the frames, facts and verdict of a `Comparison`."""
    finished = [r for r in results if not r.failed]
    failed = [r for r in results if r.failed]
    if not finished:
        first = failed[0]
        raise RuntimeError(f"no replication could be finished; the first failed with {first.kind}: {first.message}")
    summary = all_of("summary", finished)
    values = by_arm(summary, outcome.name)
    margin = outcome.smallest_difference
    if margin is None:
        margin = SMALLEST_DIFFERENCE * abs(float(values[str(baseline)].mean()))
    per_arm = judged_rows(values, arms, baseline, outcome, margin)
    parts = part_rows(summary, arms, baseline)
    best = best_arm(per_arm, outcome.higher_is_better)
    plunder = plundering(summary, arms, baseline, best)
    facts = {
        "scenario": str(scenario.name),
        "salesim": version("salesim"),
        "seed": scenario.run.seed,
        "weeks": scenario.run.weeks,
        "replications": len(finished),
        "failed": len(failed),
        "baseline": str(baseline),
        "comparisons": len(arms) - 1,
        "outcome": outcome.name,
        "higher_is_better": outcome.higher_is_better,
        "smallest_difference": margin,
        "confidence": CONFIDENCE,
        "best": best,
        "level_with_best": level_with(best, values, baseline) if best else [],
        "plundering": [row["arm"] for row in plunder],
    }
    return {
        "verdict": verdict_sentence(per_arm, parts, plunder, facts, lang),
        "facts": facts,
        "arms": per_arm,
        "outcomes": outcome_rows(summary, arms, baseline),
        "differences": difference_rows(values, arms, baseline),
        "parts": parts,
        "weeks": with_arm(timelines(all_of("weeks", finished))),
        "attainment": with_arm(all_of("rep_quarters", finished)),
        "wagers": with_arm(all_of("wagers", finished)),
        "replications": with_arm(summary),
        "failures": pd.DataFrame(
            [(r.replication, r.kind, r.message) for r in failed], columns=["replication", "kind", "message"]
        ),
    }


def all_of(table: str, results: Sequence[Replication]) -> pd.DataFrame:
    """One table of all replications; empty if the model has none of this name."""
    return join([r.tables[table] for r in results if table in r.tables])


def with_arm(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the arm's written name in front."""
    if frame.empty:
        return frame
    named = frame.copy()
    named.insert(0, "arm", frame["layout"] + "/" + frame["policy"])
    return named


def plain(value: Any) -> Any:
    """A value as JSON knows it: numbers rounded to six significant digits, null for what is no finite number."""
    if isinstance(value, Mapping):
        return {str(key): plain(value[key]) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return round_significant(value, SIGNIFICANT_DIGITS) if math.isfinite(value) else None
    return value
