"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from salesim import cli
from salesim.cli.app import app
from salesim.scenario import load_scenario

COMMANDS = [one.name or one.callback.__name__ for one in app.registered_commands]


@pytest.fixture
def run(capsys):
    """Run a command; gives its exit code, stdout and stderr."""

    def command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return command


@pytest.fixture
def small(tmp_path) -> Path:
    file = tmp_path / "small.yaml"
    file.write_text("name: small\nrun:\n  weeks: 26\n", encoding="utf-8")
    return file


def test_check_says_what_would_be_compared(run, small):
    code, out, err = run("check", small, "--set", "market.customers.count=77")
    assert (code, err) == (0, "")
    assert "small is fine" in out
    assert "1 option x 20 replications x 26 weeks" in out
    assert "market.customers.count: 77" in out


def test_check_as_json_prints_one_document_without_paths(run, small):
    code, out, err = run("check", small, "--json", "--set", "market.customers.count=77", "--set", "run.seed=5")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["name"], found["weeks"], found["seed"]) == ("small", 26, 5)
    assert found["arms"] == [found["baseline"]] == ["unit/current"]
    assert found["changed"]["market.customers.count"]["value"] == 77
    assert str(small.parent) not in out


def test_check_finds_what_only_the_world_knows(run, small):
    small.write_text("name: small\nmarket:\n  places:\n    units: [Shanghia]\n")
    code, out, err = run("check", small)
    assert (code, out) == (2, "")
    assert err.startswith(f"{small}:4:5: market.places.units: no such prefecture (got 'Shanghia')")
    small.write_text("name: small\nmarket:\n  customers:\n    file: nowhere.csv\n")
    assert run("check", small)[2].startswith(f"{small}:4:11: market.customers.file: cannot be read: No such file")
    assert run("check", small, "--set", "market.customers.file=null")[0] == 0


def test_a_note_of_python_names_no_line_of_code(small):
    file = small.parent / "far.csv"
    file.write_text("id,lon,lat\nA,120,31\nB,2,48\n")
    small.write_text("name: small\nmarket: {customers: {file: far.csv}}\n")
    command = [sys.executable, "-m", "salesim.cli", "check", str(small)]
    err = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8").stderr
    assert err.startswith(f"note: {file.name}: customers are")


@pytest.mark.parametrize(
    ("typed", "meant"), [("compair", "compare"), ("serch", "search"), ("chek", "check"), ("simulate", None)]
)
def test_a_mistyped_command_is_told_which_one_was_meant(run, typed, meant):
    code, _, err = run(typed, "small_town")
    assert code == 2 and err.startswith("no such command")
    assert f"did you mean '{meant}'?" in err if meant else "did you mean" not in err


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_bad_input_is_one_message_on_stderr(run, small, options):
    small.write_text("name: small\nrun:\n  weks: 26\n")
    code, out, err = run("check", small, *options)
    assert (code, out) == (2, "")
    assert err == f"{small}:3:3: run.weks: unknown field; did you mean 'run.weeks'?\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "no_such_scenario"],
        ["check"],
        ["check", "a", "b"],
        ["check", "small.yaml", "--jsn"],
        ["chek", "small.yaml"],
        ["new", "no/such/folder/x.yaml"],
        ["new", "mine.yaml", "--country", "DE", "--rate", "0"],
        ["new", "mine.yaml", "--rate", "nan"],
        ["new", "mine.yaml", "--full", "--country", "DE"],
        ["new", "mine.yaml", "--full", "--reps", "7"],
        ["new", "."],
        ["new", "small.yaml"],
        ["new", "small.yaml/x.yaml"],
        ["new", "a\0b"],
        ["--nonsense"],
    ],
)
def test_wrong_use_ends_with_2(run, small, monkeypatch, arguments):
    monkeypatch.chdir(small.parent)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err
    assert "Traceback" not in err
    assert small.read_text() == "name: small\nrun:\n  weeks: 26\n"


def test_new_writes_a_scenario_that_check_accepts(run, tmp_path):
    file = tmp_path / "mine.yaml"
    assert run("new", file)[0] == 0
    assert run("check", file)[0] == 0
    file.write_text("name: edited")
    assert run("new", file)[0] == 2
    assert file.read_text() == "name: edited"
    assert run("new", file, "--force")[0] == 0
    assert len(file.read_text(encoding="utf-8").splitlines()) < 60
    assert run("new", file, "--full", "--force")[0] == 0
    assert file.read_text(encoding="utf-8").startswith("# A scenario for salesim")
    assert run("check", file)[0] == 0


@pytest.mark.parametrize("country", ["DE", "Norway", "日本", "US"])
def test_new_is_for_a_firm_of_any_country(run, tmp_path, country):
    file = tmp_path / "firm.yaml"
    assert run("new", file, "--country", country, "--reps", 20, "--customers", 500)[0] == 0
    assert run("check", file)[0] == 0
    scenario = load_scenario(file)
    assert scenario.currency != "CNY" and scenario.sales_force.team.reps == 20
    assert scenario.sales_force.turnover.hiring_cost == pytest.approx(20_000 * scenario.amounts_rate, rel=0.01)
    assert scenario.market.calendar.country == scenario.market.places.country[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--country", "Atlantis"], "no such country"),
        (["--country", "ZW", "--currency", "ZWG"], "--salary: no salary is known in ZWG"),
        (["--currency", "XYZ"], "XYZ"),
        (["--start", "2026-13-01"], "no such day"),
        (["--reps", "0"], "reps"),
    ],
)
def test_new_refuses_what_it_knows_nothing_of(run, tmp_path, arguments, words):
    code, _, err = run("new", tmp_path / "firm.yaml", *arguments)
    assert code == 2 and words in err and not (tmp_path / "firm.yaml").exists()


