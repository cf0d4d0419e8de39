"""References for closed forms: pay slice by slice, any component, integrals over a normal distribution."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from scipy import stats

from salesim.pay.component import Bonus, Kink, PayComponent
from salesim.pay.threshold import reached

POINTS, WEIGHTS = np.polynomial.legendre.leggauss(24)
REACH = 12.0  # standard deviations


def expected(pay: Callable[[np.ndarray], np.ndarray], knots: Iterable[float], mean: float, sd: float) -> float:
    """E[pay(X)], X ~ N(mean, sd), for a ``pay`` that is smooth between ``knots``."""
    return _integral(lambda x: pay(x) * stats.norm.pdf(x, mean, sd), knots, mean, sd)


def slope(pay: Callable[[np.ndarray], np.ndarray], knots: Iterable[float], mean: float, sd: float) -> float:
    """dE[pay(X)] / d mean, from the score: E[pay(X) (X - mean) / sd^2]. No difference is taken, no digit is lost."""
    return _integral(lambda x: pay(x) * (x - mean) / sd**2 * stats.norm.pdf(x, mean, sd), knots, mean, sd)


def _integral(f: Callable[[np.ndarray], np.ndarray], knots: Iterable[float], mean: float, sd: float) -> float:
    grid = mean + sd * np.arange(-REACH, REACH + 1.0)
    inside = [knot for knot in knots if grid[0] < knot < grid[-1]]
    cuts = np.unique(np.concatenate([grid, inside]))
    middle, half = (cuts[1:] + cuts[:-1]) / 2.0, (cuts[1:] - cuts[:-1]) / 2.0
    x = middle[:, None] + half[:, None] * POINTS
    return float((f(x) * WEIGHTS * half[:, None]).sum())


def pay_by_hand(component: PayComponent, value: float, quota: float) -> float:
    """Slice by slice, each unit at the rate of its slice; then the bonuses that have been reached."""
    ends = [kink.at * quota for kink in component.kinks] + [np.inf]
    rates = [component.rate] + [kink.rate for kink in component.kinks]
    counted = value if component.cap_at is None else min(value, component.cap_at * quota)
    total, start = 0.0, 0.0
    for end, rate in zip(ends, rates, strict=True):
        total += rate * max(min(counted, end) - start, 0.0)
        start = end
    return total + sum(bonus.amount for bonus in component.bonuses if reached(value, bonus.at, quota))


places = st.lists(st.integers(1, 30), max_size=5, unique=True).map(lambda ks: [k / 10 for k in sorted(ks)])


@st.composite
def any_component(draw: Any) -> PayComponent:
    """A component on visits with any kinks, bonuses and cap, and a quota of 100."""
    kinks = tuple(Kink(at=at, rate=draw(st.floats(0.0, 50.0))) for at in draw(places))
    bonuses = tuple(Bonus(at=at, amount=draw(st.floats(1.0, 5000.0))) for at in draw(places))
    last = max([knot.at for knot in (*kinks, *bonuses)], default=0.5)
    return PayComponent(
        name="any",
        measure="visits",
        quota=100.0,
        rate=draw(st.floats(0.5, 50.0)),
        kinks=kinks,
        bonuses=bonuses,
        cap_at=draw(st.sampled_from([None, last, last + 0.5])),
    )
