"""Expected pay and its derivatives against numerical integration."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_pay import expected, slope
from scipy import integrate, stats

from salesim.pay.curve import Curve, add_jump, add_kink, curve_pay, curve_pay_all, empty_curves
from salesim.pay.value import (
    expected_pay,
    expected_pay_below,
    marginal_pay,
    normal_cdf,
    normal_pdf,
    pay_and_slope,
    quota_slope,
)

QUOTA = 300_000.0
DISCOUNT = 0.62
NOTHING = np.zeros(16)


def make_curve():
    """Commission, two accelerators, a cap, a bonus, a wager's jumps."""
    curve = empty_curves(1)
    for at, rate in ((0.0, 0.012), (1.0, 0.005), (1.1, 0.005), (1.6, -0.022)):
        add_kink(curve, 0, at, rate)
    for at, amount in ((0.8, 1500.0), (1.0, 6000.0), (1.5, 12000.0)):
        add_jump(curve, 0, at, amount)
    return [array[0] for array in curve]


def integrated(curve, forecast, sigma, quota=QUOTA, discount=DISCOUNT):
    """Expected pay by quadrature over sales at the quarter's end, cut at every knot."""
    kink_at, kink_rate, jump_at, jump = curve
    mean, sd = forecast * quota, sigma * quota

    def integrand(sales):
        now = curve_pay(kink_at, kink_rate, NOTHING, NOTHING, sales, quota)
        late = curve_pay(NOTHING, NOTHING, jump_at, jump, sales, quota)
        return (now + discount * late) * stats.norm.pdf(sales, mean, sd)

    knots = quota * np.unique(np.concatenate([kink_at, jump_at]))
    ends = [mean - 12.0 * sd, mean + 12.0 * sd]
    cuts = np.unique(np.clip(np.concatenate([ends, knots, mean + sd * np.arange(-11.0, 12.0)]), *ends))
    pieces = [
        # just short of a knot the jump there is not yet paid
        integrate.quad(integrand, a, math.nextafter(b, a), epsabs=1e-9, epsrel=1e-11)[0]
        for a, b in pairwise(cuts)
    ]
    return math.fsum(pieces)


@pytest.mark.parametrize("sigma", [0.05, 0.2, 0.6])
@pytest.mark.parametrize("forecast", [0.5, 0.95, 1.0, 1.4, 2.0])
def test_expected_pay_is_the_integral(forecast, sigma):
    curve = make_curve()
    value = expected_pay(*curve, forecast, sigma, QUOTA, DISCOUNT)
    assert value == pytest.approx(integrated(curve, forecast, sigma), rel=1e-8)


@pytest.mark.parametrize("forecast", [0.5, 0.95, 1.0, 1.4, 2.0])
def test_both_in_one_go_are_the_same_to_the_last_bit(forecast):
    """Pay as it will be, and what one more unit of it is felt like now: only of the slope late pay is discounted."""
    given = (*make_curve(), forecast, 0.2, QUOTA)
    assert pay_and_slope(*given, DISCOUNT) == (expected_pay(*given, 1.0), marginal_pay(*given, DISCOUNT))


@pytest.mark.parametrize("sigma", [0.05, 0.2, 0.6])
@pytest.mark.parametrize("forecast", [0.5, 0.95, 1.0, 1.4, 2.0])
def test_marginal_pay_is_the_derivative_by_sales(forecast, sigma):
    """d E / d (F T), once against the integral of pay times the score, once against differences."""
    curve = make_curve()
    value = marginal_pay(*curve, forecast, sigma, QUOTA, DISCOUNT)
    h = 1e-5 * sigma
    up, down = (expected_pay(*curve, forecast + x, sigma, QUOTA, DISCOUNT) for x in (h, -h))
    assert value == pytest.approx((up - down) / (2.0 * h * QUOTA), rel=1e-6)
    h = 1e-3 * sigma
    steps = [integrated(curve, forecast + k * h, sigma) for k in (-2, -1, 1, 2)]
    five_points = (steps[0] - 8.0 * steps[1] + 8.0 * steps[2] - steps[3]) / (12.0 * h * QUOTA)
    assert value == pytest.approx(five_points, rel=1e-7)


