"""Product lines in a run: money adds up, pay on a line lifts it and costs others, quotas and margins of their own."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesim import load_scenario, simulate
from salesim.errors import InputError
from salesim.experiment.compare import compare
from salesim.model.burn_in import open_world
from salesim.model.sales_model import SalesModel
from salesim.scenario import parse_scenario
from salesim.scenario.overlay import apply_policy, overlay

FILE = Path(__file__).parents[2] / "scenarios" / "product_lines.yaml"
LINES = """
channel:
  network:
    distributors: 2
    products:
      - {name: Pumps, price: 60, share: 0.5, margin: 0.2}
      - {name: Valves, price: 30, share: 0.3, margin: 0.35, quota: 50000}
      - {name: Spare parts, price: 20, share: 0.2, margin: 0.6, quota_share: 0.25}
"""
HEAD = """
name: lines
market: {places: {units: [Huzhou]}, customers: {count: 240, prospects: 60}}
sales_force: {team: {reps: 5}}
run: {weeks: 26, burn_in_weeks: 26, replications: 2}
"""


@pytest.fixture(scope="module")
def scenario():
    return parse_scenario(HEAD + LINES, "lines.yaml")


@pytest.fixture(scope="module")
def result(scenario):
    return simulate(scenario)


def paid(scenario, **components):
    return overlay(
        scenario, {"sales_force.pay.components": [{"name": name, **one} for name, one in components.items()]}
    )


def test_lines_add_up_to_all_sales_and_to_all_margin(result):
    """To the minor unit: what customers were billed, and what the ledger has of it after the cost of goods."""
    lines, ledger = result.tables["products"], result.tables["ledger"]
    assert lines["sales"].sum() == pytest.approx(result.outcomes["sales"], abs=0.005)
    assert lines["margin"].sum() == pytest.approx(result.outcomes["margin"], abs=0.005)
    assert len(lines) == 2 * 5 * 3 and len(ledger)
    by_seat = lines.groupby(["quarter", "seat"])["credited"].sum()
    of_reps = result.tables["rep_quarters"].set_index(["quarter", "seat"]).loc[by_seat.index, "credited"]
    assert by_seat.to_numpy() == pytest.approx(of_reps.to_numpy(), abs=0.01)


def test_each_line_has_its_share_and_its_margin(result):
    """Customers who buy direct leave the line's margin; distributors' customers ten points less."""
    lines = result.tables["products"].groupby("product")[["sales", "margin"]].sum()
    share = lines["sales"] / lines["sales"].sum()
    for name, expected in {"Pumps": 0.5, "Valves": 0.3, "Spare parts": 0.2}.items():
        assert share[name] == pytest.approx(expected, abs=0.06)
    rate = lines["margin"] / lines["sales"]
    for name, expected in {"Pumps": 0.2, "Valves": 0.35, "Spare parts": 0.6}.items():
        assert expected - 0.1 - 1e-3 <= rate[name] <= expected + 1e-3


def test_quotas_are_shares_of_the_rep_s_or_amounts(result):
    lines = result.tables["products"].merge(
        result.tables["rep_quarters"][["quarter", "seat", "quota", "full_quarter"]], on=["quarter", "seat"]
    )
    of_rep = lines["quota_x"] / lines["quota_y"]
    assert of_rep[lines["product"] == "Pumps"].to_numpy() == pytest.approx(0.5)
    assert of_rep[lines["product"] == "Spare parts"].to_numpy() == pytest.approx(0.25)
    whole = (lines["product"] == "Valves") & (lines["full_quarter"] == 1)
    assert whole.any() and lines.loc[whole, "quota_x"].to_numpy() == pytest.approx(50_000.0)
    assert (lines["attainment"] * lines["quota_x"]).to_numpy() == pytest.approx(lines["credited"].to_numpy())


@pytest.mark.parametrize(
    "component",
    [
        {"measure": "sales of Spare parts", "rate": 0.03},
        {"measure": "margin of Spare parts", "rate": 0.05},
        {"measure": "sales of Spare parts", "bonuses": [{"at": 1.1, "amount": 6000}]},
        {"bonuses": [{"at": 0.8, "amount": 6000}], "gate": {"measure": "sales of Spare parts", "at": 1.1}},
        {"measure": "margin", "rate": 0.06},
    ],
)
def test_pay_on_a_line_lifts_it_and_costs_the_others(scenario, result, component):
    other = simulate(paid(scenario, extra=component))
    now, then = (each.tables["products"].groupby("product")["sales"].sum() for each in (other, result))
    assert now["Spare parts"] > 1.02 * then["Spare parts"] and now["Pumps"] < 0.99 * then["Pumps"]
    paid_out = other.tables["components"]
    assert set(paid_out["component"]) == {"extra"} and (paid_out["earned"] >= 0).all()


def test_the_same_pay_for_all_lines_is_pay_for_all_sales(scenario):
    """Split into three components of one rate, nobody shifts time."""
    names = ("Pumps", "Valves", "Spare parts")
    split = paid(scenario, **{name: {"measure": f"sales of {name}", "rate": 0.004} for name in names})
    together = overlay(scenario, {"sales_force.pay.commission_rate": 0.016})
    alike = [simulate(one).tables["products"].groupby("product")["sales"].sum() for one in (split, together)]
    pd.testing.assert_series_equal(*(sold / sold.sum() for sold in alike), atol=0.003, rtol=0.0)
    assert alike[0].sum() == pytest.approx(alike[1].sum(), rel=0.02)


def test_what_is_earned_is_the_rate_times_the_line_s_sales(scenario):
    other = simulate(paid(scenario, extra={"measure": "sales of Valves", "rate": 0.03}))
    earned = other.tables["components"].set_index(["quarter", "seat"])["earned"]
    lines = other.tables["products"]
    credited = lines[lines["product"] == "Valves"].set_index(["quarter", "seat"])["credited"]
    assert earned.to_numpy() == pytest.approx(0.03 * credited.loc[earned.index].to_numpy(), abs=0.01)


def test_a_plan_letter_pays_by_product_and_by_margin(scenario, tmp_path):
    """A file of its own: 1 % of all, 3 % of what leaves 30 % or more, once the quota of spare parts is reached."""
    (tmp_path / "ours.yaml").write_text(
        """parts:
  - {part: credit, name: rich, of: deals, amount: price, where: {margin: {min: 0.3}}}
  - {part: commission, name: more, of: rich, tiers: [[0, 0.03]]}
  - {part: credit, name: parts, of: deals, amount: price, where: {product: Spare parts}}
  - {part: attainment, name: done, of: parts, quota: quota}
  - {part: gate, name: opened, of: done, at: 1, passes: more}
  - {part: credit, name: all, of: deals, amount: price}
  - {part: commission, name: base, of: all, tiers: [[0, 0.01]]}
  - {part: total, name: pay, of: [base, opened]}
