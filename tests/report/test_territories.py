from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from salesim.report.content import Spots
from salesim.report.map_parts import SOILS
from salesim.report.section import Text
from salesim.report.sections.maps import maps_blocks
from salesim.report.territories import is_mixed, plot_map, plot_territories, territories_data


def customers():
    random = np.random.default_rng(1)
    x, y = random.uniform(0, 60, (2, 800))
    return pd.DataFrame({"x_km": x, "y_km": y, "territory": (x // 20 * 3 + y // 20).astype(int)})


def test_all_territories_are_counted_even_those_too_small_to_see():
    data = territories_data(pd.concat([customers(), pd.DataFrame({"x_km": [5], "y_km": [5], "territory": [99]})]), 100)
    assert 99 not in set(data["territory"])
    assert (data["n_territories"] == 10).all()


def test_the_map_shows_homes_warehouses_names_and_a_scale():
    data = territories_data(customers())
    homes = pd.DataFrame({"x_km": [10.0, 30, 50], "y_km": [10.0, 30, 50]})
    names = pd.DataFrame({"name": ["苏州市"], "x_km": [30.0], "y_km": [30.0]})
    ax = plot_territories(data, lang="zh", title="圈层", spots=Spots(homes, homes[:1], places=names))
    words = [text.get_text() for text in ax.texts]
    assert "苏州市" in words and "10 公里" in words
    assert ax.get_title(loc="left") == "圈层  ·  9 个销售区域"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["销售代表驻地", "经销商"]
    cells = ax.collections[0]
    assert len(cells.get_paths()) == len(data)
    assert len(np.unique(cells.get_facecolor(), axis=0)) <= len(SOILS)
    plt.close(ax.figure)


def test_a_bare_map_has_no_key():
    ax = plot_territories(territories_data(customers()))
    assert ax.get_legend() is None
    plt.close(ax.figure)


def test_mixed_territories_are_drawn_as_their_customers():
    points = customers()
    assert not is_mixed(points)
    points["territory"] = np.arange(len(points)) % 3
    assert is_mixed(points)
    ax = plot_map(points, title="mixed")
    dots, rings = ax.collections[:2]
    assert len(dots.get_offsets()) == len(points)
    assert len(rings.get_paths()) == 3
    plt.close(ax.figure)


def test_each_layer_has_a_panel():
    points = customers().assign(layer=lambda p: np.where(np.arange(len(p)) % 2, "medical", "retail"))
    points["territory"] += np.where(points["layer"] == "retail", 100, 0)
    reps = points.groupby("territory", as_index=False)[["x_km", "y_km"]].mean()
    ax = plot_map(points, spots=Spots(reps, anchors=reps[:2]))
    titles = [panel.get_title(loc="left") for panel in ax.child_axes]
    assert sorted(titles) == ["medical  ·  9 territories", "retail  ·  9 territories"]
    assert ax.get_title(loc="left") == "18 territories"
    plt.close(ax.figure)


@pytest.mark.parametrize(("n_across", "close_ups"), [(4, 0), (20, 1)])
def test_many_territories_have_a_close_up_that_hides_no_ground(n_across, close_ups):
    random = np.random.default_rng(2)
    x, y = random.uniform(0, 60, (2, 4000))
    step = 60 / n_across
    points = pd.DataFrame({"x_km": x, "y_km": y, "territory": (x // step * n_across + y // step).astype(int)})
    ax = plot_territories(territories_data(points))
    assert len(ax.child_axes) == close_ups
    for inset in ax.child_axes:
        ax.figure.draw_without_rendering()
        (left, bottom), (right, top) = ax.transData.inverted().transform(inset.get_window_extent().get_points())
        assert not ((x > left) & (x < right) & (y > bottom) & (y < top)).any()
    plt.close(ax.figure)


def test_what_a_layout_has_to_say_stands_beside_its_map(content):
    told = replace(content.layouts[0], notes=("at compactness 50 workload of at least 9 is missed",))
    blocks = list(maps_blocks(None, replace(content, layouts=(told, *content.layouts[1:])), "en"))
    said = [block.text for block in blocks if isinstance(block, Text)]
    assert [text for text in said if text.endswith("at compactness 50 workload of at least 9 is missed")]
    before = [block.text for block in maps_blocks(None, content, "en") if isinstance(block, Text)]
    assert len(said) == len(before) + 1
