import math
import re
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from salesim.errors import InputError
from salesim.wording.amounts import SIZES, exact_money, money, money_range, money_unit
from salesim.wording.currency import Currency, codes_in_use

CODES = ("JPY", "KRW", "KWD", "VND", "USD", "EUR", "CNY", "IDR")
codes = st.sampled_from(CODES)
languages = st.sampled_from(["en", "zh"])
amounts = st.floats(-1e16, 1e16)


def parsed(text: str, lang: str) -> float:
    """The amount that a text states, in the major unit."""
    number, _, unit = text.partition(" ")
    sizes = [size for size, name in SIZES[lang] if name and re.match(name + r"(?= |\b|[^亿])", unit)]
    return float(number.replace("−", "-").replace(",", "")) * max(sizes, default=1.0)


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        (0, "0 CNY", "0 元"),
        (0.4, "0.4 CNY", "0.4 元"),
        (950, "950 CNY", "950 元"),
        (4_560, "4.56 k CNY", "4560 元"),
        (9_999, "10 k CNY", "9999 元"),
        (9_999.7, "10 k CNY", "1 万元"),
        (12_345, "12.3 k CNY", "1.23 万元"),
        (999_499, "999 k CNY", "99.9 万元"),
        (999_999, "1 M CNY", "100 万元"),
        (-12_345_678, "−12.3 M CNY", "−1235 万元"),
        (99_999_999, "100 M CNY", "1 亿元"),
        (245_600_000, "246 M CNY", "2.46 亿元"),
        (3.2e9, "3.2 bn CNY", "32 亿元"),
        (5.67e12, "5.67 tn CNY", "5.67 万亿元"),
        (1.2345e16, "12,345 tn CNY", "12,345 万亿元"),
        (math.nan, "–", "–"),
        (math.inf, "–", "–"),
        (None, "–", "–"),
    ],
)
def test_money_is_written_as_its_readers_count(amount, english, chinese):
    assert (money(amount, "CNY"), money(amount, "CNY", "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("USD", "12.3 M USD", "1235 万美元"),
        ("EUR", "12.3 M EUR", "1235 万欧元"),
        ("JPY", "12.3 M JPY", "1235 万日元"),
        ("KRW", "12.3 M KRW", "1235 万韩元"),
        ("GBP", "12.3 M GBP", "1235 万英镑"),
        ("VND", "12.3 M VND", "1235 万越南盾"),
        ("KWD", "12.3 M KWD", "1235 万科威特第纳尔"),
        ("PGK", "12.3 M PGK", "1235 万 PGK"),  # its Chinese name is nine characters long
    ],
)
def test_every_currency_is_named(code, english, chinese):
    assert (money(12_345_678, code), money(12_345_678, Currency(code), "zh")) == (english, chinese)


def test_small_amounts_have_no_more_decimals_than_the_currency():
    assert [money(0.12345, code) for code in ("KWD", "USD", "JPY")] == ["0.123 KWD", "0.12 USD", "0 JPY"]
    assert [money(12.345, code) for code in ("KWD", "USD", "JPY")] == ["12.3 KWD", "12.3 USD", "12 JPY"]
    assert [money(12_345, code) for code in ("KWD", "USD", "JPY")] == ["12.3 k KWD", "12.3 k USD", "12.3 k JPY"]


def test_signs_are_written_when_asked_for():
    assert money(1500, "USD", signed=True) == "+1.5 k USD"
    assert money(-1500, "USD", signed=True) == "−1.5 k USD"
    assert money(0, "USD", signed=True) == "0 USD"


@pytest.mark.parametrize("kind", [list, np.array, pd.Series])
def test_amounts_that_stand_together_share_the_largest_ones_unit(kind):
    unit = money_unit(kind([1_500_000, -45_000_000, math.nan]), "CNY")
    assert (unit.size, unit.name, unit.decimals) == (1e6, "M CNY", 1)
    assert money(1_500_000, "CNY", unit=unit, signed=True) == "+1.5 M CNY"
    assert money(-45_000_000, "CNY", unit=unit, symbol=False) == unit.write(-45_000_000) == "−45.0"


@pytest.mark.parametrize("number", [Decimal("1234567.8"), np.float32(1234567.8), np.int64(1234567), 1234567])
def test_any_kind_of_number_will_do(number):
    assert money(number, "USD") == "1.23 M USD"
    assert money_unit([number], "USD").name == "M USD"


def test_nothing_at_all_has_a_unit_too():
    assert money_unit([], "JPY", "zh").name == money_unit([math.nan, None], "JPY", "zh").name == "日元"


def test_what_rounds_to_nothing_has_no_sign():
    assert money_unit([45e6], "CNY").write(-2_000, signed=True) == "0.0"


def test_ticks_carry_no_idle_zeros():
    unit = money_unit([18e6], "CNY")
    assert [unit.write(x, trim=True, signed=True) for x in (0, 6e6, 7.5e6)] == ["0", "+6", "+7.5"]
    assert [money_unit([2e8], "CNY").write(x, trim=True) for x in (1e6, 3e8)] == ["1", "300"]


