"""The commands that choose, explain and test what a verdict depends on: what they print, and what they refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from salesim import cli

TINY = """
name: tiny
market:
  places: {units: [Huzhou]}
  customers: {count: 120, prospects: 30}
sales_force: {team: {reps: 3}}
channel: {network: {distributors: 1}}
layouts: {prefecture: {builder: unit}}
policies:
  current: {}
  steps: {set: {sales_force.pay.step_rate: 0.01}}
run: {weeks: 6, burn_in_weeks: 26, replications: 3}
"""
DESIGN = "scenario: tiny.yaml\npolicies: [current, steps]\nbudget: {first: 2, most: 4}\n"


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run a command in a folder of its own; gives its exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(TINY, encoding="utf-8")
    Path("design.yaml").write_text(DESIGN, encoding="utf-8")

    def command(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return command


def test_an_experiment_ends_in_sentences(run):
    code, out, _ = run("experiment", "design.yaml", "--jobs", 1)
    assert code == 0 and "'prefecture/steps' is " in out and "report" in out
    folders = list(Path("runs").glob("tiny-*"))
    code, out, _ = run("diff", folders[0], folders[0])
    assert code == 0 and "the same assumptions" in out


def test_choose_claims_and_random_numbers_as_json(run):
    code, out, _ = run("choose", "tiny.yaml", "--budget", 20, "--jobs", 1, "--json")
    assert code == 0 and json.loads(out)["method"] == "ocba"
    code, out, _ = run(
        "claims", "tiny.yaml", "--only", "C12", "--replications", 2, "--no-beliefs", "--jobs", 1, "--json"
    )
    assert code == 0 and json.loads(out)["claims"][0]["id"] == "C12"
    code, out, _ = run("crn-check", "tiny.yaml", "prefecture/steps", "--replications", 3, "--json")
    assert code == 0 and json.loads(out)["desynchronized"] == []


def test_explain_and_odd(run):
    code, out, _ = run("explain", "tiny.yaml", "steps", "--replications", 2, "--jobs", 1)
    assert code == 0 and "Shapley share" in out and "effort" in out and "falsified" in out
    code, out, _ = run("odd", "tiny.yaml", "-o", "odd.md")
    assert code == 0 and "## 7 Submodels" in Path("odd.md").read_text(encoding="utf-8")


QUESTIONS = (
    ("choose", "tiny.yaml", "--budget", 20, "--jobs", 1),
    ("claims", "tiny.yaml", "--only", "C12", "--replications", 2, "--no-beliefs", "--jobs", 1),
    ("crn-check", "tiny.yaml", "prefecture/steps", "--replications", 3),
    ("explain", "tiny.yaml", "steps", "--replications", 2, "--jobs", 1),
    ("sensitivity", "tiny.yaml", "prefecture/steps", "--size", 2, "--factor", "market.churn.win_back", "--jobs", 1),
    (
        *("sensitivity", "tiny.yaml", "prefecture/steps", "--method", "stability", "--worlds", 4),
        *("--replications", 2, "--factor", "market.churn.win_back", "--jobs", 1),
    ),
)
YEN = ("--set", "currency=JPY", "--set", "exchange_rates.CNY=20")
NAMES = (  # of commands, options, fields and files, which are the same in any language
    r"“[^”]*”|prefecture/\w+|market\.[\w.]+|runs/\S+|\bC12\b|\bCNY|\bS[1T]\b|salesim|\bpay\b"
)


@pytest.mark.parametrize("arguments", QUESTIONS, ids=lambda arguments: arguments[0])
def test_chinese_output_has_no_english_words(run, arguments, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    code, out, err = run(*arguments, "--lang", "zh", *YEN)
    assert code == 0, err
    assert re.search("[一-鿿]", out)
    rest = re.sub(NAMES, "", out + err)
    assert not re.findall("[A-Za-z]{2,}", rest) and "元" not in rest.replace("日元", ""), rest


def test_amounts_are_in_the_scenarios_currency(run):
    for currency in ("USD", "JPY", "KWD"):
        for arguments in QUESTIONS[2:]:
            code, out, err = run(*arguments, "--set", f"currency={currency}")
            assert code == 0 and "CNY" not in out + err
        assert currency in run(*QUESTIONS[3], "--set", f"currency={currency}")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sensitivity", "tiny.yaml", "prefecture/stps"), "did you mean 'steps'?"),
        (("sensitivity", "tiny.yaml", "prefecture/steps", "--method", "guess"), "morris, sobol, stability"),
        (("sensitivity", "tiny.yaml", "prefecture/steps", "--factor", "run.week=1:2"), "run.week"),
        (("explain", "tiny.yaml", "current"), "changes nothing that could be taken apart"),
        (("claims", "tiny.yaml", "--only", "C99"), "there is no such claim"),
        (("choose", "tiny.yaml", "--budget", 5), "allowed: 20 or more"),
        (("diff", "runs", "tiny.yaml"), "is not the folder of a run"),
        (("compare", "tiny.yaml", "--backend", "spark"), "there is no such backend"),
        (("experiment", "no.yaml"), "no.yaml"),
    ],
)
def test_bad_input_is_one_message_and_ends_with_2(run, arguments, message):
    code, out, err = run(*arguments)
    assert code == 2 and message in err and out == "" and "Traceback" not in err


def test_warnings_are_the_callers_own_again_after_a_command(capsys):
    import warnings

    usual = warnings.formatwarning
    with pytest.raises(SystemExit):
        cli.main(["check", "small_town"])
    assert warnings.formatwarning is usual


def test_layouts_among_random_maps(run):
    code, out, _ = run("ensemble", "tiny.yaml", "--maps", 60, "--simulate", 2, "--replications", 1)
    assert code == 0 and "random legal maps" in out and "above" in out
    assert Path("runs/ensemble-tiny.png").is_file()
    code, out, _ = run("ensemble", "tiny.yaml", "--maps", 60, "--simulate", 2, "--replications", 1, "--json")
    found = json.loads(out)
    assert code == 0 and found["facts"]["maps"] == 60 and len(found["simulated"]) == 3
    assert {row["score"] for row in found["options"]} == {
        "workload_cv",
        "potential_gini",
        "travel_hours",
        "distance_km",
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--maps", 3), "--maps: a whole number is needed (got '3'); allowed: 10 or more"),
        (("--maps", 20, "--tolerance", 0), "--tolerance: a share is needed (got 0.0); allowed: 0.01 to 0.9"),
        (("--maps", 20, "--simulate", 21), "--simulate: a whole number is needed (got 21); allowed: 0 to 20"),
    ],
)
def test_odd_ensembles_are_refused(run, options, message):
    code, _, err = run("ensemble", "tiny.yaml", *options)
    assert code == 2 and message in err


def test_size_says_where_one_more_rep_stops_paying(run):
    asked = ("size", "tiny.yaml", "--from", 2, "--to", 4, "--replications", 2, "--weeks", 52, "--jobs", 1)
    code, printed, err = run(*asked, "--json")
    found = json.loads(printed)
    assert code == 0 and found["facts"]["headcounts"] == [2, 3, 4] and found["facts"]["today"] == 3
    assert [row["difference"] for row in found["points"] if row["reps"] == 3] == [0.0]
    assert "2/2" in err and list(Path("runs").glob("tiny-*/size.svg"))
    code, printed, _ = run(*asked)
    assert code == 0 and found["sentence"].split()[0] in printed and "Best number of reps" in " ".join(printed.split())


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("--from", 5, "--to", 2), "from: the headcounts are out of order (got 5); allowed: less than 2"),
        (("--from", 0, "--to", 2), "from: a whole number is needed (got 0)"),
        (("--from", 2, "--to", 4, "--pay", "keep"), "pay: no such way to pay (got 'keep'); allowed: kept, stated"),
        (("--from", 2, "--to", 151), "to: every rep needs a customer (got 151); allowed: 1 to 150"),
    ],
)
def test_size_refuses_headcounts_that_make_no_sense(run, asked, message):
    code, printed, err = run("size", "tiny.yaml", *asked)
    assert (code, printed) == (2, "") and message in err and err.count("\n") == 1
