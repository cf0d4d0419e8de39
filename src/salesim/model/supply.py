"""Goods: the distributors' days, and their orders on the way through the desk to the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from salesim.agents.buying import Orders
from salesim.agents.team_time import slowed
from salesim.channel.desk import DESK_HOURS_PER_DAY, DeskJob, ship_day
from salesim.channel.stock import (
    MADE,
    N_ACCOUNTS,
    OPENING,
    SCRAPPED,
    WASTED,
    balance,
    give_back,
    live_day,
    sort_by_time,
    stock_day,
)
from salesim.model.ledger import AccountingError
from salesim.random import Stream
from salesim.random.generator import uniform

NEWEST_ORDER = 0.3  # weight of the newest order in what a distributor expects of the desk (A)
DISTRIBUTOR_MARGIN = 0.12  # of the street price (A)


class Supply:
    """Distributors and the order desk."""

    def __init__(self, model: Any, order_desk: Callable[..., Any], waiting: Iterable[DeskJob], agents_decide: bool):
        self.model = model
        self.agents_decide = agents_decide
        self.n = len(model.distributors.stock)
        keys = (model.key(Stream.DESK_TIME), model.key(Stream.DESK_ERROR))
        desk = slowed(model.config.channel.desk, model.slowed_by_stand_up, "manual_hours", "portal_hours")
        self.desk = order_desk(model.clock, desk, self.n, keys, self.release)
        d = model.distributors
        self.account = np.zeros((N_ACCOUNTS, d.in_transit.shape[1]), np.int64)
        self.account[OPENING] = d.stock.sum(axis=(0, 1)) + d.grey.sum(axis=0) + d.in_transit.sum(axis=0)
        self._wasted_before = self.account[WASTED].copy()
        self._wanted = np.zeros_like(d.in_transit)
        self.wholesale_cny = model.numbers.price_cny * (1.0 - DISTRIBUTOR_MARGIN)
        streams = (Stream.STOCK_OUT, Stream.STOCK_PICK, Stream.GREY_BUYER)
        self.numbers = stock_day(
            model.config.channel.stock,
            model.config.channel.network.shelf_life_days,
            keys=tuple(model.key(stream) for stream in streams),
        )
        self._by_time = np.zeros(0, np.int64)
        self._day_start = np.zeros(8, np.int64)
        self._draw_adoption()
        for job in waiting:
            self.desk.begin(replace(job))

    def _draw_adoption(self) -> None:
        """When each distributor would begin to use a portal, counted from the model's first week."""
        model = self.model
        if model.week > 0 and model.world.scenario.channel.desk.portal:
            return  # the portal was there under the baseline, and who used it goes on
        mean = model.config.channel.desk.adoption_weeks
        for row in range(self.n):
            weeks = -mean * np.log(uniform(model.key(Stream.PORTAL_ADOPTION), row, 0))
            model.distributors.adoption_week[row] = model.week + int(min(weeks, 10_000))

    def open_week(self, orders: Orders, n_orders: int) -> None:
        """Put the week's orders in the order of their stamps; direct ones are filled at once."""
        if len(self._by_time) < n_orders:
            self._by_time = np.zeros(2 * n_orders, np.int64)
        sort_by_time(orders, n_orders, self.model.columns, self._by_time, self._day_start)

    def day(self, day: int) -> None:
        """One day of all distributors; those who want to order send it to the desk."""
        model = self.model
        anybody = live_day(
            7 * model.week + day,
            self._day_start[day],
            self._day_start[day + 1],
            self._by_time,
            model.orders,
            model.columns,
            model.distributors,
            model.numbers.price_cny,
            self.account,
            self.numbers,
            self._wanted,
        )
        unbalanced = balance(model.distributors, self.account)
        if unbalanced >= 0:
            raise AccountingError(f"week {model.week}, day {day}: goods of SKU class {unbalanced} do not balance")
        if not anybody and not self.agents_decide:
            return
        for agent in model.distributor_agents:
            units = self._wanted[agent.seat]
            if self.agents_decide:
                units = np.asarray(agent.decide_order(units.copy()), dtype=np.int64)
            if units.any():
                self.place_order(agent.seat, units.copy())

    def uses_portal(self, row: int) -> bool:
        """Whether a distributor orders through the portal by now."""
        model = self.model
        return model.config.channel.desk.portal and model.week >= model.distributors.adoption_week[row]

    def place_order(self, row: int, units: np.ndarray) -> None:
        """A distributor sends an order of ``units`` (n_sku,) to the desk."""
        d = self.model.distributors
        number = d.n_orders[row].item()
        d.n_orders[row] += 1
        d.waiting_order[row] = 1
        d.at_desk[row] += units
        d.quarter_bought_cny[row] += float((units * self.wholesale_cny).sum())
        self.desk.take(row, number, units, self.uses_portal(row))

    def release(self, job: DeskJob) -> None:
        """The desk has handled an order: goods are made and sent; wrong lines come late, partly to be written off."""
        model, p = self.model, self.model.config.channel
        d, row, now = model.distributors, job.distributor, model.clock.now
        waited_days = now - job.placed
        d.at_desk[row] -= job.units
        d.waiting_order[row] = 0
        d.desk_days[row] += NEWEST_ORDER * (waited_days - d.desk_days[row])
        d.quarter_orders[row] += 1
        d.quarter_desk_hours[row] += DESK_HOURS_PER_DAY * waited_days
        d.quarter_wrong[row] += job.wrong.any()
        scrapped = np.where(job.wrong, np.round(p.desk.scrapped_share * job.units), 0).astype(np.int64)
        day = ship_day(now, p.stock.lead_days, p.desk.cut_off)
        d.quarter_cycle_days[row] += day + (p.stock.lead_days if job.wrong.any() else 0) - job.placed
        good = job.units - scrapped
        ring, skus = d.arriving.shape[1], np.arange(len(good))
        d.arriving[row, (day + np.where(job.wrong, p.stock.lead_days, 0)) % ring, skus] += good
        d.in_transit[row] += good
        self.account[MADE] += job.units
        self.account[SCRAPPED] += scrapped
        d.week_scrapped[row] += scrapped.sum()
        lost_fen = int((scrapped * model.numbers.channel_cost_fen).sum())
        model.ledger.add(made=job.units.sum(), scrapped=scrapped.sum(), lost_goods_fen=lost_fen)

    def take_back(self, orders: Orders, n_orders: int) -> None:
        """Goods of customers who left at once, after an earlier order of the week, come back."""
        model = self.model
        if model.config.market.leaving.decline_weeks == 0:
            give_back(n_orders, orders, model.columns, model.distributors, model.numbers.price_cny, self.account)

    def wasted_units(self) -> np.ndarray:
        """Units that expired since this was last asked, by SKU class."""
        wasted = self.account[WASTED] - self._wasted_before
        self._wasted_before = self.account[WASTED].copy()
        return wasted
