"""Partners as a lever: scorecards with pay, shared stock, and sell-through shown to the brand (D4, D9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesim.channel.ordering import safety_factor
from salesim.channel.shelf import first_near_expiry
from salesim.parameters import Parameters, parameter
from salesim.policy.lever import Lever, Section
from salesim.random import Stream
from salesim.random.generator import uniform

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


class ScorecardParameters(Parameters):
    """What distributors are scored and paid on each quarter; they optimize what is scored."""

    enabled: bool = parameter(False, about="distributors are scored and paid on it", source="A")
    fill_pay: float = parameter(
        0.02, about="pay for a fill rate of 1, as a share of sales; nothing from fill_from down", source="A", ge=0, le=1
    )
    fill_from: float = parameter(0.9, about="fill rate that earns nothing", source="A", ge=0, lt=1)
    fresh_pay: float = parameter(
        0.01, about="pay for stock without goods near expiry against nothing else, as a share of sales", source="A",
        ge=0, le=1,
    )  # fmt: skip
    turn_pay: float = parameter(
        0.0, about="pay for selling all that was there in the quarter, as a share of sales", source="A", ge=0, le=1
    )
    margin: float = parameter(
        0.05, about="what a distributor loses with a lost unit anyway, as a share of its price", source="A", gt=0, le=1
    )
    shared_stock: bool = parameter(
        False, about="the brand sees all stock and sends customers to the nearest distributor that has it", source="A"
    )
    reach_km: float = parameter(
        150.0, about="distance up to which customers can be sent elsewhere", unit="km", source="A", gt=0, le=5000
    )
    license_cost_per_week: float = parameter(
        100.0, about="scorecards and shared stock for one distributor", unit="money/week", source="A", ge=0
    )


def extra_safety(p: ScorecardParameters, holding: float, stale: float = 0.0) -> float:
    """What a scorecard adds to the safety factor: the newsvendor's factor with its pay less the factor without.

    A lost unit costs the pay for the fill rate as well, fill_pay / (1 - fill_from) of its price; a unit too many costs
    the pay for turning it over, and for keeping goods fresh as far as it grows ``stale``, beside its ``holding`` until
    the next order, as a share of its price.

    >>> extra_safety(ScorecardParameters(fill_pay=0.0, fresh_pay=0.0), 0.005)
    0.0
    """
    usual = safety_factor(holding, p.margin)
    return (
        safety_factor(holding + p.turn_pay + stale * p.fresh_pay, p.margin + p.fill_pay / (1.0 - p.fill_from)) - usual
    )


class VisibilityParameters(Parameters):
    """Sell-through that distributors show to the brand."""

    enabled: bool = parameter(False, about="the brand asks distributors for what they sell, day by day", source="A")
    sharing: float = parameter(0.8, about="share of distributors who show it", source="A", ge=0, le=1)
    resentment: float = parameter(
        0.05, about="share of their safety stock that those who show it no longer keep", source="A", ge=0, le=1
    )
    license_cost_per_week: float = parameter(
        150.0, about="collecting the figures of one distributor", unit="money/week", source="A", ge=0
    )


class Partners(Lever):
    """Books what scorecards and visibility cost, and lets distributors respond to them."""

    order = 200
    sections = (
        Section("channel.scorecard", ScorecardParameters, "what distributors are scored and paid on, and shared stock"),
        Section("channel.visibility", VisibilityParameters, "what the brand sees of distributors' sales"),
    )

    def __init__(self, scorecard: ScorecardParameters, visibility: VisibilityParameters):
        self.scorecard = scorecard
        self.visibility = visibility
        self.rows: list[pd.DataFrame] = []

    def open_week(self, model: ModelView) -> None:
        d, n = model.distributors, len(model.distributors.stock)
        if self.visibility.enabled:
            key = model.key(Stream.VISIBILITY)
            shows = np.array([uniform(key, row, 0) < self.visibility.sharing for row in range(n)])
            model.supply.shows_sales = shows
            d.distrust[:] += self.visibility.resentment * shows
            model.ledger.add_money(license=self.visibility.license_cost_per_week * int(shows.sum()))
        if not self.scorecard.enabled and not self.scorecard.shared_stock:
            return
        model.ledger.add_money(license=self.scorecard.license_cost_per_week * n)
        if self.scorecard.enabled:
            stock, life = model.config.channel.stock, model.config.channel.network.shelf_life_days
            stale = min((stock.lead_days + stock.review_days) / life, 1.0) if life else 0.0
            holding = stock.holding_share_year * stock.review_days / 365.0
            d.safety[:] += extra_safety(self.scorecard, holding, stale)

    def close_quarter(self, model: ModelView) -> None:
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
                    "quarter": model.reported_quarter(),
                    "distributor": d.distributor,
                    "fill_rate": fill,
                    "fresh_share": fresh,
                    "turned_share": turned,
                    "pay": pay,
                }
            )
        )

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``scorecards``, one row for each distributor and quarter, if they are scored."""
        return {"scorecards": pd.concat(self.rows, ignore_index=True)} if self.rows else {}
