"""Customers are graded, and what each grade got and gave is kept account of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from salesim.agents.grading import N_GRADES, current_rows, grade_by_sales, regrade
from salesim.columns import State
from salesim.parameters import NO_MONEY, Parameters, parameter
from salesim.policy.lever import Lever, Section

if TYPE_CHECKING:
    from salesim.policy.model_view import ModelView

LETTERS = "ABCDE"


Weight = Annotated[float, Field(ge=0, le=100)]


class GradingParameters(Parameters):
    """How customers are graded."""

    method: Literal["rfm", "abc"] = parameter(
        "rfm",
        about="rfm: anew each quarter; abc: by last year's sales when the run begins, and never again",
        source="A",
    )
    recency: Weight = parameter(1.0, about="weight of how lately a customer bought (rfm)", source="A")
    frequency: Weight = parameter(1.0, about="weight of how often (rfm)", source="A")
    monetary: Weight = parameter(1.0, about="weight of how much (rfm)", source="A")

    @model_validator(mode="after")
    def _something_counts(self) -> GradingParameters:
        if self.recency + self.frequency + self.monetary == 0:
            raise ValueError("recency, frequency and monetary must not all be 0: nothing would tell customers apart")
        return self


class Grading(Lever):
    """Grades customers, and begins a new quarter of their history.

    The oldest quarter is forgotten when the new one opens, not before: quotas and layouts that are made between the
    two ask for a whole year. The table ``grades`` shows what neglect does: visits, sales and customers kept, by the
    grade that a customer had when the quarter began.
    """

    order = 110
    sections = (Section("sales_force.grading", GradingParameters, "how customers are graded"),)

    def __init__(self, parameters: GradingParameters):
        self.parameters = parameters
        self.rows: list[pd.DataFrame] = []
        self.before = np.zeros(0, np.int8)  # grade at the quarter's start by place; -1 no customer then

    def open_quarter(self, model: ModelView) -> None:
        c = model.columns
        if self.parameters.method == "abc" and model.week == model.first_week:
            grade_by_sales(c)
        self.before = np.full(len(c.grade), -1, np.int8)
        current = current_rows(c)
        self.before[c.place[current]] = c.grade[current]
        c.quarter_visits[:] = 0
        ring = model.quarter % 4
        c.quarter_orders[:, ring] = 0
        c.quarter_sales[:, ring] = 0.0

    def close_quarter(self, model: ModelView) -> None:
        c = model.columns
        self.rows.append(self.account(model))
        if self.parameters.method == "rfm":
            p = self.parameters
            regrade(c, model.week, (p.recency, p.frequency, p.monetary))
        model.decisions.grades()

    def account(self, model: ModelView) -> pd.DataFrame:
        """One row a grade: customers at the quarter's start, their visits and sales in it, and who was kept.

        ``wanted_share`` is the share of visits that the coverage rule means for the grade (rules even, grade, shares).
        """
        c = model.columns
        if len(self.before) != len(c.place):
            return pd.DataFrame()
        grade = self.before[c.place]
        mine = grade >= 0

        def by_grade(values: np.ndarray) -> np.ndarray:
            return np.bincount(grade[mine], weights=values[mine], minlength=N_GRADES)

        customers = by_grade(np.ones(len(grade)))
        wanted = customers * np.array(model.config.sales_force.coverage.wanted_frequencies())
        visits = by_grade(c.quarter_visits.astype(float))
        sales = by_grade(c.quarter_sales[:, model.quarter % 4].astype(float))
        return pd.DataFrame(
            {
                "quarter": model.reported_quarter(),
                "grade": list(LETTERS),
                "customers": customers.astype(int),
                "visits": visits.astype(int),
                "visits_share": visits / max(visits.sum(), 1.0),
                "wanted_share": wanted / max(wanted.sum(), 1e-9),
                "visits_a_month": visits / np.maximum(customers, 1.0) / 3.0,
                "sales": sales,
                "sales_share": sales / max(sales.sum(), NO_MONEY),
                "retention": by_grade(c.state != State.GONE) / np.maximum(customers, 1.0),
            }
        )

    def noted(self) -> pd.DataFrame:
        """One row a closed quarter and grade."""
        return pd.concat(self.rows, ignore_index=True) if self.rows else pd.DataFrame()

    def tables(self, model: ModelView) -> dict[str, pd.DataFrame]:
        """The table ``grades`` of the result."""
        return {"grades": self.noted()} if self.rows else {}
