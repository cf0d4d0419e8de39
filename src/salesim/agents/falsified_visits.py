"""Visits that are reported and not made: skipped ones, and ones invented for their reward."""

from __future__ import annotations

from typing import NamedTuple

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.random.generator import uniform

MAX_INVENTED = 0.9  # share of reports that nobody exceeds, however well inventing pays (A)


class FalsifiedVisitParameters(Parameters):
    """How many reported visits are not made, and what happens to them."""

    falsified_share: float = parameter(
        0.05, about="share of planned visits that are reported and not made, when nobody looks", source="A", ge=0, le=1
    )
    falsified_response: float = parameter(
        0.2,
        about="share of reports invented, for each unit of what that earns",
        source="A: calibrated on P15 (experiments/published_findings.py)",
        ge=0,
        le=5,
    )
    falsified_min: float = parameter(
        6.0, about="time that it takes to invent a visit", unit="min", source="A", ge=0, le=120
    )
    detection: float = parameter(
        0.0, about="share of falsified visits that are found out without check-in", source="A", ge=0, le=1
    )
    penalty: float = parameter(
        2.0,
        about="further reported visits that are not paid for each falsified visit found out",
        source="A",
        ge=0,
        le=50,
    )


class Falsified(NamedTuple):
    """Numbers of reporting; one constructor keeps their types fixed."""

    response: float
    detection: float  # without check-in
    check_in: float  # detection with it
    penalty: float
    most: float  # largest share of reports that is invented


@compiled
def detection(uses_check_in, falsified):
    """Probability that a falsified visit is found out."""
    return 1.0 - (1.0 - falsified.detection) * (1.0 - falsified.check_in * uses_check_in)


@compiled
def invented_share(reward, detected, falsified):
    """Share of reports that are falsified: response x expected gain of one, R - p (R + penalty), never below 0.

    Parameters
    ----------
    reward : R, what reported visits bring in a usual week, over what a usual stake brings.
    detected : p.
    falsified : Falsified; the penalty is counted in rewards, so that the gain is R (1 - p (1 + penalty)).
    """
    gain = reward * (1.0 - detected * (1.0 + falsified.penalty))
    return min(falsified.most, falsified.response * max(gain, 0.0))


@compiled
def falsify_visits(first, last, reps, uses_check_in, falsified, week, key):
    """Reps ``first`` to ``last`` report visits that never were, a share of all their reports, and some are found out.

    Real visits v and a share g of inventions make v g / (1 - g) of them, rounded at random so that the mean is kept.
    """
    for seat in range(first, last):
        share = reps.invented_share[seat]
        if share <= 0.0:
            continue
        invented = int(reps.visits[seat] * share / (1.0 - share) + uniform(key, reps.seat[seat], 2 * week))
        caught = detection(uses_check_in[seat], falsified)
        reps.falsified_visits[seat] += invented
        reps.detected_falsified[seat] += int(invented * caught + uniform(key, reps.seat[seat], 2 * week + 1))
