import matplotlib.pyplot as plt
import pandas as pd
import pytest

from salesim.report.sections.quotas import attainment_data, plot_attainment


def attainment():
    values = [0.05, 0.3, 0.99, 1.0, 1.0999, 2.7, 1.95, float("nan")]
    return pd.DataFrame({"arm": ["a"] * len(values) + ["b"], "attainment": [*values, 0.5]})


def test_classes_meet_at_the_target_and_the_last_is_open():
    data = attainment_data(attainment()).query("arm == 'a'")
    share = dict(zip(data["left"].round(1), data["share"] * 7))
    assert share[0.0] == share[0.3] == share[0.9] == share[1.9] == share[2.0] == pytest.approx(1)
    assert share[1.0] == pytest.approx(2), "exactly at target is in the class above it"
    assert data["share"].sum() == pytest.approx(1)


def test_share_at_target_counts_reps_at_or_over_it():
    data = attainment_data(attainment()).groupby("arm")["at_quota"].first()
    assert data["a"] == pytest.approx(4 / 7)
    assert data["b"] == 0


def test_the_picture_tells_the_share_of_each_arm():
    ax = plot_attainment(attainment_data(attainment()), lang="zh")
    assert [text.get_text() for text in ax.texts] == ["a  57% 达标", "b  0% 达标"]
    assert ax.lines[0].get_xdata() == [1, 1]
    plt.close(ax.figure)
