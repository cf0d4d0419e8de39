"""Payday: effort rises towards the pay run, and its mean over a pay period is what it is without."""

import numpy as np
import pytest

from salesim.agents.effort import EffortParameters, drive, effort
from salesim.agents.payday import extra_runs, payday_weight

P = EffortParameters()


@pytest.mark.parametrize("discount", [0.7, 0.96, 1.0])
@pytest.mark.parametrize("every", [1, 2, 4, 5, 13])
def test_weights_have_mean_one_in_every_pay_period(every, discount):
    """Counted from week 0, whether or not the quarter is a whole number of pay periods."""
    weights = np.array([payday_weight(week, every, discount) for week in range(6 * every)]).reshape(6, every)
    assert weights.mean(axis=1) == pytest.approx(1.0)
    assert np.allclose(weights, weights[0])
    assert weights[0, -1] / weights[0, 0] == pytest.approx(discount ** -(every - 1))


def test_who_is_paid_every_week_has_no_ramp():
    assert {payday_weight(week, 1, 0.8) for week in range(60)} == {1.0}
    assert {payday_weight(week, 4, 1.0) for week in range(60)} == {1.0}


def efforts(discount, every=4, floor=0.45, exponent=0.46):
    """Effort of a rep with a usual stake, week by week of a pay period."""
    weights = [payday_weight(week, every, discount) for week in range(every)]
    return np.array([effort(1.0, drive(w, 1.0, 0.0, floor), 1.0, exponent, 0.4, 1.6) for w in weights])


@pytest.mark.parametrize(("discount", "ramp", "mean"), [(0.96, 2.6, 0.9999), (0.85, 10.7, 0.999), (0.75, 19.3, 0.997)])
def test_the_ramp_and_what_it_costs(discount, ramp, mean):
    """(D_last / D_first)^rho, in the figures of the design: floor .5, rho .42; the mean falls a little (Jensen)."""
    chosen = efforts(discount, floor=0.5, exponent=0.42)
    weights = [payday_weight(week, 4, discount) for week in (3, 0)]
    assert chosen[-1] / chosen[0] == pytest.approx(((1 + weights[0]) / (1 + weights[1])) ** 0.42)
    assert 100.0 * (chosen[-1] / chosen[0] - 1.0) == pytest.approx(ramp, abs=0.06)
    assert chosen.mean() == pytest.approx(mean, abs=5e-4) and chosen.mean() < 1.0


def test_the_default_moves_a_year_by_less_than_a_thousandth():
    chosen = efforts(P.payday_discount, 4, P.floor, P.exponent)
    assert (np.diff(chosen) > 0.0).all()
    assert abs(chosen.mean() - 1.0) < 0.0003


def test_only_runs_beyond_the_monthly_ones_cost():
    a_year = {every: sum(extra_runs(week, every) for week in range(52)) for every in (1, 2, 4, 13)}
    assert a_year == {1: 39.0, 2: 13.0, 4: 0.0, 13: 0.0}
