"""The customers of an export as the buying model sees them: histories, seasons, estimates, and who is still there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from salesim.agents.buying import BuyingParameters
from salesim.calibrate.fit import LOOSE, SHARP, Fit
from salesim.calibrate.histories import Histories
from salesim.calibrate.regular_buying import (
    CHI2_1,
    NAMES,
    Outlook,
    fit_buying,
    fit_given,
    fit_phases,
    fit_rates,
    log_likelihoods,
    mean_churn,
    outlook,
    with_orders_before,
)
from salesim.calibrate.season import EVEN, MIN_DAYS, Seasons, clock, even_expectation, fit_seasons
from salesim.export.dates import NO_DAY

MIN_CUSTOMERS = 30  # with a repeat order
MIN_WEEKS = 8
MAX_FOR_SEASON = 10_000  # customers from whom a first fit is made, to find the season with
MAX_FOR_FIT = 30_000  # customers from whom parameters are estimated; more would not make them better known than needed
LARGEST_SEASON_ERROR = 0.25
MIN_GAPS = 3.0  # a history shorter than so many mean gaps says nothing on churn ...
MIN_FOR_CHURN = 26  # ... nor one shorter than so many weeks
CHI2_2 = 5.991


@dataclass(frozen=True)
class CustomerBase:
    """Customers with orders in a window, and what was fitted to them.

    Parameters
    ----------
    codes : (n,) their codes in the export, ascending; further arrays are in this order.
    first, last : (n,) day of the first and latest order, from the window's start.
    n_days : days of the window.
    start : its first day since 1970.
    seasons : with which ``histories`` count time; `EVEN` if none could be fitted, then ``season_error`` says how
        uncertain they would have been (NaN if the window is too short for any).
    phases, phases_range : k, and those that fit about as well.
    fit : of r, alpha, a, b, but for those that are the prior's: a and b where churn is unknown, r where only the mean
        rate is known; None with too few customers.
    values : r, alpha, a, b as used.
    full : the fit of all four, whether or not it is used; None with too few customers.
    churn : what the data say on churn: ok, loose, short, rare, or few.
    rivals : the fits of all four under every other k that fits about as well.
    counts_before : whether customers of long standing churn less, as the dates of first orders would have it.
    fitted_rows : the customers from whom parameters were estimated, at most `MAX_FOR_FIT`; none with too few.
    """

    codes: np.ndarray
    first: np.ndarray
    last: np.ndarray
    n_days: int
    start: int
    histories: Histories
    seasons: Seasons
    season_error: float
    phases: int
    phases_range: tuple[int, int]
    fit: Fit | None
    full: Fit | None
    values: np.ndarray
    churn: str
    counts_before: bool
    outlook: Outlook
    rivals: tuple[Fit, ...] = ()
    fitted_rows: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))

    def quantity(self, function: Callable[[np.ndarray], float]) -> tuple[float, float, float]:
        """A function of r, alpha, a and b with its 95 % interval, which includes the choice of k."""
        assert self.full is not None
        value, low, high = self.full.interval_of(function)
        others = [fit.interval_of(function) for fit in self.rivals]
        return value, min([low, *(one[1] for one in others)]), max([high, *(one[2] for one in others)])

    @property
    def weeks(self) -> float:
        return self.n_days / 7.0

    @property
    def n_repeaters(self) -> int:
        return int((self.histories.x > 0).sum())

    def tau(self, n_days: int) -> np.ndarray:
        """The clock [weeks] from the window's start over some days, (n_days + 1,)."""
        return clock(self.start, n_days, self.seasons.factors)


