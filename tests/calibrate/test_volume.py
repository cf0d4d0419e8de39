"""Whether a scenario sells as much as its data: the model's own forecast, the verdict, and the refusal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesim.calibrate import volume
from salesim.calibrate.calibration import calibrate
from salesim.calibrate.regular_buying import expected_orders, steady_rates
from salesim.calibrate.volume import Range, Volume, VolumeVerdict, a_year, forecast_year, newcomers_a_year, passed
from salesim.errors import InputError


def year(actual: float, forecast: float, simulated: float, half: float) -> Volume:
    groups = [(measure, group) for measure in ("orders", "sales") for group in ("existing", "all")]
    return Volume(
        actual={"orders": actual, "sales": actual},
        forecast=dict.fromkeys(groups, Range(forecast, 0.9 * forecast, 1.1 * forecast)),
        simulated=dict.fromkeys(groups, Range(simulated, simulated - half, simulated + half)),
        newcomers=0.0,
        replications=8,
    )


def test_the_verdict():
    assert year(1000, 900, 950, 100).verdict is VolumeVerdict.SAME
    assert year(1000, 700, 690, 50).verdict is VolumeVerdict.EXPLAINED  # a shrinking base
    assert year(1000, 980, 500, 50).verdict is VolumeVerdict.REFUSED
    assert year(1000, 980, 450_000, 500).verdict is VolumeVerdict.REFUSED
    assert year(9, 8, 60, 1).verdict is VolumeVerdict.TOO_FEW
    assert "980" in year(1000, 980, 500, 50).note().text() and "980" in year(1000, 980, 500, 50).note().text("zh")
    sales = year(1000, 980, 990, 50)
    sales.simulated["sales", "all"] = Range(2000.0, 1900.0, 2100.0)
    assert sales.verdict is VolumeVerdict.REFUSED and "sales" in sales.note().text()


def test_orders_that_are_drawn_have_the_mean_that_the_model_says():
    """E[orders] = (1 - exp(-lambda p t)) / p while random, and lambda t of the regular who never leave."""
    rng = np.random.default_rng(1)
    n = 200_000
    random = passed(np.full(n, 3.0), np.full(n, 0.2), 1, 0.0, rng)
    assert random.mean() == pytest.approx((1.0 - np.exp(-0.6)) / 0.2, rel=0.01)
    regular = passed(np.full(n, 3.0), np.full(n, 0.0), 4, rng.integers(0, 4, n), rng)
    assert regular.mean() == pytest.approx(3.0, rel=0.01) and regular.var() < 0.5 * 3.0


def test_a_year_of_another_has_wider_limits_than_the_mean():
    limits = a_year(np.array([100.0, 110.0, 90.0, 100.0]), "sales")
    assert limits.mean == 100.0 and limits.low < 75.0 and limits.high > 125.0
    assert a_year(np.full(4, 100.0), "orders").low < 70.0  # counts vary by chance


def test_cdnow_sells_what_its_model_forecasts(cdnow_found):
    """One cohort that shrinks: nobody comes any more, and the year ahead is a fourth below the last."""
    found = cdnow_found.volume
    assert found.newcomers == 0.0
    for measure in ("orders", "sales"):
        forecast, simulated = found.forecast[measure, "all"], found.simulated[measure, "all"]
        assert simulated.mean == pytest.approx(forecast.mean, rel=0.07)
        assert found.simulated[measure, "existing"] == simulated
    assert found.verdict is VolumeVerdict.EXPLAINED
    base = cdnow_found.base
    exact = expected_orders(base.outlook, np.array([52.0]), np.zeros(len(base.codes), int), 1)[0, 0]
    assert found.forecast["orders", "all"].mean == pytest.approx(exact, rel=0.02)
    assert cdnow_found.to_json()["volume"]["verdict"] == "explained"
    rates = steady_rates(base.outlook)
    assert (rates <= base.outlook.mean_rate * 1.001).all() and rates.sum() > 0.95 * base.outlook.mean_rate.sum()


def test_newcomers_are_counted_and_forecast(cdnow_found):
    base = cdnow_found.base
    moved = replace(base, first=np.where(np.arange(len(base.first)) % 10 == 0, base.n_days - 5, base.first))
    some = newcomers_a_year(moved)
    assert some == pytest.approx((len(base.first) + 9) // 10 * 364 / (base.n_days // 2))
    rng = np.random.default_rng(0)
    forecast = forecast_year(base, np.full(len(base.first), 10.0), some, rng)
    new = forecast["orders", "all"].mean - forecast["orders", "existing"].mean
    assert some < new < 3.0 * some  # each comes with an order, and some order again
    assert forecast["sales", "all"].mean == pytest.approx(10.0 * forecast["orders", "all"].mean)


def test_a_scenario_that_sells_otherwise_is_refused(tmp_path, monkeypatch):
    rng = np.random.default_rng(3)
    rows = [
        (f"K{customer}", day)
        for customer in range(60)
        for day in np.cumsum(rng.gamma(2.0, 8.0, 60)).astype(int)
        if day < 728
    ]
    orders = pd.DataFrame(rows, columns=["customer", "day"]).assign(amount=100.0)
    orders["date"] = (np.datetime64("2023-01-02") + orders["day"].to_numpy()).astype(str)
    (tmp_path / "in").mkdir()
    orders.drop(columns="day").to_csv(tmp_path / "in" / "orders.csv", index=False)
    groups = [(measure, group) for measure in ("orders", "sales") for group in ("existing", "all")]
    monkeypatch.setattr(volume, "simulate_year", lambda *_: dict.fromkeys(groups, Range(9e5, 8e5, 1e6)))
    with pytest.raises(InputError, match="does not explain it"):
        calibrate(tmp_path / "in", tmp_path / "s.yaml")
    assert not Path(tmp_path / "s.yaml").exists()
