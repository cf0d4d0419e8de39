"""Rival models of when customers order and leave, beside the one that the scenario takes.

All of them give the density of the same order times, so that log-likelihoods can be compared as they stand:

- BG/NBD: customers may leave after each repeat order; with Erlang-k gaps BG/CNBD-k (Reutterer, Platzer & Schröder 2021,
  "Leveraging purchase regularity for predicting customer behavior the easy way", IJRM 38(1)). The simulation's own.
- MBG/NBD, MBG/CNBD-k: they may leave after the very first order, too (Batislam, Denizel & Filiztekin 2007, "Empirical
  validation and comparison of models for customer base analysis", IJRM 24(3); Platzer & Reutterer as above).
- Pareto/NBD: they leave at any time.

The holdout's score is log p(orders of the holdout | orders before), with parameters from before: a proper score, exact
for each model, as the logarithm of the likelihood of all orders over that of those before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from salesim.calibrate import pareto_nbd
from salesim.calibrate.backtest import Backtest
from salesim.calibrate.buying_kernels import likelihood_and_gradient
from salesim.calibrate.customer_base import CustomerBase, make_histories
from salesim.calibrate.fit import maximum
from salesim.calibrate.histories import Histories, Rows, rows_of
from salesim.calibrate.notes import Note
from salesim.calibrate.regular_buying import NAMES, RANGE, expected_orders, log_likelihoods, outlook
from salesim.phrase import Phrase
from salesim.wording import count, percent
from salesim.wording.text import N_

PHASES = (1, 2, 3, 4)
BG, MBG, PARETO = "BG", "MBG", "Pareto"
MUCH = 10.0  # of AIC, beyond which the worse of two models has hardly any support (Burnham & Anderson 2002)

BETTER = N_(
    "{best} fits these orders better than {used}, which the scenario takes: its AIC is lower by {difference}. {meaning}"
)
BETTER_AHEAD = N_(
    "{best} fits these orders better than {used}, which the scenario takes: its AIC is lower by {difference}. "
    "{meaning} The orders of the holdout it foresaw with a bias of {best_bias}, {used} with one of {used_bias}."
)
AS_GOOD = N_(
    "No rival fits these orders better than {used}, which the scenario takes, by more than {much} units of AIC."
)
MEANINGS = {
    MBG: N_(
        "It lets customers leave after their very first order, too. The scenario's customers leave after repeat orders "
        "only, so that too many of those who ordered once are taken to be still there."
    ),
    PARETO: N_(
        "It lets customers leave at any time. The scenario's customers leave after an order, so that those who order "
        "often are taken to leave sooner than they do."
    ),
    BG: N_(
        "It differs in how regular the gaps between orders are, or in parameters that the scenario keeps at default."
    ),
}


@dataclass(frozen=True)
class Rival:
    """A model of buying, fitted; holdout figures are None without a backtest.

    Parameters
    ----------
    family : BG, MBG or Pareto; k : phases of a gap.
    values : its four parameters.
    n_parameters : estimated; k counts as one where it is not 1.
    is_used : whether the scenario takes it, and with ``has_defaults`` some of its parameters from the defaults.
    forecast, actual : orders of the holdout.
    error : mean absolute error of a customer's orders in the holdout.
    score : log density of the holdout's orders, the sum over customers.
    """

    family: str
    k: int
    values: np.ndarray
    log_likelihood: float
    n_parameters: int
    is_used: bool = False
    has_defaults: bool = False
    forecast: float | None = None
    actual: float | None = None
    error: float | None = None
    score: float | None = None

    @property
    def name(self) -> str:
        """As the trade calls it.

        >>> Rival("MBG", 2, np.ones(4), -1.0, 5).name
        'MBG/CNBD-2'
        """
        return f"{self.family}/NBD" if self.k == 1 else f"{self.family}/CNBD-{self.k}"

    @property
    def aic(self) -> float:
        return 2.0 * self.n_parameters - 2.0 * self.log_likelihood

    @property
    def bias(self) -> float | None:
        """Of the holdout's total, as a share of it."""
        return None if self.forecast is None or not self.actual else self.forecast / self.actual - 1.0


@dataclass(frozen=True)
class Rivals:
    """The models, by AIC; ``n`` customers behind them."""

    models: tuple[Rival, ...]
    n: int

    @property
    def used(self) -> Rival:
        return next(one for one in self.models if one.is_used)

    @property
    def best(self) -> Rival:
        return self.models[0]

    def differences(self) -> list[float]:
        """Of each model's AIC to the best one's."""
        return [one.aic - self.best.aic for one in self.models]

    def note(self) -> Note:
        """Whether another model is better by much, and what that means for the scenario."""
        used, best = self.used, self.best
        difference = used.aic - best.aic
        if difference <= MUCH:
            return Note(AS_GOOD, {"used": used.name, "much": count(MUCH)})
        places = {
            "best": best.name,
            "used": used.name,
            "difference": count(difference),
            "meaning": Phrase(MEANINGS[best.family]),
        }
        if best.bias is None or used.bias is None:
            return Note(BETTER, places)
        biases = (percent(one.bias or 0.0, decimals=1, signed=True) for one in (best, used))
        return Note(BETTER_AHEAD, {**places, **dict(zip(("best_bias", "used_bias"), biases, strict=True))})

    def frame(self) -> pd.DataFrame:
        """One row a model, as plain values."""
        rows = [
            {
                "model": one.name,
                "used": one.is_used,
                "parameters": one.n_parameters,
                "log_likelihood": one.log_likelihood,
                "aic": one.aic,
                "aic_difference": difference,
                "holdout_orders": one.forecast,
                "holdout_actual": one.actual,
                "holdout_bias": one.bias,
                "holdout_error_per_customer": one.error,
                "holdout_log_score": one.score,
            }
            for one, difference in zip(self.models, self.differences(), strict=True)
        ]
        return pd.DataFrame(rows)


