"""Holdback: a share of variable pay is paid out later, and may be lost by who leaves before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import model_validator

from salesim.agents.payment import PAY_RING_WEEKS
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase
from salesim.policy.lever import Lever, Section
from salesim.policy.pay import PAID_AFTER_WEEKS

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

LONGEST = PAY_RING_WEEKS - PAID_AFTER_WEEKS - 1


class HoldbackParameters(Parameters):
    """Pay that waits."""

    share: float = parameter(0.0, about="share of a quarter's variable pay that is held back", source="A", ge=0, le=1)
    weeks: int = parameter(
        26, about="weeks until it is paid out, after the rest", unit="week", source="A", ge=1, le=LONGEST
    )
    further: tuple[tuple[float, int], ...] = parameter(
        (),
        about="further instalments: share of a quarter's variable pay, and weeks until it is paid out, of each",
        source="A",
        max_length=40,
    )
    forfeited: bool = parameter(True, about="whether who leaves before then loses it", source="A")

    @property
    def instalments(self) -> tuple[tuple[float, int], ...]:
        """Share and weeks of all that is paid out later."""
        return tuple((share, weeks) for share, weeks in ((self.share, self.weeks), *self.further) if share > 0.0)

    @model_validator(mode="after")
    def _shares_are_of_pay(self) -> HoldbackParameters:
        for share, weeks in self.further:
            if share < 0.0 or not 1 <= weeks <= LONGEST:
                raise ValueError(
                    Phrase(
                        "further holds a share of 0 or more and 1 to {longest} weeks each, not {share:g} and {weeks}",
                        longest=LONGEST,
                        share=share,
                        weeks=weeks,
                    )
                )
        whole = self.share + sum(share for share, _ in self.further)
        if whole > 1.0 + 1e-9:
            raise ValueError(
                Phrase("further: all instalments together are {whole:.6g} of pay, more than 1", whole=whole)
            )
        return self


class Holdback(Lever):
    """Postpones shares of each quarter's variable pay; reps feel it as late, and as lost if they leave.

    ``held`` (n_seats, ring of weeks) is what waits for each holder, in minor units, by the week it is due.
    """

    order = 52  # after wagers, before draws: a top-up is paid at once, no share of it waits
    sections = (Section("sales_force.holdback", HoldbackParameters, "variable pay that is paid out later"),)

    def __init__(self, holdback: HoldbackParameters):
        self.holdback = holdback
        self.held = np.zeros((0, PAY_RING_WEEKS), np.int64)
        self.holder = np.zeros(0, np.int64)
        self.felt_by = np.zeros(0, np.int64)

    def open_quarter(self, model: ModelView) -> None:
        """All curves have been drawn anew."""
        self.felt_by[:] = -1

    def before_effort(self, model: ModelView) -> None:
        """What is held back weighs less, in the curves of all who have begun."""
        if not self.holdback.instalments:
            return
        self._grow(model)
        reps = model.reps
        fresh = (reps.present == 1) & (self.felt_by != reps.holder)
        late = sum(share * (1.0 - self._felt_of_late(model, weeks)) for share, weeks in self.holdback.instalments)
        weight = 1.0 - late
        model.pay_curve.kink_rate[fresh] *= weight
        model.pay_curve.jump[fresh] *= weight
        self.felt_by[fresh] = reps.holder[fresh]
        reps.measure_pay[:] *= weight  # components are valued anew each week

    def close_week(self, model: ModelView) -> None:
        """What waited for this week has been paid; who has left loses what still waits."""
        if not len(self.held):
            return
        reps = model.reps
        self.held[:, model.week % PAY_RING_WEEKS] = 0
        gone = self.held.any(axis=1) & ((reps.present == 0) | (reps.holder != self.holder))
        if self.holdback.forfeited:
            for due in np.flatnonzero(self.held[gone].any(axis=0)).tolist():
                seats = np.flatnonzero(gone & (self.held[:, due] > 0))
                ahead = (due - model.week) % PAY_RING_WEEKS
                model.ledger.recover_pay("variable", seats, self.held[seats, due], model.week + ahead)
        self.held[gone] = 0

    def close_quarter(self, model: ModelView) -> None:
        """Hold back of what the quarter has paid."""
        if not self.holdback.instalments:
            return
        self._grow(model)
        reps, ledger = model.reps, model.ledger
        earned = np.maximum(ledger.quarter_pay_minor[:, 1:].sum(axis=1), 0) * (reps.present == 1)
        due = model.week + PAID_AFTER_WEEKS
        for share, weeks in self.holdback.instalments:
            back = np.floor(earned * share).astype(np.int64)
            ledger.postpone_pay(int(back.sum()), due, weeks)
            self.held[:, (due + weeks) % PAY_RING_WEEKS] += back
        self.holder[:] = reps.holder

    def _felt_of_late(self, model: ModelView, weeks: int) -> float:
        """What a unit that is held back for some weeks is felt as, against one that is paid with the rest."""
        effort = model.config.sales_force.effort
        stays = (1.0 - model.config.sales_force.turnover.weekly_base) ** weeks if self.holdback.forfeited else 1.0
        return float(effort.weekly_discount**weeks * stays)

    def _grow(self, model: ModelView) -> None:
        """Room for seats that have been opened."""
        more = model.n_seats - len(self.held)
        if more > 0:
            self.held = np.vstack([self.held, np.zeros((more, PAY_RING_WEEKS), np.int64)])
            self.holder = np.append(self.holder, np.full(more, -1))
            self.felt_by = np.append(self.felt_by, np.full(more, -1))
