"""Orders moved in time, and the discounts that go with them."""

import math

import numpy as np
import pytest
from scipy import stats

from salesim.agents.effort import EffortParameters
from salesim.agents.timing import TimingWeek, move_orders, timing
from salesim.columns import Reps, new_columns
from salesim.pay.curve import add_jump, add_kink, empty_curves
from salesim.pay.either_side import ENDS, FORECAST, GOES_ON, LATE, QUOTA, SHARE, SIGMA, STEP, draw, new_sides

P = EffortParameters()
A_QUOTA = 390_000.0
WEEKLY = A_QUOTA / 13.0
RATE = 0.02
NOW, LATER = 0.7, 0.4  # what a yuan at this and at the next quarter's end is worth


def curves(commission, bonus=0.0, step=0.0):
    curve = empty_curves(1)
    add_kink(curve, 0, 0.0, commission)
    add_jump(curve, 0, 1.0, bonus)
    add_kink(curve, 0, 1.0, step)
    return curve


def sides_of(forecast, *plan, ends=True):
    """The week's end on these curves: this far now, and on target, none too sure, in the next period."""
    sides = new_sides(len(plan))
    for row, curve in enumerate(plan):
        for numbers, on, terms in (
            (sides.now[row], sides.now_curve[row], (forecast, 0.06, NOW)),
            (sides.later[row], sides.later_curve[row], (1.0, 0.25, LATER)),
        ):
            numbers[[FORECAST, SIGMA, LATE]] = terms
            numbers[[QUOTA, STEP, SHARE]] = A_QUOTA, 1.0, 1.0
            draw(numbers, on, *(array[0] for array in curve))
        sides.end[row] = ENDS if ends else GOES_ON
        if not ends:
            sides.later[row] = sides.now[row]
    return sides


@pytest.fixture
def move(all_off):
    """Orders that a rep with this forecast moves under some curves: (pull, discount)."""

    def run(forecast, *plan, ends=True, trouble=0.0, ordinary=1.0, pulled=0.0, **values) -> tuple[float, float]:
        numbers = {"pull_share": P.pull_share, "push_share": P.push_share, "pull_discount": 4.0}
        week = all_off(TimingWeek, **(numbers | {"discount_response": 0.5, "season": 1.0} | values))
        reps = new_columns(Reps, 1, baseline_sales=WEEKLY, pulled=pulled)
        move_orders(reps, 0, sides_of(forecast, *plan, ends=ends), trouble, ordinary, week)
        return reps.pull[0], reps.discount[0]

    return run


BONUS = curves(0.004, bonus=RATE * A_QUOTA)


def test_timing_needs_a_gain():
    """L(ln(now / next)) - L(0) of what can be moved, L(z) = 1 / (1 + exp(-3 (z - .2))), where now is worth more."""

    def readiness(z):
        return 1.0 / (1.0 + math.exp(-3.0 * (z - 0.2)))

    assert timing(0.02, 0.02, 1000.0) == 0.0
    assert timing(0.01, 0.02, 1000.0) == 0.0
    assert timing(0.0, 0.0, 1000.0) == timing(-0.1, 0.0, 1000.0) == 0.0
    assert timing(0.04, 0.02, 1000.0) == pytest.approx(1000.0 * (readiness(math.log(2.0)) - readiness(0.0)))
    assert timing(1e9, 1e-9, 1000.0) == pytest.approx(timing(0.02, 0.0, 1000.0)) == pytest.approx(645.6563)


def test_orders_are_moved_across_the_period_s_end(move):
    """Just short of a bonus orders are pulled forward; far past it they are held back; commission alone moves none."""
    (just_short, _), (far_past, _) = move(0.93, BONUS), move(1.9, BONUS)
    assert 0.0 < just_short <= 13 * P.pull_share
    assert 0.0 > far_past >= -13 * P.pull_share * P.push_share
    assert [move(forecast, curves(RATE))[0] for forecast in (0.7, 1.0, 1.5)] == pytest.approx([0.0] * 3, abs=1e-12)


