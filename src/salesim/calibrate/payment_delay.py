"""When customers pay: the share of late invoices, and how late.

Invoices still unpaid count as late by more than everybody else, so quantiles up to the share paid are right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from salesim.calibrate.fit import NORMAL_95

MIN_INVOICES = 30
SETTLED_DAYS = 60  # an invoice counts once it was due so long ago: before, only the early payers would be seen
HABIT_LOG_VARIANCE = 0.0974  # of log U(.5, 1.5), by which the simulation's customers differ in how late they pay


@dataclass(frozen=True)
class PaymentDelay:
    """Estimates from invoices; of each (value, low, high) with a 95 % interval."""

    terms_days: float
    late_share: tuple[float, float, float]
    late_median_days: tuple[float, float, float]
    late_sigma: tuple[float, float, float]
    n: int
    n_late: int


def fit_payment_delay(ordered: np.ndarray, due: np.ndarray, paid: np.ndarray, end: int) -> PaymentDelay | None:
    """Estimates from the days (since 1970, NaN unknown or not yet) of each invoice, (n,); None if there are too few.

    ``end`` is the day up to which payments are known.
    """
    counts = due <= end - SETTLED_DAYS
    ordered, due, paid = ordered[counts], due[counts], paid[counts]
    n = len(due)
    if n < MIN_INVOICES:
        return None
    late_days = np.where(np.isnan(paid), np.inf, paid - due)
    late = np.sort(late_days[late_days > 0])
    share = len(late) / n
    if len(late) < MIN_INVOICES or not np.isfinite(late[int(0.5 * len(late))]):
        nothing = (np.nan, 0.0, np.inf)
        return PaymentDelay(float(np.median(due - ordered)), proportion(len(late), n), nothing, nothing, n, len(late))
    paid_share = float(np.isfinite(late).mean())
    upper = min(0.75, 0.95 * paid_share)
    lower = 0.25
    width = norm.ppf(upper) - norm.ppf(lower)
    spread = float(np.log(quantile(late, upper)) - np.log(quantile(late, lower))) / width
    sigma = float(np.sqrt(max(spread**2 - HABIT_LOG_VARIANCE, 0.0)))
    half = NORMAL_95 * 1.17 * spread / np.sqrt(len(late))  # of quartiles of a normal sample
    middle = 0.5 * np.sqrt(len(late)) * NORMAL_95
    ranks = np.clip([0.5 * len(late) - middle, 0.5 * len(late) + middle], 0, len(late) - 1).astype(int)
    return PaymentDelay(
        terms_days=float(np.median(due - ordered)),
        late_share=(share, *proportion(len(late), n)[1:]),
        late_median_days=(quantile(late, 0.5), float(late[ranks[0]]), float(late[ranks[1]])),
        late_sigma=(sigma, max(sigma - half, 0.0), sigma + half),
        n=n,
        n_late=len(late),
    )


def proportion(count: int, n: int) -> tuple[float, float, float]:
    """A share with its 95 % interval (Wilson 1927)."""
    z = NORMAL_95
    center = (count + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * np.sqrt(count * (n - count) / n + z * z / 4)
    return count / n, max(float(center - half), 0.0), min(float(center + half), 1.0)


def quantile(ordered: np.ndarray, level: float) -> float:
    """Quantile of sorted values that may end in infinities."""
    return float(ordered[min(int(level * len(ordered)), len(ordered) - 1)])
