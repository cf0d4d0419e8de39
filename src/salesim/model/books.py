"""Booking a week: sales to the seats that made them, goods, money and time to the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesim.agents import settlement
from salesim.agents.falsified_visits import checked_share, counted_share
from salesim.agents.payment import CASH_RING_WEEKS
from salesim.agents.quotas import learn_week_all
from salesim.channel.desk import DESK_HOURS_PER_WEEK
from salesim.parameters import NO_MONEY
from salesim.pay.measures import count_measures
from salesim.policy.products import BILLED, CREDITED, Products
from salesim.weeks import YEAR

if TYPE_CHECKING:
    from salesim.model.sales_model import SalesModel

PAID_BACK = 1 / 120  # of the price of the cheapest unit, 1 yuan in the demo; so little is no debt in orders any more
QUARTER_SUMS_OF_REPS = (
    "quarter_sales",
    "quarter_visits",
    "quarter_falsified",
    "quarter_km",
    "quarter_effort",
    "quarter_orders",
    "quarter_wins",
)
WEEK_SUMS_OF_DISTRIBUTORS = ("demand", "filled", "met", "sold", "received", "scrapped", "wasted", "grey", "sales")
QUARTER_SUMS_OF_DISTRIBUTORS = (
    *WEEK_SUMS_OF_DISTRIBUTORS,
    "orders",
    "wrong",
    "desk_hours",
    "cycle_days",
    "bought",
    "diverted",
)


def credit_week(model: SalesModel, totals: np.ndarray, sold: np.ndarray) -> None:
    """Credit the week's sales to the seats; what a vacant seat sells is nobody's.

    ``totals`` (n_seats, N_TOTALS) as `settle_orders` counts them; ``sold`` (n_seats, 2) in all and to new customers, in
    minor units that are not rounded.
    """
    reps, plans = model.reps, model.plans
    billed_minor, new_minor = sold.T
    money = model.ledger.currency.from_minor
    existing, new = plans.by_seat("credit_existing", reps), plans.by_seat("credit_new", reps)
    reps.sales[:] = money(existing * (billed_minor - new_minor) + new * new_minor)
    reps.sales[:] += model.shared_credit
    reps.orders[:] = totals[:, settlement.FILLED]
    reps.quarter_sales[:] += reps.sales * reps.present
    reps.quarter_visits[:] += reps.visits
    reps.quarter_falsified[:] += reps.falsified_visits
    reps.quarter_km[:] += reps.km
    reps.quarter_effort[:] += reps.effort
    reps.quarter_orders[:] += reps.orders * reps.present
    reps.quarter_wins[:] += reps.new_customers
    cash, due = model.ledger.cash, model.week % CASH_RING_WEEKS
    open_minor = cash.sum(axis=1) - cash[:, due]
    weight = max(model.config.sales_force.effort.forecast_weight, 1.0 / (model.week + 1))
    falsified = model.numbers.falsified()
    counted = counted_share(checked_share(reps), falsified)
    by_seat = money(billed_minor), money(cash[:, due]), money(open_minor), counted
    count_measures(reps, *by_seat, falsified.penalty, weight, margin_and_lines(model, totals))
    learn_pace(model)
    if model.has_quotas:
        newest = model.config.sales_force.effort.forecast_weight
        if model.season_now > 0.0:  # a week in which nothing is ever due teaches nothing
            reps.booked_sales[:] += newest * (reps.sales / model.season_now - reps.booked_sales)
        response = model.config.market.buying.discount_response
        learn_week_all(reps, model.season_now, newest, response, model.ordinary_share)
        move_orders_in_time(model)
        below = reps.quarter_sales < reps.quota * model.plan_done
        reps.below_weeks[:] = np.where(below, reps.below_weeks + 1, 0)


def margin_and_lines(model: SalesModel, totals: np.ndarray) -> np.ndarray:
    """The week's margin and sales by product line, credited and billed, (2, n_seats, 1 + n_lines) money."""
    billed_minor, cost_minor = totals[:, settlement.SALES_MINOR], totals[:, settlement.COST_MINOR]
    billed = model.ledger.currency.from_minor(billed_minor - cost_minor)
    credited = model.reps.sales * (1.0 - cost_minor / np.maximum(billed_minor, 1))
    margin = np.stack([credited, billed])[:, :, None]
    return np.concatenate([margin, model.lever(Products).week[[CREDITED, BILLED]]], axis=2)


def learn_pace(model: SalesModel) -> None:
    """How many visits a rep makes in a full week at normal effort, as experienced."""
    reps, effort = model.reps, model.config.sales_force.effort
    if model.working_days == 0:
        return
    normal = np.maximum(reps.effort, effort.lowest) ** effort.visits_exponent * model.working_days / 5.0
    seen = reps.visits / normal
    learned = reps.usual_visits + effort.forecast_weight * (seen - reps.usual_visits)
    learned = np.where(reps.usual_visits == 0.0, seen, learned)
    reps.usual_visits[:] = np.where(reps.present == 1, learned, reps.usual_visits)


