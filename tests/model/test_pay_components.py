"""Components of a pay plan act through what reps do, are paid to the minor units, and can lose."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.pay.components import teams
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy

COMPONENTS = "sales_force.pay.components"


def paying(**fields):
    """A policy with one component."""
    return {COMPONENTS: [{"name": "one", **fields}]}


def bonus(at, amount):
    return [{"at": at, "amount": amount}]


ALL = [
    {"name": "accelerator", "kinks": [{"at": 1.0, "rate": 0.01}, {"at": 1.2, "rate": 0.005}], "cap_at": 1.5},
    {"name": "annual", "period": "year", "bonuses": bonus(1.0, 12000.0)},
    {"name": "team", "team": "group", "team_size": 4, "bonuses": bonus(1.0, 4000.0)},
    {"name": "region", "team": "region", "measure": "new_customers", "quota": 2.0, "rate": 200.0},
    {"name": "start", "measure": "visits", "rate": 2.0, "paid": "at_once", "who": "new_reps"},
    {"name": "packets", "measure": "new_customers", "rate": 150.0, "paid": "at_once"},
    {"name": "collect", "measure": "days_to_collect", "quota": 40.0, "rate": 10.0},
    {"name": "advance", "frame": "loss", "bonuses": bonus(1.0, 5000.0)},
]
POLICIES = {
    "current": {},
    "all": {COMPONENTS: ALL},
    "accelerator": paying(kinks=[{"at": 1.0, "rate": 0.012}]),
    "accelerator_dear": paying(kinks=[{"at": 0.2, "rate": 0.28}]),
    "quarterly": paying(bonuses=bonus(1.0, 4000.0)),
    "annual": paying(period="year", bonuses=bonus(1.0, 16000.0)),
    "annual_easy": paying(period="year", bonuses=bonus(0.3, 100_000.0)),
    "team": paying(team="group", team_size=4, bonuses=bonus(1.0, 4000.0)),
    "team_easy": paying(team="region", bonuses=bonus(0.4, 40_000.0)),
    "visits_at_once": paying(measure="visits", rate=6.0, paid="at_once"),
    "visits_later": paying(measure="visits", rate=6.0),
    "subsidy": paying(measure="visits", rate=10.0, paid="at_once", who="new_reps"),
    "subsidy_dear": paying(measure="visits", rate=200.0, paid="at_once", who="new_reps"),
    "gain": paying(bonuses=bonus(1.0, 6000.0)),
    "loss": paying(bonuses=bonus(1.0, 6000.0), frame="loss"),
    "gain_hard": paying(bonuses=bonus(1.5, 6000.0)),
    "loss_hard": paying(bonuses=bonus(1.5, 6000.0), frame="loss"),
    "hunters": {"sales_force.pay.credit_existing": 0.0, "sales_force.pay.credit_new": 6.0},
    "neglect": {"sales_force.pay.credit_existing": 0.0, "sales_force.pay.credit_new": 1.0},
    "days": paying(measure="days_to_collect", quota=38.0, rate=150.0),
}
REPLICATIONS = 8


@pytest.fixture(scope="module")
def config(small):
    return small(policies={name: {"set": changes} for name, changes in POLICIES.items()})


@pytest.fixture(scope="module")
def opened(config):
    return opening(config)


@pytest.fixture(scope="module")
def runs(config, opened):
    return cache(lambda policy, replication=0: run_arm(opened, config, Arm("unit", policy), replication))


@pytest.fixture(scope="module")
def mean(runs):
    """Mean outcomes of a policy over some replications."""

    @cache
    def of(policy):
        rows = [runs(policy, i).outcomes for i in range(REPLICATIONS)]
        return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}

    return of


def test_all_pay_is_booked_to_the_minor(runs):
    """What seats were paid adds up to the ledger's; what is owed at the end is what comes due after it."""
    result = runs("all")
    for kind in ("variable", "team", "instant"):
        booked = result.ledger[f"{kind}_pay_minor"].sum()
        assert round(100 * result.rep_quarters[f"{kind}_pay"].sum()) == booked > 0
        assert result.outcomes[f"{kind}_pay"] == pytest.approx(booked / 100)
    ledger = result.ledger
    earned = sum(ledger[f"{kind}_pay_minor"] for kind in ("variable", "wager", "team", "instant"))
    assert (ledger.payable_open_minor + earned - ledger.variable_paid_minor == ledger.payable_close_minor).all()
    assert result.outcomes["pay"] == pytest.approx(
        1.35 * sum(result.outcomes[f"{kind}_pay"] for kind in ("fixed", "variable", "wager", "team", "instant"))
    )


