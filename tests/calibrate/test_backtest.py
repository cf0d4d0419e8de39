"""The backtest: what is held out, what is counted, what is said about seasons, and the naive forecasts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesim.calibrate.backtest import (
    FEW_ORDERS,
    NEW_CUSTOMERS,
    SEASON_UNFITTED,
    SEASON_UNSEEN,
    TOO_SHORT,
    backtest,
    holdout_weeks,
)
from salesim.export.dates import NO_DAY

START = 19_723  # 2024-01-01


def order_days(weeks: int, n: int = 150, new: int = 20, seed: int = 3) -> pd.DataFrame:
    """Customers who order at random about every three weeks, and some who come in the last quarter of the time."""
    rng = np.random.default_rng(seed)
    rows = []
    for customer in range(n + new):
        begin = 0 if customer < n else int(0.8 * 7 * weeks)
        days = begin + np.cumsum(1 + rng.exponential(20.0, 3 * weeks)).astype(int)
        rows += [(customer, START + day, 100.0) for day in days[days < 7 * weeks]]
    return pd.DataFrame(rows, columns=["customer", "day", "amount"]).drop_duplicates(["customer", "day"])


def run(weeks: int, holdout: int | None = None, **how):
    days = order_days(weeks, **how)
    known = np.full(days["customer"].max() + 1, NO_DAY)
    return days, backtest(days, START, START + 7 * weeks - 1, known, holdout, np.random.default_rng(0))


@pytest.fixture(scope="module")
def tested():
    return run(39)


def test_only_customers_known_at_the_split_are_counted(tested):
    days, (found, why_not) = tested
    assert why_not is None and (found.split, found.n_holdout) == (26, 13)
    week = (days["day"] - START) // 7
    known = days.loc[week < 26, "customer"].unique()
    expected = ((week >= 26) & days["customer"].isin(known)).sum()
    assert found.weeks["actual"].iloc[26:].sum() == found.groups["actual"].sum() == expected
    assert found.weeks["actual"].iloc[:26].sum() == (week < 26).sum() - len(known)  # first orders are no repeats
    assert int(dict(found.notes)[NEW_CUSTOMERS]["n"]) == days["customer"].nunique() - len(known) > 10


def test_the_naive_forecasts_are_what_they_say(tested):
    _, (found, _) = tested
    actual, ahead = found.weeks["actual"].to_numpy(), found.weeks.iloc[26:]
    assert ahead["repeated"].tolist() == actual[13:26].tolist()
    assert (ahead["mean"] == actual[:26].mean()).all()
    assert ahead["last_year"].isna().all()
    errors = found.errors.set_index("forecast")
    assert errors.index.tolist() == ["model", "repeated", "mean"]
    weekly_error = np.abs(ahead["repeated"] - ahead["actual"]).sum() / ahead["actual"].sum()
    assert errors.loc["repeated", "error"] == pytest.approx(weekly_error)
    assert abs(errors.loc["model", "bias"]) < 0.1
    assert found.within > 0.7


def test_a_holdout_with_months_never_seen_says_so(tested):
    _, (found, _) = tested
    assert dict(found.notes)[SEASON_UNSEEN]["months"] == "7, 8, 9"
    _, (long, _) = run(84, 26)
    assert {SEASON_UNSEEN, SEASON_UNFITTED}.isdisjoint(dict(long.notes))
    assert long.weeks["last_year"].iloc[58:].tolist() == long.weeks["actual"].iloc[6:32].tolist()
    _, (middle, _) = run(66, 14)
    assert SEASON_UNFITTED in dict(middle.notes)


def test_too_little_for_a_backtest():
    assert (holdout_weeks(25, None), holdout_weeks(26, None), holdout_weeks(104, None)) == (None, 13, 34)
    assert holdout_weeks(40, 30) is None
    assert run(20)[1] == (None, (TOO_SHORT, {"weeks": "20", "least": "26", "held": "13"}))
    assert run(39, n=20, new=0)[1] == (None, (FEW_ORDERS, {}))
