"""The reduced model in plain Mesa, as Mesa's own tutorials would write it: one object each for reps and customers."""

from __future__ import annotations

import heapq
import math

import mesa

from reduced_model.world import (
    BUY,
    CHURN,
    CUSTOMERS_PER_REP,
    DAY_H,
    DAYS_PER_WEEK,
    G1,
    G2,
    MASK,
    ORDER_A,
    ORDER_B,
    SPEED_KM_H,
    VISIT_H,
    VISITS_PER_DAY,
    WEEKS,
    Totals,
    World,
    draws,
    mix,
    stream_key,
)


class Customer(mesa.Agent):
    """A customer who orders, or leaves, at the end of a week."""

    def __init__(self, model: ReducedModel, index: int, x_km: float, y_km: float, value: float, last: float) -> None:
        super().__init__(model)
        self.index = index
        self.x_km = x_km
        self.y_km = y_km
        self.value = value
        self.last_visit = last
        self.goodwill = 0.0
        self.rep: Rep  # set by the rep

    def urgency(self) -> float:
        """How much a visit is due: days waited, weighted by the customer's worth."""
        return (self.model.day - self.last_visit) * self.value

    def close_week(self) -> None:
        """Order or not, then stay or leave."""
        model = self.model
        share = self.goodwill / (1.0 + self.goodwill)
        if model.buy_draws[self.index] < 1.0 - math.exp(-0.15 * model.season * (1.0 + 1.5 * share)):
            model.orders += 1
            radius = math.sqrt(-2.0 * math.log(model.order_draws_a[self.index]))
            normal = radius * math.cos(2.0 * math.pi * model.order_draws_b[self.index])
            model.revenue += math.exp(4.0 + 0.6 * normal) * self.value
        weeks_waited = (model.day - self.last_visit) / DAYS_PER_WEEK
        if model.churn_draws[self.index] < 1.0 / (1.0 + math.exp(6.5 + share - 0.1 * weeks_waited)):
            model.churned += 1
            self.rep.customers.remove(self)
            self.remove()
        self.goodwill *= 0.9


class Rep(mesa.Agent):
    """A rep who calls on the most urgent customers until the day is over."""

    def __init__(self, model: ReducedModel, customers: list[Customer]) -> None:
        super().__init__(model)
        self.customers = customers
        for customer in customers:
            customer.rep = self

    def make_visits(self) -> None:
        """One day on the road, from home at (0, 0)."""
        x_km = y_km = time_h = 0.0
        for customer in heapq.nlargest(VISITS_PER_DAY, self.customers, key=Customer.urgency):
            time_h += math.hypot(customer.x_km - x_km, customer.y_km - y_km) / SPEED_KM_H + VISIT_H
            if time_h > DAY_H:
                break
            customer.goodwill += 1.0
            customer.last_visit = self.model.day
            x_km, y_km = customer.x_km, customer.y_km
            self.model.visits += 1


class ReducedModel(mesa.Model):
    """One step is one week: five days of visits, then what customers make of them."""

    def __init__(self, world: World, agents_draw: bool = False) -> None:
        super().__init__(rng=0)
        self.agents_draw = agents_draw
        self.visits = self.orders = self.churned = 0
        self.revenue = 0.0
        self.week = 0
        self.day = 0
        columns = [column.tolist() for column in world]
        customers = [Customer(self, index, *row) for index, row in enumerate(zip(*columns))]
        for start in range(0, len(customers), CUSTOMERS_PER_REP):
            Rep(self, customers[start : start + CUSTOMERS_PER_REP])
        self.n_customers = len(customers)
        self.datacollector = mesa.DataCollector(
            model_reporters={name: name for name in Totals._fields},
        )

    def draw_numbers(self) -> None:
        """The week's draws, in bulk; to read one from a list costs an agent what ``self.random.random()`` does.

        With ``agents_draw`` each agent works its own draws out from their address, in Python integers, instead. That
        alone doubles the model's time, so it is no fair picture of Mesa; earlier figures were measured that way.
        """
        source = AddressedDraws if self.agents_draw else drawn_in_bulk
        self.buy_draws, self.order_draws_a, self.order_draws_b, self.churn_draws = (
            source(stream, self.week, self.n_customers) for stream in (BUY, ORDER_A, ORDER_B, CHURN)
        )

    def step(self) -> None:
        """One week."""
        self.season = 1.0 + 0.2 * math.sin(2.0 * math.pi * self.week / WEEKS)
        for day in range(DAYS_PER_WEEK):
            self.day = DAYS_PER_WEEK * self.week + day
            self.agents_by_type[Rep].do("make_visits")
        self.draw_numbers()
        self.agents_by_type[Customer].do("close_week")
        self.week += 1
        self.datacollector.collect(self)


def drawn_in_bulk(stream: int, week: int, n_customers: int) -> list[float]:
    """One draw for each customer."""
    return draws(1, stream, n_customers, week).tolist()


class AddressedDraws:
    """The same draws, each worked out when it is asked for."""

    def __init__(self, stream: int, week: int, n_customers: int) -> None:
        self.start = stream_key(1, stream) + week * G2

    def __getitem__(self, index: int) -> float:
        return ((mix((self.start + index * G1) & MASK) >> 11) + 0.5) * 2.0**-53


def run(model: ReducedModel) -> Totals:
    """One year."""
    for _ in range(WEEKS):
        model.step()
    last_week = model.datacollector.get_model_vars_dataframe().iloc[-1]
    return Totals(int(last_week.visits), int(last_week.orders), int(last_week.churned), float(last_week.revenue))