""",
        encoding="utf-8",
    )
    file = tmp_path / "lines.yaml"
    pay = "sales_force: {team: {reps: 5}, pay: {plan: ours.yaml, figures: {deals: sales}}}"
    file.write_text((HEAD + LINES).replace("sales_force: {team: {reps: 5}}", pay), encoding="utf-8")
    by_letter = load_scenario(file)
    base, opened = by_letter.sales_force.pay.components
    assert (base.measure, opened.measure, opened.gate.measure) == (
        "sales",
        "sales of Valves + Spare parts",
        "sales of Spare parts",
    )
    result = simulate(by_letter)
    told = result.tables["components"].set_index(["quarter", "seat"])["earned"]
    lines = result.tables["products"].set_index(["quarter", "seat"]).loc[told.index]
    rich = lines[lines["product"] != "Pumps"].groupby(["quarter", "seat"])["credited"].sum()
    reached = lines[lines["product"] == "Spare parts"]["attainment"] >= 1.0
    assert reached.any() and not reached.all()
    assert told.to_numpy() == pytest.approx((0.03 * rich * reached).loc[told.index].to_numpy(), abs=0.02)


def test_a_line_that_answers_to_nothing_cannot_be_pushed(scenario):
    """All it does is cost: what is sold of it stays its share, and so does that of the others."""
    products = [one.model_dump() for one in scenario.channel.network.products]
    products[2]["response"] = 0.0
    fixed = overlay(scenario, {"channel.network.products": products})
    with_pay = simulate(paid(fixed, extra={"measure": "sales of Spare parts", "rate": 0.05}))
    model = with_pay.tables["products"].groupby("product")["sales"].sum()
    assert model["Spare parts"] / model.sum() == pytest.approx(0.2, abs=0.02)


def test_any_number_of_workers_gives_the_same_bytes():
    scenario = load_scenario(FILE, ["run.weeks=13", "run.burn_in_weeks=26", "run.replications=2"])
    one, two = (compare(scenario, jobs=jobs).outcomes for jobs in (1, 2))
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    world = open_world(scenario)
    config = apply_policy(scenario, "spare_parts")
    sold = []
    for threads in (1, 3):
        model = SalesModel(world, config, threads=threads)
        for _ in range(6):
            model.step()
        sold.append((model.reps.measure_sum.tobytes(), model.reps.line_sales.tobytes()))
    assert sold[0] == sold[1]
    assert not np.allclose(np.frombuffer(sold[0][1]).reshape(-1, 3), [0.5, 0.3, 0.2])


def said(text) -> str:
    with pytest.raises(InputError) as fault:
        parse_scenario(HEAD + text, "lines.yaml")
    return str(fault.value)


PAID = "    components: [{name: parts, measure: sales of Spare part, rate: 0.02}]\n"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (LINES.replace("share: 0.3", "share: 0.4"), ["channel.network", "shares must sum to 1", "1.1"]),
        (LINES.replace("Valves", "Pumps"), ["channel.network", "two lines of the name 'Pumps'"]),
        (LINES.replace("margin: 0.2", "margin: 1.2"), ["lines.yaml:11", "products.0.margin", "got 1.2", "-1", "1"]),
        (LINES.replace("margin: 0.2", "margin: -0.95"), ["'Pumps' needs a channel_margin"]),
        (LINES.replace("price: 60", "prise: 60"), ["lines.yaml:11", "unknown field", "products.0.price'"]),
        (LINES.replace("share: 0.3", "share: 0"), ["products.1.share", "out of range"]),
        (
            LINES.replace("quota: 50000", "quota: 50000, quota_share: 0.3"),
            ["products.1.quota", "must be left out where quota_share"],
        ),
        (
            LINES.replace("distributors: 2", "sku_shares: [0.9, 0.1]"),
            ["lines.yaml:9", "network.sku_shares: must be left out"],
        ),
        (LINES.replace("Valves", "Sales of all"), ["must not hold ' of '"]),
    ],
)
def test_lines_that_cannot_be_are_said_with_their_place(text, parts):
    found = said(text)
    assert all(part in found for part in parts), found


@pytest.mark.parametrize(
    ("measure", "parts"),
    [
        (
            "sales of Spare part",
            ["sales_force.pay.components.0.measure", "no such product line", "'sales of Spare parts'"],
        ),
        ("sals of Pumps", ["components.0.measure", "got 'sals of Pumps'"]),
        ("visits of Pumps", ["components.0.measure"]),
        ("margin of Pumps", ["sold without a margin", "sales of Pumps"]),
    ],
)
def test_pay_on_a_line_that_is_not_there(scenario, measure, parts):
    plain = overlay(scenario, {"channel.network.direct_margin": 0.3})
    products = [one.model_dump() for one in plain.channel.network.products]
    products[0]["margin"] = -0.1
    without = overlay(plain, {"channel.network.products": products})
    with pytest.raises(InputError) as fault:
        paid(without, extra={"measure": measure, "rate": 0.01})
    assert all(part in str(fault.value) for part in parts), str(fault.value)


def test_lines_with_quotas_of_two_kinds_have_none_together(scenario):
    """A plain rate needs none; a bonus needs one to be stated."""
    both = {"measure": "sales of Pumps + Valves"}
    assert paid(scenario, extra={**both, "rate": 0.01}) and paid(
        scenario, extra={**both, "quota": 9e4, "bonuses": [{"at": 1, "amount": 500}]}
    )
    with pytest.raises(InputError, match=r"components\.0\.quota: is missing: some of these lines"):
        paid(scenario, extra={**both, "bonuses": [{"at": 1, "amount": 500}]})


def test_a_policy_names_a_line_that_is_not_there_and_the_file_is_told(tmp_path):
    file = tmp_path / "lines.yaml"
    text = HEAD + LINES + "policies:\n  current: {}\n  pushed:\n    set:\n      sales_force.pay.components:\n"
    file.write_text(text + "        - {name: a, rate: 1.e-3, gate: {measure: sales of Pump}}\n", encoding="utf-8")
    with pytest.raises(InputError) as fault:
        simulate(load_scenario(file), policy="pushed")
    assert "policies.pushed.set" in str(fault.value) and "sales of Pumps" in str(fault.value)
    without = load_scenario("small_town")
    with pytest.raises(InputError, match="no product lines"):
        paid(without, extra={"measure": "sales of Pumps", "rate": 0.01})


PAGE = (Path(__file__).parents[2] / "docs" / "product_lines.md").read_text(encoding="utf-8")


def test_the_example_brings_the_table_that_the_page_shows():
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    page = parse_scenario(block, "page.yaml")
    found = [
        simulate(page, policy=policy).tables["products"].groupby("product")[["sales", "margin"]].sum() / 1000.0
        for policy in ("current", "spare_parts")
    ]
    rows = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")][1:4]
    for name, *cells in rows:
        now, pushed = (table.loc[name] for table in found)
        expected = [now["sales"], now["margin"], pushed["sales"], pushed["margin"]]
        assert [float(cell.replace(",", "")) for cell in cells] == pytest.approx(expected, abs=0.51)
