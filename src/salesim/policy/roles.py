"""Roles at work: customers are handed over at quarters' ends, and who looks for prospects calls on people unknown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesim.agents.leads import SALES
from salesim.agents.roles import (
    NOBODY,
    Role,
    first_seats,
    is_current,
    role_of_seats,
    serving_role,
    weeks_bought,
)
from salesim.columns import State
from salesim.parameters import NO_MONEY
from salesim.pay.periods import A_QUARTER, sum_over
from salesim.policy.lever import Lever
from salesim.random import Stream
from salesim.random.generator import uniform_array
from salesim.weeks import QUARTER

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView


class Roles(Lever):
    """Hands customers over between roles once a quarter, so that each is with a rep of the role that serves it.

    The price is that of any change of rep: a broken relationship, or joint visits from the time of both reps. Calls on
    people unknown take time that is left over. The table ``role_quarters`` counts what changes hands.
    """

    order = 175  # before anything else moves customers
    reads = ("sales_force.roles",)

    def __init__(self, roles: tuple[Role, ...]):
        self.roles = roles
        self.rows: list[pd.DataFrame] = []
        self.found = np.zeros(len(roles), np.int64)  # leads that calls have found this quarter
        self.handed = np.zeros((2, len(roles)), np.int64)  # customers given away, and taken over, as it closed

    def after_visits(self, model: ModelView) -> None:
        """Time that is left over goes to calls on people unknown, where a role looks for prospects."""
        firsts = first_seats(self.roles)
        for r, role in enumerate(self.roles):
            if role.prospecting is not None and model.working_days > 0:
                self.look_for_prospects(model, r, int(firsts[r]), int(firsts[r + 1]))

    def look_for_prospects(self, model: ModelView, r: int, first: int, last: int) -> None:
        """Calls of the reps in seats ``first`` to ``last``; whoever shows an interest is a lead, answered at once."""
        reps, c, time = model.reps, model.columns, model.config.sales_force.time
        calling = self.roles[r].prospecting
        assert calling is not None
        seats = slice(first, last)
        desk_min = model.working_days * time.day_min * (1.0 - time.field_share)
        lost_min = np.maximum(reps.training_min + reps.report_min + reps.lead_min, 0.0)[seats]
        free_min = np.maximum(reps.other_min[seats] - desk_min - lost_min, 0.0) * reps.present[seats]
        calls = np.floor(free_min / calling.call_min)
        reps.selling_min[seats] += calls * calling.call_min
        reps.other_min[seats] -= calls * calling.call_min
        rows = np.arange(model.territories.start[first], model.territories.start[last])
        unknown = ((c.state[rows] == State.UNKNOWN) & (c.response_hours[rows] == 0.0)) | (c.state[rows] == State.GONE)
        rows = rows[unknown & (c.junk[rows] == 0)]
        mine = c.seat[rows] - first
        there = np.bincount(mine, minlength=last - first)
        chance = np.minimum(calls, there) * calling.success / np.maximum(there, 1)
        found = rows[uniform_array(model.key(Stream.PROSPECTING), c.customer_id[rows], model.week) < chance[mine]]
        c.state[found], c.state_week[found], c.relationship[found] = State.LEAD, model.week, 1.0
        c.claim[found], c.response_hours[found] = SALES, 1.0
        reps.leads[:] += np.bincount(c.seat[found], minlength=len(reps.leads))
        self.found[r] += len(found)

    def close_week(self, model: ModelView) -> None:
        """Before there are quotas, quarters end here."""
        if self.roles and model.closes_quarter and not model.has_quotas:
            self.hand_over(model)

    def reorganize(self, model: ModelView) -> None:
        """The quarter is closed: everybody goes to the role that serves them, and the quarter is noted."""
        if not self.roles:
            return
        self.hand_over(model)
        self.rows.append(self.account(model))
        self.found[:] = 0

    def hand_over(self, model: ModelView) -> None:
        """Give everybody to the rep on whose ground they lie, of the role that serves them now."""
        c, roles = model.columns, self.roles
        layout = model.territories.current()
        assert layout.grounds is not None
        order = np.argsort(c.place)
        state = c.state[order]
        buys = is_current(state)
        held_by = role_of_seats(roles)[layout.territory_of]
        bought = weeks_bought(state, c.state_week[order], model.week + 1)
        serves = serving_role(roles, layout.grounds != NOBODY, buys, held_by, bought)
        owner = layout.grounds[serves, np.arange(len(serves))]
        moved = owner != layout.territory_of
        self.handed[0] = np.bincount(held_by[moved & buys], minlength=len(roles))
        self.handed[1] = np.bincount(serves[moved & buys], minlength=len(roles))
        if not moved.any():
            return
        n_used = int(np.count_nonzero(np.bincount(owner)))
        joint = np.array([role.joint_visits for role in roles])[held_by] * (moved & buys)
        model.territories.apply(replace(layout, territory_of=owner, n_territories=n_used), joint=joint)
        if model.has_quotas:
            model.record("handed_over", detail=str(int(np.count_nonzero(moved & buys))))

    def account(self, model: ModelView) -> pd.DataFrame:
        """One row a role: whom it serves now, after customers have changed hands, and what the quarter brought."""
        c, role = model.columns, role_of_seats(self.roles)
        of, n = role[c.seat], len(self.roles)
        return pd.DataFrame(
            {
                "quarter": model.reported_quarter(),
                "role": [one.name for one in self.roles],
                "customers": np.bincount(of[is_current(c.state)], minlength=n),
                "prospects": np.bincount(of[(c.state > State.UNKNOWN) & (c.state < State.HEALTHY)], minlength=n),
                "leads_found": self.found.copy(),
                "handed_over": self.handed[0].copy(),
                "taken_over": self.handed[1].copy(),
            }
        )

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``role_quarters``: one row a closed quarter and role."""
        return {"role_quarters": pd.concat(self.rows, ignore_index=True)} if self.rows else {}


