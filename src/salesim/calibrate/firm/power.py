"""How long a change must be watched, with how many reps, until an effect would be seen: from the panel's own noise.

Half of N reps, drawn by lot, are changed and watched for T periods before and T after. The variance v(T) of a rep's
mean change between two such spells is that of the reps' own past, in which nothing was changed; where the past is too
short for T it is extrapolated as a + b / T. An effect d on the log is seen with a power of 80 % at 5 % if

    (t_.975 + t_.80) (4 v(T) / N)^(1/2) <= d,   t of N - 2 degrees of freedom

(Bloom 1995, "Minimum detectable effects", Evaluation Review 19(5)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student

EFFECT = 0.10
POWER, SIZE = 0.80, 0.05
MAX_PERIODS, MAX_REPS = 12, 10_000


@dataclass(frozen=True)
class Power:
    """What a change would show.

    Parameters
    ----------
    table : one row a number of periods after the change (and as many before): periods, deviation (of a rep's change on
        the log), reps_needed (for an effect of 10 %; NaN beyond 10,000), smallest_effect (that the firm's reps show).
    n_reps : of the firm.
    periods_needed : until the firm's reps show 10 %; None if not within 12.
    """

    table: pd.DataFrame
    n_reps: int
    periods_needed: int | None


def power(y: np.ndarray) -> Power | None:
    """From logs of sales (n_reps, n_periods) without changes; None with fewer than 4 reps or 4 periods."""
    y = y[~np.isnan(y).any(axis=1)]
    n, n_periods = y.shape
    if n < 4 or n_periods < 4:
        return None
    variance = variances(y)
    if not np.isfinite(variance).all() or variance[0] <= 0:
        return None
    rows = []
    for periods, v in enumerate(variance, start=1):
        smallest = float(np.expm1(quantiles(n) * np.sqrt(4.0 * v / n)))
        rows.append((periods, float(np.sqrt(v)), reps_needed(v), smallest))
    table = pd.DataFrame(rows, columns=["periods", "deviation", "reps_needed", "smallest_effect"])
    enough = table.loc[table["smallest_effect"] <= EFFECT, "periods"]
    return Power(table, n, int(enough.iloc[0]) if len(enough) else None)


def variances(y: np.ndarray) -> np.ndarray:
    """v(T) for T = 1 to `MAX_PERIODS`, from a panel in which nothing changed (n_reps, n_periods)."""
    known = []
    for spell in range(1, min(y.shape[1] // 2, MAX_PERIODS) + 1):
        sums = np.cumsum(np.pad(y, ((0, 0), (1, 0))), axis=1)
        means = (sums[:, spell:] - sums[:, :-spell]) / spell
        moved = means[:, spell:] - means[:, :-spell]
        known.append(float(moved.var(axis=0, ddof=1).mean()))
    spells = np.arange(1, len(known) + 1)
    beyond = np.arange(len(known) + 1, MAX_PERIODS + 1)
    if not len(beyond):
        return np.array(known)
    if len(known) == 1:
        return np.append(known, known[0] / beyond)
    slope, level = np.polyfit(1.0 / spells, known, 1)
    if level < 0.0 or slope < 0.0:
        level, slope = (0.0, known[-1] * spells[-1]) if level < 0.0 else (known[-1], 0.0)
    extrapolated = level + slope / beyond
    return np.append(known, extrapolated * known[-1] / (level + slope / spells[-1]))


def quantiles(n: float) -> float:
    """t_.975 + t_.80 for n reps."""
    return float(student.ppf(1.0 - SIZE / 2.0, n - 2) + student.ppf(POWER, n - 2))


def reps_needed(variance: float, effect: float = EFFECT) -> float:
    """The least even number of reps that shows an effect; NaN if it is above `MAX_REPS`.

    >>> reps_needed(0.01)
    38
    """
    wanted = np.log1p(effect)
    n = 4
    while n <= MAX_REPS:
        if quantiles(n) * np.sqrt(4.0 * variance / n) <= wanted:
            return n
        n = max(n + 2, int(4.0 * variance * 7.0 / wanted**2) // 2 * 2 - 20) if n == 4 else n + 2
    return np.nan