def test_a_unit_of_one_currency_does_not_hold_another():
    unit = money_unit([1.0], "CNY")
    with pytest.raises(ValueError, match="CNY"):
        money(1.0, "USD", unit=unit)
    with pytest.raises(ValueError, match="en"):
        money(1.0, "CNY", "zh", unit=unit)


@pytest.mark.parametrize(
    ("low", "high", "english", "chinese"),
    [
        (-50_000, 1_500_000, "−0.05 to 1.5 M USD", "−5 至 150 万美元"),
        (900_000, 1_500_000, "0.9 to 1.5 M USD", "90 至 150 万美元"),
        (-40e6, -12.34e6, "−40 to −12.3 M USD", "−4000 至 −1234 万美元"),
        (12, 1_500_000, "0.00001 to 1.5 M USD", "0.001 至 150 万美元"),
        (0, 1_500_000, "0 to 1.5 M USD", "0 至 150 万美元"),
        (math.nan, 1.0, "–", "–"),
        (None, None, "–", "–"),
    ],
)
def test_a_range_has_one_unit_and_shows_on_which_side_of_nothing_it_lies(low, high, english, chinese):
    assert (money_range(low, high, "USD"), money_range(low, high, "USD", "zh")) == (english, chinese)


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("USD", "−1,234,567.89 USD", "−1,234,567.89 美元"),
        ("CNY", "−1,234,567.89 CNY", "−1,234,567.89 元"),
        ("JPY", "−123,456,789 JPY", "−123,456,789 日元"),
        ("KWD", "−123,456.789 KWD", "−123,456.789 科威特第纳尔"),
    ],
)
def test_the_ledgers_money_is_exact(code, english, chinese):
    assert (exact_money(-123_456_789, code), exact_money(-123_456_789, code, "zh")) == (english, chinese)


def test_exact_money_keeps_zeros_and_signs():
    assert exact_money(0, "USD", signed=True) == "0.00 USD"
    assert exact_money(np.int64(5), "KWD", signed=True) == "+0.005 KWD"
    assert exact_money(2**63 - 1, "USD") == "92,233,720,368,547,758.07 USD"


@given(codes, languages, st.integers(-(2**63), 2**63 - 1))
def test_exact_money_parses_back_to_the_last_minor_unit(code, lang, minor):
    number = exact_money(minor, code, lang).split(" ")[0].replace("−", "-").replace(",", "")
    assert int(number.replace(".", "")) == minor


@given(codes, languages, amounts)
def test_money_parses_back_to_three_digits_or_half_a_minor_unit(code, lang, amount):
    half = 0.501 / Currency(code).minor_per_unit
    assert parsed(money(amount, code, lang), lang) == pytest.approx(amount, rel=0.0051, abs=half)


@given(codes, languages, st.lists(amounts, min_size=1, max_size=6))
def test_a_column_is_exact_to_its_last_decimal(code, lang, column):
    unit = money_unit(column, code, lang)
    for amount in column:
        text = unit.write(amount)
        assert len(text.partition(".")[2]) == unit.decimals
        assert parsed(text, lang) == pytest.approx(amount / unit.size, abs=0.501 * 10.0**-unit.decimals, rel=1e-12)


@given(codes, languages, amounts, amounts)
def test_a_range_never_hides_the_side_of_nothing(code, lang, low, high):
    first = money_range(low, high, code, lang).split(" ")[0]
    if abs(low) > 1e-6 * max(abs(high), 1e6):
        assert (parsed(first, lang) > 0) == (low > 0)


@given(codes, languages, st.floats(), st.booleans())
def test_there_is_one_minus_and_one_sign_for_what_is_missing(code, lang, amount, signed):
    for text in (money(amount, code, lang, signed=signed), money_range(amount, 1.0, code, lang)):
        assert "-" not in text and "nan" not in text and "e+" not in text


def test_chinese_sizes_are_those_of_cldr():
    short = Locale.parse("zh").compact_decimal_formats["short"]["other"]
    named = {name: float(size) for size, pattern in short.items() if (name := str(pattern.pattern).strip("0"))}
    first = {name: min(float(s) for s, p in short.items() if str(p.pattern).strip("0") == name) for name in named}
    assert first == {name: size for size, name in SIZES["zh"] if name}


def test_every_currency_in_use_can_be_written():
    for code in codes_in_use():
        assert money(2.5e6, code) == f"2.5 M {code}"
        assert re.fullmatch(r"250 万( [A-Z]{3}|[^A-Z ]{1,7})", money(2.5e6, code, "zh"))


def test_an_unknown_language_or_currency_is_refused():
    with pytest.raises(InputError, match="en or zh"):
        money(1, "USD", "de")
    with pytest.raises(InputError, match="en or zh"):
        exact_money(1, "USD", "de")
    with pytest.raises(InputError, match="did you mean 'USD'"):
        money(1, "USB")
