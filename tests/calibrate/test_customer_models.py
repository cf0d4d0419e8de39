"""From a folder to models, forecasts and their files: all of it, in both languages, with a firm's own columns."""

from __future__ import annotations

import html
import json

import numpy as np
import pandas as pd
import pytest

from salesim import cli
from salesim.calibrate.calibration import calibrate
from salesim.calibrate.customer_forecast import FORECAST_FILE, Horizon
from salesim.calibrate.traits import groupings
from salesim.errors import InputError
from salesim.report.calibration import render_calibration
from salesim.written import own

from .test_rivals import simulated_days


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Customers of three sizes, the large ones ordering most, with employees as numbers and a channel; some visited."""
    folder, rng = tmp_path_factory.mktemp("in"), np.random.default_rng(3)
    orders = simulated_days(900, True, 8)
    size = np.array(["small", "middle", "large"], object)[np.arange(900) % 3]
    kept = (size[orders["customer"]] == "large") | (rng.random(len(orders)) < 0.5)
    orders = orders[kept | ~orders["customer"].duplicated()]
    date = (np.datetime64("2023-01-02") + orders["day"].to_numpy()).astype(str)
    pd.DataFrame({"customer": orders["customer"], "date": date, "amount": 50 + orders["customer"] % 7}).to_csv(
        folder / "orders.csv", index=False
    )
    channel = np.where(np.arange(900) % 2, "retail", "wholesale")
    employees = rng.integers(1, 500, 900)
    customers = pd.DataFrame({"customer": np.arange(900), "规模": size, "channel": channel, "staff": employees})
    customers.to_csv(folder / "customers.csv", index=False)
    visited = rng.integers(0, 300, 2000)
    days = (np.datetime64("2024-12-20") - rng.integers(0, 700, 2000)).astype(str)
    pd.DataFrame({"customer": visited, "date": days}).to_csv(folder / "visits.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def found(folder, tmp_path_factory):
    return calibrate(folder, tmp_path_factory.mktemp("out") / "s.yaml", horizon=Horizon(0.2, 2))


def test_every_customer_has_a_row(found):
    table = pd.read_csv(found.scenario_file.with_name(FORECAST_FILE), dtype={"customer": str})
    assert len(table) == len(found.base.codes) == table["customer"].nunique()
    assert table["alive"].between(0, 1).all() and table["alive"].sum() == pytest.approx(
        found.base.outlook.alive.sum(), rel=1e-3
    )
    years = found.volume.forecast["orders", "existing"]
    assert years.low < table["orders_next_year"].sum() < years.high
    assert (table["orders_low"] <= table["orders_high"]).all()


def test_groups_are_those_of_the_folder(found):
    by_column = {one.column: one for one in found.models.covariates}
    assert set(by_column) == {"size", "channel", "visits"}
    size, channel = by_column["size"], by_column["channel"]
    assert size.rate_test.p < 1e-6 < 0.001 < channel.rate_test.p
    rows = size.groups.set_index("group")
    assert rows["rate"].idxmax() == "large" and rows["customers"].sum() == len(found.base.codes)
    visits = by_column["visits"].groups["group"].astype(str).tolist()
    assert visits[0] == "none" and len(visits) >= 3


def test_nothing_but_what_the_table_brings_is_compared(found):
    export = found.export
    blank = export.customers.assign(size="", channel="", industry="")
    export.customers, kept = blank, export.customers
    try:
        assert [one.column for one in groupings(export, found.base)] == ["visits"]
    finally:
        export.customers = kept


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_says_it(found, lang):
    page = html.unescape(render_calibration(found, lang))
    assert "MBG/CNBD-2" in page and "Pareto/NBD" in page and FORECAST_FILE in page
    assert found.models.rivals.note().text(lang) in page
    visits = next(one for one in found.models.covariates if one.column == "visits").groups["group"]
    assert all(f">{label.told(lang)}</th>" in page for label in visits)
    assert ("association, not effect" if lang == "en" else "这是相关，不是效果") in page
    assert ("20.0% a year" if lang == "en" else "按每年 20.0% 折现") in page


def test_it_is_plain_values(found):
    told = json.loads(json.dumps(found.to_json()["models"], default=float))
    assert sum(one["used"] for one in told["rivals"]) == 1 and len(told["rivals"]) >= 9
    assert told["horizon"] == {"discount": 0.2, "years": 2}
    assert {"lead", "alive", "gain_low"} <= set(told["warnings"][0]) and told["cohorts"][0]["quarter"] == "2023-01-01"
    assert told["covariates"][0]["rate_test"]["df"] == 2


@pytest.mark.parametrize(("option", "value"), [("--discount", "1.5"), ("--horizon", "0")])
def test_a_horizon_that_makes_no_sense_is_one_message(folder, tmp_path, capsys, option, value):
    with pytest.raises(SystemExit) as ended:
        cli.main(["calibrate", str(folder), "-o", str(tmp_path / "s.yaml"), option, value])
    printed = capsys.readouterr().err
    assert ended.value.code and option in printed and "Traceback" not in printed
    assert not (tmp_path / "s.yaml").exists()


def test_too_few_customers_leave_no_old_forecast(tmp_path):
    (tmp_path / "in").mkdir()
    rows = [f"{c},2024-0{m}-05,10" for c in "ABC" for m in (1, 3, 5)]
    (tmp_path / "in" / "orders.csv").write_text("\n".join(["customer,date,amount", *rows]))
    with own(tmp_path / "out" / FORECAST_FILE) as aside:
        aside.write_text("old")
    few = calibrate(tmp_path / "in", tmp_path / "out" / "s.yaml")
    assert few.models.forecast is None and not (tmp_path / "out" / FORECAST_FILE).exists()
    assert few.models.rivals is None and few.to_json()["models"]["rivals"] == []
    assert "Log-likelihood" not in render_calibration(few)


def test_a_bad_horizon_is_refused_before_anything_is_read(tmp_path):
    with pytest.raises(InputError, match="--horizon"):
        calibrate(tmp_path, tmp_path / "out" / "s.yaml", horizon=Horizon(0.1, 99))
