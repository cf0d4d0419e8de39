"""The JSON schema, and the template that it accepts."""

from __future__ import annotations

import jsonschema
import pytest

from salesim.scenario import Scenario, parse_scenario, scenario_schema, template
from salesim.scenario.document import read_yaml


def test_the_schema_accepts_the_template_and_refuses_what_the_model_refuses():
    schema = scenario_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    data = read_yaml(template()).data
    jsonschema.validate(data, schema)
    for wrong in ({"weeks": 0}, {"weks": 3}, {"weeks": "3"}, {"population": "vary"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**data, "run": wrong}, schema)


def test_descriptions_carry_unit_and_source():
    team = scenario_schema()["$defs"]["TeamParameters"]["properties"]["reps"]
    assert team["source"] in team["description"]
    assert scenario_schema()["$defs"]["Run"]["properties"]["weeks"]["description"].endswith("[week]")


def test_the_template_means_the_defaults():
    assert parse_scenario(template()) == Scenario(name="my_market")


def test_the_template_explains_every_field():
    lines = template().splitlines()
    reps = lines.index("    reps: 60")
    assert lines[reps - 1].startswith("    # seats of the sales force; a whole number from 1 to")
    assert max(map(len, (line for line in lines if line.lstrip().startswith("#")))) <= 120


def test_the_templates_other_layouts_can_be_taken_in():
    lines = template().splitlines()
    begin = lines.index("layouts:")
    end = lines.index("", begin)
    taken_in = [line.replace("  # ", "  ", 1) if line.startswith("  # ") else line for line in lines[begin:end]]
    scenario = parse_scenario("\n".join([*lines[:begin], *taken_in, *lines[end:]]))
    assert {layout.builder for layout in scenario.layouts.values()} == set(scenario.layouts)
    assert {"unit", "region", "radius", "balanced", "hybrid", "file"} < set(scenario.layouts)
