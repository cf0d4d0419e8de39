"""How customers leave, come back, and renew; and what a change of rep does to them."""

from __future__ import annotations

import math

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter


class ChurnParameters(Parameters):
    """What makes a customer begin to leave, and how leaving goes."""

    goodwill_effect: float = parameter(
        0.10, about="effect of one visit a month of goodwill on the churn exponent, gamma_G", source="A", ge=0, le=2
    )
    service_effect: float = parameter(
        0.5, about="effect of remembered service on the churn exponent, gamma_Q", source="A", ge=0, le=5
    )
    attack_effect: float = parameter(
        0.4, about="effect of a competitor's attack on the churn exponent, gamma_A", source="A", ge=0, le=5
    )
    decline_weeks: int = parameter(
        12, about="weeks from beginning to leave to gone, D; 0 leaves at once", unit="week", source="A", ge=0, le=104
    )
    win_back: float = parameter(
        0.15, about="probability that a visit brings a fading customer back", source="A", ge=0, le=1
    )
    contract_share: float = parameter(0.3, about="share of customers with a yearly contract", source="A", ge=0, le=1)
    renewal_base: float = parameter(
        0.85, about="probability of renewal at mean goodwill, full health, no attack", source="A", gt=0, lt=1
    )
    renewal_goodwill: float = parameter(
        0.15, about="effect of one visit a month of goodwill on the renewal logit", source="A", ge=0, le=5
    )
    renewal_health: float = parameter(
        1.0, about="effect of health (0 to 1, centered at 1) on the renewal logit", source="A", ge=0, le=10
    )
    handover_factor: float = parameter(
        0.67,
        about="factor on the order rate right after a customer is reassigned",
        source="A: gives the published -13..-18 % of account sales (Shi et al.)",
        gt=0,
        le=1,
    )
    handover_weeks: float = parameter(
        39.0, about="weeks until the relationship has recovered", unit="week", source="A", gt=0, le=520
    )
    handover_churn: float = parameter(
        0.5, about="rise of the churn exponent per lost unit of relationship", source="A", ge=0, le=5
    )


@compiled
def churn_exponent(
    goodwill, mean_goodwill, memory, attack, relationship, goodwill_effect, service_effect, attack_effect, handover
):
    """Exponent on the probability of staying after an order; 1 when nothing is unusual.

    exp(-gamma_G (G - mean G) - gamma_Q Q + gamma_A attack + gamma_H (1 - relationship))
    """
    return math.exp(
        -goodwill_effect * (goodwill - mean_goodwill)
        - service_effect * memory
        + attack_effect * attack
        + handover * (1.0 - relationship)
    )


@compiled
def churn_after_order(churn_probability, exponent):
    """Probability to begin to leave after a filled order: 1 - (1 - p)^exponent.

    With exponent 1 this is the BG/NBD model (Fader, Hardie & Lee 2005).
    """
    return 1.0 - (1.0 - churn_probability) ** exponent


@compiled
def fading_factor(weeks_fading, decline_weeks):
    """Factor on the order rate of a customer that has been leaving for ``weeks_fading`` weeks: a straight decline."""
    if decline_weeks <= 0:
        return 0.0
    return max(0.0, 1.0 - weeks_fading / decline_weeks)


@compiled
def renewal_probability(base, health, goodwill, mean_goodwill, attack, health_effect, goodwill_effect, attack_effect):
    """Probability that a contract is renewed: logistic, ``base`` when healthy at mean goodwill without attack."""
    logit = (
        math.log(base / (1.0 - base))
        + health_effect * (health - 1.0)
        + goodwill_effect * (goodwill - mean_goodwill)
        - attack_effect * attack
    )
    return 1.0 / (1.0 + math.exp(-logit))


@compiled
def health(weeks_since_order, order_rate):
    """Health from 0 to 1 by the gap since the last order against the expected gap.

    1 up to twice the expected gap, then falling as 2 x expected / actual: the simple form of the score.
    """
    gaps = weeks_since_order * order_rate
    return 1.0 if gaps <= 2.0 else 2.0 / gaps
