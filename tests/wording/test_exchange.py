from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesim.errors import InputError
from salesim.wording.exchange import convert, in_currency, read_amount

RATES = {"USD": 7.1, "JPY": 0.048, "KWD": 23}


@pytest.mark.parametrize(
    ("given", "amount"),
    [
        (1200, "1200"),
        (0.1, "0.1"),
        (Decimal("0.30"), "0.30"),
        ("1200 CNY", "1200"),
        ("1200 USD", "8520"),
        (" -0.5  USD ", "-3.55"),
        ("1e6 JPY", "48000"),
        ({"amount": 0.1, "currency": "USD"}, "0.71"),
        ({"amount": 4000, "currency": "KWD"}, "92000"),
    ],
)
def test_an_amount_may_be_stated_in_several_ways(given, amount):
    assert in_currency(given, RATES, "CNY") == Decimal(amount)


@pytest.mark.parametrize(
    "given",
    [
        "1,200 USD",
        "USD 1200",
        "1200",
        "1200USD",
        "",
        "nan USD",
        "１２ USD",
        None,
        True,
        float("nan"),
        float("inf"),
        [1200, "USD"],
        {"amount": 1200},
        {"amount": "1200", "currency": "USD"},
        {"amount": 1200, "currency": "USD", "rate": 7},
    ],
)
def test_what_is_no_amount_is_refused(given):
    with pytest.raises(InputError, match=r"^sales_force\.pay\.salary: not an amount of money") as caught:
        in_currency(given, RATES, "CNY", "sales_force.pay.salary")
    assert "1200 USD" in caught.value.allowed


def test_a_missing_rate_is_named_with_field_and_currency():
    with pytest.raises(InputError, match="no exchange rate from EUR to CNY") as caught:
        in_currency("5 EUR", RATES, "CNY", "sales_force.pay.salary", "run.rates")
    assert caught.value.field == "sales_force.pay.salary"
    assert "run.rates.EUR" in caught.value.allowed


@pytest.mark.parametrize("rate", [0, -7.1, float("nan"), float("inf"), "7.1", None, True])
def test_a_rate_is_a_number_above_zero(rate):
    with pytest.raises(InputError, match=r"^exchange_rates\.USD: not a rate from USD to CNY"):
        convert(1, "USD", {"USD": rate}, "CNY")


def test_an_unknown_currency_is_named():
    with pytest.raises(InputError, match=r"^pay: not a currency in use .* did you mean 'USD'"):
        in_currency("5 USB", RATES, "CNY", "pay")
    with pytest.raises(InputError, match="upper case"):
        in_currency({"amount": 5, "currency": "usd"}, RATES, "CNY", "pay")


def test_the_scenarios_own_currency_has_the_rate_of_one():
    assert convert(5, "CNY", {"CNY": 1}, "CNY") == 5
    with pytest.raises(InputError, match=r"exchange_rates\.CNY"):
        convert(5, "CNY", {"CNY": 1.5}, "CNY")


def test_the_currency_of_an_amount_is_read():
    assert read_amount(5) == (Decimal(5), None)
    assert read_amount("5 USD") == (Decimal(5), "USD")


@given(st.integers(-(10**14), 10**14), st.integers(0, 3), st.integers(1, 10**9), st.integers(0, 6))
def test_arithmetic_is_exact(digits, decimals, rate_digits, rate_decimals):
    amount, rate = Decimal(digits).scaleb(-decimals), Decimal(rate_digits).scaleb(-rate_decimals)
    assert Fraction(convert(amount, "USD", {"USD": rate}, "CNY")) == Fraction(amount) * Fraction(rate)
