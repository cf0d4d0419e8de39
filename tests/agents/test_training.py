"""Training has diminishing returns."""

from itertools import pairwise

import pytest

from salesim.agents.training import trained


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
