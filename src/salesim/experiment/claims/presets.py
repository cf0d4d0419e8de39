"""The seven sections of the article as policies: what it recommends in each, alone and all together.

A section that recommends a way to divide territories is a layout as well; as a policy it reviews the territories.
"""

from __future__ import annotations

from typing import Any

from salesim.experiment.claims.amounts import Yuan, in_scenario_currency
from salesim.experiment.claims.catalogue import MENU, SERVICE_ON, TIERED, top_share
from salesim.scenario.merging import merged, nested
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario

PRESETS: dict[str, tuple[str, dict[str, Any]]] = {
    "division": (
        "divide: territories are reviewed each quarter, split when full, and evened out",
        {
            "sales_force.layout_review.enabled": True,
            "sales_force.layout_review.split": True,
            "sales_force.layout_review.move": "both",
        },
    ),
    "quotas": (
        "quotas: regions told apart by maturity, a check after two missed weeks or a shortfall of 15%",
        {
            "sales_force.quotas.maturity.derive": True,
            "sales_force.quotas.maturity.emerging_growth": 0.05,
            "sales_force.review.enabled": True,
            "sales_force.review.check_on": "weeks",
        },
    ),
    "customers": (
        "customers: four visits in five to the best fifth, tags, warnings, service by grade",
        {
            "sales_force.coverage.rule": "shares",
            **top_share(0.8),
            "sales_force.tags.behavior": True,
            "sales_force.tags.needs": True,
            "sales_force.cross_sell.enabled": True,
            "sales_force.warning.enabled": True,
            **SERVICE_ON,
        },
    ),
    "digital": (
        "digital tools: map and route, arrival context, check-in, forecast and boards, ordering portal, leads by fence",
        {
            "sales_force.tools.map.enabled": True,
            "sales_force.tools.arrival_context.enabled": True,
            "sales_force.tools.check_in.enabled": True,
            "sales_force.tools.forecast.enabled": True,
            "sales_force.boards.enabled": True,
            "sales_force.leads.rule": "fence",
            "channel.desk.portal": True,
        },
    ),
    "collaboration": (
        "collaboration: a stand-up every morning, a shared space, leads by a RACI rule",
        {
            "sales_force.team_time.stand_up": True,
            "sales_force.team_time.shared_space": True,
            "sales_force.leads.rule": "raci",
        },
    ),
    "evaluation": (
        "evaluation: regular review and adjustment, and the team's own feedback",
        {"sales_force.adjustment.enabled": True, "sales_force.feedback.enabled": True},
    ),
    "incentives": (
        "incentives: rewards at once, tiers, an elite club, badges, a quarterly wager",
        {
            **TIERED,
            "sales_force.pay.components": [
                *TIERED["sales_force.pay.components"],
                {"name": "wins", "measure": "new_customers", "rate": Yuan(100.0), "paid": "at_once"},
            ],
            "sales_force.recognition.badges": True,
            "sales_force.wager.menu": MENU,
        },
    ),
}
TOGETHER = "together"


def with_presets(scenario: Scenario) -> Scenario:
    """The scenario with a policy for each section and one for all, to be compared with its baseline.

    Together, a later section has the last word where two set the same field: leads go by the RACI rule.
    """
    everything: dict[str, Any] = {}
    policies: dict[str, Any] = {}
    for name, (about, changes) in PRESETS.items():
        changed = nested(in_scenario_currency(changes, scenario))
        policies[name] = {"about": about, "set": changed}
        everything = merged(everything, changed, None)
    policies[TOGETHER] = {"about": "all seven sections", "set": everything}
    base = scenario.run.baseline
    extended = overlay(scenario, {f"policies.{name}": policy for name, policy in policies.items()})
    return overlay(extended, {"run.layouts": [base.layout], "run.policies": [base.policy, *policies]})
