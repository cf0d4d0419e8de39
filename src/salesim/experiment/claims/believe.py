"""What one would have to believe: the value of an assumption at which the model says what the article says.

All values meet the same random numbers, so the mean effect over a few replications is a nearly smooth function of the
assumption and its root can be found; the sampling error is seen in the interval of the effect, not here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

GRID = 5  # values between the ends, tried first, since an effect need not rise all the way
STEPS = 6  # halvings of the piece in which the effect passes the figure


@dataclass(frozen=True)
class Belief:
    """Where the effect equals the figure.

    Attributes
    ----------
    value : of the assumption; None if no plausible value does it.
    effects : (value, effect) of everything that was tried, in order of value.
    """

    value: float | None
    effects: tuple[tuple[float, float], ...]

    @property
    def span(self) -> tuple[float, float]:
        """The smallest and the largest effect that plausible values give."""
        found = [effect for _, effect in self.effects]
        return min(found), max(found)

    @property
    def range(self) -> tuple[float, float]:
        """The smallest and the largest value that is plausible."""
        return self.effects[0][0], self.effects[-1][0]

    def times(self, rate: float) -> Belief:
        """The same with all values in another currency."""
        value = None if self.value is None else self.value * rate
        return Belief(value, tuple((x * rate, effect) for x, effect in self.effects))


def believe(effect: Callable[[float], float], figure: float, low: float, high: float, usual: float) -> Belief:
    """Find the value in [low, high] at which ``effect(value)`` equals the figure, the one nearest to ``usual``.

    >>> believe(lambda x: x * x, 0.25, 0.0, 2.0, usual=1.0).value
    0.5
    """
    tried: dict[float, float] = {}

    def at(value: float) -> float:
        if value not in tried:
            tried[value] = effect(value) - figure
        return tried[value]

    grid = [low + (high - low) * i / (GRID - 1) for i in range(GRID)]
    for value in grid:
        at(value)
    roots = [value for value in grid if at(value) == 0.0]
    for left, right in pairwise(grid):
        if at(left) * at(right) < 0:
            roots.append(bisected(at, left, right))
    nearest = min(roots, key=lambda root: abs(root - usual)) if roots else None
    return Belief(nearest, tuple(sorted((x, gap + figure) for x, gap in tried.items())))


def bisected(at: Callable[[float], float], left: float, right: float) -> float:
    """Where the line between the two last values crosses zero, after a few halvings."""
    for _ in range(STEPS):
        middle = (left + right) / 2
        if at(middle) == 0.0:
            return middle
        if at(left) * at(middle) < 0:
            right = middle
        else:
            left = middle
    return left + (right - left) * at(left) / (at(left) - at(right))
