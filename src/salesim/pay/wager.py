"""The quarterly wager (对赌): a rep may bet commission against a double bonus.

A menu of terms is offered at the quarter's start. Who takes a term earns its bonus at the winning threshold and
gives back a share of commission below the floor. Reps choose under cumulative prospect theory (Tversky & Kahneman
1992), so able, optimistic and gain-seeking reps select themselves.
"""

from __future__ import annotations

import math

from pydantic import model_validator

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.pay.curve import Curve, add_jump, add_kink
from salesim.pay.value import normal_cdf, normal_pdf


class WagerTerms(Parameters):
    """One entry of the wager's menu."""

    name: str = parameter(about="name of the entry", source="A", min_length=1, max_length=60)
    win_at: float = parameter(1.5, about="attainment that wins", source="A: the article's 150 %", gt=0, le=3)
    bonus_cny: float = parameter(
        12000.0, about="bonus paid for winning, twice the usual one", unit="CNY", source="A", ge=0, le=1e7
    )
    floor_at: float = parameter(
        0.8, about="attainment below which commission is clawed back", source="A: the article's 80 %", ge=0, le=2
    )
    claw_back: float = parameter(
        0.5, about="share of the quarter's base commission given back below the floor", source="A", ge=0, le=1
    )

    @model_validator(mode="after")
    def _in_order(self) -> WagerTerms:
        if self.floor_at >= self.win_at:
            raise ValueError(f"floor_at ({self.floor_at}) must lie below win_at ({self.win_at})")
        return self


class WagerParameters(Parameters):
    """Whether a wager is offered, and how reps choose."""

    menu: tuple[WagerTerms, ...] = parameter(
        (), about="terms on offer; an empty menu offers no wager", source="A", max_length=8
    )
    temperature: float = parameter(
        0.15, about="noise of the choice, tau; value is in units of a quarter's commission at target", source="A", gt=0
    )
    symbolic: float = parameter(
        -0.05,
        about="worth of having taken a challenge, in the same units; negative: reluctance",
        source="A",
        ge=-5,
        le=5,
    )
    challenge_lift: float = parameter(
        0.03, about="rise of own attainment that a rep expects from taking a challenge", source="A", ge=0, le=1
    )
    loss_probability_curvature: float = parameter(
        0.69, about="curvature of probability weighting for losses", source="L: Tversky & Kahneman 1992", gt=0.28, le=1
    )

    @model_validator(mode="after")
    def _names_differ(self) -> WagerParameters:
        names = [terms.name for terms in self.menu]
        if len(set(names)) < len(names):
            raise ValueError(f"menu holds two entries of one name: {names}")
        return self


def draw_wager(terms: WagerTerms, commission_rate: float, curve: Curve, rep: int, target_cny: float) -> None:
    """Add a wager's kinks and jumps to one rep's curve.

    Below the floor the claw-back takes a share of commission (a lower slope), at the floor it is given back in one
    jump; the bonus is a jump at the winning threshold.
    """
    kept_back = terms.claw_back * commission_rate
    add_kink(curve, rep, 0.0, -kept_back)
    add_kink(curve, rep, terms.floor_at, kept_back)
    add_jump(curve, rep, terms.floor_at, kept_back * terms.floor_at * target_cny)
    add_jump(curve, rep, terms.win_at, terms.bonus_cny)


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
def wager_value(
    mean,
    sigma,
    win_at,
    bonus,
    floor_at,
    claw_back,
    commission,
    risk_gain,
    loss_aversion,
    gain_curvature,
    loss_curvature,
):
    """Prospect value of a wager, net of the ordinary pay.

    V = w+(p_G) G^alpha - lambda w-(p_L) L^alpha, with G the bonus and L the commission expected to be given back when
    the floor is missed.

    Parameters
    ----------
    mean, sigma : the rep's own view of the quarter's attainment.
    bonus, commission : in units of a quarter's commission at target (``commission`` is per unit of attainment).

    Returns
    -------
    value, probability of winning, probability of losing, all as the rep sees them.
    """
    p_win = 1.0 - normal_cdf((win_at - mean) / sigma)
    z = (floor_at - mean) / sigma
    p_lose = normal_cdf(z)
    value = 0.0
    if bonus > 0.0:
        value += weight_probability(p_win, gain_curvature) * bonus**risk_gain
    if p_lose > 1e-12 and claw_back > 0.0:
        below = max(0.0, mean - sigma * normal_pdf(z) / p_lose)  # mean attainment, given the floor is missed
        loss = claw_back * commission * below
        value -= loss_aversion * weight_probability(p_lose, loss_curvature) * math.pow(loss, risk_gain)
    return value, p_win, p_lose
