"""What each term of the winner contributes, and which simpler policies are as good, on fresh replications.

- worth of a term: the winner minus the same policy with that one term as in the baseline, on the same replications
- flat: shown to differ from the winner by less than matters (two one-sided t tests)
- simplest: the winner with all terms that make no difference put back together, if that is still as good
- slice: the winner with one number moved over its range
- importance: share of the variance of all candidates' values that a parameter explains on its own (first-order index
  from given data: variance between bins of the parameter; Plischke, Borgonovo, Smith 2013), corrected for the bins
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesim.experiment.compare import SMALLEST_DIFFERENCE
from salesim.experiment.statistics import BETTER, EQUIVALENT, WORSE, equivalence_p, judge, paired_difference
from salesim.scenario.arms import Arm
from salesim.search.confirm import FreshReplications
from salesim.search.found import said, short_names
from salesim.search.proposal import Proposal, proposed, with_proposals
from salesim.search.search_run import SearchRun
from salesim.search.space import Number, Space

JUDGED_FROM = 3_000_000  # first replication
BROKEN = "broken"  # the verdict on what does not keep a constraint
POINTS = 5  # of a slice
BINS = 6  # of a number in its importance
MIN_TRIALS = 20  # for importances
TERM_COLUMNS = ["term", "name", "winner", "baseline", "worth", "low", "high", "verdict"]
SLICE_COLUMNS = ["term", "name", "value", "difference", "low", "high", "verdict"]


@dataclass(frozen=True)
class Sensitivity:
    """What each term of the winner contributes.

    Attributes
    ----------
    terms : one row a term in which the winner differs from the baseline: its value there and here, what it is worth in
        the main outcome with interval, and a verdict: needed, flat (makes no difference), harmful, undecided, or broken
        if without it a constraint would be.
    slices : one row a number and value: difference to the winner with interval and verdict, which is "broken" if the
        value breaks a constraint.
    importance : one row a parameter: share of the variance of candidates' values that it explains.
    simplest : terms of the simplest policy shown to be as good as the winner, in words; as the winner if none is.
    simplest_policy : its proposal; None if it is the winner itself.
    replications : that it took, of all variants together.
    """

    terms: pd.DataFrame
    slices: pd.DataFrame
    importance: pd.DataFrame
    simplest: tuple[str, ...] = ()
    simplest_policy: Proposal | None = None
    replications: int = 0


def sensitivity(
    search_run: SearchRun, winner: int | None, replications: int, file: Path | None = None, lang: str = "en"
) -> Sensitivity:
    """Vary the winner on replications that nobody has seen; without a winner only the importances are known."""
    shares = importance(search_run)
    nothing = pd.DataFrame(columns=TERM_COLUMNS), pd.DataFrame(columns=SLICE_COLUMNS)
    best = None if winner is None else search_run.proposals[winner]
    if best is None or best.drawn is None or replications < 2:
        return Sensitivity(*nothing, shares)
    today = search_run.own[0].drawn or {}
    changed = [name for name, value in best.drawn.items() if name in today and value != today[name]]
    without = {
        name: variant(search_run, best.drawn, today, [name], f"{best.arm.policy}-without-{i}")
        for i, name in enumerate(changed)
    }
    moved = {
        (path, value): proposed(
            search_run.scenario, search_run.space, {**best.drawn, path: value}, f"{best.arm.policy}-moved-{i}-{j}"
        )
        for i, path in enumerate(search_run.space.numbers)
        if path in best.drawn
        for j, value in enumerate(grid(search_run.space.numbers[path], path in search_run.study.whole))
        if value != best.drawn[path]
    }
    variants = [one for one in (*without.values(), *moved.values()) if not one.refused]
    fresh = FreshReplications(
        with_proposals(search_run.scenario, [best, *variants]),
        search_run.goals,
        search_run.workers,
        file,
        JUDGED_FROM,
    )
    fresh.meet([search_run.own[0].arm, best.arm, *(one.arm for one in variants)], replications)
    names = short_names(list(best.drawn))
    judged = Judge(search_run, fresh, best.arm)
    terms = [
        (name, names[name], best.drawn[name], today[name], *judged.loss(one.arm))
        for name, one in without.items()
        if judged.knows(one)
    ]
    slices = [
        (path, names[path], value, *judged.difference(one.arm))
        for (path, value), one in moved.items()
        if judged.knows(one)
    ]
    table = pd.DataFrame(terms, columns=TERM_COLUMNS)
    policy = simplify(search_run, fresh, judged, best, today, table, replications)
    shown = in_words((policy or best).drawn or {}, today, lang)
    spent = replications * (2 + len(variants) + (policy is not None))
    return Sensitivity(table, pd.DataFrame(slices, columns=SLICE_COLUMNS), shares, shown, policy, spent)


class Judge:
    """Compares variants with the winner, and with the limits, on replications that all have met."""

    def __init__(self, search_run: SearchRun, fresh: FreshReplications, winner: Arm) -> None:
        self.fresh, self.winner, self.main, self.goals = fresh, winner, search_run.goals.main, search_run.goals
        self.baseline = fresh.outcomes(search_run.own[0].arm)
        values = fresh.values(winner)
        self.margin = self.main.smallest_difference or SMALLEST_DIFFERENCE * abs(float(np.mean(values)))

    def knows(self, variant: Proposal) -> bool:
        return not variant.refused and bool(self.fresh.values(variant.arm))

    def difference(self, arm: Arm) -> tuple[float, float, float, str]:
        """The variant minus the winner: mean, interval, and better, worse, equivalent, undecided or broken.

        Broken says that it does not keep the constraints, however good it is.
        """
        own, best = self.fresh.values(arm), self.fresh.values(self.winner)
        d = paired_difference(own, best[: len(own)])
        verdict = judge(d.mean, d.p, equivalence_p(d, self.margin), self.main.higher_is_better)
        broken = any(excess > 0 for excess in self.goals.excesses(self.fresh.outcomes(arm), self.baseline).values())
        return d.mean, d.low, d.high, BROKEN if broken else verdict

    def loss(self, arm: Arm) -> tuple[float, float, float, str]:
        """What is lost without a term, and whether it is needed."""
        mean, low, high, verdict = self.difference(arm)
        return -mean, -high, -low, {EQUIVALENT: "flat", WORSE: "needed", BETTER: "harmful"}.get(verdict, verdict)


def simplify(
    search_run: SearchRun,
    fresh: FreshReplications,
    judged: Judge,
    best: Proposal,
    today: Mapping[str, Any],
    terms: pd.DataFrame,
    replications: int,
) -> Proposal | None:
    """The winner with all terms that make no difference put back, or fewer, if that is as good; else None."""
    idle = terms[terms["verdict"].isin(["flat", "harmful"])].sort_values("worth")["term"].tolist()
    assert best.drawn is not None
    for n in range(len(idle), 0, -1):
        simpler = variant(search_run, best.drawn, today, idle[:n], f"{best.arm.policy}-simpler-{n}")
        if simpler.refused:
            continue
        fresh.world = with_proposals(search_run.scenario, [best, simpler])
        fresh.meet([simpler.arm], replications)
        if judged.knows(simpler) and judged.difference(simpler.arm)[3] in (EQUIVALENT, BETTER):
            return simpler
    return None


def in_words(drawn: Mapping[str, Any], today: Mapping[str, Any], lang: str) -> tuple[str, ...]:
    """What differs from the baseline, a term each."""
    names = short_names(list(drawn))
    return tuple(f"{names[name]} {said(value, lang)}" for name, value in drawn.items() if value != today.get(name))


def variant(
    search_run: SearchRun, drawn: Mapping[str, Any], today: Mapping[str, Any], back: Sequence[str], name: str
) -> Proposal:
    """The policy with some terms as in the baseline; what these make superfluous goes, what they need comes along."""
    return proposed(search_run.scenario, search_run.space, put_back(search_run.space, drawn, today, back), name)


def put_back(space: Space, drawn: Mapping[str, Any], today: Mapping[str, Any], back: Sequence[str]) -> dict[str, Any]:
    """What would be drawn with some terms as in the baseline."""
    values: dict[str, Any] = {}
    for name in space.names:
        if name == "layout" or space.is_active(name, values):
            source = today if name in back or name not in drawn else drawn
            if name in source:
                values[name] = source[name]
            elif name in space.numbers:
                values[name] = space.numbers[name].low
    return values


def grid(number: Number, whole: bool) -> list[float]:
    """Values over a number's range, on its steps.

    >>> grid(Number(low=0, high=1), whole=False), grid(Number(low=1, high=4), whole=True)
    ([0.0, 0.25, 0.5, 0.75, 1.0], [1, 2, 3, 4])
    """
    spaced = np.geomspace if number.log else np.linspace
    values = spaced(number.low, number.high, POINTS)
    step = number.step or (1.0 if whole else None)
    if step:
        values = number.low + step * np.floor((values - number.low) / step + 0.5)
    exact = [float(f"{value:.12g}") for value in values]
    return list(dict.fromkeys(int(value) if whole else value for value in exact))


def importance(search_run: SearchRun) -> pd.DataFrame:
    """One row a parameter, the most important first; empty with too few candidates."""
    records = [r for r in search_run.records if r.is_new and search_run.proposals[r.number].drawn is not None]
    columns = ["term", "name", "importance"]
    if len(records) < MIN_TRIALS:
        return pd.DataFrame(columns=columns)
    values = np.array([search_run.gain(record) for record in records])
    names = short_names(search_run.space.names)
    rows = []
    for name in search_run.space.names:
        drawn = [(search_run.proposals[record.number].drawn or {}).get(name) for record in records]
        if len({str(value) for value in drawn}) > 1:
            rows.append((name, names[name], explained(drawn, values)))
    return pd.DataFrame(rows, columns=columns).sort_values("importance", ascending=False, ignore_index=True)


def explained(drawn: Sequence[Any], values: np.ndarray) -> float:
    """ε² = (SS_between - (k - 1) MS_within) / SS_total of (n,) values in k bins of what was drawn, 0 at least.

    Numbers are binned by rank, names by themselves, and what was not drawn is a bin of its own.
    """
    numbers = [value for value in drawn if isinstance(value, int | float) and not isinstance(value, bool)]
    edges = np.quantile(numbers, np.linspace(0, 1, BINS + 1)[1:-1]) if numbers else np.zeros(0)
    is_number = [isinstance(value, int | float) and not isinstance(value, bool) for value in drawn]
    bins = [str(np.searchsorted(edges, value)) if number else f"'{value}'" for value, number in zip(drawn, is_number)]
    frame = pd.DataFrame({"bin": bins, "value": values})
    total = float(((values - values.mean()) ** 2).sum())
    within = float(((frame["value"] - frame.groupby("bin")["value"].transform("mean")) ** 2).sum())
    k, n = frame["bin"].nunique(), len(values)
    if total <= 0 or n <= k:
        return 0.0
    return float(max(0.0, (total - within - (k - 1) * within / (n - k)) / total))
