"""Do customers who differ order or leave at different rates, and do those who order often spend more per order?

Each column by itself: its groups have a scale of the order rate, alpha_g, and of the churn, b_g, of their own, with r
and a in common (time-invariant covariates as in Fader & Hardie 2007, "Incorporating time-invariant covariates into the
Pareto/NBD and BG/NBD models", brucehardie.com). Likelihood-ratio tests against one scale for all. It is association:
who is visited often may be so because it orders often.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from salesim.calibrate.buying_kernels import likelihood_and_gradient
from salesim.calibrate.customer_base import MIN_CUSTOMERS, CustomerBase
from salesim.calibrate.fit import NORMAL_95, maximum
from salesim.calibrate.histories import Rows, rows_of
from salesim.calibrate.notes import Note
from salesim.calibrate.order_values import Spending
from salesim.calibrate.regular_buying import RANGE
from salesim.calibrate.traits import Grouping
from salesim.phrase import Phrase
from salesim.wording import count
from salesim.wording.text import N_

STEP = 1e-4  # of a logarithm, for second derivatives
NO_CHURN_KNOWN = ("few", "short", "rare")
SURE = 0.05

CORRELATED = N_(
    "Among {n} customers with two or more orders, the rank correlation of orders per week with the value per order is "
    "{rho} ({low} to {high}): {direction} Existing customers keep their own rates and values in the scenario; those of "
    "new ones are drawn independently of each other, so that their sales are {bias}."
)
UNCORRELATED = N_(
    "Among {n} customers with two or more orders, the rank correlation of orders per week with the value per order is "
    "{rho} ({low} to {high}): none is to be seen, and the scenario takes the two to be independent."
)
MORE, LESS = (
    N_("those who order more often spend more per order."),
    N_("those who order more often spend less per order."),
)
TOO_LOW, TOO_HIGH = N_("a little too low"), N_("a little too high")


class Correlation(NamedTuple):
    """Spearman's rank correlation with its 95 % interval; ``n`` customers."""

    rho: float
    low: float
    high: float
    n: int

    def note(self) -> Note:
        places = {
            "n": count(self.n),
            **{
                name: count(value, decimals=2)
                for name, value in (("rho", self.rho), ("low", self.low), ("high", self.high))
            },
        }
        if self.low <= 0.0 <= self.high:
            return Note(UNCORRELATED, places)
        more = self.rho > 0.0
        words = {"direction": Phrase(MORE if more else LESS), "bias": Phrase(TOO_LOW if more else TOO_HIGH)}
        return Note(CORRELATED, {**places, **words})


def correlation(base: CustomerBase, spending: Spending) -> Correlation | None:
    """Of repeat orders per week with the mean order value, of customers with two orders or more.

    None with too few of them or where all are alike.
    The interval is Fisher's with the variance (1 + rho^2 / 2) / (n - 3) of Bonett & Wright 2000, "Sample size
    requirements for estimating Pearson, Kendall and Spearman correlations", Psychometrika 65(1).
    """
    h = base.histories
    rows = np.flatnonzero((h.x > 0) & (h.t_end > 0.0))
    rates, values = h.x[rows] / h.t_end[rows], spending.total[rows] / spending.n[rows]
    if len(rows) < MIN_CUSTOMERS or np.ptp(rates) == 0.0 or np.ptp(values) == 0.0:
        return None
    rho = float(stats.spearmanr(rates, values).statistic)
    if abs(rho) >= 1.0:
        return None
    half = NORMAL_95 * np.sqrt((1.0 + 0.5 * rho**2) / (len(rows) - 3))
    low, high = np.tanh(np.arctanh(rho) + np.array([-half, half]))
    return Correlation(rho, float(low), float(high), len(rows))


class RatioTest(NamedTuple):
    """A likelihood-ratio test: 2 x the difference of log-likelihoods is chi-square with ``df`` degrees of freedom."""

    statistic: float
    df: int

    @property
    def p(self) -> float:
        return float(stats.chi2.sf(self.statistic, self.df))


@dataclass(frozen=True)
class Covariate:
    """What customers of a column's groups do, against the largest one.

    Parameters
    ----------
    column : see `salesim.calibrate.traits.COLUMNS`.
    groups : group, customers, rate, rate_low, rate_high (ratio of mean order rates), churn, churn_low, churn_high
        (ratio of mean churn probabilities; NaN where the data do not tell churn, or of too few customers); the first
        row is the largest, 1.
    rate_test, churn_test : whether the groups differ; None where churn is not known.
    """

    column: str
    groups: pd.DataFrame
    rate_test: RatioTest
    churn_test: RatioTest | None

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        tests = {"rate_test": self.rate_test, "churn_test": self.churn_test}
        return {
            "column": self.column,
            "groups": self.groups.assign(group=self.groups["group"].astype(str)).to_dict("records"),
            **{name: None if test is None else {**test._asdict(), "p": test.p} for name, test in tests.items()},
        }


