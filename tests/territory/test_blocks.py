"""Blocks of customers, and neighborhoods that barriers cut."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.barriers import islands, neighborhood_within, split_places
from salesim.territory.blocks import neighborhood_of_blocks, read_blocks
from salesim.territory.contiguity import draw_neighborhood
from salesim.territory.layout import make_sites


def beside(around, place: int) -> list[int]:
    return around.beside[around.first[place] : around.first[place + 1]].tolist()


def test_blocks_lie_beside_each_other_where_their_customers_do():
    # along a line: a a b c c, and another b far behind the others
    x = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
    atom_of = np.array([0, 0, 1, 2, 2, 1])
    around = neighborhood_of_blocks(atom_of, 3, draw_neighborhood(x, np.zeros(6)))
    assert (beside(around, 0), beside(around, 1), beside(around, 2)) == ([1], [0, 2], [1])


def test_blocks_at_one_place_lie_beside_each_other():
    around = neighborhood_of_blocks(np.array([0, 1, 2]), 3, draw_neighborhood(np.array([0.0, 0.0, 9.0]), np.zeros(3)))
    assert (beside(around, 0), beside(around, 1)) == ([1, 2], [0, 2])


def test_a_line_between_customers_makes_islands():
    x, y = np.meshgrid(np.arange(6.0), np.arange(5.0))
    wall = np.array([[2.5, -9.0, 2.5, 9.0]])
    around = neighborhood_within(x.ravel(), y.ravel(), np.zeros(30, int), wall)
    np.testing.assert_array_equal(islands(around), (x.ravel() > 2.5).astype(int))
    short = np.array([[2.5, -9.0, 2.5, 2.5]])  # one gets around its end
    assert islands(neighborhood_within(x.ravel(), y.ravel(), np.zeros(30, int), short)).max() == 0


def test_customers_of_other_grounds_are_no_neighbors_even_at_one_spot():
    x = np.array([0.0, 0.0, 1.0, 1.0])
    around = neighborhood_within(x, np.zeros(4), np.array([0, 1, 0, 1]), np.zeros((0, 4)))
    assert islands(around).tolist() == [0, 1, 0, 1]
    split = split_places(draw_neighborhood(x, np.zeros(4)), np.array([0, 1, 0, 1]))
    assert islands(split).tolist() == [0, 1, 0, 1]


def test_a_blank_is_a_block_of_its_own():
    codes = np.array(["b", None, "a", "b", ""], dtype=object)
    sites = make_sites(np.arange(5), np.arange(5.0), np.zeros(5), columns={"postcode": codes})
    block_of, _ = read_blocks("postcode", sites)
    assert block_of[0] == block_of[3] and len(set(block_of.tolist())) == 4


def test_unknown_blocks_are_refused_with_those_that_there_are():
    sites = make_sites(np.arange(2), np.arange(2.0), np.zeros(2), columns={"postcode": np.array(["1", "2"], object)})
    with pytest.raises(InputError, match=r"no such blocks .*did you mean 'postcode'"):
        read_blocks("postcod", sites)
