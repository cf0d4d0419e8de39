"""Racing: candidates meet the same replications in the same shuffled order, and drop out once they clearly lose.

With one objective a candidate leaves when Wilcoxon's signed-rank test of its gains against those of the best one so
far says that it lies behind; with several, when one of the candidates on the front is ahead of it in every objective
(each by a paired t test, so the level holds for all of them together; Berger 1982). A broken constraint ends it, too.
Whom a candidate races against is fixed before its batch begins, so the outcome does not depend on the order in which
a batch is simulated.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import optuna

from salesim.experiment.statistics import tail
from salesim.search.objective import MIN_TO_STOP, Goals, Objective, Values
from salesim.search.record import Record
from salesim.search.study import Study

NEXT = 2  # replications between two looks
AHEAD = 0.05  # level at which a member of the front is ahead in an objective


def race_order(replications: int, seed: int) -> list[int]:
    """The replications of a search in the order in which candidates meet them."""
    return [int(one) for one in np.random.default_rng([seed, 17]).permutation(replications)]


def rounds(replications: Sequence[int]) -> list[Sequence[int]]:
    """The replications between two looks.

    >>> rounds([5, 0, 3, 1, 4, 2, 6])
    [[5, 0, 3, 1], [4, 2], [6]]
    """
    later = range(MIN_TO_STOP, len(replications), NEXT)
    return [replications[:MIN_TO_STOP], *(replications[i : i + NEXT] for i in later)]


def why_stopped(study: Study, trial: optuna.Trial, record: Record, rivals: Sequence[Record]) -> str:
    """Why a candidate need not go on; empty if it should.

    ``rivals`` are those on the front of what is told; the baseline is the first of all records.
    """
    if not study.records or record.replications < MIN_TO_STOP:
        return ""
    goals, baseline = study.goals, study.records[0]
    if not baseline.outcomes:
        return ""
    for constraint in goals.constraints:
        if constraint.is_clearly_broken(record.outcomes, baseline.outcomes):
            return constraint.name
    if any(objective.statistic != "mean" for objective in goals.objectives):
        return ""
    if not goals.are_several:
        return "behind" if study.is_behind(trial, study.gains(record, baseline)) else ""
    ahead = any(is_dominated(record.outcomes, rival.outcomes, goals.objectives) for rival in rivals)
    return "dominated" if ahead else ""


def is_dominated(own: Values, rival: Values, objectives: Sequence[Objective]) -> bool:
    """Whether a rival is shown to be ahead in every objective, on the replications that both have met."""
    for objective in objectives:
        mine, other = own[objective.outcome], rival[objective.outcome]
        n = min(len(mine), len(other))
        lead = np.subtract(other[:n], mine[:n]) * (1 if objective.higher_is_better else -1)
        if n < MIN_TO_STOP or tail(float(lead.mean()), float(lead.std(ddof=1)), n) >= AHEAD:
            return False
    return True


def front(records: Sequence[Record], goals: Goals, baseline: Record) -> list[Record]:
    """Those that keep all constraints and that no other beats in every objective, as far as is known."""
    kept = [
        record
        for record in records
        if record.is_new
        and not record.stopped
        and all(excess <= 0 for excess in goals.excesses(record.outcomes, baseline.outcomes).values())
    ]
    if not kept:
        return []
    signs = [1 if objective.higher_is_better else -1 for objective in goals.objectives]
    values = np.array([goals.values(record.outcomes, baseline.outcomes) for record in kept]) * signs
    return [record for record, mine in zip(kept, values) if not beaten(mine, values)]


def beaten(mine: np.ndarray, others: np.ndarray) -> bool:
    """Whether any of the (n, m) others is nowhere below and somewhere above, larger being better.

    >>> beaten(np.array([1.0, 1.0]), np.array([[1.0, 1.0], [2.0, 0.0]]))
    False
    """
    return bool(((others >= mine).all(axis=1) & (others > mine).any(axis=1)).any())
