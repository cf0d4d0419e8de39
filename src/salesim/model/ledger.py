"""The ledger: every order, unit of goods, minute and amount is accounted for each week; the books must balance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from salesim.agents.payment import CASH_RING_WEEKS, PAY_RING_WEEKS
from salesim.columns import State
from salesim.wording.currency import Currency

# all but fixed pay is accrued and paid out later
PAY_KINDS = ("fixed", "variable", "wager", "team", "instant", "guarantee")
RECOVERED = {"wager": "wager_recovered", "variable": "pay_recovered"}  # accounts of what is taken back of which pay


def recovered(row: Mapping[str, int]) -> int:
    """What was taken back of pay in a week [minor units]."""
    return sum(row[f"{account}_minor"] for account in RECOVERED.values())


class AccountingError(RuntimeError):
    """The books do not balance: a fault of the model, never of its user."""


class Ledger:
    """Balances, and one closed row per week.

    All money is in whole minor units, all goods in whole units. ``cash`` (n_seats, ring of weeks) is what customers
    will have paid by week; ``payable`` (ring of weeks) what reps will be paid. ``quarter_pay_minor`` (n_seats,
    PAY_KINDS) and ``week_pay_minor`` (n_seats,) are what each seat has earned since the quarter and the week began.
    """

    def __init__(self, n_seats: int, cash: np.ndarray, payable: np.ndarray, currency: Currency):
        self.currency = currency
        self.cash = cash
        self.payable = payable
        self.receivables_minor = int(cash.sum())
        self.payable_minor = int(payable.sum())
        self.on_costs_credit = 0.0
        self.rows: list[dict[str, int]] = []
        self.quarter_pay_minor = np.zeros((n_seats, len(PAY_KINDS)), np.int64)
        self.week_pay_minor = np.zeros(n_seats, np.int64)
        self.now: dict[str, int] = {}

    def open(self, stock_units: int, pipeline_units: int, postponed_orders: int) -> None:
        """Begin the first week from what the world holds."""
        self.now = dict.fromkeys(FLOWS, 0)
        self.week_pay_minor[:] = 0
        self.now.update(
            stock_open=stock_units,
            pipeline_open=pipeline_units,
            postponed_open=postponed_orders,
            receivables_open_minor=self.receivables_minor,
            payable_open_minor=self.payable_minor,
        )

    def add_seats(self, n: int) -> None:
        """Accounts for ``n`` further seats."""
        self.cash = np.vstack([self.cash, np.zeros((n, CASH_RING_WEEKS), np.int64)])
        self.quarter_pay_minor = np.vstack([self.quarter_pay_minor, np.zeros((n, len(PAY_KINDS)), np.int64)])
        self.week_pay_minor = np.append(self.week_pay_minor, np.zeros(n, np.int64))

    def add(self, **flows: int) -> None:
        """Add to this week's flows."""
        for name, amount in flows.items():
            self.now[name] += int(amount)

    def add_money(self, **flows: float) -> None:
        """Add amounts in money to this week's flows in minor units: ``travel=12.5`` goes to ``travel_minor``.

        Costs and income are both booked as positive amounts: ``fines``, ``sales`` and what is recovered on wagers come
        in, the others go out.
        """
        for name, amount in flows.items():
            self.now[f"{name}_minor"] += self.currency.to_minor(amount)

    def pay_salaries(self, minor: np.ndarray) -> None:
        """All reps are paid their salary of the week, ``minor`` (n_seats,) units."""
        self.quarter_pay_minor[:, 0] += minor
        self.week_pay_minor += minor
        self.add(fixed_pay_minor=minor.sum())

    def accrue_pay(self, kind: str, seats: np.ndarray, minor: np.ndarray, paid_week: int) -> None:
        """Reps in ``seats`` (n,) have earned ``minor`` (n,) units of one of `PAY_KINDS`, paid out in ``paid_week``."""
        total = int(minor.sum())
        self.quarter_pay_minor[seats, PAY_KINDS.index(kind)] += minor
        self.week_pay_minor[seats] += minor
        self.payable[paid_week % PAY_RING_WEEKS] += total
        self.now[f"{kind}_pay_minor"] += total

    def recover_pay(self, kind: str, seats: np.ndarray, minor: np.ndarray, paid_week: int) -> None:
        """Reps in ``seats`` (n,) owe ``minor`` (n,) units of one of `RECOVERED`, taken off the pay of ``paid_week``.

        It is income of its own, so that no account of a cost is ever negative; for the rep it is pay lost.
        """
        total = int(minor.sum())
        self.quarter_pay_minor[seats, PAY_KINDS.index(kind)] -= minor
        self.week_pay_minor[seats] -= minor
        self.payable[paid_week % PAY_RING_WEEKS] -= total
        self.now[f"{RECOVERED[kind]}_minor"] += total

    def postpone_pay(self, minor: int, paid_week: int, weeks: int) -> None:
        """Of the pay of ``paid_week``, ``minor`` units are paid out ``weeks`` later."""
        self.advance_pay(minor, paid_week + weeks, paid_week)

    def on_costs_due(self, amount: float) -> float:
        """On-costs of a week's pay [money]. Where more is recovered than paid, it is set off against later weeks."""
        due = amount - self.on_costs_credit
        self.on_costs_credit = max(-due, 0.0)
        return max(due, 0.0)

    def advance_pay(self, minor: int, paid_week: int, deducted_week: int) -> None:
        """Pay that is not earned yet is paid out in ``paid_week`` and taken off what is due in ``deducted_week``."""
        self.payable[paid_week % PAY_RING_WEEKS] += minor
        self.payable[deducted_week % PAY_RING_WEEKS] -= minor

    def close_week(
        self, week: int, stock_units: int, pipeline_units: int, postponed_orders: int, counts: np.ndarray
    ) -> dict[str, int]:
        """Collect and pay what is due, check that all adds up, open the next week; returns the closed row."""
        now = self.now
        due = week % CASH_RING_WEEKS
        collected = int(self.cash[:, due].sum())
        self.cash[:, due] = 0
        paid = int(self.payable[week % PAY_RING_WEEKS])
        self.payable[week % PAY_RING_WEEKS] = 0
        self.receivables_minor += now["sales_minor"] - collected
        earned = sum(now[f"{kind}_pay_minor"] for kind in PAY_KINDS[1:]) - recovered(now)
        self.payable_minor += earned - paid
        now.update(
            week=week,
            collected_minor=collected,
            variable_paid_minor=paid,
            receivables_close_minor=self.receivables_minor,
            payable_close_minor=self.payable_minor,
            stock_close=stock_units,
            pipeline_close=pipeline_units,
            postponed_close=postponed_orders,
        )
        now.update({f"customers_{state.name.lower()}": int(counts[state]) for state in State})
        self._check(now)
        self.rows.append(now)
        # what happens from here on belongs to next week, which opens as this one closed
        self.open(stock_units, pipeline_units, postponed_orders)
        return now

    def _check(self, w: dict[str, int]) -> None:
        goods_in = w["stock_open"] + w["pipeline_open"] + w["made"]
        goods_out = w["sold"] + w["scrapped"] + w["stock_close"] + w["pipeline_close"]
        orders_in = w["orders_placed"] + w["postponed_open"]
        orders_out = w["orders_filled"] + w["orders_lost"] + w["postponed_close"]
        balances = {
            "goods": (goods_in, goods_out),
            "orders": (orders_in, orders_out),
            "receivables": (self.receivables_minor, int(self.cash.sum())),
            "pay": (self.payable_minor, int(self.payable.sum())),
            "minutes": (w["working_min"], w["selling_min"] + w["travel_min"] + w["other_min"]),
        }
        for name, (left, right) in balances.items():
            rounding = 2 if name == "minutes" else 0  # three sums of parts of a minute, each rounded
            if abs(left - right) > rounding:
                raise AccountingError(f"week {w['week']}: {name} do not balance, {left} against {right}")


FLOWS = (
    "made",
    "sold",
    "scrapped",
    "orders_placed",
    "orders_filled",
    "orders_lost",
    "sales_minor",
    "cost_of_sales_minor",
    "discounts_minor",
    "fixed_pay_minor",
    "variable_pay_minor",
    "wager_pay_minor",
    "team_pay_minor",
    "instant_pay_minor",
    "guarantee_pay_minor",
    "on_costs_minor",
    "travel_minor",
    "overhead_minor",
    "service_minor",
    "license_minor",
    "desk_minor",
    "support_minor",
    "hiring_minor",
    "training_minor",
    "lost_goods_minor",
    "holding_minor",
    "recognition_minor",
    "manager_pay_minor",
    "fines_minor",
    "wager_recovered_minor",
    "pay_recovered_minor",
    "working_min",
    "selling_min",
    "travel_min",
    "other_min",
    "visits",
    "falsified_visits",
    "detected_falsified",
    "key_planned",
    "key_done",
    "new_customers",
    "offers",
    "offer_hits",
    "offer_misses",
)
