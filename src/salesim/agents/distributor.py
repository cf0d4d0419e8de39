"""The distributor as a Mesa agent: its stock is counted in the columns, its orders can be decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from salesim.agents.cell import ColumnCell

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


class Distributor(mesa.Agent):
    """One distributor. A subclass that overrides `decide_order` is asked every day."""

    region = ColumnCell("distributors", "index of the region")
    waiting_order = ColumnCell("distributors", "1 while an order of its own is at the desk")
    desk_days = ColumnCell("distributors", "time that its own orders lately lay at the desk")
    week_demand = ColumnCell("distributors", "units asked for this week")
    week_sold = ColumnCell("distributors", "units sold this week")

    def __init__(self, model: ModelView, row: int):
        super().__init__(model)
        self.model: ModelView
        self.seat = row

    def remove(self) -> None:
        """Refuse Mesa's word for leaving: its customers would have nobody to order from."""
        raise TypeError(
            "a distributor cannot be removed; one that is closed, model.distributors.closed[row] = 1, stands"
        )

    @property
    def stock(self) -> list[int]:
        """Units on hand by SKU class, of any age."""
        return self.model.distributors.stock[self.seat].sum(axis=0).tolist()

    @property
    def on_order(self) -> list[int]:
        """Units at the desk and in transit, by SKU class."""
        d = self.model.distributors
        return (d.at_desk[self.seat] + d.in_transit[self.seat]).tolist()

    def decide_order(self, proposed: np.ndarray) -> np.ndarray:
        """Units to order today by SKU class (whole, >= 0); zeros order nothing.

        ``proposed`` (n_sku,) is what the scenario's rule would order.
        """
        return proposed
