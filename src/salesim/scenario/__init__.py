"""What a user states: from a YAML file to a validated scenario, its policies and its assumptions."""

from salesim.scenario.arms import Arm
from salesim.scenario.assumptions import assumptions
from salesim.scenario.loading import load_scenario, parse_scenario
from salesim.scenario.overlay import apply_policy, overlay
from salesim.scenario.policies import Policy
from salesim.scenario.scenario import Scenario
from salesim.scenario.schema import scenario_schema
from salesim.scenario.template import template
from salesim.scenario.text_file import shipped_scenarios

__all__ = [
    "Arm",
    "Policy",
    "Scenario",
    "apply_policy",
    "assumptions",
    "load_scenario",
    "overlay",
    "parse_scenario",
    "scenario_schema",
    "shipped_scenarios",
    "template",
]