def test_what_is_gained_counts_as_a_whole(move):
    """The gain of all that could be moved, over it, by hand: a tenth of the quota below a bonus."""
    bonus, x = RATE * A_QUOTA, 13 * P.pull_share * WEEKLY
    pull, _ = move(0.9, curves(0.0, bonus=bonus), trouble=0.003)
    up = NOW * bonus * (stats.norm.cdf((0.9 + x / A_QUOTA - 1.0) / 0.06) - stats.norm.cdf(-0.1 / 0.06)) / x
    later = LATER * bonus * (0.5 - stats.norm.cdf(-x / A_QUOTA / 0.25)) / x
    assert pull == pytest.approx(timing(up + 0.003, later + 0.003, x) / WEEKLY)


def test_orders_are_moved_over_the_end_of_a_period_only(move):
    assert move(0.93, BONUS, ends=False) == (0.0, 0.0)
    assert move(0.93, BONUS, pull_share=0.0) == (0.0, 0.0)


def test_a_curve_whose_period_goes_on_makes_moving_less_worth_it(move):
    """A unit earns the commission of a longer period on either side, so that the bonus tells less."""
    alone = sides_of(0.93, BONUS)
    with_more = sides_of(0.93, BONUS, curves(0.05))
    with_more.end[1] = GOES_ON
    with_more.later[1] = with_more.now[1]
    moved = []
    for sides in (alone, with_more):
        reps = new_columns(Reps, 1, baseline_sales=WEEKLY)
        move_orders(reps, 0, sides, 0.0, 1.0, TimingWeek(1.0, np.zeros(1), 0.1, 0.15, 4.0, 0.05, 0.0, 0.5, 0.2))
        moved.append(reps.pull[0])
    assert moved[0] > 1.2 * moved[1] > 0.0


def test_a_gain_that_is_not_worth_the_trouble_moves_next_to_nothing(move):
    tiny = curves(0.0, bonus=1e-4 * RATE * A_QUOTA)
    assert move(0.93, tiny)[0] == pytest.approx(move(0.93, curves(0.0, bonus=RATE * A_QUOTA))[0])
    assert abs(move(0.93, tiny, trouble=0.003)[0]) < 0.005


def test_what_is_owed_from_an_earlier_move_cannot_be_moved_again(move):
    """Half of what could be moved is still owed: half is left. Of sales that are no deals, the same share is moved."""
    most = 13 * P.pull_share * WEEKLY
    steep = curves(0.0, step=0.03)  # far above it, all units earn alike
    whole, half = move(2.0, steep)[0], move(2.0, steep, pulled=0.5 * most)[0]
    assert whole > 0.0 and half == pytest.approx(0.5 * whole, rel=0.1)
    assert move(2.0, steep, pulled=1.1 * most)[0] == 0.0
    assert move(2.0, steep, ordinary=0.5)[0] == pytest.approx(whole, rel=0.1)
    assert move(2.0, steep, ordinary=0.0) == (0.0, 0.0)


def test_a_discount_is_given_where_the_own_pay_is_steep(move):
    """Just short of a bonus a discount moves more orders; a steady commission is worth no discount at all."""
    without, _ = move(0.9, BONUS)
    pull, discount = move(0.9, BONUS, max_discount=0.2)
    assert 0.0 < discount <= 0.2 and pull > without
    assert move(0.9, curves(RATE), max_discount=0.2)[1] == 0.0
    assert move(0.9, BONUS, max_discount=0.2, ends=False) == (0.0, 0.0)


def test_a_discount_is_worth_it_only_if_it_moves_something(move):
    assert move(0.9, BONUS, max_discount=0.2, pull_discount=0.0)[1] == 0.0
    # where customers buy much more for less, any rep on commission gives discounts all the time
    assert move(0.9, curves(RATE), max_discount=0.2, discount_response=4.0, ends=False)[1] > 0.0


def test_an_accelerator_pulls_those_who_are_past_it(move):
    """Sales above the threshold earn three times as much now; next quarter they are as likely below it."""
    pull, _ = move(1.1, curves(0.01, step=0.03))
    assert pull > 0.1
    assert np.isclose(move(0.5, curves(0.01, step=0.03))[0], 0.0, atol=0.2)
