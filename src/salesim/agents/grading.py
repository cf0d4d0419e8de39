"""Grades A to E of customers (C1): RFM, by how lately, how often and how much they bought; or ABC, by sales, once.

RFM ranks customers by recency, frequency and monetary value of the last four quarters, in fifths each, adds the three
up by weights that a scenario states, and cuts the sum into fifths. It is drawn anew each quarter; ABC stays as it was
when the run began, which is what many firms do.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator

from salesim.columns import Customers, State
from salesim.parameters import Parameters, parameter

N_GRADES = 5

Weight = Annotated[float, Field(ge=0, le=100)]


class GradingParameters(Parameters):
    """How customers are graded."""

    method: Literal["rfm", "abc"] = parameter(
        "rfm",
        about="rfm: anew each quarter; abc: by last year's sales when the run begins, and never again",
        source="A",
    )
    recency: Weight = parameter(1.0, about="weight of how lately a customer bought (rfm)", source="A")
    frequency: Weight = parameter(1.0, about="weight of how often (rfm)", source="A")
    monetary: Weight = parameter(1.0, about="weight of how much (rfm)", source="A")

    @model_validator(mode="after")
    def _something_counts(self) -> GradingParameters:
        if self.recency + self.frequency + self.monetary == 0:
            raise ValueError("recency, frequency and monetary must not all be 0: nothing would tell customers apart")
        return self


def quintile(values: np.ndarray) -> np.ndarray:
    """Fifth of the ranking in which each value lies, 0 lowest to 4 highest; equal values share a fifth."""
    if len(values) == 0:
        return np.zeros(0, dtype=np.int8)
    cuts = np.quantile(values, [0.2, 0.4, 0.6, 0.8])
    return sum((values > cut).astype(np.int8) for cut in cuts)  # faster than a search, with so few cuts


def current_rows(customers: Customers) -> np.ndarray:
    """Rows of today's customers, prospects and lost ones left out."""
    return np.flatnonzero((customers.state == State.HEALTHY) | (customers.state == State.FADING))


def regrade(customers: Customers, week: int, grading: GradingParameters | None = None) -> None:
    """Grade all current customers by RFM, A the best; a customer better in everything never gets a worse grade."""
    g = grading or GradingParameters()
    rows = current_rows(customers)
    recency = quintile(-(week - customers.last_order_week[rows]).astype(float))
    frequency = quintile(customers.quarter_orders[rows].sum(axis=1).astype(float))
    sales = customers.quarter_sales[rows].sum(axis=1)
    score = g.recency * recency + g.frequency * frequency + g.monetary * quintile(sales)
    # money decides among equal sums, so that the fifths come out even
    steps = min(w for w in (g.recency, g.frequency, g.monetary) if w > 0)
    below_one = sales / (sales + max(float(sales.mean()), 1e-9)) if len(rows) else sales
    customers.grade[rows] = (N_GRADES - 1) - quintile(score + 0.5 * steps * below_one)


def grade_by_sales(customers: Customers) -> None:
    """Grade all current customers by the sales of the last four quarters alone."""
    rows = current_rows(customers)
    customers.grade[rows] = (N_GRADES - 1) - quintile(customers.quarter_sales[rows].sum(axis=1))
