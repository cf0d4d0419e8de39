"""Partners as a lever: scorecards with pay, shared stock, and sell-through shown to the brand (D4, D9)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.channel.scorecard import ScorecardParameters, VisibilityParameters, extra_safety
from salesim.channel.shelf import first_near_expiry
from salesim.random import Stream
from salesim.random.generator import uniform

QUARTER = 13


class Partners:
    """Books what scorecards and visibility cost, and lets distributors respond to them."""

    def __init__(self, scorecard: ScorecardParameters, visibility: VisibilityParameters):
        self.scorecard = scorecard
        self.visibility = visibility
        self.rows: list[pd.DataFrame] = []

    def open_week(self, model) -> None:
        d, n = model.distributors, len(model.distributors.stock)
        d.distrust[:] = 0.0
        if self.visibility.enabled:
            key = model.key(Stream.VISIBILITY)
            shows = np.array([uniform(key, row, 0) < self.visibility.sharing for row in range(n)])
            model.supply.shows_sales = shows
            d.distrust[:] = self.visibility.resentment * shows
            model.ledger.add_money(license=self.visibility.license_cost_per_week * int(shows.sum()))
        if not self.scorecard.enabled and not self.scorecard.shared_stock:
            return
        model.ledger.add_money(license=self.scorecard.license_cost_per_week * n)
        if self.scorecard.enabled:
            stock, life = model.config.channel.stock, model.config.channel.network.shelf_life_days
            stale = min((stock.lead_days + stock.review_days) / life, 1.0) if life else 0.0
            holding = stock.holding_share_year * stock.review_days / 365.0
            d.safety[:] += extra_safety(self.scorecard, holding, stale)

    def close_quarter(self, model) -> None:
        """Distributors are scored and paid."""
        p, d = self.scorecard, model.distributors
        if not p.enabled:
            return
        on_hand = d.stock.sum(axis=(1, 2))
        near = d.stock[:, first_near_expiry(d.stock.shape[1]) :].sum(axis=(1, 2))
        fill = d.quarter_filled / np.maximum(d.quarter_demand, 1)
        fresh = 1.0 - near / np.maximum(on_hand, 1)
        turned = d.quarter_sold / np.maximum(d.quarter_sold + on_hand, 1)
        filled = np.maximum(fill - p.fill_from, 0.0) / (1.0 - p.fill_from)
        pay = d.quarter_sales * (p.fill_pay * filled + p.fresh_pay * fresh + p.turn_pay * turned)
        model.ledger.add_money(support=pay.sum())
        model.supply.earned += pay
        self.rows.append(
            pd.DataFrame(
                {
                    "quarter": (model.week - model.first_week) // QUARTER,
                    "distributor": d.distributor,
                    "fill_rate": fill,
                    "fresh_share": fresh,
                    "turned_share": turned,
                    "pay": pay,
                }
            )
        )

    def tables(self, model) -> dict[str, pd.DataFrame]:
        """The table ``scorecards``, one row for each distributor and quarter, if they are scored."""
        return {"scorecards": pd.concat(self.rows, ignore_index=True)} if self.rows else {}
