"""Roles in the model: everybody is served by one rep of the right role, at every quarter's start."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from salesim.agents.roles import role_of_seats, serving_role, weeks_bought
from salesim.columns import State
from salesim.errors import InputError
from salesim.model.opened_worlds import opening
from salesim.model.replicate import finish, run_arm
from salesim.model.sales_model import SalesModel
from salesim.policy.handover import Handover
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy, overlay
from salesim.scenario.scenario import Scenario

ROLES = [
    {"name": "hunter", "reps": 3, "customers": "prospects", "plan": "new_business", "prospecting": {}},
    {"name": "farmer", "reps": 6, "customers": "existing"},
    {"name": "key_account", "reps": 2, "customers": {"largest": 40}},
    {"name": "expert", "reps": 1, "overlay": True, "product": "filters", "credit": 0.5, "quota": 60_000.0},
]
SETTINGS = {
    "market.places.units": ["Huzhou"],
    "market.customers": {"count": 600, "prospects": 300},
    "sales_force.team.reps": 12,
    "sales_force.cross_sell": {"enabled": True, "lines": 2, "line_names": ["pumps", "filters"]},
    "sales_force.managers": {"salary_per_month": 10_000.0, "override": 0.002, "bonus": 5_000.0},
    "sales_force.plans.new_business": {
        "commission_rate": 0.01,
        "components": [{"name": "wins", "measure": "new_customers", "rate": 500.0}],
    },
    "channel.network.distributors": 1,
    "layouts": {"balanced": {"builder": "balanced"}, "unit": {"builder": "unit"}},
    "policies.roles": {"set": {"sales_force.roles": ROLES}},
    "policies.joint": {"set": {"sales_force.roles": [{**ROLES[0], "joint_visits": 2}, *ROLES[1:]]}},
    "run": {"weeks": 52, "burn_in_weeks": 52, "baseline": {"layout": "balanced", "policy": "current"}},
}


def made(**changes) -> Scenario:
    return overlay(overlay(Scenario(name="roles"), SETTINGS), changes)


@pytest.fixture(scope="module")
def standing() -> Scenario:
    """Roles are what is done today."""
    return made(**{"sales_force.roles": ROLES, "sales_force.turnover.weekly_base": 1e-6})


@pytest.fixture(scope="module")
def lived(standing):
    """Today's roles for a year: the model, and at each quarter's start who owned whom."""
    world = opening(standing)
    model, quarters = SalesModel(world, apply_policy(world.scenario, "current")), []
    for _ in range(standing.run.weeks):
        before = model.columns.state[np.argsort(model.columns.place)].copy()
        model.step()
        order = np.argsort(model.columns.place)
        quarters.append((before, model.columns.state[order].copy(), model.columns.seat[order].copy()))
    return model, quarters


def test_everybody_is_on_the_ground_of_one_rep_of_the_role_that_serves_them(lived):
    model, quarters = lived
    roles, grounds = model.config.sales_force.roles, model.territories.layout.grounds
    role = role_of_seats(roles)
    for week, (_, _, seat) in enumerate(quarters):
        assert (grounds[role[seat], np.arange(len(seat))] == seat).all(), week
    c, order = model.columns, np.argsort(model.columns.place)
    state, seat = c.state[order], c.seat[order]  # a quarter has just been closed
    buys = (state == State.HEALTHY) | (state == State.FADING)
    weeks = weeks_bought(state, c.state_week[order], model.week)
    assert (serving_role(roles, grounds >= 0, buys, role[seat], weeks) == role[seat]).all()
    assert (np.diff(c.seat) >= 0).all() and len(np.unique(c.customer_id)) == len(c.customer_id)
    named = grounds[2] >= 0
    assert named.sum() == 40 and (role[seat[buys & named & (weeks > 13)]] == 2).all()
    assert set(role[seat[~buys]]) == {0} and 3 not in role[seat]


def test_only_hunters_win_prospects_and_they_hand_them_over(lived):
    model, _ = lived
    result = finish(model, Arm("balanced", "current"), 0)
    roles, quarters = result.tables["roles"].set_index("role"), result.tables["rep_quarters"]
    assert roles.loc["hunter", "new_customers"] > 10
    assert roles.drop(index="hunter")["new_customers"].sum() == 0
    assert roles.loc["hunter", "handed_over"] > 5
    assert roles["handed_over"].sum() == roles["taken_over"].sum()
    assert roles.loc["hunter", "leads_found"] > 0 and roles.loc["farmer", "leads_found"] == 0
    assert quarters.groupby("role").sales.sum()["farmer"] == roles.loc["farmer", "sales"]
    assert roles["pay"].sum() == pytest.approx(
        result.tables["summary"].filter(regex="^(fixed|variable|instant)_pay$").sum(axis=1)[0]
    )


def test_each_role_has_its_own_plan_and_a_quota_that_can_be_met(lived):
    model, _ = lived
    table = finish(model, Arm("balanced", "current"), 0).tables
    attained = table["roles"].set_index("role").attainment
    assert 0.6 < attained["hunter"] < 1.6 and 0.7 < attained["farmer"] < 1.4
    assert model.reps.plan.tolist() == [1] * 3 + [0] * 9
    assert set(table["components"].seat) <= {0, 1, 2}
    wins = table["components"].groupby("seat").earned.sum()
    won = table["rep_quarters"].groupby("seat").new_customers.sum()
    assert (wins == 500.0 * won[wins.index]).all()
    experts = table["rep_quarters"].query("role == 'expert'")
    assert experts.quota.sum() == pytest.approx(4 * 60_000.0)


def test_an_override_is_the_stated_share_of_each_regions_sales(lived):
    model, _ = lived
    tables = finish(model, Arm("balanced", "current"), 0).tables
    managers, ledger = tables["managers"], tables["ledger"]
    assert managers.sales.sum() == pytest.approx(ledger.sales_minor.sum() / 100)
    assert (managers.override - 0.002 * managers.sales).abs().max() <= 0.005 + 1e-9
    booked = ledger.manager_pay_minor.sum() / 100
    assert booked == pytest.approx(managers[["salary", "override", "bonus"]].sum().sum())
    assert ((managers.bonus > 0) == (managers.attainment >= 1.0)).all()
    assert tables["summary"].manager_pay[0] == pytest.approx(booked)


def test_credits_add_up_by_seller_and_by_person(lived):
    model, _ = lived
    tables = finish(model, Arm("balanced", "current"), 0).tables
    credits, quarters = tables["credits"], tables["rep_quarters"]
    own = credits[credits.seller == credits.credited_to]
    assert own.sales.sum() == pytest.approx(tables["ledger"].sales_minor.sum() / 100)
    shared = credits[credits.role == "expert"]
    assert len(shared) and set(shared["product"]) == {"filters"} and shared.credited.sum() > 0
    assert (shared.credited - 0.5 * shared.sales).abs().max() < 1e-6
    sold = own[own["product"] == "filters"].sales.sum()
    assert credits[credits["product"] == "filters"].credited.sum() == pytest.approx(1.5 * sold, rel=1e-9)
    by_person = credits.groupby(["quarter", "credited_to"]).credited.sum()
    paid_on = quarters.set_index(["quarter", "seat"]).credited
    both = pd.concat([by_person.rename_axis(["quarter", "seat"]), paid_on], axis=1, keys=["told", "paid"]).fillna(0.0)
    assert (both.told - both.paid).abs().max() < 1e-3


def test_time_adds_up_where_reps_call_on_people_unknown_and_go_along(lived):
    model, _ = lived
    for row in model.ledger.rows:
        assert abs(row["working_min"] - row["selling_min"] - row["travel_min"] - row["other_min"]) <= 2
    assert (model.reps.other_min >= -1e-6).all()


def test_without_roles_nothing_is_told_of_them():
    result = run_arm(opening(made()), made(), Arm("balanced", "current"), 0)
    assert not {"roles", "role_quarters", "credits"} & result.tables.keys()
    assert "role" not in result.tables["rep_quarters"]


def test_a_split_wins_more_prospects_and_costs_bonds():
    """Same headcount, same chance: hunters paid for new business win more; customers who change hands buy less."""
    scenario = made()
    world = opening(scenario)
    won, sold_first = [], []
    for replication in range(2):
        mixed, split = (run_arm(world, scenario, Arm("balanced", name), replication) for name in ("current", "roles"))
        won.append([r.outcomes["new_customers"] for r in (mixed, split)])
        sold_first.append([r.tables["weeks"].sales[:13].sum() for r in (mixed, split)])
        assert split.outcomes["accounts_reassigned"] > 100 > mixed.outcomes["accounts_reassigned"]
    assert all(split > 1.3 * mixed for mixed, split in won)
    assert np.mean([split / mixed for mixed, split in sold_first]) < 0.95


def test_joint_visits_keep_part_of_the_bond_and_take_both_reps_time():
    scenario = made(**{"run.weeks": 27})
    world = opening(scenario)
    bonds, spent = [], []
    for policy in ("roles", "joint"):
        model = SalesModel(world, apply_policy(world.scenario, policy))
        for _ in range(26):
            model.step()
        c = model.columns
        roles = model.config.sales_force.roles
        new = (c.state == State.HEALTHY) & (role_of_seats(roles)[c.seat] > 0) & (c.state_week > world.week)
        bonds.append([float(c.relationship[new].min()), float(np.median(c.relationship[new]))])
        spent.append(float(sum(minutes.sum() for minutes in model.lever(Handover).minutes.values())))
        model.step()
    factor = scenario.market.churn.handover_factor
    assert bonds[0][0] == pytest.approx(factor) and bonds[0][1] < 0.9
    assert bonds[1][1] == pytest.approx(1.0 - (1.0 - factor) * 0.25)
    assert spent[0] == 0.0 < spent[1]


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ([ROLES[0], {**ROLES[1], "customers": {"industries": ["制造"]}, "reps": 9}], "nobody would serve"),
        (
            [ROLES[0], {**ROLES[1], "reps": 8}, {"name": "key", "reps": 1, "customers": {"ids": ["none"]}}],
            "would have 0",
        ),
    ],
)
def test_filters_that_leave_somebody_out_are_refused(roles, words):
    scenario = made(**{"policies.roles": {"set": {"sales_force.roles": roles}}})
    world = opening(scenario)
    with pytest.raises(InputError, match=words):
        SalesModel(world, apply_policy(world.scenario, "roles"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sales_force.cross_sell.enabled": False}, "cross_sell.enabled is false"),
        ({"sales_force.layout_review.split": True}, "layout_review.split: would move customers"),
        ({"sales_force.adjustment.enabled": True}, "adjustment.rule: would move customers"),
        ({"sales_force.cross_sell.line_names": ["a", "b"]}, "none of the further lines: a, b"),
        ({"sales_force.team.reps": 13}, "12 together, but team.reps is 13"),
    ],
)
def test_what_does_not_go_with_roles_is_refused(changes, words):
    with pytest.raises(InputError, match=words):
        made(**{"sales_force.roles": ROLES, **changes})
