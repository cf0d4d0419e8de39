import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from salesim.report.territories import SOILS, plot_territories, territories_data


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
    ax = plot_territories(data, lang="zh", title="圈层", reps=homes, distributors=homes[:1], places=names)
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
