"""The examples of `docs/goals_and_contests.md` are scenarios."""

import re
from pathlib import Path

import pytest

from salesim.scenario import parse_scenario
from salesim.scenario.overlay import apply_policy

PAGE = Path(__file__).parents[2] / "docs" / "goals_and_contests.md"
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_the_examples_say_what_they_seem_to(block):
    scenario = parse_scenario(f"name: example\n{block}", "page.yaml")
    goals = sum(
        one.is_goal for name in scenario.policies for one in apply_policy(scenario, name).sales_force.wager.menu
    )
    contests = sum(apply_policy(scenario, name).sales_force.contest.enabled for name in scenario.policies)
    assert (goals, contests) == ((0, 1) if "contest" in block else (3, 0))


def test_there_is_one_of_each():
    assert len(BLOCKS) == 2
