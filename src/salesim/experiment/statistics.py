"""How far apart two arms are under common random numbers, and what may be concluded from it.

Replication i of every arm has the same customers, competitors and random numbers, so the arms are compared replication
by replication: the differences d_i = y_i - b_i vary far less than the outcomes themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from salesim.errors import InputError
from salesim.phrase import Phrase

BETTER, WORSE, EQUIVALENT, UNDECIDED = "better", "worse", "equivalent", "undecided"

MAX_T_DRAWS = 20_000
KNOWN = 10  # replications from which on correlations are known well enough
MOST = 60  # replications drawn
CELLS = 1_000_000  # drawn values held at a time


@dataclass(frozen=True)
class PairedDifference:
    """An arm minus the baseline over n replications.

    Attributes
    ----------
    mean, low, high : mean of the differences and its Student-t interval; NaN limits for a single replication.
    sd : standard deviation of the differences, with n - 1; NaN for a single replication.
    skewness : of the differences, see `skewness`; 0 below three replications.
    correlation : between arm and baseline over the replications; NaN if one of them does not vary.
    variance_reduction : (var y + var b) / var d, how many times more replications would be needed if each arm had
        its own random numbers; infinite if the differences do not vary, NaN if nothing varies.
    p : two-sided p value of "the mean difference is zero"; 1 for a single replication.
    n_above, n_below : replications in which the arm lies above or below the baseline.
    """

    n: int
    mean: float
    low: float
    high: float
    sd: float
    correlation: float
    variance_reduction: float
    p: float
    n_above: int
    n_below: int
    skewness: float = 0.0

    @property
    def is_skewed(self) -> bool:
        """Whether there are too few replications for a Student-t interval of differences so skewed.

        n should exceed 25 times the squared skewness (Cochran 1977, Sampling Techniques, 2.15); a skewness within
        two standard errors of 0 is taken for chance.
        """
        n = self.n
        if n < 3:
            return False
        error = (6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3))) ** 0.5
        return n < 25 * self.skewness**2 and abs(self.skewness) > 2 * error


def paired_difference(arm: ArrayLike, baseline: ArrayLike, confidence: float = 0.95) -> PairedDifference:
    """Compare two arms replication by replication: d̄ ± t(n-1) · s_d / √n.

    Parameters
    ----------
    arm, baseline : (n,) outcome of each replication, in the same order.
    confidence : coverage of the interval, between 0 and 1.

    Differences within rounding error of the outcomes count as zero, so that arms which agree to the last minor unit but
    one do not become significantly different.

    >>> d = paired_difference([3.0, 5.0, 7.0], [1.0, 4.0, 4.0])
    >>> d.mean, round(d.low, 2), round(d.high, 2), d.n_above
    (2.0, -0.48, 4.48, 3)
    """
    y, b = finite(arm, "arm"), finite(baseline, "baseline")
    if y.size != b.size:
        raise InputError(
            Phrase(
                "option and baseline differ in their number of replications: {n} and {n_baseline}",
                n=y.size,
                n_baseline=b.size,
            )
        )
    d = y - b
    rounding = 8 * np.finfo(float).eps * max(np.abs(y).max(), np.abs(b).max())
    d[np.abs(d) <= rounding] = 0.0
    mean, low, high = mean_interval(d, confidence)
    sd = spread(d, rounding)
    sd_y, sd_b = spread(y, rounding), spread(b, rounding)
    correlation = float("nan")
    if sd_y > 0 and sd_b > 0:
        covariance = float(np.sum((y - y.mean()) * (b - b.mean()))) / (d.size - 1)
        correlation = float(np.clip(covariance / (sd_y * sd_b), -1, 1))
    independent = sd_y**2 + sd_b**2
    if sd > 0:
        reduction = independent / sd**2
    else:
        reduction = float("inf") if independent > 0 else float("nan")
    p = 1.0 if d.size < 2 else 2 * tail(abs(mean), sd, d.size)
    return PairedDifference(
        n=d.size,
        mean=mean,
        low=low,
        high=high,
        sd=sd if d.size > 1 else float("nan"),
        correlation=correlation,
        variance_reduction=reduction,
        p=min(p, 1.0),
        n_above=int((d > 0).sum()),
        n_below=int((d < 0).sum()),
        skewness=skewness(d) if sd > 0 else 0.0,
    )


def skewness(values: NDArray[np.float64]) -> float:
    """Fisher's G1 of (n,) values: mean cubed deviation in units of σ, allowing for few values; 0 if n < 3 or σ = 0.

    >>> round(skewness(np.array([0.0, 0.0, 0.0, 1.0])), 2)
    2.0
    """
    n, away = values.size, values - values.mean()
    second = float(np.mean(away**2))
    if n < 3 or second == 0:
        return 0.0
    return float(np.mean(away**3) / second**1.5 * (n * (n - 1)) ** 0.5 / (n - 2))


def mean_interval(values: ArrayLike, confidence: float = 0.95) -> tuple[float, float, float]:
    """Mean and Student-t interval (mean, low, high) of (n,) values; the limits are NaN when n = 1."""
    if not 0 < confidence < 1:
        raise InputError("the confidence of an interval", value=confidence, allowed="between 0 and 1, such as 0.95")
    x = finite(values, "values")
    mean = float(x.mean())
    if x.size < 2:
        return mean, float("nan"), float("nan")
    half = float(scipy.special.stdtrit(x.size - 1, (1 + confidence) / 2)) * spread(x, 0.0) / x.size**0.5
    return mean, mean - half, mean + half


def equivalence_p(difference: PairedDifference, margin: float) -> float:
    """p value of "the arms differ by ``margin`` or more": the larger of two one-sided t tests.

    Source: Schuirmann 1987, two one-sided tests (TOST). Without replications to judge by, 1.
    """
    if not margin >= 0:
        raise InputError("the smallest difference that matters", value=margin, allowed="0 or more")
    if difference.n < 2:
        return 1.0
    if difference.sd == 0:
        return 0.0 if abs(difference.mean) <= margin else 1.0
    return tail(margin - abs(difference.mean), difference.sd, difference.n)


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Adjust (k,) p values so that the chance of any false finding among the k stays below the level.

    Source: Holm 1979: the i-th smallest is multiplied by k - i + 1, and no adjusted value lies below one before it.

    >>> holm([0.04, 0.01, 0.03]).round(2).tolist()
    [0.06, 0.03, 0.06]
    """
    values = np.asarray(p, dtype=float)
    if not np.all((values >= 0) & (values <= 1)):
        raise InputError("p values must lie between 0 and 1")
    order = np.argsort(values, kind="stable")
    factors = np.arange(values.size, 0, -1)
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(np.maximum.accumulate(values[order] * factors), 1.0)
    return adjusted


