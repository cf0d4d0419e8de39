"""Pay that changes within a period: what has been earned is settled, and the new plan begins with what is left.

Of a period that is cut, quota and bonuses count in proportion to the part of its plan that has passed, and a rate is
paid on what was sold until then. The new plan pays on what is sold from then on, against the rest of the quota and with
the rest of its bonuses. What both plans have alike goes on as if nothing had happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesim.agents.effort import set_usual_rates
from salesim.columns import Reps
from salesim.parameters import NO_MONEY
from salesim.pay.curve import Curve, curve_pay_all
from salesim.pay.plan import PayParameters
from salesim.pay.plans import PayPlans
from salesim.pay.wager import add_wagers_to_curves
from salesim.policy.clawback import Clawback
from salesim.policy.components import (
    accrue,
    begin_component,
    components_now,
    had_so_far,
    pay_at_quota,
    pay_in_advance,
    period_under_way,
)
from salesim.policy.draws import Draws
from salesim.policy.guarantees import Guarantees
from salesim.policy.holdback import Holdback
from salesim.policy.lever import Lever
from salesim.policy.pay import PAID_AFTER_WEEKS, own_share
from salesim.policy.pay_cap import PayCap

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

CARRIED = ("entitled", "opened", "opened_base", "share")


class RestOfQuarter(Lever):
    """Where the plan has changed within the quarter, curves follow a quota that has been reset since."""

    order = 41
    reads = ("sales_force.pay",)

    def __init__(self, _: PayParameters):
        """Without anything of its own."""
        self.drawn_for = np.zeros(0)  # quota that each seat's curve was last drawn for

    def before_effort(self, model: ModelView) -> None:
        reps = model.reps
        if reps.settled_share.any():
            moved = (reps.settled_share > 0.0) & (resized(self.drawn_for, model.n_seats) != reps.quota)
            if moved.any():
                draw_rest(model, np.flatnonzero(moved))


def who_changes(model: ModelView, plans: PayPlans, number: np.ndarray) -> np.ndarray:
    """Seats, (n,), whose plan is another one among ``plans`` under its new ``number`` (n_seats,)."""
    pairs = np.stack([model.reps.plan, number], axis=1)
    kinds, kind = np.unique(pairs, axis=0, return_inverse=True)
    differs = np.array([model.plans.each[old] != plans.each[new] for old, new in kinds.tolist()], np.bool_)
    return np.flatnonzero(differs[kind.reshape(-1)])


def settle(model: ModelView, seats: np.ndarray, plans: PayPlans, number: np.ndarray) -> None:
    """Accrue what some seats' holders have earned under the plan that ends with the last week.

    ``plans`` and ``number`` (n_seats,) are those that follow: a component that a seat has before and after goes on.
    """
    if not model.has_quotas or model.week == model.first_week:
        return
    reps = model.reps
    seats = seats[reps.present[seats] == 1]
    for c, one in enumerate(model.plans.parts):
        lost = np.array([one not in plans.each[plan].components for plan in number[seats].tolist()], np.bool_)
        if lost.any() and not model.components.at_once[c] and period_under_way(model, c):
            had = had_so_far(model, c, model.week - 1)
            accrue(model, c, seats[lost & (model.components.entitled[c, seats] == 1)], had, week=model.week - 1)
    if model.opens_quarter:
        return
    seats = with_another_curve(model, plans, seats, number)
    earned, had = earned_so_far(model, model.plan_passed)
    minor = model.ledger.currency.to_minor_array(earned[seats])
    model.ledger.accrue_pay("variable", seats, minor, model.week + PAID_AFTER_WEEKS)
    rest = reps.quota[seats] - reps.settled_quota[seats]
    reps.settled_sales[seats] = reps.quarter_sales[seats]
    reps.settled_quota[seats] += rest * had[seats]
    reps.settled_share[seats] = model.plan_passed


def with_another_curve(model: ModelView, plans: PayPlans, seats: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Those of some seats whose own curve is another one among ``plans``; the others' goes on."""
    now = model.reps.plan
    changes = [not model.plans.same_curve(now[seat], plans, number[seat]) for seat in seats.tolist()]
    return seats[np.array(changes, np.bool_)]


