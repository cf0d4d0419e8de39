"""What becomes of a distributor's order: it is cut to credit, booked, leaves the desk, is made and shipped."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from salesim.channel.credit import affordable
from salesim.channel.desk import DESK_HOURS_PER_DAY
from salesim.channel.stock import MADE, SCRAPPED
from salesim.compiled import compiled

NEWEST_ORDER = 0.3  # weight of the newest order in what a distributor expects of the desk and of the brand (A)

# what shipping adds to a week's books
UNITS_MADE, UNITS_SCRAPPED, LOST_MINOR = range(3)
N_FLOWS = 3


class Shipping(NamedTuple):
    """Numbers and sums that shipping needs; the sums are added to."""

    lead_days: int
    cut_off: float
    scrapped_share: float
    limit_days: float  # goods on credit, in days of usual sales; 0 without limit
    wholesale: np.ndarray  # (sku,) money
    cost_minor: np.ndarray  # (sku,) what a unit costs, minor units
    received: np.ndarray  # (n,) value of what was sent to each so far, at wholesale prices
    account: np.ndarray  # (N_ACCOUNTS, sku) goods, see `stock`
    flows: np.ndarray  # (N_FLOWS,) int64


@compiled
def ship_day(released, lead_days, cut_off):
    """Day of arrival of an order released at ``released`` (days): a missed cut-off costs a day."""
    day = math.floor(released)
    late = released - day > cut_off
    return day + lead_days + (1 if late else 0)


@compiled
def within_credit(row, units, d, n):
    """Units (sku,) of an order that distributor ``row`` has credit for, orders on their way included."""
    if n.limit_days == 0.0:
        return units.copy()
    on_order, limit = 0.0, 0.0
    for sku in range(units.shape[0]):
        on_order += (d.at_desk[row, sku] + d.in_transit[row, sku]) * n.wholesale[sku]
        limit += d.forecast[row, sku] * n.wholesale[sku]
    return affordable(units, n.wholesale, n.limit_days * limit, d.owed[row] + on_order)


@compiled
def book_order(row, units, d, n):
    """An order of ``units`` (sku,) goes to the desk; returns its number among the distributor's."""
    number = d.n_orders[row]
    d.n_orders[row] += 1
    d.waiting_order[row] = 1
    value = 0.0
    for sku in range(units.shape[0]):
        d.at_desk[row, sku] += units[sku]
        value += units[sku] * n.wholesale[sku]
    d.quarter_bought[row] += value
    return number


@compiled
def leave_desk(row, placed, released, wrong, d):
    """An order has been handled; its distributor remembers how long that took. ``wrong`` (sku,): lines with errors."""
    waited_days = released - placed
    d.waiting_order[row] = 0
    d.desk_days[row] += NEWEST_ORDER * (waited_days - d.desk_days[row])
    d.quarter_orders[row] += 1
    d.quarter_desk_hours[row] += DESK_HOURS_PER_DAY * waited_days
    d.quarter_wrong[row] += 1 if wrong.any() else 0


@compiled
def make(row, units, d, n):
    """The ``units`` (sku,) of a handled order are made at once."""
    for sku in range(units.shape[0]):
        d.at_desk[row, sku] -= units[sku]
        n.account[MADE, sku] += units[sku]
        n.flows[UNITS_MADE] += units[sku]


@compiled
def send(row, sku, units, day, d, wholesale):
    """Put units of one SKU class on the road to a distributor, to arrive on ``day``; returns their value."""
    d.arriving[row, day % d.arriving.shape[1], sku] += units
    d.in_transit[row, sku] += units
    return units * wholesale[sku]


@compiled
def ship(row, units, wrong, placed, released, d, n):
    """Send ``units`` (sku,) of an order; lines entered wrongly come late, partly to be written off."""
    day = ship_day(released, n.lead_days, n.cut_off)
    d.quarter_cycle_days[row] += day + (n.lead_days if wrong.any() else 0) - placed
    value, lost = 0.0, 0.0
    for sku in range(units.shape[0]):
        scrapped = int(np.rint(n.scrapped_share * units[sku])) if wrong[sku] else 0
        value += send(row, sku, units[sku] - scrapped, day + (n.lead_days if wrong[sku] else 0), d, n.wholesale)
        lost += scrapped * n.cost_minor[sku]
        n.account[SCRAPPED, sku] += scrapped
        n.flows[UNITS_SCRAPPED] += scrapped
        d.week_scrapped[row] += scrapped
    n.received[row] += value
    n.flows[LOST_MINOR] += int(np.rint(lost))
