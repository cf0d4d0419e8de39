"""Paying managers: a salary, an override on the region's sales, and a bonus for the region's quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from salesim.parameters import Parameters, parameter
from salesim.policy.lever import Lever, Section
from salesim.policy.teams import by_team, led_level, with_new_teams
from salesim.weeks import YEAR

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

COLUMNS = ["quarter", "level", "region", "reps", "sales", "quota", "attainment", "salary", "override", "bonus"]


class ManagerPayParameters(Parameters):
    """What the managers of the regions are paid."""

    salary_per_month: float = parameter(
        0.0, about="fixed salary of a region's manager; 0 is in nobody's books", unit="money/month", source="A", ge=0
    )
    override: float = parameter(
        0.0,
        about="override: share of all that the region sells, whoever sold it",
        unit="money/money",
        source="A: a fraction of the reps' own rate",
        ge=0,
        le=0.2,
    )
    bonus: float = parameter(
        0.0, about="bonus for a quarter in which the region reaches its quota", unit="money", source="A", ge=0
    )
    bonus_at: float = parameter(
        1.0, about="attainment of the region's quota at which the bonus is paid", source="A", gt=0, le=3
    )


class ManagerPay(Lever):
    """Pays a manager for each region in which somebody has a seat, or each district where levels are stated.

    It is a cost only, in an account of its own: what managers do does not depend on how they are paid. An
    override is booked week by week on what is billed, so that over any weeks it is the stated share of the region's
    sales, to a minor unit. The region's quota is that of its seats as the quarter begins, vacant ones too; sales from
    vacant seats count for the region.
    """

    order = 185  # when territories and quotas of the quarter are settled
    sections = (Section("sales_force.managers", ManagerPayParameters, "what managers are paid"),)

    def __init__(self, parameters: ManagerPayParameters):
        self.parameters = parameters
        self.rows: list[pd.DataFrame] = []
        none: np.ndarray = np.zeros(0)
        self.quota = none  # of each region this quarter
        self.sold_minor = self.salary_minor = self.override_minor = self.credited = none  # in the quarter so far

    @property
    def is_on(self) -> bool:
        p = self.parameters
        return p.salary_per_month > 0.0 or p.override > 0.0 or p.bonus > 0.0

    def open_quarter(self, model: ModelView) -> None:
        """The region's quota, and sums that begin at zero."""
        if self.is_on:
            self.quota = by_team(model, model.reps.quota * model.reps.open)
            n = model.n_teams
            self.sold_minor, self.salary_minor, self.override_minor = np.zeros((3, n), np.int64)
            self.credited = np.zeros(n)

    def take_on(self, n_teams: int) -> None:
        """Managers who have begun since the quarter did, as territories changed, have no quota in it."""
        for name in ("quota", "sold_minor", "salary_minor", "override_minor", "credited"):
            setattr(self, name, with_new_teams(getattr(self, name), n_teams))

    def close_week(self, model: ModelView) -> None:
        """Salary and override of the week."""
        if not self.is_on or not model.has_quotas:
            return
        p, to_minor = self.parameters, model.ledger.currency.to_minor_array
        self.take_on(model.n_teams)
        salary = to_minor(p.salary_per_month * 12.0 / YEAR * (by_team(model, model.reps.open) > 0))
        self.sold_minor += by_team(model, model.billed_minor).astype(np.int64)
        self.credited += by_team(model, model.reps.sales)
        override = np.rint(p.override * self.sold_minor).astype(np.int64) - self.override_minor
        self.salary_minor += salary
        self.override_minor += override
        model.ledger.add(manager_pay_minor=salary.sum() + override.sum())

    def close_quarter(self, model: ModelView) -> None:
        """The bonus, and the quarter's account."""
        if self.is_on:
            rows = self.account(model, closes=True)
            model.ledger.add_money(manager_pay=float(rows["bonus"].sum()))
            self.rows.append(rows)

    def account(self, model: ModelView, closes: bool) -> pd.DataFrame:
        """One row a manager: sales, quota and pay of the quarter so far; a bonus once it closes."""
        p, money = self.parameters, model.ledger.currency.from_minor
        attained = np.divide(self.credited, self.quota, out=np.zeros(len(self.quota)), where=self.quota > 0.0)
        seats = by_team(model, model.reps.open)
        rows = pd.DataFrame(
            {
                "quarter": model.reported_quarter(None if closes else model.week - 1),
                "level": led_level(model),
                "region": np.arange(len(seats)),
                "reps": seats.astype(int),
                "sales": money(self.sold_minor),
                "quota": self.quota,
                "attainment": attained,
                "salary": money(self.salary_minor),
                "override": money(self.override_minor),
                "bonus": np.where(closes & (attained >= p.bonus_at) & (seats > 0), p.bonus, 0.0),
            }
        )
        return rows[(seats > 0) | (self.sold_minor > 0)]

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``managers``: one row a quarter and manager; of a quarter that the horizon cuts, what was paid."""
        if not self.is_on:
            return {}
        cut = [] if model.opens_quarter else [self.account(model, closes=False)]
        rows = [*self.rows, *cut]
        return {"managers": pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=COLUMNS)}
