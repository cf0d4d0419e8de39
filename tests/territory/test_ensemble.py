"""Random legal maps: each legal, as often as the theory says, scored as layouts are."""

from itertools import combinations

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.contiguity import draw_neighborhood, find_pieces
from salesim.territory.ensemble import (
    SCORES,
    Wanted,
    agreement_of,
    autocorrelation_time,
    draw_cells,
    draw_ensemble,
    score_layout_alike,
)
from salesim.territory.layout import Layout, make_sites, sum_by
from salesim.territory.recom import CellGraph, begin_chain, bounds, recombine
from salesim.territory.score import score_layout, score_territories

GRID = [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5)]  # two rows of three


def graph_of(edges, weight):
    beside = [sorted({b for a, b in edges if a == u} | {a for a, b in edges if b == u}) for u in range(len(weight))]
    first = np.concatenate([[0], np.cumsum([len(one) for one in beside])]).astype(np.int64)
    return CellGraph(np.asarray(weight, float), first, np.concatenate(beside).astype(np.int32))


def side_below(tree, edge, n):
    """Cells on one side of an edge of a tree, as a bit mask without cell 0."""
    reached, rest = {edge[0]}, [other for other in tree if other != edge]
    for _ in range(n):
        reached |= {b for a, b in rest if a in reached} | {a for a, b in rest if b in reached}
    side = reached if 0 not in reached else set(range(n)) - reached
    return frozenset(side)


def test_maps_come_as_often_as_random_trees_can_be_cut():
    """Two territories of two rows of three cells: all 15 trees, each cut where it leaves three cells a side."""
    expected = {}
    trees = [t for t in combinations(GRID, 5) if len(frozenset().union(*map(set, t))) == 6 and spans(t)]
    assert len(trees) == 15
    cuts = [(tree, {side_below(tree, edge, 6) for edge in tree}) for tree in trees]
    legal = [[side for side in sides if len(side) == 3] for _, sides in cuts]
    usable = [sides for sides in legal if sides]
    for sides in usable:
        for side in sides:
            expected[side] = expected.get(side, 0.0) + 1.0 / (len(usable) * len(sides))
    graph, n = graph_of(GRID, np.ones(6)), 6000
    drawn = np.array([0, 0, 0, 1, 1, 1], np.int32)
    counts = dict.fromkeys(expected, 0)
    for step in range(n):
        recombine(graph, drawn, 2.9, 3.1, np.uint64(7), step, 1)
        counts[frozenset(np.flatnonzero(drawn != drawn[0]).tolist())] += 1
    chi_square = sum((counts[side] - n * p) ** 2 / (n * p) for side, p in expected.items())
    assert len(expected) == 3 and chi_square < 13.8  # 99.9 % of chi-square with 2 degrees of freedom


def spans(tree):
    reached = {0}
    for _ in range(6):
        reached |= {b for a, b in tree if a in reached} | {a for a, b in tree if b in reached}
    return len(reached) == 6


def test_every_map_of_a_chain_is_legal(sites):
    k, tolerance = 12, 0.15
    graph = draw_cells(sites, k)[1]
    low, high = bounds(graph, k, tolerance)
    drawn = begin_chain(graph, k, tolerance, seed=3, chain=0)
    seen = set()
    for step in range(0, 400, 8):
        recombine(graph, drawn, low, high, np.uint64(5), step, 8)
        load = sum_by(drawn, k, graph.weight)
        assert len(load) == k and load.min() >= low - 1e-9 and load.max() <= high + 1e-9
        assert all(connected(graph, drawn, t) for t in range(k))
        seen.add(drawn.tobytes())
    assert len(seen) == 50


def connected(graph, drawn, territory):
    own = np.flatnonzero(drawn == territory)
    reached, waiting = {int(own[0])}, [int(own[0])]
    while waiting:
        at = waiting.pop()
        for to in graph.beside[graph.first[at] : graph.first[at + 1]].tolist():
            if drawn[to] == territory and to not in reached:
                reached.add(to)
                waiting.append(to)
    return len(reached) == len(own)


def test_maps_of_customers_hang_together_nearly_everywhere(sites):
    found = draw_ensemble(sites, 10, Wanted(20, 0.2, 2))
    layout = found.layout(3, "random")
    pieces = find_pieces(layout.territory_of, 10, draw_neighborhood(sites.x_km, sites.y_km))
    assert pieces.max() + 1 <= 14  # a cell of customers may itself lie in two pieces


def test_scores_are_those_of_layouts(sites):
    layout = Layout("a", "test", (np.argsort(np.argsort(sites.x_km)) * 9 // len(sites)).astype(np.int32), 9)
    known = score_layout(score_territories(layout.territory_of, sites, 9))
    assert score_layout_alike(layout, sites) == pytest.approx({name: known[name] for name in SCORES}, rel=1e-9)


def test_chains_agree_and_threads_change_nothing(sites):
    one, two = (draw_ensemble(sites, 8, Wanted(120, 0.2, 3, 4), threads=threads) for threads in (1, 2))
    assert one.scores.equals(two.scores) and one.maps.tobytes() == two.maps.tobytes()
    assert len(one.scores) == 120 and one.agreement < 1.2 and one.independent > 30


def test_a_balanced_map_is_more_even_than_all_random_ones_and_a_random_one_is_not(sites):
    found = draw_ensemble(sites, 8, Wanted(200, 0.2, 2))
    own = score_layout_alike(found.layout(5, "random"), sites)
    assert 0.0 < found.share_below("workload_cv", own["workload_cv"]) < 1.0
    assert found.share_below("workload_cv", 0.0) == 0.0 and found.share_below("travel_hours", 1e9) == 1.0


def test_autocorrelation_time_of_a_first_order_process():
    rng, rho = np.random.default_rng(2), 0.8
    series = np.zeros(200_000)
    for i in range(1, len(series)):
        series[i] = rho * series[i - 1] + rng.normal()
    assert autocorrelation_time(series) == pytest.approx((1 + rho) / (1 - rho), rel=0.05)
    assert autocorrelation_time(np.ones(50)) == 1.0


def test_chains_that_stay_apart_are_noticed():
    rng = np.random.default_rng(1)
    alike = [rng.normal(size=500) for _ in range(4)]
    assert agreement_of(alike) < 1.02 < 1.5 < agreement_of([one + i for i, one in enumerate(alike)])


def test_what_cannot_be_drawn_is_refused():
    x = np.arange(6.0)
    line = make_sites(np.arange(6), x, np.zeros(6), workload_hours=np.array([1.0, 1, 1, 1, 1, 50]))
    with pytest.raises(InputError, match="no map of 3 connected territories within 10%"):
        draw_ensemble(line, 3, Wanted(10, 0.1))
    with pytest.raises(InputError, match="two territories or more"):
        draw_ensemble(line, 1, Wanted(10))
