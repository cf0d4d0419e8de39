"""Arrival context: whom visits are key to, and what the screen adds to memory."""

import pytest

from salesim.agents.context import is_key, knowing
from salesim.columns import State


@pytest.mark.parametrize(
    ("state", "grade", "to_renewal", "key"),
    [
        (State.HEALTHY, 0, -1, True),
        (State.HEALTHY, 1, -1, False),
        (State.HEALTHY, 4, 3, True),
        (State.HEALTHY, 4, 4, False),
        (State.FADING, 4, -1, True),
        (State.PROPOSAL, 0, -1, False),
    ],
)
def test_key_customers(state, grade, to_renewal, key):
    assert is_key(state, grade, to_renewal) == key


def test_what_is_forgotten_can_be_read():
    """1 + .25 (1 - .85^4) .7; a successor knows nothing, blank records tell nothing."""
    assert knowing(4, True, 0.7, 0.85, 0.25) == pytest.approx(1.0 + 0.25 * (1.0 - 0.85**4) * 0.7)
    assert knowing(0, True, 0.7, 0.85, 0.25) == 1.0
    assert knowing(0, False, 0.7, 0.85, 0.25) == pytest.approx(1.0 + 0.25 * 0.7)
    assert knowing(9, True, 0.0, 0.85, 0.25) == 1.0
