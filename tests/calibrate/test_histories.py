"""Histories from orders: counted by hand, and on CDNOW against the published counts."""

from __future__ import annotations

import pandas as pd
import pytest

from .conftest import CALIBRATION_END, START
from .published.histories import cumulative_repeats, gaps_weeks, histories, repeats_after


@pytest.fixture
def orders() -> pd.DataFrame:
    rows = [
        ("late", "2025-03-01", 5.0),
        ("a", "2025-01-15", 30.0),
        ("a", "2025-01-01", 10.0),
        ("a", "2025-01-15", 20.0),  # the same day: one order of 50
        ("a", "2025-01-29", 70.0),
        ("b", "2025-01-08", 40.0),
        ("a", "2025-02-12", 90.0),  # after the end
    ]
    frame = pd.DataFrame(rows, columns=["customer", "date", "amount"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def test_a_history_by_hand(orders):
    found = histories(orders, pd.Timestamp("2025-02-05"))
    assert found.index.tolist() == ["a", "b"]  # who came later has no history yet
    assert found.loc["a"].tolist() == [2, 4.0, 5.0, 60.0]  # repeats of 50 and 70, two and four weeks after the first
    assert found.loc["b", ["x", "t_x", "t_end"]].tolist() == [0, 0.0, 4.0]
    assert pd.isna(found.loc["b", "mean"])


def test_what_follows_is_counted_in_days_with_orders(orders):
    after = repeats_after(orders, pd.Timestamp("2025-01-14"), pd.Timestamp("2025-02-12"))
    assert after.to_dict() == {"a": 3}


def test_gaps_stay_with_their_customer(orders):
    gaps = gaps_weeks(orders)
    assert gaps["customer"].tolist() == ["a", "a", "a"]
    assert gaps["weeks"].tolist() == [2.0, 2.0, 2.0]


def test_cdnow_counts_are_the_published_ones(cdnow, cdnow_reference):
    data = cdnow_reference["data"]
    found = histories(cdnow, CALIBRATION_END)
    assert len(found) == data["customers"]
    assert found["x"].sum() == data["repeat_cal"]
    assert (found["x"] == 0).sum() == data["zero_repeat_cal"]
    assert repeats_after(cdnow, CALIBRATION_END, cdnow["date"].max()).sum() == data["repeat_hold"]
    assert cumulative_repeats(cdnow, START, 78)[1:].tolist() == cdnow_reference["cum_act"]
