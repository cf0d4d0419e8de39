"""The demo, on a smaller market: the same road from the shipped scenario to report and next command."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

from salesim import cli
from salesim.scenario import load_scenario

REPOSITORY = Path(__file__).parent.parent
SMALL = [
    *("--set", "market.customers={count: 300, prospects: 80}"),
    *("--set", "sales_force.team.reps=12"),
    *("--set", "run.burn_in_weeks=26"),
    *("--weeks", "14", "--replications", "2", "--jobs", "1"),
]


def test_the_demo_ends_with_verdict_report_and_the_next_command(tmp_path, capsys, monkeypatch):
    with pytest.raises(SystemExit) as ended:
        cli.main(["demo", "--out", str(tmp_path), *SMALL])
    out = capsys.readouterr().out
    assert not ended.value.code
    assert "Against what: the baseline" in " ".join(out.split())
    report = next(tmp_path.glob("yangtze_delta-*/report.html"))
    assert report.name in out
    assert out.splitlines()[-1] == "Next: salesim search yangtze_delta"
    page = report.read_text(encoding="utf-8")
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page
    picture = next(report.parent.glob("plots/*.png"))

    def again(*more: str) -> str:
        with pytest.raises(SystemExit) as ended:
            cli.main(["demo", "--out", str(tmp_path), *SMALL, *more])
        assert not ended.value.code
        return capsys.readouterr().out

    with monkeypatch.context() as context:  # a finished demo is read: no world is made, nothing is drawn
        for module, computes in (
            ("salesim.experiment.compare", "data_notes"),
            ("salesim.model.replicate", "run_arm"),
            ("salesim.report.comparison", "write_comparison"),
            ("salesim.world.build", "draw_layout"),
        ):
            context.setattr(import_module(module), computes, None)
        assert again() == out
        assert len(json.loads(again("--json"))["arms"]) == 12
    drawn = picture.read_bytes()
    picture.write_bytes(b"spoilt")
    again()
    assert picture.read_bytes() == drawn and report.read_text(encoding="utf-8") == page
    again("--lang", "zh")
    assert report.read_text(encoding="utf-8") != page


def test_the_demo_compares_four_layouts_and_three_policies_twenty_times():
    scenario = load_scenario("yangtze_delta")
    assert len(scenario.arms) == 12
    assert {arm.layout for arm in scenario.arms} == {"today", "evened", "prefecture", "balanced"}
    assert {arm.policy for arm in scenario.arms} == {"current", "tiered", "wager"}
    assert "portal" in scenario.policies
    assert (scenario.run.replications, scenario.run.weeks) == (20, 52)
    assert (scenario.market.customers.count, scenario.sales_force.team.reps) == (6000, 60)
    assert str(scenario.baseline) == "today/current"


@pytest.mark.parametrize("name", [file.stem for file in sorted((REPOSITORY / "scenarios").glob("*.yaml"))])
def test_every_scenario_on_show_is_sound_and_loads_by_name(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.title and scenario.about
    assert scenario.market.customers.file is None or (scenario.folder / scenario.market.customers.file).is_file()
