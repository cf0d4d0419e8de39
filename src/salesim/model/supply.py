"""Goods: the distributors' days, and their orders on the way through the desk to the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from salesim.agents.buying import Orders
from salesim.agents.team_time import slowed
from salesim.channel.desk import DESK_HOURS_PER_DAY, DeskJob, ship_day
from salesim.channel.stock import live_day, sort_by_time
from salesim.columns.distributors import LEAD_RING_DAYS, N_SKU
from salesim.random import Stream
from salesim.random.generator import uniform

NEWEST_ORDER = 0.3  # weight of the newest order in what a distributor expects of the desk (A)


class Supply:
    """Distributors and the order desk."""

    def __init__(self, model: Any, order_desk: Callable[..., Any], waiting: Iterable[DeskJob], agents_decide: bool):
        self.model = model
        self.agents_decide = agents_decide
        self.n = len(model.distributors.stock)
        keys = (model.key(Stream.DESK_TIME), model.key(Stream.DESK_ERROR))
        desk = slowed(model.config.channel.desk, model.slowed_by_stand_up, "manual_hours", "portal_hours")
        self.desk = order_desk(model.clock, desk, self.n, keys, self.release)
        for job in waiting:
            self.desk.begin(replace(job))
        self._wanted = np.zeros((self.n, N_SKU), np.int64)
        self._by_time = np.zeros(0, np.int64)
        self._day_start = np.zeros(8, np.int64)
        self._draw_adoption()

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
        model, p = self.model, self.model.config.channel.stock
        anybody = live_day(
            7 * model.week + day,
            self._day_start[day],
            self._day_start[day + 1],
            self._by_time,
            model.orders,
            model.columns,
            model.distributors,
            p.substitute,
            p.elsewhere,
            p.postpone,
            model.key(Stream.STOCK_OUT),
            p.smoothing,
            p.review_days,
            p.lead_days,
            p.service_factor,
            model.numbers.price_cny,
            self._wanted,
        )
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
        """A distributor sends an order of ``units`` (N_SKU,) to the desk."""
        d = self.model.distributors
        number = d.n_orders[row].item()
        d.n_orders[row] += 1
        d.waiting_order[row] = 1
        d.at_desk[row] += units
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
        scrapped = np.where(job.wrong, np.round(p.desk.scrapped_share * job.units), 0).astype(np.int64)
        day = ship_day(now, p.stock.lead_days, p.desk.cut_off)
        for sku in range(N_SKU):
            arrival = day + (p.stock.lead_days if job.wrong[sku] else 0)
            good = job.units[sku] - scrapped[sku]
            d.arriving[row, (arrival % LEAD_RING_DAYS) * N_SKU + sku] += good
            d.in_transit[row, sku] += good
        d.week_scrapped[row] += scrapped.sum()
        lost_fen = int((scrapped * model.numbers.channel_cost_fen).sum())
        model.ledger.add(made=job.units.sum(), scrapped=scrapped.sum(), lost_goods_fen=lost_fen)
