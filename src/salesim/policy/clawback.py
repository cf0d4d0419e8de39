"""Claw-back: commission on a customer who leaves soon after being won is taken back from later pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from salesim.columns import State
from salesim.parameters import NO_MONEY, Parameters, parameter
from salesim.pay.measures import NEW_CUSTOMERS, SALES
from salesim.policy.lever import Lever, Section
from salesim.policy.pay import PAID_AFTER_WEEKS
from salesim.weeks import QUARTER

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

HEALTHY, GONE = int(State.HEALTHY), int(State.GONE)
LONGEST = 3 * QUARTER  # sales are kept by customer for the quarter that runs and three before


class ClawbackParameters(Parameters):
    """Commission that has to last."""

    share: float = parameter(
        0.0,
        about="share of the commission on a customer that is taken back if it leaves within the window; 0: nothing is",
        source="A",
        ge=0,
        le=1,
    )
    window_weeks: int = parameter(
        26, about="weeks from the first order on in which that happens", unit="week", source="A", ge=1, le=LONGEST
    )
    how: Literal["full", "sliding"] = parameter(
        "full", about="sliding: in proportion to what was left of the window when the customer left", source="A"
    )
    on_leaving: Literal["deducted", "forgiven"] = parameter(
        "deducted", about="whether what is still owed is taken off the last pay of a rep who leaves", source="A"
    )


class Clawback(Lever):
    """Keeps account of what was paid for each customer won of late, and takes it back of who was paid.

    The commission on a customer is its share of a quarter's sales in the seat, times the variable pay of that quarter.
    What a rep owes is taken off the quarter's variable pay, as much as there is, and the rest off later quarters'. It
    is booked as ``pay_recovered``. Who takes a customer over is not asked for what another was paid.

    Reps feel sales to customers won of late, and winning them, as worth less by what they expect to be taken back, and
    visits to them as worth what these keep: goodwill lowers the odds of leaving.

    By customer, in the order of ``place``: ``paid`` money, and ``seat`` and ``holder`` that it was paid to. By seat:
    ``owed`` minor units, and ``debtor``, the holder who does.
    """

    order = 53  # after holdbacks, before draws: who has a draw is paid that at least
    sections = (Section("sales_force.clawback", ClawbackParameters, "commission that is taken back"),)

    def __init__(self, clawback: ClawbackParameters):
        self.clawback = clawback
        self.paid = np.zeros(0)
        self.seat, self.holder = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self.owed, self.debtor = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self.felt_by = np.zeros(0, np.int64)  # holder whose curve weighs less this quarter; -1 nobody

    def open_quarter(self, model: ModelView) -> None:
        """All curves have been drawn anew."""
        self.felt_by[:] = -1

    def before_effort(self, model: ModelView) -> None:
        """Sales and wins that may be taken back weigh less; what keeps customers won of late is added."""
        if self.clawback.share == 0.0:
            return
        self._grow(model)
        reps, customers, n = model.reps, model.columns, model.n_seats
        buys = (customers.n_orders > 0) & (customers.state >= HEALTHY) & (customers.state < GONE)
        usual = customers.order_rate * customers.order_value * buys
        hazard = float((customers.order_rate * customers.churn_probability)[buys].mean()) if buys.any() else 0.0
        young = np.flatnonzero(buys & (self._age(model) < self.clawback.window_weeks))
        seats, left = customers.seat[young].astype(np.int64), self._left(model, self._age(model)[young])
        lost, lost_with_hazard = self._expected(hazard, left)
        all_sales = np.bincount(customers.seat[buys], usual[buys], n)
        kept = 1.0 - np.bincount(seats, usual[young] * lost, n) / np.maximum(all_sales, NO_MONEY)
        fresh = (reps.present == 1) & (self.felt_by != reps.holder)
        model.pay_curve.kink_rate[fresh] *= kept[fresh, None]
        model.pay_curve.jump[fresh] *= kept[fresh, None]
        self.felt_by[fresh] = reps.holder[fresh]
        reps.measure_pay[:, SALES] *= kept
        reps.measure_pay[:, NEW_CUSTOMERS] *= 1.0 - self._expected(hazard, self._left(model, np.zeros(1)))[0][0]
        # one per cent more effort is one per cent more sales and goodwill until the window ends
        at_stake = self.paid[customers.place[young]] * self._was_paid(model, customers.place[young], seats)
        goodwill = model.config.market.churn.goodwill_effect * customers.goodwill[young]
        sold_meanwhile = np.maximum(reps.baseline_sales[seats] * np.maximum(left, 1.0), NO_MONEY)
        reps.measure_pay[:, SALES] += np.bincount(seats, at_stake * lost_with_hazard * goodwill / sold_meanwhile, n)

    def close_week(self, model: ModelView) -> None:
        """Who has left takes what is owed along, or has it taken off the last pay."""
        if not self.owed.any():
            return
        reps = model.reps
        gone = (self.owed > 0) & ((reps.present == 0) | (reps.holder != self.debtor))
        if self.clawback.on_leaving == "deducted":
            self._recover(model, np.flatnonzero(gone & (reps.present == 0)))
        self.owed[gone] = 0

    def close_quarter(self, model: ModelView) -> None:
        """Note what the quarter paid for customers won of late; of those who left, it is owed and taken back."""
        if self.clawback.share == 0.0:
            return
        self._grow(model)
        reps, customers, n, p = model.reps, model.columns, model.n_seats, self.clawback
        sold = customers.quarter_sales[:, model.quarter % 4].astype(np.float64)
        pay = np.maximum(model.ledger.quarter_pay_minor[:, 1:].sum(axis=1), 0) * (reps.present == 1)
        per_sale = model.ledger.currency.from_minor(pay) / np.maximum(np.bincount(customers.seat, sold, n), NO_MONEY)
        young = np.flatnonzero((customers.n_orders > 0) & (self._age(model) - QUARTER < p.window_weeks))
        place, seats = customers.place[young], customers.seat[young].astype(np.int64)
        self.paid[place] *= self._was_paid(model, place, seats)
        self.paid[place] += sold[young] * per_sale[seats]
        self.seat[place], self.holder[place] = seats, reps.holder[seats]
        stayed = customers.state_week[young] - customers.first_order_week[young]
        left = (customers.state[young] == GONE) & (stayed < p.window_weeks)
        rest = 1.0 if p.how == "full" else 1.0 - stayed / p.window_weeks
        owes = np.floor(model.ledger.currency.to_minor_array(p.share * rest * self.paid[place] * left)).astype(np.int64)
        self.paid[place[customers.state[young] == GONE]] = 0.0
        np.add.at(self.owed, seats, owes)
        self.owed[reps.present == 0] = 0
        self.debtor[:] = reps.holder
        self._recover(model, np.flatnonzero(self.owed > 0))

    def _recover(self, model: ModelView, seats: np.ndarray) -> None:
        """Take what is owed off the quarter's variable pay, as far as that goes."""
        earned = np.maximum(model.ledger.quarter_pay_minor[seats, 1:].sum(axis=1), 0)
        back = np.minimum(self.owed[seats], earned)
        model.ledger.recover_pay("variable", seats, back, model.week + PAID_AFTER_WEEKS)
        self.owed[seats] -= back

    def _expected(self, hazard: float, left: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """`expected_loss` under these terms, of all commission on a customer."""
        lost, by_hazard = expected_loss(hazard, left, self.clawback.window_weeks, self.clawback.how)
        return self.clawback.share * lost, self.clawback.share * by_hazard

    def _age(self, model: ModelView) -> np.ndarray:
        """Weeks since the first order; long for those who have bought since before week 0."""
        first = model.columns.first_order_week.astype(np.float64)
        return np.where(first >= 0, model.week - first, np.inf)

    def _left(self, model: ModelView, age: np.ndarray) -> np.ndarray:
        """Weeks in which a customer that begins to leave is gone before the window ends."""
        return np.maximum(self.clawback.window_weeks - age - model.config.market.churn.decline_weeks, 0.0)

    def _was_paid(self, model: ModelView, place: np.ndarray, seats: np.ndarray) -> np.ndarray:
        """Whether it was today's holder of the seat who was paid for a customer."""
        return (self.seat[place] == seats) & (self.holder[place] == model.reps.holder[seats])

    def _grow(self, model: ModelView) -> None:
        """Room for the customers, and for seats that have been opened."""
        if not len(self.paid):
            n = len(model.columns.place)
            self.paid, self.seat, self.holder = np.zeros(n), np.full(n, -1), np.full(n, -1)
        more = model.n_seats - len(self.owed)
        if more > 0:
            self.owed = np.append(self.owed, np.zeros(more, np.int64))
            self.debtor = np.append(self.debtor, np.full(more, -1))
            self.felt_by = np.append(self.felt_by, np.full(more, -1))


def expected_loss(hazard: float, left: np.ndarray, window: float, how: str) -> tuple[np.ndarray, np.ndarray]:
    """Share of a commission that is expected to be taken back, and how it grows with the logarithm of the hazard.

    A customer leaves at a constant hazard h; m weeks are left in which that costs something, of a window W.

        full:     1 - exp(-h m)                          with ln h: h m exp(-h m)
        sliding:  (m - (1 - exp(-h m)) / h) / W          with ln h: ((1 - exp(-h m)) / h - m exp(-h m)) / W

    Parameters
    ----------
    hazard : h, 1/week
    left : (n,) m, weeks
    window : W, weeks

    >>> share, _ = expected_loss(0.01, np.array([26.0]), 26.0, "full")
    >>> round(float(share[0]), 4)
    0.2289
    """
    stays = np.exp(-hazard * left)
    if hazard <= 0.0:
        return np.zeros(len(left)), np.zeros(len(left))
    if how == "full":
        return 1.0 - stays, hazard * left * stays
    lasts = (1.0 - stays) / hazard
    return (left - lasts) / window, (lasts - left * stays) / window
