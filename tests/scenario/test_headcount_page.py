"""What `docs/headcount.md` writes down is a scenario's, and check tells it."""

from pathlib import Path

from salesim.scenario.document import read_yaml
from salesim.scenario.loading import load_scenario
from salesim.scenario.overlay import overlay
from salesim.scenario.phases import phases
from salesim.scenario.summary import summary, summary_text

PAGE = Path(__file__).parents[2] / "docs" / "headcount.md"


def test_the_example_is_told_with_its_days():
    stated = read_yaml(PAGE.read_text("utf-8").split("```yaml\n")[1].split("```")[0]).data
    dated = {"market.calendar": {"start": "2026-01-05"}, "run.weeks": 104, "run.policies": []}
    scenario = overlay(load_scenario("yangtze_delta"), {**stated, **dated})
    assert [phase.headcount for phase in phases(scenario, "step_by_step")] == [None, 63, 66]
    assert summary(scenario)["headcount"] == {"larger": 66, "smaller": 54}
    lines = summary_text(scenario).splitlines()
    assert "larger, from the start: 66 reps, where today there are 60" in lines
    assert "step_by_step, from Jul 6, 2026 (week 27): 63 reps" in lines
    assert "Hires begin 10 weeks after they are decided on; only then territories are split for them." in lines


def test_a_layout_with_another_number_of_territories_is_told():
    number = {"layouts.more": {"builder": "balanced", "number": {"territories": 70}}}
    scenario = overlay(load_scenario("yangtze_delta"), number)
    assert any(
        line.startswith("more, from the start: 70 territories for") for line in summary_text(scenario).split("\n")
    )
    assert not any("territories for" in line for line in summary_text(load_scenario("yangtze_delta")).split("\n"))


def test_the_costs_on_the_page_are_the_defaults():
    team = load_scenario("yangtze_delta").sales_force.team
    text = PAGE.read_text("utf-8")
    for name in ("car_per_month", "tools_per_month", "management_per_month"):
        line = next(line for line in text.splitlines() if f"team.{name}" in line)
        assert f"{getattr(team, name):,.0f}" in line
    assert team.overhead_per_month == 5000.0
