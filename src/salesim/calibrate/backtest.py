"""Backtest: fit to the first part of the history, forecast the rest, and hold it against what happened.

Beside the model stand naive forecasts, because a model that does not beat them is of no use: the last period
repeated, the mean rate, and the same week of the year before where there is one. Only customers known when the forecast
is made are counted; nobody can foresee the others' orders.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from salesim.calibrate.customer_base import CustomerBase, fit_customer_base
from salesim.calibrate.notes import Note
from salesim.calibrate.regular_buying import expected_orders
from salesim.calibrate.season import MIN_DAYS, months_of
from salesim.weeks import YEAR
from salesim.wording import count
from salesim.wording.text import N_

MIN_HOLDOUT, MIN_CALIBRATION = 13, 13  # weeks
GROUPS = ("0", "1", "2", "3-5", "6-10", "11+")  # repeat orders in the calibration window
GROUP_EDGES = (1, 2, 3, 6, 11)
NORMAL_95 = 1.96

TOO_SHORT = N_("{weeks} weeks are too few for a backtest; {least} are needed, {held} of them for the holdout.")
FEW_ORDERS = N_("There are too few repeat orders in the calibration window for a backtest.")
NEW_CUSTOMERS = N_(
    "Customers who first ordered during the holdout: {n}. Their orders ({orders}) could not be forecast and are "
    "excluded from the comparison."
)
SEASON_UNSEEN = N_(
    "The holdout has months that the calibration window lacks ({months}). Their season cannot be forecast, so an error "
    "in these months says little about the model."
)
SEASON_UNFITTED = N_(
    "The calibration window is too short to fit a season, so the forecast is flat. Where the months of the holdout "
    "have more or fewer orders than usual, the error is due to the season."
)


@dataclass(frozen=True)
class Backtest:
    """What was forecast and what came.

    Parameters
    ----------
    weeks : one row a week of the whole window: week (from 0), monday (its first day), actual (orders of customers known
        at the split); of the holdout also model with low and high, repeated, mean, last_year (NaN where impossible).
    groups : one row a group of customers by repeat orders in the calibration window: group, customers, actual, model,
        repeated.
    errors : one row a forecast: forecast, total, bias (share of the actual total), error (mean absolute error of a week
        as a share of the mean week).
    split : week at which the holdout begins.
    within : share of the holdout's weeks within the model's 95 % limits.
    notes : what a reader must know of it.
    base : the customers of the calibration window, and what was fitted to them.
    """

    weeks: pd.DataFrame
    groups: pd.DataFrame
    errors: pd.DataFrame
    split: int
    within: float
    notes: list[Note]
    base: CustomerBase = field(repr=False)

    @property
    def n_holdout(self) -> int:
        return len(self.weeks) - self.split


def holdout_weeks(n_weeks: int, wanted: int | None) -> int | None:
    """Weeks to hold out: those wanted, or the last third, 13 at least; None if too few are left to fit to."""
    held = max(n_weeks // 3, MIN_HOLDOUT) if wanted is None else wanted
    return held if n_weeks - held >= MIN_CALIBRATION else None


def backtest(
    days: pd.DataFrame,
    start: int,
    end: int,
    first_day: np.ndarray,
    holdout: int | None,
    rng: np.random.Generator,
) -> tuple[Backtest | None, Note | None]:
    """The backtest of a history (see `fit_customer_base`), or None and why there is none."""
    n_weeks = (end - start + 1) // 7
    held = holdout_weeks(n_weeks, holdout)
    if held is None:
        least = MIN_HOLDOUT + MIN_CALIBRATION
        return None, Note(TOO_SHORT, {"weeks": count(n_weeks), "least": count(least), "held": count(MIN_HOLDOUT)})
    split = n_weeks - held
    base = fit_customer_base(days, start, start + 7 * split - 1, first_day, rng)
    if base.fit is None:
        return None, Note(FEW_ORDERS)
    inside = days[(days["day"] >= start) & (days["day"] < start + 7 * n_weeks)]
    week = ((inside["day"] - start) // 7).to_numpy()
    known = np.isin(inside["customer"].to_numpy(), base.codes)
    repeat = inside.duplicated("customer").to_numpy()
    counted = known & (repeat | (week >= split))
    actual = np.bincount(week[counted], minlength=n_weeks).astype(float)
    group = np.searchsorted(GROUP_EDGES, base.histories.x, side="right")

    tau = base.tau(7 * n_weeks)
    ends = tau[7 * np.arange(split + 1, n_weeks + 1)] - tau[7 * split]
    by_group = expected_orders(base.outlook, ends, group, len(GROUPS))
    model = np.diff(by_group.sum(axis=0), prepend=0.0)
    forecasts = {
        "model": model,
        "repeated": np.resize(actual[max(split - held, 0) : split], held),
        "mean": np.full(held, actual[max(split - YEAR, 0) : split].mean()),
        "last_year": actual[split - YEAR :][:held] if split >= YEAR and held <= YEAR else None,
    }
    frame = pd.DataFrame({"week": np.arange(n_weeks), "actual": actual})
    frame.insert(1, "monday", (start + 7 * frame["week"].to_numpy()).astype("datetime64[D]"))
    for name, forecast in forecasts.items():
        column = np.full(n_weeks, np.nan)
        if forecast is not None:
            column[split:] = forecast
        frame[name] = column
    fitted = np.isfinite(base.seasons.log_errors).all()
    noise = base.seasons.dispersion if fitted else week_noise(actual[:split])
    half = NORMAL_95 * np.sqrt(noise * np.maximum(frame["model"], 1.0))
    frame["low"], frame["high"] = np.maximum(frame["model"] - half, 0.0), frame["model"] + half
    ahead = frame.iloc[split:]
    within = float(((ahead["actual"] >= ahead["low"]) & (ahead["actual"] <= ahead["high"])).mean())
    notes = seasons_unseen(base, start, split, n_weeks)
    new = ~known & (week >= split)
    if new.any():
        customers = inside.loc[new, "customer"].nunique()
        notes.append(Note(NEW_CUSTOMERS, {"n": count(customers), "orders": count(int(new.sum()))}))
    return (
        Backtest(
            weeks=frame,
            groups=group_frame(base, inside, group, by_group[:, -1], start, split, held),
            errors=error_frame(actual[split:], forecasts),
            split=split,
            within=within,
            notes=notes,
            base=base,
        ),
        None,
    )


def week_noise(orders: np.ndarray) -> float:
    """Variance of weekly orders around a moving level over their mean: half the squared difference of neighbors."""
    if len(orders) < 8:
        return 1.0
    return max(float((np.diff(orders) ** 2).mean() / 2.0 / max(orders.mean(), 1e-9)), 0.1)


def group_frame(
    base: CustomerBase, days: pd.DataFrame, group: np.ndarray, model: np.ndarray, start: int, split: int, held: int
) -> pd.DataFrame:
    """Holdout orders by group of customers: actual, model, and the same number of weeks before repeated."""
    group_of = np.full(int(max(days["customer"].max(), base.codes.max())) + 1, -1)
    group_of[base.codes] = group
    own = group_of[days["customer"].to_numpy()]
    week = ((days["day"] - start) // 7).to_numpy()
    repeat = days.duplicated("customer").to_numpy()
    after, before = (own >= 0) & (week >= split), (own >= 0) & repeat & (week < split) & (week >= split - held)
    weight = held / min(held, split)
    frame = pd.DataFrame(
        {
            "group": GROUPS,
            "customers": np.bincount(group, minlength=len(GROUPS)),
            "actual": np.bincount(own[after], minlength=len(GROUPS)),
            "model": model,
            "repeated": weight * np.bincount(own[before], minlength=len(GROUPS)),
        }
    )
    return frame[frame["customers"] > 0].reset_index(drop=True)


def error_frame(actual: np.ndarray, forecasts: dict[str, np.ndarray | None]) -> pd.DataFrame:
    """Total, bias and error of each forecast."""
    total = max(float(actual.sum()), 1e-9)
    rows = [
        (name, float(f.sum()), float(f.sum() / total - 1.0), float(np.abs(f - actual).sum() / total))
        for name, f in forecasts.items()
        if f is not None
    ]
    return pd.DataFrame(rows, columns=["forecast", "total", "bias", "error"])


def seasons_unseen(base: CustomerBase, start: int, split: int, n_weeks: int) -> list[Note]:
    """Notes on a season in the holdout that the calibration window could not tell."""
    seen = set(months_of(start + np.arange(7 * split)).tolist())
    ahead = set(months_of(start + np.arange(7 * split, 7 * n_weeks)).tolist())
    lacking = sorted(ahead - seen)
    if lacking:
        return [Note(SEASON_UNSEEN, {"months": ", ".join(str(month + 1) for month in lacking)})]
    if 7 * split < MIN_DAYS or not np.isfinite(base.seasons.log_errors).all():
        return [Note(SEASON_UNFITTED)]
    return []
