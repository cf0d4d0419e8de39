"""Visits that are reported and not made: skipped ones, and ones invented for their reward.

Checks find them as far as managers do not let findings pass. Nurses in Udaipur came twice as often at first, until the
administration granted ever more exempt days; after 18 months nothing was left (Banerjee, Duflo & Glennerster 2008). A
control that no superior could waive held for years (Duflo, Hanna & Ryan 2012). Once checks end, people do less than if
they had never been checked (hand hygiene in 71 hospital units: Staats, Dai, Hofmann & Milkman 2017). Contested: checks
may harm the honest (Frey 1993), or most would never shirk (Nagin, Rebitzer, Sanders & Taylor 2002).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from salesim.columns import Reps, Tool
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
        0.17,
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
    false_alarm: float  # share of real visits that a check-in takes for falsified ones


@compiled
def detection(checked, falsified):
    """Probability that a falsified visit is found out; ``checked`` is the share of check-ins that count."""
    return 1.0 - (1.0 - falsified.detection) * (1.0 - falsified.check_in * checked)


def checked_share(reps: Reps) -> np.ndarray:
    """Share of check-ins that count, (n_seats,): 0 for who uses none, less than 1 where managers let findings pass."""
    return reps.uses[:, Tool.CHECK_IN] * (1.0 - reps.waived)


def counted_share(checked: np.ndarray, falsified: Falsified) -> np.ndarray:
    """What real visits count for when they are paid: 1 - a (1 + penalty), a the share of them taken for falsified ones.

    Parameters
    ----------
    checked : share of check-ins that count; (n_seats,) or one.
    falsified : Falsified.
    """
    return np.maximum(1.0 - falsified.false_alarm * checked * (1.0 + falsified.penalty), 0.0)


def waived_next(waived: Any, pressure: Any, growth: float) -> Any:
    """Share of findings that managers let pass, a week on: w' = w + g (1 - w) q. Who is asked often gives in.

    Parameters
    ----------
    waived : w, (n_regions,) or one.
    pressure : q, findings that come up in a quarter for each checked rep, at most 1.
    growth : g, a week.

    Under full pressure 1 - w = (1 - g)^weeks:

    >>> w = 0.0
    >>> for week in range(78):
    ...     w = waived_next(w, 1.0, 0.02)
    >>> round(1.0 - w, 2)
    0.21
    """
    return waived + growth * (1.0 - waived) * pressure


@compiled
def invented_share(reward, detected, rebound, falsified):
    """Share of reports that are falsified: response x expected gain of one, R - p (R + penalty), never below 0.

    Parameters
    ----------
    reward : R, what reported visits bring in a usual week, over what a usual stake brings.
    detected : p.
    rebound : rise of the response after checks have ended, as a share of it.
    falsified : Falsified; the penalty is counted in rewards, so that the gain is R (1 - p (1 + penalty)).
    """
    gain = reward * (1.0 - detected * (1.0 + falsified.penalty))
    return min(falsified.most, falsified.response * (1.0 + rebound) * max(gain, 0.0))


@compiled
def falsify_visits(first, last, reps, checked, falsified, week, key):
    """Reps ``first`` to ``last`` report visits that never were, a share of all their reports, and some are found out.

    ``checked`` (n_seats,) is the share of check-ins that count, 0 for who uses none.
    Real visits v and a share g of inventions make v g / (1 - g) of them, rounded at random so that the mean is kept.
    """
    for seat in range(first, last):
        share = reps.invented_share[seat]
        if share <= 0.0:
            continue
        invented = int(reps.visits[seat] * share / (1.0 - share) + uniform(key, reps.seat[seat], 2 * week))
        caught = detection(checked[seat], falsified)
        reps.falsified_visits[seat] += invented
        reps.detected_falsified[seat] += int(invented * caught + uniform(key, reps.seat[seat], 2 * week + 1))
