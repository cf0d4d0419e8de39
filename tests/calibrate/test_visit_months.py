"""Rows that are counts of a month: the full path gives what the panel's own fit gives, in every form that it has."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesim.calibrate.calibration import calibrate
from salesim.calibrate.order_days import month_notes, spread
from salesim.calibrate.visit_fit import fit_visits, weekly_counts
from salesim.calibrate.visit_months import at_both_ends, fit_monthly_response
from salesim.calibrate.visit_response import fit_visit_response, goodwill_of
from salesim.export.import_log import ImportLog
from salesim.export.months import first_days, months_of_days
from salesim.export.plan import propose
from salesim.export.read import read_export
from salesim.export.source import find_sources


def panel(seed: int, n: int = 60, months: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """Counts of prescriptions and visits, (n, months) each."""
    rng = np.random.default_rng(seed)
    level = rng.normal(1.0, 0.6, n)
    visits = rng.poisson(np.exp(0.4 * level)[:, None], (n, months))
    return rng.poisson(np.exp(level)[:, None] * (1.0 + goodwill_of(visits, 0.6)) ** 0.3), visits


def long(scripts: np.ndarray, visits: np.ndarray) -> pd.DataFrame:
    """One row a doctor and month."""
    n, months = scripts.shape
    month = pd.period_range("2022-01", periods=months, freq="M")
    return pd.DataFrame(
        {
            "doctor": np.repeat([f"D{i:03d}" for i in range(n)], months),
            "number": np.tile(np.arange(1, months + 1), n),
            "month": np.tile(month.astype(str), n),
            "day": np.tile(month.start_time.strftime("%Y-%m-%d"), n),
            "scripts": scripts.ravel(),
            "visits": visits.ravel(),
        }
    )


def one_file(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """As the shared panel is kept: numbered months, counts side by side."""
    return {
        "visits_counts": rows[["doctor", "number", "scripts", "visits"]].set_axis(
            ["id", "month", "scripts", "detailing"], axis=1
        )
    }


def two_files(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {
        "orders": rows[["doctor", "month", "scripts"]].set_axis(["doctor_id", "month", "prescriptions"], axis=1),
        "visits": rows[["doctor", "month", "visits"]].set_axis(["doctor_id", "month", "visits"], axis=1),
    }


def amounts(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {
        "orders": rows[["doctor", "day", "scripts"]].set_axis(["customer", "order date", "amount"], axis=1),
        "visits": rows[["doctor", "day", "visits"]].set_axis(["customer", "visit date", "number of visits"], axis=1),
    }


def single_events(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """A row for each prescription and each visit, all dated on the first of the month."""
    orders = rows.loc[rows.index.repeat(rows["scripts"]), ["doctor", "day"]].assign(amount=1)
    visits = rows.loc[rows.index.repeat(rows["visits"]), ["doctor", "day"]]
    return {
        "orders": orders.set_axis(["customer", "order date", "amount"], axis=1),
        "visits": visits.set_axis(["customer", "visit date"], axis=1),
    }


def chinese(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    made = rows[["doctor", "month", "scripts", "visits"]].set_axis(["医生编号", "月份", "处方数", "拜访次数"], axis=1)
    return {"月度数据": made.assign(金额=made["处方数"] * 35.5)}


def read(folder, tables):
    folder.mkdir(exist_ok=True)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    return read_export(propose(find_sources(folder)), None, lambda file, n: None, ImportLog())


FORMS = [one_file, two_files, amounts, single_events, chinese]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_form_of_the_panel_gives_the_panels_own_fit(form, tmp_path):
    scripts, visits = panel(4)
    expected = fit_visit_response(scripts, visits)
    export = read(tmp_path, form(long(scripts, visits)))
    days = export.orders.groupby(["customer", "day"], as_index=False)["amount"].sum()
    found = fit_visits(export, None, days, np.random.default_rng(1))
    assert found.by_month and found.n_periods == 12
    assert found.monthly.eta == pytest.approx(expected.eta, abs=1e-9)
    assert found.monthly.standard_error == pytest.approx(expected.standard_error, abs=1e-9)
    assert found.monthly.carry_over == expected.carry_over
    assert found.monthly.n_customers == expected.n_customers
    told = " ".join(note.text() for note in month_notes(export))
    assert "counts of a month" in told
    assert ("each counts as 1" in told) == (form in (one_file, two_files)) and ("numbered" in told) == (
        form is one_file
    )


def test_the_shared_panel_through_the_full_path(detailing, tmp_path):
    expected = fit_visit_response(*detailing)
    scripts, visits = detailing
    folder = tmp_path / "in"
    folder.mkdir()
    for name, table in two_files(long(scripts, visits)).items():
        table.to_csv(folder / f"{name}.csv", index=False)
    found = calibrate(folder, tmp_path / "out/s.yaml", replications=2)
    assert found.visits.monthly.eta == pytest.approx(expected.eta, abs=1e-9)
    assert found.visits.monthly.standard_error == pytest.approx(expected.standard_error, abs=1e-9)
    written = pd.read_csv(tmp_path / "out/visit_response.csv").set_index("quantity")["value"]
    assert written["eta"] == pytest.approx(expected.eta, abs=1e-9)
    assert written["customers"] == 500 and written["left_out_no_order"] == 1
    elasticity = next(one for one in found.estimates if one.path == "market.goodwill.elasticity")
    assert elasticity.used and elasticity.value == pytest.approx(expected.eta, abs=1e-4)


def test_a_weeks_share_is_the_root_of_a_months():
    scripts, visits = panel(5, n=300, months=30)
    found = fit_monthly_response(scripts.astype(float), visits.astype(float), usual=0.8)
    assert not found.keeps_carry_over
    assert found.carry_over ** (365.25 / 12 / 7) == pytest.approx(found.monthly.carry_over, rel=0.01)


def test_customers_seen_at_one_end_only_are_told():
    orders = np.ones((3, 12))
    orders[1, 4:] = 0
    orders[2, :8] = 0
    assert at_both_ends(orders, np.zeros((3, 12))).tolist() == [True, False, False]


def test_a_days_row_may_count_several_visits():
    visits = pd.DataFrame({"customer": [0, 0, 2], "day": [100, 108, 101], "count": [3.0, 0.0, 2.0]})
    assert weekly_counts(visits, np.array([0, 2]), 100, 2).tolist() == [[3.0, 0.0], [2.0, 0.0]]


def test_daily_rows_are_no_months(tmp_path):
    rng = np.random.default_rng(0)
    day = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 360, 400), "D")
    table = pd.DataFrame({"customer": rng.integers(0, 40, 400), "order date": day.strftime("%Y-%m-%d"), "amount": 5.0})
    export = read(tmp_path, {"orders": table})
    assert export.orders_by == "" and (export.orders["count"] == 1).all()


def test_orders_of_a_month_fall_on_different_days_of_it():
    first = first_days(np.array([600, 601]))
    rows = pd.DataFrame(
        {"customer": [3, 3, 4], "day": first[[0, 1, 1]], "amount": [60.0, 5.0, 90.0], "count": [6, 1, 40]}
    )
    found = spread(rows, int(first[1]) + 9, np.random.default_rng(2))
    assert found.groupby("customer")["amount"].sum().to_dict() == pytest.approx({3: 65.0, 4: 90.0})
    sixth = found[(found["customer"] == 3) & (months_of_days(found["day"].to_numpy()) == 600)]
    assert len(sixth) == 6 and sixth["day"].is_unique
    assert found["day"].max() <= first[1] + 9  # the export ends there
