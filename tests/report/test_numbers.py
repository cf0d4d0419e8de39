import math

import pytest

from salesim.errors import InputError
from salesim.report.numbers import count, figure, kpi, money, money_unit, percent


@pytest.mark.parametrize(
    ("amount", "english", "chinese"),
    [
        (0, "0 CNY", "0 元"),
        (950, "950 CNY", "950 元"),
        (4_560, "4.56 k CNY", "4560 元"),
        (-12_345_678, "−12.3 M CNY", "−1235 万元"),
        (245_600_000, "246 M CNY", "2.46 亿元"),
        (3.2e9, "3.20 bn CNY", "32.0 亿元"),
        (math.nan, "–", "–"),
        (math.inf, "–", "–"),
    ],
)
def test_money_is_written_as_its_readers_count(amount, english, chinese):
    assert money(amount) == english
    assert money(amount, "zh") == chinese


def test_amounts_that_stand_together_share_the_largest_ones_unit():
    unit = money_unit([1_500_000, -45_000_000, math.nan])
    assert money(1_500_000, unit=unit, signed=True) == "+1.5 M CNY"
    assert money(-45_000_000, unit=unit, symbol=False) == "−45.0"


def test_what_rounds_to_nothing_has_no_sign():
    unit = money_unit([45e6])
    assert money(-2_000, unit=unit, signed=True, symbol=False) == "0.0"
    assert percent(-0.001, signed=True) == "0%"


def test_ticks_carry_no_idle_zeros():
    unit = money_unit([18e6])
    assert [money(x, unit=unit, symbol=False, trim=True, signed=True) for x in (0, 6e6, 7.5e6)] == ["0", "+6", "+7.5"]
    assert money(1_000_000, unit=money_unit([2e8]), symbol=False, trim=True) == "1"
    assert money(300e6, unit=money_unit([3e8]), symbol=False, trim=True) == "300"


def test_counts_and_figures():
    assert count(1234567) == "1,234,567"
    assert count(-12, signed=True) == "−12"
    assert [figure(x) for x in (0, 0.04567, 3.14159, 1213.4)] == ["0", "0.0457", "3.14", "1,213"]


def test_a_key_figure_is_written_by_what_its_name_says():
    assert kpi("pay", 61e6, "zh") == "6100 万元"
    assert kpi("retention", 0.8642) == "86.4%"
    assert kpi("sales_reassigned_share", 0.125) == "12.5%"
    assert kpi("accounts_reassigned", 1213.0) == "1,213"
    assert kpi("accounts_reassigned", 0.16) == "16.0%"
    assert kpi("correlation", 0.9) == "0.90"


def test_an_unknown_language_is_refused():
    with pytest.raises(InputError, match="en or zh"):
        money(1, "de")
