import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from salesim.report.sections.weeks import plot_weeks, weeks_data
from salesim.report.style import FAINT


def weeks(n_replications=4):
    rows = [
        (arm, replication, week, 100 * (replication + 1) + gain * week, 50 + replication + gain)
        for arm, gain in (("now", 0), ("new", 3))
        for replication in range(n_replications)
        for week in (1, 2, 3)
    ]
    return pd.DataFrame(rows, columns=["arm", "replication", "week", "sales", "customers"])


def test_mean_and_interval_over_replications():
    data = weeks_data(weeks(), "sales").query("arm == 'now' and week == 2").iloc[0]
    assert data["mean"] == pytest.approx(250)
    # t(.975, 3) = 3.182446, sd of 100, 200, 300, 400 = 129.0994
    assert data["high"] - data["mean"] == pytest.approx(3.182446 * 129.0994 / 2, rel=1e-5)
    wide = weeks_data(weeks(), "sales", level=0.99).query("arm == 'now' and week == 2").iloc[0]
    assert wide["high"] > data["high"]


def test_differences_are_paired_and_sales_add_up():
    data = weeks_data(weeks(), "sales", "now")
    assert data["arm"].unique().tolist() == ["new"]
    assert data["mean"].tolist() == [3, 9, 18]
    assert np.allclose(data["high"], data["low"]), "each replication differs by the same, however much they vary"
    customers = weeks_data(weeks(), "customers", "now")
    assert customers["mean"].tolist() == [3, 3, 3], "a stock doesn't add up"


def test_a_replication_that_the_baseline_lacks_is_not_paired():
    some = weeks().query("not (arm == 'now' and replication == 3)")
    assert weeks_data(some, "sales", "now")["mean"].tolist() == [3, 9, 18]


def test_one_replication_has_no_interval():
    data = weeks_data(weeks(1), "customers")
    assert data["low"].isna().all() and data["mean"].notna().all()


def test_means_alone_do_where_replications_were_not_kept():
    means = weeks_data(weeks(), "sales")
    assert weeks_data(means, "sales").equals(means)
    assert weeks_data(means, "sales", "now")["mean"].tolist() == [3, 9, 18]


def test_lines_are_named_at_their_end_unless_faint():
    data = weeks_data(weeks(), "customers")
    ax = plot_weeks(data, currency="CNY", colors={"now": "#777777", "new": FAINT})
    assert [text.get_text() for text in ax.texts] == ["now"]
    assert len(ax.lines) == 2
    plt.close(ax.figure)
    ax = plot_weeks(weeks_data(weeks(), "sales", "now"), lang="zh", currency="CNY")
    assert [text.get_text() for text in ax.texts] == ["new  +18.0"]
    assert ax.get_title(loc="left") == "相对基准的累计销售增量，元"
    plt.close(ax.figure)