def groups_of_seats(model: ModelView) -> list[tuple[np.ndarray, np.ndarray]]:
    """Seats that share a plan: those of a role, or without roles all; masks (n_seats,) of all of them and the open."""
    is_open, roles = model.reps.open == 1, model.config.sales_force.roles
    if not roles:
        return [(np.ones(len(is_open), np.bool_), is_open)]
    role = role_of_seats(roles)
    return [(role == r, is_open & (role == r)) for r in range(len(roles))]


def reference_of_seats(model: ModelView) -> np.ndarray:
    """Weekly sales that quotas are made of, (n_seats,): what the customers of a seat bought in the reference run.

    Where customers are handed over, whom a rep will serve is yet to be won: every rep of the role is asked for an equal
    share of what they all sell by the books. Where a quota is stated it is taken for what is usual.
    """
    c, reps, roles = model.columns, model.reps, model.config.sales_force.roles
    reference = np.bincount(c.seat, weights=c.reference_sales, minlength=len(reps.seat))
    firsts = first_seats(roles)
    for r, role in enumerate(roles):
        seats = slice(firsts[r], firsts[r + 1])
        if role.quota is not None:
            reference[seats] = role.quota / QUARTER
        elif role.hands_over:
            reference[seats] = max(float(reps.booked_sales[seats].mean()), NO_MONEY)
    return reference


def expect_without_a_list(model: ModelView) -> None:
    """What the books and reps expect where no list of customers says what they will sell, as roles begin.

    Overlays begin with their quota. Hunters begin with an equal share of what those bought in the last quarter who had
    not bought for longer than the role keeps them, as far as the last four quarters tell.
    """
    reps, roles = model.reps, model.config.sales_force.roles
    firsts = first_seats(roles)
    for r, role in enumerate(roles):
        if role.sells_what_comes:
            usual = sold_to_the_newly_won(model, r) / role.reps if role.quota is None else role.quota / QUARTER
            for sales in (reps.baseline_sales, reps.booked_sales):
                sales[firsts[r] : firsts[r + 1]] = max(usual, NO_MONEY)


def sold_to_the_newly_won(model: ModelView, r: int) -> float:
    """Weekly sales of the last quarter, season taken out, to all whom role ``r`` has in hand for as long as it may.

    Who was about to leave and stayed has bought before that.
    """
    c, role, grounds = model.columns, model.config.sales_force.roles[r], model.territories.layout.grounds
    assert grounds is not None and role.hand_over_after_quarters is not None
    quarters = role.hand_over_after_quarters + 1  # in the last quarter it had those, too, whom it has just handed over
    bought = weeks_bought(c.state, c.state_week, model.week)
    new = (bought >= 0) & (bought < QUARTER * quarters) & (grounds[r, c.place] != NOBODY)
    for before in range(quarters + 1, 5):
        new &= c.quarter_sales[:, (model.quarter - before) % 4] == 0.0
    first, last = model.timetable.span(A_QUARTER, max(model.week - 1, 0))
    sold = float(c.quarter_sales[new, (model.quarter - 1) % 4].sum(dtype=np.float64))
    return sold / sum_over(model.season, first, last)


def set_stated_quotas(model: ModelView, quotas: np.ndarray) -> None:
    """Quotas that roles state for a usual quarter, by the season of this one, into ``quotas`` (n_seats,)."""
    roles = model.config.sales_force.roles
    firsts = first_seats(roles)
    of_year = 4.0 * model.plan_of_quarter() / model.plan_of_year()
    for r, role in enumerate(roles):
        if role.quota is not None:
            quotas[firsts[r] : firsts[r + 1]] = role.quota * of_year
