"""What sales earn on either side of a week's end: where a period ends, a unit counts in this one or in the next.

Of every curve that pays on a rep's sales there is a row: what it pays now, and what it will pay once the week is over.
A curve whose period goes on pays a unit the same on either side, so that moving an order gains nothing by it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.compiled import compiled
from salesim.pay.curve import MAX_KNOTS
from salesim.pay.value import expected_pay

# numbers of a row: attainment expected and its standard deviation, quota, rise of the value that the curve pays on for
# one more unit of one's own sales, share of the pay that is one's own, what late pay is worth now
FORECAST, SIGMA, QUOTA, STEP, SHARE, LATE = range(6)

GOES_ON, ENDS, PAID_TO_DATE = range(3)  # what the week's end is to a curve


class EitherSide(NamedTuple):
    """Curves of one rep before and after the week's end, a row each."""

    end: np.ndarray  # (n,) whether the curve's period ends with the week, or is paid for so far
    now: np.ndarray  # (n, 6)
    later: np.ndarray  # (n, 6)
    now_curve: np.ndarray  # (n, 4, MAX_KNOTS) kink_at, kink_rate, jump_at, jump
    later_curve: np.ndarray  # (n, 4, MAX_KNOTS)


@compiled
def new_sides(n):
    """Room for ``n`` curves."""
    curves = (np.zeros((n, 4, MAX_KNOTS)), np.zeros((n, 4, MAX_KNOTS)))
    return EitherSide(np.zeros(n, np.int8), np.zeros((n, 6)), np.zeros((n, 6)), *curves)


@compiled
def pay_change(numbers, curve, sales):
    """Change of one curve's expected pay with ``sales`` more (money; negative: less)."""
    quota, late, forecast = numbers[QUOTA], numbers[LATE], numbers[FORECAST]
    terms = (curve[0], curve[1], curve[2], curve[3])
    usual = expected_pay(*terms, forecast, numbers[SIGMA], quota, late)
    moved = expected_pay(*terms, forecast + sales * numbers[STEP] / quota, numbers[SIGMA], quota, late)
    return numbers[SHARE] * (moved - usual)


@compiled
def change_now(sides, sales):
    """Change of expected pay with ``sales`` more before the week's end."""
    change = 0.0
    for row in range(sides.end.shape[0]):
        change += pay_change(sides.now[row], sides.now_curve[row], sales)
    return change


@compiled
def change_later(sides, sales):
    """Change of expected pay with ``sales`` more after the week's end, which would else have come before it."""
    change = 0.0
    for row in range(sides.end.shape[0]):
        if sides.end[row] == ENDS:
            change += pay_change(sides.later[row], sides.later_curve[row], sales)
        else:  # counts where it would have counted; what was paid to date is made up or taken back
            change -= pay_change(sides.later[row], sides.later_curve[row], -sales)
    return change


@compiled
def gain_of_moving(sides, sales):
    """Expected pay of ``sales`` won before the week's end, and what the same would have brought after it, per unit.

    Negative ``sales`` are held back: what they would have earned now, and what they bring later.
    """
    return change_now(sides, sales) / sales, -change_later(sides, -sales) / sales
