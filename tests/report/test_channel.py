"""How distributors did, and where goods went."""

import pandas as pd
import pytest
from matplotlib.patches import PathPatch

from salesim.report.sections.channel import (
    MAX_SHOWN,
    OTHERS,
    channel_data,
    channel_table,
    goods_flow_data,
    plot_goods_flow,
)


def quarters(n=3, arms=("today", "portal"), replications=2):
    """Distributor quarters of some arms: number k asks for 100 (k + 1) and sells nine tenths of it at once."""
    rows = []
    for arm in arms:
        for replication in range(replications):
            for row in range(n):
                asked = 100 * (row + 1)
                rows.append(
                    {
                        "arm": arm,
                        "replication": replication,
                        "distributor": row,
                        "demand_units": asked,
                        "filled_units": 0.9 * asked,
                        "sold_units": 0.9 * asked,
                        "received_units": asked,
                        "diverted_units": 10 if row == 0 else 0,
                        "orders": row + 1,
                        "cycle_days_mean": 5.0 if arm == "today" else 4.0,
                        "desk_hours_mean": 4.0,
                        "error_share": 0.1 if row == 0 else 0.0,
                        "sell_through": 0.8,
                        "near_expiry_share": 0.05,
                        "contribution": 1000.0,
                    }
                )
    return pd.DataFrame(rows)


def test_one_row_an_arm():
    data = channel_data(quarters()).set_index("arm")
    assert data["fill_rate"].tolist() == pytest.approx([0.9, 0.9])
    assert data["cycle_days_mean"].tolist() == [5.0, 4.0]
    assert data.at["today", "error_share"] == pytest.approx(0.1 * 1 / 6)  # by orders, not by distributors
    assert data.at["today", "diverted_share"] == pytest.approx(10 / 550)
    assert data.at["today", "contribution"] == 3000.0  # of a run


def test_the_table_speaks_both_languages():
    data = channel_data(quarters())
    for lang, words in (("en", ("Sell-through", "90.0%")), ("zh", ("动销率", "90.0%", "科威特第纳尔"))):
        table = channel_table(data, "KWD", lang)
        texts = [cell.text for row in table.rows for cell in row.cells] + [
            cell.text + cell.beneath for cell in table.headings
        ]
        assert all(any(word in text for text in texts) for word in words), texts


DIVERSION = pd.DataFrame(
    {"origin": [0, 0, 2], "destination": [1, 1, 2], "true_units": [30, 10, 5], "observed_units": [0, 10, 0]}
)


def test_goods_flow_from_the_brand_to_areas_and_across():
    flows = goods_flow_data(quarters(arms=("today",)), DIVERSION)
    by_kind = flows.groupby("kind")["units"].sum()
    assert by_kind["delivered"] == 600 and by_kind["sold"] == pytest.approx(540)
    diverted = flows[flows["kind"] == "diverted"]
    assert diverted[["origin", "destination", "units"]].to_numpy().tolist() == [[0, 1, 20]]  # the truth, a run


def test_small_distributors_are_put_together():
    flows = goods_flow_data(quarters(n=MAX_SHOWN + 4, arms=("today",)))
    sellers = set(flows.loc[flows["kind"] == "delivered", "destination"])
    assert len(sellers) == MAX_SHOWN + 1 and OTHERS in sellers
    assert flows.loc[flows["destination"] == OTHERS, "units"].max() == 100 + 200 + 300 + 400


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_picture_shows_diverted_goods_apart(lang):
    flows = goods_flow_data(quarters(arms=("today",)), DIVERSION)
    ax = plot_goods_flow(flows, lang=lang)
    bands = [patch for patch in ax.patches if isinstance(patch, PathPatch)]
    assert len(bands) == len(flows) == 7
    assert len({band.get_edgecolor()[:3] for band in bands}) == 3
    texts = " ".join(text.get_text() for text in ax.texts)
    assert "+20" in texts and ("品牌" in texts) == (lang == "zh")
