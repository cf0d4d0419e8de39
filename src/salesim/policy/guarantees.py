"""Guarantees: after a change of plan a rep is paid at least a share of what was usual before, for some weeks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from salesim.pay.floor import floor_curve
from salesim.pay.periods import A_QUARTER
from salesim.pay.plan import PayParameters
from salesim.policy.lever import Lever
from salesim.policy.pay import PAID_AFTER_WEEKS, own_share
from salesim.weeks import YEAR

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView
    from salesim.scenario.changes import GuaranteeParameters

REMEMBERED = 4  # full quarters of which the mean is what a rep is usually paid


class Guarantees(Lever):
    """Tops up all pay of a quarter, the salary included, to what is guaranteed, in an account of its own.

    What is usual is the mean pay a week of the holder's last full quarters in the run, four at most, or else what the
    old plan pays at quota. A quarter in whose course a guarantee ends counts in proportion to the weeks that it covers.
    Who leaves within a quarter is not topped up for it. Reps feel that below the guarantee more pay brings nothing.
    """

    order = 56  # after draws, which are part of what is topped up
    reads = ("sales_force.pay",)

    def __init__(self, _: PayParameters):
        """Without anything of its own: a guarantee is part of a dated change."""
        self.level = np.zeros(0)  # guaranteed to each holder, money a week; 0 nothing
        self.until = np.zeros(0, np.int64)  # first week that is not covered any more
        self.since = np.zeros(0, np.int64)  # first week covered of the quarter
        self.paid_before = np.zeros(0, np.int64)  # pay of the quarter before that [minor units]
        self.holder = np.full(0, -1)
        self.felt_by = np.full(0, -1)  # holder whose curve has the guarantee in it this quarter; -1 nobody
        self.history: list[tuple[np.ndarray, np.ndarray]] = []  # of each quarter: full-time holders or -1, pay a week

    def promise(self, model: ModelView, seats: np.ndarray, guarantee: GuaranteeParameters) -> None:
        """Guarantee some seats' holders, who have been settled under the plan that ends, their share from this week."""
        self._grow(model)
        reps = model.reps
        seats = seats[reps.present[seats] == 1]
        self.level[seats] = guarantee.share * self.usual_pay(model)[seats]
        self.until[seats] = model.week + guarantee.weeks
        self.since[seats] = model.week
        self.paid_before[seats] = 0 if model.opens_quarter else model.ledger.quarter_pay_minor[seats].sum(axis=1)
        self.holder[seats] = reps.holder[seats]
        self.felt_by[seats] = -1

    def usual_pay(self, model: ModelView) -> np.ndarray:
        """All pay of a usual week, (n_seats,) money."""
        reps = model.reps
        first, last = model.timetable.span(A_QUARTER, model.week)
        at_quota = reps.pay_at_quota / (last - first + 1)
        paid, quarters = np.zeros((2, model.n_seats))
        for holder, pay in self.history:
            here = np.flatnonzero(holder == reps.holder[: len(holder)])
            paid[here] += pay[here]
            quarters[here] += 1.0
        return np.where(quarters > 0.0, paid / np.maximum(quarters, 1.0), at_quota)

    def open_quarter(self, model: ModelView) -> None:
        """All curves have been drawn anew, without the guarantee."""
        self.felt_by[:] = -1

    def before_effort(self, model: ModelView) -> None:
        """Draw it into the curves of those who have it."""
        if not self.level.any():
            return
        self._grow(model)
        reps, last = model.reps, model.timetable.span(A_QUARTER, model.week)[1]
        salary = model.plans.by_seat("salary_per_month", reps) * 12.0 / YEAR
        own = own_share(reps)
        for seat in np.flatnonzero(self.covered(model) & (self.felt_by != reps.holder)).tolist():
            weeks, covered = self.weeks(seat, last)
            floor = (self.level[seat] - salary[seat]) * weeks - reps.component_pay[seat] * own[seat]
            self.felt_by[seat] = reps.holder[seat]
            if floor > 0.0 and covered > 0:
                row = (array[seat] for array in model.pay_curve)
                floor_curve(*row, reps.quota[seat], floor, 1.0 - covered / weeks, 1.0)

    def close_week(self, model: ModelView) -> None:
        """It ends when the rep leaves."""
        if self.level.any():
            self._grow(model)
            self.level[~self.covered(model)] = 0.0

    def close_quarter(self, model: ModelView) -> None:
        """Pay what is missing, and remember what the quarter has paid."""
        self._grow(model)
        reps, ledger = model.reps, model.ledger
        all_pay = ledger.quarter_pay_minor.sum(axis=1)
        for seat in np.flatnonzero(self.covered(model)).tolist():
            weeks, covered = self.weeks(seat, model.week)
            share = covered / weeks
            paid = round(share * int(all_pay[seat] - self.paid_before[seat]))
            gap = max(ledger.currency.to_minor(self.level[seat] * covered) - paid, 0)
            ledger.accrue_pay("guarantee", np.array([seat]), np.array([gap]), model.week + PAID_AFTER_WEEKS)
        first, last = model.timetable.span(A_QUARTER, model.week)
        holders = np.where((reps.present == 1) & (reps.full_quarter == 1), reps.holder, -1)
        self.history.append((holders, ledger.currency.from_minor(all_pay) / (last - first + 1)))
        self.history = self.history[-REMEMBERED:]
        self.since[:], self.paid_before[:] = model.week + 1, 0
        self.level[self.until <= model.week + 1] = 0.0

    def weeks(self, seat: int, last: int) -> tuple[int, int]:
        """Weeks of the quarter up to ``last`` since a seat's guarantee began, and how many of them it covers."""
        since = int(self.since[seat])
        return last - since + 1, max(min(int(self.until[seat]) - 1, last) - since + 1, 0)

    def covered(self, model: ModelView) -> np.ndarray:
        """(n_seats,) booleans: whose holder has a guarantee."""
        reps = model.reps
        return (self.level > 0.0) & (reps.present == 1) & (self.holder == reps.holder)

    def _grow(self, model: ModelView) -> None:
        """Room for seats that have been opened."""
        more = model.n_seats - len(self.level)
        for name, value in (
            ("level", 0.0),
            ("until", 0),
            ("since", 0),
            ("paid_before", 0),
            ("holder", -1),
            ("felt_by", -1),
        ):
            array = getattr(self, name)
            setattr(self, name, np.append(array, np.full(more, value, array.dtype)))
