"""Optimal computing budget allocation: spend a fixed number of replications where they tell most about who is best.

Arms that are close to the best, or that vary much, get more. It makes no promise about the choice; it makes the best of
a budget.

Source: Chen, Lin, Yücesan, Chick 2000, Simulation budget allocation for further enhancing the efficiency of ordinal
optimization, Discrete Event Dynamic Systems 10.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from salesim.errors import InputError
from salesim.experiment.choose.selection import Sample, Selection, ask, several
from salesim.phrase import Phrase


def ocba(sample: Sample, n_arms: int, budget: int, first: int = 10, step: int = 10) -> Selection:
    """Choose the arm with the largest mean, with ``budget`` replications in all.

    Parameters
    ----------
    sample : simulates some replications of some arms.
    n_arms : k, arms to choose from.
    budget : T, replications of all arms together.
    first : n0, replications of every arm before any is preferred.
    step : Δ, replications handed out at a time.

    The formula takes arms as independent. With common random numbers, give it differences to one of the arms: that
    takes out what they share.
    """
    several(n_arms)
    if first < 2 or step < 1:
        raise InputError("cannot be used for choosing", "first, step", f"{first}, {step}", "2 or more, 1 or more")
    if budget < n_arms * first:
        message = Phrase(
            "the budget does not last for {first} replications of each of {n_arms} options", first=first, n_arms=n_arms
        )
        raise InputError(message, "budget", budget, Phrase("{least} or more", least=n_arms * first))
    values = [column for column in ask(sample, range(n_arms), 0, first).T]
    spent = n_arms * first
    while spent < budget:
        given = np.array([len(of_arm) for of_arm in values])
        means = np.array([of_arm.mean() for of_arm in values])
        sds = np.array([of_arm.std(ddof=1) for of_arm in values])
        wanted = allocate(means, sds, given, min(step, budget - spent))
        for arm in np.flatnonzero(wanted > given).tolist():
            more = ask(sample, [arm], int(given[arm]), int(wanted[arm]))[:, 0]
            values[arm] = np.concatenate([values[arm], more])
        spent = int(wanted.sum())
    means = np.array([of_arm.mean() for of_arm in values])
    best = int(np.argmax(means))
    return Selection(best, False, np.array([len(of_arm) for of_arm in values], np.int64), means, (best,))


def shares(means: NDArray[np.float64], sds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares of a budget, (k,): N_i ~ (σ_i / δ_i)², N_b = σ_b √(Σ N_i² / σ_i²), where δ_i is how far i is behind b.

    An arm that does not vary needs no more replications; arms level with the best share all that there is.

    >>> shares(np.array([1.0, 2.0, 0.0]), np.array([1.0, 1.0, 1.0])).round(3).tolist()
    [0.438, 0.452, 0.11]
    """
    best = int(np.argmax(means))
    behind = means[best] - means
    others = np.arange(len(means)) != best
    ratio = np.zeros(len(means))
    level = others & (behind <= 0.0)
    if level.any():
        ratio[level] = sds[level] ** 2
    else:
        ratio[others] = (sds[others] / behind[others]) ** 2
    varies = others & (sds > 0)
    ratio[best] = sds[best] * np.sqrt(np.sum(ratio[varies] ** 2 / sds[varies] ** 2))
    total = ratio.sum()
    return ratio / total if total > 0 else np.full(len(means), 1.0 / len(means))


def allocate(
    means: NDArray[np.float64], sds: NDArray[np.float64], given: NDArray[np.int64], step: int
) -> NDArray[np.int64]:
    """How many replications each arm should have had, (k,), once ``step`` more are handed out.

    Nobody gives back what it has had: who has more than its share keeps it, and the others divide the rest. What
    rounding leaves over goes to the best arm, or is taken from those that get most.
    """
    share, wanted = shares(means, sds), given.astype(np.int64)
    open_to_more = np.ones(len(means), dtype=bool)
    while open_to_more.any() and share[open_to_more].sum() > 0:
        rest = given.sum() + step - given[~open_to_more].sum()
        wanted[open_to_more] = np.round(rest * share[open_to_more] / share[open_to_more].sum()).astype(np.int64)
        too_many = open_to_more & (wanted < given)
        if not too_many.any():
            break
        wanted[too_many] = given[too_many]
        open_to_more &= ~too_many
    over = int(given.sum() + step - wanted.sum())
    wanted[int(np.argmax(means))] += max(over, 0)
    while over < 0:
        wanted[int(np.argmax(wanted - given))] -= 1
        over += 1
    return wanted
