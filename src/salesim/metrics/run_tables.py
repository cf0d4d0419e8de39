"""What metrics are made of: the tables of one run, and what there was at its start and its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Standing:
    """What there is at a moment that a run can build up or use up.

    Parameters
    ----------
    customer_value : expected margin of today's customers over the next year [money].
    customers : (n,) ids of today's customers.
    pulled : sales that were moved forward and will be missing [money].
    receivables_minor : owed by customers [minor units].
    stock_units : goods at distributors.
    """

    customer_value: float
    customers: np.ndarray
    pulled: float
    receivables_minor: int
    stock_units: int


@dataclass(frozen=True)
class RunTables:
    """One run, for its metrics.

    Parameters
    ----------
    opening, closing : what there was when the run began and is there now.
    owed : pay earned in a quarter that the horizon cuts, and what is recovered of it, by its account [money]; the
        ledger books it at its close, with its on-costs. ``on_costs`` are those that wait to be set off.
    on_costs_rate : on-costs as a share of the pay that is owed.
    minor_per_unit : minor units in one unit of the currency, in which the ledger counts.
    known_sales : what the customers of the baseline buy in a week [money].
    accounts_reassigned, sales_reassigned : customers who got another rep, and their weekly sales [money].
    ledger, weeks : columns of these tables, (n_weeks,) each.
    quarters, distributors, events, diagnoses, boards, grades, who_leaves : the run's tables; ``quarters`` is of reps.
    """

    opening: Standing
    closing: Standing
    owed: Mapping[str, float]
    on_costs_rate: float
    minor_per_unit: int
    known_sales: float
    accounts_reassigned: int
    sales_reassigned: float
    ledger: Mapping[str, np.ndarray]
    weeks: Mapping[str, np.ndarray]
    quarters: pd.DataFrame
    distributors: pd.DataFrame
    events: pd.DataFrame
    diagnoses: pd.DataFrame
    boards: pd.DataFrame
    grades: pd.DataFrame
    who_leaves: pd.DataFrame

    @cached_property
    def flow(self) -> dict[str, float]:
        """What went through each account of the ledger [money], with the pay that is owed."""
        minor = [name for name in self.ledger if name.endswith("_minor")]
        flow = {name.removesuffix("_minor"): float(self.ledger[name].sum()) / self.minor_per_unit for name in minor}
        pay_owed = 0.0
        for account, amount in self.owed.items():
            flow[account] += amount
            if account != "on_costs":
                pay_owed += -amount if account.endswith("_recovered") else amount
        flow["on_costs"] += self.on_costs_rate * pay_owed
        return flow

    def total(self, column: str) -> float:
        """Sum of a column of the ledger over the weeks, in the column's unit."""
        return float(self.ledger[column].sum())

    @cached_property
    def full_quarters(self) -> pd.DataFrame:
        """Quarters of reps who were there from the quarter's start."""
        return self.quarters[self.quarters["full_quarter"] == 1]

    @cached_property
    def wagers(self) -> pd.DataFrame:
        """Full quarters in which a wager was taken."""
        return self.full_quarters[self.full_quarters["wager"] != ""]

    @cached_property
    def wrong_diagnoses(self) -> pd.DataFrame:
        """Diagnoses of another cause than the true one."""
        return self.diagnoses[self.diagnoses["cause"] != self.diagnoses["true_cause"]]


def ratio(part: float, whole: float, otherwise: float = 0.0) -> float:
    """A part over a whole; something else where there is no whole."""
    return part / whole if whole else otherwise
