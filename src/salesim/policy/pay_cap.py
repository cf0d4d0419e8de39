"""A cap on a quarter's variable pay as a whole, whatever it is paid on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesim.agents.effort import forecast_all
from salesim.parameters import Parameters, parameter
from salesim.pay.component_value import value_components
from salesim.pay.measures import SALES
from salesim.pay.plan_cap import pay_sd, under_cap
from salesim.pay.value import pay_and_slope
from salesim.policy.lever import Lever, Section
from salesim.policy.pay import PAID_AFTER_WEEKS, own_share

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

VARIABLE, TEAM = 1, 3  # columns of a quarter's pay that commission and components are booked in
LEAST = 1e-6  # share of a slope that stays, so that the next week's can be reckoned from it


class PayCapParameters(Parameters):
    """The most that a quarter pays beside the salary."""

    amount: float | None = parameter(
        None,
        about="commission, bonuses and components of a quarter are cut to this, in proportion for who joins within it; "
        "none: no cap",
        unit="money/quarter",
        source="A",
        gt=0,
    )
    beyond: float = parameter(0.0, about="share of what lies above it that is paid: a soft cap", source="A", ge=0, le=1)


class PayCap(Lever):
    """Cuts a quarter's pay of all measures together; reps feel less of every unit, the likelier they reach the cap.

    ``left`` is the share of their curves' slopes that is drawn in, of the holders ``felt_by``. Wagers are not cut.
    """

    order = 46  # after all components, before wagers
    sections = (Section("sales_force.pay_cap", PayCapParameters, "the most that a quarter pays beside the salary"),)

    def __init__(self, pay_cap: PayCapParameters):
        self.pay_cap = pay_cap
        self.left, self.felt_by = np.ones(0), np.full(0, -1)

    def open_quarter(self, model: ModelView) -> None:
        """All curves have been drawn anew."""
        self.felt_by[:] = -1

    def before_effort(self, model: ModelView) -> None:
        """Weigh all that is paid on with what of it the cap is expected to leave."""
        if self.pay_cap.amount is None:
            return
        self._grow(model)
        reps, week = model.reps, model.numbers.pay()
        plain = week._replace(
            present_bias=1.0, weekly_discount=1.0, payday_weight=np.ones_like(week.payday_weight)
        )  # what is paid, not what it is felt to be worth
        value_components(reps, model.components, plain)
        slopes, of_components = reps.measure_pay.copy(), reps.component_pay.copy()
        value_components(reps, model.components, week)
        forecast, sigma = forecast_all(reps, model.numbers.effort())
        share = own_share(reps)
        for i in np.flatnonzero(reps.present == 1).tolist():
            before = self.left[i] if self.felt_by[i] == reps.holder[i] else 1.0
            row = tuple(array[i] for array in model.pay_curve)
            curve, slope = pay_and_slope(*row, forecast[i], sigma[i], reps.quota[i], 1.0)
            curve, slopes[i, SALES] = curve / before, slopes[i, SALES] + slope / before
            mean = curve + of_components[i] * share[i]
            sd = pay_sd(reps, i, slopes[i], week)
            value, left = under_cap(mean, sd, self.pay_cap.amount * share[i], self.pay_cap.beyond)
            left = max(left, LEAST)
            reps.measure_pay[i] *= left
            reps.component_pay[i] = (value - left * curve) / share[i]
            model.components.kept[:, i] = left
            model.pay_curve.kink_rate[i] *= left / before
            model.pay_curve.jump[i] *= left / before
            self.left[i], self.felt_by[i] = left, reps.holder[i]

    def close_week(self, model: ModelView) -> None:
        """Who has left is paid no more than the cap for what there was of the quarter."""
        if self.pay_cap.amount is not None:
            self._cut(model, np.flatnonzero(model.reps.present == 0))

    def close_quarter(self, model: ModelView) -> None:
        """What lies above the cap is not paid."""
        if self.pay_cap.amount is not None:
            self._cut(model, np.flatnonzero(model.reps.present == 1))

    def _cut(self, model: ModelView, seats: np.ndarray) -> None:
        ledger, amount = model.ledger, self.pay_cap.amount or 0.0
        most = ledger.currency.to_minor_array(amount * own_share(model.reps))[seats]
        earned = ledger.quarter_pay_minor[seats][:, [VARIABLE, TEAM]]
        above = np.maximum(earned.sum(axis=1) - most, 0)
        cut = above - np.floor(above * self.pay_cap.beyond + 0.5).astype(np.int64)
        of_variable = np.minimum(cut, np.maximum(earned[:, 0], 0))
        due = model.week + PAID_AFTER_WEEKS
        ledger.accrue_pay("variable", seats, -of_variable, due)
        ledger.accrue_pay("team", seats, of_variable - cut, due)

    def _grow(self, model: ModelView) -> None:
        """Room for seats that have been opened."""
        more = model.n_seats - len(self.left)
        if more > 0:
            self.left = np.append(self.left, np.ones(more))
            self.felt_by = np.append(self.felt_by, np.full(more, -1))
