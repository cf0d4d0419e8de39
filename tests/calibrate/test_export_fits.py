"""What else an export is fitted to: sales by rep and period, pay, attainment, rates net of visits."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from salesim.calibrate.estimates import Verdict, pay_estimates, response_estimates
from salesim.calibrate.export_fits import (
    attainment,
    fit_pay,
    sales_of,
    within_window,
)
from salesim.calibrate.visit_fit import weekly_counts
from salesim.export.import_log import ImportLog
from salesim.export.plan import propose
from salesim.export.read import read_export
from salesim.export.source import find_sources

PERIODS = [f"{year}Q{quarter}" for year in (2023, 2024) for quarter in (1, 2, 3, 4)]


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    """Three reps, each with two customers who order in the middle of every month of two years; A is visited weekly."""
    folder = tmp_path_factory.mktemp("in")
    reps = {"A": "R1", "B": "R1", "C": "R2", "D": "R2", "E": "R3", "F": "R3"}
    rows = ["customer,date,amount,rep"]
    for number, customer in enumerate(reps):
        for month in range(24):
            amount = 1000 * (number + 1) * (1 + month // 3)
            rep = "R3" if customer == "A" and month == 4 else ""  # one order of A is another rep's
            rows.append(f"{customer},{2023 + month // 12}-{month % 12 + 1:02d}-15,{amount},{rep}")
    rows += [f"{customer},2025-01-02,1," for customer in reps]  # so that the last quarter is covered
    visits = [f"A,{day}" for day in np.arange(np.datetime64("2024-01-01"), np.datetime64("2025-01-01"), 7)]
    tables = {
        "orders": rows,
        "customers": ["id,owner", *(f"{c},{r}" for c, r in reps.items())],
        "quotas": ["rep,period,target", "R1,2023Q2,12000", "R2,2023年第二季度,21000", "R9,soon,5", "R1,2026Q1,5"],
        "payouts": ["rep,period,pay", *(f"{rep},{p},{pay(rep, p)}" for rep in ("R1", "R2", "R3") for p in PERIODS)],
        "visits": ["customer,date", *visits],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_export(propose(find_sources(folder)), None, lambda *_: None, ImportLog(), today=date(2025, 6, 1))


def sales(rep: str, period: str) -> float:
    quarter = PERIODS.index(period)
    numbers = {"R1": 1 + 2, "R2": 3 + 4, "R3": 5 + 6}
    moved = 2000.0 if quarter == 1 else 0.0
    return 3000.0 * numbers[rep] * (1 + quarter) + {"R1": -moved, "R2": 0.0, "R3": moved}[rep]


def pay(rep: str, period: str) -> float:
    return 3 * 6000.0 + 0.02 * sales(rep, period)


def test_sales_go_to_the_rep_whom_the_order_names_or_the_customers_own(export):
    paid = within_window(export, export.payouts)
    paid = paid[paid["first_day"] > export.start]  # the window begins on the 15th, so the first quarter is not covered
    expected = [sales(export.reps[row.rep], PERIODS[1:][i % 7]) for i, row in enumerate(paid.itertuples())]
    assert len(paid) == 21
    assert sales_of(export, paid).tolist() == expected


def test_salary_and_commission_come_back(export):
    line = fit_pay(export)
    assert line.salary_per_month[0] == pytest.approx(6000.0)
    assert line.commission_rate[0] == pytest.approx(0.02)
    assert [one.verdict for one in pay_estimates(line)] == [Verdict.IDENTIFIED] * 2
    assert [one.verdict for one in pay_estimates(None)] == [Verdict.NOT] * 2


def test_attainment_of_the_targets_that_orders_cover(export):
    assert attainment(export).tolist() == [sales("R1", "2023Q2") / 12000, sales("R2", "2023Q2") / 21000]
    assert export.import_log.counts()["reason"].tolist() == [
        "no_period"
    ]  # R9 is unknown only if there is a table of reps


def test_events_are_counted_by_customer_and_week(export):
    counts = weekly_counts(export.visits, np.array([0, 3]), export.end - 6 - 7 * 9, 10)
    assert counts.shape == (2, 10)
    assert counts[0, :9].tolist() == [1] * 9 and counts[1].sum() == 0


def test_without_visits_the_response_is_the_priors():
    assert {one.verdict for one in response_estimates(None, has_visits=False)} == {Verdict.NOT}
    assert [one.used for one in response_estimates(None, has_visits=True)] == [False] * 3
