"""Routing of leads (D7, K3) in the whole model: what each way wins and costs, and where it loses."""

from __future__ import annotations

import pytest

from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.scenario.arms import Arm

RULES = ("usual", "unruled", "raci", "fence")


def live(small, replication=0, **changes):
    """One year of each rule, by name: outcomes and the table of leads."""
    policies = {rule: {"set": {"sales_force.leads.rule": rule}} for rule in RULES}
    market = {"market.prospects.arrival_weeks": 100, "market.customers.prospects": 1200}
    scenario = small(policies=policies, **{**market, **changes})
    world = opening(scenario)
    return {rule: run_arm(world, scenario, Arm("unit", rule), replication) for rule in RULES}


@pytest.fixture(scope="module")
def results(small):
    return live(small)


def test_a_rule_wins_no_fewer_than_none_and_routing_more(small, results):
    """Nobody is orphaned under RACI, but cleaning and handing over take their hours: about as many are won."""
    years = [results, *(live(small, replication) for replication in (1, 2, 3))]
    won = {rule: sum(year[rule].outcomes["new_customers"] for year in years) for rule in RULES}
    assert won["raci"] > 0.93 * won["unruled"]
    assert won["fence"] > 1.2 * won["unruled"]


def test_the_monthly_account_adds_up(results):
    for rule in ("unruled", "raci", "fence"):
        leads = results[rule].leads
        assert leads["month"].tolist() == list(range(13))
        assert (leads["credit_marketing"] + leads["credit_sales"]).sum() == leads["won"].sum()
        assert leads["won"].sum() == pytest.approx(results[rule].outcomes["new_customers"], abs=12)
        assert leads["leads"].sum() > 300
    assert "leads" not in results["usual"].tables
    assert results["unruled"].leads["orphaned"].sum() > 0 and results["raci"].leads["orphaned"].sum() == 0
    assert results["fence"].leads["credit_marketing"].sum() == 0


def test_each_rule_has_its_cost(results):
    cost = {rule: results[rule].outcomes for rule in RULES}
    leads = results["raci"].leads["leads"].sum()
    assert cost["raci"]["support_cost"] > cost["usual"]["support_cost"]
    assert cost["fence"]["license_cost"] == pytest.approx(52 * 12 * 15.0)
    assert leads * 40.0 == pytest.approx(cost["raci"]["support_cost"] - cost["usual"]["support_cost"], rel=0.6)


def test_where_hands_are_slow_a_rule_loses(small):
    """Owners who don't look at what they are told, and a hand-over of weeks, win fewer customers than usual."""
    slow = live(small, **{"sales_force.leads": {"fence_hours": 900.0, "handover_hours": 900.0, "clean_hours": 900.0}})
    won = {rule: result.outcomes["new_customers"] for rule, result in slow.items()}
    assert won["fence"] < won["usual"] and won["raci"] < won["usual"]


def test_worthless_leads_cost_visits_unless_they_are_cleaned_out(small, results):
    junk = live(small, **{"market.prospects.junk_share": 0.5})
    assert junk["usual"].outcomes["new_customers"] < 0.7 * results["usual"].outcomes["new_customers"]
    assert junk["raci"].leads["cleaned_out"].sum() > 0.3 * junk["raci"].leads["leads"].sum()
