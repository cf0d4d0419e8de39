"""Competitors attack a region and an industry for some weeks; the same attacks meet every policy."""

from __future__ import annotations

import numpy as np

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.random.generator import uniform


class CompetitorParameters(Parameters):
    """How often competitors attack and how much it hurts."""

    attacks_per_year: float = parameter(
        0.6, about="attacks on each region and industry", unit="1/year", source="A", ge=0, le=26
    )
    weeks: int = parameter(8, about="length of an attack", unit="week", source="A", ge=1, le=52)
    rate_factor: float = parameter(0.85, about="factor on the order rate under attack, kappa", source="A", gt=0, le=1)


def attack_probability(attacks_per_year: float, weeks: int) -> float:
    """Probability that an attack begins in a quiet week, so that there are ``attacks_per_year`` in the long run.

    An attack of L weeks and the quiet time before it, 1/p weeks on average, take 52 / n weeks together.
    """
    if attacks_per_year <= 0.0:
        return 0.0
    quiet_weeks = 52.0 / attacks_per_year - weeks
    return 1.0 / max(quiet_weeks, 1.0)


@compiled
def mark_attacks(attack_ends, week, probability, weeks, key):
    """Begin this week's attacks: writes the week in which each ends into ``attack_ends`` (n_regions, n_industries)."""
    n_industries = attack_ends.shape[1]
    for region in range(attack_ends.shape[0]):
        for industry in range(n_industries):
            if attack_ends[region, industry] > week:
                continue
            if uniform(key, region * n_industries + industry, week) < probability:
                attack_ends[region, industry] = week + weeks


@compiled
def report_attacks(seats, start, customers, attack, noticed, imagined, week, key, reports):
    """What reps report of competitors: the share of their usual sales in accounts said to be under attack.

    A rep notices an attack on a region and industry with probability ``noticed``, and blames one who is not there with
    probability ``imagined``. Usual sales are those of the last four quarters, by the books.

    Parameters
    ----------
    seats : (n,) who reports.
    start : (n_seats + 1,) first customer row of each seat.
    attack : (n_regions, n_industries) strength of competitors' attacks.
    reports : (n,) written.
    """
    n_industries = attack.shape[1]
    n_cells = attack.shape[0] * n_industries
    for k in range(seats.shape[0]):
        booked = 0.0
        attacked = 0.0
        for i in range(start[seats[k]], start[seats[k] + 1]):
            sales = 0.0
            for quarter in range(4):
                sales += customers.quarter_sales[i, quarter]
            if sales == 0.0:
                continue
            region, industry = customers.region[i], customers.industry[i]
            chance = noticed if attack[region, industry] > 0.0 else imagined
            booked += sales
            if uniform(key, seats[k], week * n_cells + region * n_industries + industry) < chance:
                attacked += sales
        reports[k] = attacked / booked if booked > 0.0 else 0.0


def attack_strength(attack_ends: np.ndarray, week: int) -> np.ndarray:
    """1 where an attack is on, 0 elsewhere: (n_regions, n_industries) floats."""
    return (attack_ends > week).astype(np.float64)
