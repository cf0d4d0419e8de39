"""Numbering like another layout: the best numbering, and one and the same of those that are equally good."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from scipy.sparse import csgraph

from salesim.territory.numbering import relabel


def test_it_is_the_best_of_all_numberings():
    random = np.random.default_rng(3)
    for _ in range(20):
        mine, other, weight = random.integers(0, 5, 60), random.integers(0, 5, 60), random.uniform(0, 1, 60)
        kept = weight[relabel(mine, other, weight) == other].sum()
        best = max(weight[np.array(p)[mine] == other].sum() for p in permutations(range(5)))
        assert kept == pytest.approx(best)


def test_new_territories_get_new_numbers_and_none_is_shared():
    other = np.zeros(9, int)
    mine = np.repeat([0, 1, 2], [2, 4, 3])
    assert relabel(mine, other).tolist() == [1] * 2 + [0] * 4 + [2] * 3


def first_by_hand(mine: np.ndarray, other: np.ndarray) -> list[int]:
    """The rule by trying all: most customers kept, then the lowest numbers in the order of first customers.

    A territory may only have the number of one that it shares customers with, or a new one.
    """
    labels = list(dict.fromkeys(mine.tolist()))
    n_other = int(other.max()) + 1
    best: tuple = ()
    for numbers in permutations(range(n_other + len(labels)), len(labels)):
        kept = 0
        for label, number in zip(labels, numbers, strict=True):
            shared = int((other[mine == label] == number).sum())
            if number < n_other and not shared:
                break
            kept += shared
        else:
            # new numbers count as equal: they are given out in order afterwards
            rank = (-kept, [min(number, n_other) for number in numbers])
            best = min(best or rank, rank)
    fresh = iter(range(n_other, n_other + len(labels)))
    number_of = {label: next(fresh) if n == n_other else n for label, n in zip(labels, best[1], strict=True)}
    return [number_of[label] for label in mine.tolist()]


@pytest.fixture(params=["scipy's", "the other way round"])
def solver(request, monkeypatch):
    """Any solver that finds a best assignment; the second one breaks ties the other way."""
    if request.param != "scipy's":
        own = csgraph.min_weight_full_bipartite_matching

        def reversed_solver(entries, maximize):
            turned = entries[::-1, ::-1].tocsr()
            turned.sort_indices()
            return None, (entries.shape[1] - 1 - own(turned, maximize)[1])[::-1]

        monkeypatch.setattr(csgraph, "min_weight_full_bipartite_matching", reversed_solver)


def test_ties_are_broken_by_the_rule_whatever_the_solver(solver):
    random = np.random.default_rng(8)
    for _ in range(150):
        n = int(random.integers(3, 9))  # few customers: nearly every case has ties
        mine, other = random.integers(0, 4, n), random.integers(0, 3, n)
        assert relabel(mine, other).tolist() == first_by_hand(mine, other)


def test_earlier_numbers_and_units_make_no_difference():
    random = np.random.default_rng(9)
    for _ in range(60):
        mine, other = random.integers(0, 12, 40), random.integers(0, 10, 40)
        once = relabel(mine, other).tolist()
        assert relabel(random.permutation(15)[mine], other).tolist() == once
        assert relabel(mine, other, np.full(40, 0.1)).tolist() == once


def test_a_large_layout_of_nothing_but_ties_is_quick():
    mine, other = np.repeat(np.arange(1500), 2), np.roll(np.repeat(np.arange(1500), 2), 1)
    number = relabel(mine, other)
    assert (number == other).sum() == 1500
