"""Fatigue: it comes with effort above normal and with too much work, and goes with time."""

import numpy as np
import pytest

from salesim.agents.fatigue import strain, update_fatigue
from salesim.columns import Reps, new_columns


def test_strain_by_hand():
    """Effort above 1; workload above 1.25 times the mean, a fifth of what it is above that."""
    assert strain(1.3, 1.0, 0.25, 0.2) == pytest.approx(0.3)
    assert strain(0.7, 2.5, 0.25, 0.2) == pytest.approx(0.2)
    assert strain(1.1, 1.25, 0.25, 0.2) == pytest.approx(0.1)
    assert strain(0.9, 0.5, 0.25, 0.2) == 0.0


def test_half_of_it_comes_in_a_half_life_and_goes_in_another():
    reps = new_columns(Reps, 3, present=[1, 1, 0], effort=[1.4, 1.0, 1.4], base_effort=1.0, workload=100.0)
    for _ in range(4):
        update_fatigue(reps, 100.0, 4.0, 0.25, 0.2)
    assert reps.fatigue == pytest.approx([0.2, 0.0, 0.0])
    reps.effort[:] = 1.0
    for _ in range(4):
        update_fatigue(reps, 100.0, 4.0, 0.25, 0.2)
    assert reps.fatigue == pytest.approx([0.1, 0.0, 0.0])


def test_who_has_twice_the_customers_tires():
    reps = new_columns(Reps, 2, present=1, effort=1.0, base_effort=1.0, workload=[200.0, 50.0])
    for _ in range(100):
        update_fatigue(reps, 80.0, 4.0, 0.25, 0.2)
    assert reps.fatigue == pytest.approx([0.2 * (2.5 / 1.25 - 1.0), 0.0], abs=1e-6)
    assert np.isfinite(reps.fatigue).all()
    update_fatigue(reps, 0.0, 4.0, 0.25, 0.2)  # nobody has any work yet
    assert np.isfinite(reps.fatigue).all()


def test_nobody_tires_of_what_is_normal_for_oneself():
    """Who works harder than others by nature is no more tired; who does a fifth more than usual, is by a fifth."""
    reps = new_columns(Reps, 3, present=1, effort=[1.3, 0.9, 1.2], base_effort=[1.3, 0.75, 1.3], workload=80.0)
    for _ in range(100):
        update_fatigue(reps, 80.0, 4.0, 0.25, 0.2)
    assert reps.fatigue == pytest.approx([0.0, 0.2, 0.0], abs=1e-6)
