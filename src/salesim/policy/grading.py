"""Customers are graded anew each quarter."""

from __future__ import annotations

from salesim.agents.grading import regrade


class Grading:
    """Regrades all customers by recency, frequency and monetary value, and begins a new quarter of their history."""

    def close_quarter(self, model) -> None:
        customers = model.columns
        regrade(customers, model.week)
        ring = (model.quarter + 1) % 4
        customers.quarter_orders[:, ring] = 0
        customers.quarter_sales_cny[:, ring] = 0.0
