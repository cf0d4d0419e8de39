"""The forecast of each customer: its mean is the model's, its intervals hold what comes, and it stays the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from salesim.calibrate.customer_base import fit_customer_base
from salesim.calibrate.customer_forecast import N_DRAWS, RANK, Horizon, forecast_customers, known_of
from salesim.calibrate.export_fits import fit_values
from salesim.calibrate.forecast_kernel import draw_years
from salesim.calibrate.order_values import OrderValues, expected_values
from salesim.calibrate.regular_buying import expected_orders
from salesim.errors import InputError
from salesim.export.dates import NO_DAY
from salesim.random.generator import stream_key

from .test_rivals import simulated_days

YEAR, LONG = 364, 1092


@pytest.fixture(scope="module")
def world():
    """Two years of orders with values of one's own, and the year after them."""
    days = simulated_days(3000, False, 11, weeks=156)
    rng = np.random.default_rng(4)
    mean = np.exp(rng.normal(4.0, 0.7, 3000))
    days["amount"] = mean[days["customer"]] * rng.gamma(4.0, 0.25, len(days))
    seen, later = days[days["day"] < LONG - YEAR], days[days["day"] >= LONG - YEAR]
    base = fit_customer_base(seen, 0, LONG - YEAR - 1, np.full(3000, NO_DAY), rng)
    values, _, spending = fit_values(seen, rng)
    return base, OrderValues(values, spending, expected_values(values, spending)), later


def forecast(world, horizon=Horizon()):  # noqa: B008
    base, values, _ = world
    return forecast_customers([f"C{i}" for i in range(3000)], base, values, horizon, 7).customers


def test_intervals_hold_what_comes(world):
    base, _, later = world
    table = forecast(world, Horizon(0.0, 1))
    orders = later.groupby("customer").size().reindex(base.codes, fill_value=0).to_numpy()
    sales = later.groupby("customer")["amount"].sum().reindex(base.codes, fill_value=0.0).to_numpy()
    error = 3.3 * np.sqrt(0.09 / len(table))
    held = ((table["orders_low"] <= orders) & (orders <= table["orders_high"])).mean()
    assert held > 0.9 - error  # whole numbers hold a little more
    high = (sales <= table["lifetime_value_high"] + 0.01).mean()
    assert 0.95 - error < high < 0.95 + 2 * error
    assert table["orders_next_year"].sum() == pytest.approx(orders.sum(), rel=0.06)
    assert table["lifetime_value"].sum() == pytest.approx(sales.sum(), rel=0.08)


def test_draws_have_the_models_mean(world):
    base, values, _ = world
    weeks, discounts = np.array([52.0, 52.0]), np.array([0.95, 0.86])
    known = known_of(base, values.fit, values.spending)
    drawn = draw_years(
        known, np.tile(base.values, (400, 1)), base.phases, weeks, discounts, 0.0, False, stream_key(1, 0, 100)
    )
    alone = np.arange(len(base.codes))
    expected = np.diff(expected_orders(base.outlook, np.array([52.0, 104.0]), alone, len(alone)), prepend=0.0)
    assert drawn[0].mean() == pytest.approx(expected[:, 0].mean(), rel=0.015)
    few = base.histories.x == 0  # whose value the data hardly tell
    for who in (few, ~few):
        assert drawn[0][who].mean() == pytest.approx(expected[who, 0].mean(), rel=0.03)
        worth = (expected @ discounts * values.expected)[who].mean()
        assert drawn[1][who].mean() == pytest.approx(worth, rel=0.04)


def test_ninety_nine_draws_hold_a_further_one_with_nine_tenths():
    assert pytest.approx(0.9) == (N_DRAWS + 1 - 2 * RANK) / (N_DRAWS + 1)


def test_it_is_the_same_each_time_and_discounted(world):
    table = forecast(world)
    assert table.equals(forecast(world))
    dear = forecast(world, Horizon(0.5, 3))
    assert (dear["lifetime_value"] <= table["lifetime_value"]).all()
    assert dear["orders_high"].equals(table["orders_high"])
    assert (table["lifetime_value_low"] <= table["lifetime_value_high"]).all()


def test_a_customers_draws_are_its_own(world):
    base, values, _ = world
    known = known_of(base, values.fit, values.spending)
    some = type(known)(*(column[5:9].copy() for column in known))
    rest = (np.tile(base.values, (9, 1)), base.phases, np.array([52.0]), np.ones(1), 4.0, False, stream_key(1, 0, 100))
    for all_of_them, alone in zip(draw_years(known, *rest), draw_years(some, *rest), strict=True):
        assert (all_of_them[5:9] == alone).all()


def test_a_horizon_that_makes_no_sense_is_refused(world):
    for horizon, field in ((Horizon(-0.1, 3), "--discount"), (Horizon(float("nan"), 3), "--discount"),
                           (Horizon(0.1, 0), "--horizon"), (Horizon(0.1, 51), "--horizon")):  # fmt: skip
        with pytest.raises(InputError, match=field):
            horizon.check()
    base, values, _ = world
    assert forecast_customers([], replace(base, fit=None), values, Horizon(), 1) is None
