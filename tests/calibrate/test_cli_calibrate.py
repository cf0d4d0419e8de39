"""`salesim calibrate` on the command line: what it prints where, and bad input in one message."""

from __future__ import annotations

import json

import pytest

from salesim import cli
from salesim.scenario import load_scenario
from salesim.scenario.amounts import amounts
from salesim.scenario.scenario import Scenario
from salesim.written import LIST

ORDERS = "客户编号,下单日期,金额\nA,2024-01-05,100\nA,2024-02-05,120\nB,2024-03-01,-5\n"


@pytest.fixture
def run(capsys):
    def command(*arguments) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(["calibrate", *(str(argument) for argument in arguments)])
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return command


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "订单.csv").write_text(ORDERS, encoding="utf-8")
    return tmp_path / "in"


def test_results_go_to_stdout_and_progress_to_stderr(run, folder, tmp_path):
    out = tmp_path / "out" / "s.yaml"
    code, printed, err = run(folder, "-o", out)
    assert code == 0
    assert printed.startswith("Of 24 parameters, 0 are identified")
    assert "订单.csv: 1 row rejected: a credit note" in printed and "5 CNY of" in printed
    assert "订单.csv: 3 rows" in err and "订单.csv: 3 rows" not in printed
    names = {file.name for file in out.parent.iterdir()}
    assert names == {
        "s.yaml", "calibration.html", "calibration.json", "columns.yaml", "customers.csv", "histories.csv",
        "rejected.csv",
        LIST,
    }  # fmt: skip


def test_json_and_chinese(run, folder, tmp_path):
    code, printed, _ = run(folder, "-o", tmp_path / "s.yaml", "--json", "--lang", "zh")
    document = json.loads(printed)
    assert code == 0
    assert document["window"] == ["2024-01-05", "2024-02-05"]
    assert document["import_log"] == [
        {"row_status": "rejected", "file": "订单.csv", "reason": "credit_unmatched", "rows": 1, "money": -5.0}
    ]
    assert document["estimates"][0]["verdict"] == "not identifiable from this data"
    assert "冲减" in (tmp_path / "rejected.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "arguments, says",
    [
        (["nowhere", "-o", "s.yaml"], "FOLDER: no such folder (got 'nowhere')"),
        (["in", "-o", "in/s.yaml"], "must not lie in the export's own folder"),
        (["in", "-o", "s.txt"], "a scenario's file ends in .yaml"),
        (["in", "-o", "old.yaml"], "old.yaml: the file exists; --force overwrites it"),
        (["in", "-o", "s.yaml", "--until", "soon"], "until: not a date (got 'soon')"),
        (
            ["in", "-o", "s.yaml", "--until", "2020-01-01"],
            "no order can be used: 3 rows (3 x after the last day asked for: date '2024-01-05')",
        ),
        (["in", "-o", "s.yaml", "--columns", "no.yaml"], "no.yaml: no such file"),
        (["in", "-o", "s.yaml", "--lang", "fr"], "unknown language"),
        (["in", "-o", "s.yaml", "--holdout", "0"], "--holdout: a whole number is needed"),
        (["in"], "--out: must be given, or --demo"),
    ],
)
def test_bad_input_is_one_message_and_code_2(run, folder, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text("name: old")
    code, printed, err = run(*arguments)
    assert (code, printed) == (2, "")
    assert says in err
    assert "Traceback" not in err
    assert (tmp_path / "old.yaml").read_text() == "name: old"


def test_the_scenario_states_the_exports_currency_and_its_default_amounts(run, folder, tmp_path):
    out = tmp_path / "s.yaml"
    code, _, _ = run(folder, "-o", out, "--currency", "VND", "--rate", "3500")
    written = load_scenario(out)
    usual = dict(amounts(Scenario(name="usual")))
    assert code == 0 and written.currency == "VND"
    assert written.sales_force.pay.salary_per_month == pytest.approx(3500 * usual["sales_force.pay.salary_per_month"])
    same = [path for path, value in amounts(written) if value and value == usual.get(path)]
    assert same == []


def test_a_currency_in_which_no_salary_is_known_needs_a_rate(run, folder, tmp_path):
    code, _, err = run(folder, "-o", tmp_path / "s.yaml", "--currency", "MZN")
    assert code == 2 and "--rate: the default amounts are in yuan" in err
    assert not (tmp_path / "s.yaml").exists()
    assert "not a currency in use" in run(folder, "-o", tmp_path / "s.yaml", "--currency", "ZZZ", "--rate", "2")[2]
