"""Wagers from offer to settlement: who pays what when, teams, deposits, and those who leave early."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.agents.rep import Rep
from salesim.metrics.money import COSTS, INCOME
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.pay.components import teams
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy

SINGLE = {"name": "single", "win_at": 1.1, "bonus": 5000.0, "floor_at": 0.95, "claw_back": 0.5}
DEPOSIT = {"name": "deposit", "win_at": 1.15, "bonus": 3000.0, "floor_at": 0.0, "claw_back": 0.0}
DEPOSIT |= {"deposit": 2000.0}
TEAM = SINGLE | {"name": "together", "team": True}
ARM = Arm("unit", "bet")


class Loyal(Rep):
    """Stays whatever happens."""

    def stays(self, quit_drawn):
        return True


class Bold(Loyal):
    """Takes the first entry of every menu."""

    def choose_wager(self, wager):
        return 1


@pytest.fixture(scope="module")
def offering(small):
    """Makes the small scenario with a menu in its policy ``bet``, and further settings of the baseline."""

    def make(*menu, **settings):
        policies = {"current": {}, "bet": {"set": {"sales_force.wager": {"menu": list(menu), "symbolic": 0.0}}}}
        return small(policies=policies, **settings)

    return make


@pytest.fixture
def model_with(offering, world):
    def make(*menu, rep_class=Bold):
        return SalesModel(world, apply_policy(offering(*menu), "bet"), layout=None, rep_class=rep_class)

    return make


def live(model, weeks):
    for _ in range(weeks):
        model.step()
    return model


def settled(model):
    """Seats' pay of the quarter that has just closed, and their wagers' rows."""
    tables = model.records.tables()
    quarter = tables["rep_quarters"].query("quarter == 0").set_index("seat")
    return quarter, tables["wagers"].query("quarter == 0").set_index("seat")


def test_each_bet_pays_what_it_says(model_with):
    quarter, rows = settled(live(model_with(SINGLE), 13))
    assert len(rows) >= 10 and set(rows.wager) == {"single"}
    assert set(rows.outcome) == {"won", "kept", "lost"}
    for seat, row in rows.iterrows():
        sold = quarter.loc[seat]
        assert row.attainment == pytest.approx(sold.attainment)
        expected = {"won": 5000.0, "kept": 0.0, "lost": -0.5 * sold.variable_pay}[row.outcome]
        assert row.pay == pytest.approx(expected, abs=0.02)
        assert sold.wager_pay == pytest.approx(expected, abs=0.02)
        assert sold.wager_won == (row.outcome == "won") == (row.attainment >= SINGLE["win_at"])


def test_a_deposit_is_paid_in_first_and_comes_back_on_winning(model_with):
    model = live(model_with(DEPOSIT), 1)
    takers = int((model.reps.wager == 1).sum())
    first = model.ledger.rows[0]
    assert first["wager_recovered_minor"] == -first["variable_paid_minor"] == 200_000 * takers
    quarter, rows = settled(live(model, 12))
    won = rows.outcome == "won"
    assert won.any() and (~won).any() and set(rows.outcome) == {"won", "lost"}
    assert quarter.wager_pay[rows.index].to_numpy() == pytest.approx(np.where(won, 3000.0, -2000.0))
    ledger = model.records.tables()["ledger"]
    assert ledger["wager_pay_minor"].sum() == 500_000 * won.sum()  # bonus and deposit
    assert ledger["wager_recovered_minor"].sum() == 200_000 * takers


def test_no_account_is_negative_where_deposits_are_lost_and_pay_is_clawed_back(model_with):
    model = live(model_with(SINGLE | {"deposit": 2000.0}), 29)
    tables = model.records.tables()
    ledger, row = tables["ledger"], tables["summary"].iloc[0]
    assert "lost" in set(tables["wagers"].outcome)
    names = [f"{name}_minor" for name in (*COSTS, *INCOME)]
    assert (ledger[names] >= 0).all().all() and ledger["wager_recovered_minor"].sum() > 0
    net = row["wager_pay"] - row["wager_recovered"]
    assert net == pytest.approx(tables["wagers"].pay.sum(), abs=1.0)
    assert row["pay"] == pytest.approx(row["fixed_pay"] + row["variable_pay"] + net + row["on_costs"], abs=0.01)
    assert row["on_costs"] == pytest.approx(0.35 * (row["pay"] - row["on_costs"]), rel=1e-4)


def test_a_team_s_bet_is_settled_on_its_sum(model_with):
    model = live(model_with(TEAM), 13)
    quarter, rows = settled(model)
    for _, members in rows.groupby("team"):
        own = quarter.loc[members.index]
        together = own.sales.sum() / own.quota.sum()
        assert members.attainment.to_numpy() == pytest.approx(together)
        assert members.outcome.nunique() == 1
    assert rows.attainment.nunique() > 1 and (rows.attainment != quarter.attainment[rows.index]).any()
    # nothing is drawn into the curve over one's own attainment
    assert np.array_equal(model.pay_curve.jump, model.ordinary_pay.jump)


def test_teams_choose_together(model_with):
    reps = live(model_with(TEAM, rep_class=Rep), 1).reps
    team = teams("group", 5, reps.region)
    assert np.unique(team).size > 1
    for number in np.unique(team):
        assert np.unique(reps.wager[(team == number) & (reps.present == 1)]).size <= 1


def test_whoever_quits_behind_the_floor_is_clawed_back(model_with):
    """Sales so far against the floor's share of the quota so far; who is ahead of it forfeits the bonus only."""
    model = live(model_with(SINGLE), 5)
    reps = model.reps
    behind, ahead = np.flatnonzero(reps.wager)[:2].tolist()
    reps.quarter_sales[behind] = 0.8 * model.quarter_passed * reps.quota[behind]
    reps.quarter_sales[ahead] = 2.0 * model.quarter_passed * reps.quota[ahead]
    earned = 0.012 * reps.quarter_sales[behind]
    model.staff.leave(behind)
    model.staff.leave(ahead)
    minor = model.ledger.quarter_pay_minor
    assert minor[behind, 1] == pytest.approx(100.0 * earned, abs=1)
    assert minor[behind, 2] == pytest.approx(-50.0 * earned, abs=1)
    assert minor[ahead, 2] == 0
    _, rows = settled(model)
    assert set(rows.outcome[[behind, ahead]]) == {"left"} and not reps.wager[[behind, ahead]].any()