def test_instant_rewards_are_paid_in_their_week(runs):
    """150 for each customer won, in the week; advances in the quarter's first."""
    ledger = runs("all").ledger
    packets = runs("all").components.query("component == 'packets'")
    assert packets["earned"].sum() == pytest.approx(150.0 * packets["attainment"].sum())
    won = ledger["new_customers"] > 0
    assert (ledger["instant_pay_minor"][~won] % 200 == 0).all()  # visits of new reps, at 2 yuan each
    advanced = 100 * 5000 * 12
    assert ledger["variable_paid_minor"][0] >= advanced - 2 * 100 * 5000


def test_what_is_earned_by_hand(runs, config):
    """The table of components against the rules, from what the rows say that reps have reached."""
    result = runs("all")
    rows = result.components
    annual = rows.query("component == 'annual' and quarter == 3")
    assert (annual["earned"] > 0).tolist() == (annual["attainment"] >= 1.0).tolist()
    team = rows.query("component == 'team' and quarter == 0")
    whole = result.rep_quarters.query("quarter == 0 and full_quarter == 1").set_index("seat")
    team = team[team["seat"].isin(whole.index)]
    assert set(team["earned"].round(6)) <= {0.0, 4000.0}
    assert team["attainment"].nunique() < len(team)
    days = rows.query("component == 'collect'")
    full = days[days["seat"].isin(whole.index) & (days["quarter"] == 0)]
    assert full["earned"].to_numpy() == pytest.approx(400.0 * full["attainment"].to_numpy())


def test_a_team_shares_one_result(runs, opened):
    team = runs("team").components.query("quarter == 2")
    number = teams("group", 4, opened.reps.region)[team["seat"].to_numpy()]
    for _, members in team.groupby(number):
        assert members["attainment"].nunique() == 1


def test_a_years_bonus_is_booked_as_it_is_earned_and_paid_after_the_year(runs):
    """Provisions in every quarter; with the year's last quarter the difference to what was really reached."""
    result, plain = runs("annual"), runs("current")
    more = result.rep_quarters.groupby("quarter")["variable_pay"].sum()
    more -= plain.rep_quarters.groupby("quarter")["variable_pay"].sum()
    assert (more[:3] > 5_000.0).all()
    final = result.components.query("quarter == 3")
    assert 0 < final["earned"].sum() <= 16000.0 * len(final)
    due = result.ledger["payable_close_minor"].iloc[-1] - plain.ledger["payable_close_minor"].iloc[-1]
    assert due / 100 > 0.9 * final["earned"].sum()


def test_a_horizon_that_cuts_a_period_pays_for_what_was_lived(small):
    changes = {"policies": {"current": {}, "all": {"set": {COMPONENTS: ALL}}}, "run.weeks": 31}
    config = small(**changes)
    result = run_arm(opening(config), config, Arm("unit", "all"), 0)
    row = result.outcomes
    for kind in ("variable", "team", "instant"):
        assert result.rep_quarters[f"{kind}_pay"].sum() == pytest.approx(row[f"{kind}_pay"])
    cut = result.rep_quarters.query("quarter == 2")
    whole = result.rep_quarters.query("quarter == 1")
    assert 0.2 * whole["variable_pay"].sum() < cut["variable_pay"].sum() < 0.7 * whole["variable_pay"].sum()


def test_accelerators_move_those_they_reach_and_lose_when_they_cost_more_than_the_margin(mean):
    plain, paid, dear = mean("current"), mean("accelerator"), mean("accelerator_dear")
    assert paid["mean_effort"] > plain["mean_effort"] + 0.03 and paid["sales"] > plain["sales"]
    assert paid["variable_pay"] > plain["variable_pay"] + 50_000
    assert dear["sales"] > paid["sales"] and dear["value_created"] < plain["value_created"]


def test_a_years_bonus_moves_less_than_the_same_money_by_quarters_and_an_easy_one_nothing_or_less(mean):
    plain = mean("current")
    by_year, by_quarter = (mean(name)["mean_effort"] - plain["mean_effort"] for name in ("annual", "quarterly"))
    assert by_quarter > by_year > 0.005
    assert mean("annual")["variable_pay"] > plain["variable_pay"] + 30_000
    easy = mean("annual_easy")
    assert plain["mean_effort"] - 0.06 < easy["mean_effort"] < plain["mean_effort"] + 0.01  # the same stake of more pay
    assert easy["value_created"] < plain["value_created"] - 500_000


