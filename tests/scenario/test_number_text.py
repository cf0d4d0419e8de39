"""Numbers with separators, units and other digits are refused, and said how to write."""

from __future__ import annotations

import pytest

from salesim.errors import InputError
from salesim.scenario import parse_scenario
from salesim.scenario.number_text import meant_number

AMOUNT = "an amount is written without separators, and its currency behind it"
SAYS = "a number is written without separators and units"
MEANT = [
    ("85,000", "85000"),
    ("1,234,567.89", "1234567.89"),
    ("85 000", "85000"),
    ("85\u202f000", "85000"),
    ("85\u00a0000", "85000"),
    ("85'000", "85000"),
    ("85’000", "85000"),
    ("85.000,50", "85000.5"),
    ("1.234.567", "1234567"),
    ("1_000", "1000"),
    ("1_000_000", "1000000"),
    ("８５０００", "85000"),
    ("８５，０００", "85000"),
    ("3万", "30000"),
    ("1.5万", "15000"),
    ("2亿", "200000000"),
    ("3百万", "3000000"),
    ("5%", "0.05"),
    ("5 %", "0.05"),
    ("５％", "0.05"),
    ("¥500", "500"),
    ("￥1,200", "1200"),
    ("$ 85,000.00", "85000"),
    ("500元", "500"),
    ("CNY 500", "500"),
    ("12k", "12000"),
    ("12 K", "12000"),
    ("1.5M", "1500000"),
    ("0,05", "0.05"),
    ("1,5", "1.5"),
    ("-1,000", "-1000"),
    ("−5", "-5"),
    ("+3,000", "3000"),
    ("1,00,000", "100000"),
    ("0,050", "0.050"),
]
NO_NUMBER = [
    "",
    "abc",
    "week 12",
    "12:30",
    "2025-01-31",
    "C17",
    "1,2,3",
    "12 30",
    "1.2.3",
    ",5",
    "k",
    "%",
    "5%%",
    "12 weeks",
    "1e",
    "--5",
    "1/2",
    "9" * 500 + "x",
]


@pytest.mark.parametrize("text, number", MEANT)
def test_what_a_text_means(text, number):
    assert meant_number(text) is not None
    assert float(str(meant_number(text))) == pytest.approx(float(number), rel=1e-15)
    assert "e" not in str(meant_number(text))


@pytest.mark.parametrize("text", NO_NUMBER)
def test_what_means_no_number(text):
    assert meant_number(text) is None


def fault_of(text: str, *settings: str) -> InputError:
    with pytest.raises(InputError) as caught:
        parse_scenario(text, "f.yaml", settings)
    return caught.value


@pytest.mark.parametrize("text, number", [pair for pair in MEANT if float(pair[1]) >= 0])
@pytest.mark.parametrize(
    "form", ["sales_force:\n  pay:\n    salary_per_month: {}", "sales_force: {{pay: {{salary_per_month: {}}}}}"]
)
def test_a_hint_in_block_and_inline_style(form, text, number):
    fault = fault_of("name: x\n" + form.format(text))
    currency = " CNY" if "CNY" in text else ""
    assert (fault.message, fault.field) == (AMOUNT if currency else SAYS, "sales_force.pay.salary_per_month")
    assert float(str(fault.nearest).removesuffix(currency)) == float(number)
    assert str(fault.nearest).endswith(currency)
    assert fault.line == (4 if "\n" in form else 2)


@pytest.mark.parametrize(
    "text, line",
    [
        ("run: {weeks: 1,000, seed: 3}", "f.yaml:2:14: run.weeks"),
        ("run: {weeks: 1, 000}", "f.yaml:2:14: run.weeks"),
        ("channel: {network: {sku_prices: [1,000, 2,000]}}", "f.yaml:2:34: channel.network.sku_prices.0"),
        ("channel: {network: {sku_prices: [45, 1,050.50]}}", "f.yaml:2:38: channel.network.sku_prices.1"),
        ("channel: {network: {sku_prices: ['1,000']}}", "f.yaml:2:34: channel.network.sku_prices.0"),
        ("sales_force: {pay: {commission_rate: 5%}}", "f.yaml:2:38: sales_force.pay.commission_rate"),
    ],
)
def test_where_a_number_was_cut_up(text, line):
    assert str(fault_of(f"name: x\n{text}")).startswith(f"{line}: {SAYS} (got ")


def test_in_a_setting_and_in_a_policy():
    assert fault_of("name: x", "run.weeks=1,000").nearest == "1000"
    assert fault_of("name: x", "sales_force.pay={salary_per_month: 85,000}").nearest == "85000"
    policy = "name: x\npolicies: {current: {set: {sales_force.pay.salary_per_month: 85 000}}}"
    assert fault_of(policy).nearest == "85000"
    # a dotted name is no group of its own, and a policy is where most braces stand
    fault = fault_of("name: x\npolicies: {current: {set: {sales_force.pay.bonus: 1,200, channel.desk.portal: true}}}")
    assert (fault.field, fault.nearest) == ("policies.current.set.sales_force.pay.bonus", "1200")
    assert (fault.line, fault.value, fault.others) == (2, "1,200", ())


@pytest.mark.parametrize(
    "form", ["sales_force:\n  pay:\n    bonus: {}", "policies: {{current: {{set: {{sales_force.pay.bonus: {}}}}}}}"]
)
@pytest.mark.parametrize(
    "text, meant", [("1,200 USD", "1200 USD"), ("VND 900,000", "900000 VND"), ("1,200,000 USD", "1200000 USD")]
)
def test_a_hint_keeps_the_currency(form, text, meant):
    fault = fault_of("name: x\nexchange_rates: {USD: 7.1, VND: 0.0003}\n" + form.format(text))
    assert (fault.message, fault.value, fault.nearest) == (AMOUNT, text, meant)
    parse_scenario("name: x\nexchange_rates: {USD: 7.1, VND: 0.0003}\n" + form.format(meant))


def test_a_comma_hides_no_other_fault():
    fault = fault_of("name: x\nrun: {weeks: 1,000,000, cuont: 3}\nsales_force: {pay: {bonus: 1,200, bonus_at: x}}")
    assert [one.field for one in fault.faults] == [
        "run.weeks", "run.cuont", "sales_force.pay.bonus", "sales_force.pay.bonus_at",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "run: {weeks: 26, seed: 100}",
        "channel: {network: {sku_prices: [100,200,300]}}",
        "run: {weeks: 26, 'seed': 5}",
        "title: 85,000",
        "title: 5%",
        "about: 12k",
    ],
)
def test_nothing_is_said_where_nothing_is_wrong(text):
    parse_scenario(f"name: x\n{text}")


@pytest.mark.parametrize(
    "text", ["run: {weeks: 52, 13}", "run: {weeks: 5.2%}", "run: {weeks: soon}", "run: {weeks: '52'}"]
)
def test_no_hint_where_it_would_not_help(text):
    assert SAYS not in str(fault_of(f"name: x\n{text}"))