knots = st.lists(st.integers(0, 25), max_size=8, unique=True).map(lambda ks: [k / 10 for k in ks])


@settings(max_examples=150, deadline=None)
@given(
    kinks=knots,
    jumps=knots,
    sizes=st.lists(st.floats(-1.0, 1.0), min_size=16, max_size=16),
    forecast=st.floats(0.0, 2.5),
    sigma=st.floats(0.02, 0.8),
    discount=st.floats(0.1, 1.0),
)
def test_any_curve_is_valued_by_the_integral(kinks, jumps, sizes, forecast, sigma, discount):
    """Expected pay and its derivative to 1e-8 of what the pieces are worth; rates and amounts of either sign."""
    curve = empty_curves(1)
    for at, size in zip(kinks, sizes, strict=False):
        add_kink(curve, 0, at, 0.05 * size)
    for at, size in zip(jumps, sizes[8:], strict=False):
        add_jump(curve, 0, at, 10_000.0 * size)
    mean, sd = forecast * QUOTA, sigma * QUOTA

    def pay(sales):
        many = Curve(*(np.repeat(array, sales.size, axis=0) for array in curve))
        flat, quotas = sales.ravel(), np.full(sales.size, QUOTA)
        nothing = np.zeros_like(many.jump)
        now = curve_pay_all(many._replace(jump=nothing), flat, quotas)
        late = curve_pay_all(many._replace(kink_rate=nothing), flat, quotas)
        return (now + discount * late).reshape(sales.shape)

    places = QUOTA * np.array(kinks + jumps)
    row = [array[0] for array in curve]
    worth = 1.0 + 0.05 * QUOTA * np.abs(curve.kink_rate).sum() + np.abs(curve.jump).sum()
    value = expected_pay(*row, forecast, sigma, QUOTA, discount)
    assert value == pytest.approx(expected(pay, places, mean, sd), rel=1e-8, abs=1e-8 * worth)
    marginal = marginal_pay(*row, forecast, sigma, QUOTA, discount)
    assert marginal == pytest.approx(slope(pay, places, mean, sd), rel=1e-8, abs=1e-8 * worth / sd)


@pytest.mark.parametrize("sigma", [0.05, 0.2, 0.6])
@pytest.mark.parametrize("forecast", [0.5, 0.95, 1.0, 1.4, 2.0])
def test_target_slope_is_what_a_higher_target_costs(forecast, sigma):
    """Minus d E / d T with sales and their spread, both in yuan, held fixed; a loss is positive."""
    curve = make_curve()
    mean, sd, h = forecast * QUOTA, sigma * QUOTA, 1e-4 * QUOTA * sigma
    up, down = (expected_pay(*curve, mean / (QUOTA + x), sd / (QUOTA + x), QUOTA + x, DISCOUNT) for x in (h, -h))
    assert quota_slope(*curve, forecast, sigma, QUOTA, DISCOUNT) == pytest.approx(-(up - down) / (2.0 * h), rel=1e-6)


def test_values_are_linear_in_rates_and_amounts():
    """A curve of twice the sizes is worth twice as much; sizes of 1, of either sign, count like any other."""
    given = (0.95, 0.2, 100.0)
    values = (expected_pay, marginal_pay, quota_slope, expected_pay_below)
    worth = {}
    for size in (1.0, -1.0, 2.0):
        for kind in (add_kink, add_jump):
            curve = empty_curves(1)
            kind(curve, 0, 0.6, size)
            row = [array[0] for array in curve]
            worth[size, kind] = [value(*row, *given, 0.9) for value in values]
            in_full = expected_pay(*row, *given, 1.0)
            assert pay_and_slope(*row, *given, 0.9) == (in_full, worth[size, kind][1])
    for kind in (add_kink, add_jump):
        assert min(worth[1.0, kind]) > 0.0
        assert worth[2.0, kind] == pytest.approx([2.0 * value for value in worth[1.0, kind]])
        assert worth[-1.0, kind] == pytest.approx([-value for value in worth[1.0, kind]])


