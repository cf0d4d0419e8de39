"""From an export to a scenario: salesim's own world and CDNOW are found again, and what cannot be known is said so."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from salesim.calibrate.backtest import SEASON_UNSEEN, TOO_SHORT
from salesim.calibrate.calibration import calibrate
from salesim.calibrate.estimates import Verdict
from salesim.calibrate.scenario_customers import NO_POSITIONS, NO_REP, PLACED
from salesim.calibrate.volume import VolumeVerdict
from salesim.errors import InputError
from salesim.experiment.parameter_draws import read_uncertainty, sample_parameters
from salesim.experiment.repeat import repeat
from salesim.scenario import assumptions, load_scenario, overlay
from salesim.world.build import build_world

from .world_export import live, tellable, write_csv

WEEKS = 104


@pytest.fixture(scope="session")
def truth():
    """A world whose orders are not rounded to dear units."""
    prices = {"channel.network.sku_prices": [1.2, 3.0, 8.0]}
    return tellable(900, 9, **prices)


@pytest.fixture(scope="session")
def lived(truth) -> tuple[dict[str, pd.DataFrame], int]:
    return live(truth, WEEKS)


@pytest.fixture(scope="session")
def tables(lived) -> dict[str, pd.DataFrame]:
    return lived[0]


@pytest.fixture(scope="session")
def found(tables, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    write_csv(tables, folder, "gb18030")
    return calibrate(folder, tmp_path_factory.mktemp("out") / "mine.yaml")


def estimate(found, path: str):
    return next(one for one in found.estimates if one.path == path)


def test_the_worlds_own_parameters_are_found_again(found, truth):
    """Within 3.3 standard errors: the interval widened by 1.7 on the log scale."""
    for path in ("rate_shape", "rate_scale", "churn_a", "churn_b", "values.median", "values.sigma"):
        one, value = estimate(found, f"market.buying.{path}"), truth.market.buying
        for name in path.split("."):
            value = getattr(value, name)
        low, high = (one.value * (limit / one.value) ** 1.7 for limit in (one.low, one.high))
        assert low < value < high, (path, one)
        assert one.verdict in (Verdict.IDENTIFIED, Verdict.WEAKLY)
    # orders of one day count as one, which makes single amounts look a little more uneven than they are
    assert estimate(found, "market.buying.values.shape").value == pytest.approx(6.25, rel=0.1)
    assert estimate(found, "market.buying.phases").value == truth.market.buying.phases == 2
    season = estimate(found, "market.calendar.month_factors")
    true = np.array(truth.market.calendar.month_factors) / np.mean(truth.market.calendar.month_factors)
    low, high = np.log(season.low), np.log(season.high)
    assert (np.abs(np.log(season.value) - np.log(true)) < 1.7 * (high - low) / 2 + 0.03).all()
    eta = estimate(found, "market.goodwill.elasticity")
    assert eta.low < truth.market.goodwill.elasticity < eta.high
    assert eta.verdict != Verdict.NOT


def test_who_is_still_there_is_known(found, lived):
    alive = float(found.base.outlook.alive.sum())
    error = np.sqrt((found.base.outlook.alive * (1.0 - found.base.outlook.alive)).sum())
    silent = len(lived[0]["客户"]) - len(found.base.codes)  # there, but not seen
    assert lived[1] - silent - 3.3 * error < alive < lived[1] + 3.3 * error
    assert len(found.customers.customers) == found.customers.n == pytest.approx(alive, rel=0.04)
    histories = found.customers.histories
    stays = histories["in_scenario"] == "yes"
    assert histories.loc[stays, "alive"].min() >= histories.loc[~stays, "alive"].max()


def test_what_no_export_can_tell_keeps_its_default(found):
    for path in ("market.payment.late_share", "sales_force.pay.commission_rate"):
        one = estimate(found, path)
        assert (one.verdict, one.used, one.taken) == (Verdict.NOT, False, one.default)
        assert one.why() and one.why("zh")
    assert estimate(found, "market.churn.decline_weeks").taken == 0  # the churn of the fit is sudden


def test_the_scenario_loads_runs_and_says_where_its_values_come_from(found):
    scenario = load_scenario(found.scenario_file)
    assert scenario.market.buying.rate_shape == estimate(found, "market.buying.rate_shape").value
    rows = assumptions(scenario).set_index("field")
    assert rows.loc["market.buying.rate_shape", "tag"] == "F"
    assert "Jan 2, 2023" in rows.loc["market.buying.rate_shape", "citation"]
    assert rows.loc["market.payment.late_share", "tag"] == "L"
    text = found.scenario_file.read_text(encoding="utf-8")
    assert "# identified, 95% interval " in text and "Written by salesim" in text
    world = build_world(scenario)
    assert len(world.customer_keys) == found.customers.n
    assert world.layouts["today"].n_territories == 9
    small = overlay(scenario, {"run.burn_in_weeks": 26})
    sales = repeat(small, weeks=4).outcomes.set_index("outcome").loc["sales", "mean"]
    weekly = found.export.orders["amount"].sum() / WEEKS
    alive = found.base.outlook.alive.mean()
    assert sales / 4 == pytest.approx(weekly * alive, rel=0.5)  # the size is right: January, and who churned is out


def test_the_forecast_beats_the_naive_ones(found):
    errors = found.backtest.errors.set_index("forecast")
    assert abs(errors.loc["model", "bias"]) < 0.12
    assert errors.loc["model", "error"] < errors.drop(index="model")["error"].min()
    assert found.backtest.n_holdout == WEEKS // 3
    weeks = found.backtest.weeks
    assert weeks["model"].notna().sum() == WEEKS // 3
    assert found.backtest.groups["actual"].sum() == weeks["actual"].iloc[found.backtest.split :].sum()


def test_joint_uncertainty_stands_beside_the_scenario(found):
    blocks = read_uncertainty(found.scenario_file.parent)
    rng = np.random.default_rng(0)
    draws = [sample_parameters(blocks, rng) for _ in range(300)]
    a, b = (np.log([draw[f"market.buying.churn_{name}"] for draw in draws]) for name in "ab")
    assert np.corrcoef(a, b)[0, 1] > 0.6  # known together far better than each alone
    one = estimate(found, "market.buying.churn_a")
    assert np.quantile(a, 0.025) == pytest.approx(np.log(one.low), abs=0.1)
    assert len(draws[0]["market.calendar.month_factors"]) == 12
    overlay(load_scenario(found.scenario_file), draws[0])


def test_an_edited_columns_yaml_is_used_and_never_overwritten(tables, tmp_path):
    orders = tables["订单"].head(400).rename(columns={"金额": "实付"})
    folder = write_csv({"订单": orders}, tmp_path / "export")
    out = tmp_path / "out" / "s.yaml"
    with pytest.raises(InputError, match=r"订单[.]csv:1: orders[.]amount: this column is missing"):
        calibrate(folder, out)
    columns = out.parent / "columns.yaml"
    edited = columns.read_text(encoding="utf-8").replace("amount: null", 'amount: "实付"')
    columns.write_text(edited, encoding="utf-8")
    said: list[str] = []
    with pytest.raises(InputError, match="this column is missing"):
        calibrate(folder, out, progress=said.append)
    assert any("was not used" in text for text in said) and columns.read_text(encoding="utf-8") == edited
    again = calibrate(folder, out, columns=columns)
    assert len(again.export.orders) == 400
    written = load_scenario(out).market.customers  # nobody has a position, everybody their own rate
    assert (written.file, written.unplaced) == ("customers.csv", "draw")
    assert len(build_world(load_scenario(out)).customer_keys) == again.customers.n
    assert (NO_POSITIONS, {}) in again.customers.notes


def test_cdnow_as_an_export(cdnow, cdnow_found, cdnow_reference):
    """Day first, free samples, no customers' table; over the whole window and with the published split as backtest."""
    found = cdnow_found
    import_log = found.export.import_log.counts().set_index("reason")["rows"]
    assert import_log["zero"] == (cdnow["amount"] == 0).sum() > 0
    assert found.base.phases == 1
    assert found.backtest.split == 39
    assert found.backtest.notes[0].message == SEASON_UNSEEN
    assert found.backtest.notes[0].places["months"] == "10, 11, 12"
    errors = found.backtest.errors.set_index("forecast")
    assert -0.20 < errors.loc["model", "bias"] < -0.05  # as BG/NBD is known to fall short here
    assert errors.loc["model", "error"] < 0.6 * errors.loc["repeated", "error"]
    assert estimate(found, "market.calendar.month_factors").verdict == Verdict.WEAKLY
    assert len(found.customers.customers) == found.customers.n


