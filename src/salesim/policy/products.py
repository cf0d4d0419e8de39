"""Product lines: an account of what each rep sells of each, against a quota of its own.

What a line's pay does to a rep's time is in `agents.product_lines`; this keeps the table ``products``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesim.parameters import NO_MONEY
from salesim.pay.measures import FIRST_LINE
from salesim.policy.lever import Lever
from salesim.policy.sold import filled_orders, sold_by

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView
    from salesim.scenario.channel import NetworkParameters

BILLED, CREDITED, COST = range(3)


class Products(Lever):
    """Counts the week's sales by line for what reps are paid on, and adds them up for the table ``products``."""

    order = 127
    reads = ("channel.network",)

    def __init__(self, network: NetworkParameters):
        self.network = network
        n = len(network.products)
        self.week: np.ndarray = np.zeros((3, 0, n))  # (3, n_seats, n_lines) money billed, credited, and cost of goods
        self.quarter: np.ndarray = np.zeros((3, 0, n))
        self.rows: list[pd.DataFrame] = []

    def open_week(self, model: ModelView) -> None:
        """Room for seats that are new."""
        shape = 3, model.n_seats - self.quarter.shape[1], self.quarter.shape[2]
        if shape[1] > 0:
            self.quarter = np.concatenate([self.quarter, np.zeros(shape)], axis=1)

    def after_serving(self, model: ModelView) -> None:
        """The week's sales by seat and line."""
        n_lines = len(self.network.products)
        if n_lines == 0:
            self.week = np.zeros((3, model.n_seats, 0))
            return
        filled = filled_orders(model)
        self.week = sold_by(model, filled, model.orders.sold_sku[filled], n_lines)
        self.quarter += self.week

    def close_quarter(self, model: ModelView) -> None:
        if self.network.products:
            self.rows.append(self.account(model, model.week))
            self.quarter = np.zeros_like(self.quarter)

    def account(self, model: ModelView, week: int) -> pd.DataFrame:
        """One row for each seat and line of the quarter so far.

        ``sales`` is what the seat's customers were billed and ``margin`` what of it is left after the cost of the
        goods; ``credited`` is what counts for the holder's pay, and ``attainment`` that over the line's ``quota``.
        """
        reps, lines = model.reps, model.plans.lines
        billed, _, cost = self.quarter
        credited = reps.measure_sum[:, FIRST_LINE:]
        seats, numbers = np.divmod(np.arange(billed.size), len(lines))
        stated = np.array([np.nan if line.quota is None else line.quota for line in lines])
        part = np.array([line.quota_share for line in lines])
        quota = np.where(np.isnan(stated), part * reps.quota[:, None], stated * reps.season_share[:, None]).ravel()
        return pd.DataFrame(
            {
                "quarter": model.reported_quarter(week),
                "seat": seats,
                "product": np.array([line.name for line in lines])[numbers],
                "sales": billed.ravel(),
                "credited": credited.ravel(),
                "margin": (billed - cost).ravel(),
                "quota": quota,
                "attainment": credited.ravel() / np.maximum(quota, NO_MONEY),
            }
        )

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``products``: one row a quarter, seat and product line."""
        if not self.network.products:
            return {}
        cut = [self.account(model, model.week - 1)] if self.quarter.any() else []
        return {"products": pd.concat([*self.rows, *cut], ignore_index=True)} if self.rows or cut else {}
