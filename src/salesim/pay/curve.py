"""Every incentive is a curve: pay over attainment, piecewise linear with jumps.

Commission, steps, accelerators, caps, bonuses, a wager's double bonus and its claw-back are all kinks (a change of
slope at a threshold) and jumps (an amount at a threshold). Attainment is sales / quota; pay is in money.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.columns.by_pointer import by_pointer
from salesim.compiled import compiled
from salesim.pay.threshold import reached
from salesim.phrase import Phrase

MAX_KNOTS = 16
ALWAYS = -9.0  # an attainment that everybody reaches


@by_pointer
class Curve(NamedTuple):
    """Pay curves of many reps for one period; unused knots have rate or amount 0.

    pay(S) = sum_k kink_rate_k (S - kink_at_k T)+ + sum_j jump_j [S >= jump_at_j T]
    """

    kink_at: np.ndarray  # (n_reps, MAX_KNOTS) attainment
    kink_rate: np.ndarray  # (n_reps, MAX_KNOTS) change of slope, money per currency unit of sales
    jump_at: np.ndarray  # (n_reps, MAX_KNOTS) attainment
    jump: np.ndarray  # (n_reps, MAX_KNOTS) money


def empty_curves(n_reps: int) -> Curve:
    """Curves that pay nothing."""
    return Curve(*(np.zeros((n_reps, MAX_KNOTS)) for _ in range(4)))


def take_reps(curve: Curve, reps: np.ndarray) -> Curve:
    """The curves of some reps (n,), as arrays of their own."""
    return Curve(*(np.ascontiguousarray(array[reps]) for array in curve))


def repeat_curve(curve: Curve, n_reps: int) -> Curve:
    """The first rep's curve for ``n_reps`` reps, as arrays of their own."""
    return Curve(*(np.tile(array[:1], (n_reps, 1)) for array in curve))


def add_kink(curve: Curve, rep: int, at: float, rate: float) -> None:
    """Change the slope of one rep's curve by ``rate`` above attainment ``at``."""
    _add(curve.kink_at, curve.kink_rate, rep, at, rate)


def add_jump(curve: Curve, rep: int, at: float, amount: float) -> None:
    """Add ``amount`` to one rep's pay from attainment ``at`` on."""
    _add(curve.jump_at, curve.jump, rep, at, amount)


def _add(positions: np.ndarray, sizes: np.ndarray, rep: int, at: float, size: float) -> None:
    """Add a knot to one rep's row."""
    if not add_knot(positions[rep], sizes[rep], at, size):
        raise ValueError(
            Phrase("a pay curve holds at most {max_knots} kinks and {max_knots} jumps", max_knots=MAX_KNOTS)
        )


@compiled
def add_knot(positions, sizes, at, size):
    """Add to the knot at this position, or use the first free one; False if there is none."""
    if size == 0.0:
        return True
    free = -1
    for knot in range(sizes.shape[0]):
        if sizes[knot] == 0.0:
            free = knot if free < 0 else free
        elif positions[knot] == at:
            sizes[knot] += size
            return True
    if free < 0:
        return False
    positions[free] = at
    sizes[free] = size
    return True


@compiled
def curve_pay(kink_at, kink_rate, jump_at, jump, sales, quota):
    """Pay for sales S against quota T on one rep's curve, in money."""
    pay = 0.0
    for k in range(kink_at.shape[0]):
        if kink_rate[k] != 0.0:
            pay += kink_rate[k] * max(0.0, sales - kink_at[k] * quota)
        if jump[k] != 0.0 and reached(sales, jump_at[k], quota):
            pay += jump[k]
    return pay


@compiled
def marginal(kink_at, kink_rate, sales, quota):
    """Slope of the curve at sales S (jumps left aside): money of pay for one more currency unit of sales."""
    slope = 0.0
    for k in range(kink_at.shape[0]):
        if reached(sales, kink_at[k], quota):
            slope += kink_rate[k]
    return slope


@compiled
def curve_pay_all(curve, sales, quota):
    """`curve_pay` of every rep: (n_reps,) sales and quotas to (n_reps,) pay."""
    pay = np.empty(sales.shape[0])
    for i in range(sales.shape[0]):
        pay[i] = curve_pay(curve.kink_at[i], curve.kink_rate[i], curve.jump_at[i], curve.jump[i], sales[i], quota[i])
    return pay
