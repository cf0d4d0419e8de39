"""The week's sales by seat and by what was sold: what customers were billed, what it counts for, what it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesim.agents.settlement import NEW_WEEKS, POSTPONED

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


def filled_orders(model: ModelView) -> np.ndarray:
    """Rows of the week's orders that were filled."""
    return np.flatnonzero(model.orders.outcome[: model.n_orders] < POSTPONED)


def sold_by(model: ModelView, filled: np.ndarray, group: np.ndarray, n_groups: int) -> np.ndarray:
    """The week's sales by seat and group of orders, (3, n_seats, n_groups) money.

    First what was billed, to the minor unit as in the ledger; then what it counts for the seat's own plan; then what
    the goods cost, to the minor unit.

    Parameters
    ----------
    filled : (n,) as `filled_orders` has them.
    group : (n,) what each of them belongs to, from 0.
    """
    orders, c, reps, n = model.orders, model.columns, model.reps, model.numbers
    row, sku, units = orders.row[filled], orders.sold_sku[filled], orders.units[filled]
    seat, deals = c.seat[row], model.config.market.buying.deals
    full = units * n.price_minor[sku]
    off = reps.discount[seat].astype(np.float64)
    if deals.above is not None:
        off = np.where(c.order_value[row] >= deals.above, c.deal_discount[row], off)
    billed = np.floor(full + 0.5) - np.floor(full * off + 0.5)
    new = model.week - c.first_order_week[row] < NEW_WEEKS
    weight = np.where(
        new, model.plans.by_seat("credit_new", reps)[seat], model.plans.by_seat("credit_existing", reps)[seat]
    )
    credited = full * (1.0 - off) * weight
    each_cost = np.where(c.distributor[row] < 0, n.direct_cost_minor[sku], n.channel_cost_minor[sku])
    cost = np.floor(units * each_cost + 0.5)
    cell = seat.astype(np.int64) * n_groups + group
    shape = len(reps.seat), n_groups
    sums = [
        np.bincount(cell, weights=of, minlength=shape[0] * shape[1]).reshape(shape) for of in (billed, credited, cost)
    ]
    return np.stack(sums) / model.ledger.currency.minor_per_unit