def test_a_team_bonus_moves_less_than_the_own_and_an_easy_one_is_money_lost(mean):
    plain = mean("current")
    together, alone = (mean(name)["mean_effort"] - plain["mean_effort"] for name in ("team", "quarterly"))
    assert alone > together > 0.003
    assert mean("team")["team_pay"] > 50_000 > 0 == plain["team_pay"]
    assert mean("team_easy")["value_created"] < plain["value_created"] - 500_000


def test_a_rate_for_visits_is_felt_as_it_is_earned_however_it_is_paid(mean):
    """One valuation for one pay; and either way invented visits cost money."""
    plain, at_once, later = (mean(name) for name in ("current", "visits_at_once", "visits_later"))
    assert at_once["visits"] == pytest.approx(later["visits"], rel=0.01)
    assert later["visits"] > 1.02 * plain["visits"]
    assert at_once["falsified_visits"] == pytest.approx(later["falsified_visits"], rel=0.05)
    assert later["falsified_visits"] > 1.2 * plain["falsified_visits"]
    assert at_once["instant_pay"] > 50_000 and later["instant_pay"] == 0
    assert later["variable_pay"] > plain["variable_pay"] + 50_000


def test_a_subsidy_for_new_reps_is_paid_to_new_reps_and_invites_them_to_invent_visits(runs, mean):
    assert runs("subsidy").components["seat"].nunique() < 12
    plain, paid, dear = mean("current"), mean("subsidy"), mean("subsidy_dear")
    assert paid["instant_pay"] > 5_000
    assert paid["visits"] + paid["falsified_visits"] > plain["visits"] + plain["falsified_visits"]
    assert dear["falsified_visits"] > 2 * plain["falsified_visits"]
    assert dear["value_created"] < plain["value_created"]


def test_a_bonus_to_lose_moves_more_for_the_same_money_but_those_who_lose_it_leave(mean):
    gain, loss = mean("gain"), mean("loss")
    assert loss["mean_effort"] > gain["mean_effort"] + 0.005
    assert loss["variable_pay"] == pytest.approx(gain["variable_pay"], rel=0.05)
    assert mean("loss_hard")["quits"] > mean("gain_hard")["quits"] + 0.5
    assert mean("loss_hard")["value_created"] < mean("gain_hard")["value_created"]


def test_credit_for_new_customers_brings_them_and_loses_where_existing_sales_were_the_pay(runs, mean):
    plain, hunters, neglect = mean("current"), mean("hunters"), mean("neglect")
    assert hunters["new_customers"] > 1.2 * plain["new_customers"]
    rows = runs("hunters").rep_quarters
    assert rows["credited"].sum() < 0.9 * rows["sales"].sum()
    same = runs("current").rep_quarters
    assert (same["credited"] == same["sales"]).all()
    assert neglect["sales"] < 0.95 * plain["sales"]
    assert neglect["value_created"] < plain["value_created"]


def test_pay_for_quick_payment_brings_cash_and_takes_time_from_selling(mean):
    plain, paid = mean("current"), mean("days")
    assert paid["receivables_change"] < plain["receivables_change"] - 100_000
    assert paid["visits"] < 0.95 * plain["visits"]
    assert paid["value_created"] < plain["value_created"]


def test_who_leaves_is_paid_what_is_earned_and_no_share_of_the_teams(config, opened):
    model = SalesModel(opened, apply_policy(config, "all"))
    for _ in range(8):
        model.step()
    seat = int(np.flatnonzero(model.reps.present)[0])
    before = model.ledger.quarter_pay_minor.copy()
    sold = model.reps.measure_sum[seat].copy()
    model.staff.leave(seat)
    fixed, variable, _, team, *_ = model.ledger.quarter_pay_minor[seat] - before[seat]
    assert sold.any() and not model.reps.measure_sum[seat].any()
    assert fixed == team == 0 < variable
    model.staff.open_seats(
        *(getattr(model.reps, f"home_{name}")[[0]] for name in ("x_km", "y_km", "lon_deg", "lat_deg"))
    )
    for _ in range(30):  # the books go on to balance, with a new seat and a new holder
        model.step()
    assert model.reps.year_share[seat] < 1.0


def test_without_components_nothing_is_kept_of_them(runs):
    result = runs("current")
    assert "components" not in result.tables
    assert result.outcomes["team_pay"] == result.outcomes["instant_pay"] == 0.0
