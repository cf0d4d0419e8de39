"""Trade terms: promotions, for which distributors buy ahead, and quarter rebates, for which they load their stock."""

from __future__ import annotations

import math
from itertools import pairwise

from pydantic import model_validator

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter

DAYS_PER_YEAR = 365.0


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
                raise ValueError(f"rebates must rise: at {second.at:g} comes after at {first.at:g}")
            if second.rate < first.rate:
                raise ValueError(
                    f"rebates must not decrease: {second.rate:g} from {second.at:g} on is below {first.rate:g}"
                )
        return self


@compiled
def days_ahead(discount, holding_share_year, max_days):
    """Days of demand bought ahead at a discount: until the last unit's holding costs what it saves, 365 d / h."""
    if holding_share_year <= 0.0:
        return max_days
    return min(DAYS_PER_YEAR * discount / holding_share_year, max_days)


@compiled
def loading_cost(units, per_day, unit, holding_share_year):
    """Cost of holding ``units`` bought at once and sold at ``per_day``: h w x^2 / (2 mu), h by the day."""
    return holding_share_year / DAYS_PER_YEAR * unit * units * units / (2.0 * per_day)


@compiled
def most_worth_loading(gain, per_day, unit, holding_share_year):
    """Units up to which a gain is worth loading: x* = sqrt(2 mu R / (h w)).

    For 360 money, 20 units a day at 10 money and 20 % a year: 1,621 units.
    """
    return math.sqrt(2.0 * per_day * gain / (holding_share_year / DAYS_PER_YEAR * unit))


def rate_at(tiers: tuple[RebateTier, ...], share: float) -> float:
    """Rebate for purchases of so much of the target.

    >>> rate_at((RebateTier(at=0.9, rate=0.01), RebateTier(at=1.1, rate=0.02)), 1.0)
    0.01
    """
    return max((tier.rate for tier in tiers if share >= tier.at), default=0.0)
