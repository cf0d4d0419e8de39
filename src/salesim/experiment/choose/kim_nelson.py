"""Kim and Nelson's procedure: simulate all arms, eliminate those that fall clearly behind, until one is left.

It promises to choose the best arm with the probability asked for, whenever the best is ahead of the second by the
indifference zone δ or more; if several lie within δ of the best, it chooses one of these as surely. Arms may share
their random numbers, and the more they do, the sooner it ends: only the variances of differences count.

Source: Kim, Nelson 2001, A fully sequential procedure for indifference-zone selection in simulation, ACM TOMACS 11,
with c = 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from salesim.errors import InputError
from salesim.experiment.choose.selection import Sample, Selection, ask, several
from salesim.phrase import Phrase


def kim_nelson(
    sample: Sample,
    n_arms: int,
    indifference: float,
    confidence: float = 0.95,
    first: int = 20,
    batch: int = 1,
    most: int = 1000,
) -> Selection:
    """Choose the arm with the largest mean.

    Parameters
    ----------
    sample : simulates some replications of some arms.
    n_arms : k, arms to choose from.
    indifference : δ, smallest difference worth finding, in the outcome's unit, above 0.
    confidence : 1 - α, probability of choosing the best if it leads by δ.
    first : n0, replications of all arms before the first is eliminated.
    batch : replications asked for at a time; they are judged one after the other, so the choice is the same for any.
    most : replications of an arm after which the procedure gives up and takes the largest mean, undecided.

    >>> noise = np.random.default_rng(1).normal(size=(60, 1))
    >>> chosen = kim_nelson(lambda arms, i, j: noise[i:j] + np.array([0.0, 1.0, 0.3])[arms], 3, indifference=0.5)
    >>> chosen.best, chosen.decided
    (1, True)
    """
    several(n_arms)
    for name, value, good, allowed in (
        ("indifference", indifference, 0 < indifference < float("inf"), Phrase("above 0, in the outcome's unit")),
        (
            "confidence",
            confidence,
            1 / n_arms < confidence < 1,
            Phrase("between 1/{n}, which is guessing, and 1", n=n_arms),
        ),
        ("first", first, first >= 2, Phrase("{least} or more", least=2)),
        ("batch", batch, batch >= 1, Phrase("{least} or more", least=1)),
        ("most", most, most >= first, Phrase("{first}, the first replications, or more", first=first)),
    ):
        if not good:
            raise InputError("cannot be used for choosing", name, value, allowed)
    values = ask(sample, range(n_arms), 0, first)
    h2 = boundary(n_arms, confidence, first)
    variances = difference_variances(values)
    total, n = values.sum(axis=0), np.full(n_arms, first)
    left = np.arange(n_arms)
    r = first
    left = left[screen(total[left] / r, variances[np.ix_(left, left)], indifference, h2, r)]
    while len(left) > 1 and r < most:
        rows = ask(sample, left.tolist(), r, min(r + batch, most))
        asked = left
        n[asked] += len(rows)
        for row in rows:
            r += 1
            total[asked] += row
            still = np.isin(asked, left)
            kept = screen(total[asked[still]] / r, variances[np.ix_(left, left)], indifference, h2, r)
            left = left[kept]
            if len(left) == 1:
                break
    # Arms leave after different numbers of replications, so the means are those at which each was judged last.
    means = total / np.where(np.isin(np.arange(n_arms), left), r, n)
    best = int(left[np.argmax(means[left])])
    return Selection(best, len(left) == 1, n.astype(np.int64), means, tuple(left.tolist()))


def boundary(n_arms: int, confidence: float, first: int) -> float:
    """h² = 2 η (n0 - 1), where η = ½ [(2α / (k - 1))^(-2 / (n0 - 1)) - 1].

    >>> round(boundary(2, 0.95, 10), 3)
    6.013
    """
    alpha = 1.0 - confidence
    eta = 0.5 * ((2.0 * alpha / (n_arms - 1)) ** (-2.0 / (first - 1)) - 1.0)
    return float(2.0 * eta * (first - 1))


def difference_variances(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """S²_il, (k, k), of the differences between any two columns of (n0, k) values, with n0 - 1."""
    variances: NDArray[np.float64] = (values[:, :, None] - values[:, None, :]).var(axis=0, ddof=1)
    return variances


def screen(
    means: NDArray[np.float64], variances: NDArray[np.float64], indifference: float, h2: float, r: int
) -> NDArray[np.bool_]:
    """Which of the (m,) arms stay after r replications: arm i does unless some X̄_l > X̄_i + W_il.

    W_il = max(0, δ / (2 r) (h² S²_il / δ² - r)): the lead that may still be sampling error, which shrinks to nothing.
    """
    lead = indifference / (2.0 * r) * (h2 * variances / indifference**2 - r)
    behind = means[None, :] - means[:, None]
    is_beaten = np.asarray(behind > np.maximum(lead, 0.0))
    return np.logical_not(is_beaten.any(axis=1))


def longest(variances: NDArray[np.float64], indifference: float, h2: float) -> int:
    """Replications after which the procedure surely ends: one more than h² S² / δ² of the pair that varies most."""
    return int(np.floor(h2 * float(variances.max()) / indifference**2)) + 1