def test_cdnow_is_fitted_as_published(cdnow, cdnow_reference, tmp_path):
    orders = cdnow[cdnow["date"] <= "1997-09-30"].assign(amount=1.0)
    (tmp_path / "in").mkdir()
    orders[["customer", "date", "amount"]].to_csv(tmp_path / "in" / "orders.csv", index=False)
    found = calibrate(tmp_path / "in", tmp_path / "s.yaml", until=date(1997, 9, 30))
    published = cdnow_reference["bgnbd"]
    assert found.base.full.log_likelihood == pytest.approx(published["LL"], abs=0.05)
    for name, path in (("r", "rate_shape"), ("alpha", "rate_scale"), ("a", "churn_a"), ("b", "churn_b")):
        assert estimate(found, f"market.buying.{path}").value == pytest.approx(published[name], rel=2e-3)
    assert estimate(found, "market.calendar.month_factors").verdict == Verdict.NOT


def test_too_short_a_history_leaves_churn_open(cdnow, tmp_path):
    orders = cdnow[cdnow["date"] <= "1997-03-05"]
    (tmp_path / "in").mkdir()
    orders[["customer", "date", "amount"]].to_csv(tmp_path / "in" / "orders.csv", index=False)
    found = calibrate(tmp_path / "in", tmp_path / "s.yaml")
    assert found.volume.verdict is VolumeVerdict.TOO_FEW
    for name in ("a", "b"):
        one = estimate(found, f"market.buying.churn_{name}")
        assert (one.verdict, one.value, one.taken) == (Verdict.NOT, None, one.default)
    assert "look the same" in estimate(found, "market.buying.churn_a").why()
    buying = load_scenario(found.scenario_file).market.buying
    assert (buying.churn_a, buying.churn_b) == (1.0, 12.0)
    assert found.backtest is None and any(note.message == TOO_SHORT for note in found.notes)


