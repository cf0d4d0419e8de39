"""``salesim search`` on a tiny scenario of the real model."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from ruamel.yaml import YAML

from salesim import cli
from salesim.scenario import apply_policy, load_scenario, overlay

TINY = """
name: tiny
market:
  places: {units: [Jiaxing, Huzhou]}
  customers: {count: 200, prospects: 60}
sales_force: {team: {reps: 4}}
channel: {network: {distributors: 2}}
layouts: {prefecture: {builder: unit}, balanced: {builder: balanced}}
run: {weeks: 13, burn_in_weeks: 26, replications: 3}
"""
QUICK = ("--trials", "6", "--replications", "2", "--confirm", "2")


@pytest.fixture
def run(capsys):
    """Run a command; gives its exit code, stdout and stderr."""

    def command(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return command


@pytest.fixture
def tiny(tmp_path):
    file = tmp_path / "tiny.yaml"
    file.write_text(TINY, encoding="utf-8")
    return file


def test_search_prints_one_json_document_that_one_or_two_workers_make_alike(run, tiny, tmp_path):
    code, out, err = run("search", tiny, *QUICK, "--json", "--jobs", 1, "--out", tmp_path / "one")
    assert code == 0
    found = json.loads(out)
    assert found["facts"]["trials"] == 6 and len(found["finalists"]) == 2
    assert [t["policy"] for t in found["trials"]][:3] == ["current", "current", "trial-2"]
    assert str(tmp_path) not in out
    assert "3/3 replications to confirm them" in err
    again = run("search", tiny, *QUICK, "--json", "--jobs", 2, "--out", tmp_path / "two")
    assert again[:2] == (0, out)


@pytest.mark.slow
def test_search_shows_what_was_believed_beside_what_is_confirmed_and_keeps_the_policy(run, tiny, tmp_path):
    code, out, _ = run("search", tiny, *QUICK, "--jobs", 1, "--out", tmp_path / "runs", "--seed", 3)
    assert code == 0
    assert all(word in out for word in ("Believed", "Confirmed", "study"))
    (journal,) = (tmp_path / "runs").glob("tiny-search-*/journal.log")
    assert journal.stat().st_size > 0
    policies = list((tmp_path / "runs").glob("tiny-search-*/best_policy.yaml"))
    assert len(policies) == ("policy  " in out)
    for file in policies:
        pasted = YAML(typ="safe").load(file)
        (name,) = pasted["policies"]
        apply_policy(overlay(load_scenario(tiny), pasted), name)
    code, out, _ = run("search", tiny, *QUICK, "--jobs", 1, "--out", tmp_path / "runs", "--seed", 3, "--lang", "zh")
    assert code == 0 and "搜索所见" in out


def test_search_takes_a_space_from_a_file(run, tiny, tmp_path):
    space = tmp_path / "space.yaml"
    space.write_text("layouts: [balanced]\nnumbers:\n  sales_force.pay.bonus: {low: 0, high: 5000, step: 1000}\n")
    code, out, _ = run("search", tiny, *QUICK, "--space", space, "--jobs", 1, "--json", "--out", tmp_path / "runs")
    assert code == 0
    trials = json.loads(out)["trials"]
    assert all(t["layout"] == "balanced" and t["sales_force.pay.bonus"] % 1000 == 0 for t in trials[2:])


@pytest.mark.parametrize(
    "text, words",
    [
        ("numbers: {sales_force.pay.bonus_cy: {low: 0, high: 1}}", "did you mean 'sales_force.pay.bonus'"),
        ("numbers: {sales_force.pay.bonus: {low: -5, high: 1}}", "out of the field's range (got -5.0)"),
        ("layouts: [balanced]", "the space is empty"),
        ("number: {}", "did you mean 'numbers'"),
        ("numbers: {", "space.yaml:"),
    ],
)
def test_a_bad_space_is_one_short_message(run, tiny, tmp_path, text, words):
    space = tmp_path / "space.yaml"
    space.write_text(text)
    code, out, err = run("search", tiny, "--space", space, "--out", tmp_path / "runs")
    assert (code, out) == (2, "")
    assert words in err and "Traceback" not in err
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    "options",
    [["--trials", "0"], ["--trials", "x"], ["--lang", "fr"], ["--confirm", "99"], ["--set", "run.weks=3"]],
)
def test_bad_options_end_with_2(run, tiny, options):
    code, out, err = run("search", tiny, *options)
    assert (code, out) == (2, "") and err


def test_a_folder_that_cannot_be_written_ends_with_2(run, tiny, tmp_path):
    (tmp_path / "file").write_text("")
    code, _, err = run("search", tiny, *QUICK, "--out", tmp_path / "file")
    assert code == 2 and "cannot write" in err


@pytest.mark.slow
def test_ctrl_c_keeps_finished_trials_and_ends_with_130(run, tiny, tmp_path, monkeypatch):
    search, proposal = (import_module(f"salesim.search.{name}") for name in ("search", "proposal"))
    whole = run("search", tiny, *QUICK, "--trials", 10, "--jobs", 1, "--json", "--out", tmp_path / "whole")[1]
    calls = []

    def stopping(*arguments):
        calls.append(arguments)
        if len(calls) > 2:  # two candidates have met both replications
            raise KeyboardInterrupt
        return proposal.run_proposals(*arguments)

    monkeypatch.setattr(search, "run_proposals", stopping)
    monkeypatch.setattr("salesim.experiment.runs.runner_identity", lambda runner: "the model")
    kept = ("search", tiny, *QUICK, "--trials", 10, "--jobs", 1, "--json", "--out", tmp_path / "runs")
    code, out, err = run(*kept)
    assert (code, out) == (130, "")
    assert "interrupted after 2 of 10 trials, kept in" in err and err.count("interrupted") == 1
    monkeypatch.setattr(search, "run_proposals", proposal.run_proposals)
    code, out, _ = run(*kept)
    assert (code, out) == (0, whole)
    assert len(list((tmp_path / "runs").glob("tiny-search-*"))) == 1
