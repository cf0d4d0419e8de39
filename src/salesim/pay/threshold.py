"""When a threshold is reached: at exactly that attainment, however binary fractions round the numbers."""

from __future__ import annotations

from salesim.compiled import compiled

# Decimal amounts are binary fractions here: 1.1 x 100 is 110.00000000000001, and what ten thousand orders add up to is
# wrong by some 1e-13 of itself. This share is well above that, and half a cent of two billion.
ROUNDING = 2e-12


@compiled
def reached(value, at, quota):
    """Whether a value is as much as ``at`` of a quota, or short of it by no more than `ROUNDING`; numbers or arrays.

    >>> bool(reached(110.0, 1.1, 100.0)), bool(reached(109.99, 1.1, 100.0)), 110.0 >= 1.1 * 100.0
    (True, False, False)
    """
    return value >= at * quota * (1.0 - ROUNDING)
