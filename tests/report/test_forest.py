import matplotlib.pyplot as plt
import pandas as pd
import pytest

from salesim.report.sections.comparison import forest_data, plot_forest


def arms():
    return pd.DataFrame(
        {
            "arm": ["now", "b", "c", "d"],
            "difference_mean": [float("nan"), 2e6, 5e6, -3e6],
            "difference_low": [float("nan"), -1e6, 4e6, -4e6],
            "difference_high": [float("nan"), 5e6, 6e6, -2e6],
        }
    )


def test_arms_come_best_first_without_the_baseline():
    data = forest_data(arms(), "now")
    assert data["arm"].tolist() == ["c", "b", "d"]
    assert data["mean"].tolist() == [5e6, 2e6, -3e6]


def test_without_a_verdict_the_interval_decides():
    assert forest_data(arms(), "now")["verdict"].tolist() == ["better", "undecided", "worse"]
    given = arms().assign(verdict=["baseline", "equivalent", "undecided", "worse"])
    assert forest_data(given, "now")["verdict"].tolist() == ["undecided", "equivalent", "worse"]


def test_the_picture_says_what_the_data_says():
    ax = plot_forest(forest_data(arms(), "now"), lang="zh", currency="CNY", baseline="now")
    words = [text.get_text() for text in ax.texts]
    assert "+500" in words and "−300" in words and "now（基准）" in words
    assert [label.get_text() for label in ax.get_yticklabels()] == ["c", "b", "d"]
    assert ax.get_xlabel() == "万元"
    faces = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() == "o"]
    assert [face == "white" for face in faces] == [False, True, False], "hollow where nothing is shown"
    plt.close(ax.figure)


@pytest.mark.parametrize("name", ["$\\frac$", "_hidden", "a\nb", "😀"])
def test_any_name_can_be_drawn(name):
    ax = plot_forest(forest_data(arms().replace("c", name), "now"), currency="CNY")
    ax.figure.canvas.draw()
    plt.close(ax.figure)
