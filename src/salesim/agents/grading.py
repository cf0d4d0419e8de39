"""Grades A to E of customers (C1): RFM, by how lately, how often and how much they bought; or ABC, by sales, once.

RFM ranks customers by recency, frequency and monetary value of the last four quarters, in fifths each, adds the three
up by weights that a scenario states, and cuts the sum into fifths. It is drawn anew each quarter; ABC stays as it was
when the run began, which is what many firms do.
"""

from __future__ import annotations

import numpy as np

from salesim.columns import Customers, State

N_GRADES = 5


def quintile(values: np.ndarray) -> np.ndarray:
    """Fifth of the ranking in which each value lies, 0 lowest to 4 highest; equal values share a fifth."""
    if len(values) == 0:
        return np.zeros(0, dtype=np.int8)
    cuts = np.quantile(values, [0.2, 0.4, 0.6, 0.8])
    return sum((values > cut).astype(np.int8) for cut in cuts)  # faster than a search, with so few cuts


def current_rows(customers: Customers) -> np.ndarray:
    """Rows of today's customers, prospects and lost ones left out."""
    return np.flatnonzero((customers.state == State.HEALTHY) | (customers.state == State.FADING))


def regrade(customers: Customers, week: int, weights: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> None:
    """Grade all current customers by RFM, A the best; a customer better in everything never gets a worse grade.

    ``weights`` are those of recency, frequency and monetary value; one of them at least is above 0.
    """
    rows = current_rows(customers)
    recency = quintile(-(week - customers.last_order_week[rows]).astype(float))
    frequency = quintile(customers.quarter_orders[rows].sum(axis=1).astype(float))
    sales = customers.quarter_sales[rows].sum(axis=1)
    score = weights[0] * recency + weights[1] * frequency + weights[2] * quintile(sales)
    # money decides among equal sums, so that the fifths come out even
    steps = min(w for w in weights if w > 0)
    below_one = sales / (sales + max(float(sales.mean()), 1e-9)) if len(rows) else sales
    customers.grade[rows] = (N_GRADES - 1) - quintile(score + 0.5 * steps * below_one)


def grade_by_sales(customers: Customers) -> None:
    """Grade all current customers by the sales of the last four quarters alone."""
    rows = current_rows(customers)
    customers.grade[rows] = (N_GRADES - 1) - quintile(customers.quarter_sales[rows].sum(axis=1))
