"""Overlay specialists: they visit other reps' customers with them, for one product line, and share in the credit.

A sale then gives credit to several people, whose shares may add up to more than one. Who is credited what of whose
sales, of which line, is in the table ``credits``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from salesim.agents.cross_sell import FURTHER
from salesim.agents.roles import NOBODY, Role, role_of_seats
from salesim.columns import State
from salesim.policy.lever import Lever
from salesim.policy.sold import filled_orders, sold_by
from salesim.policy.tags import CrossSellParameters
from salesim.random import Stream
from salesim.random.generator import uniform_array

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

ROAD_MIN = 20.0  # on the road for a joint visit, at the market's speed in town (A)
MAIN = "main"  # all that is no further line
COLUMNS = ["quarter", "seller", "credited_to", "role", "product", "share", "sales", "credited"]


class Overlays(Lever):
    """Sends specialists along, and keeps the account of who is credited what.

    Specialists' areas are made of the other roles' territories, as the layout draws them. In the time that they
    have, specialists go along to the customers visited this week who have no further line, those who buy most first:
    they see whether a customer needs their line, and offer it only then. The price is their salary, their road, and the
    credit that is paid twice.
    """

    order = 125  # after reps have made their own offers
    reads = ("sales_force.roles", "sales_force.cross_sell")

    def __init__(self, roles: tuple[Role, ...], lines: CrossSellParameters):
        self.roles = roles
        self.overlays = [r for r, role in enumerate(roles) if role.overlay]
        self.lines = lines
        self.specialist = np.zeros((0, 0), np.int64)  # (n_roles, n_seats) who goes along with each seat; NOBODY
        self.seen = np.zeros(0, np.int64)  # by place, week of a specialist's last visit
        self.sold: np.ndarray = np.zeros((0, 0, 2))  # (n_seats, n_lines + 1, 2) money billed and credited this quarter
        self.shared: np.ndarray = np.zeros((0, 0))  # (n_roles, n_seats) money credited to specialists of each seller
        self.rows: list[pd.DataFrame] = []

    def open_week(self, model: ModelView) -> None:
        """Territories are shared out as a quarter begins."""
        if self.overlays and (model.opens_quarter or not len(self.specialist)):
            self.share_territories(model)
            self.forget(model)

    def forget(self, model: ModelView) -> None:
        self.sold = np.zeros((model.n_seats, 1 + self.lines.lines, 2))
        self.shared = np.zeros((len(self.roles), model.n_seats))

    def share_territories(self, model: ModelView) -> None:
        """Who goes along with whom is drawn with the layout."""
        if not len(self.seen):
            self.seen = np.full(len(model.columns.place), -model.config.run.burn_in_weeks - 1000)
        drawn = model.territories.layout.overlays
        assert drawn is not None
        self.specialist = drawn

    def after_visits(self, model: ModelView) -> None:
        """Specialists go along to some of those who have been visited this week."""
        if model.working_days > 0:
            for r in self.overlays:
                self.visit_together(model, r)

    def visit_together(self, model: ModelView, r: int) -> None:
        """Joint visits of role ``r``: as many as the week has time for."""
        c, reps, force = model.columns, model.reps, model.config.sales_force
        role, p = self.roles[r], self.lines
        line = 1 + p.names.index(role.product)
        desk_min = model.working_days * force.time.day_min * (1.0 - force.time.field_share)
        lost_min = np.maximum(reps.training_min + reps.report_min, 0.0)
        free_min = np.maximum(reps.other_min - desk_min - lost_min, 0.0) * reps.present
        room = np.floor(free_min / (force.time.visit_min + ROAD_MIN)).astype(np.int64)
        who = self.specialist[r, c.seat]
        waits = model.week - self.seen[c.place] < p.pause_weeks
        fits = (who != NOBODY) & (c.visit_quality > 0.0) & (c.state == State.HEALTHY) & (c.further_line == 0) & ~waits
        rows = np.flatnonzero(fits)
        rows = rows[np.lexsort((c.customer_id[rows], -c.expected[rows], who[rows]))]  # by specialist, the largest first
        first = np.searchsorted(who[rows], np.arange(model.n_seats))
        rows = rows[np.arange(len(rows)) - first[who[rows]] < room[who[rows]]]
        mine = who[rows]
        quality = reps.skill * reps.effort**force.effort.quality_exponent
        u = uniform_array(model.key(Stream.JOINT_OFFER), c.customer_id[rows], model.week)
        taken = (c.need[rows] == line) & (u < p.acceptance * quality[mine])
        c.further_line[rows[taken]] = line
        self.seen[c.place[rows]] = model.week
        visits = np.bincount(mine, minlength=model.n_seats)
        reps.offers[:] += np.bincount(mine[c.need[rows] == line], minlength=model.n_seats)
        reps.offer_hits[:] += np.bincount(mine[taken], minlength=model.n_seats)
        reps.selling_min[:] += visits * force.time.visit_min
        reps.travel_min[:] += visits * ROAD_MIN
        reps.other_min[:] -= visits * (force.time.visit_min + ROAD_MIN)
        reps.km[:] += visits * ROAD_MIN / 60.0 * model.config.market.travel.urban_kmh

    def after_serving(self, model: ModelView) -> None:
        """Credit the week's sales of a line to its specialists, and note them."""
        if not self.overlays:
            return
        week = sales_by_line(model, self.lines.lines)
        self.sold[:, :, 0] += week[:, :, 0]
        self.sold[:, :, 1] += week[:, :, 1] * model.reps.present[:, None]
        credit = np.zeros(model.n_seats)
        for r in self.overlays:
            role, who = self.roles[r], self.specialist[r]
            sold = week[:, 1 + self.lines.names.index(role.product), 0]
            there = (who != NOBODY) & (model.reps.present[who] == 1)
            shared = np.where(there, role.credit * sold, 0.0)
            self.shared[r] += shared
            credit += np.bincount(who[there], weights=shared[there], minlength=model.n_seats)
        model.shared_credit = credit

    def close_quarter(self, model: ModelView) -> None:
        if self.overlays:
            self.rows.append(self.account(model, model.week))

    def account(self, model: ModelView, week: int) -> pd.DataFrame:
        """One row for each seller, person credited and line of the quarter so far.

        ``sales`` is what the seller's customers were billed, ``share`` what of it the person is credited, ``credited``
        what counts for that person's quota and pay; what is sold from a vacant seat counts for nobody in it.
        """
        names, role = (MAIN, *self.lines.names), role_of_seats(self.roles)
        rows: list[dict[str, Any]] = []
        quarter = model.reported_quarter(week)
        for seat, line in zip(*np.nonzero(self.sold[:, :, 0]), strict=True):
            billed, counted = self.sold[seat, line].tolist()
            rows.append(
                dict(
                    zip(
                        COLUMNS,
                        (quarter, seat, seat, self.roles[role[seat]].name, names[line], 1.0, billed, counted),
                        strict=True,
                    )
                )
            )
            for r in self.overlays:
                one, who = self.roles[r], int(self.specialist[r, seat])
                if one.product == names[line] and who != NOBODY:
                    shared = float(self.shared[r, seat])
                    values = (quarter, seat, who, one.name, names[line], one.credit, billed, shared)
                    rows.append(dict(zip(COLUMNS, values, strict=True)))
        return pd.DataFrame(rows, columns=COLUMNS)

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``credits``: one row a quarter, seller, person credited and product line."""
        if not self.overlays:
            return {}
        cut = [] if model.opens_quarter else [self.account(model, model.week - 1)]
        rows = [*self.rows, *cut]
        return {"credits": pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=COLUMNS)}


def sales_by_line(model: ModelView, n_lines: int) -> np.ndarray:
    """The week's sales by seat and product line, (n_seats, n_lines + 1, 2) money; 0 is all that is no further line.

    First what was billed, to the minor unit as in the ledger; then what it counts for the seat's own plan.
    """
    filled = filled_orders(model)
    further = model.orders.number[filled] >= FURTHER
    line = np.where(further, model.columns.further_line[model.orders.row[filled]], 0).astype(np.int64)
    billed, credited, _ = sold_by(model, filled, line, n_lines + 1)
    return np.stack([billed, credited], axis=2)