def fit_customer_base(
    days: pd.DataFrame, start: int, end: int, first_day: np.ndarray, rng: np.random.Generator
) -> CustomerBase:
    """Fit the buying model to the orders of a window.

    Parameters
    ----------
    days : from `days_of_orders`; those outside of the window are left out.
    start, end : first and last day of the window.
    first_day : (n_codes,) day on which each customer first ordered, as the export states it; `NO_DAY` unknown.
    """
    prior = BuyingParameters()
    prior_values = np.array([prior.rate_shape, prior.rate_scale, prior.churn_a, prior.churn_b])
    inside = days[(days["day"] >= start) & (days["day"] <= end)]
    customer, day = inside["customer"].to_numpy(), inside["day"].to_numpy() - start
    n_days = end - start + 1
    begins = np.flatnonzero(np.diff(customer, prepend=-1))
    codes, first = customer[begins], day[begins]
    last = day[np.append(begins[1:], len(day)) - 1]
    stated = first_day[codes]
    weeks_before = np.where((stated != NO_DAY) & (stated < start), first + start - stated, 0) / 7.0

    def histories(seasons: Seasons) -> Histories:
        tau = clock(start, n_days, seasons.factors)
        return make_histories(customer, day, begins, tau, weeks_before > 0)

    h, seasons, error = histories(EVEN), EVEN, np.nan
    n_days_ok = n_days >= 7 * MIN_WEEKS
    if int((h.x > 0).sum()) < MIN_CUSTOMERS or not n_days_ok:
        seen = outlook(prior_values, prior.phases, h)
        k = prior.phases
        return CustomerBase(
            codes, first, last, n_days, start, h, EVEN, error, k, (1, 20), None, None, prior_values, "few", True, seen
        )
    k, k_range = fit_phases(h, rng)
    guess = None
    if n_days >= MIN_DAYS:
        guess = fit_buying(some_of(h, MAX_FOR_SEASON, rng), k, polish=False).values
        seen = outlook(guess, k, h)
        is_repeat = np.ones(len(day), bool)
        is_repeat[begins] = False
        counts = np.bincount(day[is_repeat], minlength=n_days)
        found = fit_seasons(counts, even_expectation(first, last, seen, k, n_days), start)
        error = float(np.sqrt((found.log_errors**2).mean()))
        if error <= LARGEST_SEASON_ERROR:
            seasons = found
            h = histories(seasons)
    counts_before = False
    if (weeks_before > 0).any():
        h, guess, counts_before = with_or_without_before(h, k, guess, weeks_before, rng)
    fitted_rows = some_rows(h, MAX_FOR_FIT, rng)
    some = h.rows(fitted_rows)
    full = fit_buying(some, k, guess)
    fit, values, churn = judge_churn(full, some, k, prior_values, n_days / 7.0)
    fit, values = judge_rates(fit, values, some, k, prior.rate_shape)
    rivals = tuple(
        fit_buying(some, other, full.values, polish=False)
        for other in range(max(k_range[0], k - 2), min(k_range[1], k + 2) + 1)
        if other != k
    )
    seen = outlook(values, k, h)
    return CustomerBase(
        codes,
        first,
        last,
        n_days,
        start,
        h,
        seasons,
        error,
        k,
        k_range,
        fit,
        full,
        values,
        churn,
        counts_before,
        seen,
        rivals,
        fitted_rows,
    )


def carried_on(base: CustomerBase, days: pd.DataFrame, end: int, first_day: np.ndarray) -> CustomerBase:
    """The customers as they are known at a later day ``end``, under parameters that were fitted before.

    ``days`` and ``first_day`` as of `fit_customer_base`.
    """
    inside = days[(days["day"] >= base.start) & (days["day"] <= end)]
    customer, day = inside["customer"].to_numpy(), inside["day"].to_numpy() - base.start
    n_days = end - base.start + 1
    begins = np.flatnonzero(np.diff(customer, prepend=-1))
    codes, first = customer[begins], day[begins]
    stated = first_day[codes]
    weeks_before = np.where((stated != NO_DAY) & (stated < base.start), first + base.start - stated, 0) / 7.0
    h = make_histories(customer, day, begins, base.tau(n_days), weeks_before > 0)
    if base.counts_before and (weeks_before > 0).any():
        h = with_orders_before(h, base.values, base.phases, weeks_before)
    last = day[np.append(begins[1:], len(day)) - 1]
    seen = outlook(base.values, base.phases, h)
    return replace(base, codes=codes, first=first, last=last, n_days=n_days, histories=h, outlook=seen)


