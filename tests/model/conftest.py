"""A small market that lives a year in a tenth of a second, burned in once for all tests of the model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from salesim.model.opened_worlds import opening
from salesim.model.replicate import run_arm
from salesim.model.result import Result
from salesim.model.sales_model import SalesModel
from salesim.scenario.arms import Arm
from salesim.scenario.overlay import apply_policy, overlay
from salesim.scenario.scenario import Scenario
from salesim.world.world import World

MENU = [
    {"name": "bold", "win_at": 1.5, "bonus": 12000.0, "floor_at": 0.8, "claw_back": 0.5},
    {"name": "mild", "win_at": 1.2, "bonus": 6000.0, "floor_at": 0.8, "claw_back": 0.3},
]
SETTINGS: dict[str, Any] = {
    "market.customers.count": 1200,
    "market.customers.prospects": 300,
    "sales_force.team.reps": 12,
    "channel.network.distributors": 4,
    "layouts": {"unit": {"builder": "unit"}, "balanced": {"builder": "balanced"}},
    "policies": {
        "current": {},
        "wager": {"set": {"sales_force.wager.menu": MENU}},
        "portal": {"set": {"channel.desk.portal": True}},
        "review": {"set": {"sales_force.layout_review.enabled": True}},
    },
}


@pytest.fixture(scope="session")
def small() -> Callable[..., Scenario]:
    """Makes the small scenario with further changes by path: ``small(**{"run.weeks": 13})``."""
    return lambda **changes: overlay(Scenario(name="small"), {**SETTINGS, **changes})


@pytest.fixture(scope="session")
def scenario(small: Callable[..., Scenario]) -> Scenario:
    return small()


@pytest.fixture(scope="session")
def world(scenario: Scenario) -> World:
    return opening(scenario)


@pytest.fixture(scope="session")
def results(scenario: Scenario, world: World) -> dict[str, Result]:
    """One year of some arms under the same luck."""
    arms = [Arm("unit", policy) for policy in scenario.policies] + [Arm("balanced", "current")]
    return {str(arm): run_arm(world, scenario, arm, 0) for arm in arms}


@pytest.fixture(scope="session")
def model_of(world: World) -> Callable[..., SalesModel]:
    """Makes a model at the start of its year: ``model_of("wager", threads=2)``."""

    def make(policy: str = "current", **options: Any) -> SalesModel:
        return SalesModel(world, apply_policy(world.scenario, policy), **options)

    return make
