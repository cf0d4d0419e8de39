"""Tags and cross-selling (C2) in the whole model: they act, they cost, and there is a setting in which they lose."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.columns import State
from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.sales_model import SalesModel
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import overlay

OFFERS = {"sales_force.cross_sell.enabled": True}
TAGS = OFFERS | {"sales_force.tags.needs": True, "sales_force.tags.behavior": True}
FREE = TAGS | {"sales_force.tags.entry_min": 0.0, "sales_force.tags.license_cost_per_week": 0.0}
POLICIES = {
    "current": {},
    "guess": {"set": OFFERS},
    "tags": {"set": TAGS},
    "free": {"set": FREE},
    "slow": {"set": TAGS | {"sales_force.tags.entry_min": 8.0}},
}


@pytest.fixture(scope="module")
def results(small):
    scenario = small(policies=POLICIES)
    world = opening(scenario)
    return {name: run_arm(world, scenario, Arm("unit", name), 0) for name in POLICIES}


def test_tags_raise_hits_per_offer_and_spare_offers(results):
    guess, tags = results["guess"].outcomes, results["tags"].outcomes
    assert tags["hits_per_offer"] > 1.4 * guess["hits_per_offer"] > 0.0
    assert tags["offers"] < 0.9 * guess["offers"] and tags["offer_misses"] < 0.8 * guess["offer_misses"]
    assert tags["hits_per_offer"] == tags["offer_hits"] / tags["offers"]


def test_hits_are_sold(results):
    usual, free = results["current"].outcomes, results["free"].outcomes
    assert free["sales"] > 1.04 * usual["sales"] and free["orders"] > 1.1 * usual["orders"]
    assert free["value_created"] > usual["value_created"]


def test_misses_annoy(results):
    assert results["guess"].outcomes["satisfaction"] < results["current"].outcomes["satisfaction"] - 0.3


def test_tags_take_minutes_and_money(results):
    slow, tags, free = (results[name].outcomes for name in ("slow", "tags", "free"))
    assert slow["visits"] < 0.9 * tags["visits"] and tags["visits"] < 0.96 * free["visits"]
    assert tags["license_cost"] - free["license_cost"] == pytest.approx(52 * 1200.0)


def test_coverage_is_reported_over_time(results):
    table = results["tags"].tags
    assert table["week"].tolist() == [0, 12, 25, 38, 51]
    assert table["need_coverage"].is_monotonic_increasing and table["need_coverage"].iloc[-1] > 40.0
    assert table["base_coverage"].between(70.0, 90.0).all() and (table["behavior_coverage"] > 30.0).all()
    assert table["hits"].sum() == results["tags"].outcomes["offer_hits"]
    assert table["with_further_line"].is_monotonic_increasing
    assert (results["guess"].tags[["need_coverage", "behavior_coverage"]] == 0.0).all().all()
    assert not hasattr(results["current"], "tags")


def test_where_there_is_little_to_sell_tags_lose(small):
    """Typing takes visits from everybody; where hardly anybody needs a line, nothing comes back."""
    poor = {"market.buying.tenure_years": 1.0, "sales_force.cross_sell": {"need_share": 0.05, "value_share": 0.05}}
    policies = {"guess": {"set": OFFERS}, "slow": {"set": TAGS | {"sales_force.tags.entry_min": 8.0}}}
    scenario = small(policies=policies, **poor)
    world = opening(scenario)
    gains = [
        run_arm(world, scenario, Arm("unit", "slow"), replication).outcomes["value_created"]
        - run_arm(world, scenario, Arm("unit", "guess"), replication).outcomes["value_created"]
        for replication in range(4)
    ]
    assert max(gains) < 0.0


def test_needs_belong_to_the_customer(small, world):
    """The same in every replication, and untouched by the number of reps or by what is offered."""
    config = overlay(small(), OFFERS)
    needs = []
    for replication in (0, 3):
        model = SalesModel(world, config, replication=replication)
        model.step()
        c = model.columns
        needs.append(c.need[np.argsort(c.customer_id)])
    np.testing.assert_array_equal(*needs)
    assert np.mean(needs[0] > 0) == pytest.approx(0.6, abs=0.05)
    assert set(needs[0]) == set(range(7))


def test_with_offers_off_nothing_is_drawn(world, scenario):
    model = SalesModel(world, scenario)
    model.step()
    c = model.columns
    assert not (c.need.any() or c.need_tags.any() or c.further_line.any() or c.offer_week.any())
    assert (c.state == State.HEALTHY).any()
