"""Paying reps: the quarter's curves are drawn at its start and settled at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesim.agents.payday import extra_runs
from salesim.columns import Reps
from salesim.pay.curve import curve_pay_all, take_reps
from salesim.pay.plan import PayParameters
from salesim.policy.lever import Lever, Section

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

PAID_AFTER_WEEKS = 4  # variable pay is paid out four weeks after it was earned


class Pay(Lever):
    """Draws every rep's pay curve for the quarter and settles it; pay runs beyond the monthly ones are booked.

    Each seat is paid by its own plan (``model.plans``), of which the firm's own is the first.
    """

    order = 40
    sections = (Section("sales_force.pay", PayParameters, "what reps are paid"),)

    def __init__(self, _: PayParameters):
        """Without anything of its own: what the plan states is asked of ``model.plans``."""

    def open_quarter(self, model: ModelView) -> None:
        """Draw the curves; wagers come later, into ``pay_curve`` only."""
        for settled in (model.reps.settled_sales, model.reps.settled_quota, model.reps.settled_share):
            settled[:] = 0.0
        model.ordinary_pay = model.plans.curves(model.reps)
        model.pay_curve = model.plans.curves(model.reps)

    def close_week(self, model: ModelView) -> None:
        """Book the payroll's work for pay runs beyond one in four weeks."""
        for number, plan in enumerate(model.plans.each):
            runs = extra_runs(model.week, plan.pay_every_weeks)
            if runs > 0.0:
                paid = int((model.reps.present * (model.reps.plan == number)).sum())
                model.ledger.add_money(on_costs=plan.payroll_cost * runs * paid)

    def close_quarter(self, model: ModelView) -> None:
        """Accrue each present rep's variable pay."""
        pay_out(model, np.flatnonzero(model.reps.present))


def begin_within_quarter(model: ModelView, seat: int, share: float) -> None:
    """Give a newcomer the seat's plan for what is left of the quarter: the same rates, bonuses in proportion."""
    reps = model.reps
    reps.settled_sales[seat] = reps.settled_quota[seat] = reps.settled_share[seat] = 0.0
    if not model.has_quotas:
        return  # nothing is paid beside the salary yet
    own = model.plans.curves(reps, np.array([seat]))
    for curve in (model.ordinary_pay, model.pay_curve):
        for array, plan in zip(curve, own, strict=True):
            array[seat] = plan[0]
        curve.jump[seat] *= share


def own_share(reps: Reps) -> np.ndarray:
    """Share of the quarter for which each holder is paid by the plan that pays now, (n_seats,)."""
    return np.where(reps.settled_share > 0.0, 1.0 - reps.settled_share, reps.season_share)


def pay_out(model: ModelView, seats: np.ndarray) -> None:
    """Accrue the ordinary variable pay of some seats for the quarter so far."""
    reps = model.reps
    sales, quota = reps.quarter_sales[seats], reps.quota[seats]
    earned = curve_pay_all(take_reps(model.ordinary_pay, seats), sales, quota)
    model.ledger.accrue_pay(
        "variable", seats, model.ledger.currency.to_minor_array(earned), model.week + PAID_AFTER_WEEKS
    )
