"""The same pay is worth the same however it is written: to the byte."""

from __future__ import annotations

import pytest
from pandas.testing import assert_frame_equal

from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.scenario.arms import Arm

COMPONENTS, COMMISSION = "sales_force.pay.components", "sales_force.pay.commission_rate"


def one(commission=0.0, **fields):
    return {COMMISSION: commission, COMPONENTS: [{"name": "one", **fields}]}


SAME = {  # 1.2 % of the quarter's sales
    "commission": {COMMISSION: 0.012},
    "component": one(rate=0.012),
    "unused_quota": one(rate=0.012, quota=500_000.0),
    "in_two": one(commission=0.004, rate=0.008),
    "a_kink_that_changes_nothing": one(rate=0.012, quota=90_000.0, kinks=[{"at": 1.0, "rate": 0.012}]),
    "whole_amount": one(rate=0.012, how="whole", kinks=[{"at": 1.0, "rate": 0.012}]),
}
VISITS = {  # so much a visit, with and without a quota that nothing depends on
    "each": one(measure="visits", rate=5.0),
    "each_with_quota": one(measure="visits", rate=5.0, quota=40.0),
}
CAPPED = one(rate=0.012, cap_at=8.0)  # never reached; and yet a plan of its own, which may be valued otherwise


@pytest.fixture(scope="module")
def run(small):
    policies = {name: {"set": changes} for name, changes in {**SAME, **VISITS, "capped": CAPPED}.items()}
    config = small(policies=policies)
    world = opening(config)
    return lambda policy: run_arm(world, config, Arm("unit", policy), 0)


def same(one, other, but=()):
    assert one.outcomes == other.outcomes
    assert list(one.tables) == list(other.tables)
    for name, table in one.tables.items():
        if name not in but:
            assert_frame_equal(table, other.tables[name], check_exact=True)


def test_a_rate_on_sales(run):
    first = run("commission")
    for name in SAME:
        same(first, run(name))


def test_a_rate_for_each_visit(run):
    same(run("each"), run("each_with_quota"))


def test_a_cap_that_nobody_reaches_changes_no_pay(run):
    assert run("capped").outcomes["sales"] == pytest.approx(run("commission").outcomes["sales"], rel=1e-6)