def move_orders_in_time(model: SalesModel) -> None:
    """Orders pulled forward this week are owed, and paid back over the coming weeks in equal instalments."""
    reps = model.reps
    moved = reps.pull * reps.baseline_sales * model.ordinary_share * model.demand_now
    reps.pulled[:] -= reps.pulled_instalment
    reps.pulled_instalment[np.abs(reps.pulled) < PAID_BACK * model.numbers.price.min()] = 0.0
    reps.pulled[:] += moved
    weeks = model.config.sales_force.effort.pull_debit_weeks
    reps.pulled_instalment[:] = np.where(moved != 0.0, reps.pulled / weeks, reps.pulled_instalment)


def missing_share(model: SalesModel) -> np.ndarray:
    """Share of the week's order rate that is missing because orders were pulled forward, (n_seats,)."""
    usual = model.reps.baseline_sales * model.ordinary_share * model.demand_now
    return model.reps.pulled_instalment / np.maximum(usual, NO_MONEY)


def book_week(model: SalesModel, totals: np.ndarray) -> None:
    """Book goods, orders, sales and time of the week."""
    reps, sums = model.reps, totals.sum(axis=0)
    direct = sums[settlement.DIRECT_UNITS]
    model.billed_minor = totals[:, settlement.SALES_MINOR]
    model.ledger.add(
        made=direct,
        sold=direct + sums[settlement.CHANNEL_UNITS],
        orders_placed=sums[settlement.PLACED],
        orders_filled=sums[settlement.FILLED],
        orders_lost=sums[settlement.LOST_ORDERS],
        sales_minor=sums[settlement.SALES_MINOR],
        cost_of_sales_minor=sums[settlement.COST_MINOR],
        discounts_minor=sums[settlement.DISCOUNT_MINOR],
        visits=reps.visits.sum(),
        falsified_visits=reps.falsified_visits.sum(),
        detected_falsified=reps.detected_falsified.sum(),
        key_planned=reps.key_planned.sum(),
        key_done=reps.key_done.sum(),
        new_customers=reps.new_customers.sum(),
        offers=reps.offers.sum(),
        offer_hits=reps.offer_hits.sum(),
        offer_misses=reps.offer_misses.sum(),
        working_min=round(reps.working_min.sum()),
        selling_min=round(reps.selling_min.sum()),
        travel_min=round(reps.travel_min.sum()),
        other_min=round(reps.other_min.sum()),
    )
    d = model.distributors
    wasted = model.supply.wasted_units()
    wasted_minor = model.config.channel.trade.brand_bears * float((wasted * model.numbers.channel_cost_minor).sum())
    model.ledger.add(scrapped=wasted.sum(), lost_goods_minor=round(wasted_minor))
    for name in WEEK_SUMS_OF_DISTRIBUTORS:
        week = getattr(d, f"week_{name}")
        getattr(d, f"quarter_{name}")[:] += week
        week[:] = 0


def book_salaries(model: SalesModel) -> None:
    """Book a week's salary for everybody who worked in it."""
    salary = model.plans.by_seat("salary_per_month", model.reps) * 12.0 / YEAR
    model.ledger.pay_salaries(model.ledger.currency.to_minor_array(salary * model.reps.present))


def book_costs(model: SalesModel) -> None:
    """Book what the week costs besides: on-costs, road, overhead, support, licenses, desks even if idle, stock."""
    p, channel, reps = model.config.sales_force, model.config.channel, model.reps
    rates = model.plans.by_plan("on_costs")
    pay_minor = np.bincount(reps.plan, weights=model.ledger.week_pay_minor, minlength=len(rates))
    pay_minor[0] += model.ledger.now["manager_pay_minor"]
    pay = pay_minor / model.ledger.currency.minor_per_unit
    units = model.distributors.stock.sum(axis=(0, 1)) + model.factory.stock
    stock = float((units * model.numbers.channel_cost_minor).sum()) / model.ledger.currency.minor_per_unit
    model.ledger.add_money(
        on_costs=model.ledger.on_costs_due(float((rates * pay).sum())),
        travel=p.team.travel_cost_per_km * float(reps.km.sum()),
        overhead=p.team.overhead_per_month * 12.0 / YEAR * int(reps.present.sum()),
        support=p.review.support_cost_share * float(reps.booked_sales[reps.support_until > model.week].sum())
        + p.review.coaching_cost_per_hour * p.review.coaching_hours * int((reps.coaching_until > model.week).sum()),
        license=channel.desk.license_cost_per_week * len(model.distributors.stock) if channel.desk.portal else 0.0,
        service=model.service.cost(),
        desk=model.supply.desk.n_clerks * DESK_HOURS_PER_WEEK * channel.desk.clerk_cost_per_hour,
        holding=channel.stock.holding_share_year / YEAR * stock,
    )


def forget_quarter(model: SalesModel) -> None:
    """Sums of a quarter begin at zero again."""
    for name in QUARTER_SUMS_OF_REPS:
        getattr(model.reps, name)[:] = 0
    model.reps.measure_sum[:] = 0.0
    model.reps.measure_base[:] = 0.0
    for name in QUARTER_SUMS_OF_DISTRIBUTORS:
        getattr(model.distributors, f"quarter_{name}")[:] = 0
    model.reps.below_weeks[:] = 0
    model.reps.quota_resets[:] = 0
    model.ledger.quarter_pay_minor[:] = 0
