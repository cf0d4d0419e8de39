"""``salesim pay`` as a user types it."""

import json

import pytest
from typer.testing import CliRunner

from salesim.cli.app import app


def ran(*words):
    return CliRunner().invoke(app, ["pay", *words])


def test_a_statement_shows_every_line():
    found = ran("accelerator", "--sales", "1.2M", "--quota=1M")
    assert found.exit_code == 0
    assert "0.025 × 200,000" in found.stdout
    assert "pays 16,000" in found.stdout
    assert "发放 16,000" in ran("accelerator", "--sales", "1.2M", "--quota=1M", "--lang", "zh").stdout


def test_plans_are_listed_in_both_languages():
    assert "quota_bonus" in ran().stdout
    assert "目标奖金" in ran("--lang", "zh").stdout or "达标奖金" in ran("--lang", "zh").stdout
    assert {one["name"] for one in json.loads(ran("--json").stdout)} >= {"hunter", "farmer"}


def test_a_figure_given_several_times_is_a_list_and_a_csv_file_is_deals(tmp_path):
    found = json.loads(ran("draw_for_new_hires", "--sales", "10k", "--sales", "100k", "--json").stdout)
    assert found["pay"] == [4000, 5000]
    deals = tmp_path / "deals.csv"
    deals.write_text("Product,Amount\nB,800000\nA,5\n")
    found = json.loads(ran("overlay_specialist", "--deals", str(deals), "--quota", "1M", "--json").stdout)
    assert found["pay"] == 8000
    sales = tmp_path / "sales.csv"
    sales.write_text("Sales\n100\n200\n")
    assert json.loads(ran("straight_commission", "--sales", str(sales), "--json").stdout)["pay"] == [5, 10]


def test_real_statements_are_reckoned_again(tmp_path):
    history = tmp_path / "history.csv"
    history.write_text("rep,period,sales,quota,paid\nA,2026Q1,1200000,1000000,16000\nB,2026Q1,100,1000000,2\n")
    found = ran("accelerator", "--history", str(history))
    assert found.exit_code == 0
    assert "alike to the cent: 1; different: 1" in " ".join(found.stdout.split())


def test_a_plan_is_drawn(tmp_path):
    found = ran("tiers_whole", "--quota", "1M", "--draw", str(tmp_path / "plan"))
    assert found.exit_code == 0
    assert (tmp_path / "plan.png").stat().st_size > 10_000
    assert (tmp_path / "plan.svg").is_file()
    assert "120%" in found.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("acelerator",), "did you mean 'accelerator'"),
        (("accelerator", "--sales", "1"), "quota: this figure must be given"),
        (("accelerator", "--sales", "lots", "--quota", "1"), "this is no number"),
        (("accelerator", "--sales"), "a value is missing"),
        (("accelerator", "1.2M"), "given by name"),
        (("accelerator", "--paid", "x.csv"), "--history"),
        (("accelerator", "--sales", "1", "--quota", "1", "--seed", "3"), "--seed"),
        (("small_town", "--sales", "1"), "--sales"),
        (("nothing.yaml",), "no such file"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_line(words, said):
    found = ran(*words)
    assert found.exit_code == 2
    assert said in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("product,margin\nB,5\n", "deals.csv:1: amount: this column is missing; part credited of the plan takes it"),
        ("product,amount\nB,5\n\nB,lots\n", "deals.csv:4: credited.amount: deal 2: this is no number (got 'lots')"),
        ("product,amount\nB,lots\n", "deals.csv:2: credited.amount: deal 1: this is no number"),
    ],
)
def test_a_file_of_deals_is_blamed_for_what_it_lacks_not_the_plan(tmp_path, rows, said):
    deals = tmp_path / "deals.csv"
    deals.write_text(rows)
    found = ran("overlay_specialist", "--deals", str(deals), "--quota", "1M")
    assert found.exit_code == 2
    assert said in found.stderr
    assert "overlay_specialist.yaml" not in found.stderr


def test_what_is_no_result_is_drawn_without_quota_and_cost(tmp_path):
    plan = tmp_path / "back.yaml"
    plan.write_text(
        "parts:\n  - {part: commission, name: c, of: sales, tiers: [[0, 5 %]]}\n"
        "  - {part: clawback, name: back, of: c, after: left_after, window: 12, how: sliding}\n"
        "  - {part: total, name: pay, of: [c, back]}\n"
    )
    found = ran(
        str(plan), "--sales", "1000", "--left_after", "6", "--over", "left_after", "--draw", str(tmp_path / "b")
    )
    assert found.exit_code == 0
    assert found.stdout.split()[:5] == ["left_after", "pay", "of", "a", "rep"]
    assert ["6", "25.00"] in [line.split() for line in found.stdout.splitlines()]
    assert (tmp_path / "b.png").stat().st_size > 5_000
    wins = ran("hunter", "--over", "new_customers", "--new_customers", "4", "--sales", "1M", "--quota", "1M").stdout
    assert "customers won, of plan" in wins and "cost of sales" not in wins


def test_nothing_has_no_sign(tmp_path):
    history = tmp_path / "history.csv"
    history.write_text("rep,period,sales,paid\nA,2026-01,100,5.004\nB,2026-01,100,4.0\nC,2026-01,100,6\n")
    found = ran("straight_commission", "--history", str(history)).stdout
    assert "what was paid: 0.00" in " ".join(found.split())  # −0.004
    assert "−0.00" not in found and "-0.00" not in found


@pytest.mark.parametrize(
    ("top", "said"),
    [
        ("period: day", "allowed: week, month, quarter, half, year, or left out"),
        ("period: month\nto_date_of: week", "allowed: month, quarter, half, year, or left out"),
    ],
)
def test_choices_are_listed_without_the_empty_one(tmp_path, top, said):
    plan = tmp_path / "own.yaml"
    plan.write_text(f"{top}\nparts: [{{part: total, name: a, of: b}}]\n")
    assert said in ran(str(plan), "--b", "3").stderr
