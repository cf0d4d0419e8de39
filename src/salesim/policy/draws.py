"""Draws: variable pay is topped up to an amount, and what was added may be taken back from later pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from salesim.parameters import Parameters, parameter
from salesim.pay.floor import floor_curve
from salesim.pay.periods import A_QUARTER
from salesim.policy.lever import Lever, Section
from salesim.policy.pay import PAID_AFTER_WEEKS, own_share
from salesim.weeks import QUARTER

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

MONTHS = 3  # of a quarter


class DrawParameters(Parameters):
    """At least so much variable pay."""

    amount: float = parameter(
        0.0, about="variable pay is topped up to this; 0: no draw", unit="money/month", source="A", ge=0
    )
    kind: Literal["recoverable", "non_recoverable"] = parameter(
        "recoverable", about="whether what was added is taken back from later pay above the draw", source="A"
    )
    who: Literal["all", "new_reps"] = parameter("all", about="who has a draw", source="A")
    new_weeks: int = parameter(
        26, about="weeks in which a rep is new when a quarter begins", unit="week", source="A", ge=1, le=104
    )
    recover: float = parameter(
        1.0, about="share of later pay above the draw that pays back what is owed", source="A", gt=0, le=1
    )
    forgiven_weeks: int | None = parameter(
        None,
        about="weeks after hiring at which what is owed is forgiven; none: never",
        unit="week",
        source="A",
        ge=1,
        le=5200,
    )
    on_leaving: Literal["deducted", "forgiven"] = parameter(
        "deducted", about="whether what is owed is taken off the last pay of who leaves", source="A"
    )


class Draws(Lever):
    """Tops up the quarter's variable pay and takes it back later; reps feel less below the draw and while they owe.

    Who leaves within a quarter is not topped up for it. ``owed`` is what each holder owes, in minor units.
    """

    order = 54  # after wagers, which are part of what is topped up
    sections = (Section("sales_force.draw", DrawParameters, "variable pay that is topped up"),)

    def __init__(self, draw: DrawParameters):
        self.draw = draw
        self.owed = np.zeros(0, np.int64)
        self.holder = np.zeros(0, np.int64)  # of what is owed
        self.felt_by = np.zeros(0, np.int64)  # holder whose curve has the draw in it this quarter; -1 nobody

    def open_quarter(self, model: ModelView) -> None:
        """All curves have been drawn anew, without the draw."""
        self.felt_by[:] = -1

    def before_effort(self, model: ModelView) -> None:
        """Draw it into the curves of those who have it, newcomers too."""
        if self.draw.amount == 0.0:
            return
        self._grow(model)
        reps = model.reps
        for seat in np.flatnonzero(self._has_draw(model) & (self.felt_by != reps.holder)).tolist():
            share = own_share(reps)[seat]
            floor = max(self.draw.amount * MONTHS - reps.component_pay[seat], 0.0) * share
            kept = self._kept_later(model)
            above = 1.0 - self.draw.recover * (1.0 - kept) if self.owed[seat] > 0 else 1.0
            row = (array[seat] for array in model.pay_curve)
            floor_curve(*row, reps.quota[seat], floor, kept, above)
            self.felt_by[seat] = reps.holder[seat]

    def close_week(self, model: ModelView) -> None:
        """Who has left takes what is owed along, or has it taken off the last pay."""
        if not self.owed.any():
            return
        reps = model.reps
        gone = (self.owed > 0) & ((reps.present == 0) | (reps.holder != self.holder))
        if self.draw.on_leaving == "deducted":
            left = np.flatnonzero(gone & (reps.present == 0))
            last_pay = np.maximum(model.ledger.quarter_pay_minor[left, 1:].sum(axis=1), 0)
            self._take_back(model, left, np.minimum(self.owed[left], last_pay))
        self.owed[gone] = 0

    def close_quarter(self, model: ModelView) -> None:
        """Top up what the quarter paid, or take back of what it paid above the draw."""
        if self.draw.amount == 0.0:
            return
        self._grow(model)
        reps, ledger = model.reps, model.ledger
        self.holder[:] = reps.holder
        present = reps.present == 1
        earned = ledger.quarter_pay_minor[:, 1:].sum(axis=1)
        whole = self.draw.amount * MONTHS * reps.season_share
        level = np.where(self._has_draw(model), ledger.currency.to_minor_array(whole), 0)
        seats = np.flatnonzero(present & (earned < level))
        added = (level - earned)[seats]
        ledger.accrue_pay("variable", seats, added, model.week + PAID_AFTER_WEEKS)
        if self.draw.kind == "recoverable":
            spare = np.floor(np.maximum(earned - level, 0) * self.draw.recover).astype(np.int64)
            back = np.where(present, np.minimum(self.owed, spare), 0)
            self._take_back(model, np.flatnonzero(back > 0), back[back > 0])
            self.owed[seats] += added
            if self.draw.forgiven_weeks is not None:
                self.owed[model.week - reps.hired_week >= self.draw.forgiven_weeks] = 0

    def _take_back(self, model: ModelView, seats: np.ndarray, minor: np.ndarray) -> None:
        model.ledger.recover_pay("variable", seats, minor, model.week + PAID_AFTER_WEEKS)
        self.owed[seats] -= minor

    def _has_draw(self, model: ModelView) -> np.ndarray:
        """(n_seats,) booleans: who is topped up this quarter; the end of the newcomer's time is a quarter's."""
        reps = model.reps
        entitled = reps.present == 1
        if self.draw.who == "new_reps":
            opened = model.timetable.span(A_QUARTER, model.week)[0]
            entitled &= opened - reps.hired_week < self.draw.new_weeks
        return entitled

    def _kept_later(self, model: ModelView) -> float:
        """What a unit that lessens the top-up is felt as: kept a quarter later, if the rep is still here."""
        if self.draw.kind == "non_recoverable":
            return 0.0
        effort = model.config.sales_force.effort
        stays = (1.0 - model.config.sales_force.turnover.weekly_base) ** QUARTER
        return self.draw.recover * effort.present_bias * effort.weekly_discount**QUARTER * stays

    def _grow(self, model: ModelView) -> None:
        """Room for seats that have been opened."""
        more = model.n_seats - len(self.owed)
        if more > 0:
            self.owed = np.append(self.owed, np.zeros(more, np.int64))
            self.holder = np.append(self.holder, np.full(more, -1))
            self.felt_by = np.append(self.felt_by, np.full(more, -1))
