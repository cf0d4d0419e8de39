"""Random legal maps: two neighbors are joined, a random tree is drawn through their ground, and it is cut in two.

A legal map gives each territory connected ground and a workload within a tolerance of the mean. The chain of maps
forgets where it began; maps some way apart are nearly independent. It favors compact maps over spindly ones, as ground
with more spanning trees is cut more often, but nothing else.

Source: DeFord, Duchin & Solomon 2021, "Recombination: a family of Markov chains for redistricting", Harvard Data
Science Review 3(1); the trees by Wilson 1996, "Generating random spanning trees more quickly than the cover time".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.compiled import compiled
from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.random.generator import bits, sequence_key, stream_key, unit

TREES = 40  # drawn through the ground of two neighbors before they stay as they are
FIRST_TREES = 2_000  # drawn at a beginning, before a map is given up
STARTS = 20  # beginnings that are tried


class CellGraph(NamedTuple):
    """Cells of customers and what lies beside each.

    Parameters
    ----------
    weight : (m,) of each cell
    first : (m + 1,) int64; the cells next to cell u are beside[first[u]:first[u + 1]]
    beside : int32
    """

    weight: np.ndarray
    first: np.ndarray
    beside: np.ndarray


@compiled
def draw_tree(graph, members, n, where, parent, sequence, draw):
    """A uniformly random spanning tree of ``members[:n]``: ``parent`` (m,) of each, -1 of the root, the first member.

    ``where`` (m,) is 1 for members, and 2 once they are in the tree. Returns the next draw of the sequence.
    """
    root = members[0]
    parent[root] = -1
    where[root] = 2
    for i in range(1, n):
        at = members[i]
        while where[at] == 1:  # walk at random until the tree is met; what is left again is forgotten
            low, high = graph.first[at], graph.first[at + 1]
            to = graph.beside[low + np.int64(unit(bits(sequence, draw)) * (high - low))]
            draw += 1
            if where[to] > 0:
                parent[at] = to
                at = to
        at = members[i]
        while where[at] == 1:
            where[at] = 2
            at = parent[at]
    return draw


@compiled
def cut_tree(graph, members, n, parent, below, order, low, high, sequence, draw):
    """The member above whom the tree is cut, so that both sides are within bounds; -1 there is none.

    ``low``, ``high`` (2,) bound the weight of the side below the cut and of the other one. Fills ``below`` (m,), the
    weight of each member and of all under it, and ``order`` (n,), members with each after all under it.
    """
    for i in range(n):
        below[members[i]] = 0.0
    # members by depth, the deepest first: an order in which parents come last
    deepest = 0
    for i in range(n):
        depth, at = 0, members[i]
        while parent[at] >= 0:
            at = parent[at]
            depth += 1
        order[i] = depth
        deepest = max(deepest, depth)
    begin = np.zeros(deepest + 2, np.int64)
    for i in range(n):
        begin[deepest - order[i] + 1] += 1
    for depth in range(deepest + 1):
        begin[depth + 1] += begin[depth]
    sorted_members = np.empty(n, np.int64)
    for i in range(n):
        rank = deepest - order[i]
        sorted_members[begin[rank]] = members[i]
        begin[rank] += 1
    total = 0.0
    for i in range(n):
        order[i] = sorted_members[i]
        total += graph.weight[members[i]]
    found, chosen = 0, -1
    for i in range(n):
        at = order[i]
        below[at] += graph.weight[at]
        if parent[at] >= 0:
            below[parent[at]] += below[at]
            rest = total - below[at]
            if low[0] <= below[at] <= high[0] and low[1] <= rest <= high[1]:
                found += 1
                if unit(bits(sequence, draw)) * found < 1.0:  # each of them with the same chance
                    chosen = at
                draw += 1
    return chosen, draw


@compiled
def split_ground(graph, members, n, where, parent, below, order, low, high, sequence, draw, trees):
    """Cut ``members[:n]`` in two connected sides within bounds: 3 in ``where`` is the side below the cut.

    Returns the number of members below, 0 if none of the trees can be cut, and the next draw.
    """
    for _ in range(trees):
        for i in range(n):
            where[members[i]] = 1
        draw = draw_tree(graph, members, n, where, parent, sequence, draw)
        cut, draw = cut_tree(graph, members, n, parent, below, order, low, high, sequence, draw)
        if cut >= 0:
            n_below = 0
            for i in range(n - 1, -1, -1):  # parents first
                at = order[i]
                if at == cut or (parent[at] >= 0 and where[parent[at]] == 3):
                    where[at] = 3
                    n_below += 1
            return n_below, draw
    return 0, draw


@compiled
def begin_map(graph, k, low, high, sequence):
    """A random map to begin with: all ground is cut in two, and each side again. (m,) int32; empty if it fails."""
    m = graph.weight.shape[0]
    where, parent = np.zeros(m, np.int8), np.empty(m, np.int64)
    below, order = np.empty(m), np.empty(m, np.int64)
    territory_of = np.zeros(m, np.int32)
    lows, highs = np.empty(2), np.empty(2)
    members = np.empty(m, np.int64)
    waiting = np.empty((k, 2), np.int64)  # first number, number of territories
    waiting[0, 0], waiting[0, 1] = 0, k
    n_waiting, draw = 1, 0
    while n_waiting > 0:
        n_waiting -= 1
        number, parts = waiting[n_waiting, 0], waiting[n_waiting, 1]
        if parts == 1:
            continue
        n = 0
        for at in range(m):
            if territory_of[at] == number:
                members[n] = at
                n += 1
        left = parts // 2
        # before the last cuts only half the room is used up, or small errors would leave them none
        room = 0.5 * (high - low) if parts == 2 else 0.25 * (high - low)
        mean = 0.5 * (low + high)
        lows[0], highs[0] = left * mean - room, left * mean + room
        lows[1], highs[1] = (parts - left) * mean - room, (parts - left) * mean + room
        n_below, draw = split_ground(
            graph, members, n, where, parent, below, order, lows, highs, sequence, draw, FIRST_TREES
        )
        if n_below == 0:
            return np.empty(0, np.int32)
        for i in range(n):
            if where[members[i]] != 3:
                territory_of[members[i]] = number + left
            where[members[i]] = 0
        waiting[n_waiting, 0], waiting[n_waiting, 1] = number, left
        waiting[n_waiting + 1, 0], waiting[n_waiting + 1, 1] = number + left, parts - left
        n_waiting += 2
    return territory_of


@compiled
def recombine(graph, territory_of, low, high, key, first_step, n_steps):
    """So many steps of the chain from ``territory_of`` (m,), which is changed; how many of them changed the map.

    A step's draws are addressed by its number.
    """
    m = graph.weight.shape[0]
    where, parent = np.zeros(m, np.int8), np.empty(m, np.int64)
    below, order, members = np.empty(m), np.empty(m, np.int64), np.empty(m, np.int64)
    lows, highs = np.array([low, low]), np.array([high, high])
    n_edges, changed = graph.beside.shape[0], 0
    owner_of_edge = np.empty(n_edges, np.int32)
    for at in range(m):
        for edge in range(graph.first[at], graph.first[at + 1]):
            owner_of_edge[edge] = at
    for step in range(first_step, first_step + n_steps):
        sequence, draw = sequence_key(key, step), 0
        while True:  # a border at random
            edge = int(unit(bits(sequence, draw)) * n_edges)
            draw += 1
            one, other = np.int64(owner_of_edge[edge]), np.int64(graph.beside[edge])
            if territory_of[one] != territory_of[other]:
                break
        a, b = territory_of[one], territory_of[other]
        members[0], n = one, 1
        where[one] = 1
        reached = 0
        while reached < n:  # the ground of both, over neighbors
            at = members[reached]
            reached += 1
            for edge in range(graph.first[at], graph.first[at + 1]):
                to = graph.beside[edge]
                if where[to] == 0 and (territory_of[to] == a or territory_of[to] == b):
                    where[to] = 1
                    members[n] = to
                    n += 1
        n_below, draw = split_ground(graph, members, n, where, parent, below, order, lows, highs, sequence, draw, TREES)
        if n_below > 0:
            changed += 1
            for i in range(n):
                territory_of[members[i]] = a if where[members[i]] == 3 else b
        for i in range(n):
            where[members[i]] = 0
    return changed


def begin_chain(graph: CellGraph, k: int, tolerance: float, seed: int, chain: int) -> np.ndarray:
    """A random legal map (m,) int32 from which a chain begins.

    Raises
    ------
    InputError : no map was found in which all territories are within the tolerance
    """
    low, high = bounds(graph, k, tolerance)
    for start in range(STARTS):
        territory_of = begin_map(graph, k, low, high, np.uint64(stream_key(seed, chain, start)))
        if len(territory_of):
            return territory_of
    message = Phrase("found no map of {k} connected territories within {tolerance:.0%} of the mean workload",
                     k=k, tolerance=tolerance)  # fmt: skip
    raise InputError(message, "--tolerance", tolerance, Phrase("a wider tolerance"))


def bounds(graph: CellGraph, k: int, tolerance: float) -> tuple[float, float]:
    """Least and largest weight of a territory."""
    mean = float(graph.weight.sum()) / k
    return (1.0 - tolerance) * mean, (1.0 + tolerance) * mean
