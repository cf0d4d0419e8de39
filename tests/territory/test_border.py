"""Crossing a border: who may, who does, and that territories hang together."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.territory.border import borders, may_cross, shift
from salesim.territory.contiguity import count_enclaves, draw_neighborhood
from salesim.territory.layout import sum_by
from salesim.territory.repair import bring_within, capped, improve
from salesim.territory.weighted import Weighted

NOBODY = np.zeros(400, dtype=bool)


@pytest.fixture
def field():
    """400 customers in a square, four territories in a row of very different width."""
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 20, (2, 400))
    return x, y, np.digitize(x, [2.0, 9.0, 18.0]).astype(np.int32), draw_neighborhood(x, y)


def test_borders_are_between_neighbors(field):
    _, _, parts, neighborhood = field
    pairs = {tuple(pair) for pair in borders(parts, 4, neighborhood).tolist()}
    assert {(0, 1), (1, 2), (2, 3)} <= pairs
    assert (0, 3) not in pairs


def test_nobody_crosses_from_within_or_where_it_would_cut_the_territory():
    x = np.arange(5.0)
    neighborhood = draw_neighborhood(x, np.zeros(5))
    parts = np.array([0, 0, 0, 1, 0], dtype=np.int32)
    allowed = [may_cross(i, 1, parts, neighborhood) for i in (0, 1, 2, 4)]
    assert allowed == [False, False, True, True]
    parts = np.array([0, 0, 0, 1, 1], dtype=np.int32)
    assert not may_cross(1, 1, parts, neighborhood)


def test_a_shift_follows_the_queue_and_stops_at_the_amount():
    neighborhood = draw_neighborhood(np.arange(5.0), np.zeros(5))
    parts, counts = np.array([0, 0, 0, 0, 1], dtype=np.int32), np.array([4, 1])
    weight, held = np.array([1.0, 1.0, 2.0, 1.0, 1.0]), np.zeros(5, dtype=bool)
    customers, queue = Weighted(np.arange(5.0), np.zeros(5), weight, held), np.array([0, 1, 2, 3])
    moved = shift(queue, 1, 3.4, customers, counts, 20, parts, neighborhood)
    # 3 stands at the border, then 2 does; with 1, more than 3.4 would be further off than without
    assert moved == 3.0
    assert parts.tolist() == [0, 0, 1, 1, 1]
    assert counts.tolist() == [2, 3]


def test_flows_even_out_keep_pieces_whole_and_leave_the_held(field):
    x, y, parts, neighborhood = field
    weight = np.random.default_rng(0).lognormal(0, 0.5, 400)
    fair, before = np.full(4, weight.sum() / 4), parts.copy()
    held = NOBODY.copy()
    held[np.flatnonzero(parts == 1)[:20]] = True
    bounds = (0.97 * fair, 1.03 * fair)
    customers = Weighted(x, y, weight, held)
    after = bring_within(parts, customers, *bounds, neighborhood)
    after = improve(after, customers, *bounds, neighborhood, passes=10)
    assert np.abs(sum_by(after, 4, weight) / fair - 1).max() <= 0.03
    assert count_enclaves(after, 4, neighborhood) <= count_enclaves(before, 4, neighborhood)
    np.testing.assert_array_equal(after[held], before[held])
    np.testing.assert_array_equal(parts, before)


def test_exchanges_save_distance_within_the_bounds(field):
    x, y, _, neighborhood = field
    weight, k = np.ones(400), 4
    parts = np.repeat(np.arange(4, dtype=np.int32), 100)[np.argsort(np.argsort(x))]  # slices

    def spread(part_of: np.ndarray) -> float:
        return sum(x[part_of == j].var() * 100 + y[part_of == j].var() * 100 for j in range(k))

    fair = np.full(k, 100.0)
    after = improve(parts, Weighted(x, y, weight, NOBODY), fair, fair, neighborhood, passes=20)
    assert sum_by(after, k).tolist() == [100] * 4
    assert spread(after) < 0.95 * spread(parts)


def test_heavy_customers_are_capped_at_what_the_others_share():
    assert capped(np.array([8.0, 1.0, 1.0, 1.0, 1.0]), 3).tolist() == [2.0, 1.0, 1.0, 1.0, 1.0]
    assert capped(np.array([9.0, 7.0, 1.0, 1.0]), 3).tolist() == [2.0, 2.0, 1.0, 1.0]
    even = np.array([1.0, 2.0, 1.0])
    np.testing.assert_array_equal(capped(even, 2), even)
