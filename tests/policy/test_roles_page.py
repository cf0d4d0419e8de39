"""The worked example of `docs/roles.md` runs, and brings what the page shows."""

import re
from pathlib import Path

import pytest

from salesim import simulate
from salesim.scenario import parse_scenario

PAGE = (Path(__file__).parents[2] / "docs" / "roles.md").read_text(encoding="utf-8")


def test_the_example_brings_the_table_that_the_page_shows():
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    result = simulate(parse_scenario(block, "page.yaml"))
    lines = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
    names, shown = lines[0], lines[1:]
    roles = result.tables["roles"]
    assert [row[0] for row in shown] == roles["role"].tolist()
    for row, (_, found) in zip(shown, roles.iterrows(), strict=True):
        told = [float(cell.replace(",", "")) for cell in row[1:]]
        assert told == pytest.approx([float(found[name]) for name in names[1:]], abs=0.51)
    assert {"role_quarters", "credits", "managers"} <= result.tables.keys()
