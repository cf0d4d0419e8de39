"""Outcomes of a run that its summary does not hold, because they are about single reps: who earns least, how evenly."""

from __future__ import annotations

import numpy as np
import pandas as pd

NAMES = ("lowest_attainment", "lowest_pay_cny", "pay_gini")


def rep_outcomes(rep_quarters: pd.DataFrame) -> dict[str, float]:
    """Of the seats whose holder was there for a whole quarter, quarter by quarter and then on average over a seat's.

    lowest_attainment : of the seat that attains least
    lowest_pay_cny : variable pay of the seat that earns least, a quarter
    pay_gini : Gini coefficient of variable pay among seats, 0 if all earn the same
    """
    full = rep_quarters[rep_quarters["full_quarter"] == 1]
    if full.empty:
        return dict.fromkeys(NAMES, 0.0)
    paid = [name for name in full.columns if name.endswith("pay_cny") and not name.startswith("fixed")]
    pay = full[paid].sum(axis=1).groupby(full["seat"]).mean().to_numpy()
    attained = full.groupby("seat")["attainment"].mean()
    return dict(zip(NAMES, (float(attained.min()), float(pay.min()), gini(pay))))


def gini(amounts: np.ndarray) -> float:
    """Mean absolute difference of two of the (n,) amounts as a share of twice their mean; 0 if there is nothing.

    >>> gini(np.array([1.0, 1.0])), round(gini(np.array([0.0, 0.0, 0.0, 4.0])), 2)
    (0.0, 0.75)
    """
    x = np.sort(np.maximum(amounts, 0.0))
    n, total = len(x), float(x.sum())
    if total == 0.0:
        return 0.0
    return float((2.0 * np.arange(1, n + 1) - n - 1.0) @ x / (n * total))
