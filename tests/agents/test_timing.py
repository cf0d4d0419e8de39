"""Orders moved in time, and the discounts that go with them."""

import math

import numpy as np
import pytest

from salesim.agents.effort import EffortParameters, EffortWeek
from salesim.agents.timing import move_orders, timing
from salesim.columns import Reps, new_columns
from salesim.pay.curve import add_jump, add_kink, empty_curves

P = EffortParameters()
QUOTA = 390_000.0
WEEKLY = QUOTA / 13.0
RATE = 0.02
LATE, LATER = 0.7, 0.4  # what a yuan at this and at the next quarter's end is worth


def curves(commission, bonus=0.0, step=0.0):
    curve = empty_curves(1)
    add_kink(curve, 0, 0.0, commission)
    add_jump(curve, 0, 1.0, bonus)
    add_kink(curve, 0, 1.0, step)
    return curve


@pytest.fixture
def move(all_off):
    """Orders that a rep with this forecast moves under a curve: (pull, discount)."""

    def run(forecast, curve, weeks_left=1, **values) -> tuple[float, float]:
        numbers = {"pull_share": P.pull_share, "push_share": P.push_share, "pull_discount": 4.0}
        numbers |= {"discount_response": 0.5, "season": 1.0, "weeks_left": weeks_left}
        week = all_off(EffortWeek, **(numbers | values))
        reps = new_columns(Reps, 1, quota=QUOTA, baseline_sales=WEEKLY, pull=9.0, discount=9.0)
        move_orders(reps, 0, curve, curve, forecast, 0.06, 1.0, 0.25, QUOTA, LATE, LATER, week)
        return reps.pull[0], reps.discount[0]

    return run


def test_timing_needs_a_gain():
    """L(ln(now / next)) - L(0) of what can be moved, L(z) = 1 / (1 + exp(-3 (z - .2))), where now is worth more."""

    def readiness(z):
        return 1.0 / (1.0 + math.exp(-3.0 * (z - 0.2)))

    assert timing(0.02, 0.02, 1000.0) == 0.0
    assert timing(0.01, 0.02, 1000.0) == 0.0
    assert timing(0.0, 0.0, 1000.0) == timing(-0.1, 0.0, 1000.0) == 0.0
    assert timing(0.04, 0.02, 1000.0) == pytest.approx(1000.0 * (readiness(math.log(2.0)) - readiness(0.0)))
    assert timing(1e9, 1e-9, 1000.0) == pytest.approx(timing(0.02, 0.0, 1000.0)) == pytest.approx(645.6563)


def test_orders_are_moved_across_the_quarter_s_end(move):
    """Just short of a bonus orders are pulled forward; far past it they are held back; commission alone moves none."""
    bonus = curves(0.004, bonus=RATE * QUOTA)
    (just_short, _), (far_past, _) = move(0.93, bonus), move(1.9, bonus)
    assert 0.0 < just_short <= 13 * P.pull_share
    assert 0.0 > far_past >= -13 * P.pull_share * P.push_share
    assert [move(forecast, curves(RATE))[0] for forecast in (0.7, 1.0, 1.5)] == pytest.approx([0.0] * 3, abs=1e-3)


def test_what_is_gained_counts_as_a_whole(move):
    """Up is the gain of all that could be moved, over it: by hand, three tenths of the quota below a bonus."""
    from scipy import stats

    bonus, x = RATE * QUOTA, 13 * P.pull_share * WEEKLY
    pull, _ = move(0.9, curves(0.0, bonus=bonus))
    up = LATE * bonus * (stats.norm.cdf((0.9 + x / QUOTA - 1.0) / 0.06) - stats.norm.cdf(-0.1 / 0.06)) / x
    later = LATER * bonus / (0.25 * QUOTA) * stats.norm.pdf(0.0)
    assert pull == pytest.approx(timing(up, later, x) / WEEKLY)


def test_orders_are_moved_in_the_last_week_only(move):
    curve = curves(0.004, bonus=RATE * QUOTA)
    assert move(0.93, curve, weeks_left=2) == (0.0, 0.0)
    assert move(0.93, curve, pull_share=0.0) == (0.0, 0.0)


def test_a_discount_is_given_where_the_own_pay_is_steep(move):
    """Just short of a bonus a discount moves more orders; a steady commission is worth no discount at all."""
    bonus = curves(0.004, bonus=RATE * QUOTA)
    without, _ = move(0.9, bonus)
    pull, discount = move(0.9, bonus, max_discount=0.2)
    assert 0.0 < discount <= 0.2 and pull > without
    assert move(0.9, curves(RATE), max_discount=0.2)[1] == 0.0
    assert move(0.9, bonus, max_discount=0.2, weeks_left=3) == (0.0, 0.0)


def test_a_discount_is_worth_it_only_if_it_moves_something(move):
    bonus = curves(0.004, bonus=RATE * QUOTA)
    assert move(0.9, bonus, max_discount=0.2, pull_discount=0.0)[1] == 0.0
    # where customers buy much more for less, any rep on commission gives discounts all the time
    assert move(0.9, curves(RATE), max_discount=0.2, discount_response=4.0, weeks_left=7)[1] > 0.0


def test_an_accelerator_pulls_those_who_are_past_it(move):
    """Sales above the threshold earn three times as much now; next quarter they are as likely below it."""
    pull, _ = move(1.1, curves(0.01, step=0.03))
    assert pull > 0.1
    assert np.isclose(move(0.5, curves(0.01, step=0.03))[0], 0.0, atol=0.2)
