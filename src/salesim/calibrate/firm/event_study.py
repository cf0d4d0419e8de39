"""What a change did, from those whom it touched and those whom it did not: difference in differences with leads.

With y_it the log of a rep's sales in period t, and e_i the first full period after the rep's change,

    y_it = rep effect + period effect + sum_k b_k [t = e_i + k] + error,

the effect is the touched reps' mean change from the periods before to those after, less the untouched reps' change
between the same periods. Reps are collapsed to one such difference each, so errors may be correlated within a rep in
any way (Bertrand, Duflo & Mullainathan 2004, Quarterly Journal of Economics 119(1)); touched reps are compared with
never-touched ones only, date by date, so that effects may differ between dates (Callaway & Sant'Anna 2021, Journal of
Econometrics 225(2)). With few reps a normal interval is too narrow (Cameron, Gelbach & Miller 2008, Review of Economics
and Statistics 90(3)); the variance is that of the clusters of each group, with Student's t at the degrees of freedom
that fit it (Satterthwaite; Bell & McCaffrey 2002, Survey Methodology 28(2)).

Who is touched may have been chosen for past sales. Then touched and untouched reps differ before the change, in the
last period, the last year or the trend; the greatest of these differences is compared with that of labels dealt out at
random.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t as student

NEVER = -1
MAX_BEFORE = MAX_AFTER = 8  # periods that count, before the change and after
MIN_BEFORE, MIN_AFTER = 3, 1
MIN_REPS = 3  # touched, and untouched, of which a variance can be told
LEVEL, PRE_LEVEL = 0.95, 0.10
N_DEALS = 999
SEED = 20_241_129  # of labels dealt out


class Difference(NamedTuple):
    """A difference between two groups' means with its standard error, degrees of freedom and interval."""

    value: float
    error: float
    freedom: float
    low: float
    high: float


@dataclass(frozen=True)
class EventStudy:
    """The effect of a change on log y.

    Parameters
    ----------
    effect : of all periods after the change together; None if there are too few reps or periods.
    leads : one row a period relative to the change: period (0 the first after it), touched (reps), effect, error,
        low, high; relative to the mean of the periods before.
    pre_gap : the greatest standardised difference before the change, and ``pre_value`` how often it is as great by
        chance.
    n_touched, n_untouched : reps that count.
    before, after : periods that count, of the rep with the most.
    """

    effect: Difference | None
    leads: pd.DataFrame
    pre_gap: float
    pre_value: float
    n_touched: int
    n_untouched: int
    before: int
    after: int

    @property
    def has_pre_trend(self) -> bool:
        """Whether touched and untouched reps differed before the change, more than chance would have it."""
        return self.pre_value < PRE_LEVEL


def event_study(y: np.ndarray, event: np.ndarray, gap: np.ndarray | None = None, seed: int = SEED) -> EventStudy:
    """The study of a panel.

    Parameters
    ----------
    y : (n_reps, n_periods) logs; NaN where a rep is left out.
    event : (n_reps,) first full period after each rep's change; `NEVER` for untouched reps.
    gap : (n_reps,) periods just before it that the change falls into, which count neither before nor after.
    """
    gap = np.zeros(len(event), np.int64) if gap is None else gap
    y, event, gap = usable_reps(y, event, gap)
    touched, untouched = event != NEVER, event == NEVER
    n_touched, n_untouched = int(touched.sum()), int(untouched.sum())
    leads = leads_and_lags(y, event, gap)
    before = int((event - gap)[touched].max(initial=0))
    after = int((y.shape[1] - event[touched]).max(initial=0))
    before, after = min(before, MAX_BEFORE), min(after, MAX_AFTER)
    if min(n_touched, n_untouched) < MIN_REPS:
        return EventStudy(None, leads, np.nan, np.nan, n_touched, n_untouched, before, after)
    own, of_controls = changes(y, event, gap)
    effect = difference(own, of_controls)
    pre_gap, pre_value = pre_trend(y, event, gap, seed)
    return EventStudy(effect, leads, pre_gap, pre_value, n_touched, n_untouched, before, after)