def test_a_deposit_stays_with_the_firm_when_its_owner_quits_and_returns_when_the_seat_is_closed(model_with):
    model = live(model_with(DEPOSIT), 3)
    quits, closed = np.flatnonzero(model.reps.wager)[:2].tolist()
    model.staff.leave(quits)
    model.staff.close_seat(closed)
    assert model.ledger.quarter_pay_minor[[quits, closed], 2].tolist() == [-200_000, 0]


def test_a_cut_quarter_counts_bets_in_proportion(model_with):
    """Half-way through, half of the bonus is owed to those on their way to win, half of the deposit by the others."""
    tables = live(model_with(DEPOSIT), 6).records.tables()
    rows, had = tables["wagers"].set_index("seat"), 6 / 13
    assert set(rows.outcome) == {"open"}
    expected = np.where(rows.attainment >= DEPOSIT["win_at"], 3000.0 * had, -2000.0 * had)
    assert rows.pay.to_numpy() == pytest.approx(expected, rel=0.05)  # seasons make weeks differ a little
    row = tables["summary"].iloc[0]
    assert row["wager_pay"] - row["wager_recovered"] == pytest.approx(rows.pay.sum(), abs=1.0)


def test_a_lost_bet_is_remembered_and_fades(model_with):
    model = live(model_with(SINGLE), 13)
    _, rows = settled(model)
    lost = rows.index[rows.outcome == "lost"]
    assert len(lost) and (model.reps.lost_wagers[lost] == 1.0).all()
    assert not model.reps.lost_wagers[rows.index[rows.outcome == "won"]].any()


def test_without_a_menu_there_are_no_rows(results):
    assert results["unit/current"].wagers.empty
    assert list(results["unit/current"].wagers) == list(results["unit/wager"].wagers)


def test_takers_outsell_the_others_by_far_more_than_the_wager_does(offering, world):
    """P18 in small: who takes a deposit wager is ahead anyway."""
    scenario = offering(DEPOSIT | {"win_at": 1.2})
    gap, effect = [], []
    for replication in range(3):
        with_bet = run_arm(world, scenario, ARM, replication, rep_class=Loyal)
        without = run_arm(world, scenario, Arm("unit", "current"), replication, rep_class=Loyal)
        quarter = with_bet.rep_quarters.query("full_quarter == 1")
        taken = quarter.wager != ""
        gap.append(quarter.attainment[taken].mean() - quarter.attainment[~taken].mean())
        effect.append(with_bet.outcomes["sales"] / without.outcomes["sales"] - 1.0)
    assert np.mean(gap) > 0.08 > 2.0 * abs(np.mean(effect)), (gap, effect)
