import matplotlib.pyplot as plt
import pytest

from salesim.report.content import LayoutMap
from salesim.report.sections.tradeoff import plot_tradeoff, tradeoff_data


def layout(name, cv, hours, **moved):
    return LayoutMap(name, scores={"workload_cv": cv, "travel_hours": hours, **moved})


LAYOUTS = (
    layout("today", 0.3, 700.0, sales_reassigned=0.0, potential_reassigned=0.5),
    layout("even", 0.01, 720.0, sales_reassigned=0.4),
    layout("worse", 0.02, 730.0, sales_reassigned=0.4),
    layout("also", 0.01, 720.0, potential_reassigned=0.4),
    LayoutMap("without scores"),
)


def test_a_layout_that_another_beats_is_not_on_the_front():
    data = tradeoff_data(LAYOUTS)
    assert data["layout"].tolist() == ["today", "even", "worse", "also"]
    assert data["moved"].tolist() == [0.0, 0.4, 0.4, 0.4]
    assert data["on_front"].tolist() == [True, True, False, True]


def test_no_layouts_are_no_rows():
    assert len(tradeoff_data(())) == 0


@pytest.mark.parametrize(("lang", "moved"), [("en", "40% reassigned"), ("zh", "40% 换人")])
def test_every_layout_is_named_and_larger_if_it_moves_more(lang, moved):
    ax = plot_tradeoff(tradeoff_data(LAYOUTS), lang=lang)
    assert sum(moved in text.get_text() for text in ax.texts) == 3
    sizes = ax.collections[0].get_sizes()
    assert max(sizes) > 5 * min(sizes) and list(sizes) == sorted(sizes, reverse=True)
    heights = sorted(text.xyann[1] for text in ax.texts)
    assert heights[-1] > heights[0], "layouts at one spot have labels beside each other"
    plt.close(ax.figure)
