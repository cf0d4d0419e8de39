"""Goodwill: what past visits leave behind, and how the order rate responds to it."""

from __future__ import annotations

import math

import numpy as np

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter

WEEKS_PER_MONTH = 4.345


class GoodwillParameters(Parameters):
    """How visits build goodwill and what goodwill does."""

    carry_over: float = parameter(
        0.97,
        about="share of goodwill left after a week, delta; .88 after a month",
        unit="1/week",
        source="L/A: .70 to .84 a month in detailing studies, and habits hold on to more (Mizik & Jacobson 2004: in "
        "all up to twice the direct effect); what is sold without reps (experiments/carry_over.py)",
        ge=0,
        lt=1,
    )
    elasticity: float = parameter(
        0.33,
        about="exponent of the order rate's response to 1 + goodwill, eta; .22 at two visits a month",
        source="L/A: Albers, Mantrala & Sridhar 2010; with what firms sell without reps (experiments/carry_over.py)",
        ge=0,
        le=1.5,
    )
    immediate: float = parameter(0.10, about="effect of a visit on the same week's order rate", source="A", ge=0, le=1)


@compiled
def next_goodwill(goodwill, visit_quality, carry_over):
    """Goodwill G at the week's end, in visits a month.

    G' = delta G + (1 - delta) 4.345 v, so that a steady v visits a week of quality 1 settle at 4.345 v visits a month.

    Parameters
    ----------
    goodwill : G [visits/month].
    visit_quality : v, the summed quality of the week's visits.
    carry_over : delta [1/week].
    """
    return carry_over * goodwill + (1.0 - carry_over) * WEEKS_PER_MONTH * visit_quality


@compiled
def log_response(goodwill, mean_goodwill, elasticity):
    """Logarithm of the order rate's response g = ((1 + G) / (1 + mean G))^eta.

    ``mean_goodwill`` is a constant of the baseline, the same in all arms: were it recomputed in an arm, a policy's
    extra visits would cancel out.
    """
    return elasticity * (math.log(1.0 + goodwill) - math.log(1.0 + mean_goodwill))


@compiled
def log_response_array(goodwill, mean_goodwill, elasticity):
    """`log_response` of many customers, (n,)."""
    responses = np.empty(goodwill.shape[0])
    for i in range(goodwill.shape[0]):
        responses[i] = log_response(goodwill[i], mean_goodwill, elasticity)
    return responses


@compiled
def immediate_response(visit_quality, mean_goodwill, immediate):
    """Factor on the same week's order rate: (1 + i v) / (1 + i mean v)."""
    return (1.0 + immediate * visit_quality) / (1.0 + immediate * mean_goodwill / WEEKS_PER_MONTH)
