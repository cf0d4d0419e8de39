"""Tools spread from the week in which the firm gets them, are paid for and take time to learn."""

import numpy as np
import pytest

from salesim.columns import Tool
from salesim.model.sales_model import SalesModel
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario
from salesim.world.build import build_world

SMALL = {
    "market.customers.count": 2400,
    "market.customers.prospects": 20,
    "sales_force.team.reps": 40,
    "channel.network.distributors": 1,
    "layouts": {"unit": {"builder": "unit"}},
    "policies": {"current": {}},
}
MAP = {"enabled": True, "license_cost_per_week": 10.0, "training_hours": 5.0}


def test_every_tool_has_its_parameters():
    tools = Scenario(name="any").sales_force.tools
    assert list(type(tools).model_fields) == [tool.name.lower() for tool in Tool]
    assert not any(tools.of(tool).enabled for tool in Tool)


@pytest.fixture(scope="module")
def world():
    return build_world(overlay(Scenario(name="tools"), SMALL))


def live(world, weeks, **tools) -> SalesModel:
    model = SalesModel(world, overlay(world.scenario, {"sales_force.tools": tools}))
    for _ in range(weeks):
        model.step()
    return model


def test_users_are_paid_for_and_learn_in_working_time(world):
    model, without = live(world, 3, map=MAP), live(world, 3)
    users = model.reps.uses[:, Tool.MAP].sum()
    assert 3 < users < 20
    assert not without.reps.uses.any()
    license = [row["license_minor"] for row in model.ledger.rows]
    assert license[-1] == 1000 * users and license == sorted(license)
    first, other = model.ledger.rows[0], without.ledger.rows[0]
    assert first["working_min"] == other["working_min"]
    assert first["visits"] < other["visits"]


def test_use_grows_and_ends_with_the_tool(world):
    model = live(world, 25, map=MAP)
    assert 25 < model.reps.uses[:, Tool.MAP].sum() < 40
    model.levers[0].parameters = overlay(model.config, {"sales_force.tools.map.enabled": False}).sales_force.tools
    model.step()
    assert not model.reps.uses.any()


def test_a_tool_of_the_baseline_came_long_ago(world):
    """Who used it during the burn-in goes on, under any policy; what a policy brings starts afresh."""
    late = world.__class__(**{**world.__dict__, "week": 52})
    assert live(late, 1, map=MAP).reps.uses[:, Tool.MAP].sum() < 15
    baseline = overlay(world.scenario, {"sales_force.tools.map": MAP})
    early = late.__class__(**{**late.__dict__, "scenario": baseline})
    assert live(early, 1).reps.uses[:, Tool.MAP].sum() > 25
    assert np.array_equal(early.reps.uses, world.reps.uses)  # the world is never written to