def earned_so_far(model: ModelView, passed: float) -> tuple[np.ndarray, np.ndarray]:
    """What the plans' own curves pay for the part of the quarter that has ``passed``, and the share of it, (n_seats,).

    Quotas and bonuses count for the part that each holder has had: attainment is measured as if the rest went the same
    way, and the pay for it counts in proportion.
    """
    reps = model.reps
    own = own_share(reps)
    had = np.clip((passed - (1.0 - own)) / own, 0.01, 1.0)
    sold = reps.settled_sales + (reps.quarter_sales - reps.settled_sales) / had
    return curve_pay_all(model.ordinary_pay, sold, reps.quota) * had * reps.present, had


def begin(model: ModelView, seats: np.ndarray, plans: PayPlans, number: np.ndarray) -> None:
    """Let each seat be paid by its plan among ``plans`` from this week on.

    ``seats`` (n,) are those that it changes for: what they have earned by the plan before has been settled.
    """
    before, parts, accrued = model.components, model.plans.parts, model.accrued_minor
    cut = with_another_curve(model, plans, seats, number)
    model.plans = plans
    model.reps.plan[:] = number
    if not model.has_quotas or model.week == model.first_week:
        return
    reps = model.reps
    model.components = now = components_now(model)
    model.accrued_minor = np.zeros(now.team.shape, np.int64)
    own = np.zeros(len(reps.seat), np.bool_)
    own[seats] = True
    for c, one in enumerate(plans.parts):
        fresh = own.copy()
        if one in parts:
            row = parts.index(one)
            goes_on = ~own | (before.entitled[row] == 1)
            for name in CARRIED:
                getattr(now, name)[c, goes_on] = getattr(before, name)[row, goes_on]
            model.accrued_minor[c, goes_on] = accrued[row, goes_on]
            fresh &= ~goes_on
        if fresh.any() and period_under_way(model, c):
            begin_component(model, c, np.flatnonzero(fresh))
            pay_in_advance(model, np.flatnonzero(fresh & (reps.present == 1)), [c])
    if model.opens_quarter:
        return
    draw_rest(model, cut)
    reps.pay_at_quota[seats] = pay_at_quota(model)[seats]
    set_usual_rates(reps, model.numbers.effort())


def draw_rest(model: ModelView, seats: np.ndarray) -> None:
    """Draw the curves of some seats anew: their plans, for what the quarter has left for them, and what they bet."""
    reps = model.reps
    curves = rest_of_quarter(model.plans.curves(reps, seats), reps, seats)
    for drawn in (model.ordinary_pay, model.pay_curve):
        for array, rows in zip(drawn, curves, strict=True):
            array[seats] = rows
    lever = model.lever(RestOfQuarter)
    lever.drawn_for = resized(lever.drawn_for, model.n_seats)
    lever.drawn_for[seats] = reps.quota[seats]
    bets = np.zeros_like(reps.wager)
    bets[seats] = reps.wager[seats]
    if not add_wagers_to_curves(model.pay_curve, bets, reps.quota, model.menu):
        raise ValueError("there is no room for a wager in the pay curve: it has too many kinks or jumps")
    drawn_in = [model.lever(Holdback).felt_by, model.lever(Clawback).felt_by]
    drawn_in += [model.lever(PayCap).felt_by]
    drawn_in += [model.lever(Draws).felt_by, model.lever(Guarantees).felt_by]
    for felt_by in drawn_in:  # to be drawn in again
        felt_by[seats[seats < len(felt_by)]] = -1


def resized(values: np.ndarray, n: int) -> np.ndarray:
    """A copy with room for ``n`` seats, 0 for those that were opened since."""
    return np.append(values, np.zeros(n - len(values)))


def rest_of_quarter(curves: Curve, reps: Reps, seats: np.ndarray) -> Curve:
    """Curves of whole quarters, a row for each of ``seats``, as curves over all that a quarter sells.

    pay'(S) = pay(S - S0) against the quota T - T0, with bonuses for the share that is left: at the attainment a of the
    rest, S0 + a (T - T0) has been sold, which is [S0 + a (T - T0)] / T of the quota.
    """
    sold, quota = reps.settled_sales[seats, None], reps.quota[seats, None]
    rest = np.maximum(quota - reps.settled_quota[seats, None], NO_MONEY)
    kink_at, jump_at = ((sold + at * rest) / quota for at in (curves.kink_at, curves.jump_at))
    kinds = curves.kink_rate != 0.0, curves.jump != 0.0
    return Curve(
        kink_at=np.where(kinds[0], kink_at, curves.kink_at),
        kink_rate=curves.kink_rate,
        jump_at=np.where(kinds[1], jump_at, curves.jump_at),
        jump=curves.jump * own_share(reps)[seats, None],
    )
