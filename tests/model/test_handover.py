"""Joint visits at a change of territories keep part of the bond, and take the time of both reps."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.columns import State
from salesim.model.opened_worlds import opening
from salesim.model.sales_model import SalesModel
from salesim.policy.handover import JOINT_VISIT, Handover, with_time
from salesim.scenario.loading import load_scenario
from salesim.scenario.overlay import apply_policy
from salesim.scenario.phases import phases

SMALL = [
    "market.customers={count: 900, prospects: 200}",
    "sales_force.team.reps=9",
    "channel.network.distributors=3",
    "run={weeks: 20, burn_in_weeks: 26}",
]
POLICIES = (
    "policies={current: {},"
    " joint: {set: {sales_force.handover: {joint_visits: 2, weeks: 6, time_share: 1}}},"
    " largest: {set: {sales_force.handover: {joint_visits: 2, weeks: 6, share: 0.2, time_share: 1}}},"
    " busy: {set: {sales_force.handover: {joint_visits: 2, weeks: 6, time_share: 0.02}}},"
    " split: {headcount: 11, set: {sales_force.handover: {joint_visits: 1}, sales_force.quotas.stretch: 0.05}},"
    " later: {set: {sales_force.handover: {joint_visits: 2}}, later: [{week: 5, layout: evened}]}}"
)


@pytest.fixture(scope="module")
def scenario():
    return load_scenario("yangtze_delta", [*SMALL, POLICIES])


def begun(scenario, policy, layout="balanced"):
    """The model as it begins, with the customers who were just reassigned."""
    world = opening(scenario)
    model = SalesModel(world, apply_policy(world.scenario, policy), layout=layout, replication=0)
    c, seat = model.columns, np.empty(len(world.customers.seat), np.int64)
    seat[world.customers.place] = world.customers.seat
    return model, (seat[c.place] != c.seat) & (c.state >= State.HEALTHY) & (c.state < State.GONE)


def test_two_joint_visits_bridge_three_quarters_of_the_break(scenario):
    alone, moved = begun(scenario, "current")
    joint, _ = begun(scenario, "joint")
    factor = scenario.market.churn.handover_factor
    assert alone.columns.relationship[moved].max() <= factor + 1e-6
    bonds = joint.columns.relationship[moved]
    before = np.empty(len(joint.columns.place))
    before[joint.world.customers.place] = joint.world.customers.relationship
    expected = np.minimum(before[joint.columns.place][moved], 1.0 - (1.0 - factor) * 0.25)
    assert np.isclose(bonds, expected, atol=1e-6).mean() > 0.8 and (bonds <= expected + 1e-6).all()
    assert (joint.columns.relationship >= alone.columns.relationship).all()
    assert (joint.columns.relationship[~moved] == alone.columns.relationship[~moved]).all()


def test_they_take_the_time_of_both(scenario):
    model, moved = begun(scenario, "joint")
    lever, n = model.lever(Handover), int(moved.sum())
    minutes = sum(float(each.sum()) for each in lever.minutes.values())
    visit_min = scenario.sales_force.time.visit_min
    assert 0.8 * n < minutes / (2 * 2 * JOINT_VISIT * visit_min) <= n
    assert sorted(lever.minutes) == [model.week + 1 + i for i in range(6)]
    alone, _ = begun(scenario, "current")
    for _ in range(4):
        model.step(), alone.step()
    visits = [float(one.records.tables()["weeks"].visits[1:].sum()) for one in (model, alone)]
    assert visits[0] < 0.97 * visits[1]


def test_those_with_most_sales_come_first(scenario):
    model, moved = begun(scenario, "largest")
    c, factor = model.columns, scenario.market.churn.handover_factor
    introduced = moved & (c.relationship > factor + 1e-6)
    assert 0.1 < introduced.sum() / moved.sum() <= 0.2 + 1e-2
    assert c.reference_sales[introduced].min() >= np.quantile(c.reference_sales[moved], 0.7)


def test_nobody_gives_more_time_than_there_is(scenario):
    model, moved = begun(scenario, "busy")
    room = 0.02 * 6 * 5 * scenario.sales_force.time.day_min
    spent = sum(model.lever(Handover).minutes.values())
    assert 0 < spent.max() <= room + 1e-6
    assert (model.columns.relationship[moved] < 0.9).any()


def test_time_goes_to_the_largest_first_and_what_does_not_fit_makes_room():
    minutes, sales = np.array([60.0, 60.0, 30.0, 0.0]), np.array([9.0, 5.0, 1.0, 7.0])
    fits = with_time(minutes, sales, np.zeros(4, int), np.ones(4, int), room=100.0)
    assert fits.tolist() == [True, False, True, False]


def test_who_is_hired_for_a_split_is_introduced_and_who_has_gone_introduces_nobody(scenario):
    world = opening(scenario)
    config = apply_policy(world.scenario, "split")
    for headcount, expected in ((11, True), (6, False)):
        model = SalesModel(world, config, layout="today", replication=0, headcount=headcount)
        for _ in range(13):
            model.step()
        events = model.records.tables()["events"]
        assert ("introduced" in set(events.kind)) == expected
        assert (events.kind == "headcount").any()


def test_dated_changes_are_introduced_too(scenario):
    world = opening(scenario)
    first, *later = phases(scenario, "later")
    model = SalesModel(world, first.config, layout="today", replication=0, later=later)
    for _ in range(8):
        model.step()
    events = model.records.tables()["events"].query("kind == 'introduced'")
    assert events.week.tolist() == [4] and int(events.detail.iloc[0]) > 0
