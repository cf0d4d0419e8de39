import math

import numpy as np
import pandas as pd
import pytest

from salesim.experiment.aggregate import (
    arm_rows,
    best_arm,
    borrowing,
    by_arm,
    difference_rows,
    judged_rows,
    level_with,
    part_rows,
    timelines,
)
from salesim.experiment.outcomes import Outcome
from salesim.experiment.statistics import paired_difference
from salesim.scenario.arms import Arm

BASE, GOOD, BAD, SAME = Arm("old", "pay"), Arm("new", "pay"), Arm("new", "wager"), Arm("old", "wager")
ARMS = (BASE, GOOD, BAD, SAME)
SHARED_NOISE = np.array([3.0, -2.0, 5.0, 1.0, -4.0, 0.5])
NOISE = np.array([0.2, -0.1, 0.0, 0.3, -0.2, 0.1])


def summary(outcome: str = "value_created", **more) -> pd.DataFrame:
    """Six replications; GOOD is 10 above the baseline, BAD 10 below, SAME the same but for noise."""
    effects = {BASE: 0 * NOISE, GOOD: 10 + NOISE, BAD: NOISE - 10, SAME: NOISE - NOISE.mean()}
    frames = [
        pd.DataFrame({"layout": a.layout, "policy": a.policy, "replication": range(6), outcome: 100 + SHARED_NOISE + e})
        for a, e in effects.items()
    ]
    return pd.concat(frames, ignore_index=True).assign(**more)


def test_replications_are_paired_by_their_number_not_their_place():
    shuffled = summary().sample(frac=1, random_state=np.random.RandomState(0))
    pd.testing.assert_frame_equal(by_arm(shuffled, "value_created"), by_arm(summary(), "value_created"))


def test_each_arm_is_judged_against_the_baseline():
    values = by_arm(summary(), "value_created")
    rows = judged_rows(values, ARMS, BASE, Outcome(), margin=1.0).set_index("arm")
    assert rows["verdict"].to_dict() == {
        "old/pay": "baseline",
        "new/pay": "better",
        "new/wager": "worse",
        "old/wager": "equivalent",
    }
    assert rows["wins"].to_dict() == {"old/pay": 0, "new/pay": 6, "new/wager": 0, "old/wager": 3}
    d = paired_difference(values["new/pay"], values["old/pay"])
    assert rows.loc["new/pay", ["difference", "p"]].tolist() == [d.mean, d.p]
    low, high = rows.loc["new/pay", ["difference_low", "difference_high"]]
    assert low < d.low and d.high < high and low + high == pytest.approx(2 * d.mean), "holds for all at a time"
    assert rows.loc["new/pay", "mean"] == pytest.approx(110 + SHARED_NOISE.mean() + NOISE.mean())
    assert (rows["p_adjusted"].iloc[1:] >= rows["p"].iloc[1:]).all() and math.isnan(rows.loc["old/pay", "p_adjusted"])


def test_a_cost_is_better_when_it_is_lower():
    values = by_arm(summary(), "value_created")
    rows = judged_rows(values, ARMS, BASE, Outcome(higher_is_better=False), margin=1.0).set_index("arm")
    assert (rows.loc["new/pay", "verdict"], rows.loc["new/wager", "verdict"]) == ("worse", "better")
    assert rows.loc["new/wager", "wins"] == 6
    assert best_arm(rows.reset_index(), higher_is_better=False) == "new/wager"


def test_without_a_better_arm_there_is_no_best_one():
    rows = judged_rows(by_arm(summary(), "value_created"), (BASE, BAD, SAME), BASE, Outcome(), 1.0)
    assert best_arm(rows, higher_is_better=True) is None


def test_a_replication_without_a_number_is_left_out_of_its_pair_only():
    frame = summary("fill_rate")
    frame.loc[(frame["layout"] == "new") & (frame["policy"] == "pay") & (frame["replication"] == 2), "fill_rate"] = None
    rows = arm_rows(by_arm(frame, "fill_rate"), ARMS, BASE).set_index("arm")
    assert rows["n"].to_dict() == {"old/pay": 6, "new/pay": 5, "new/wager": 6, "old/wager": 6}
    empty = arm_rows(by_arm(frame.assign(fill_rate=np.nan), "fill_rate"), ARMS, BASE)
    assert (empty["n"] == 0).all() and empty["mean"].isna().all()


