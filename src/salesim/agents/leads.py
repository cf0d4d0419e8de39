"""Who answers a lead, and when (D7, K3): nobody in charge, a RACI rule, or routing by fence.

Where nobody is in charge marketing and sales each claim a share c_m and c_s of the leads by themselves: c_m c_s of them
are pursued twice, (1 - c_m)(1 - c_s) by nobody until somebody comes across them. Under a RACI rule marketing cleans
every lead and hands it over, which takes its time. Routed by fence a lead goes to the owner of its territory at once,
who may be busy with others.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from salesim.compiled import compiled
from salesim.random.distributions import exponential
from salesim.random.generator import bits, sequence_key, uniform, unit

HOURS_A_WEEK = 168.0


class LeadRule(IntEnum):
    """How leads find somebody who answers; named as in a scenario, in capitals."""

    USUAL = 0
    UNRULED = 1
    RACI = 2
    FENCE = 3


class Claim(IntEnum):
    """Who has a lead."""

    NOBODY = 0
    SALES = 1
    MARKETING = 2
    BOTH = 3


UNRULED, RACI, FENCE = int(LeadRule.UNRULED), int(LeadRule.RACI), int(LeadRule.FENCE)
NOBODY, SALES, MARKETING, BOTH = (int(claim) for claim in Claim)

# what is counted of each seat's leads in a week
ARRIVED, BY_SALES, BY_MARKETING, TWICE, ORPHANED, CLEANED, HOURS = range(7)
N_COUNTS = 7


class LeadWeek(NamedTuple):
    """Numbers of the routing this week; one constructor keeps their types fixed."""

    rule: int
    usual_hours: float
    vacancy_hours: float
    patience_weeks: int
    junk_share: float
    marketing_claims: float
    sales_claims: float
    orphan_weeks: int
    clean_hours: float
    handover_hours: float
    clean_hit: float
    fence_hours: float
    busy_hours: float
    arrival_rate: float  # at which a mean prospect turns up as a lead, 1/week
    return_rate: float  # at which a mean non-customer begins to buy alone, 1/week
    usual_order_rate: float
    coming_back: tuple[float, float, float]  # a and b of the leave probability, mean tenure in weeks
    arrival_key: np.uint64
    return_key: np.uint64
    returned_key: np.uint64
    response_key: np.uint64
    claim_key: np.uint64
    junk_key: np.uint64


@compiled
def claim_of(who, numbers):
    """Who has a lead that nobody is in charge of: marketing and sales decide without each other."""
    sequence = sequence_key(numbers.claim_key, who)
    by_marketing = unit(bits(sequence, 0)) < numbers.marketing_claims
    by_sales = unit(bits(sequence, 1)) < numbers.sales_claims
    return (MARKETING if by_marketing else 0) + (SALES if by_sales else 0)


@compiled
def is_junk(who, numbers):
    """Whether a lead is worthless, which nobody knows before it is cleaned or given up."""
    return numbers.junk_share > 0.0 and uniform(numbers.junk_key, who, 0) < numbers.junk_share


@compiled
def is_cleaned_out(who, numbers):
    """Whether cleaning recognizes a worthless lead."""
    return uniform(numbers.junk_key, who, 1) < numbers.clean_hit


@compiled
def hours_to_answer(who, claim, others, vacant, numbers):
    """Hours until a lead has its first answer.

    Parameters
    ----------
    claim : who has it, a `Claim`.
    others : leads that came to the same owner this week before.
    vacant : whether nobody holds the owner's seat; then a colleague must answer.
    """
    sequence = sequence_key(numbers.response_key, who)
    late = numbers.vacancy_hours if vacant and claim != MARKETING else 0.0
    if numbers.rule == RACI:
        cleaning = exponential(sequence, 1, numbers.clean_hours)
        return cleaning + exponential(sequence, 0, numbers.handover_hours) + late
    if numbers.rule == FENCE:
        return exponential(sequence, 0, numbers.fence_hours) + numbers.busy_hours * others + late
    hours = exponential(sequence, 0, numbers.usual_hours) + late
    if claim == BOTH:  # whoever is first
        hours = min(hours, exponential(sequence, 1, numbers.usual_hours))
    elif claim == NOBODY:  # found in the end
        hours += HOURS_A_WEEK * numbers.orphan_weeks
    return hours
