"""Recognition: badges that are announced, badges that have been given, and a public rank.

What was received is one stock: it adds to drive and takes from the hazard of quitting; below zero it does the reverse.
What is foreseen acts before: an announced badge is felt as a jump at the result that will win it, so that one more unit
of the result is worth V phi((a - F) / sigma) / sigma, next to nothing for those who are sure of it or far from it. A
published rank drives the first and the last, lowers those who fell, and may be resented.

Whether awards raise output at all is contested: +12 % if announced (Kosfeld & Neckermann 2011, students), +7 % after a
surprise (Bradler, Dur, Neckermann & Non 2016); nothing if announced, and less after a surprise (Robinson, Gallus, Lee &
Rogers 2021, 15,329 pupils). So it is with ranks: output of +7 % (Blanes i Vidal & Nossol 2011) and of -14 % (Bandiera,
Barankay & Rasul 2013).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from salesim.compiled import compiled
from salesim.pay.value import normal_pdf


def badge_value(habit: Any, top_share: float, crowding: float, habituation: float) -> Any:
    """What a badge is worth to somebody, of 1: less if many get one, less if earlier ones are not yet forgotten.

    u = (1 - share)^crowding / (1 + habituation n)

    Parameters
    ----------
    habit : n, own badges, each counting for less the longer ago it was; one number or (n_seats,).
    """
    return (1.0 - top_share) ** crowding / (1.0 + habituation * np.maximum(habit, 0.0))


@compiled
def award_slope(cut, forecast, sigma, worth):
    """What one more unit of a result is felt to be worth before an announced badge: V phi((a - F) / sigma) / sigma.

    Parameters
    ----------
    cut : a, the result that is expected to win the badge.
    forecast, sigma : F and its standard deviation, the result that the rep expects.
    worth : V, what the badge is felt to be worth, in any unit; the slope is in that unit per unit of the result.
    """
    return worth * normal_pdf((cut - forecast) / sigma) / sigma


@compiled
def award_slopes(cut, forecast, sigma, worth):
    """`award_slope` of everybody, (n_seats,)."""
    slopes = np.empty(forecast.shape[0])
    for i in range(forecast.shape[0]):
        slopes[i] = award_slope(cut, forecast[i], sigma[i], worth[i])
    return slopes


@compiled
def rank_value(place, pride, shame):
    """What a published rank adds to somebody's stock; ``place`` runs from 0, the last, to 1, the first."""
    standing = 2.0 * place - 1.0
    return pride * standing if standing > 0.0 else shame * standing


@compiled
def rank_drive(place, fallen, pay_share, first, last, power, disappointment, solidarity):
    """What a published rank adds to drive: D += s [b1 p^k + b0 (1 - p)^k - mean] - d fallen - t (1 - p).

    The first defend their place and the last flee theirs (Gill, Kissova, Lee & Prowse 2019); over all places that
    comes to nothing, (b1 + b0) / (k + 1) being its mean.

    Parameters
    ----------
    place : p, from 0, the last, to 1, the first.
    fallen : places, as a share of the list, below what was expected; 0 if none.
    pay_share : s, what is at stake in pay against a usual stake, at most 1: under flat pay a rank drives nobody (Azmat
        & Iriberri 2016).
    first, last, power : b1, b0 and k.
    disappointment : d, drive lost by who falls from the first place to the last.
    solidarity : t, drive lost by the last where colleagues take it amiss to be set against each other.
    """
    contest = first * place**power + last * (1.0 - place) ** power - (first + last) / (power + 1.0)
    return pay_share * contest - disappointment * fallen - solidarity * (1.0 - place)


@compiled
def rank_drives(place, fallen, pay_share, first, last, power, disappointment, solidarity):
    """`rank_drive` of everybody, (n_seats,); 0 for those who are on no list, whose place is NaN."""
    drives = np.zeros(place.shape[0])
    for i in range(place.shape[0]):
        if not np.isnan(place[i]):
            drives[i] = rank_drive(place[i], fallen[i], pay_share[i], first, last, power, disappointment, solidarity)
    return drives


@compiled
def fade_recognition(recognition, half_life_weeks):
    """Let the stock (n_seats,) fade by a week."""
    keep = 0.5 ** (1.0 / half_life_weeks)
    for i in range(recognition.shape[0]):
        recognition[i] *= keep
