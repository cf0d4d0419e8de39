"""Paying reps: the quarter's curves are drawn at its start and settled at its end, wagers included."""

from __future__ import annotations

import numpy as np

from salesim.pay.curve import empty_curves, pay_cny
from salesim.pay.plan import PayParameters, draw_plan
from salesim.pay.wager import WagerParameters, draw_wager

PAID_AFTER_WEEKS = 4  # variable pay is paid out four weeks after it was earned


class Pay:
    """Draws every rep's pay curve for the quarter, lets reps choose a wager, and settles both."""

    def __init__(self, plan: PayParameters, wager: WagerParameters):
        self.plan = plan
        self.wager = wager

    def open_quarter(self, model) -> None:
        reps = model.reps
        n = len(reps.seat)
        model.ordinary_pay = empty_curves(n)
        for seat in range(n):
            draw_plan(self.plan, model.ordinary_pay, seat)
        reps.wager[:] = 0
        if self.wager.menu:
            for rep in model.rep_agents:
                if reps.present[rep.seat]:
                    reps.wager[rep.seat] = rep.choose_wager(self.wager)
        model.pay_curve = type(model.ordinary_pay)(*(array.copy() for array in model.ordinary_pay))
        for seat in np.flatnonzero(reps.wager):
            terms = self.wager.menu[reps.wager[seat] - 1]
            draw_wager(terms, self.plan.commission_rate, model.pay_curve, seat, reps.target_cny[seat])

    def close_quarter(self, model) -> None:
        """Accrue each present rep's variable pay; remember lost wagers."""
        reps = model.reps
        reps.lost_wagers[:] *= 0.5
        for seat in np.flatnonzero(reps.present):
            settle_seat(model, seat, with_wager=True)
            if reps.wager[seat] and reps.quarter_sales_cny[seat] < (
                self.wager.menu[reps.wager[seat] - 1].floor_at * reps.target_cny[seat]
            ):
                reps.lost_wagers[seat] += 1.0


def settle_seat(model, seat: int, with_wager: bool) -> None:
    """Accrue one rep's variable pay for the quarter so far; someone who leaves early forfeits the wager."""
    reps = model.reps
    sales, target = reps.quarter_sales_cny[seat], reps.target_cny[seat]
    ordinary = pay_cny(*(array[seat] for array in model.ordinary_pay), sales, target)
    paid = pay_cny(*(array[seat] for array in model.pay_curve), sales, target) if with_wager else ordinary
    model.ledger.accrue_variable_pay(seat, ordinary, paid - ordinary, model.week + PAID_AFTER_WEEKS)
