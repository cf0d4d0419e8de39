"""Every incentive is a curve: pay over attainment, piecewise linear with jumps.

Commission, steps, accelerators, caps, bonuses, a wager's double bonus and its claw-back are all kinks (a change of
slope at a threshold) and jumps (an amount at a threshold). Attainment is sales / target; pay is in yuan.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.compiled import compiled

MAX_KNOTS = 16


class Curve(NamedTuple):
    """Pay curves of many reps for one period; unused knots have rate or amount 0.

    pay(S) = sum_k kink_rate_k (S - kink_at_k T)+ + sum_j jump_cny_j [S >= jump_at_j T]
    """

    kink_at: np.ndarray  # (n_reps, MAX_KNOTS) attainment
    kink_rate: np.ndarray  # (n_reps, MAX_KNOTS) change of slope, yuan per yuan of sales
    jump_at: np.ndarray  # (n_reps, MAX_KNOTS) attainment
    jump_cny: np.ndarray  # (n_reps, MAX_KNOTS) yuan


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


def add_jump(curve: Curve, rep: int, at: float, amount_cny: float) -> None:
    """Add ``amount_cny`` to one rep's pay from attainment ``at`` on."""
    _add(curve.jump_at, curve.jump_cny, rep, at, amount_cny)


def _add(positions: np.ndarray, sizes: np.ndarray, rep: int, at: float, size: float) -> None:
    """Add a knot to one rep's row."""
    if not add_knot(positions[rep], sizes[rep], at, size):
        raise ValueError(f"a pay curve holds at most {MAX_KNOTS} kinks and {MAX_KNOTS} jumps")


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
def pay_cny(kink_at, kink_rate, jump_at, jump_cny, sales_cny, target_cny):
    """Pay for sales S against target T on one rep's curve, in yuan."""
    pay = 0.0
    for k in range(kink_at.shape[0]):
        if kink_rate[k] != 0.0:
            pay += kink_rate[k] * max(0.0, sales_cny - kink_at[k] * target_cny)
        if jump_cny[k] != 0.0 and sales_cny >= jump_at[k] * target_cny:
            pay += jump_cny[k]
    return pay


@compiled
def marginal_cny(kink_at, kink_rate, sales_cny, target_cny):
    """Slope of the curve at sales S (jumps left aside): yuan of pay for one more yuan of sales."""
    slope = 0.0
    for k in range(kink_at.shape[0]):
        if sales_cny >= kink_at[k] * target_cny:
            slope += kink_rate[k]
    return slope


@compiled
def pay_all_cny(curve, sales_cny, target_cny):
    """`pay_cny` of every rep: (n_reps,) sales and targets to (n_reps,) pay."""
    pay = np.empty(sales_cny.shape[0])
    for i in range(sales_cny.shape[0]):
        pay[i] = pay_cny(
            curve.kink_at[i], curve.kink_rate[i], curve.jump_at[i], curve.jump_cny[i], sales_cny[i], target_cny[i]
        )
    return pay