def rival_models(base: CustomerBase, days: pd.DataFrame, tested: Backtest | None) -> Rivals | None:
    """The models fitted to the customers of a base, and to the calibration window of its backtest; None with too few.

    Fitted to the same customers as the model that the scenario takes. ``days`` : from `days_of_orders`.
    """
    if base.fit is None or base.full is None:
        return None
    fits = list(fitted_models(base))
    ahead: dict[tuple[str, int, bool], dict[str, Any]] = {}
    if tested is not None:
        ahead = holdout_scores(tested, days, {(one.family, one.k) for one in fits})
    models = [replace(one, **ahead.get((one.family, one.k, one.has_defaults), {})) for one in fits]
    return Rivals(tuple(sorted(models, key=lambda one: one.aic)), len(base.fitted_rows))


def fitted_models(base: CustomerBase, phases: tuple[int, ...] = PHASES) -> Iterator[Rival]:
    """Each model at its estimates; the one that is used, besides, where it takes some parameters from the defaults."""
    assert base.fit is not None and base.full is not None
    h = base.histories.rows(base.fitted_rows)
    rows, later = rows_of(h), rows_of(from_the_first(h))
    own = base.fit.names == NAMES
    values = base.full.values
    for k in sorted({*phases, base.phases}):
        n_parameters = len(NAMES) + (k > 1)
        bg, likelihood = fit_rows(rows, k, base.full.values)
        yield Rival(BG, k, bg, likelihood, n_parameters, own and k == base.phases)
        values, likelihood = fit_rows(later, k, bg if k == PHASES[0] else values)
        yield Rival(MBG, k, values, likelihood, n_parameters)
    if not own:
        likelihood = float(log_likelihoods(base.values, base.phases, h).sum())
        n_parameters = len(base.fit.names) + (base.phases > 1)
        yield Rival(BG, base.phases, base.values, likelihood, n_parameters, is_used=True, has_defaults=True)
    values, likelihood = pareto_nbd.fit_pareto_nbd(rows)
    yield Rival(PARETO, 1, values, likelihood, len(pareto_nbd.NAMES))


def fit_rows(rows: Rows, k: int, start: np.ndarray) -> tuple[np.ndarray, float]:
    """Estimates of r, alpha, a and b, (4,), and their log-likelihood."""
    return maximum(partial(likelihood_and_gradient, k=k, rows=rows), start, RANGE, rows.n)


def from_the_first(h: Histories) -> Histories:
    """Histories of customers who may leave after their very first order, as MBG has it: like those seen before."""
    return replace(h, seen_before=np.ones(len(h)))


def holdout_scores(
    tested: Backtest, days: pd.DataFrame, wanted: set[tuple[str, int]]
) -> dict[tuple[str, int, bool], dict[str, Any]]:
    """Forecast, actual, error and score of the ``wanted`` families and k, fitted to the calibration window."""
    base = tested.base
    rows = base.fitted_rows
    before, after = base.histories.rows(rows), whole_histories(base, days, len(tested.weeks)).rows(rows)
    actual = after.x - before.x
    tau = base.tau(7 * len(tested.weeks))
    weeks = float(tau[-1] - tau[base.n_days])
    alone = np.arange(len(rows))
    scores = {}
    for one in fitted_models(base, tuple(sorted({k for _, k in wanted}))):
        if one.family == PARETO:
            expected = pareto_nbd.expected_orders(one.values, before, weeks)
            ends = [pareto_nbd.of_histories(one.values, h.x, h.t_x, h.t_end)[0] for h in (after, before)]
        else:
            pair = (after, before) if one.family == BG else (from_the_first(after), from_the_first(before))
            ends = [log_likelihoods(one.values, one.k, h) for h in pair]
            ahead = outlook(one.values, one.k, pair[1])
            expected = expected_orders(ahead, np.array([weeks]), alone, len(alone))[:, 0]
        scores[one.family, one.k, one.has_defaults] = {
            "forecast": float(expected.sum()),
            "actual": float(actual.sum()),
            "error": float(np.abs(expected - actual).mean()),
            "score": float((ends[0] - ends[1]).sum()),
        }
    return scores


def whole_histories(base: CustomerBase, days: pd.DataFrame, n_weeks: int) -> Histories:
    """Histories of a base's customers up to the end of its holdout, on the base's own clock."""
    inside = days[(days["day"] >= base.start) & (days["day"] < base.start + 7 * n_weeks)]
    inside = inside[np.isin(inside["customer"].to_numpy(), base.codes)]
    customer, day = inside["customer"].to_numpy(), inside["day"].to_numpy() - base.start
    begins = np.flatnonzero(np.diff(customer, prepend=-1))
    own = base.histories
    whole = make_histories(customer, day, begins, base.tau(7 * n_weeks), own.seen_before)
    return replace(whole, before_if_stays=own.before_if_stays, before_if_churned=own.before_if_churned)
