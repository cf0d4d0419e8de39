"""Amounts as people and systems write them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from salesim.export.amounts import COMMA, POINT, UNCLEAR, decimal_sign, read_amount, read_amounts


@pytest.mark.parametrize(
    "text, amount",
    [
        ("1234.5", 1234.5),
        ("1,234.50", 1234.5),
        ("¥1,234", 1234.0),
        ("￥ 12", 12.0),
        ("12 元", 12.0),
        ("(4,000.00)", -4000.0),
        ("-¥5", -5.0),
        ("1.5e3", 1500.0),
        ("１２", 12.0),
        ("1 234 567", 1234567.0),
        ("CNY 1,200", 1200.0),
        ("50.00-", -50.0),
        ("($20.00)", -20.0),
        ("500 CR", -500.0),
        ("1'234.50", 1234.5),
        ("12,34,567", 1234567.0),
        ("R$1,234.50", 1234.5),
        ("Rs. 500", 500.0),
        ("$.50", 0.5),
        ("5万", 50_000.0),
        ("3万元", 30_000.0),
        ("1.2亿", 1.2e8),
        ("−7", -7.0),
    ],
)
def test_an_amount_however_it_is_written(text, amount):
    assert read_amount(text) == (pytest.approx(amount), "")


@pytest.mark.parametrize(
    "text, amount",
    [
        ("1.234,50", 1234.5),
        ("1.234", 1234.0),
        ("12,5 €", 12.5),
        ("1 234,50", 1234.5),
        ("-1.000.000,01", -1_000_000.01),
        ("6,000", 6.0),
    ],
)
def test_an_amount_with_a_decimal_comma(text, amount):
    assert read_amount(text, COMMA) == (pytest.approx(amount), "")
    amounts, reasons = read_amounts(pa.array([text]), COMMA)
    assert amounts.tolist() == [pytest.approx(amount)] and not reasons


@pytest.mark.parametrize("text", ["inf", "1_000", "0x10", "abc", "2024-01-05", "12:30", "27%", "A1", "1.2.3", "¥"])
def test_what_is_no_amount_is_refused(text):
    assert read_amount(text)[1] == "no_number"


def test_the_other_notation_is_named():
    assert read_amount("1.234,50", POINT)[1] == read_amount("1,234.50", COMMA)[1] == "other_decimal"


@pytest.mark.parametrize(
    "texts, sign",
    [
        (["1.234,50"], COMMA),
        (["1,234.50"], POINT),
        (["234,56", "1.200"], COMMA),
        (["12.5", "1,200"], POINT),
        (["1,200", "980"], POINT),
        (["1.235", "980"], UNCLEAR),
        (["7", "12"], POINT),
        (["1.234.567"], COMMA),
        (["1'200.50"], POINT),
        (["12,5", "12.5"], UNCLEAR),
        (["0.125", "1.250"], POINT),
    ],
)
def test_a_file_s_numbers_tell_their_notation(texts, sign):
    assert decimal_sign(texts) == sign


def test_formulas_are_never_evaluated():
    assert read_amount("=1+1")[1] == read_amount("@SUM(A1)")[1] == "formula"
    amounts, reasons = read_amounts(pa.array(["=1+1", "7", ""]))
    assert np.isnan(amounts[[0, 2]]).all() and amounts[1] == 7.0
    assert reasons == {0: "formula", 2: "blank"}
