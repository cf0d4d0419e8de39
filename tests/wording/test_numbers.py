import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesim.wording.numbers import count, day, figure, month, percent, plural, round_significant

numbers = st.floats(1e-9, 1e15) | st.floats(-1e15, -1e-9)


def parsed(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "").rstrip("%"))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (7, "7"),
        (0.5, "0.5"),
        (3.14159, "3.14"),
        (9.999, "10"),
        (99.95, "100"),
        (0.04567, "0.0457"),
        (-28.62, "−28.6"),
        (1213.4, "1,213"),
        (1_234_567, "1,234,567"),
        (2e-7, "0.0000002"),
        (1e-300, "0"),
        (1e300, "1" + ",000" * 100),
        (math.nan, "–"),
        (-math.inf, "–"),
        (None, "–"),
        (np.float64(0.25), "0.25"),
        (np.int64(1200), "1,200"),
        (np.float32(0.5), "0.5"),
    ],
)
def test_a_figure_has_three_significant_digits_and_no_idle_zeros(number, text):
    assert figure(number) == text


def test_columns_of_figures_have_equal_decimals():
    assert [count(x, decimals=2) for x in (1, 0.126, -1234.5)] == ["1.00", "0.13", "−1,234.50"]


def test_signs_are_written_when_asked_for_and_never_before_nothing():
    assert [figure(x, signed=True) for x in (1.5, -1.5, 0)] == ["+1.5", "−1.5", "0"]
    assert [count(x, signed=True) for x in (0.4, -0.4)] == ["0", "0"]
    assert percent(-0.001, signed=True) == "0%"


@pytest.mark.parametrize(
    ("share", "whole", "tenths", "short"),
    [
        (0.4137, "41%", "41.4%", "41.4%"),
        (0.95, "95%", "95.0%", "95%"),
        (0.975, "98%", "97.5%", "97.5%"),
        (-0.0314159, "−3%", "−3.1%", "−3.14%"),
        (12.5, "1,250%", "1,250.0%", "1,250%"),
        (0.00012, "0%", "0.0%", "0.012%"),
        (math.nan, "–", "–", "–"),
        (None, "–", "–", "–"),
    ],
)
def test_percentages(share, whole, tenths, short):
    assert (percent(share), percent(share, decimals=1), percent(share, decimals=None)) == (whole, tenths, short)


@given(numbers)
def test_figures_parse_back_to_three_digits(number):
    assert parsed(figure(number)) == pytest.approx(number, rel=0.0051, abs=6e-13)


@given(numbers)
def test_shares_parse_back_to_three_digits(share):
    assert parsed(percent(share, decimals=None)) / 100 == pytest.approx(share, rel=0.0051, abs=6e-13)


@given(st.floats(allow_nan=True, allow_infinity=True), st.booleans())
def test_no_figure_ever_has_the_hyphen_of_a_keyboard_or_a_power_of_ten(number, signed):
    for text in (figure(number, signed=signed), count(number, signed=signed), percent(number, signed=signed)):
        assert not set(text) - set("0123456789,.%+−–")


@pytest.mark.parametrize("when", [date(2026, 1, 5), np.datetime64("2026-01-05"), pd.Timestamp("2026-01-05 13:00")])
def test_days_in_both_languages(when):
    assert (day(when), day(when, "zh")) == ("Jan 5, 2026", "2026年1月5日")
    assert (month(when), month(when, "zh")) == ("Jan 2026", "2026年1月")


@pytest.mark.parametrize(
    ("n", "text"),
    [(0, "0 days"), (1, "1 day"), (1.0, "1 day"), (1.5, "1.5 days"), (2, "2 days"), (1000, "1,000 days")],
)
def test_plurals(n, text):
    assert plural(n, one="{n} day", other="{n} days") == text


def test_chinese_has_one_form_and_other_places_stay_open():
    assert plural(1, "zh", one="?", other="{n} 天，{who}") == "1 天，{who}"


def test_rounding_to_significant_digits():
    assert round_significant(123_456.0, 2) == 120_000
    assert round_significant(-0.0012345, 3) == -0.00123
    assert round_significant(0.0) == 0.0
    assert math.isnan(round_significant(math.nan, 3))
    assert round_significant(-math.inf, 3) == -math.inf
