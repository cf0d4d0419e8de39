"""Neighbors, pieces, and territories mended into one piece."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.territory import contiguity
from salesim.territory.contiguity import count_enclaves, draw_neighborhood, find_pieces, gather, mend


@pytest.fixture
def lattice():
    """10 x 10 customers, a territory on each side of x = 5, slightly out of line so that all triangles are certain."""
    rng = np.random.default_rng(0)
    x, y = (values.ravel() * 1.0 for values in np.meshgrid(np.arange(10), np.arange(10)))
    return x + rng.normal(0, 0.01, 100), y + rng.normal(0, 0.01, 100), (x >= 5).astype(np.int32)


def test_a_divided_map_is_in_one_piece_each_and_an_enclave_is_found(lattice):
    x, y, side = lattice
    neighborhood = draw_neighborhood(x, y)
    assert count_enclaves(side, 2, neighborhood) == 0
    side[[22, 77]] = 1 - side[[22, 77]]
    assert count_enclaves(side, 2, neighborhood) == 2
    pieces = find_pieces(side, 2, neighborhood)
    assert np.bincount(pieces)[pieces[[22, 77]]].tolist() == [1, 1]


def test_enclaves_go_to_those_around_them_and_the_rest_stays(lattice):
    x, y, side = lattice
    expected = side.copy()
    side[[22, 77]] = 1 - side[[22, 77]]
    nobody = np.zeros(100, dtype=bool)
    mended = mend(side, np.ones(100), 2, draw_neighborhood(x, y), nobody)
    np.testing.assert_array_equal(mended, expected)


def test_held_customers_stay_even_apart(lattice):
    x, y, side = lattice
    side[[22, 77]] = 1 - side[[22, 77]]
    held = np.arange(100) == 22
    mended = mend(side, np.ones(100), 2, draw_neighborhood(x, y), held)
    assert mended[[22, 77]].tolist() == [1, 1]


def test_the_heaviest_piece_stays():
    x = np.arange(5.0)
    parts = np.array([0, 1, 1, 1, 0], dtype=np.int32)
    mended = mend(parts, np.array([1.0, 1, 1, 1, 9]), 2, draw_neighborhood(x, np.zeros(5)), np.zeros(5, bool))
    assert mended.tolist() == [1, 1, 1, 1, 0]


def test_customers_at_one_spot_share_a_place():
    neighborhood = draw_neighborhood(np.array([0.0, 1.0, 0.0, 2.0]), np.zeros(4))
    assert neighborhood.place_of.tolist() == [0, 1, 0, 2]
    assert neighborhood.beside[neighborhood.first[0] : neighborhood.first[1]].tolist() == [1]
    assert count_enclaves(np.array([0, 0, 1, 0], dtype=np.int32), 2, neighborhood) == 0


def test_blocks_are_small_and_hold_who_is_close(monkeypatch):
    rng = np.random.default_rng(1)
    x, y = rng.normal(0, 10, (2, 5000))
    blocks = gather(x, y, 20)
    assert np.bincount(blocks).max() <= 20
    assert np.bincount(blocks).min() >= 1
    center = np.bincount(blocks, x) / np.bincount(blocks)
    assert np.std(x - center[blocks]) < 2.0
    assert len(np.unique(gather(np.zeros(50), np.zeros(50), 20))) == 1
    # a large market is still seen as contiguous where it is, and an enclave is still found
    monkeypatch.setattr(contiguity, "MAX_PLACES", 1000)
    neighborhood = draw_neighborhood(x, y)
    assert len(neighborhood.first) - 1 < 2000
    side = (x > 0).astype(np.int32)
    assert count_enclaves(side, 2, neighborhood) <= 2
    side[np.hypot(x + 10, y) < 2] = 1
    assert count_enclaves(side, 2, neighborhood) >= 1
