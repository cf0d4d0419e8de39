"""Both versions of the yardstick give the totals that were written down when it was defined."""

from __future__ import annotations

import math
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

TOTALS = {10: (19_098, 13_317, 35, 1_010_563.4842), 100: (192_245, 133_626, 428, 10_295_197.4298)}


@pytest.fixture(scope="module", autouse=True)
def _experiments_are_importable():
    folder = str(Path(__file__).parents[2] / "experiments")
    sys.path.insert(0, folder)
    yield
    sys.path.remove(folder)


def load(name):
    return import_module(f"reduced_model.{name}")


def assert_totals(totals, n_reps):
    assert (*totals[:3], round(totals.revenue, 4)) == TOTALS[n_reps]


@pytest.mark.parametrize("n_reps", [10, 100])
def test_the_kernel_gives_the_totals(n_reps):
    assert_totals(load("kernel").run(load("world").build_world(n_reps)), n_reps)


@pytest.mark.parametrize("agents_draw", [False, True])
def test_plain_mesa_gives_the_totals(agents_draw):
    mesa = load("plain_mesa")
    assert_totals(mesa.run(mesa.ReducedModel(load("world").build_world(10), agents_draw)), 10)


def test_the_kernel_writes_one_row_a_week_and_leaves_the_world_as_it_was():
    kernel, world = load("kernel"), load("world").build_world(2)
    before = [column.copy() for column in world]
    weeks = np.zeros((52, 4))
    kernel.live(*world, weeks)
    assert weeks.shape[0] == np.count_nonzero(weeks[:, 0])
    assert all(np.array_equal(*pair) for pair in zip(before, world))


def test_a_rep_whose_customers_are_all_gone_stays_at_home():
    kernel, world = load("kernel"), load("world").build_world(1)
    weeks = np.zeros((52, 4))
    kernel.live(world.x_km, world.y_km, np.zeros(100), world.last_visit, weeks)
    assert not weeks.any()


@pytest.mark.parametrize(
    ("name", "reference", "low", "high"),
    [
        ("exp", math.exp, -30.0, 30.0),
        ("log", math.log, 1e-15, 1.0),
        ("cos_turn", lambda u: math.cos(2.0 * math.pi * u), 0.0, 1.0),
    ],
)
def test_the_polynomials_are_exact_to_a_few_last_bits(name, reference, low, high):
    function = getattr(load("kernel"), name)
    for x in np.linspace(low, high, 1001).tolist():
        assert function(x) == pytest.approx(reference(x), rel=1e-14, abs=1e-15)


def test_bulk_draws_follow_the_address():
    world = load("world")
    z = (world.stream_key(3, 5) + 41 * world.G1 + 7 * world.G2) & world.MASK
    assert world.draws(3, 5, 50, 7)[41] == ((world.mix(z) >> 11) + 0.5) * 2.0**-53
