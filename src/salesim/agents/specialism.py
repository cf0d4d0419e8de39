"""Knowing an industry: who serves one kind of customer visits it better, who is new to it visits it worse.

A layout by industry pays through this alone. Travel and broken relationships come at once, knowledge comes in half a
year, and it leaves with the person who has it.

Form: Boh, Slaughter & Espinosa 2007, "Learning from experience in software development", Management Science 53(8):
for individuals, experience of the same kind counts most and related experience counts less; Narayanan,
Balasubramanian & Swaminathan 2009, "A matter of balance", Management Science 55(11). Neither is about selling, so the
sizes are assumptions.
"""

from __future__ import annotations

import numpy as np

from salesim.columns import Reps
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter


class SpecialismParameters(Parameters):
    """What experience with an industry is worth, and how fast it comes and goes."""

    exponent: float = parameter(
        0.15,
        about="exponent of visit quality in experience, b; twice the experience is worth 2^b - 1, 0 switches it off",
        source="A: 11 % a doubling, a flat learning curve (form L: Boh, Slaughter & Espinosa 2007)",
        ge=0,
        le=1,
    )
    transfer: float = parameter(
        0.3, about="worth of a visit to another industry as experience with this one, tau", source="A", ge=0.05, le=1
    )
    half_life_weeks: float = parameter(
        26.0, about="weeks in which half of what is new is learned and half of what is old forgotten", unit="week",
        source="A: about as long as a new rep takes to settle", ge=1, le=520,
    )  # fmt: skip


@compiled
def mastery(own_share, usual_share, exponent, transfer):
    """Factor on the quality of a rep's visits to one industry: (x / usual x)^b with x = s + tau (1 - s).

    1 for a rep whose work is as mixed as the market, so that the market as a whole is no better for being mixed.

    Parameters
    ----------
    own_share : s, share of the rep's recent visits spent on the industry; 0 for a new rep.
    usual_share : the same of a rep who serves the baseline's whole market.
    exponent, transfer : b and tau.

    >>> round(mastery.py_func(1.0, 0.25, 0.15, 0.3), 3), round(mastery.py_func(0.0, 0.25, 0.15, 0.3), 3)
    (1.118, 0.933)
    """
    experience = own_share + transfer * (1.0 - own_share)
    usual = usual_share + transfer * (1.0 - usual_share)
    return (experience / usual) ** exponent


@compiled
def qualities_by_industry(quality, experience, usual_share, exponent, transfer, result):
    """Quality of every seat's visits to each industry, into ``result`` (n_seats, n_industries).

    Parameters
    ----------
    quality : (n_seats,) of a visit to whomever.
    experience : (n_seats, at least n_industries) share of the holder's recent visits.
    usual_share : (n_industries,)
    """
    for seat in range(result.shape[0]):
        for industry in range(result.shape[1]):
            factor = mastery(experience[seat, industry], usual_share[industry], exponent, transfer)
            result[seat, industry] = quality[seat] * factor


@compiled
def learn(experience, visits, half_life_weeks):
    """Experience follows the week's work: s <- s + (1 - 2^(-1/h)) (share of visits - s).

    ``visits`` (n_seats, n_industries) were made this week; a week without visits teaches nothing and takes nothing.
    """
    step = 1.0 - 0.5 ** (1.0 / half_life_weeks)
    for seat in range(visits.shape[0]):
        total = visits[seat].sum()
        if total > 0:
            for industry in range(visits.shape[1]):
                experience[seat, industry] += step * (visits[seat, industry] / total - experience[seat, industry])


def begin_settled(reps: Reps, seat_of: np.ndarray, industry: np.ndarray, is_customer: np.ndarray) -> np.ndarray:
    """Reps who have long been there know the industries of their own customers, each as much as there are of it.

    Parameters
    ----------
    seat_of, industry, is_customer : (n,) of all customers and prospects

    Returns
    -------
    (n_industries,) shares of the whole market's customers: what is usual.
    """
    n_seats, n_industries = len(reps.seat), reps.experience.shape[1]
    cell = seat_of[is_customer].astype(np.int64) * n_industries + industry[is_customer]
    counts = np.bincount(cell, minlength=n_seats * n_industries).reshape(n_seats, n_industries)
    reps.experience[:] = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return counts.sum(axis=0) / max(counts.sum(), 1)
