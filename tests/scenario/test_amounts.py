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
