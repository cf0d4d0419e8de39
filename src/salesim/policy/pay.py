"""Paying reps: the quarter's curves are drawn at its start and settled at its end, wagers included."""

from __future__ import annotations

import numpy as np

from salesim.pay.curve import empty_curves, pay_all_cny, repeat_curve, take_reps
from salesim.pay.plan import PayParameters, draw_plan
from salesim.pay.wager import WagerParameters, draw_wager

PAID_AFTER_WEEKS = 4  # variable pay is paid out four weeks after it was earned


class Pay:
    """Draws every rep's pay curve for the quarter, lets reps choose a wager, and settles both."""

    def __init__(self, plan: PayParameters, wager: WagerParameters):
        self.plan = plan
        self.wager = wager

    def open_quarter(self, model) -> None:
        """Draw the curves; a wager taken is drawn into its rep's."""
        reps, n = model.reps, len(model.reps.seat)
        model.plan_curve = empty_curves(1)
        draw_plan(self.plan, model.plan_curve, 0)
        model.ordinary_pay = repeat_curve(model.plan_curve, n)
        model.pay_curve = repeat_curve(model.plan_curve, n)
        reps.wager[:] = 0
        if not self.wager.menu:
            return
        for rep in model.rep_agents:
            if reps.present[rep.seat]:
                reps.wager[rep.seat] = rep.choose_wager(self.wager)
        for seat in np.flatnonzero(reps.wager).tolist():
            terms = self.wager.menu[reps.wager[seat] - 1]
            draw_wager(terms, self.plan.commission_rate, model.pay_curve, seat, reps.target_cny[seat])

    def close_quarter(self, model) -> None:
        """Accrue each present rep's variable pay; remember lost wagers."""
        reps = model.reps
        settle_pay(model, np.flatnonzero(reps.present), with_wager=True)
        floors = np.array([0.0, *(terms.floor_at for terms in self.wager.menu)])
        lost = (reps.wager > 0) & (reps.quarter_sales_cny < floors[reps.wager] * reps.target_cny)
        reps.lost_wagers[:] = 0.5 * reps.lost_wagers + lost


def begin_within_quarter(model, seat: int, share: float) -> None:
    """Give a newcomer the plan for the share of the quarter that is left: the same rates, bonuses in proportion."""
    for curve in (model.ordinary_pay, model.pay_curve):
        for array, plan in zip(curve, model.plan_curve, strict=True):
            array[seat] = plan[0]
        curve.jump_cny[seat] *= share


def settle_pay(model, seats: np.ndarray, with_wager: bool) -> None:
    """Accrue the variable pay of some seats for the quarter so far; someone who leaves early forfeits the wager."""
    reps = model.reps
    sales, target = reps.quarter_sales_cny[seats], reps.target_cny[seats]
    ordinary = pay_all_cny(take_reps(model.ordinary_pay, seats), sales, target)
    paid = pay_all_cny(take_reps(model.pay_curve, seats), sales, target) if with_wager else ordinary
    model.ledger.accrue_variable_pay(seats, ordinary, paid - ordinary, model.week + PAID_AFTER_WEEKS)
