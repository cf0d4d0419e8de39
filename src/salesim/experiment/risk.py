"""What could go wrong: the lower end of an outcome over the replications, and how far an arm moves it.

A mean has a Student-t interval; a quantile or the mean of the worst tenth has not. Their differences to the baseline
get bias-corrected and accelerated bootstrap intervals, over replications drawn as pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from salesim.experiment.aggregate import CONFIDENCE
from salesim.scenario.arms import Arm

Statistic = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Over the last axis: (..., n) -> (...)."""

RESAMPLES = 2000
MAX_GROUPS = 200  # of the jackknife
CELLS = 1_000_000  # of resampled values held at a time
MIN = 20  # replications below which the tails are anybody's guess


def worst_tenth(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of the lowest tenth, at least one value: expected shortfall at 10%.

    >>> worst_tenth(np.arange(20.0)).item()
    0.5
    """
    n = max(1, int(np.ceil(values.shape[-1] / 10)))
    means: NDArray[np.float64] = np.sort(values, axis=-1)[..., :n].mean(axis=-1)
    return means


def best_tenth(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of the highest tenth."""
    return -worst_tenth(-values)


def quantile(q: float) -> Statistic:
    """The q-quantile as a statistic."""
    return lambda values: np.asarray(np.quantile(values, q, axis=-1))


STATISTICS: dict[str, Statistic] = {
    "p10": quantile(0.1),
    "median": quantile(0.5),
    "p90": quantile(0.9),
    "worst_tenth": worst_tenth,
    "best_tenth": best_tenth,
}


def gini(amounts: NDArray[np.float64]) -> float:
    """Gini coefficient of (n,) amounts: 0 if all are equal, near 1 if one has all; NaN unless they sum to above 0.

    G = Σ (2 i - n - 1) x_i / (n Σ x), x ascending, i from 1.

    >>> gini(np.array([1.0, 1.0])), gini(np.array([0.0, 1.0]))
    (0.0, 0.5)
    """
    x = np.sort(np.asarray(amounts, dtype=float))
    total = x.sum()
    if not total > 0:
        return float("nan")
    return float(np.sum((2 * np.arange(1, x.size + 1) - x.size - 1) * x) / (x.size * total))


def bca_interval(
    statistic: Statistic,
    arm: NDArray[np.float64],
    baseline: NDArray[np.float64],
    confidence: float = CONFIDENCE,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> tuple[float, float]:
    """Interval of statistic(arm) - statistic(baseline) over (n,) paired replications; NaN below `MIN` replications.

    Source: Efron 1987, Better bootstrap confidence intervals: bias-corrected by the share of resamples below what was
    found, accelerated by the skewness of the jackknife.
    """
    n = arm.size
    if n < MIN:
        return float("nan"), float("nan")
    found = float(statistic(arm) - statistic(baseline))
    rng, at_once = np.random.default_rng(seed), max(1, CELLS // n)
    parts = []
    for first in range(0, resamples, at_once):
        index = rng.integers(0, n, (min(at_once, resamples - first), n))
        parts.append(statistic(arm[index]) - statistic(baseline[index]))
    again = np.sort(np.concatenate(parts))
    # beyond 200 replications they are left out in groups rather than one by one
    groups = np.array_split(np.arange(n), min(n, MAX_GROUPS))
    kept = [np.delete(np.arange(n), group) for group in groups]
    without = np.array([float(statistic(arm[rest]) - statistic(baseline[rest])) for rest in kept])
    if np.ptp(again) == 0:
        return found, found
    below = (np.count_nonzero(again < found) + 0.5 * np.count_nonzero(again == found)) / resamples
    bias = scipy.special.ndtri(np.clip(below, 1 / resamples, 1 - 1 / resamples))
    away = without.mean() - without
    spread = float(np.sum(away**2)) ** 1.5
    acceleration = float(np.sum(away**3)) / (6 * spread) if spread > 0 else 0.0
    z = bias + scipy.special.ndtri(np.array([(1 - confidence) / 2, (1 + confidence) / 2]))
    low, high = np.quantile(again, scipy.special.ndtr(bias + z / (1 - acceleration * z)))
    return float(low), float(high)


def risk_rows(values: pd.DataFrame, arms: Sequence[Arm], baseline: Arm, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """One row an arm and statistic of the main outcome: value, and difference to the baseline with its interval.

    ``values`` is (replications x arms) from `aggregate.by_arm`.
    """
    base = values[str(baseline)].to_numpy(float)
    rows = []
    for arm in arms:
        own = values[str(arm)].to_numpy(float)
        for name, statistic in STATISTICS.items():
            low, high = bca_interval(statistic, own, base, confidence) if arm != baseline else (float("nan"),) * 2
            difference = float(statistic(own) - statistic(base)) if arm != baseline else float("nan")
            rows.append((str(arm), arm.layout, arm.policy, name, float(statistic(own)), difference, low, high))
    columns = ["arm", "layout", "policy", "statistic", "value", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
