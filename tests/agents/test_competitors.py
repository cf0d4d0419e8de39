"""Attacks come at their rate and last as long as they should."""

import numpy as np
import pytest

from salesim.agents.competitors import (
    CompetitorParameters,
    attack_strength,
    attacks_under_way,
    mark_attacks,
    report_attacks,
    usual_attack_factor,
)
from salesim.columns import Customers, new_columns
from salesim.random import Stream

WEEKS, REGIONS, INDUSTRIES, LENGTH = 2000, 3, 5, 8


def live(key, probability: float) -> np.ndarray:
    """Whether each region and industry is under attack, week by week."""
    ends = np.zeros((REGIONS, INDUSTRIES), np.int64)
    weeks = []
    for week in range(WEEKS):
        mark_attacks(ends, week, probability, LENGTH, key(Stream.COMPETITOR_ATTACK))
        weeks.append(attack_strength(ends, week))
    return np.array(weeks)


def test_rate_of_attacks(key):
    """Free weeks end with the probability, attacks after 8 weeks: a cycle takes 1/p + 8 - 1 weeks."""
    p = 0.6 / 52.0
    on = live(key, p)
    begun = (np.diff(on, axis=0, prepend=0.0) > 0).sum()
    cells = REGIONS * INDUSTRIES
    expected = cells * WEEKS / (1.0 / p + LENGTH - 1.0)
    assert abs(begun - expected) < 4.0 * np.sqrt(expected)
    assert on.mean() == pytest.approx(begun * LENGTH / (cells * WEEKS), rel=0.03)


def test_the_world_begins_amid_attacks(key):
    """At week 0 as many are under attack as in the long run, for a uniform rest of the attack's weeks."""
    competitors = CompetitorParameters(attacks_per_year=1.3, weeks=LENGTH)
    ends = np.zeros((4000, INDUSTRIES), np.int64)
    attacks_under_way(ends, competitors, key(Stream.COMPETITOR_ATTACK))
    on, share = ends > 0, 1.3 * LENGTH / 52.0
    assert abs(on.mean() - share) < 4.0 * np.sqrt(share * (1.0 - share) / on.size)
    assert np.bincount(ends[on], minlength=LENGTH + 1)[1:] / on.sum() == pytest.approx(1.0 / LENGTH, rel=0.15)
    attacks_under_way(ends, CompetitorParameters(attacks_per_year=0.0), key(Stream.COMPETITOR_ATTACK))
    assert not ends.any()


def test_what_attacks_leave_of_sales(key):
    competitors = CompetitorParameters(attacks_per_year=0.6, weeks=26, rate_factor=0.6)
    assert usual_attack_factor(competitors) == pytest.approx(1.0 - 0.3 * 0.4)
    assert usual_attack_factor(CompetitorParameters(attacks_per_year=26.0, weeks=52, rate_factor=0.6)) == 0.6


def test_an_attack_lasts_its_weeks(key):
    on = live(key, 0.01)[:, 0, 0]
    edges = np.flatnonzero(np.diff(np.concatenate([[0.0], on])))
    assert (edges[1::2] - edges[:-1:2] if len(edges) % 2 else edges[1::2] - edges[::2]).min() == LENGTH


def test_an_attack_is_not_prolonged(key):
    """Even if competitors would begin every week, one attack follows the other."""
    ends = np.zeros((1, 1), np.int64)
    for week in range(40):
        mark_attacks(ends, week, 1.0, LENGTH, key(Stream.COMPETITOR_ATTACK))
        assert ends[0, 0] == LENGTH * (week // LENGTH + 1)


def test_no_competitors_no_attacks(key):
    assert live(key, 0.0).sum() == 0.0


def test_cells_are_attacked_independently(key):
    on = live(key, 0.02).reshape(WEEKS, -1)
    correlations = np.corrcoef(on.T)[np.triu_indices(REGIONS * INDUSTRIES, 1)]
    assert abs(correlations.mean()) < 0.03


def reports(key, attack, noticed, imagined, seats=400):
    """What reps say, each with two accounts: one of 300 in industry 0, one of 100 in industry 1."""
    customers = new_columns(Customers, 2 * seats, seat=np.repeat(np.arange(seats), 2), industry=[0, 1] * seats)
    customers.quarter_sales[:, 0] = [200.0, 100.0] * seats
    customers.quarter_sales[::2, 3] = 100.0
    found, start = np.zeros(seats), np.arange(0, 2 * seats + 1, 2)
    address = (5, key(Stream.ATTACK_REPORT))
    report_attacks(np.arange(seats), start, customers, np.array([attack]), noticed, imagined, *address, found)
    return found


def test_reps_report_the_share_of_their_sales_under_attack(key):
    assert set(reports(key, [1.0, 0.0], 1.0, 0.0)) == {0.75}
    assert set(reports(key, [0.0, 1.0], 1.0, 0.0)) == {0.25}
    assert set(reports(key, [0.0, 0.0], 1.0, 0.0)) == {0.0}


def test_reps_miss_attacks_and_imagine_others(key):
    """Industry 0 is attacked and noticed in 7 of 10 cases; 1 in 10 also blames a competitor in industry 1."""
    found = reports(key, [1.0, 0.0], 0.7, 0.1, seats=4000)
    for share, chance in ((0.0, 0.27), (0.25, 0.03), (0.75, 0.63), (1.0, 0.07)):
        assert abs((found == share).mean() - chance) < 4.0 * np.sqrt(chance * (1.0 - chance) / 4000)
