from dataclasses import replace

import numpy as np
import pytest

from salesim.territory.heatmap import (
    Basins,
    HeatmapLayout,
    build_by_heatmap,
    density_basins,
    join_faint,
    join_small,
    uphill,
)
from salesim.territory.layout import make_sites, sum_by


def towns(*places: tuple[float, float, int], spread: float = 3.0):
    """Outlets around towns, each x, y and number; and the town of each."""
    rng = np.random.default_rng(5)
    town = np.repeat(np.arange(len(places)), [n for _, _, n in places])
    center = np.array([(x, y) for x, y, _ in places])[town]
    where = center + rng.normal(0.0, spread, center.shape)
    return make_sites(np.arange(len(town)), where[:, 0], where[:, 1]), town


def test_borders_run_through_the_valleys():
    sites, town = towns((0, 0, 300), (30, 0, 300), (15, 30, 300))
    layout = build_by_heatmap("a", HeatmapLayout(), sites, 3)
    for one in range(3):
        main = np.bincount(layout.territory_of[town == one]).max()
        assert main >= 0.98 * 300
    assert len(np.unique(layout.territory_of)) == 3


def test_a_dense_town_has_several_reps_and_keeps_them_inside():
    sites, town = towns((0, 0, 600), (40, 0, 200))
    layout = build_by_heatmap("a", HeatmapLayout(), sites, 4)
    assert [len(np.unique(layout.territory_of[town == one])) for one in range(2)] == [3, 1]


def test_more_blur_leaves_fewer_peaks():
    sites, _ = towns((0, 0, 300), (12, 0, 300), (60, 0, 300))
    peaks = [
        int(
            density_basins(
                sites.x_km, sites.y_km, np.ones(600 + 300), HeatmapLayout(blur_km=blur, prominence=0.2)
            ).basin_of.max()
        )
        + 1
        for blur in (2.0, 12.0)
    ]
    assert peaks[0] >= 3 and peaks[1] == 2


def test_a_faint_peak_joins_over_its_highest_pass():
    # peak 1 (height 10) has passes at 9.5 to 0 and at 5 to 2; peak 2 (8) only one at 5
    heights, pairs, passes = np.array([20.0, 10.0, 8.0]), np.array([[0, 1], [1, 2]]), np.array([9.5, 5.0])
    assert join_faint(heights, pairs, passes, 0.1).tolist() == [0, 0, 2]
    assert join_faint(heights, pairs, passes, 0.01).tolist() == [0, 1, 2]
    assert join_faint(heights, pairs, passes, 0.5).tolist() == [0, 0, 0]


def test_squares_drain_to_the_highest_neighbor_also_diagonally():
    density = np.array([[1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 5.0]])
    assert set(uphill(density).tolist()) == {8}


def test_a_hamlet_gets_no_rep_of_its_own():
    sites, _ = towns((0, 0, 400), (60, 0, 10), (120, 0, 400))
    layout = build_by_heatmap("a", HeatmapLayout(), sites, 4)
    counts = sum_by(layout.territory_of, 4)
    assert counts.min() > 100
    assert layout.notes[0].endswith("of which 2 with enough outlets for reps of their own")


def test_outlets_that_have_gone_make_no_density():
    sites, town = towns((0, 0, 300), (40, 0, 300))
    left = replace(sites, workload_hours=np.where((town == 1) & (np.arange(600) % 30 > 0), 0.0, 1.0))
    assert [len(set(build_by_heatmap("a", HeatmapLayout(), s, 4).territory_of[town == 1])) for s in (sites, left)] == [
        2,
        1,
    ]


def test_with_fewer_territories_than_towns_neighbors_join():
    sites, town = towns((0, 0, 300), (20, 0, 280), (100, 0, 300), (120, 0, 280))
    layout = build_by_heatmap("a", HeatmapLayout(blur_km=4.0), sites, 2)
    together = [set(layout.territory_of[np.isin(town, pair)].tolist()) for pair in ((0, 1), (2, 3))]
    assert all(len(territories) == 1 for territories in together) and together[0] != together[1]


@pytest.mark.parametrize("far_km", [0.0, 5e4])
def test_one_place_and_a_whole_continent_are_no_trouble(far_km):
    sites = make_sites(np.arange(30), np.linspace(0.0, far_km, 30), np.zeros(30))
    assert set(build_by_heatmap("a", HeatmapLayout(), sites, 6).territory_of.tolist()) == set(range(6))


def test_a_small_basin_joins_over_its_highest_pass_and_not_the_nearest_center():
    sites = make_sites(np.arange(21), np.repeat([0.0, 30.0, 20.0], [10, 10, 1]), np.zeros(21))
    basin_of = np.repeat([0, 1, 2], [10, 10, 1])
    over_pass = Basins(basin_of, np.array([[0, 2], [1, 2]]), np.array([0.5, 0.2]))
    assert join_small(over_pass, sites, np.ones(21), 2)[20] == 0
    island = Basins(basin_of, np.zeros((0, 2), np.int64), np.zeros(0))
    assert join_small(island, sites, np.ones(21), 2)[20] == 1
