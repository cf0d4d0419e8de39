"""Recognition fades by half in its half-life; badges wear out when they are common; ranks have two signs."""

import numpy as np
import pytest
from pydantic import ValidationError

from salesim.agents.recognition import badge_value, fade_recognition, rank_value
from salesim.policy.recognition import RecognitionParameters


def test_half_life():
    stock = np.array([1.0, 0.0, 4.0])
    for _ in range(8):
        fade_recognition(stock, 8.0)
    assert stock == pytest.approx([0.5, 0.0, 2.0])


def test_a_badge_is_worth_less_when_many_get_one_or_the_last_is_still_felt():
    assert badge_value(0.0, 0.2, 1.0, 1.0) == pytest.approx(0.8)
    assert badge_value(0.0, 0.6, 1.0, 1.0) == pytest.approx(0.4)
    assert badge_value(1.0, 0.2, 1.0, 1.0) == pytest.approx(0.4)
    assert badge_value(-1.0, 0.2, 1.0, 1.0) == pytest.approx(0.8)


def test_frequent_badges_wear_out():
    """Four times as many badges, well under four times the recognition."""

    def mean_felt(every_weeks):
        stock, felt = np.zeros(1), []
        for week in range(104):
            if week % every_weeks == 0:
                stock += badge_value(stock[0], 0.2, 1.0, 1.0)
            fade_recognition(stock, 8.0)
            felt.append(stock[0])
        return np.mean(felt[52:])

    assert mean_felt(13) < mean_felt(3) < 3.0 * mean_felt(13)


def test_the_first_of_a_list_gain_and_the_last_lose():
    assert [rank_value(place, 0.3, 0.45) for place in (0.0, 0.25, 0.5, 0.75, 1.0)] == pytest.approx(
        [-0.45, -0.225, 0.0, 0.15, 0.3]
    )


def test_a_badge_is_awarded_once_for_a_measure():
    with pytest.raises(ValidationError, match="measures hold one twice"):
        RecognitionParameters(measures=("attainment", "attainment"))
