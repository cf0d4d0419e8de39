"""The elite club trains its own; that training fades is no business of the club's."""

import pytest

import salesim
from salesim.errors import InputError
from salesim.scenario.scenario import Scenario


def test_the_half_life_of_training_has_moved_and_the_old_path_says_where_to():
    with pytest.raises(InputError, match=r"state sales_force\.people\.training_half_life_weeks"):
        salesim.overlay(Scenario(name="x"), {"sales_force.elite_club.half_life_weeks": 52.0})
    moved = salesim.overlay(Scenario(name="x"), {"sales_force.people.training_half_life_weeks": 52.0})
    assert moved.sales_force.people.training_half_life_weeks == 52.0
