from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesim.errors import InputError
from salesim.wording.currency import MINOR_DIGITS, Currency, codes_in_use

CODES = ("JPY", "KRW", "KWD", "VND", "USD", "EUR", "CNY", "IDR")
codes = st.sampled_from(CODES)


@pytest.mark.parametrize(
    ("code", "digits"), [("JPY", 0), ("KRW", 0), ("VND", 0), ("USD", 2), ("EUR", 2), ("KWD", 3), ("ISK", 0), ("TND", 3)]
)
def test_minor_units_are_those_of_iso_4217(code, digits):
    assert Currency(code).digits == digits
    assert Currency(code).minor_per_unit == 10**digits


@pytest.mark.parametrize("code", ["IDR", "HUF", "COP", "LBP", "TWD", "RSD", "IRR"])
def test_price_tags_without_decimals_do_not_take_them_from_the_ledger(code):
    assert Currency(code).digits == 2


def test_every_exception_is_a_currency_in_use():
    assert MINOR_DIGITS.keys() <= codes_in_use()


def test_all_currencies_in_use_can_be_had():
    assert len(codes_in_use()) > 140
    assert all(Currency(code).digits in (0, 2, 3) for code in codes_in_use())


@pytest.mark.parametrize(
    ("code", "nearest"),
    [
        ("usd", "USD"),
        (" EUR", "EUR"),
        ("USB", "USD"),
        ("EURO", "EUR"),
        ("RMB", "CNY"),
        ("CNH", "CNY"),
        ("VNP", "VND"),
        ("DEM", None),
        ("HRK", None),
        ("XAU", None),
        ("XXX", None),
        ("QQQ", None),
        ("¥", None),
        ("", None),
        (None, None),
        (156, None),
        (["USD"], None),
    ],
)
def test_what_is_no_currency_in_use_is_refused(code, nearest):
    with pytest.raises(InputError) as caught:
        Currency(code)
    assert caught.value.field == "currency"
    assert caught.value.nearest == nearest


def test_the_error_names_the_field_it_was_given():
    with pytest.raises(InputError, match=r"^run\.currency: not a currency in use"):
        Currency.of("QQQ", "run.currency")


def test_a_currency_stands_for_itself():
    assert Currency.of(Currency("USD")) == Currency.of("USD") == Currency("USD")


@given(codes, st.integers(-(2**50), 2**50))
def test_minor_units_survive_the_way_there_and_back(code, minor):
    currency = Currency(code)
    assert currency.to_minor(currency.from_minor(minor)) == minor
    assert currency.to_minor(currency.exact(minor)) == minor
    assert currency.to_minor_array(currency.from_minor(np.array([minor])))[0] == minor


@given(codes, st.floats(-1e12, 1e12))
def test_one_amount_is_rounded_like_many(code, amount):
    currency = Currency(code)
    assert currency.to_minor_array(np.array([amount]))[0] == currency.to_minor(amount)


@given(codes, st.integers(-(2**63), 2**63 - 1))
def test_exact_amounts_hold_any_balance(code, minor):
    currency = Currency(code)
    assert currency.exact(minor) * currency.minor_per_unit == Decimal(minor)


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), 1e17])
def test_what_does_not_fit_into_the_ledger_is_refused(amount):
    with pytest.raises(OverflowError, match="USD"):
        Currency("USD").to_minor_array(np.array([1.0, amount]))
