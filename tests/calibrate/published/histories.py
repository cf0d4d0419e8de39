"""From a table of orders to each customer's history: how often, until when, how much."""

from __future__ import annotations

import numpy as np
import pandas as pd

DAYS_A_WEEK = 7.0


def order_days(orders: pd.DataFrame) -> pd.DataFrame:
    """One row a customer and day: several orders of one day count as one, their amounts together.

    Parameters
    ----------
    orders : columns customer, date (datetime64), amount; in any order.
    """
    return orders.groupby(["customer", "date"], as_index=False, sort=True)["amount"].sum()


def histories(orders: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """What BG/NBD and Gamma-Gamma need of each customer whose first order is on ``end`` or before.

    Returns
    -------
    One row a customer: x repeat order days up to ``end``; t_x and t_end, weeks from the first order to the latest one
    and to ``end``; mean, the mean amount of the repeat days (NaN without one).
    """
    days = order_days(orders)
    days = days[days["date"] <= end]
    by_customer = days.groupby("customer")
    first, last = by_customer["date"].min(), by_customer["date"].max()
    x = by_customer.size() - 1
    repeat = by_customer["amount"].sum() - days.loc[by_customer["date"].idxmin()].set_index("customer")["amount"]
    return pd.DataFrame(
        {
            "x": x,
            "t_x": (last - first).dt.days / DAYS_A_WEEK,
            "t_end": (end - first).dt.days / DAYS_A_WEEK,
            "mean": repeat / x.where(x > 0),
        }
    ).rename_axis("customer")


def repeats_after(orders: pd.DataFrame, begin: pd.Timestamp, end: pd.Timestamp) -> pd.Series:
    """Order days of each customer after ``begin`` and up to ``end``, by customer; those without one are missing."""
    days = order_days(orders)
    return days[(days["date"] > begin) & (days["date"] <= end)].groupby("customer").size()


def gaps_weeks(orders: pd.DataFrame) -> pd.DataFrame:
    """Weeks between successive order days, one row a gap, in the customers' order: customer, weeks."""
    days = order_days(orders)
    gap = days.groupby("customer")["date"].diff().dt.days / DAYS_A_WEEK
    return pd.DataFrame({"customer": days["customer"], "weeks": gap}).dropna().reset_index(drop=True)


def cumulative_repeats(orders: pd.DataFrame, start: pd.Timestamp, weeks: int) -> np.ndarray:
    """All customers' repeat order days up to the end of each week from ``start`` on, (weeks + 1,), beginning with 0."""
    days = order_days(orders)
    repeat = days[days.duplicated("customer")]
    week = ((repeat["date"] - start).dt.days // 7 + 1).to_numpy()
    return np.bincount(np.clip(week, 0, weeks + 1), minlength=weeks + 2)[: weeks + 1].cumsum()
