"""A customer's demand at all suppliers, the firm's share in it, and what the firm takes it for.

What a customer buys is known from the books; what it buys elsewhere is not. Demand does not change in a run: sales are
the firm's share of it, which visits, service, competitors and time move.
"""

from __future__ import annotations

import numpy as np

from salesim.parameters import Parameters, parameter


class WalletParameters(Parameters):
    """How much of customers' demand the firm has, and how well it knows that."""

    share: float = parameter(
        0.4, about="share of its demand that a middling customer buys from the firm", source="A", gt=0, lt=1
    )
    spread: float = parameter(
        1.0,
        about="standard deviation over customers of the logarithm of what they buy elsewhere, over what they buy here",
        source="A: the middle two thirds then buy a fifth to two thirds of their demand here; Du, Kamakura & Mela "
        "(2007, Journal of Marketing 71(2)) find that sales at the firm hardly tell what a customer has elsewhere",
        ge=0,
        le=3,
    )
    misjudged: float = parameter(
        0.4,
        about="standard deviation of the logarithm of the firm's estimate of a customer's demand",
        source="A",
        ge=0,
        le=3,
    )


def share_of_wallet(p: WalletParameters, z: np.ndarray) -> np.ndarray:
    """Share of its demand that each customer buys from the firm as the world begins, from standard normals (n,)."""
    elsewhere = (1.0 - p.share) / p.share * np.exp(p.spread * z)
    return 1.0 / (1.0 + elsewhere)


def misjudgement(p: WalletParameters, z: np.ndarray) -> np.ndarray:
    """Factor by which the firm misjudges each customer's demand, 1 in the mean, from standard normals (n,)."""
    return np.exp(p.misjudged * z - 0.5 * p.misjudged**2)
