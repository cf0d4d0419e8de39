import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from salesim.report.pay_curves import pay_curves_data, plot_pay_curves
from salesim.report.sections.quotas import attainment_data

KNOTS = [(0, 30_000), (0.6, 30_000), (1, 46_000), (1, 52_000), (2, 102_000)]


def knots(policy="now"):
    return pd.DataFrame([(policy, *knot) for knot in KNOTS], columns=["policy", "attainment", "pay"])


def test_marginal_pay_is_the_slope_of_each_piece():
    data = pay_curves_data(knots())
    assert data["is_jump"].tolist() == [False, False, True, False]
    assert data.loc[~data["is_jump"], "marginal"].tolist() == pytest.approx([0, 400, 500])


def test_a_jump_on_a_grid_is_a_jump_too():
    x = np.linspace(0, 2, 401)
    pay = np.interp(x, [0, 0.6, 1, 2], [30_000, 30_000, 46_000, 96_000]) + 6_000 * (x >= 1)
    data = pay_curves_data(pd.DataFrame({"policy": "now", "attainment": x, "pay": pay}))
    jumps = data.loc[data["is_jump"]]
    assert len(jumps) == 1 and jumps["right"].iloc[0] == pytest.approx(1)
    assert data.loc[~data["is_jump"], "marginal"].max() == pytest.approx(500)


def test_the_panels_show_pay_slope_and_where_reps_stand():
    both = pd.concat([knots("now"), knots("new").assign(pay=lambda d: d["pay"] * 1.1)])
    standing = attainment_data(pd.DataFrame({"arm": "a/now", "attainment": [0.8, 1.1, 1.2]}))
    axes = plot_pay_curves(pay_curves_data(both), lang="zh", currency="CNY", standing=standing)
    assert len(axes) == 3
    words = [text.get_text() for text in axes[0].texts]
    assert {"now", "new", "+0.6", "+0.7"} <= set(words)
    assert axes[0].get_title(loc="left") == "季度薪酬，万元"
    assert "a/now" in axes[2].get_title(loc="left")
    plt.close(axes[0].figure)
    axes = plot_pay_curves(pay_curves_data(knots()), currency="CNY")
    assert len(axes) == 2
    plt.close(axes[0].figure)


def test_a_slope_of_nothing_has_one_tick():
    """A curve of bonuses alone has no slope to be read: its axis says 0 and no more."""
    points = pd.DataFrame({"policy": "p", "attainment": [0.0, 1.0, 1.0, 1.8], "pay": [0.0, 0.0, 2000.0, 2000.0]})
    axes = plot_pay_curves(pay_curves_data(points), currency="CNY")
    axes[1].figure.canvas.draw()
    assert [label.get_text() for label in axes[1].get_yticklabels()] == ["0"]
