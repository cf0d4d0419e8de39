"""Partner scorecards and shared stock (D9), and sell-through that the brand may see (D4)."""

from __future__ import annotations

from salesim.channel.ordering import safety_factor
from salesim.parameters import Parameters, parameter


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
