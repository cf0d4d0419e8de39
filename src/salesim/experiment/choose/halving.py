"""Sequential halving: share a budget out in rounds, and after each keep the better half.

For many arms, where comparing each with each would take too long.

Source: Karnin, Koren, Somekh 2013, Almost optimal exploration in multi-armed bandits, ICML.
"""

from __future__ import annotations

import math

import numpy as np

from salesim.errors import InputError
from salesim.experiment.choose.selection import Sample, Selection, ask, several
from salesim.phrase import Phrase


def sequential_halving(sample: Sample, n_arms: int, budget: int) -> Selection:
    """Choose the arm with the largest mean, with at most ``budget`` replications in all.

    Parameters
    ----------
    sample : simulates some replications of some arms.
    n_arms : k, arms to choose from.
    budget : T, replications of all arms together; each of the ⌈log₂ k⌉ rounds gets the same part of it.

    All arms still in play have met the same replications, so they are compared over all that they have had.

    >>> noise = np.random.default_rng(1).normal(size=(400, 1))
    >>> sequential_halving(lambda arms, i, j: noise[i:j] + np.array(arms) % 7, 64, budget=400).best % 7
    6
    """
    several(n_arms)
    rounds = math.ceil(math.log2(n_arms))
    if budget < n_arms * rounds:
        message = Phrase(
            "the budget does not last for {rounds} rounds of halving {n_arms} options", rounds=rounds, n_arms=n_arms
        )
        raise InputError(message, "budget", budget, Phrase("{least} or more", least=n_arms * rounds))
    total, n = np.zeros(n_arms), np.zeros(n_arms, np.int64)
    left, r = np.arange(n_arms), 0
    for _ in range(rounds):
        more = budget // (len(left) * rounds)
        total[left] += ask(sample, left.tolist(), r, r + more).sum(axis=0)
        n[left] += more
        r += more
        order = np.argsort(-total[left], kind="stable")
        left = np.sort(left[order[: math.ceil(len(left) / 2)]])
    best = int(left[0])
    return Selection(best, False, n, total / n, (best,))
