"""A run with dates: quotas follow the fiscal year, tables have days beside weeks, a year of 53 weeks is a whole one."""

import numpy as np
import pytest

from salesim.model.burn_in import open_world
from salesim.model.sales_model import SalesModel
from salesim.scenario.overlay import overlay


@pytest.fixture(scope="module")
def dated(small):
    """26 weeks of burn-in, then from May 2026; the fiscal year begins in April, and the one from April 2026 has 53."""
    calendar = {"start": "2026-05-13", "fiscal_year_start": 4, "country": "CN"}
    return overlay(small(), {"market.calendar": calendar, "run.weeks": 60, "run.burn_in_weeks": 26})


def test_tables_have_days_and_quarters_of_fiscal_years(dated):
    model = SalesModel(open_world(dated))
    years = []
    for _ in range(60):
        years.append(model.reps.annual_quota.copy())
        model.step()
    tables = model.records.tables()
    weeks, quarters = tables["weeks"], tables["rep_quarters"]
    assert weeks["monday"].iloc[0] == "2026-05-11" and weeks["monday"].iloc[1] == "2026-05-18"
    assert list(dict.fromkeys(quarters["fiscal_quarter"]))[:4] == [
        "2026/27 Q1",
        "2026/27 Q2",
        "2026/27 Q3",
        "2026/27 Q4",
    ]
    assert set(tables["ledger"].columns) >= {"week", "monday"}
    changes = [week for week in range(1, 60) if not np.array_equal(years[week], years[week - 1])]
    opens = [week for week in range(60) if model.timetable.opens(3, model.first_week + week)]
    assert set(opens) <= {week - 1 for week in changes}, "the year's quotas are broken down as the fiscal year opens"


def test_the_same_weeks_without_dates_have_no_days(small):
    model = SalesModel(open_world(small()))
    model.step()
    assert "monday" not in model.records.tables()["weeks"]
