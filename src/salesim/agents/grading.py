"""Grades A to E from recency, frequency and monetary value over the last four quarters (RFM)."""

from __future__ import annotations

import numpy as np

from salesim.columns import Customers, State

N_GRADES = 5


def quintile(values: np.ndarray) -> np.ndarray:
    """Fifth of the ranking in which each value lies, 0 lowest to 4 highest; equal values share a fifth."""
    if len(values) == 0:
        return np.zeros(0, dtype=np.int8)
    cuts = np.quantile(values, [0.2, 0.4, 0.6, 0.8])
    return np.searchsorted(cuts, values, side="left").astype(np.int8)


def regrade(customers: Customers, week: int) -> None:
    """Grade all current customers anew: the sum of their R, F and M quintiles, cut into fifths; A is the best."""
    current = (customers.state == State.HEALTHY) | (customers.state == State.FADING)
    rows = np.flatnonzero(current)
    recency = quintile(-(week - customers.last_order_week[rows]).astype(float))
    frequency = quintile(customers.quarter_orders[rows].sum(axis=1).astype(float))
    sales = customers.quarter_sales_cny[rows].sum(axis=1)
    monetary = quintile(sales)
    # money decides among equal sums, so that the fifths come out even
    below_one = sales / (sales + max(float(sales.mean()), 1e-9)) if len(rows) else sales
    customers.grade[rows] = (N_GRADES - 1) - quintile(recency + frequency + monetary + below_one)
