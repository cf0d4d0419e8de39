"""A cap on pay of several measures together, against draws, differences and quadrature."""

import numpy as np
import pytest

from salesim.columns import Reps, new_columns
from salesim.pay.measures import Measure, pair_of
from salesim.pay.pay_week import PayWeek
from salesim.pay.plan_cap import pay_sd, under_cap

SALES, VISITS, CASH = int(Measure.SALES), int(Measure.VISITS), int(Measure.CASH)


def week(weeks_left, forecast_error):
    four, ones = np.full(4, weeks_left), np.ones(4)
    rest = (ones, 0.5 * ones, four, 1.0 * four, ones, forecast_error, 0.0, 1.0, 1.0, 1.0)
    return PayWeek(four, 1.0 * four, *rest)


@pytest.fixture
def rep():
    reps = new_columns(Reps, 1, present=1, baseline_sales=3e4, weekly_cv=0.3)
    for m, rate, noise in ((SALES, 3e4, 81e6), (VISITS, 22.0, 16.0), (CASH, 2.5e4, 64e6)):
        reps.measure_rate[0, m], reps.measure_noise[0, m] = rate, noise
    reps.measure_covariance[0, pair_of(SALES, VISITS)] = 0.5 * (81e6 * 16.0) ** 0.5
    reps.measure_covariance[0, pair_of(SALES, CASH)] = 0.3 * (81e6 * 64e6) ** 0.5
    reps.measure_covariance[0, pair_of(VISITS, CASH)] = -0.2 * (16.0 * 64e6) ** 0.5
    return reps


@pytest.mark.parametrize("beyond", [0.0, 0.4])
def test_linear_pay_of_three_measures_under_a_cap_is_worth_what_four_million_draws_say(rep, beyond):
    rates, left, cap = {SALES: 0.02, VISITS: 30.0, CASH: 0.01}, 6, 12_000.0
    slopes, means = np.zeros(rep.measure_sum.shape[1]), np.array([3.6e5, 90.0, 2.6e5])
    slopes[[*rates]] = list(rates.values())
    correlated = np.array([[1.0, 0.5, 0.3], [0.5, 1.0, -0.2], [0.3, -0.2, 1.0]])
    spreads = np.sqrt([81e6, 16.0, 64e6]) * left**0.5
    noise = np.random.default_rng(5).multivariate_normal(
        np.zeros(3), np.outer(spreads, spreads) * correlated, 4_000_000
    )
    pay = (means + noise) @ np.array([*rates.values()])
    drawn = np.minimum(pay, cap) + beyond * np.maximum(pay - cap, 0.0)
    sd = pay_sd(rep, 0, slopes, week(left, 0.0))
    assert sd == pytest.approx(pay.std(), rel=2e-3)
    value, kept = under_cap(means @ np.array([*rates.values()]), sd, cap, beyond)
    assert value == pytest.approx(drawn.mean(), abs=4 * drawn.std() / 2000)
    assert kept == pytest.approx((pay < cap).mean() + beyond * (pay >= cap).mean(), abs=2e-3)
    assert 0.2 < kept < 0.9


def test_the_share_of_a_slope_that_is_left_is_the_derivative():
    for mean in (50.0, 95.0, 100.0, 130.0):
        step = 1e-3
        higher, lower = (under_cap(mean + sign * step, 20.0, 100.0, 0.25)[0] for sign in (1.0, -1.0))
        assert under_cap(mean, 20.0, 100.0, 0.25)[1] == pytest.approx((higher - lower) / (2 * step), rel=1e-6)


def test_who_knows_what_pay_will_be_feels_all_or_nothing():
    assert under_cap(90.0, 0.0, 100.0, 0.3) == (90.0, 1.0)
    assert under_cap(120.0, 0.0, 100.0, 0.3) == (106.0, 0.3)


def test_the_error_of_a_forecast_makes_pay_more_uncertain(rep):
    slopes = np.zeros(rep.measure_sum.shape[1])
    slopes[SALES] = 0.02
    sure, unsure = (pay_sd(rep, 0, slopes, week(6, error)) for error in (0.0, 0.2))
    assert sure == pytest.approx(0.02 * 9000.0 * 6**0.5)
    assert unsure == pytest.approx(np.hypot(sure, 0.02 * 6 * 0.2 * 3e4))
