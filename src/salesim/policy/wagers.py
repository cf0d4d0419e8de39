"""Wagers: offered when a quarter opens, drawn into the curves of those who take one, settled when it closes."""

from __future__ import annotations

import numpy as np

from salesim.pay.curve import pay_all_cny, take_reps
from salesim.pay.wager import WagerParameters, draw_wager
from salesim.policy.pay import PAID_AFTER_WEEKS, to_fen


class Wagers:
    """Lets reps choose from the menu and settles what they chose."""

    def __init__(self, wager: WagerParameters):
        self.wager = wager

    def open_quarter(self, model) -> None:
        """Let every rep choose; a wager taken is drawn into its rep's curve."""
        reps, rate = model.reps, model.config.sales_force.pay.commission_rate
        reps.wager[:] = 0
        if not self.wager.menu:
            return
        model.decisions.wagers(self.wager)
        for seat in np.flatnonzero(reps.wager).tolist():
            terms = self.wager.menu[reps.wager[seat] - 1]
            draw_wager(terms, rate, model.pay_curve, seat, reps.target_cny[seat])

    def close_quarter(self, model) -> None:
        """Accrue what wagers pay or take; remember lost ones. Someone who left early has forfeited the wager."""
        reps = model.reps
        seats = np.flatnonzero(reps.present)
        sales, target = reps.quarter_sales_cny[seats], reps.target_cny[seats]
        ordinary = pay_all_cny(take_reps(model.ordinary_pay, seats), sales, target)
        with_wager = pay_all_cny(take_reps(model.pay_curve, seats), sales, target)
        model.ledger.accrue_pay("wager", seats, to_fen(with_wager - ordinary), model.week + PAID_AFTER_WEEKS)
        floors = np.array([0.0, *(terms.floor_at for terms in self.wager.menu)])
        lost = (reps.wager > 0) & (reps.quarter_sales_cny < floors[reps.wager] * reps.target_cny)
        reps.lost_wagers[:] = 0.5 * reps.lost_wagers + lost
