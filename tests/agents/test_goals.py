"""A goal's pull, its temptation and its worth against closed forms, and their kernels."""

import math

import numpy as np
import pytest

from salesim.agents.falsified_visits import Falsified
from salesim.agents.goals import (
    GoalParameters,
    goal_numbers,
    goal_pull,
    goal_temptation,
    goal_value,
    press_goals,
    tempt,
    value_goals,
)
from salesim.columns import Reps, Tool, new_columns
from salesim.pay.wager import WagerTerms, menu_arrays

GOALS = goal_numbers(GoalParameters())
SIGMA, LOSS = 0.15, 1.6


def phi(z):
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def pull(gap, goals=GOALS, loss=LOSS):
    return goal_pull(1.0 + gap, 1.0, SIGMA, loss, goals)


def people(n, **values):
    return new_columns(Reps, n, seat=np.arange(n), **({"present": 1, "loss_aversion": LOSS} | values))


@pytest.mark.parametrize("gap", [-0.4, -0.1, 0.0, 0.1, 0.6])
def test_the_pull_by_hand(gap):
    lost = 0.6 * phi(gap / SIGMA) * math.exp(-max(gap, 0.0) / 0.25)
    assert pull(gap) == pytest.approx(0.4 * (lost - 0.15 * phi(-gap / SIGMA)), abs=1e-9)


def test_the_pull_is_a_hump_over_the_gap():
    """Strongest a little short of the goal, faint where it is out of reach, and easing once it is sure."""
    assert pull(0.1) > pull(0.6) > 0.0 > pull(-0.4)
    assert 0.0 < max(np.linspace(-0.6, 1.0, 161), key=pull) < 0.25
    assert pull(-1.0) == pytest.approx(-0.4 * 0.15)
    assert pull(0.1, loss=1.0) < 0.0, "who feels losses no more than gains only eases off"


def test_a_chosen_goal_pulls_more_than_a_given_one_and_none_not_at_all():
    reps = people(3)
    terms = (np.full(3, 1.1), np.array([1.0, 0.5, 0.0]), np.ones(3), np.full(3, SIGMA))
    press_goals(reps, *terms, GOALS)
    assert reps.beside_pay == pytest.approx(np.array([1.0, 0.5, 0.0]) * pull(0.1))
    press_goals(reps, *terms, GOALS._replace(strength=0.0))
    assert reps.beside_pay == pytest.approx(np.array([1.0, 0.5, 0.0]) * pull(0.1))


def test_the_temptation_is_greatest_at_the_goal():
    at = [goal_temptation(1.0 + gap, 1.0, SIGMA, GOALS) for gap in (-0.3, -0.15, 0.0, 0.15, 0.3)]
    assert at == pytest.approx([0.04 * math.exp(-0.5 * (gap / SIGMA) ** 2) for gap in (-0.3, -0.15, 0.0, 0.15, 0.3)])


def test_what_a_goal_tempts_to_adds_to_what_rewards_do_and_check_in_stops_it():
    reps = people(4, invented_share=[0.0, 0.02, 0.02, 0.899])
    reps.uses[2, Tool.CHECK_IN] = 1
    numbers = Falsified(response=0.2, detection=0.0, check_in=0.8, penalty=2.0, most=0.9, false_alarm=0.0)
    tempt(reps, np.ones(4), np.ones(4), np.ones(4), np.full(4, SIGMA), GOALS, numbers)
    assert reps.invented_share == pytest.approx([0.2 * 0.04, 0.02 + 0.2 * 0.04, 0.02, 0.9])


def test_a_goal_is_worth_most_near_one_s_own_forecast():
    """Too low a goal binds to nothing, one out of reach hurts; who is optimistic sets it too high."""
    worth = [goal_value(goal, 1.0, SIGMA, LOSS, GOALS) for goal in (0.5, 0.95, 1.8)]
    assert worth[1] > max(worth[0], worth[2])
    assert worth[1] == pytest.approx(pull(-0.05) - 1.6 * 0.1 * phi(-0.05 / SIGMA))
    menu = menu_arrays(
        (
            WagerTerms(name="low", win_at=0.5, bonus=0.0, claw_back=0.0),
            WagerTerms(name="bet", win_at=1.0, bonus=1.0, claw_back=0.0),
            WagerTerms(name="ours", win_at=1.8, bonus=0.0, claw_back=0.0, team=True),
        )
    )
    reps = people(2, opening_forecast=0.97, opening_sigma=SIGMA, present=[1, 0])
    values = np.zeros((2, 3))
    value_goals(reps, menu, GOALS, 0.03, np.full(2, 0.985), np.full(2, SIGMA), np.full(2, 0.5), values)
    assert values[0] == pytest.approx([worth[0], 0.0, worth[2]]), "a bet is weighed by its money"
    assert not values[1].any()
