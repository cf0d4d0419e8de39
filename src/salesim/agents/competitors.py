"""Competitors attack a region and an industry for some weeks; the same attacks meet every policy."""

from __future__ import annotations

import numpy as np

from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.random import BEFORE
from salesim.random.generator import uniform, uniform_array


class CompetitorParameters(Parameters):
    """How often competitors attack and how much it hurts."""

    attacks_per_year: float = parameter(
        0.6, about="attacks on each region and industry", unit="1/year", source="A", ge=0, le=26
    )
    weeks: int = parameter(26, about="length of an attack", unit="week", source="A: half a year", ge=1, le=52)
    rate_factor: float = parameter(
        0.6,
        about="factor on the order rate under attack, kappa",
        source="L: general stores lost 40 % to an entrant, the median, supermarkets 17 % (Ailawadi, Zhang, Krishna & "
        "Kruger 2010)",
        gt=0,
        le=1,
    )


def usual_attack_factor(competitors: CompetitorParameters) -> float:
    """Factor on sales that attacks leave on average."""
    share = min(competitors.attacks_per_year * competitors.weeks / 52.0, 1.0)
    return 1.0 - share * (1.0 - competitors.rate_factor)


def attack_probability(attacks_per_year: float, weeks: int) -> float:
    """Probability that an attack begins in a quiet week, so that there are ``attacks_per_year`` in the long run.

    An attack of L weeks and the quiet time before it, 1/p weeks on average, take 52 / n weeks together.
    """
    if attacks_per_year <= 0.0:
        return 0.0
    quiet_weeks = 52.0 / attacks_per_year - weeks
    return 1.0 / max(quiet_weeks, 1.0)


def under_way(per_year: float, weeks: int, u: np.ndarray) -> np.ndarray:
    """Week in which each of what is under way at week 0 ends, 0 where nothing is: the long run of `mark_attacks`.

    Parameters
    ----------
    per_year, weeks : how many begin, and how long each lasts, as in `attack_probability`.
    u : uniform numbers of any shape; below ``per_year`` x ``weeks`` / 52 something is under way.
    """
    share = min(per_year * weeks / 52.0, 1.0)
    ends = np.ceil(weeks * u / share) if share > 0.0 else np.zeros_like(u)
    return np.where(u < share, ends, 0.0).astype(np.int64)


def attacks_under_way(attack_ends: np.ndarray, competitors: CompetitorParameters, key: np.uint64) -> None:
    """The world begins with as many attacks as ever: writes ``attack_ends`` (n_regions, n_industries)."""
    u = uniform_array(key, np.arange(attack_ends.size), BEFORE).reshape(attack_ends.shape)
    attack_ends[:] = under_way(competitors.attacks_per_year, competitors.weeks, u)


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
def says_attacked(seat, region, industry, attack, noticed, imagined, week, key):
    """Whether the rep of a seat says that competitors attack an industry of a region: noticed, or only imagined."""
    chance = noticed if attack[region, industry] > 0.0 else imagined
    return uniform(key, seat, week * attack.size + region * attack.shape[1] + industry) < chance


@compiled
def news_of_region(seats, region, attack, noticed, imagined, week, key, news):
    """Share of a region's reps who say that an industry is under attack, into ``news`` (n_industries,).

    Parameters
    ----------
    seats : (n,) the region's seats.
    noticed : (n,) probability that each notices an attack; the rest as in `report_attacks`.
    """
    for industry in range(attack.shape[1]):
        said = 0
        for k in range(seats.shape[0]):
            if says_attacked(seats[k], region, industry, attack, noticed[k], imagined, week, key):
                said += 1
        news[industry] = said / seats.shape[0]


@compiled
def share_in_the_news(seats, start, customers, news, shares):
    """What colleagues say of some seats' industries: mean of ``news`` (n_industries,) over the seats' booked sales.

    Parameters
    ----------
    seats, start : as in `report_attacks`.
    shares : (n,) written.
    """
    for k in range(seats.shape[0]):
        booked = 0.0
        attacked = 0.0
        for i in range(start[seats[k]], start[seats[k] + 1]):
            sales = 0.0
            for quarter in range(4):
                sales += customers.quarter_sales[i, quarter]
            booked += sales
            attacked += sales * news[customers.industry[i]]
        shares[k] = attacked / booked if booked > 0.0 else 0.0


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
            booked += sales
            if says_attacked(seats[k], region, industry, attack, noticed, imagined, week, key):
                attacked += sales
        reports[k] = attacked / booked if booked > 0.0 else 0.0


def attack_strength(attack_ends: np.ndarray, week: int) -> np.ndarray:
    """1 where an attack is on, 0 elsewhere: (n_regions, n_industries) floats."""
    return (attack_ends > week).astype(np.float64)
