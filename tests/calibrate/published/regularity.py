"""How regular customers order: the k of Erlang-k gaps between orders.

Of two successive gaps of one customer the first one's share M = g1 / (g1 + g2) is Beta(k, k), whatever the customer's
rate is, so that its variance 1 / (4 (2k + 1)) tells k. k = 1 is as irregular as chance.

Source: Wheat & Morrison 1990, "Estimating purchase regularity with two interpurchase times", Journal of Marketing
Research 27(1).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.calibrate.fit import NORMAL_95


def first_gap_shares(gaps: pd.DataFrame) -> np.ndarray:
    """M of each customer with two gaps or more, from the latest two: (n,). ``gaps``: customer, weeks, in time order."""
    last_two = gaps.groupby("customer").tail(2)
    counts = last_two.groupby("customer")["weeks"].transform("size")
    pairs = last_two.loc[counts == 2, "weeks"].to_numpy().reshape(-1, 2)
    return pairs[:, 0] / pairs.sum(axis=1)


def fit_regularity(shares: np.ndarray) -> tuple[float, float, float]:
    """k and its 95 % confidence interval from the variance of the shares; (1, 0, inf) with fewer than ten of them.

    Around their own mean, not 1/2: who is watched up to a fixed day shows the latest gap a little too short.
    """
    if len(shares) < 10:
        return 1.0, 0.0, np.inf
    squares = (shares - shares.mean()) ** 2
    variance, error = squares.mean(), squares.std(ddof=1) / np.sqrt(len(shares))
    low, high = variance - NORMAL_95 * error, variance + NORMAL_95 * error
    return phases(variance), phases(high), phases(low) if low > 0 else np.inf


def phases(variance: float) -> float:
    """k from Var(M) = 1 / (4 (2k + 1)); 0 where the gaps vary more than any k explains."""
    return max(0.0, (1.0 - 4.0 * variance) / (8.0 * variance))
