"""Training has diminishing returns."""

from itertools import pairwise

import numpy as np
import pytest

from salesim.agents.training import fade_training, trained


def test_each_further_day_adds_less_up_to_the_ceiling():
    skill = [0.0]
    for _ in range(200):
        skill.append(trained(skill[-1], 0.02, 0.2))
    gains = [b - a for a, b in pairwise(skill)]
    assert gains[0] == pytest.approx(0.02) and gains[1] == pytest.approx(0.018)
    assert all(a > b >= 0.0 for a, b in pairwise(gains[:50]))
    assert skill[-1] == pytest.approx(0.2) and max(skill) <= 0.2


def test_a_single_day_does_not_pass_the_ceiling():
    assert trained(0.0, 0.5, 0.2) == 0.2


def test_half_of_it_is_lost_in_a_half_life():
    skill = np.array([0.1, 0.0])
    for _ in range(78):
        fade_training(skill, 78.0)
    assert skill == pytest.approx([0.05, 0.0])
