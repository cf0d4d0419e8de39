"""Do cohorts order as the model expects? Repeat orders of those who first ordered in the same quarter, week by week.

The model knows nothing of a cohort's customers but when each first ordered. Given lambda and p, the nth repeat order is
there after t weeks if n gaps, an Erlang-kn time, have passed and the customer did not leave with one of the n - 1
before. Averaged over lambda ~ Gamma(r, alpha) and p ~ Beta(a, b) the expected number is

    E X(t) = sum over n of B(a, b + n - 1) / B(a, b) x I(kt / (alpha + kt); kn, r),

I the regularized incomplete beta function. At k = 1 it is the expectation of BG/NBD (Fader, Hardie & Lee 2005).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.interpolate import PchipInterpolator
from scipy.special import betainc, betaln

from salesim.calibrate.backtest import Backtest
from salesim.calibrate.customer_base import CustomerBase
from salesim.phrase import Phrase
from salesim.wording.text import N_

MAX_COHORTS = 12  # older ones are put together
N_AGES = 80  # at which the expectation is worked out; between them it is smooth
FIRST_TERMS, MAX_TERMS = 64, 16_384
SMALL = 1e-4  # orders per customer, below which further terms do not count


@dataclass(frozen=True)
class Cohorts:
    """Cumulative repeat orders by cohort.

    Parameters
    ----------
    cohorts : one row a cohort: quarter (its first day), earlier (whether it holds older ones, too), customers, actual
        and model (repeat orders up to the end).
    weeks : one row a cohort and week since its begin: quarter, monday, actual, model (cumulative).
    split : day (datetime64) at which the model stopped learning; None if it learned from all.
    n_before : customers of long standing, who are in no cohort.
    """

    cohorts: pd.DataFrame
    weeks: pd.DataFrame
    split: Any
    n_before: int

    def plain(self) -> pd.DataFrame:
        """The cohorts with dates as text."""
        return self.cohorts.assign(quarter=self.cohorts["quarter"].astype(str))


def cohorts(base: CustomerBase, days: pd.DataFrame, tested: Backtest | None) -> Cohorts | None:
    """Cohorts of all customers of a base, against the model of the backtest's calibration window if there is one.

    None without a fit or where nobody is seen from the first order on. ``days`` : from `days_of_orders`.
    """
    if base.fit is None:
        return None
    model = tested.base if tested is not None else base
    fresh = base.histories.seen_before == 0.0
    n_weeks = base.n_days // 7
    first = base.first[fresh]
    if not len(first) or n_weeks < 1:
        return None
    tau = model.tau(base.n_days)
    ages = tau[-1] * np.linspace(0.0, 1.0, N_AGES) ** 2
    curve = PchipInterpolator(ages, expected_repeats(model.values, model.phases, ages))
    quarter = (base.start + first).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) // 3
    names = np.unique(quarter)
    oldest = names[-MAX_COHORTS] if len(names) > MAX_COHORTS else names[0]
    cohort = np.maximum(quarter, oldest)

    inside = days[(days["day"] >= base.start) & (days["day"] < base.start + 7 * n_weeks)]
    repeat = inside[inside.duplicated("customer").to_numpy()]
    of_code = np.full(int(base.codes.max()) + 1, -1)
    of_code[base.codes[fresh]] = cohort
    own, week = of_code[repeat["customer"].to_numpy()], (repeat["day"].to_numpy() - base.start) // 7
    rows, frames = [], []
    for name in np.unique(cohort):
        begins, n = np.unique(first[cohort == name], return_counts=True)
        at = np.arange(begins[0] // 7, n_weeks)
        actual = np.bincount(week[own == name], minlength=n_weeks).cumsum()[at]
        age = tau[7 * (at + 1)] - 0.5 * (tau[begins] + tau[begins + 1])[:, None]
        expected = n @ curve(np.maximum(age, 0.0))
        start = (3 * name).astype("datetime64[M]").astype("datetime64[D]")
        monday = (base.start + 7 * (at + 1)).astype("datetime64[D]")
        frames.append(pd.DataFrame({"quarter": start, "monday": monday, "actual": actual, "model": expected}))
        rows.append((start, name == oldest != names[0], int(n.sum()), int(actual[-1]), float(expected[-1])))
    return Cohorts(
        pd.DataFrame(rows, columns=["quarter", "earlier", "customers", "actual", "model"]),
        pd.concat(frames, ignore_index=True),
        None if tested is None else np.datetime64(base.start + 7 * tested.split, "D"),
        int((~fresh).sum()),
    )


def expected_repeats(parameters: np.ndarray, k: int, weeks: np.ndarray) -> np.ndarray:
    """Repeat orders expected of a new customer within some weeks of its first order, (n,), under r, alpha, a, b."""
    r, alpha, a, b = parameters
    share = k * np.asarray(weeks, float) / (alpha + k * np.asarray(weeks, float))
    total, begin, end = np.zeros(len(share)), 1, FIRST_TERMS
    while True:
        n = np.arange(begin, end + 1)[:, None]
        terms = np.exp(betaln(a, b + n - 1.0) - betaln(a, b)) * betainc(k * n, r, share)
        total += terms.sum(axis=0)
        if end >= MAX_TERMS or terms[-1].max() * end < SMALL:
            return total
        begin, end = end + 1, 2 * end


def cohort_name(quarter: pd.Timestamp, earlier: bool) -> Phrase:
    """A cohort as readers call it."""
    year, number = str(quarter.year), str((quarter.month + 2) // 3)
    if earlier:
        return Phrase(N_("up to {year} Q{quarter}"), year=year, quarter=number)
    return Phrase(N_("{year} Q{quarter}"), year=year, quarter=number)
