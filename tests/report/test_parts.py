import matplotlib.pyplot as plt
import pandas as pd
import pytest

from salesim.report.sections.reasons import parts_data, parts_of, plot_parts


def parts():
    rows = [
        ("now", "margin", 0.0),
        ("now", "wager_pay", 0.0),
        ("new", "margin", 9e6),
        ("new", "wager_pay", -4e6),
        ("new", "service_cost", 2e4),
        ("new", "license_cost", 0.004),
        ("odd", "margin", -1e6),
        ("odd", "wager_pay", -2e6),
        ("odd", "service_cost", 0.0),
        ("odd", "license_cost", 0.0),
    ]
    return pd.DataFrame(rows, columns=["arm", "part", "difference"])


def test_parts_add_up_to_the_total_and_the_baseline_is_left_out():
    data = parts_data(parts(), "now")
    assert data["arm"].unique().tolist() == ["new", "odd"]
    for _, rows in data.groupby("arm"):
        assert rows["part"].iloc[-1] == "total"
        assert rows["difference"].iloc[:-1].sum() == pytest.approx(rows["difference"].iloc[-1], abs=1)


def test_what_matters_for_no_arm_is_left_out():
    data = parts_data(parts(), "now")
    assert "license_cost" not in set(data["part"])
    assert (data["part"] == "service_cost").sum() == 2, "it matters for one arm, so it is shown for all"


def test_parts_too_thin_to_see_are_named_with_their_amount_all_the_same():
    data = parts_data(parts(), "now")
    assert parts_of(data, "new")["part"].tolist() == ["margin", "wager_pay", "service_cost", "total"]
    assert parts_of(data, "odd")["part"].tolist() == ["margin", "wager_pay", "total"], "what is nothing has no bar"
    ax = plot_parts(data, currency="CNY", arm="new")
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert names == ["Sales margin", "Wager pay", "Customer service", "Value created"]
    amounts = [text.get_text() for text in ax.texts]
    assert amounts == ["+9.00", "−4.00", "+20 k CNY", "+5.02"]
    plt.close(ax.figure)


def test_the_waterfall_ends_where_the_parts_lead():
    ax = plot_parts(parts_data(parts(), "now"), currency="CNY")
    assert "new" in ax.get_title(loc="left")
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]
    assert bars[0] == (0, 9e6)
    assert bars[1] == (9e6, 5e6), "a cost runs back from where the gain ended"
    assert bars[-1][0] == 0 and bars[-1][1] == pytest.approx(5.02e6, abs=1)
    plt.close(ax.figure)
