"""Compare layouts and policies on common random numbers, and say which would earn more.

>>> comparison = compare(scenario, replications=20, jobs=2)                            # doctest: +SKIP
>>> print(comparison.verdict)                                                          # doctest: +SKIP
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Unpack

import numpy as np
import pandas as pd

from salesim.errors import InputError
from salesim.experiment.aggregate import (
    BASELINE,
    CONFIDENCE,
    best_arm,
    borrowing,
    by_arm,
    difference_rows,
    judged_rows,
    level_with,
    outcome_rows,
    part_rows,
    timelines,
)
from salesim.experiment.arm_sentence import arm_sentence
from salesim.experiment.execute import Replication, execute, workers_of
from salesim.experiment.extrapolation import extrapolated, unmet_outside_pay
from salesim.experiment.keywords import Workforce, check_keywords
from salesim.experiment.leaving import leaving_rows
from salesim.experiment.oddities import oddities
from salesim.experiment.outcomes import Outcome
from salesim.experiment.request import (
    MAX_REPLICATIONS,
    MIN_REPLICATIONS,
    choose_arms,
    known_outcome,
    refuse_twins,
    whole_number,
    with_run,
)
from salesim.experiment.risk import risk_rows
from salesim.experiment.runs import ARM_COLUMNS, join, open_run
from salesim.experiment.statistics import PairedDifference, Simultaneous, paired_difference
from salesim.experiment.verdict import verdict_lines
from salesim.experiment.wagers import more_than_wagers, one_sided_wagers, wager_report
from salesim.experiment.winners import winners_rows
from salesim.model.parts import PARTS, Parts, check_parts
from salesim.scenario.arms import Arm
from salesim.scenario.display import names_of
from salesim.scenario.scenario import Scenario
from salesim.wording import check_language, round_significant
from salesim.world.check import data_notes

SMALLEST_DIFFERENCE = 0.01  # that matters, as a share of the baseline's mean, unless the outcome says otherwise
SIGNIFICANT_DIGITS = 6  # of the numbers in the JSON
MOST_TOLD = 1e9  # replications that a precision would take; beyond that it is out of reach, not a number
FIRST, BATCH, MAX_SEQUENTIAL = 20, 10, 200  # replications, where a precision says when to stop

Progress = Callable[[int, int, dict[Arm, PairedDifference]], None]
"""Called after each replication as (done, total, {arm: difference so far}); empty until two are there."""


@dataclass(frozen=True)
class Comparison:
    """What a comparison found. Every frame names its arms by ``arm``, ``layout`` and ``policy``.

    Attributes
    ----------
    verdict : the result in one plain line, followed by lines that give its grounds.
    facts : the figures behind it: seed, weeks, replications, baseline, outcome, best arm, ...
    arms : one row an arm, the baseline first (its verdict is "baseline"): n; mean, low, high of the main outcome;
        difference to the baseline with difference_low and difference_high, which hold for all arms at a time;
        correlation, variance_reduction; p; p_adjusted and p_equivalent, both adjusted over the arms; wins (replications
        in which the arm is ahead); skewness of the differences and whether it spoils the interval; p_best, the
        probability of being the best arm; verdict.
    outcomes : the same figures for every outcome of the summary, one row an arm and outcome, without verdicts: they
        are there to look around in, and are not adjusted for their number.
    differences : one row an arm and replication: difference of the main outcome to the baseline.
    parts : one row an arm and part of the value created, signed so that the parts add up: mean, and difference
        to the baseline with its interval.
    weeks : one row an arm, week and measure: mean over the replications; low and high hold nine of ten of them. This
        and the next two are over the first `execute.HELD_WHOLE` replications; the folder has all.
    attainment : the rep_quarters of all replications.
    wagers : one row for each wager taken in any of them; `wager_report` says what they did.
    replications : the summary of all replications.
    failures : replication, kind and message of what could not be finished.
    sentences : by arm: verdict, money, risk, who gains and who loses, in one sentence.
    watched : as ``arms``, for the further outcomes that were asked for.
    risk : quantiles and the worst and best tenth of the main outcome, with differences and intervals, see `risk`.
    winners : reps' pay, its fairness, and accounts that are reassigned, see `winners`.
    leaving : how many reps quit, and of each fifth by skill, see `leaving`.
    folder : where the chunks are; None if nothing was kept.

    Money is in the scenario's currency over the whole horizon; only the sentences turn it into a yearly figure.
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
    sentences: dict[str, str] = field(default_factory=dict)
    watched: pd.DataFrame = field(default_factory=pd.DataFrame)
    risk: pd.DataFrame = field(default_factory=pd.DataFrame)
    winners: pd.DataFrame = field(default_factory=pd.DataFrame)
    leaving: pd.DataFrame = field(default_factory=pd.DataFrame)
    folder: Path | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Everything but the long frames as plain values: the same for any number of workers, no times, no paths."""
        frames = ("arms", "outcomes", "differences", "parts", "watched", "risk", "winners", "leaving", "failures")
        records = {name: getattr(self, name).to_dict("records") for name in frames}
        records["wagers"] = wager_report(self).to_dict("records")
        return plain({"verdict": self.verdict, "sentences": self.sentences, "facts": self.facts, **records})


class CompareOptions(Workforce, Parts, total=False):
    """How a comparison is carried out: who simulates, see `Workforce`, with parts of your own, see `Parts`, and:

    out : folder for the run's chunks, such as ``"runs"``; finished replications found there are not computed again.
    progress : called after each replication.
    watched : further outcomes that get verdicts, too, each adjusted over the arms but not for their number.
    precision : half the width wanted of every difference's interval, in the outcome's unit: after ``replications`` (20
        if left out) batches of ``batch`` (10) follow until it is reached, or until there are ``most`` (200).
    """

    out: str | Path | None
    progress: Progress | None
    watched: Sequence[Outcome]
    precision: float | None
    batch: int
    most: int


def compare(
    scenario: Any,
    arms: Sequence[Arm | str] | None = None,
    baseline: Arm | str | None = None,
    replications: int | None = None,
    seed: int | None = None,
    *,
    weeks: int | None = None,
    outcome: Outcome | str = "value_created",
    lang: str = "en",
    **options: Unpack[CompareOptions],
) -> Comparison:
    """Run arms side by side on common random numbers and judge each against the baseline.

    Parameters
    ----------
    scenario : a scenario, or its file; its ``run`` chapter gives what is left out here.
    arms : `Arm`s or ``"layout/policy"``; by default every layout of the run with every policy.
    baseline : the arm to judge by; it joins the arms if it isn't among them.
    replications, seed, weeks : in place of the scenario's.
    outcome : what the arms are judged by.
    lang : language of the verdict, ``en`` or ``zh``.
    options : who simulates, where results are kept, how precise they are to be, and parts of your own, see
        `CompareOptions`.
    """
    check_keywords(compare, options, CompareOptions)
    check_language(lang)
    parts = {name: part for name, part in options.items() if name in PARTS}
    check_parts(parts)
    outcome = Outcome(outcome) if isinstance(outcome, str) else outcome
    if not isinstance(outcome, Outcome):
        raise InputError("there is no such outcome", "outcome", outcome, "a name, or an Outcome")
    scenario = with_run(scenario, seed=seed, weeks=weeks)
    planned, judged_by = choose_arms(scenario, arms, baseline)
    n = scenario.run.replications if replications is None else replications
    precision, batch, most = options.get("precision"), options.get("batch", BATCH), options.get("most", MAX_SEQUENTIAL)
    if precision is not None:
        n = FIRST if replications is None else replications
        whole_number(most, "most", n, MAX_REPLICATIONS)
        whole_number(batch, "batch", 1, MAX_REPLICATIONS)
        if not 0 < precision < math.inf:
            raise InputError("half an interval's width", "precision", precision, "above 0, in the outcome's unit")
    whole_number(n, "replications", MIN_REPLICATIONS, MAX_REPLICATIONS)
    if isinstance(scenario, Scenario):
        refuse_twins(scenario, planned)
    workers, out = workers_of(options), options.get("out")
    folder = open_run(out, scenario, planned, workers.runner, parts) if out is not None else None
    watch = Watch(planned, judged_by, outcome.name, options.get("progress"))
    results: list[Replication] = []
    while True:
        results = execute(
            scenario,
            planned,
            range(n),
            parts=parts,
            folder=folder,
            earlier=results,
            on_finished=watch,
            **workers.keywords(),
        )
        if precision is None or n >= most or watch.half_width() <= precision:
            break
        n = min(n + batch, most)
    results = [sound(r, outcome.name) for r in results]
    watched = options.get("watched", ())
    found = conclude(scenario, planned, judged_by, outcome, results, lang, watched=watched, precision=precision)
    of_baseline = found["attainment"][lambda rows: rows["arm"] == str(judged_by)] if len(found["attainment"]) else None
    if of_baseline is not None:
        policies = [arm.policy for arm in planned]
        one_sided = one_sided_wagers(scenario, policies, of_baseline)
        found["facts"]["one_sided_wagers"] = [one._asdict() for one in one_sided]
        found["facts"]["more_than_wager"] = more_than_wagers(scenario, policies, judged_by.policy)
    if isinstance(scenario, Scenario):
        tables = (all_of(name, results) for name in ("summary", "rep_quarters", "events"))
        of_data = partial(told_data_notes, scenario, lang)
        notes = folder.remembered(f"data_notes_{lang}", of_data) if folder else of_data()
        odd = oddities(scenario, planned, *tables)
        found["facts"]["data_notes"] = [*notes, *(note.told(lang) for note in odd)]
    if parts:
        found["facts"]["own_parts"] = sorted(parts)
    return Comparison(**found, folder=folder.path if folder else None)


def told_data_notes(scenario: Scenario, lang: str) -> list[str]:
    """`data_notes` in a language."""
    return [note.told(lang) for note in data_notes(scenario)]


class Watch:
    """Follows the replications as they finish: checks the main outcome once, and reports the running differences."""

    def __init__(self, arms: Sequence[Arm], baseline: Arm, outcome: str, progress: Progress | None) -> None:
        self.arms, self.baseline, self.outcome, self.progress = arms, baseline, outcome, progress
        self.values: dict[str, list[float]] = {str(arm): [] for arm in arms}

    def running(self) -> dict[Arm, PairedDifference]:
        """The differences so far; empty until two replications are there."""
        base = self.values[str(self.baseline)]
        if len(base) < 2:
            return {}
        others = [arm for arm in self.arms if arm != self.baseline]
        return {arm: paired_difference(self.values[str(arm)], base, CONFIDENCE) for arm in others}

    def half_width(self) -> float:
        """Half the width of the widest interval so far; intervals hold for all arms at a time."""
        running = self.running()
        if not running:
            return math.inf
        base = np.array(self.values[str(self.baseline)])
        together = Simultaneous(np.column_stack([self.values[str(arm)] - base for arm in running]))
        return together.factor(CONFIDENCE) * max(d.sd / d.n**0.5 for d in running.values())

    def __call__(self, result: Replication, done: int, total: int) -> None:
        if not result.failed:
            summary = result.tables["summary"]
            known_outcome(self.outcome, [c for c in summary.columns if c not in ARM_COLUMNS])
            values = by_arm(summary, self.outcome).loc[result.replication]
            if np.isfinite(values).all():
                for arm, of_arm in self.values.items():
                    of_arm.append(float(values[arm]))
        if self.progress:
            self.progress(done, total, self.running())


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
    scenario: Any,
    arms: Sequence[Arm],
    baseline: Arm,
    outcome: Outcome,
    results: Sequence[Replication],
    lang: str,
    *,
    watched: Sequence[Outcome] = (),
    precision: float | None = None,
) -> dict[str, Any]:
    """From finished replications to the frames, facts and verdict of a `Comparison`."""
    finished = [r for r in results if not r.failed]
    failed = [r for r in results if r.failed]
    if not finished:
        first = failed[0]
        raise RuntimeError(f"no replication could be finished; the first failed with {first.kind}: {first.message}")
    summary = all_of("summary", finished)
    values = by_arm(summary, outcome.name)
    margin = margin_of(outcome, values, baseline)
    per_arm = judged_rows(values, arms, baseline, outcome, margin)
    quarters = all_of("rep_quarters", finished)
    risk, winners = risk_rows(values, arms, baseline), winners_rows(quarters, summary, arms, baseline)
    leaving = leaving_rows(summary, arms, baseline)
    parts = part_rows(summary, arms, baseline)
    best = best_arm(per_arm, outcome.higher_is_better)
    borrowed = borrowing(summary, arms, baseline, best)
    facts = {
        "scenario": str(scenario.name),
        "salesim": version("salesim"),
        "seed": scenario.run.seed,
        "weeks": scenario.run.weeks,
        "first_day": first_day_of(scenario),
        "replications": len(finished),
        "failed": len(failed),
        "baseline": str(baseline),
        "titles": titles(scenario, arms, lang),
        "comparisons": len(arms) - 1,
        "currency": scenario.currency,
        "outcome": outcome.name,
        "higher_is_better": outcome.higher_is_better,
        "smallest_difference": margin,
        "confidence": CONFIDENCE,
        "best": best,
        "level_with_best": level_with(best, values, baseline) if best else [],
        "borrowing": [row["arm"] for row in borrowed],
        "extrapolated": extrapolated(summary, baseline),
        "unmet_outside_pay": unmet_outside_pay(scenario),
        "skewed": per_arm.loc[per_arm["is_skewed"], "arm"].tolist(),
    }
    if precision is not None:
        facts |= precision_facts(per_arm, precision)
    told = (per_arm, risk, winners, leaving)
    sentences = {str(a): arm_sentence(str(a), *told, facts, lang) for a in arms if a != baseline}
    return {
        "verdict": verdict_lines(per_arm, parts, borrowed, leaving, facts, lang),
        "sentences": sentences,
        "watched": watched_rows(summary, arms, baseline, watched),
        "risk": risk,
        "winners": winners,
        "leaving": leaving,
        "facts": facts,
        "arms": per_arm,
        "outcomes": outcome_rows(summary, arms, baseline),
        "differences": difference_rows(values, arms, baseline),
        "parts": parts,
        "weeks": with_arm(timelines(all_of("weeks", finished))),
        "attainment": with_arm(quarters),
        "wagers": with_arm(all_of("wagers", finished)),
        "replications": with_arm(summary),
        "failures": pd.DataFrame(
            [(r.replication, r.kind, r.message) for r in failed], columns=["replication", "kind", "message"]
        ),
    }


def margin_of(outcome: Outcome, values: pd.DataFrame, baseline: Arm) -> float:
    """The smallest difference that matters: as stated, or 1% of the baseline's mean."""
    if outcome.smallest_difference is not None:
        return outcome.smallest_difference
    return SMALLEST_DIFFERENCE * abs(float(values[str(baseline)].mean()))


