"""Recognition: badges and a public rank lift effort and keep people, or the opposite, and wear off.

What is felt is one stock: it adds to the effort bracket and takes from the hazard of quitting; below zero it does the
reverse.
"""

from __future__ import annotations

from salesim.compiled import compiled


@compiled
def badge_value(still_felt, top_share, crowding, habituation):
    """What a badge adds to somebody's stock: less if many get one, less if the last one is still felt.

    (1 - share)^crowding / (1 + habituation max(stock, 0))
    """
    return (1.0 - top_share) ** crowding / (1.0 + habituation * max(still_felt, 0.0))


@compiled
def rank_value(place, pride, shame):
    """What a published rank adds to somebody's stock; ``place`` runs from 0, the last, to 1, the first."""
    standing = 2.0 * place - 1.0
    return pride * standing if standing > 0.0 else shame * standing


@compiled
def fade_recognition(recognition, half_life_weeks):
    """Let the stock (n_seats,) fade by a week."""
    keep = 0.5 ** (1.0 / half_life_weeks)
    for i in range(recognition.shape[0]):
        recognition[i] *= keep