def test_arms_level_with_the_best_are_named():
    values = by_arm(summary(), "value_created")
    values["new/twin"] = values["new/pay"] + np.array([1, -1, 1, -1, 1, -1])
    assert level_with("new/pay", values, BASE) == ["new/twin"]


def test_the_parts_add_up_to_the_value_created():
    frame = summary().assign(margin=150.0, fixed_pay=30.0, travel_cost=lambda f: f["replication"])
    rows = part_rows(frame, ARMS, BASE)
    assert rows["part"].unique().tolist() == ["margin", "fixed_pay", "travel_cost", "other"]
    assert (rows.loc[rows["part"] == "fixed_pay", "mean"] == -30).all(), "what is paid is taken off"
    created = arm_rows(by_arm(frame, "value_created"), ARMS, BASE).set_index("arm")
    totals = rows.groupby("arm")[["mean", "difference"]].sum()
    for arm in ("new/pay", "new/wager"):
        assert totals.loc[arm, "mean"] == pytest.approx(created.loc[arm, "mean"])
        assert totals.loc[arm, "difference"] == pytest.approx(created.loc[arm, "difference"])
    assert rows["arm"].unique().tolist() == [str(arm) for arm in ARMS]


def test_nothing_is_left_over_when_the_known_parts_say_it_all():
    frame = summary().assign(margin=lambda f: f["value_created"] + 30, fixed_pay=30.0)
    assert part_rows(frame, ARMS, BASE)["part"].unique().tolist() == ["margin", "fixed_pay"]
    assert part_rows(summary("orders"), ARMS, BASE).empty


def test_borrowing_is_contribution_up_and_the_future_down():
    frame = summary().rename(columns={"value_created": "contribution"})
    future = frame["layout"].map({"new": -5.0, "old": 0.0}) + 0.01 * frame["replication"]
    frame = frame.assign(customer_value_change=future, pulled_margin=0.0)
    (row,) = borrowing(frame, ARMS, BASE, best=None)
    assert row["arm"] == "new/pay"
    assert row["contribution"] == pytest.approx(10 + NOISE.mean()) and row["future"] == pytest.approx(-5)
    pulled = frame.assign(customer_value_change=0.0, pulled_margin=-future)
    assert [r["arm"] for r in borrowing(pulled, ARMS, BASE, best=None)] == ["new/pay"], "or orders pulled forward"
    kept = frame.assign(customer_value_change=-future)
    assert borrowing(kept, ARMS, BASE, best=None) == []


def test_only_a_tempting_option_that_borrows_is_named_beside_an_honest_best_arm():
    frame = summary("contribution")
    frame["customer_value_change"] = np.where((frame["layout"] == "old") & (frame["policy"] == "wager"), -5.0, 0.0)
    frame["pulled_margin"] = 0.0
    old_wager = (frame["layout"] == "old") & (frame["policy"] == "wager")
    frame.loc[old_wager, "contribution"] += 7
    assert borrowing(frame, ARMS, BASE, best="new/pay") == []
    frame.loc[old_wager, "contribution"] += 7
    assert [r["arm"] for r in borrowing(frame, ARMS, BASE, best="new/pay")] == ["old/wager"]


def test_a_timeline_holds_nine_of_ten_replications():
    weeks = pd.concat(
        [
            pd.DataFrame({"layout": "a", "policy": "b", "replication": r, "week": [0, 1], "orders": [r, 10]})
            for r in range(101)
        ]
    )
    rows = timelines(weeks)
    assert rows.to_dict("records") == [
        {"layout": "a", "policy": "b", "week": 0, "measure": "orders", "mean": 50, "low": 5, "high": 95},
        {"layout": "a", "policy": "b", "week": 1, "measure": "orders", "mean": 10, "low": 10, "high": 10},
    ]
    assert timelines(pd.DataFrame()).empty


def test_differences_are_listed_by_arm_and_replication():
    rows = difference_rows(by_arm(summary(), "value_created"), ARMS, BASE)
    assert len(rows) == 18 and "old/pay" not in set(rows["arm"])
    good = rows[rows["arm"] == "new/pay"]
    assert good["replication"].tolist() == list(range(6))
    assert good["difference"].tolist() == pytest.approx((10 + NOISE).tolist())