def judge(mean: float, p: float, p_equivalent: float, higher_is_better: bool = True, level: float = 0.05) -> str:
    """The verdict on one arm: better, worse, equivalent or undecided.

    ``p`` and ``p_equivalent`` are adjusted for the number of arms. A difference shown to be smaller than what matters
    is called equivalent even if it is also shown not to be zero.
    """
    if p_equivalent < level:
        return EQUIVALENT
    if p < level:
        return BETTER if (mean > 0) == higher_is_better else WORSE
    return UNDECIDED


def simultaneous_factor(values: ArrayLike, confidence: float = 0.95) -> float:
    """How many standard errors about all means at a time hold all of the true ones with this confidence (max-t).

    Parameters
    ----------
    values : (n, k) n replications of k quantities that go together; n >= 2.

    The quantile of max |t| over the k, see `Simultaneous`.

    >>> alone = np.array([[1.0], [2.0], [4.0], [3.0], [2.0]])
    >>> round(simultaneous_factor(alone), 2), round(simultaneous_factor(np.tile(alone, (2, 2))), 1)
    (2.78, 2.3)
    """
    return Simultaneous(values).factor(confidence)


class Simultaneous:
    """What may be said of several means at a time: the distribution of the largest |t| among them (max-t).

    Each t has the standard deviation of its own n values; the correlations are those seen, below `KNOWN` replications
    none, which is on the safe side. By draws that are the same every time, of at most `MOST` replications each: more
    would make the limits narrower by less than 1 %. Of a single mean it is Student's own t. Source: Hothorn, Bretz &
    Westfall 2008 (single step), so that an interval misses zero just where the adjusted p value is below the level.

    Parameters
    ----------
    values : (n, k) n replications of k quantities that go together; n >= 2.
    draws : how many.
    """

    def __init__(self, values: ArrayLike, draws: int = MAX_T_DRAWS) -> None:
        x = np.asarray(values, dtype=float)
        self.n, self.k = x.shape
        x = x[:, x.std(axis=0) > 0]
        self.largest = np.zeros(0)
        if self.k > 1 and x.shape[1]:
            k, n = x.shape[1], min(self.n, MOST)
            correlations = np.corrcoef(x, rowvar=False).reshape(k, k) if self.n >= KNOWN else np.eye(k)
            sizes, directions = np.linalg.eigh(correlations)
            root = directions * np.sqrt(np.maximum(sizes, 0.0))
            random, at_once = np.random.default_rng(0), max(1, CELLS // (n * k))
            largest = []
            for first in range(0, draws, at_once):
                z = random.standard_normal((min(at_once, draws - first), n, k)) @ root.T
                largest.append(np.abs(z.mean(axis=1) / (z.std(axis=1, ddof=1) / n**0.5)).max(axis=1))
            self.largest = np.sort(np.concatenate(largest))

    def factor(self, confidence: float = 0.95) -> float:
        """Standard errors on either side that hold all true means with this confidence; 0 if nothing varies."""
        if self.k == 1:
            return float(scipy.special.stdtrit(self.n - 1, (1 + confidence) / 2))
        return float(np.quantile(self.largest, confidence)) if self.largest.size else 0.0

    def p(self, difference: PairedDifference) -> float:
        """The p value of one of the differences, adjusted for all of them; not below its own.

        Below the reach of the draws it is at most k times its own (Bonferroni).
        """
        if not self.largest.size or not difference.sd > 0:
            return difference.p
        t = abs(difference.mean) / (difference.sd / difference.n**0.5)
        above = 1.0 - np.searchsorted(self.largest, t) / self.largest.size
        return float(max(difference.p, above or min(1.0, self.k * difference.p)))


def tail(excess: float, sd: float, n: int) -> float:
    """Upper tail of Student's t at excess / (sd / √n) with n - 1 degrees of freedom; 0, 1/2 or 1 when sd is 0."""
    if sd == 0:
        return 0.5 if excess == 0 else float(excess < 0)
    return float(scipy.special.stdtr(n - 1, -excess / (sd / n**0.5)))


def spread(x: NDArray[np.float64], rounding: float) -> float:
    """Standard deviation of (n,) values with n - 1; 0 for one value or where only rounding makes them differ."""
    if x.size < 2 or np.ptp(x) <= rounding:
        return 0.0
    return float(x.std(ddof=1))


def finite(values: ArrayLike, name: str) -> NDArray[np.float64]:
    """A copy as (n,) floats; refuses an empty list, NaN and infinity."""
    x = np.array(values, dtype=float)
    if x.ndim != 1 or x.size == 0:
        raise InputError("one number for each replication is needed", field=name)
    if not np.isfinite(x).all():
        at = int(np.flatnonzero(~np.isfinite(x))[0])
        raise InputError(Phrase("not a finite number in replication {at}", at=at), field=name, value=float(x[at]))
    return x
