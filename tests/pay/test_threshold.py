"""Whoever sells exactly what a threshold asks for has reached it; whoever lacks a cent has not."""

import numpy as np
import pytest

from salesim.pay.curve import add_jump, add_kink, curve_pay_all, empty_curves, marginal, repeat_curve
from salesim.pay.threshold import ROUNDING, reached
from salesim.pay.wager import wager_pay

PERCENT = np.arange(1, 201)  # thresholds by .01 up to 2
QUOTAS = np.array([100, 150, 333, 1000, 1250, 9999, 40_000, 400_000, 1_234_567, 987_654_321])  # money
CENTS = np.array([1, 99, 3333, 10_050, 1_999_999, 40_000_075])  # quotas in cents


def exact_hits():
    """Thresholds, and values and quotas in cents, of everything that can be hit to the cent."""
    cents = np.concatenate([100 * QUOTAS, CENTS])
    percent, quota = (array.ravel() for array in np.meshgrid(PERCENT, cents))
    whole = percent * quota % 100 == 0
    percent, quota = percent[whole], quota[whole]
    return percent / 100, percent * quota // 100, quota


AT, VALUE, QUOTA = exact_hits()


def test_there_are_many_exact_hits_and_some_are_missed_by_the_plain_product():
    assert len(AT) > 2000
    assert (VALUE / 100 < AT * (QUOTA / 100)).sum() > 20, "else this test proves nothing"


@pytest.mark.parametrize(("lacking", "pays"), [(0, True), (1, False)])
def test_every_kernel_says_the_same(lacking, pays):
    """A bonus, a rate from there on, and a wager."""
    value, quota = (VALUE - lacking) / 100, QUOTA / 100
    assert (reached(value, AT, quota) == pays).all()
    assert all(reached(*one) == pays for one in zip(value[::50], AT[::50], quota[::50]))
    first = empty_curves(1)
    add_jump(first, 0, 1.0, 500.0)
    add_kink(first, 0, 1.0, 0.5)
    curves = repeat_curve(first, len(AT))
    curves.jump_at[:, 0] = curves.kink_at[:, 0] = AT
    assert (np.round(curve_pay_all(curves, value, quota), 2) == 500.0 * pays).all()
    for k in range(0, len(AT), 7):
        assert marginal(curves.kink_at[k], curves.kink_rate[k], value[k], quota[k]) == 0.5 * pays
        won = wager_pay(value[k] / quota[k], 1000.0, AT[k], 300.0, 0.0, 0.0, 20.0)
        assert won == (300.0 if pays else -20.0)
        kept = wager_pay(value[k] / quota[k], 1000.0, 9.0, 300.0, AT[k], 0.5, 20.0)
        assert kept == (-20.0 if pays else -520.0)


def test_what_many_orders_add_up_to_reaches_it():
    orders = np.full(10_000, 0.1)
    total = 0.0
    for order in orders:
        total += order
    assert total != 1000.0 and reached(total - 2 * (total - 1000.0), 1.0, 1000.0)


def test_the_tolerance_is_less_than_a_cent():
    assert ROUNDING * 2e9 <= 0.005