def covariates(base: CustomerBase, columns: list[Grouping]) -> list[Covariate]:
    """Each column's groups compared; none where the buying model could not be fitted."""
    if base.full is None:
        return []
    with_churn = base.churn not in NO_CHURN_KNOWN
    found = []
    for one in columns:
        fitted = base.fitted_rows[one.group[base.fitted_rows] < one.n_compared]
        rows = rows_of(base.histories.rows(fitted), one.group[fitted])
        found.append(compare_groups(one, rows, base.phases, base.full.values, with_churn))
    return found


def compare_groups(one: Grouping, rows: Rows, k: int, start: np.ndarray, with_churn: bool) -> Covariate:
    """Fits with one scale for all, one of the rate for each group, and one of churn, too."""
    n = one.n_compared
    r, alphas, a, bs = 0, np.arange(1, n + 1), n + 1, np.arange(n + 2, 2 * n + 2)
    likelihoods, values = [], np.concatenate([[start[0]], np.full(n, start[1]), [start[2]], np.full(n, start[3])])
    which = np.zeros(2 * n + 2, np.int64)  # of the free parameters each one is
    for rate_by_group, churn_by_group in ((False, False), (True, False), (True, True))[: 2 + with_churn]:
        which[r], which[alphas] = 0, np.arange(n) + 1 if rate_by_group else 1
        which[a] = which[alphas].max() + 1
        which[bs] = which[a] + 1 + (np.arange(n) if churn_by_group else 0)
        free, likelihood = fit_tied(rows, k, values, which)
        values = free[which]
        likelihoods.append(likelihood)
    logs, covariance = log_covariance(rows, k, free, which)

    def ratios(position: np.ndarray, slope: np.ndarray) -> np.ndarray:
        """exp of a difference of two logarithms, with its interval: (3,)."""
        half = NORMAL_95 * np.sqrt(max(float(slope @ covariance @ slope), 0.0))
        return np.exp(position + np.array([0.0, -half, half]))

    table = np.full((len(one.labels), 6), np.nan)
    table[0, :1] = 1.0
    mean = values[a] / (values[a] + values[bs])
    for g in range(1, n):
        slope = np.zeros(len(logs))
        slope[which[alphas[0]]] += 1.0
        slope[which[alphas[g]]] -= 1.0
        table[g, :3] = ratios(logs[which[alphas[0]]] - logs[which[alphas[g]]], slope)
        if with_churn:  # d log(a / (a + b)) is 1 - mean by log a, and minus that by log b
            slope = np.zeros(len(logs))
            slope[which[a]] += mean[0] - mean[g]
            slope[which[bs[g]]] -= 1.0 - mean[g]
            slope[which[bs[0]]] += 1.0 - mean[0]
            table[g, 3:] = ratios(np.log(mean[g] / mean[0]), slope)
    if with_churn:
        table[0, 3] = 1.0
    names = ("rate", "rate_low", "rate_high", "churn", "churn_low", "churn_high")
    frame = pd.DataFrame(table, columns=names)
    frame.insert(0, "group", pd.Series(one.labels, dtype=object))  # phrases stay phrases
    frame.insert(1, "customers", np.bincount(one.group, minlength=len(one.labels)))
    tests = [RatioTest(max(2.0 * (after - before), 0.0), n - 1) for before, after in pairwise(likelihoods)]
    return Covariate(one.column, frame, tests[0], tests[1] if with_churn else None)


def fit_tied(rows: Rows, k: int, start: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, float]:
    """Free parameters and their log-likelihood, where parameter i is the free one ``which[i]``; see the kernel."""
    n_groups = len(which) // 2 - 1
    range_of = np.repeat(np.arange(4), [1, n_groups, 1, n_groups])
    first = np.unique(which, return_index=True)[1]
    return maximum(partial(of_free, rows, k, which), start[first], RANGE[range_of[first]], rows.n)


def of_free(rows: Rows, k: int, which: np.ndarray, free: np.ndarray) -> tuple[float, np.ndarray]:
    """Log-likelihood and gradient of the free parameters."""
    value, gradient = likelihood_and_gradient(free[which], k, rows)
    return value, np.bincount(which, weights=gradient)


def log_covariance(rows: Rows, k: int, free: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logarithms of the free parameters (n,), and their covariance (n, n) from differences of the gradient."""
    logs = np.log(free)

    def slope(at: np.ndarray) -> np.ndarray:
        values = np.exp(at)
        return of_free(rows, k, which, values)[1] * values

    steps = STEP * np.eye(len(logs))
    second = np.array([(slope(logs - step) - slope(logs + step)) / (2.0 * STEP) for step in steps])
    return logs, np.linalg.pinv(0.5 * (second + second.T), rcond=1e-12, hermitian=True)
