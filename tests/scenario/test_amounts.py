"""Amounts may be stated in another currency, and what they add up to stays exact."""

import pytest

from salesim.errors import InputError
from salesim.scenario.amounts import amounts
from salesim.scenario.loading import parse_scenario
from salesim.scenario.overlay import apply_policy, overlay
from salesim.scenario.scenario import Scenario

DOLLARS = "{name: x, currency: CNY, exchange_rates: {USD: 7.1}, sales_force: {pay: {salary_per_month: %s}}}"


@pytest.mark.parametrize("stated", ["900 USD", "{amount: 900, currency: USD}"])
def test_an_amount_in_another_currency_counts_at_the_stated_rate(stated):
    assert parse_scenario(DOLLARS % stated).sales_force.pay.salary_per_month == 6390.0


def test_a_policy_may_state_amounts_in_another_currency():
    text = (
        "{name: x, exchange_rates: {EUR: 7.8}, policies: {current: {}, up: {set: {sales_force.pay.bonus: 1000 EUR}}}}"
    )
    assert apply_policy(parse_scenario(text), "up").sales_force.pay.bonus == 7800.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (DOLLARS % "900 EUR", "no exchange rate from EUR to CNY"),
        (DOLLARS % "900 USB", "did you mean 'USD'?"),
        ("{name: x, currency: usd}", "three letters in upper case"),
        ("{name: x, currency: ZZZ}", "not a currency in use"),
        ("{name: x, exchange_rates: {USD: 0}}", "exchange_rates.USD"),
    ],
)
def test_unknown_currencies_and_rates_are_refused(text, says):
    with pytest.raises(InputError) as fault:
        parse_scenario(text)
    assert says in str(fault.value)


@pytest.mark.parametrize(("currency", "salary"), [("VND", 1e7), ("KWD", 4000.0), ("JPY", 4e5), ("IRR", 1e9)])
def test_salaries_of_any_currency_are_amounts(currency, salary):
    scenario = Scenario(name="x", currency=currency)
    assert overlay(scenario, {"sales_force.pay.salary_per_month": salary}).sales_force.pay.salary_per_month == salary


def test_amounts_that_could_overflow_are_refused_with_their_field():
    firm = {"market": {"customers": {"count": 1_000_000}}, "run": {"weeks": 520}}
    text = "sales_force.pay.salary_per_month: all that it can add up to is more money than can be kept exactly"
    large = overlay(Scenario(name="x", currency="VND"), {**firm, "sales_force.pay.salary_per_month": 1e7})
    assert large.sales_force.pay.salary_per_month == 1e7
    with pytest.raises(InputError, match=text):
        overlay(large, {"sales_force.pay.salary_per_month": 1e11})


def test_every_field_whose_unit_is_money_is_found():
    found = dict(amounts(Scenario(name="x")))
    assert {"sales_force.pay.salary_per_month", "channel.network.sku_prices.0", "market.buying.values.median"} <= set(
        found
    )
    assert not any(path.endswith(("_rate", "margin", "on_costs")) for path in found)


def test_the_quota_of_a_component_on_money_is_an_amount_and_its_rates_are_none():
    pay = "sales_force.pay.components"
    stated = {"measure": "cash", "quota": 9e5, "rate": 0.01, "kinks": [{"at": 1.0, "rate": 0.02}]}
    on_cash = {"name": "cash", **stated, "bonuses": [{"at": 1.0, "amount": 500.0}]}
    on_visits = {"name": "visits", "measure": "visits", "quota": 50.0, "rate": 8.0}
    found = dict(amounts(overlay(Scenario(name="x"), {pay: [on_cash, on_visits]})))
    assert {path.removeprefix(f"{pay}."): value for path, value in found.items() if path.startswith(pay)} == {
        "0.quota": 9e5,
        "0.bonuses.0.amount": 500.0,
        "0.deposit": 0.0,
        "1.rate": 8.0,
        "1.deposit": 0.0,
    }


@pytest.mark.parametrize(("measure", "is_amount"), [("cash", True), ("visits", False)])
def test_a_quota_may_be_stated_in_another_currency_where_it_is_money(measure, is_amount):
    component = f"{{name: c, measure: {measure}, rate: .01, quota: 1000 USD}}"
    text = f"{{name: x, exchange_rates: {{USD: 7.1}}, sales_force: {{pay: {{components: [{component}]}}}}}}"
    if is_amount:
        assert parse_scenario(text).sales_force.pay.components[0].quota == 7100.0
    else:
        with pytest.raises(InputError, match="quota"):
            parse_scenario(text)


def test_a_rate_on_money_is_a_share_and_no_amount_of_another_currency():
    component = "{name: c, measure: sales, rate: 1 USD}"
    text = f"{{name: x, exchange_rates: {{USD: 7.1}}, sales_force: {{pay: {{components: [{component}]}}}}}}"
    with pytest.raises(InputError, match=r"components\.0\.rate"):
        parse_scenario(text)
