"""Writes the golden baseline anew: ``python tests/golden/record.py``. Say in CHANGELOG.md what moved, and why."""

from __future__ import annotations

import json
from pathlib import Path

from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.scenario.arms import Arm
from salesim.scenario.loading import load_scenario

FILE = Path(__file__).with_name("outcomes.json")
SETTINGS = [
    "market.customers.count=900",
    "market.customers.prospects=250",
    "sales_force.team.reps=9",
    "channel.network.distributors=3",
]
ARMS = [
    Arm("today", "current"),
    Arm("radius", "tiered"),
    Arm("balanced", "wager"),
    Arm("circle", "portal"),
    Arm("evened", "current"),
]


def outcomes() -> dict[str, dict[str, float]]:
    """Every figure of the summary, for five arms of a small delta."""
    scenario = load_scenario("yangtze_delta", SETTINGS)
    world = opening(scenario)
    return {str(arm): run_arm(world, scenario, arm, 0).outcomes for arm in ARMS}


if __name__ == "__main__":
    FILE.write_text(json.dumps(outcomes(), indent=1) + "\n", encoding="utf-8")
