"""What all procedures of choosing have in common: how they ask for replications, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from salesim.errors import InputError
from salesim.phrase import Phrase

Sample = Callable[[Sequence[int], int, int], NDArray[np.float64]]
"""Simulates replications ``first`` to ``last - 1`` of some arms: (arms, first, last) -> (last - first, n_arms).

Larger is better. Replication r of any arm must meet the same random numbers whenever it is asked for.
"""


@dataclass(frozen=True)
class Selection:
    """What a procedure chose among k arms.

    Attributes
    ----------
    best : index of the arm chosen.
    decided : whether the procedure's promise holds; False if it was cut short by its limit.
    replications : (k,) how often each arm was simulated.
    means : (k,) mean over an arm's own replications.
    left : indices of the arms still in play at the end, the best one among them.
    """

    best: int
    decided: bool
    replications: NDArray[np.int64]
    means: NDArray[np.float64]
    left: tuple[int, ...]


def ask(sample: Sample, arms: Sequence[int], first: int, last: int) -> NDArray[np.float64]:
    """A sample as (last - first, n_arms) floats; refuses another shape and what is no finite number."""
    values = np.asarray(sample(list(arms), first, last), dtype=float)
    if values.shape != (last - first, len(arms)):
        raise InputError(
            "a sample has the wrong shape",
            "sample",
            values.shape,
            Phrase("({rows}, {n}): replications, options", rows=last - first, n=len(arms)),
        )
    if not np.isfinite(values).all():
        row, column = (int(i[0]) for i in np.nonzero(~np.isfinite(values)))
        raise InputError("an option's outcome is not a finite number", f"arm {arms[column]}, replication {first + row}")
    return values


def several(n_arms: int) -> int:
    """The number of arms, if there is a choice."""
    if n_arms < 2:
        raise InputError("there is nothing to choose from", "arms", n_arms, "2 or more")
    return n_arms
