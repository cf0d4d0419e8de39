"""From what a search believed to what holds: the best few meet fresh luck twice.

Of many candidates judged on the same few replications, the one that looks best owes part of it to luck (the winner's
curse). So the best few are ranked anew on replications that the search never saw, and measured on others again: the
figures that are reported had no say in who was chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from salesim.experiment.aggregate import by_arm, level_with, plundering
from salesim.experiment.compare import Comparison, conclude, sound
from salesim.experiment.execute import Replication, Runner, execute
from salesim.experiment.outcomes import Outcome
from salesim.experiment.runs import join, open_run
from salesim.experiment.statistics import BETTER
from salesim.experiment.verdict import verdict_sentence
from salesim.scenario.arms import Arm
from salesim.scenario.scenario import Scenario
from salesim.search.proposal import Proposal, with_proposals

RANKED_FROM = 1_000_000  # first replication of each purpose; the search's own are numbered from 0
CONFIRMED_FROM = 2_000_000


@dataclass(frozen=True)
class Confirmation:
    """What became of the best few.

    Attributes
    ----------
    ranked : the finalists, best first, by the replications that rank them
    winner : the first of them that the other replications show to be better than the baseline; None if none is
    comparison : finalists against the baseline on those other replications
    """

    ranked: tuple[Arm, ...]
    winner: Arm | None
    comparison: Comparison


def confirm(
    scenario: Scenario,
    baseline: Arm,
    finalists: Sequence[Proposal],
    replications: int,
    outcome: Outcome,
    lang: str,
    runner: Runner,
    jobs: int = 1,
    folder: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    warm_up: Callable[[], None] | None = None,
) -> Confirmation:
    """Rank the finalists on so many fresh replications, then measure them on as many others."""
    world = with_proposals(scenario, finalists)
    arms = (baseline, *(finalist.arm for finalist in finalists))
    to_rank = range(RANKED_FROM, RANKED_FROM + replications)
    to_confirm = range(CONFIRMED_FROM, CONFIRMED_FROM + replications)

    def on_finished(_: Replication, done: int, total: int) -> None:
        if progress:
            progress(done, total)

    results = execute(
        world,
        arms,
        [*to_rank, *to_confirm],
        runner=runner,
        jobs=jobs,
        folder=open_run(folder, world, arms, runner) if folder else None,
        on_finished=on_finished,
        warm_up=warm_up,
    )
    checked = [sound(result, outcome.name) for result in results]
    ranked = rank([r for r in checked if r.replication < CONFIRMED_FROM], arms[1:], outcome)
    return judge_finalists(world, arms, ranked, outcome, [r for r in checked if r.replication >= CONFIRMED_FROM], lang)


def rank(results: Sequence[Replication], arms: Sequence[Arm], outcome: Outcome) -> tuple[Arm, ...]:
    """Arms by their mean over the replications that all could finish, best first; as given if none was finished."""
    finished = [result.tables["summary"] for result in results if not result.failed]
    if not finished:
        return tuple(arms)
    means = by_arm(join(finished), outcome.name).mean()
    return tuple(sorted(arms, key=lambda arm: means[str(arm)] * (-1 if outcome.higher_is_better else 1)))


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
    plunder = plundering(found.replications.drop(columns="arm"), arms, baseline, best)
    facts = {
        **found.facts,
        "best": best,
        "level_with_best": level_with(best, values, baseline) if best else [],
        "plundering": [row["arm"] for row in plunder],
    }
    verdict = verdict_sentence(found.arms, found.parts, plunder, facts, lang)
    return Confirmation(ranked, winner, replace(found, verdict=verdict, facts=facts))


def believed(outcomes: Sequence[float], baseline: Sequence[float]) -> float:
    """The mean difference to the baseline that the search saw."""
    return float(np.mean(np.subtract(outcomes, baseline)))