def test_one_customer_with_a_single_order_is_a_scenario_of_defaults(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "orders.csv").write_text("customer,date,amount\nA,2024-01-05,100\n")
    found = calibrate(tmp_path / "in", tmp_path / "s.yaml")
    assert {one.verdict for one in found.estimates} == {Verdict.NOT}
    scenario = load_scenario(tmp_path / "s.yaml")
    assert scenario.market.customers.file == "customers.csv" and found.customers.n == 1
    assert json.loads((tmp_path / "calibration.json").read_text())["blocks"] == []


def test_positions_out_of_reach_or_missing(tmp_path):
    rows = [
        "id,经度,纬度,城市,销售代表",
        "A,120.6,31.3,苏州,R1",
        "B,,,苏州,R1",
        "C,113.3,23.1,广州,R2",
        "=D,121.4,31.2,上海,",
    ]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "客户.csv").write_text("\n".join(rows), encoding="utf-8")
    orders = [f"{who},2024-0{month}-05,{100 + month}" for who in ("A", "B", "C", "=D") for month in range(1, 7)]
    (tmp_path / "in" / "订单.csv").write_text("\n".join(["客户编号,下单日期,金额", *orders]), encoding="utf-8")
    found = calibrate(tmp_path / "in", tmp_path / "s.yaml")
    placed = found.customers.customers.set_index("id")
    assert placed.index.tolist() == ["A", "B", "C", "=D"]
    assert abs(placed.loc["B", "lon"] - 120.6) < 0.1
    assert placed["placed_by"].tolist() == ["position", "city", "position", "position"]
    notes = dict(found.customers.notes)
    assert notes[PLACED]["n"] == notes[NO_REP]["n"] == "1" and str(notes[PLACED]["by"]) == "1 by city"
    scenario = load_scenario(tmp_path / "s.yaml")
    assert scenario.market.places.country == ("CN",)  # one lives outside of the Yangtze delta
    assert set(scenario.market.places.units) == {"Shanghai", "Jiangsu", "Guangdong"}
    world = build_world(scenario)
    assert world.customer_keys == ("A", "B", "C", "'=D")  # quoted for spreadsheets, in both files alike
    histories = pd.read_csv(tmp_path / "histories.csv").set_index("customer")
    assert (histories["in_scenario"] == "yes").all()