def usable_reps(y: np.ndarray, event: np.ndarray, gap: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The reps without missing periods that have enough of them before and after their change."""
    enough = (event == NEVER) | ((event - gap >= MIN_BEFORE) & (event + MIN_AFTER <= y.shape[1]))
    kept = enough & ~np.isnan(y).any(axis=1)
    return y[kept], event[kept], gap[kept]


def windows(event: int, gap: int, n_periods: int) -> tuple[slice, slice]:
    """The periods that count before and after a change."""
    return slice(max(event - gap - MAX_BEFORE, 0), event - gap), slice(event, min(event + MAX_AFTER, n_periods))


def change(y: np.ndarray, event: int, gap: int) -> np.ndarray:
    """Mean after less mean before a date, of every rep (n,)."""
    before, after = windows(event, gap, y.shape[1])
    moved: np.ndarray = y[:, after].mean(axis=1) - y[:, before].mean(axis=1)
    return moved


def changes(y: np.ndarray, event: np.ndarray, gap: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each touched rep's change less the untouched ones' mean (n_touched,), and each untouched rep's, centered.

    The changes of an untouched rep around several dates are averaged as often as dates have touched reps.
    """
    touched, untouched = np.flatnonzero(event != NEVER), event == NEVER
    own = np.zeros(len(touched))
    of_controls = np.zeros(int(untouched.sum()))
    for date, width in {(int(event[i]), int(gap[i])) for i in touched}:
        moved = change(y, date, width)
        here = (event[touched] == date) & (gap[touched] == width)
        own[here] = moved[touched[here]] - moved[untouched].mean()
        of_controls += (moved[untouched] - moved[untouched].mean()) * here.mean()
    return own, of_controls


def difference(own: np.ndarray, others: np.ndarray, level: float = LEVEL) -> Difference:
    """Mean of the first less that of the second group, variances not taken for equal."""
    parts = np.array([own.var(ddof=1) / len(own), others.var(ddof=1) / len(others)])
    variance = float(parts.sum())
    degrees = np.array([len(own) - 1, len(others) - 1])
    freedom = variance**2 / max(float((parts**2 / degrees).sum()), 1e-300) if variance > 0 else float(degrees.sum())
    value, error = float(own.mean() - others.mean()), variance**0.5
    half = float(student.ppf(0.5 + level / 2.0, freedom)) * error
    return Difference(value, error, freedom, value - half, value + half)


def leads_and_lags(y: np.ndarray, event: np.ndarray, gap: np.ndarray) -> pd.DataFrame:
    """`EventStudy.leads`: touched against untouched reps in each period around the change."""
    touched, untouched = np.flatnonzero(event != NEVER), event == NEVER
    rows = []
    for period in range(-MAX_BEFORE, MAX_AFTER):
        own, controls, weight = [], np.zeros(int(untouched.sum())), 0
        for i in touched:
            at = event[i] + period - (gap[i] if period < 0 else 0)
            if not 0 <= at < y.shape[1]:
                continue
            before, _ = windows(int(event[i]), int(gap[i]), y.shape[1])
            moved = y[:, at] - y[:, before].mean(axis=1)
            own.append(moved[i] - (moved[untouched].mean() if untouched.any() else 0.0))
            controls += moved[untouched] - (moved[untouched].mean() if untouched.any() else 0.0)
            weight += 1
        if len(own) < MIN_REPS or untouched.sum() < MIN_REPS:
            continue
        found = difference(np.array(own), controls / weight)
        rows.append((period, weight, found.value, found.error, found.low, found.high))
    return pd.DataFrame(rows, columns=["period", "touched", "effect", "error", "low", "high"])


def contrasts(n: int) -> np.ndarray:
    """What may differ before a change, as weights of n periods (n_contrasts, n): last, last year, trend.

    >>> contrasts(3).round(2)
    array([[-0.5, -0.5,  1. ],
           [-1. ,  0. ,  1. ]])
    """
    last = np.append(np.full(n - 1, -1.0 / (n - 1)), 1.0)
    trend = np.arange(n) - (n - 1) / 2.0
    found = [last, trend]
    if n >= 6:
        found.append(np.append(np.full(n - 4, -1.0 / (n - 4)), np.full(4, 0.25)))
    return np.array(found)


def pre_trend(y: np.ndarray, event: np.ndarray, gap: np.ndarray, seed: int) -> tuple[float, float]:
    """The greatest standardised difference of touched and untouched reps before the change, and its p-value.

    The p-value is the share of random deals of the same labels (dates included) with one as great; exact if labels
    were dealt at random.
    """
    at = {}  # contrasts of every rep around each date
    for date, width in sorted({(int(e), int(g)) for e, g in zip(event, gap) if e != NEVER}):
        before, _ = windows(date, width, y.shape[1])
        at[date, width] = y[:, before] @ contrasts(before.stop - before.start).T
    most = min(values.shape[1] for values in at.values())
    labels = np.full(len(event), NEVER)
    for number, (date, width) in enumerate(at):
        labels[(event == date) & (gap == width)] = number
    values = np.stack([moved[:, :most] for moved in at.values()])  # (n_dates, n_reps, n_contrasts)
    rng = np.random.default_rng(seed)
    deals = np.array([labels, *(rng.permutation(labels) for _ in range(N_DEALS))])
    greatest = standardised(values, deals).max(axis=1)
    return float(greatest[0]), float((greatest >= greatest[0] - 1e-9).mean())


def standardised(values: np.ndarray, deals: np.ndarray) -> np.ndarray:
    """Touched less untouched reps' mean over its standard error, in absolute terms, (n_deals, n_contrasts).

    Parameters
    ----------
    values : (n_dates, n_reps, n_contrasts) around each date.
    deals : (n_deals, n_reps) position of each rep's date, `NEVER` for untouched ones.
    """
    free = (deals == NEVER).astype(float)
    n_free = free.sum(axis=1, keepdims=True)
    n_own = deals.shape[1] - n_free
    total = squares = np.zeros((len(deals), values.shape[2]))
    shared = np.zeros(values.shape[1:])
    for number, moved in enumerate(values):
        dealt = (deals == number).astype(float)
        n = dealt.sum(axis=1, keepdims=True)
        mean, own = free @ moved / n_free, dealt @ moved
        total = total + own - n * mean
        squares = squares + dealt @ moved**2 - 2.0 * mean * own + n * mean**2
        shared += moved * (n[0] / n_own[0])
    of_own = (squares - total**2 / n_own) / (n_own - 1.0) / n_own
    of_free = (free @ shared**2 - (free @ shared) ** 2 / n_free) / (n_free - 1.0) / n_free
    found: np.ndarray = np.abs(total / n_own) / np.sqrt(np.maximum(of_own + of_free, 1e-24))
    return found