def watched_rows(summary: pd.DataFrame, arms: Sequence[Arm], baseline: Arm, watched: Sequence[Outcome]) -> pd.DataFrame:
    """`judged_rows` of further outcomes, one under another, with the outcome and its margin."""
    frames = []
    for outcome in watched:
        names = [c for c in summary.columns if c not in ARM_COLUMNS]
        known_outcome(outcome.name, names)
        values = by_arm(summary, outcome.name)
        values = values[np.isfinite(values).all(axis=1)]
        if values.empty:
            continue
        margin = margin_of(outcome, values, baseline)
        frames.append(
            judged_rows(values, arms, baseline, outcome, margin).assign(
                outcome=outcome.name, smallest_difference=margin
            )
        )
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def precision_facts(per_arm: pd.DataFrame, precision: float) -> dict[str, Any]:
    """The half-width asked for, the widest reached, and, if that is too wide, about how many replications it takes.

    Intervals narrow with √n, so n (reached / asked)².
    """
    others = per_arm[per_arm["verdict"] != BASELINE]
    half = ((others["difference_high"] - others["difference_low"]) / 2).max()
    facts = {"precision": precision, "half_width": float(half), "precise": bool(half <= precision)}
    times = others["n"].max() * min(half / precision, 1e9) ** 2
    if not facts["precise"] and times <= MOST_TOLD:
        facts["replications_for_precision"] = int(math.ceil(times / 10) * 10)
    return facts


def first_day_of(scenario: Any) -> str | None:
    """The first day that is reported, as YYYY-MM-DD; None where weeks have no dates."""
    day = scenario.market.calendar.first_day if isinstance(scenario, Scenario) else None
    return None if day is None else day.isoformat()


def titles(scenario: Any, arms: Sequence[Arm], lang: str) -> dict[str, str]:
    """What readers call the options, where that is not their written names."""
    if not isinstance(scenario, Scenario):
        return {}
    names = names_of(scenario, (arm.layout for arm in arms), (arm.policy for arm in arms), lang)
    found = {str(arm): f"{names.layout(arm.layout)}/{names.policy(arm.policy)}" for arm in arms}
    return {arm: title for arm, title in found.items() if title != arm}


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


def plain(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document as JSON knows it: numbers rounded to six significant digits, null for what is no finite number."""
    return {str(key): _plain_value(document[key]) for key in sorted(document)}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, (list, tuple)):
        return [_plain_value(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return round_significant(value, SIGNIFICANT_DIGITS) if math.isfinite(value) else None
    return value
