"""A pay curve is the sum of its kinks and jumps."""

import numpy as np
import pytest

from salesim.pay.curve import (
    MAX_KNOTS,
    add_jump,
    add_kink,
    curve_pay,
    curve_pay_all,
    empty_curves,
    marginal,
    repeat_curve,
    take_reps,
)


def row(curve, rep=0):
    return [array[rep] for array in curve]


def test_an_empty_curve_pays_nothing():
    assert curve_pay(*row(empty_curves(1)), 5e5, 4e5) == 0.0


def test_kinks_and_jumps_add_up():
    curve = empty_curves(2)
    add_kink(curve, 1, 0.0, 0.01)
    add_kink(curve, 1, 1.0, 0.02)
    add_jump(curve, 1, 1.2, 5000.0)
    quota = 100_000.0
    pay = [curve_pay(*row(curve, 1), a * quota, quota) for a in (0.5, 1.0, 1.1, 1.199999, 1.2)]
    assert pay == pytest.approx([500.0, 1000.0, 1300.0, 1600.0, 6600.0], rel=1e-4)
    assert curve_pay(*row(curve, 0), quota, quota) == 0.0


def test_any_size_but_zero_counts():
    """Also a rate of 1 and an amount of 1, of either sign."""
    for rate, amount in ((1.0, 1.0), (-1.0, -1.0), (0.5, 2.0)):
        curve = empty_curves(1)
        add_kink(curve, 0, 0.5, rate)
        add_jump(curve, 0, 0.75, amount)
        assert [curve_pay(*row(curve), sales, 100.0) for sales in (50.0, 51.0, 75.0)] == [0.0, rate, 25 * rate + amount]


def test_slope_at_a_kink_is_that_of_the_next_unit_sold():
    curve = empty_curves(1)
    add_kink(curve, 0, 1.0, 0.02)
    assert [marginal(curve.kink_at[0], curve.kink_rate[0], sales, 100.0) for sales in (99.0, 100.0)] == [0.0, 0.02]


def test_slope_is_the_derivative_of_pay():
    curve = empty_curves(1)
    add_kink(curve, 0, 0.0, 0.01)
    add_kink(curve, 0, 1.0, 0.02)
    add_jump(curve, 0, 0.5, 700.0)
    kink_at, kink_rate, *_ = row(curve)
    for sales in (40.0, 60.0, 140.0):
        difference = (curve_pay(*row(curve), sales + 1e-3, 100.0) - curve_pay(*row(curve), sales - 1e-3, 100.0)) / 2e-3
        assert marginal(kink_at, kink_rate, sales, 100.0) == pytest.approx(difference)


def test_changes_at_one_threshold_share_a_knot():
    curve = empty_curves(1)
    for _ in range(3 * MAX_KNOTS):
        add_kink(curve, 0, 0.8, 0.01)
    assert np.count_nonzero(curve.kink_rate) == 1
    assert curve.kink_rate.sum() == pytest.approx(0.01 * 3 * MAX_KNOTS)


def test_a_change_that_is_taken_back_frees_its_knot():
    curve = empty_curves(1)
    add_jump(curve, 0, 0.8, 100.0)
    add_jump(curve, 0, 0.8, -100.0)
    add_jump(curve, 0, 1.0, 50.0)
    assert curve_pay(*row(curve), 90.0, 100.0) == 0.0
    assert curve_pay(*row(curve), 100.0, 100.0) == 50.0


def test_all_reps_at_once_are_each_rep_alone():
    one = empty_curves(1)
    add_kink(one, 0, 0.0, 0.01)
    add_jump(one, 0, 1.0, 500.0)
    team = repeat_curve(one, 3)
    add_jump(team, 1, 0.5, 70.0)  # a wager of one rep's own
    sales, quotas = np.array([90.0, 60.0, 300.0]), np.array([100.0, 100.0, 200.0])
    alone = [curve_pay(*row(team, rep), sales[rep], quotas[rep]) for rep in range(3)]
    assert curve_pay_all(team, sales, quotas).tolist() == alone == pytest.approx([0.9, 70.6, 503.0])


def test_some_reps_curves_are_arrays_of_their_own():
    team = empty_curves(3)
    for rep in range(3):
        add_kink(team, rep, 0.1 * rep, 0.01)
        add_jump(team, rep, 1.0, 100.0 * rep)
    some = take_reps(team, np.array([2, 0]))
    for array, source in zip(some, team, strict=True):
        np.testing.assert_array_equal(array, source[[2, 0]])
    add_jump(some, 0, 1.0, 50.0)
    assert curve_pay(*row(some), 1.0, 1.0) == pytest.approx(250.0 + 0.8 * 0.01)
    assert curve_pay(*row(team, 2), 1.0, 1.0) == pytest.approx(200.0 + 0.8 * 0.01)


def test_a_full_curve_says_so():
    curve = empty_curves(1)
    for k in range(MAX_KNOTS):
        add_kink(curve, 0, 0.1 * k, 0.01)
    with pytest.raises(ValueError, match="at most 16"):
        add_kink(curve, 0, 9.0, 0.01)
    add_kink(curve, 0, 9.0, 0.0)  # no change needs no room
    add_kink(curve, 0, 0.1, 0.02)  # nor does a further change at a kink's place
    assert curve.kink_rate.sum() == pytest.approx(0.01 * MAX_KNOTS + 0.02)