@pytest.mark.parametrize("at", [0.9, 1.2])
def test_knots_at_or_above_the_floor_are_not_reached_below_it(at):
    curve = empty_curves(1)
    add_kink(curve, 0, at, 0.02)
    add_jump(curve, 0, at, 5000.0)
    assert expected_pay_below(*(array[0] for array in curve), 1.0, 0.2, QUOTA, 0.9) == 0.0


@pytest.mark.parametrize("forecast", [0.7, 1.0, 1.3])
def test_homogeneity(forecast):
    """Commission scales with sales and quota together (Euler): E = S M + s dE/ds - T slope."""
    kink_at, kink_rate, _, _ = make_curve()
    curve, sigma, h = (kink_at, kink_rate, NOTHING, NOTHING), 0.2, 1e-6
    pay = expected_pay(*curve, forecast, sigma, QUOTA, 1.0)
    wider, narrower = (expected_pay(*curve, forecast, sigma + x, QUOTA, 1.0) for x in (h, -h))
    by_spread = (wider - narrower) / (2.0 * h)  # s dE/ds, s = sigma T
    total = (
        forecast * QUOTA * marginal_pay(*curve, forecast, sigma, QUOTA, 1.0)
        + sigma * by_spread
        - QUOTA * quota_slope(*curve, forecast, sigma, QUOTA, 1.0)
    )
    assert pay == pytest.approx(total, rel=1e-8)


def test_commission_from_the_first_yuan_fears_no_target():
    curve = empty_curves(1)
    add_kink(curve, 0, 0.0, 0.02)
    assert quota_slope(*(array[0] for array in curve), 0.9, 0.2, QUOTA, 1.0) == 0.0


def test_without_doubt_expected_pay_is_pay():
    curve = make_curve()
    for attainment in (0.5, 0.9, 1.05, 1.3, 2.0):
        certain = curve_pay(*curve, attainment * QUOTA, QUOTA)
        assert expected_pay(*curve, attainment, 1e-6, QUOTA, 1.0) == pytest.approx(certain)


def test_only_what_is_paid_late_is_discounted():
    curve = make_curve()
    full, half = (expected_pay(*curve, 1.0, 0.2, QUOTA, d) for d in (1.0, 0.5))
    jumps = sum(b * stats.norm.cdf((1.0 - at) / 0.2) for at, b in zip(curve[2], curve[3], strict=True))
    assert full - half == pytest.approx(0.5 * jumps)


def test_normal_functions():
    for z in (-8.0, -1.0, 0.0, 0.3, 5.0):
        assert normal_cdf(z) == pytest.approx(stats.norm.cdf(z), rel=1e-13)
        assert normal_pdf(z) == pytest.approx(stats.norm.pdf(z), rel=1e-13)


@pytest.mark.parametrize("floor", [0.4, 0.8, 0.9, 1.3])
@pytest.mark.parametrize("sigma", [0.05, 0.2, 0.6])
@pytest.mark.parametrize("forecast", [0.5, 0.95, 1.4])
def test_expected_pay_below_a_floor_is_the_integral(forecast, sigma, floor):
    """What those earn who miss the floor, times how often that is."""
    curve = make_curve()

    def integrand(attainment):
        return curve_pay(*curve, attainment * QUOTA, QUOTA) * stats.norm.pdf(attainment, forecast, sigma)

    knots = [k for k in (*curve[0], *curve[2], forecast) if 0.0 < k < floor]
    cuts = sorted({0.0, floor, *knots})
    pieces = [
        integrate.quad(integrand, a, math.nextafter(b, a), epsabs=1e-10, epsrel=1e-11)[0] for a, b in pairwise(cuts)
    ]
    value = expected_pay_below(*curve, forecast, sigma, QUOTA, floor)
    assert value == pytest.approx(math.fsum(pieces), rel=1e-7, abs=1e-8)
