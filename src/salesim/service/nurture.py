"""Automated care of the long tail (C4): touches by message, and a bot that answers what it can.

A touch is worth little and less the more there are; the bot answers at once, but not everything and not as well as a
person. What is saved are agents' hours; what is lost are ties.
"""

from __future__ import annotations

import math

from salesim.columns import State
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter

HEALTHY, GONE = int(State.HEALTHY), int(State.GONE)


class NurtureParameters(Parameters):
    """Automated care for customers of the lowest grades."""

    enabled: bool = parameter(False, about="care for the long tail automatically", source="A")
    from_grade: int = parameter(
        3, about="first grade that counts as the long tail: 0 is A, 3 is D and takes in E", source="A", ge=0, le=4
    )
    touches_per_week: float = parameter(
        0.5, about="automated messages to a customer", unit="1/week", source="A", ge=0, le=14
    )
    touch_quality: float = parameter(0.15, about="what a single message is worth, in visits", source="A", ge=0, le=1)
    fatigue: float = parameter(
        0.8,
        about="how fast messages wear off: each is worth exp(-fatigue x messages a week)",
        source="A",
        ge=0,
        le=10,
    )
    touch_cost: float = parameter(0.3, about="cost of a message", unit="money", source="A", ge=0)
    platform_cost_per_week: float = parameter(1500.0, about="cost of the platform", unit="money/week", source="A", ge=0)
    bot_solves: float = parameter(
        0.6, about="share of the long tail's tickets that the bot solves", source="A", ge=0, le=1
    )
    bot_answer: float = parameter(
        0.05, about="what the bot's answer does to remembered service", source="A", ge=-1, le=1
    )


@compiled
def touch_value(touches_per_week, touch_quality, fatigue):
    """What a week of messages is worth to a customer, in visits: n q exp(-f n), at its best at n = 1 / f."""
    return touches_per_week * touch_quality * math.exp(-fatigue * touches_per_week)


@compiled
def touch_customers(lo, hi, customers, from_grade, worth):
    """Add a week's messages to the long tail among customers ``lo`` to ``hi``; returns how many were reached."""
    reached = 0
    for i in range(lo, hi):
        if HEALTHY <= customers.state[i] < GONE and customers.grade[i] >= from_grade:
            customers.visit_quality[i] += worth
            reached += 1
    return reached
