"""Trade terms as a lever: promotions and forward buying, quarter rebates and loading, expired goods."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.channel.trade import TradeParameters, days_ahead, most_worth_loading, rate_at
from salesim.parameters import NO_MONEY

QUARTER = 13
LAST_WEEK = QUARTER - 1


class TradeTerms:
    """Grants discounts and rebates, and lets distributors respond to them; what they cost is trade support."""

    def __init__(self, parameters: TradeParameters):
        self.parameters = parameters
        self.target = np.zeros(0)  # (n,) purchases of the quarter that rebates are measured by
        self.bought_before = np.zeros(0)
        self.promotion = np.zeros(0)
        self.loaded_units = np.zeros(0, np.int64)
        self.rows: list[pd.DataFrame] = []

    def open_week(self, model) -> None:
        """Prices of the week; in the quarter's last week, distributors near a step of the rebates load their stock."""
        p, d = self.parameters, model.distributors
        d.safety[:] = -p.waste_fear * (1.0 - p.brand_bears)
        self.discount = p.promotion_discount if model.week % QUARTER in p.promotion_weeks else 0.0
        response = model.config.market.buying.discount_response
        model.channel_push = 1.0 + response * p.pass_through * self.discount
        most = p.max_ahead_days
        life = model.config.channel.network.shelf_life_days
        if life:
            most = min(most, life / 3.0)
        d.extra_days[:] = days_ahead(self.discount, model.config.channel.stock.holding_share_year, most)
        self.bought_before = d.quarter_bought.copy()
        if len(self.target) == 0:
            usual = (d.forecast * model.supply.wholesale).sum(axis=1) * 7.0 * QUARTER
            self.target = p.growth * usual
            self.promotion = np.zeros(len(usual))
            self.loaded_units = np.zeros(len(usual), np.int64)
        if p.rebates and model.week % QUARTER == LAST_WEEK and model.has_quotas:
            self.load(model)

    def load(self, model) -> None:
        """Whoever gains more by the next step of the rebates than it costs to hold the missing goods, buys them."""
        p, d = self.parameters, model.distributors
        holding = model.config.channel.stock.holding_share_year
        life = model.config.channel.network.shelf_life_days
        for row in np.flatnonzero(d.closed == 0):
            per_day = d.forecast[row].sum().item()
            share = d.quarter_bought[row].item() / max(self.target[row].item(), NO_MONEY)
            steps = [tier for tier in p.rebates if tier.at > share]
            if per_day <= 0.0 or not steps:
                continue
            unit = float((d.forecast[row] * model.supply.wholesale).sum()) / per_day
            at_step = steps[0].at * self.target[row].item()
            missing = (at_step - d.quarter_bought[row].item()) / unit
            gain = steps[0].rate * at_step - rate_at(p.rebates, share) * d.quarter_bought[row].item()
            sells_in_time = life == 0 or missing / per_day < life / 2.0
            if sells_in_time and missing <= most_worth_loading(gain, per_day, unit, max(holding, 1e-9)):
                units = np.ceil(missing * d.forecast[row] / per_day).astype(np.int64)
                model.supply.place_order(row, units)
                self.loaded_units[row] += units.sum()

    def close_week(self, model) -> None:
        """What the week's discounts cost."""
        if self.discount > 0.0:
            given = self.discount * (model.distributors.quarter_bought - self.bought_before)
            self.promotion += given
            model.ledger.add_money(support=given.sum())

    def close_quarter(self, model) -> None:
        """Rebates are paid; the next target follows from what was bought."""
        p, bought = self.parameters, model.distributors.quarter_bought
        if not p.rebates and not p.promotion_weeks:
            return
        shares = bought / np.maximum(self.target, NO_MONEY)
        rebate = np.array([rate_at(p.rebates, share) for share in shares]) * bought
        model.ledger.add_money(support=rebate.sum())
        self.rows.append(
            pd.DataFrame(
                {
                    "quarter": (model.week - model.first_week) // QUARTER,
                    "distributor": model.distributors.distributor,
                    "bought": bought,
                    "quota": self.target,
                    "rebate": rebate,
                    "promotion": self.promotion,
                    "loaded_units": self.loaded_units,
                }
            )
        )
        model.supply.earned += rebate + self.promotion
        self.target = p.growth * (0.5 * bought + 0.5 * self.target / p.growth)
        self.promotion = np.zeros(len(bought))
        self.loaded_units = np.zeros(len(bought), np.int64)

    def tables(self, model) -> dict[str, pd.DataFrame]:
        """The table ``trade_terms``, one row for each distributor and quarter, if anything is granted."""
        return {"trade_terms": pd.concat(self.rows, ignore_index=True)} if self.rows else {}
