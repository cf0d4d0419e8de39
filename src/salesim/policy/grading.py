"""Customers are graded anew each quarter."""

from __future__ import annotations

from salesim.agents.grading import regrade


class Grading:
    """Regrades all customers by recency, frequency and monetary value, and begins a new quarter of their history.

    The oldest quarter is forgotten when the new one opens, not before: targets and layouts that are made between the
    two ask for a whole year.
    """

    def open_quarter(self, model) -> None:
        customers, ring = model.columns, model.quarter % 4
        customers.quarter_orders[:, ring] = 0
        customers.quarter_sales_cny[:, ring] = 0.0

    def close_quarter(self, model) -> None:
        regrade(model.columns, model.week)
