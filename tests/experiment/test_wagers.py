"""What wagers did, worked out by hand on quarters that are written down."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesim.experiment.compare import compare
from salesim.experiment.wagers import ALL, simulated_odds, wager_report
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.pay.wager import WagerParameters, WagerTerms
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario


class Found:
    """As much of a comparison as the report looks at."""

    def __init__(self, attainment, wagers):
        self.attainment, self.wagers = attainment, wagers
        self.facts = {"baseline": "town/current"}


def quarters(arm, rows):
    layout, policy = arm.split("/")
    frame = pd.DataFrame(rows, columns=["replication", "quarter", "seat", "holder", "full_quarter", "sales"])
    target = {"quota": 100.0, "attainment": frame["sales"] / 100.0, "wager": "", "region": 0}
    return frame.assign(arm=arm, layout=layout, policy=policy, **target)


def bets(arm, rows):
    layout, policy = arm.split("/")
    columns = ["replication", "quarter", "seat", "wager", "outcome", "p_win", "pay"]
    return pd.DataFrame(rows, columns=columns).assign(arm=arm, layout=layout, policy=policy)


@pytest.fixture
def found():
    """Two replications, one quarter and the next; seats 0 and 1 bet in the first, seat 2 never."""
    without, with_bet = [], []
    for replication in (0, 1):
        for quarter in (0, 1):
            without += [(replication, quarter, seat, 0, 1, sales) for seat, sales in enumerate((120, 80, 60))]
        with_bet += [(replication, 0, seat, 0, 1, sales) for seat, sales in enumerate((132 + replication, 84, 60))]
    with_bet += [(0, 1, 0, 0, 1, 120), (0, 1, 1, 0, 0, 0), (0, 1, 2, 0, 1, 60)]  # the loser leaves
    with_bet += [(1, 1, 0, 0, 1, 120), (1, 1, 1, 0, 1, 80), (1, 1, 2, 0, 1, 60)]
    taken = []
    for replication in (0, 1):
        taken += [(replication, 0, 0, "a", "won", 0.4, 50.0), (replication, 0, 1, "b", "lost", 0.6, -20.0)]
    rows = [quarters("town/bet", with_bet), quarters("town/current", without)]
    return Found(pd.concat(rows, ignore_index=True), bets("town/bet", taken))


def test_figures_by_hand(found):
    report = wager_report(found).set_index("wager")
    assert list(report.index) == [ALL, "a", "b"] and set(report.against) == {"town/current"}
    row = report.loc[ALL]
    assert (row.offered, row.taken) == (11, 4)  # who left in a quarter is not counted in it
    assert row.uptake == pytest.approx(4 / 11)
    assert (row.win_rate, row.loss_rate, row.left_rate) == (0.5, 0.5, 0.0)
    assert row.p_win_felt == pytest.approx(0.5)
    assert row.cost == pytest.approx(30.0)
    offer = [(132 + 84 + 60 + 120 + 0 + 60) / 520 - 1, (133 + 84 + 60 + 260) / 520 - 1]
    takers = [216 / 200 - 1, 217 / 200 - 1]
    assert row.offer_effect == pytest.approx(np.mean(offer))
    assert row.taker_effect == pytest.approx(np.mean(takers))
    assert row.taker_effect_low < row.taker_effect < row.taker_effect_high
    gap = [1.08 - (0.6 + 1.2 + 0.6) / 3, 1.085 - (0.6 + 1.2 + 0.8 + 0.6) / 4]
    assert row.gap == pytest.approx(np.mean(gap))
    gap_without = [1.0 - (0.6 + 1.2 + 0.6) / 3, 1.0 - (0.6 + 1.2 + 0.8 + 0.6) / 4]
    assert row.gap_without == pytest.approx(np.mean(gap_without))
    assert row.quits_after_loss == pytest.approx(0.5) and row.quits_without == 0.0
    assert report.loc["a", "win_rate"] == 1.0 and np.isnan(report.loc["a", "offer_effect"])


def test_without_a_twin_there_are_no_effects(found):
    found.attainment = found.attainment[found.attainment.arm == "town/bet"]
    row = wager_report(found).iloc[0]
    assert row.against == "" and row.taken == 4
    assert np.isnan([row.offer_effect, row.taker_effect, row.gap_without]).all()


def test_nobody_bet(found):
    found.wagers = found.wagers.iloc[:0]
    assert wager_report(found).empty


def test_odds_by_hand():
    rows = quarters("town/current", [(0, 0, seat, 0, 1, sales) for seat, sales in enumerate((50, 90, 130, 170))])
    menu = (
        WagerTerms(name="single", win_at=1.2, floor_at=0.8),
        WagerTerms(name="stake", win_at=1.2, floor_at=0.0, deposit=10.0),
        WagerTerms(name="gift", win_at=1.2, claw_back=0.0),
        WagerTerms(name="team", win_at=1.4, floor_at=0.8, team=True),
    )
    odds = {one.wager: one[2:] for one in simulated_odds("p", WagerParameters(menu=menu, team_size=2), rows)}
    assert odds == {"single": (0.5, 0.25), "stake": (0.5, 0.5), "gift": (0.5, 0.0), "team": (0.5, 0.5)}


SMALL = {
    "market.customers.count": 400,
    "market.customers.prospects": 80,
    "sales_force.team.reps": 6,
    "channel.network.distributors": 2,
    "run.baseline.layout": "unit",
    "run.weeks": 26,
    "policies": {
        "current": {},
        "bet": {"set": {"sales_force.wager.menu": [{"name": "easy", "win_at": 0.9, "floor_at": 0.7}]}},
        "gift": {
            "set": {
                "sales_force.wager.menu": [{"name": "gift", "win_at": 0.9, "claw_back": 0.0}],
                "sales_force.pay.bonus": 1000.0,
            }
        },
    },
}


def test_a_comparison_reports_its_wagers_and_warns_of_one_that_nobody_could_lose():
    scenario = overlay(Scenario(name="wagers"), SMALL)
    with pytest.warns(UserWarning, match="wager 'gift' of policy 'gift': nobody could lose it; about .* 0.0% lose"):
        found = compare(scenario, replications=6)
    report = wager_report(found)
    assert set(report.arm) == {"unit/bet", "unit/gift"}
    assert (report.uptake > 0.5).all() and (report.gap.notna() | (report.uptake == 1)).all()
    assert [one["wager"] for one in found.facts["one_sided_wagers"]] == ["gift"]
    assert found.facts["more_than_wager"] == ["gift"]  # it pays a bonus besides
    assert {row["wager"] for row in found.to_json()["wagers"]} == {ALL, "easy", "gift"}
    single = wager_report(run(scenario, "bet"), run(scenario, "current"))
    assert single.iloc[0].taken > 0 and np.isfinite(single.iloc[0].offer_effect)


def run(scenario, policy):
    return run_arm(opening(scenario), scenario, Arm("unit", policy), 0)
