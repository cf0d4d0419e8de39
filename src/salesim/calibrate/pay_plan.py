"""Salary and commission from payouts: the straight line through reps' pay against their sales of the same period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from salesim.calibrate.fit import NORMAL_95

MIN_ROWS = 12


@dataclass(frozen=True)
class PayLine:
    """pay = salary + rate x sales: (value, low, high) with 95 % limits, and the share of variance explained."""

    salary_per_month: tuple[float, float, float]
    commission_rate: tuple[float, float, float]
    explained: float
    n: int


def fit_pay_line(sales: np.ndarray, pay: np.ndarray, months: np.ndarray) -> PayLine | None:
    """Least squares over reps and periods of some ``months`` each, (n,); errors allow for unequal variances (HC1)."""
    n = len(pay)
    if n < MIN_ROWS or np.ptp(sales) <= 0:
        return None
    design = np.column_stack([months, sales])
    inverse = np.linalg.pinv(design.T @ design)
    beta = inverse @ design.T @ pay
    residual = pay - design @ beta
    meat = (design * residual[:, None]).T @ (design * residual[:, None])
    error = np.sqrt(np.diag(inverse @ meat @ inverse) * n / (n - 2))
    explained = 1.0 - float(residual @ residual) / max(float(((pay - pay.mean()) ** 2).sum()), 1e-12)
    lines = [(float(b), float(b - NORMAL_95 * e), float(b + NORMAL_95 * e)) for b, e in zip(beta, error, strict=True)]
    return PayLine(lines[0], lines[1], explained, n)
