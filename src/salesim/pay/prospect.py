"""What a wager is worth to somebody who does not know yet how it ends: cumulative prospect theory.

Tversky & Kahneman 1992: losses loom larger than gains, and small probabilities weigh more than they should.
"""

from __future__ import annotations

import math

from salesim.compiled import compiled


@compiled
def weight_probability(p, curvature):
    """Decision weight of a probability, w(p) = p^c / (p^c + (1-p)^c)^(1/c) (Tversky & Kahneman 1992)."""
    if p <= 0.0:
        return 0.0
    if p >= 1.0:
        return 1.0
    a = p**curvature
    return a / (a + (1.0 - p) ** curvature) ** (1.0 / curvature)


@compiled
def prospect_value(p_win, p_lose, gain, loss, deposit, risk, loss_aversion, gain_curvature, loss_curvature):
    """Value of a wager against not taking it.

    V = w+(p_G) G^a - lambda [ w-(p_L) L^a + (w-(1 - p_G) - w-(p_L)) d^a ]

    Parameters
    ----------
    p_win, p_lose : p_G, to reach what wins; p_L, to miss the floor. Between the two only the deposit is lost.
    gain, loss, deposit : G; L, deposit and claw-back together; d. All in one unit.
    risk, loss_aversion : a and lambda.
    gain_curvature, loss_curvature : of w+ and w-.
    """
    value = 0.0
    if gain > 0.0:
        value += weight_probability(p_win, gain_curvature) * gain**risk
    worst = weight_probability(p_lose, loss_curvature)
    if loss > 0.0:
        value -= loss_aversion * worst * loss**risk
    if deposit > 0.0:
        middle = weight_probability(1.0 - p_win, loss_curvature) - worst
        value -= loss_aversion * max(middle, 0.0) * deposit**risk
    return value


@compiled
def break_even_probability(gain, loss, risk, loss_aversion, curvature):
    """Probability of winning at which a bet of ``loss`` against ``gain`` is worth nothing either way.

    With one curvature c for gains and losses the weights' denominators cancel, so that

    p / (1 - p) = (lambda (L/G)^a)^(1/c)

    >>> round(break_even_probability(2.0, 1.0, 1.0, 1.6, 1.0), 4)  # 2 : 1 for somebody with lambda 1.6
    0.4444
    """
    odds = (loss_aversion * (loss / gain) ** risk) ** (1.0 / curvature)
    return odds / (1.0 + odds)


@compiled
def pick(values, temperature, u):
    """Choice among "none", worth 0, and options worth ``values`` (n,): softmax(V / tau).

    Returns 0 for none, else the option counted from 1. ``u`` is the chooser's uniform draw.
    """
    highest = 0.0
    for value in values:
        highest = max(highest, value)
    total = math.exp(-highest / temperature)
    for value in values:
        total += math.exp((value - highest) / temperature)
    left = u * total - math.exp(-highest / temperature)
    if left < 0.0:
        return 0
    for k in range(values.shape[0]):
        left -= math.exp((values[k] - highest) / temperature)
        if left < 0.0:
            return k + 1
    return 0
