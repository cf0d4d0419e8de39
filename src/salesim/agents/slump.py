"""Slumps: weeks in which a rep does far less than usual, for reasons outside of pay: illness, family, another job.

Most of what a rep's weekly results vary by lies within the person, not between persons (Stewart & Nandkeolyar 2006);
slumps are the part of it that lasts for weeks and that a manager who talks with the rep can shorten.
"""

from __future__ import annotations

import numpy as np

from salesim.agents.competitors import attack_probability, under_way
from salesim.columns import Reps
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.random import BEFORE
from salesim.random.generator import uniform, uniform_array


class SlumpParameters(Parameters):
    """How often reps slump and what it does."""

    per_year: float = parameter(0.8, about="slumps of a rep", unit="1/year", source="A", ge=0, le=4)
    weeks: int = parameter(13, about="length of a slump", unit="week", source="A: a quarter", ge=1, le=52)
    depth: float = parameter(0.6, about="share of effort that is missing in a slump", source="A", ge=0, lt=1)
    coached: float = parameter(
        0.6, about="share of a slump's effect that a manager's coaching takes away", source="A", ge=0, le=1
    )


@compiled
def mark_slumps(reps, week, probability, weeks, key):
    """Begin this week's slumps: writes the week in which each ends into ``reps.slump_until``; a new holder has none."""
    for i in range(reps.seat.shape[0]):
        if reps.present[i] == 0:
            reps.slump_until[i] = 0
        elif reps.slump_until[i] <= week and uniform(key, reps.seat[i], week) < probability:
            reps.slump_until[i] = week + weeks


def let_slump(reps: Reps, week: int, slump: SlumpParameters, key: np.uint64) -> None:
    """Who slumps works less this week: effort x (1 - depth), or x (1 - depth (1 - coached)) while coached."""
    mark_slumps(reps, week, attack_probability(slump.per_year, slump.weeks), slump.weeks, key)
    depth = np.where(reps.coaching_until > week, slump.depth * (1.0 - slump.coached), slump.depth)
    reps.effort[:] *= np.where(reps.slump_until > week, 1.0 - depth, 1.0)


def usual_slump_factor(slump: SlumpParameters, exponent: float) -> float:
    """Factor that slumps leave on average on what goes with effort to the power ``exponent``."""
    share = min(slump.per_year * slump.weeks / 52.0, 1.0)
    return float(1.0 - share * (1.0 - (1.0 - slump.depth) ** exponent))


def slumps_under_way(reps: Reps, slump: SlumpParameters, key: np.uint64) -> None:
    """The world begins with as many reps in a slump as ever."""
    reps.slump_until[:] = under_way(slump.per_year, slump.weeks, uniform_array(key, reps.seat, BEFORE))
