"""Knowing an industry: what it is worth, how it is learnt, whom it belongs to."""

import numpy as np
import pytest

from salesim.agents.specialism import begin_settled, learn, mastery, qualities_by_industry
from salesim.columns import MAX_INDUSTRIES, Reps, new_columns

USUAL = np.array([0.5, 0.3, 0.2])


def team(shares):
    reps = new_columns(Reps, len(shares))
    reps.experience[:, : len(shares[0])] = shares
    return reps


def test_a_specialist_is_better_and_a_stranger_worse_than_who_serves_everybody():
    assert mastery(1.0, 0.5, 0.15, 0.3) == pytest.approx((1.0 / 0.65) ** 0.15)
    assert mastery(0.0, 0.5, 0.15, 0.3) == pytest.approx((0.3 / 0.65) ** 0.15)
    assert mastery(0.5, 0.5, 0.15, 0.3) == 1.0
    # a rare industry is one of which an ordinary rep knows little, so that its specialist stands out more
    assert mastery(1.0, 0.1, 0.15, 0.3) > mastery(1.0, 0.5, 0.15, 0.3)


def test_twice_the_experience_is_worth_as_much_wherever_one_stands():
    steps = [mastery(0.4, 0.2, 0.15, 0.05), mastery(0.81 / 0.95 - 0.05 / 0.95, 0.2, 0.15, 0.05)]
    assert steps[1] / steps[0] == pytest.approx((0.81 / 0.43) ** 0.15)


def test_nothing_depends_on_experience_where_it_is_worth_nothing():
    reps = team([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    quality, result = np.array([1.1, 0.7]), np.empty((2, 3))
    qualities_by_industry(quality, reps.experience, USUAL, 0.0, 0.3, result)
    assert (result == quality[:, None]).all()


def test_quality_by_industry_is_the_reps_own_times_mastery():
    reps = team([[0.5, 0.3, 0.2], [1.0, 0.0, 0.0]])
    result = np.empty((2, 3))
    qualities_by_industry(np.array([1.2, 0.0]), reps.experience, USUAL, 0.15, 0.3, result)
    assert result[0] == pytest.approx([1.2, 1.2, 1.2])
    assert (result[1] == 0.0).all()


def test_half_is_learnt_in_a_half_life_and_half_forgotten():
    reps = team([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    visits = np.array([[9, 0, 0], [3, 1, 0]])
    for _ in range(26):
        learn(reps.experience, visits, 26.0)
    assert reps.experience[0, :3] == pytest.approx([0.5, 0.5, 0.0])
    assert reps.experience[1, :3] == pytest.approx([0.375, 0.125, 0.0])


def test_a_week_without_visits_changes_nothing():
    reps = team([[0.2, 0.8, 0.0]])
    learn(reps.experience, np.zeros((1, 3), np.int64), 26.0)
    assert reps.experience[0, :3].tolist() == [0.2, 0.8, 0.0]


def test_settled_reps_know_their_own_customers():
    reps = new_columns(Reps, 3)
    seat_of, industry = np.array([0, 0, 0, 1, 1, 1]), np.array([2, 2, 0, 1, 1, 0])
    is_customer = np.array([True, True, True, True, True, False])
    usual = begin_settled(reps, seat_of, industry, is_customer)
    assert reps.experience[:, :3].tolist() == [[pytest.approx(1 / 3), 0.0, pytest.approx(2 / 3)], [0, 1, 0], [0, 0, 0]]
    assert usual[:3] == pytest.approx([0.2, 0.4, 0.4]) and len(usual) == MAX_INDUSTRIES
