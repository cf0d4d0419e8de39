import math

import pytest

from salesim.experiment.money import money, money_range, round_significant


@pytest.mark.parametrize(
    "amount, en, zh",
    [
        (0, "0 CNY", "0 元"),
        (0.4, "0.4 CNY", "0.4 元"),
        (850, "850 CNY", "850 元"),
        (9_999, "10 k CNY", "1 万元"),
        (12_345, "12.3 k CNY", "1.23 万元"),
        (999_499, "999 k CNY", "99.9 万元"),
        (999_999, "1 M CNY", "100 万元"),
        (-1_234_567, "-1.23 M CNY", "-123 万元"),
        (12_345_678, "12.3 M CNY", "1,230 万元"),
        (2_500_000_000, "2.5 bn CNY", "25 亿元"),
        (math.nan, "– CNY", "– 元"),
    ],
)
def test_amounts_in_both_languages(amount, en, zh):
    assert (money(amount), money(amount, "zh")) == (en, zh)


def test_signs_are_written_when_asked_for():
    assert money(1500, signed=True) == "+1.5 k CNY"
    assert money(-1500, signed=True) == "-1.5 k CNY"
    assert money(0, signed=True) == "0 CNY"


def test_a_range_has_one_unit():
    assert money_range(-50_000, 1_500_000) == "-0.05 to 1.5 M CNY"
    assert money_range(900_000, 1_500_000, "zh") == "90 至 150 万元"


def test_rounding_to_significant_digits():
    assert round_significant(123_456.0, 2) == 120_000
    assert round_significant(-0.0012345, 3) == -0.00123
    assert math.isnan(round_significant(math.nan, 3))
