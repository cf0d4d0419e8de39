"""How a digital tool spreads among reps: slowly at first, then fast, never quite to everybody.

A tool acts only through those who use it; it costs a license for each of them and the time to learn it.
"""

from __future__ import annotations

import math

from salesim.compiled import compiled
from salesim.random.generator import uniform

MAX_TOOLS = 16  # places in line that a person has, one for each tool that will ever be


@compiled
def adopted_share(weeks, start_share, ceiling, growth):
    """Share of reps who use a tool so many ``weeks`` after it came: a logistic curve (Griliches 1957).

    s(w) = c / (1 + (c / s0 - 1) exp(-g w)), s(0) = s0

    Parameters
    ----------
    start_share, ceiling : s0 and c, with 0 < s0 <= c.
    growth : g [1/week].
    """
    return ceiling / (1.0 + (ceiling / start_share - 1.0) * math.exp(-growth * weeks))


@compiled
def apply(reps, tool, share, training_min, key):
    """Mark in ``reps.uses`` who uses a tool once ``share`` of reps do, and book the time of those who begin.

    Everybody has one place in line for each tool, drawn by (seat, holder), so that nobody's draw depends on the others
    and whoever uses a tool keeps it.

    Returns
    -------
    Users this week.
    """
    users = 0
    for i in range(reps.seat.shape[0]):
        if reps.present[i] == 0:
            reps.uses[i, tool] = 0
            continue
        place = uniform(key, reps.seat[i], reps.holder[i] * MAX_TOOLS + tool)
        if place >= share:
            reps.uses[i, tool] = 0
            continue
        if reps.uses[i, tool] == 0:
            reps.uses[i, tool] = 1
            reps.training_min[i] += training_min
        users += 1
    return users
