import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from salesim.errors import InputError
from salesim.wording.bounds import LARGEST, MAX_AMOUNT, check_sums
from salesim.wording.currency import Currency, codes_in_use

YEARS_10 = 520


def test_every_single_amount_is_exact_in_a_float_in_every_currency():
    for code in codes_in_use():
        assert MAX_AMOUNT * Currency(code).minor_per_unit <= LARGEST["float64"]
    assert 10 * MAX_AMOUNT * Currency("KWD").minor_per_unit > LARGEST["float64"]  # the bound is no tighter than it must


@pytest.mark.parametrize(
    ("code", "salary", "order"), [("VND", 1e9, 5e7), ("KWD", 4_000, 300), ("CNY", 12_000, 2_000), ("IDR", 1e8, 3e7)]
)
def test_real_firms_pass_in_every_currency(code, salary, order):
    terms = {
        "sales_force.pay.salary": 5_000 * 120 * salary,
        "market.buying.order_value": 1_000_000 * YEARS_10 * order,
    }
    check_sums(terms, code)


def test_the_field_with_the_largest_total_is_named_with_its_allowed_maximum():
    terms = {"sales_force.pay.salary": 60 * 120 * 8e3, "market.buying.order_value": 1e6 * YEARS_10 * 1e12}
    with pytest.raises(InputError, match=r"^market\.buying\.order_value: ") as caught:
        check_sums(terms, "CNY", {"market.buying.order_value": 1e12})
    assert caught.value.value == 10**12
    most = float(caught.value.allowed.removeprefix("up to ").removesuffix(" CNY").replace(",", ""))
    check_sums({**terms, "market.buying.order_value": 1e6 * YEARS_10 * most}, "CNY")
    with pytest.raises(InputError):
        check_sums({**terms, "market.buying.order_value": 1e6 * YEARS_10 * most * 1.001}, "CNY")


def test_without_the_fields_value_the_allowed_total_is_given():
    with pytest.raises(InputError) as caught:
        check_sums({"a": 1e17, "b": 7}, "USD")
    assert caught.value.allowed == "a total of up to 92,233,720,368,547,751 USD"


def test_many_terms_may_be_too_much_together():
    check_sums({"a": 4e16, "b": 4e16}, "USD")
    with pytest.raises(InputError, match=r"^b: ") as caught:
        check_sums({"a": 5e16, "b": 5.1e16}, "USD")
    assert caught.value.allowed == "a total of up to 46,116,860,184,273,879 USD"


def test_signs_do_not_hide_a_sum():
    with pytest.raises(InputError):
        check_sums({"a": 9e18, "b": -9e18}, "JPY")


@pytest.mark.parametrize("total", [math.inf, math.nan, -math.inf])
@pytest.mark.parametrize(("values", "allowed"), [({"a": 5.0}, "up to 0.00 USD"), (None, "up to 92,233,720,368")])
def test_no_number_is_too_much(total, values, allowed):
    with pytest.raises(InputError, match=r"^a: ") as caught:
        check_sums({"a": total, "b": 1}, "USD", values)
    assert allowed in caught.value.allowed


def test_the_allowed_maximum_of_a_small_value_is_not_rounded_up():
    with pytest.raises(InputError) as caught:
        check_sums({"price": 1.6e17}, "USD", {"price": 1.6})
    assert caught.value.allowed == "up to 0.92 USD"


def test_floats_hold_less():
    check_sums({"a": 2**53 / 100 - 1}, "USD", held_in="float64")
    with pytest.raises(InputError):
        check_sums({"a": 2**53 / 100 + 1}, "USD", held_in="float64")


def test_nothing_adds_up_to_nothing():
    check_sums({}, "USD")


@given(
    st.sampled_from(["JPY", "USD", "KWD"]),
    st.dictionaries(st.sampled_from("abcde"), st.floats(0, 1e19), min_size=1),
    st.sampled_from(["int64", "float64"]),
)
def test_what_passes_fits_and_what_does_not_is_refused(code, terms, held_in):
    minor = sum(math.ceil(total) for total in terms.values()) * Currency(code).minor_per_unit
    try:
        check_sums(terms, code, held_in=held_in)
    except InputError as fault:
        assume(abs(minor - LARGEST[held_in]) > 1000)
        assert minor > LARGEST[held_in]
        assert terms[fault.field] == max(terms.values())
    else:
        assert minor <= LARGEST[held_in]