def with_or_without_before(
    h: Histories, k: int, guess: np.ndarray | None, weeks_before: np.ndarray, rng: np.random.Generator
) -> tuple[Histories, np.ndarray, bool]:
    """Histories with the orders before they begin, or without if that fits better; a first fit; and which it is.

    Dates since when somebody is a customer are often those of a new CRM and say nothing of orders before.
    """
    rows = np.arange(len(h))
    if len(h) > MAX_FOR_SEASON:
        rows = np.sort(rng.choice(len(h), MAX_FOR_SEASON, replace=False))
    without = fit_buying(h.rows(rows), k, guess, polish=False)
    before = with_orders_before(h, without.values, k, weeks_before)
    fit = fit_buying(before.rows(rows), k, without.values, polish=False)
    if fit.log_likelihood >= without.log_likelihood:
        return before, fit.values, True
    return h, without.values, False


def some_of(h: Histories, most: int, rng: np.random.Generator) -> Histories:
    """All histories, or a random part of them if there are more."""
    return h.rows(some_rows(h, most, rng)) if len(h) > most else h


def some_rows(h: Histories, most: int, rng: np.random.Generator) -> np.ndarray:
    """Numbers of all histories, or of a random part of them if there are more, ascending."""
    return np.sort(rng.choice(len(h), most, replace=False)) if len(h) > most else np.arange(len(h))


def make_histories(
    customer: np.ndarray, day: np.ndarray, begins: np.ndarray, tau: np.ndarray, seen_before: np.ndarray
) -> Histories:
    """Histories from order days sorted by customer and day; ``begins`` are the rows at which a customer begins.

    An order counts at noon of its day on the clock ``tau`` (days + 1,), and the window ends at noon of its last day, so
    that times are differences of days, as is usual with such data.
    """
    at = 0.5 * (tau[day] + tau[day + 1])
    n_orders = np.diff(np.append(begins, len(day)))
    gap = np.diff(at, prepend=0.0)
    gap[begins] = 1.0  # before a first order there is no gap; its logarithm is 0
    ends = np.append(begins[1:], len(day)) - 1
    return Histories(
        x=(n_orders - 1).astype(float),
        t_x=at[ends] - at[begins],
        t_end=0.5 * (tau[-2] + tau[-1]) - at[begins],
        log_gaps=np.add.reduceat(np.log(gap), begins),
        seen_before=seen_before.astype(float),
        before_if_stays=np.zeros((len(begins), 1)),
        before_if_churned=np.zeros((len(begins), 1)),
    )


def judge_churn(full: Fit, h: Histories, k: int, prior: np.ndarray, weeks: float) -> tuple[Fit, np.ndarray, str]:
    """What the data say on churn, and the parameters to use: their own, or the prior's a and b with fitted rates.

    The churn probability after an order, a / (a + b), is judged by the ends of its interval. Where that is wide, the
    prior is kept unless the likelihood refutes it, which it does where hardly anybody churned.
    """
    mean_gap = float(np.median(h.t_x[h.x > 0] / h.x[h.x > 0]))
    _, low, high = full.interval_of(mean_churn)
    ratio = high / low if low > 0 else np.inf
    long_enough = weeks >= max(MIN_GAPS * mean_gap, MIN_FOR_CHURN)
    if long_enough and ratio <= LOOSE:
        return full, full.values, "ok" if ratio <= SHARP else "loose"
    rates = fit_rates(h, k, prior[2], prior[3])
    values = np.array([*rates.values, prior[2], prior[3]])
    under_prior = float(log_likelihoods(values, k, h).sum())
    if long_enough and 2.0 * (full.log_likelihood - under_prior) > CHI2_2:
        return full, full.values, "rare"
    return rates, values, "short"


def judge_rates(fit: Fit, values: np.ndarray, h: Histories, k: int, prior_shape: float) -> tuple[Fit, np.ndarray]:
    """The fit and r, alpha, a, b to use: with the prior's r where the data know r and alpha only together.

    Never one of the two without the other: what the data do know is r / alpha. The prior is kept unless refuted.
    """
    if not {fit.verdict("r"), fit.verdict("alpha")} & {"not identifiable"}:
        return fit, values
    given = {"r": prior_shape, **{name: values[i] for i, name in enumerate(NAMES) if name not in fit.names}}
    start = values * np.where(np.isin(NAMES, ("r", "alpha")), prior_shape / values[0], 1.0)
    kept = fit_given(h, k, given, start)
    if 2.0 * (fit.log_likelihood - kept.log_likelihood) > CHI2_1:
        return fit, values
    return kept, np.array([given[name] if name in given else kept[name] for name in NAMES])
