"""Recognition fades; badges act before they are given and wear out when they are common; ranks have two signs."""

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import stats

from salesim.agents.effort import EffortParameters, drive, effort
from salesim.agents.recognition import (
    award_slope,
    award_slopes,
    badge_value,
    fade_recognition,
    rank_drive,
    rank_drives,
    rank_value,
)
from salesim.policy.recognition import RecognitionParameters
from salesim.weeks import QUARTER

P, E = RecognitionParameters(), EffortParameters()
SHAPE = (P.rank_first, P.rank_last, P.rank_power)


def test_half_life():
    stock = np.array([1.0, 0.0, 4.0])
    for _ in range(8):
        fade_recognition(stock, 8.0)
    assert stock == pytest.approx([0.5, 0.0, 2.0])


def test_a_badge_is_worth_less_when_many_get_one_or_earlier_ones_are_not_forgotten():
    assert badge_value(0.0, 0.2, 1.0, 1.0) == pytest.approx(0.8)
    assert badge_value(0.0, 0.6, 1.0, 1.0) == pytest.approx(0.4)
    assert badge_value(1.0, 0.2, 1.0, 1.0) == pytest.approx(0.4)
    assert badge_value(-1.0, 0.2, 1.0, 1.0) == pytest.approx(0.8)
    assert badge_value(0.0, 1.0, 1.0, 1.0) == 0.0  # what everybody gets


def test_the_fourth_badge_of_a_year_is_worth_less_than_half_of_the_first():
    kept, habit, worth = 0.5 ** (QUARTER / P.habit_half_life_weeks), 0.0, []
    for _ in range(4):
        worth.append(badge_value(habit, P.top_share, P.crowding, P.habituation))
        habit = kept * (habit + 1.0)
    assert np.all(np.diff(worth) < 0) and worth[3] < 0.5 * worth[0]
    assert worth[3] == pytest.approx(0.8 / (1.0 + kept + kept**2 + kept**3))


def test_an_announced_badge_is_felt_most_where_it_is_won():
    """V phi(0) / sigma at the cut, e^-1/2 of that one sigma away, nothing ten away; over all forecasts it sums to V."""
    at, near, far = (award_slope(1.2, forecast, 0.15, 0.05) for forecast in (1.2, 1.05, -0.3))
    assert at == pytest.approx(0.05 * stats.norm.pdf(0.0) / 0.15)
    assert near == pytest.approx(at * np.exp(-0.5)) and far < 1e-20
    grid = np.linspace(-1.0, 3.0, 4001)
    slopes = award_slopes(1.2, grid, np.full(4001, 0.15), np.full(4001, 0.05))
    assert np.trapezoid(slopes, grid) == pytest.approx(0.05)
    assert slopes.argmax() == np.abs(grid - 1.2).argmin()


def test_an_announced_badge_by_default_adds_two_per_cent_of_sales_at_most():
    """At the cut, a sigma of .15: drive + .18, sales + 3 % (elasticity .37)."""
    added = (1.0 - E.floor) * award_slope(1.0, 1.0, 0.15, P.worth) / E.usual_stake
    assert added == pytest.approx(0.183, abs=0.001)
    lifted = effort(1.0, 1.0 + added, 1.0, E.exponent, E.lowest, E.highest)
    assert 1.02 < lifted**0.37 < 1.035


def test_a_badge_that_was_given_is_felt_as_seven_per_cent_of_effort_in_the_following_quarter():
    stock, felt = np.array([badge_value(0.0, P.top_share, P.crowding, P.habituation)]), []
    for _ in range(QUARTER):
        felt.append(effort(1.0, drive(0.4, 0.4, P.effect * stock[0], E.floor), 1.0, E.exponent, E.lowest, E.highest))
        fade_recognition(stock, P.half_life_weeks)
    assert np.mean(felt) - 1.0 == pytest.approx(0.07, abs=0.01)


def test_frequent_badges_wear_out():
    """Four times as many badges, well under four times the recognition."""

    def mean_felt(every_weeks):
        stock, habit, felt = np.zeros(1), np.zeros(1), []
        for week in range(104):
            if week % every_weeks == 0:
                stock += badge_value(habit[0], 0.2, 1.0, 1.0)
                habit += 1.0
            fade_recognition(stock, 8.0)
            fade_recognition(habit, 32.0)
            felt.append(stock[0])
        return np.mean(felt[52:])

    assert mean_felt(13) < mean_felt(3) < 2.0 * mean_felt(13)


def test_the_first_of_a_list_gain_recognition_and_the_last_lose_it():
    assert [rank_value(place, 0.3, 0.45) for place in (0.0, 0.25, 0.5, 0.75, 1.0)] == pytest.approx(
        [-0.45, -0.225, 0.0, 0.15, 0.3]
    )


def test_a_rank_drives_the_first_and_the_last_and_nobody_on_average():
    places = np.linspace(0.0, 1.0, 2001)
    drives = rank_drives(places, np.zeros(2001), np.ones(2001), *SHAPE, 0.5, 0.0)
    assert np.trapezoid(drives, places) == pytest.approx(0.0, abs=1e-6)
    assert drives[-1] == pytest.approx(0.2 - 0.3 / 9.0) and drives[0] == pytest.approx(0.1 - 0.3 / 9.0)
    assert drives[1000] < 0.0 < drives[0] < drives[-1]


def test_a_rank_drives_nobody_under_flat_pay_but_disappoints_who_fell():
    assert rank_drive(1.0, 0.0, 0.0, *SHAPE, 0.5, 0.0) == 0.0
    assert rank_drive(0.3, 0.4, 0.0, *SHAPE, 0.5, 0.0) == pytest.approx(-0.2)
    assert rank_drive(0.3, 0.4, 1.0, *SHAPE, 0.5, 0.0) < rank_drive(0.3, 0.0, 1.0, *SHAPE, 0.5, 0.0)


def test_solidarity_turns_a_rank_against_the_firm():
    places = np.linspace(0.0, 1.0, 2001)
    drives = rank_drives(places, np.zeros(2001), np.ones(2001), *SHAPE, 0.0, 0.3)
    assert np.trapezoid(drives, places) == pytest.approx(-0.15)
    assert drives[0] < drives[-1]


def test_who_is_on_no_list_feels_none():
    drives = rank_drives(np.array([np.nan, 1.0]), np.zeros(2), np.ones(2), *SHAPE, 0.5, 0.3)
    assert drives[0] == 0.0 and drives[1] > 0.1


def test_a_badge_is_awarded_once_for_a_measure():
    with pytest.raises(ValidationError, match="measures hold one twice"):
        RecognitionParameters(measures=("attainment", "attainment"))


@pytest.mark.parametrize("contested", [{"worth": 0.0}, {"effect": 0.0}, {"effect": -0.1}, {"rank_solidarity": 0.3}])
def test_what_is_contested_may_be_nothing_or_the_opposite(contested):
    RecognitionParameters(**contested)
