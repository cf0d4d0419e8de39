"""The commands that simulate: what they print, keep and refuse."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from salesim import cli

TINY = """
name: tiny
title: Three reps
market:
  places: {units: [Huzhou]}
  customers: {count: 150, prospects: 30}
sales_force: {team: {reps: 3}}
channel: {network: {distributors: 1}}
layouts:
  prefecture: {builder: unit}
  balanced: {builder: balanced}
policies:
  current: {}
  steps: {set: {sales_force.pay.step_rate: 0.01}}
run: {weeks: 8, burn_in_weeks: 26, replications: 3}
"""


@pytest.fixture(scope="module", autouse=True)
def compiled():
    """Compiles before a test listens to what is printed."""
    from salesim.model.replicate import compile_kernels

    compile_kernels()


@pytest.fixture
def tiny(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY, encoding="utf-8")
    return file


@pytest.fixture
def run(capsys):
    """Run a command in this process; gives its exit code, stdout and stderr."""

    def command(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return command


def test_compare_prints_a_verdict_and_keeps_report_maps_and_tables(run, tiny):
    code, out, err = run("compare", tiny, "--jobs", 1)
    assert code == 0
    assert "prefecture/current" in out and "balanced/steps" in out
    folder = next(Path("runs").glob("tiny-*"))
    assert str(folder / "report.html") in out
    assert "3/3" in err  # progress
    assert {file.name for file in (folder / "maps").iterdir()} == {"prefecture.png", "balanced.png"}
    assert (folder / "manifest.json").is_file()
    assert len(list((folder / "weeks").glob("*.parquet"))) == 3
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Three reps" in page and page.count("<img") >= 8


def test_json_is_the_same_document_with_one_job_or_two_and_twice(run, tiny):
    documents = []
    for jobs, out in ((1, "a"), (2, "b"), (1, "a")):
        code, text, _ = run("compare", tiny, "--json", "--jobs", jobs, "--out", out, "--replications", 2)
        assert code == 0
        documents.append(text)
    assert documents[0] == documents[1] == documents[2]
    found = json.loads(documents[0])
    assert found["facts"]["replications"] == 2
    assert "runs" not in documents[0] and str(tiny.parent) not in documents[0]


def test_run_prints_one_arm_and_intervals_with_several_replications(run, tiny):
    code, out, _ = run("run", tiny, "--layout", "balanced", "--policy", "steps", "--jobs", 1)
    assert code == 0
    assert "balanced/steps" in out and "Value created" in out and "95%" not in out
    assert not Path("runs").exists()
    code, out, _ = run("run", tiny, "--replications", 2, "--jobs", 1, "--json", "--seed", 5, "--weeks", 6)
    found = json.loads(out)
    assert code == 0
    assert found["facts"] | {"seed": 5, "weeks": 6, "replications": 2, "layout": "prefecture"} == found["facts"]
    value = next(row for row in found["outcomes"] if row["outcome"] == "value_created")
    assert value["low"] < value["mean"] < value["high"]


def test_layouts_scores_side_by_side_and_draws_maps(run, tiny):
    code, out, _ = run("layouts", tiny, "--out", "m")
    assert code == 0
    assert "prefecture" in out and "Largest deviation of workload" in out
    assert Path("m/balanced.png").read_bytes().startswith(b"\x89PNG")
    code, text, _ = run("layouts", tiny, "--out", "m", "--json", "--jobs", 2, "--weeks", 3, "--replications", 9)
    found = json.loads(text)
    assert list(found["layouts"]) == ["balanced", "prefecture"]
    assert found["layouts"]["balanced"]["workload_worst"] < found["layouts"]["prefecture"]["workload_worst"]


def test_pay_draws_the_plans_and_says_what_reps_earned(run, tiny):
    component = "[{name: packets, measure: new_customers, rate: 200, paid: at_once}]"
    settings = ["--set", f"sales_force.pay.components={component}", "--weeks", 13]
    code, out, _ = run("pay", tiny, *settings, "--policy", "current", "--out", "p")
    assert code == 0
    assert "packets" in out and "earned" in out
    assert all(Path(f"p/{name}.png").read_bytes().startswith(b"\x89PNG") for name in ("pay", "pay-packets"))
    code, text, _ = run("pay", tiny, *settings, "--out", "p", "--json", "--jobs", 2, "--replications", 9)
    plans = json.loads(text)["plans"]
    assert plans[0]["policy"] == "current" and plans[0]["pay_120"] > plans[0]["pay_80"] > 0
    assert plans[-1]["component"] == "packets" and plans[-1]["pay_100"] is None


def test_chinese(run, tiny):
    code, out, _ = run("compare", tiny, "--lang", "zh", "--jobs", 1, "--replications", 2)
    assert code == 0
    assert "基准" in out and "模拟期8周" in "".join(out.split()), "wrapped anywhere"
    page = next(Path("runs").glob("tiny-*/report.html")).read_text(encoding="utf-8")
    assert 'lang="zh-Hans"' in page


def test_settings_reach_the_simulation(run, tiny):
    def service_cost(*settings: str) -> float:
        code, out, _ = run("run", tiny, *settings, "--jobs", 1, "--json")
        assert code == 0
        return next(row["mean"] for row in json.loads(out)["outcomes"] if row["outcome"] == "service_cost")

    assert service_cost("--set", "channel.service.agent_cost_per_hour=0") == 0 < service_cost()


@pytest.mark.parametrize("command", ["run", "compare", "layouts", "pay"])
def test_an_out_that_cannot_be_written_ends_with_2(run, tiny, command):
    Path("taken").write_text("a file")
    code, out, err = run(command, tiny, "--out", "taken/runs")
    assert (code, out) == (2, "")
    assert "taken" in err and "cannot write" in err


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["run", "tiny.yaml", "--layout", "balnced"], "did you mean 'balanced'"),
        (["run", "tiny.yaml", "--policy", "x"], "no policy of this name"),
        (["compare", "tiny.yaml", "--lang", "fr"], "unknown language"),
        (["compare", "tiny.yaml", "--replications", "1"], "--replications"),
        (["compare", "tiny.yaml", "--jobs", "0"], "--jobs"),
        (["compare", "tiny.yaml", "--set", "market.customers.count=0"], "market.customers.count"),
        (
            ["compare", "tiny.yaml", "--set", "run.layouts=[prefecture]", "--set", "run.policies=[current]"],
            "nothing to",
        ),
        (["layouts", "nowhere.yaml"], "no such file"),
        (["pay", "tiny.yaml", "--policy", "currant"], "did you mean 'current'"),
    ],
)
def test_bad_input_ends_with_2_and_one_message(run, tiny, arguments, says):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert says in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_finished_and_the_next_run_goes_on(tiny):
    """Interrupted after the first replications of many, the command ends with 130; a second one reuses them."""
    command = [sys.executable, "-m", "salesim.cli", "compare", str(tiny), "--jobs", "1", "--weeks", "52"]
    started = subprocess.Popen([*command, "--replications", "400"], stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    deadline = time.monotonic() + 120
    while len(list(Path("runs").glob("tiny-*/summary/*.parquet"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=240)
    assert started.returncode == 130, err
    assert out == b"" and b"Traceback" not in err and b"goes on from there" in err
    kept = sorted(Path("runs").glob("tiny-*/summary/*.parquet"))
    times = [file.stat().st_mtime_ns for file in kept]
    assert 2 <= len(kept) < 400
    subprocess.run([*command, "--replications", "3"], check=True, capture_output=True)
    assert [file.stat().st_mtime_ns for file in kept] == times
