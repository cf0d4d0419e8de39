"""Trade terms as a lever: promotions and forward buying, quarter rebates and loading, expired goods."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import model_validator

from salesim.channel.trade import days_ahead, most_worth_loading
from salesim.parameters import NO_MONEY, Parameters, parameter
from salesim.pay.threshold import reached
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, Section
from salesim.weeks import QUARTER

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


class RebateTier(Parameters):
    """A step of the rebate table."""

    at: float = parameter(about="purchases of the quarter over its target from which it holds", source="A", ge=0, le=10)
    rate: float = parameter(about="rebate, as a share of all purchases of the quarter", source="A", ge=0, le=1)


class TradeParameters(Parameters):
    """What the brand offers its distributors beside the list price."""

    promotion_weeks: tuple[int, ...] = parameter(
        (), about="weeks of each quarter (0 to 12) in which distributors get a discount", unit="week", source="A"
    )
    promotion_discount: float = parameter(0.08, about="that discount, off the wholesale price", source="A", ge=0, lt=1)
    pass_through: float = parameter(
        0.3, about="share of that discount that distributors give to their customers", source="L: about a third", ge=0,
        le=1,
    )  # fmt: skip
    max_ahead_days: float = parameter(
        45.0, about="most days of demand that a distributor buys ahead", unit="day", source="A", ge=0, le=365
    )
    rebates: tuple[RebateTier, ...] = parameter(
        (), about="quarter rebates, by purchases against the last quarter's", source="A"
    )
    growth: float = parameter(
        1.05, about="target of a quarter's purchases over usual purchases", source="A", gt=0, le=10
    )
    brand_bears: float = parameter(
        1.0, about="share of expired goods that the brand takes back and pays for", source="A", ge=0, le=1
    )
    waste_fear: float = parameter(
        0.5,
        about="how much less safety stock distributors keep for each share of expired goods that they bear themselves",
        source="A",
        ge=0,
        le=5,
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> TradeParameters:
        if any(not 0 <= week <= 12 for week in self.promotion_weeks):
            raise ValueError("promotion_weeks must lie between 0 and 12")
        for first, second in pairwise(self.rebates):
            if second.at <= first.at:
                raise ValueError(
                    Phrase("rebates must rise: at {at:g} comes after at {before:g}", at=second.at, before=first.at)
                )
            if second.rate < first.rate:
                raise ValueError(
                    Phrase(
                        "rebates must not decrease: {rate:g} from {at:g} on is below {before:g}",
                        rate=second.rate,
                        at=second.at,
                        before=first.rate,
                    )
                )
        return self


def rate_at(tiers: tuple[RebateTier, ...], share: float) -> float:
    """Rebate for purchases of so much of the target.

    >>> rate_at((RebateTier(at=0.9, rate=0.01), RebateTier(at=1.1, rate=0.02)), 1.0)
    0.01
    """
    return max((tier.rate for tier in tiers if reached(share, tier.at, 1.0)), default=0.0)


class TradeTerms(Lever):
    """Grants discounts and rebates, and lets distributors respond to them; what they cost is trade support."""

    order = 190
    sections = (Section("channel.trade", TradeParameters, "promotions, rebates, expired goods"),)

    def __init__(self, parameters: TradeParameters):
        self.parameters = parameters
        self.target = np.zeros(0)  # (n,) purchases of the quarter that rebates are measured by
        self.bought_before = np.zeros(0)
        self.promotion = np.zeros(0)
        self.loaded_units = np.zeros(0, np.int64)
        self.rows: list[pd.DataFrame] = []

    def open_week(self, model: ModelView) -> None:
        """Prices of the week; in the quarter's last week, distributors near a step of the rebates load their stock."""
        p, d = self.parameters, model.distributors
        d.safety[:] -= p.waste_fear * (1.0 - p.brand_bears)
        self.discount = p.promotion_discount if model.week_of_quarter in p.promotion_weeks else 0.0
        response = model.config.market.buying.discount_response
        model.channel_push += response * p.pass_through * self.discount
        most = p.max_ahead_days
        life = model.config.channel.network.shelf_life_days
        if life:
            most = min(most, life / 3.0)
        d.extra_days[:] += days_ahead(self.discount, model.config.channel.stock.holding_share_year, most)
        self.bought_before = d.quarter_bought.copy()
        if len(self.target) == 0:
            usual = (d.forecast * model.supply.wholesale).sum(axis=1) * 7.0 * QUARTER
            self.target = p.growth * usual
            self.promotion = np.zeros(len(usual))
            self.loaded_units = np.zeros(len(usual), np.int64)
        if p.rebates and model.closes_quarter and model.has_quotas:
            self.load(model)

    def load(self, model: ModelView) -> None:
        """Whoever gains more by the next step of the rebates than it costs to hold the missing goods, buys them."""
        p, d = self.parameters, model.distributors
        holding = model.config.channel.stock.holding_share_year
        life = model.config.channel.network.shelf_life_days
        for row in np.flatnonzero(d.closed == 0).tolist():
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

    def close_week(self, model: ModelView) -> None:
        """What the week's discounts cost."""
        if self.discount > 0.0:
            given = self.discount * (model.distributors.quarter_bought - self.bought_before)
            self.promotion += given
            model.ledger.add_money(support=given.sum())

    def close_quarter(self, model: ModelView) -> None:
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
                    "quarter": model.reported_quarter(),
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

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``trade_terms``, one row for each distributor and quarter, if anything is granted."""
        return {"trade_terms": pd.concat(self.rows, ignore_index=True)} if self.rows else {}
