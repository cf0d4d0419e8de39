"""The brand's own warehouse: what it makes ahead of orders, from what it believes demand to be, and how it rations.

Without it every order is made at once, without limit. With it the brand forecasts either from distributors' orders,
which come in lumps, or from what they sell, where they let it see that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from salesim.channel.ordering import next_forecast, order_up_to
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter

MAX_MAKE_DAYS = 60


class FactoryParameters(Parameters):
    """How the brand makes its goods; the same in all arms."""

    keeps_stock: bool = parameter(
        False,
        about="the brand makes goods ahead and ships what it has; otherwise it makes each order at once, without limit",
        source="A",
    )
    make_days: int = parameter(
        10, about="days from the decision to make goods until they are there", unit="day", source="A", ge=1,
        le=MAX_MAKE_DAYS,
    )  # fmt: skip
    review_days: int = parameter(7, about="days between such decisions", unit="day", source="A", ge=1, le=30)
    service_factor: float = parameter(
        1.3, about="safety stock in standard deviations of what is asked of the brand", source="A", ge=0, le=5
    )
    smoothing: float = parameter(
        0.06, about="weight of the newest day in the brand's forecast", unit="1/day", source="A", gt=0, le=1
    )
    capacity: float = parameter(
        0.0, about="most that can be made, as a multiple of usual demand; 0 no limit", source="A", ge=0, le=100
    )


@dataclass
class Factory:
    """The brand's stock and production, by SKU class.

    Parameters
    ----------
    stock : (sku,) units on hand.
    making : (ring, sku) units that will be there, by day.
    forecast, mad, usual : (sku,) units a day as forecast, the forecast's smoothed absolute error, demand at first.
    """

    stock: np.ndarray
    making: np.ndarray
    forecast: np.ndarray
    mad: np.ndarray
    usual: np.ndarray

    @classmethod
    def begin(cls, p: FactoryParameters, per_day: np.ndarray) -> Factory:
        """A settled factory where ``per_day`` (sku,) units are asked for; an idle one if nothing is made ahead."""
        days = p.make_days + p.review_days
        stock = np.ceil(per_day * days * 0.5 + p.service_factor * per_day) if p.keeps_stock else 0.0 * per_day
        making = np.zeros((MAX_MAKE_DAYS + 1, len(per_day)), np.int64)
        if p.keeps_stock:
            making[: p.make_days] = np.ceil(per_day)
        return cls(stock.astype(np.int64), making, per_day.copy(), per_day.copy(), per_day.copy())

    def copy(self) -> Factory:
        """Another one of the same state."""
        return replace(self, **{name: array.copy() for name, array in vars(self).items()})

    def receive(self, day: int) -> np.ndarray:
        """Goods made for ``day`` (sku,) come into stock."""
        made = self.making[day % len(self.making)].copy()
        self.making[day % len(self.making)] = 0
        self.stock += made
        return made

    def plan(self, p: FactoryParameters, day: int, demand: np.ndarray, asked: np.ndarray) -> None:
        """Learn from the day's ``demand`` (sku,) as the brand sees it; when due, decide what to make.

        Safety stock is for what is ``asked`` (sku,) of the brand, lumps and all, whatever it knows of demand.
        """
        for sku, seen in enumerate(demand):
            self.mad[sku] = next_forecast(self.mad[sku], abs(asked[sku] - self.forecast[sku]), p.smoothing)
            self.forecast[sku] = next_forecast(self.forecast[sku], seen, p.smoothing)
        if day % p.review_days:
            return
        position = self.stock + self.making.sum(axis=0)
        for sku in range(len(demand)):
            level = order_up_to(self.forecast[sku], self.mad[sku], p.make_days + p.review_days, p.service_factor)
            units = max(0, math.ceil(level) - int(position[sku]))
            if p.capacity > 0:
                units = min(units, math.ceil(p.capacity * p.review_days * self.usual[sku]))
            self.making[(day + p.make_days) % len(self.making), sku] += units


@compiled
def ration(asked, available, sent):
    """Ship what there is in proportion to what is asked, in whole units; what is left over goes to the first rows.

    Parameters
    ----------
    asked : (n, sku) units.
    available : (sku,) units, taken from.
    sent : (n, sku), written.
    """
    for sku in range(asked.shape[1]):
        total = asked[:, sku].sum()
        there = min(available[sku], total)
        left = there
        for row in range(asked.shape[0]):
            sent[row, sku] = asked[row, sku] * there // total if total > 0 else 0
            left -= sent[row, sku]
        for row in range(asked.shape[0]):
            more = min(left, asked[row, sku] - sent[row, sku], 1)
            sent[row, sku] += more
            left -= more
        available[sku] -= there
