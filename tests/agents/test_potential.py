"""What a seat's customers would buy, added up by hand."""

import numpy as np
import pytest

from salesim.agents.potential import ATTACKED, CARED, N_POTENTIALS, USUAL, potential_of_seats
from salesim.columns import Customers, State, new_columns


def test_potential_adds_up_by_seat():
    """Seat 1: a healthy customer, one half-way through the decline, one gone, one prospect; seat 0 is not looked at."""
    customers = new_columns(
        Customers,
        6,
        seat=[0, 1, 1, 1, 1, 2],
        state=[State.HEALTHY, State.HEALTHY, State.FADING, State.GONE, State.LEAD, State.HEALTHY],
        order_rate=0.5,
        order_value=1000.0,
        relationship=[1.0, 0.8, 1.0, 1.0, 1.0, 1.0],
        goodwill=[1.0, 3.0, 1.0, 1.0, 1.0, 0.0],
        state_week=10,
        industry=[0, 0, 1, 1, 1, 1],
    )
    attacked, potential = np.array([[0.25, 0.0]]), np.zeros((2, N_POTENTIALS))
    start = np.array([0, 1, 5, 6])
    potential_of_seats(np.array([2, 1]), start, customers, attacked, 1.0, 0.5, 12, 16, potential)
    assert potential[1, USUAL] == pytest.approx(500.0 * 0.8 + 500.0 * 0.5)
    # goodwill of 3 against a mean of 1: (4 / 2)^.5
    assert potential[1, CARED] == pytest.approx(400.0 * 2.0**0.5 + 250.0)
    assert potential[1, ATTACKED] == pytest.approx(0.25 * 400.0 * 2.0**0.5)
    assert potential[0].tolist() == pytest.approx([500.0, 500.0 * 0.5**0.5, 0.0])
