"""Small versions of what experiments/experiment_layer.py shows."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "experiments"))
import experiment_layer as layer


@pytest.mark.slow
def test_intervals_hold_the_truth_as_often_as_they_say():
    assert 0.93 <= layer.coverage(400) <= 0.97
    assert 0.92 <= layer.coverage_of_sequential(250) <= 0.98


@pytest.mark.slow
def test_equal_arms_are_seldom_found_different():
    assert layer.false_findings(150) <= 0.05


@pytest.mark.slow
def test_the_best_arm_is_found_as_often_as_promised():
    assert layer.right_choices(100) >= 0.95


@pytest.mark.slow
def test_keyed_luck_saves_more_than_the_same_seed():
    saved, against_seed = layer.shared_random_numbers("by value", 6, "scenarios/small_town.yaml")
    assert saved > 2 and against_seed > 2


@pytest.mark.slow
def test_killed_runs_resume_to_the_same_bytes():
    assert layer.kills(times=2, replications=30) == 2


@pytest.mark.slow
def test_memory_does_not_grow_with_long_tables():
    assert layer.memory(400) < 300


@pytest.mark.parametrize("name", ["coverage", "luck", "kills", "memory", "overhead", "choices", "findings"])
def test_every_study_has_a_name(name):
    assert name in layer.STUDIES