def test_schema_is_json(run):
    code, out, err = run("schema")
    assert (code, err) == (0, "")
    assert json.loads(out)["title"] == "Scenario"


def test_version(run):
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("salesim ")


def test_help_is_chinese_where_the_environment_is(run, monkeypatch):
    for name in ("SALESIM_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for command in (*COMMANDS, ""):
        code, out, _ = run(*command.split(), "--help")
        assert code == 0 and "显示此帮助并退出" in out
        sentences = re.findall(r"[A-Z][a-z]+ [a-z]+ [a-z]+", out)
        assert not sentences, (command, sentences)
    assert "Show this message" in run("compare", "--lang", "en", "--help")[1]
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert "Show this message" in run("--help")[1]
    assert "显示此帮助并退出" in run("compare", "--lang", "zh", "--help")[1]


def test_ctrl_c_ends_with_130(run, small, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("salesim.scenario.load_scenario", interrupt)
    assert run("check", small) == (130, "", "interrupted\n")


@pytest.mark.parametrize(
    ("option", "value", "allowed"),
    [("--jobs", "0", "1 or more"), ("--weeks", "521", "1 to 520"), ("--seed", "-1", "0 to 9223372036854775807")],
)
def test_a_number_out_of_range_is_one_line(run, small, option, value, allowed):
    line = f"{option}: a whole number is needed (got '{value}'); allowed: {allowed}\n"
    assert run("compare", small, option, value) == (2, "", line)
    assert run("compare", small, option, "many")[2] == line.replace(f"'{value}'", "'many'")


def test_a_cache_folder_that_cannot_be_used_is_named(small, tmp_path):
    (tmp_path / "file").touch()
    ended = subprocess.run(
        [sys.executable, "-m", "salesim", "run", small],
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "file")},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 2 and ended.stderr.startswith("NUMBA_CACHE_DIR: no folder for machine code: File exists")


def test_a_fault_of_the_program_is_one_line_and_ends_with_1(run, small, monkeypatch):
    def fail(*_):
        raise RuntimeError("two\nlines")

    monkeypatch.setattr("salesim.scenario.load_scenario", fail)
    monkeypatch.delenv("SALESIM_TRACEBACK", raising=False)
    code, out, err = run("check", small)
    assert (code, out) == (1, "")
    assert err == "salesim failed: RuntimeError: two lines (SALESIM_TRACEBACK=1 shows where)\n"
    monkeypatch.setenv("SALESIM_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        cli.main(["check", str(small)])


def salesim(*arguments: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "salesim.cli", *arguments], capture_output=True, text=True, encoding="utf-8", **options
    )


def test_a_terminal_without_chinese(small):
    small.write_text("name: small\ntitle: 长三角\n", encoding="utf-8")
    western = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    assert "small is fine: ???" in salesim("check", str(small), env=western).stdout
    assert json.loads(salesim("check", str(small), "--json", env=western).stdout)["title"] == "长三角"
    small.write_text("题: 1\n", encoding="utf-8")
    ended = salesim("check", str(small), env=western)
    assert ended.returncode == 2
    assert ":1:1: ?: unknown field" in ended.stderr


def test_a_reader_that_goes_away_is_no_fault():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        ended = subprocess.run([sys.executable, "-m", "salesim.cli", "schema"], stdout=closed, stderr=subprocess.PIPE)
    assert ended.stderr == b""


def test_help_does_not_load_the_model():
    code = (
        "import sys, salesim.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: pass\n"
        "late = lambda m: type(sys.modules[m]).__name__ == 'LateModule'\n"
        "print([m for m in ('pydantic', 'pandas', 'numba', 'mesa') if m in sys.modules and not late(m)])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "check" in ended.stdout
    assert ended.stdout.rstrip().endswith("[]")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["compare", "--sed", "1"], ["用法：", "查看帮助", "错误", "没有选项 --sed"]),
        (["compare"], ["用法：", "缺少参数 'SCENARIO'"]),
        (["bogus"], ["没有这个命令（给出的是 'bogus'）；允许："]),
        (["run", "nosuch"], ["没有这个文件", "YAML 文件，或以下之一"]),
        (
            ["check", "small_town", "--set", "run.weeks=900"],
            ["run.weeks: 超出范围（给出的是 900）；允许：整数 1 至 520"],
        ),
    ],
)
def test_what_is_wrong_is_told_in_the_language_asked_for(arguments, says, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([*arguments, "--lang", "zh"])
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert all(text in told for text in says), told
    assert "Usage" not in told and "allowed" not in told


def test_the_environment_sets_the_language_of_errors_too(capsys, monkeypatch):
    monkeypatch.setenv("SALESIM_LANG", "zh")
    with pytest.raises(SystemExit):
        cli.main(["run", "nosuch"])
    assert "没有这个文件" in capsys.readouterr().err
