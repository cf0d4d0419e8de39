"""From what a search believed to what holds: the best few are simulated on fresh replications twice.

Of many candidates judged on the same few replications, the one that looks best owes part of it to sampling error (the
winner's curse). So the best few are ranked anew on replications that the search never saw, by Kim and Nelson's
procedure, and the first of these are measured on others again: the figures that are reported had no say in who was
chosen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from salesim.experiment.aggregate import borrowing, by_arm, level_with
from salesim.experiment.choose import kim_nelson
from salesim.experiment.compare import SMALLEST_DIFFERENCE, Comparison, conclude, sound
from salesim.experiment.execute import Replication, Workers, execute
from salesim.experiment.outcomes import Outcome
from salesim.experiment.runs import open_run
from salesim.experiment.statistics import BETTER
from salesim.experiment.verdict import verdict_lines
from salesim.scenario.arms import Arm
from salesim.scenario.scenario import Scenario
from salesim.search.evaluate import Found, evaluate, with_rep_outcomes
from salesim.search.objective import Goals
from salesim.search.proposal import Proposal, with_proposals
from salesim.search.race import beaten
from salesim.written import write_json

RANKED_FROM = 1_000_000  # first replication of each purpose; the search's own are numbered from 0
CONFIRMED_FROM = 2_000_000
MEASURED = 5  # of the ranked are measured
LONGEST = 5  # times the first replications, after which Kim and Nelson's procedure gives up
BATCH = 4  # replications that it asks for at a time
TINY = 1e-9  # smallest difference where all values are 0
KEPT_AFTER = 5  # replications of a ranking, so that a kill loses no more


@dataclass(frozen=True)
class Confirmation:
    """What became of the best few.

    Attributes
    ----------
    ranked : the finalists that were measured, best first, by the replications that rank them
    winner : the first of them that the other replications show to be better than the baseline; None if none is
    front : with several objectives, those that no other finalist beats in all confirmed means
    comparison : finalists against the baseline on those other replications
    ranking_replications : that the ranking took, of all finalists together
    decided : whether the ranking ended with one arm left
    infeasible : finalists that break a constraint on fresh replications
    """

    ranked: tuple[Arm, ...]
    winner: Arm | None
    front: tuple[Arm, ...]
    comparison: Comparison
    ranking_replications: int
    decided: bool
    infeasible: int


class FreshReplications:
    """Outcomes of finalists on replications that the search never saw, remembered in a file."""

    def __init__(
        self,
        world: Scenario,
        goals: Goals,
        workers: Workers,
        file: Path | None = None,
        first: int = RANKED_FROM,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> None:
        self.first, self.progress = first, progress
        self.world, self.goals, self.workers, self.file = world, goals, workers, file
        self.known: dict[str, dict[str, list[float]]] = {}
        self.failed: dict[str, str] = {}
        if file and file.exists():
            self.known = json.loads(file.read_text("utf-8"))

    def meet(self, arms: Sequence[Arm], n: int) -> None:
        """Simulate arms on the first n replications, as far as they have not been."""
        have = {arm: len(self.values(arm)) for arm in arms if str(arm) not in self.failed}
        for begin in sorted(set(have.values())):
            for start in range(begin, n, KEPT_AFTER):
                stop = min(start + KEPT_AFTER, n)
                missing = [arm for arm, met in have.items() if met == begin and str(arm) not in self.failed]
                if missing:
                    self._simulate(missing, start, stop)
                if self.progress:
                    self.progress("rank", stop, n)

    def _simulate(self, arms: Sequence[Arm], start: int, stop: int) -> None:
        """Simulate arms on some replications, and remember what came of it."""
        replications = range(self.first + start, self.first + stop)
        found = evaluate(self.world, arms, replications, self.goals.outcomes, self.workers)
        for arm, outcomes in found.items():
            if isinstance(outcomes, str):
                self.failed[str(arm)] = outcomes
            else:
                kept = self.known.setdefault(str(arm), {name: [] for name in outcomes})
                for name, values in outcomes.items():
                    kept[name].extend(values)
        if self.file:
            write_json(self.file, self.known)

    def outcomes(self, arm: Arm, n: int | None = None) -> Found:
        return {name: tuple(values[:n]) for name, values in self.known[str(arm)].items()}

    def values(self, arm: Arm) -> list[float]:
        """The main outcome."""
        return self.known.get(str(arm), {}).get(self.goals.main.outcome, [])


def confirm(
    scenario: Scenario,
    finalists: Sequence[Proposal],
    replications: int,
    goals: Goals,
    lang: str,
    workers: Workers,
    folder: Path | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Confirmation:
    """Rank the finalists on fresh replications, then measure the first few on as many others."""
    baseline = scenario.baseline
    world = with_proposals(scenario, finalists)
    fresh = FreshReplications(world, goals, workers, folder / "ranking.json" if folder else None, progress=progress)
    ranked, decided, infeasible, spent = rank(fresh, baseline, [finalist.arm for finalist in finalists], replications)
    measured = ranked if goals.are_several else ranked[:MEASURED]
    arms = (baseline, *measured)
    world = with_proposals(scenario, [finalist for finalist in finalists if finalist.arm in measured])

    def on_finished(_: Replication, done: int, total: int) -> None:
        if progress:
            progress("confirm", done, total)

    results = execute(
        world,
        arms,
        range(CONFIRMED_FROM, CONFIRMED_FROM + replications),
        runner=workers.runner,
        jobs=workers.jobs,
        backend=workers.backend,
        folder=open_run(folder, world, arms, workers.runner) if folder else None,
        on_finished=on_finished,
    )
    outcome = goals.main.as_outcome
    checked = [sound(with_rep_outcomes(result), outcome.name) for result in results]
    found = judge_finalists(world, arms, measured, outcome, checked, lang)
    return replace(
        found,
        front=confirmed_front(found.comparison, arms, goals) if goals.are_several else (),
        ranking_replications=spent,
        decided=decided,
        infeasible=infeasible,
    )


def rank(
    fresh: FreshReplications, baseline: Arm, arms: Sequence[Arm], first: int
) -> tuple[tuple[Arm, ...], bool, int, int]:
    """Finalists that keep the constraints, best first; whether one was left; how many break one; replications.

    Arms that left the procedure later come first, those that stayed to the end by their means.
    """
    goals = fresh.goals
    fresh.meet([baseline, *arms] if goals.constraints else arms, first)
    there = [arm for arm in arms if str(arm) not in fresh.failed]
    if not there:
        raise RuntimeError(f"no finalist could be simulated: {next(iter(fresh.failed.values()))}")
    kept = there
    if goals.constraints:
        base = fresh.outcomes(baseline, first)
        kept = [arm for arm in there if max(goals.excesses(fresh.outcomes(arm, first), base).values()) <= 0]
    broken = len(there) - len(kept)
    kept = kept or there
    main, sign = goals.main, 1.0 if goals.main.higher_is_better else -1.0
    if len(kept) < 2 or goals.are_several or main.statistic != "mean" or first < 3:
        means = {arm: main.value(fresh.outcomes(arm, first), None) for arm in kept}
        return tuple(sorted(kept, key=lambda arm: -sign * means[arm])), len(kept) < 2, broken, first * len(there)

    def sample(chosen: Sequence[int], start: int, stop: int) -> np.ndarray:
        fresh.meet([kept[i] for i in chosen], stop)
        columns = [fresh.values(kept[i])[start:stop] for i in chosen]
        if any(len(column) < stop - start for column in columns):
            raise RuntimeError(f"a finalist could not be simulated: {next(iter(fresh.failed.values()))}")
        return sign * np.array(columns).T

    values = np.array([fresh.values(arm)[:first] for arm in kept])
    smallest = main.smallest_difference or SMALLEST_DIFFERENCE * float(np.abs(values).mean()) or TINY
    chosen = kim_nelson(sample, len(kept), smallest, first=first, batch=BATCH, most=LONGEST * first)
    order = sorted(range(len(kept)), key=lambda i: (i != chosen.best, -int(chosen.replications[i]), -chosen.means[i]))
    spent = int(chosen.replications.sum()) + first * (len(there) - len(kept))
    return tuple(kept[i] for i in order), chosen.decided, broken, spent


def judge_finalists(
    world: Scenario,
    arms: tuple[Arm, ...],
    ranked: tuple[Arm, ...],
    outcome: Outcome,
    results: Sequence[Replication],
    lang: str,
) -> Confirmation:
    """A comparison whose best arm is the best ranked of those that are shown to be better than the baseline."""
    baseline = arms[0]
    found = Comparison(**conclude(world, arms, baseline, outcome, results, lang))
    verdicts = dict(zip(found.arms["arm"], found.arms["verdict"]))
    winner = next((arm for arm in ranked if verdicts[str(arm)] == BETTER), None)
    best = str(winner) if winner else None
    values = by_arm(found.replications, outcome.name)
    borrowed = borrowing(found.replications.drop(columns="arm"), arms, baseline, best)
    facts = {
        **found.facts,
        "best": best,
        "level_with_best": level_with(best, values, baseline) if best else [],
        "borrowing": [row["arm"] for row in borrowed],
    }
    verdict = verdict_lines(found.arms, found.parts, borrowed, found.leaving, facts, lang)
    return Confirmation(ranked, winner, (), replace(found, verdict=verdict, facts=facts), 0, False, 0)


def confirmed_front(comparison: Comparison, arms: Sequence[Arm], goals: Goals) -> tuple[Arm, ...]:
    """Arms, the baseline among them, that no other beats in the confirmed means of all objectives."""
    means = comparison.outcomes.pivot(index="arm", columns="outcome", values="mean")
    signs = [1 if objective.higher_is_better else -1 for objective in goals.objectives]
    names = [objective.outcome for objective in goals.objectives]
    values = means.loc[[str(arm) for arm in arms], names].to_numpy() * signs
    return tuple(arm for arm, mine in zip(arms, values) if not beaten(mine, values))
