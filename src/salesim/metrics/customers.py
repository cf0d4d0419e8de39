"""Metrics of customers: who stays, who comes, who gets another rep, and how grades fare."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.metrics.metric import metric
from salesim.metrics.run_tables import RunTables
from salesim.wording.text import N_

MIDDLE = ("B", "C", "D")


@metric(
    "retention",
    N_("Customer retention"),
    "share",
    better="higher",
    adds_up="ratio",
    about="customers of the start who are still customers at the end",
    phrase=N_("customer retention"),
    is_key=True,
)
def retention(run: RunTables) -> float:
    stayed = int(np.isin(run.opening.customers, run.closing.customers).sum())
    return stayed / max(len(run.opening.customers), 1)


@metric(
    "customers_end", N_("Customers at the end"), "count", better="higher", adds_up="end", about="customers there are"
)
def customers_end(run: RunTables) -> int:
    return len(run.closing.customers)


@metric("new_customers", N_("New customers"), "count", better="higher", adds_up="sum", about="customers won")
def new_customers(run: RunTables) -> int:
    return int(run.ledger["new_customers"].sum())


@metric(
    "accounts_reassigned",
    N_("Accounts reassigned"),
    "count",
    adds_up="sum",
    about="customers who got another rep because territories changed",
)
def accounts_reassigned(run: RunTables) -> int:
    return run.accounts_reassigned


@metric(
    "sales_reassigned_share",
    N_("Sales reassigned"),
    "share",
    adds_up="ratio",
    about="sales of accounts that were reassigned, of all sales to today's customers",
)
def sales_reassigned_share(run: RunTables) -> float:
    return run.sales_reassigned / max(run.known_sales, 1e-9)


@metric(
    "visits_share_top",
    N_("Visits to grade A"),
    "share",
    adds_up="ratio",
    about="share of visits that customers of grade A get",
)
def visits_share_top(run: RunTables) -> float:
    if not len(run.grades):  # within the first quarter
        return 0.0
    visits, grades = run.grades["visits"], run.grades["grade"]
    return float(visits[grades == "A"].sum()) / max(float(visits.sum()), 1.0)


def retention_of(grades: pd.DataFrame, which: tuple[str, ...]) -> float:
    """Share of customers of some grades who stay over a quarter; 1 without grades."""
    if not len(grades):
        return 1.0
    mine = grades["grade"].isin(which)
    kept = grades["retention"] * grades["customers"]
    return float(kept[mine].sum()) / max(float(grades["customers"][mine].sum()), 1.0)


@metric(
    "retention_top",
    N_("Retention of grade A"),
    "share",
    better="higher",
    adds_up="ratio",
    about="customers of grade A who stay over a quarter",
)
def retention_top(run: RunTables) -> float:
    return retention_of(run.grades, ("A",))


@metric(
    "retention_middle",
    N_("Retention of grades B to D"),
    "share",
    better="higher",
    adds_up="ratio",
    about="customers of grades B to D who stay over a quarter",
)
def retention_middle(run: RunTables) -> float:
    return retention_of(run.grades, MIDDLE)


@metric(
    "retention_tail",
    N_("Retention of grade E"),
    "share",
    better="higher",
    adds_up="ratio",
    about="customers of grade E who stay over a quarter",
)
def retention_tail(run: RunTables) -> float:
    return retention_of(run.grades, ("E",))
