"""Goods: the distributors' days, and their orders on the way through the desk to the brand's warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from salesim.agents.buying import Orders
from salesim.agents.team_time import slowed
from salesim.channel.desk import DeskJob, OrderDesk
from salesim.channel.desk_line import DeskLine, send_orders, ship_handled
from salesim.channel.factory import Factory, ration
from salesim.channel.shipping import (
    N_FLOWS,
    NEWEST_ORDER,
    UNITS_MADE,
    Shipping,
    book_order,
    leave_desk,
    make,
    send,
    ship,
    within_credit,
)
from salesim.channel.stock import (
    MADE,
    N_ACCOUNTS,
    OPENING,
    WASTED,
    balance,
    give_back,
    simulate_day,
    sort_by_time,
    stock_day,
)
from salesim.model.ledger import AccountingError
from salesim.random import Stream
from salesim.random.generator import uniform

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel
    from salesim.scenario.scenario import Scenario


class Supply:
    """Distributors, the order desk, and the brand's warehouse."""

    def __init__(
        self,
        model: SalesModel,
        order_desk: Callable[..., Any],
        waiting: Iterable[DeskJob],
        agents_decide: bool,
    ):
        self.model = model
        self.agents_decide = agents_decide
        self.n = len(model.distributors.stock)
        self.wholesale: np.ndarray  # price of each SKU class to distributors
        self.desk = self.open_desk(order_desk)
        self.factory: Factory = model.factory
        self.to_ship: list[tuple[DeskJob, float]] = []  # handled orders and when, until the close of the day
        self.shows_sales = np.zeros(self.n, np.bool_)  # whose sales the brand sees
        d = model.distributors
        there = d.stock.sum(axis=(0, 1)) + d.grey.sum(axis=0) + d.in_transit.sum(axis=0)
        self.account = np.zeros((N_ACCOUNTS, len(there)), np.int64)
        self.account[OPENING] = there + self.factory.stock
        self._wasted_before = self.account[WASTED].copy()
        self._wanted = np.zeros_like(d.in_transit)
        self.received = np.zeros(self.n)  # value of what was sent to each so far, at wholesale prices
        self.flows = np.zeros(N_FLOWS, np.int64)  # of goods and what was lost of them, until they are booked
        self.earned = np.zeros(self.n)  # rebates, scores, fines so far
        self.agree_on_terms()
        self._by_time = np.zeros(0, np.int64)
        self._day_start = np.zeros(8, np.int64)
        self._sample_adoption()
        for job in waiting:
            self.desk.begin(replace(job))

    def open_desk(self, order_desk: Callable[..., Any]) -> Any:
        """The model's desk without a clock; one of a user's own runs on SimPy's."""
        model = self.model
        keys = (model.key(Stream.DESK_TIME), model.key(Stream.DESK_ERROR))
        if order_desk is OrderDesk:
            n_sku = model.distributors.in_transit.shape[1]
            return DeskLine(model.clock, self.desk_terms(), self.n, n_sku, keys)
        return order_desk(model.clock, self.desk_terms(), self.n, keys, self.release)

    def desk_terms(self) -> Any:
        """What the order desk takes for its work, as meetings slow it."""
        model = self.model
        return slowed(model.config.channel.desk, model.slowed_by_stand_up, "manual_hours", "portal_hours")

    def agree_on_terms(self) -> None:
        """Wholesale prices, and what distributors' days go by."""
        model, channel = self.model, self.model.config.channel
        self.wholesale = model.numbers.price * (1.0 - channel.credit.margin)
        streams = (Stream.STOCK_OUT, Stream.STOCK_PICK, Stream.GREY_BUYER)
        grey_share = channel.diversion.grey_share if channel.diversion.possible else 0.0
        reach_km = channel.scorecard.reach_km if channel.scorecard.shared_stock else 0.0
        self.numbers = stock_day(
            channel.stock,
            channel.network.shelf_life_days,
            grey_share,
            reach_km,
            (model.key(streams[0]), model.key(streams[1]), model.key(streams[2])),
        )

        self.shipping = Shipping(
            channel.stock.lead_days,
            channel.desk.cut_off,
            channel.desk.scrapped_share,
            channel.credit.limit_days,
            self.wholesale,
            model.numbers.channel_cost_minor,
            self.received,
            self.account,
            self.flows,
        )

    def take(self, before: Scenario) -> None:
        """Go on under the model's scenario of now; a portal is taken up from the week in which there is one."""
        self.desk.parameters = self.desk_terms()
        self.agree_on_terms()
        if self.model.config.channel.desk.portal and not before.channel.desk.portal:
            self._sample_adoption()

    def _sample_adoption(self) -> None:
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
        model, today = self.model, 7 * self.model.week + day
        self.handle_orders()
        keeps_stock = model.config.channel.factory.keeps_stock
        if keeps_stock:
            asked = self.ship_waiting(today)
        anybody = simulate_day(
            today,
            self._day_start[day],
            self._day_start[day + 1],
            self._by_time,
            model.orders,
            model.columns,
            model.distributors,
            model.numbers.price,
            self.account,
            self.numbers,
            self._wanted,
        )
        if keeps_stock:
            seen = np.where(self.shows_sales[:, None], model.distributors.sold_today, asked)
            self.factory.plan(model.config.channel.factory, today, seen.sum(axis=0), asked.sum(axis=0))
        if anybody or self.agents_decide:
            self.place_orders()
        model.close_day(today)

    def handle_orders(self) -> None:
        """What the desk has handled by now goes to the warehouse; a desk of a user's own calls `release` itself."""
        if not isinstance(self.desk, DeskLine):
            return
        if self.model.config.channel.factory.keeps_stock:
            for job, released in self.desk.handled():
                self.leave_desk(job, released)
        else:
            ship_handled(self.desk.line, self.model.clock.now, self.model.distributors, self.shipping)

    def place_orders(self) -> None:
        """Everybody who wants goods orders them."""
        model = self.model
        if isinstance(self.desk, DeskLine) and not self.agents_decide:
            self.desk.make_room(self.n)
            numbers = (model.distributors, self.desk.numbers, self.shipping)
            send_orders(self.desk.line, self._wanted, model.week, model.clock.now, *numbers)
            return
        for agent in model.distributor_agents:
            units = self._wanted[agent.seat]
            if self.agents_decide:
                units = np.asarray(agent.decide_order(units.copy()), dtype=np.int64)
            if units.any():
                self.place_order(agent.seat, units)

    def uses_portal(self, row: int) -> bool:
        """Whether a distributor orders through the portal by now."""
        model = self.model
        return model.config.channel.desk.portal and model.week >= model.distributors.adoption_week[row]

    def place_order(self, row: int, units: np.ndarray) -> None:
        """A distributor sends an order of ``units`` (n_sku,) to the desk, cut to its credit."""
        d = self.model.distributors
        units = within_credit(row, units, d, self.shipping)
        if units.any():
            self.desk.take(row, book_order(row, units, d, self.shipping), units, self.uses_portal(row))

    def release(self, job: DeskJob) -> None:
        """The desk has handled an order just now."""
        self.leave_desk(job, self.model.clock.now)

    def leave_desk(self, job: DeskJob, released: float) -> None:
        """An order handled at ``released`` goes to the warehouse."""
        d, row = self.model.distributors, job.distributor
        leave_desk(row, job.placed, released, job.wrong, d)
        if self.model.config.channel.factory.keeps_stock:
            self.to_ship.append((job, released))
            return
        make(row, job.units, d, self.shipping)
        self.ship(job, job.units, released)

    def ship(self, job: DeskJob, units: np.ndarray, released: float) -> None:
        """Send ``units`` (n_sku,) of an order."""
        terms = (job.placed, released, self.model.distributors, self.shipping)
        ship(job.distributor, units, job.wrong, *terms)

    def ship_waiting(self, today: int) -> np.ndarray:
        """Ship handled orders from the brand's stock, in proportion where it is short; what is missing is cancelled.

        Returns what was asked for, (n, sku) units.
        """
        factory, d = self.factory, self.model.distributors
        made = factory.receive(today)
        self.account[MADE] += made
        self.flows[UNITS_MADE] += made.sum()
        jobs, self.to_ship = self.to_ship, []
        asked = np.zeros_like(d.in_transit)
        if jobs:
            units = np.array([job.units for job, _ in jobs])
            sent = np.zeros_like(units)
            ration(units, factory.stock, sent)
            for (job, released), to_send in zip(jobs, sent, strict=True):
                row = job.distributor
                asked[row] += job.units
                d.at_desk[row] -= job.units
                missing = 1.0 - to_send.sum() / job.units.sum()
                d.shortage[row] += NEWEST_ORDER * (missing - d.shortage[row])
                self.ship(job, to_send, released)
        return asked

    def send_express(self, row: int, units: np.ndarray, day: int) -> np.ndarray:
        """Goods sent to a distributor past the desk; returns what there was to send."""
        if self.model.config.channel.factory.keeps_stock:
            units = np.minimum(units, self.factory.stock)
            self.factory.stock -= units
        else:
            self.account[MADE] += units
            self.flows[UNITS_MADE] += units.sum()
        for sku, sent in enumerate(units.tolist()):
            self.received[row] += send(row, sku, sent, day, self.model.distributors, self.wholesale)
        return units

    def take_back(self, orders: Orders, n_orders: int) -> None:
        """Goods of customers who left at once, after an earlier order of the week, come back."""
        model = self.model
        if model.config.market.churn.decline_weeks == 0:
            give_back(n_orders, orders, model.columns, model.distributors, model.numbers.price, self.account)

    def book_week(self) -> None:
        """Goods made, written off and lost since this was last called go to the ledger; all goods must add up."""
        model = self.model
        made, scrapped, lost_minor = self.flows.tolist()
        model.ledger.add(made=made, scrapped=scrapped, lost_goods_minor=lost_minor)
        self.flows[:] = 0
        unbalanced = balance(model.distributors, self.factory.stock, self.account)
        if unbalanced >= 0:
            raise AccountingError(f"week {model.week}: goods of SKU class {unbalanced} do not balance")

    def wasted_units(self) -> np.ndarray:
        """Units that expired since this was last asked, by SKU class."""
        wasted = self.account[WASTED] - self._wasted_before
        self._wasted_before = self.account[WASTED].copy()
        return wasted
