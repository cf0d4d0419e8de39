"""What sales earn on either side of a week's end: where a period ends, a unit counts in this one or in the next.

Of every curve that pays on a rep's sales there is a row: what it pays now, and what it will pay once the week is over.
A curve whose period goes on pays a unit the same on either side, so that moving an order gains nothing by it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.compiled import compiled
from salesim.pay.bivariate import MOST_NODES
from salesim.pay.curve import MAX_KNOTS
from salesim.pay.gated_value import MAX_LEVELS, NO_GATE, factor_pay, gated_pay
from salesim.pay.value import expected_pay

# numbers of a row: attainment expected and its standard deviation, quota, rise of the value that the curve pays on for
# one more unit of one's own sales, share of the pay that is one's own, what late pay is worth now, rate from 0 on; and
# of another measure that makes a factor: whether there is one, the factor below all levels, its attainment expected and
# the standard deviation of that, rise of it for one more unit of one's own sales, and the correlation of the two; of a
# gate beside it: its kind, how far it is expected beyond its threshold in standard deviations, rise of that for one
# more unit of one's own sales, and its correlations with what is paid on and with the factor's measure
FORECAST, SIGMA, QUOTA, STEP, SHARE, LATE, RATE = range(7)
HAS_FACTOR, BASE, OTHER, SPREAD, OTHER_STEP, CORRELATION = range(7, 13)
THIRD, THIRD_Z, THIRD_STEP, R_Z, R_YZ = range(13, 18)
N_NUMBERS = 18

GOES_ON, ENDS, PAID_TO_DATE = range(3)  # what the week's end is to a curve


class EitherSide(NamedTuple):
    """Curves of one rep before and after the week's end, a row each."""

    end: np.ndarray  # (n,) whether the curve's period ends with the week, or is paid for so far
    now: np.ndarray  # (n, N_NUMBERS)
    later: np.ndarray  # (n, N_NUMBERS)
    now_curve: np.ndarray  # (n, 4, MAX_KNOTS) kink_at, kink_rate, jump_at, jump
    later_curve: np.ndarray  # (n, 4, MAX_KNOTS)
    levels: np.ndarray  # (n, 3, MAX_LEVELS) of the factor


@compiled
def new_sides(n):
    """Room for ``n`` curves."""
    curves = (np.zeros((n, 4, MAX_KNOTS)), np.zeros((n, 4, MAX_KNOTS)), np.zeros((n, 3, MAX_LEVELS)))
    return EitherSide(np.zeros(n, np.int8), np.zeros((n, N_NUMBERS)), np.zeros((n, N_NUMBERS)), *curves)


@compiled
def draw(numbers, curve, kink_at, kink_rate, jump_at, jump):
    """Enter a pay curve into a row. A rate from 0 on is a number: it pays every unit, as sales are never negative.

    Where another measure has a say it is not, and its bonuses are entered as what they are worth now.
    """
    curve[0], curve[1], curve[2], curve[3] = kink_at, kink_rate, jump_at, jump
    numbers[RATE] = 0.0
    if numbers[HAS_FACTOR] != 0.0:
        curve[3] *= numbers[LATE]
        return
    for k in range(kink_at.shape[0]):
        if kink_at[k] == 0.0:
            numbers[RATE] += kink_rate[k]
            curve[1, k] = 0.0


@compiled
def pay_of(numbers, curve, levels, more):
    """Expected pay in money on one curve with ``more`` sales of one's own than are forecast."""
    forecast, quota = numbers[FORECAST] + more * numbers[STEP] / numbers[QUOTA], numbers[QUOTA]
    terms = (curve[0], curve[1], curve[2], curve[3], forecast, numbers[SIGMA], quota)
    if numbers[HAS_FACTOR] == 0.0:
        return numbers[SHARE] * (numbers[RATE] * forecast * quota + expected_pay(*terms, numbers[LATE]))
    other, z = numbers[OTHER] + more * numbers[OTHER_STEP], numbers[THIRD_Z] + more * numbers[THIRD_STEP]
    where = (1.0, numbers[BASE], levels, other, numbers[SPREAD], numbers[CORRELATION])
    nodes = np.empty((3, MOST_NODES))
    if numbers[THIRD] == NO_GATE:
        return numbers[SHARE] * factor_pay(*terms, *where, nodes, -1)[0]
    behind = (int(numbers[THIRD]), z, numbers[R_Z], numbers[R_YZ])
    return numbers[SHARE] * gated_pay(*terms, *where, *behind, nodes)[0]


@compiled
def expect_more(numbers, more):
    """Put a row's forecasts right: ``more`` sales of one's own are known to come than they expect."""
    numbers[FORECAST] += more * numbers[STEP] / numbers[QUOTA]
    numbers[OTHER] += more * numbers[OTHER_STEP]
    numbers[THIRD_Z] += more * numbers[THIRD_STEP]


@compiled
def pay_change(sides, row, is_later, sales):
    """Change of one curve's expected pay with ``sales`` more (money; negative: less)."""
    numbers, curve = (sides.later, sides.later_curve) if is_later else (sides.now, sides.now_curve)
    terms = (numbers[row], curve[row], sides.levels[row])
    return pay_of(*terms, sales) - pay_of(*terms, 0.0)


@compiled
def change_now(sides, sales):
    """Change of expected pay with ``sales`` more before the week's end."""
    change = 0.0
    for row in range(sides.end.shape[0]):
        change += pay_change(sides, row, False, sales)
    return change


@compiled
def change_later(sides, sales):
    """Change of expected pay with ``sales`` more after the week's end, which would else have come before it."""
    change = 0.0
    for row in range(sides.end.shape[0]):
        if sides.end[row] == ENDS:
            change += pay_change(sides, row, True, sales)
        else:  # counts where it would have counted; what was paid to date is made up or taken back
            change -= pay_change(sides, row, True, -sales)
    return change


@compiled
def gain_of_moving(sides, sales):
    """Expected pay of ``sales`` won before the week's end, and what the same would have brought after it, per unit.

    Negative ``sales`` are held back: what they would have earned now, and what they bring later.
    """
    return change_now(sides, sales) / sales, -change_later(sides, -sales) / sales
