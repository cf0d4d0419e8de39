"""The README keeps its word: its commands are there and its Python runs."""

from __future__ import annotations

import re
from pathlib import Path

import salesim
from salesim import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_first_screen_has_the_two_commands():
    assert blocks("sh")[0].splitlines() == [
        "pip install -e . && salesim demo",
        'pip install -e ".[dev]" && pytest',
    ]


def test_every_command_it_names_exists():
    known = {command.name or command.callback.__name__ for command in cli.app.registered_commands}
    named = set(re.findall(r"salesim ([a-z]+)(?= |$)", "\n".join(blocks("sh")), flags=re.MULTILINE))
    assert {"demo", "search", "compare"} <= named <= known


def test_every_scenario_it_names_loads_by_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    named = re.findall(r"\[`(\w+)`\]\(scenarios/(\w+)\.yaml\)", README)
    assert len(named) >= 8
    for name, file in named:
        assert name == file == salesim.load_scenario(name).name


def test_its_python_runs_as_it_stands_on_a_smaller_scenario(tmp_path, monkeypatch):
    small = salesim.load_scenario(ROOT / "scenarios/small_town.yaml", ["run.weeks=8"])
    monkeypatch.setitem(vars(salesim), "load_scenario", lambda name: small)
    monkeypatch.chdir(tmp_path)
    code = "\n".join(blocks("python")).replace("replications=20", "replications=2").replace("range(52)", "range(3)")
    names: dict = {}
    exec(code, names)
    assert names["comparison"].facts["replications"] == 2
    assert names["model"].week == names["model"].first_week + 3
    assert (tmp_path / "report.html").is_file()


def test_what_it_links_to_is_there():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target
    assert (ROOT / "docs/demo.png").stat().st_size < 200_000
