"""The page of a calibration: whole, offline, in both languages, with nothing that a browser could run."""

from __future__ import annotations

import html
import re
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from salesim.calibrate.calibration import calibrate
from salesim.report.calibration import render_calibration
from salesim.wording import catalogue
from salesim.wording.text import say


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """A made-up export of 200 customers in two years, one of them with a name that means mischief."""
    rng = np.random.default_rng(7)
    folder = tmp_path_factory.mktemp("in")
    rows = []
    for customer in range(200):
        days = np.cumsum(rng.gamma(2.0, 8.0 + customer % 9, 60)).astype(int)
        rows += [(f"K{customer}", day, 100.0 + 10 * customer) for day in days[days < 728]]
    orders = pd.DataFrame(rows, columns=["customer", "date", "amount"])
    orders["date"] = (np.datetime64("2023-01-02") + orders["date"].to_numpy()).astype(str)
    orders.loc[7, "date"] = "=NOW()"
    orders.to_csv(folder / "orders.csv", index=False)
    (folder / "<script>alert(1)</script>.csv".replace("/", "-")).write_text("a,b\n1,2\n")
    return calibrate(folder, tmp_path_factory.mktemp("out") / "s.yaml")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_whole_and_needs_no_network(found, lang):
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")
        page = render_calibration(found, lang)
    assert len(page.encode()) < 1_000_000
    titles = (
        "What the data say",
        "Forecast and actual orders",
        "Other models of when customers order and leave",
        "Which customers order more, and stay",
        "What each customer is expected to order",
        "Cohorts",
        "Who will not order again soon",
        "Import log",
    )
    for title in titles:
        assert f"<h2>{say(title, lang)}</h2>" in page
    assert page.count("<img ") == 4
    outside = re.sub(r'src="data:image/svg\+xml;base64,[^"]+"', "", page)
    assert not re.search(r"https?:|<script|<link|url\(|\{\w+\}", re.sub(r"<style>.*?</style>", "", outside, flags=re.S))
    assert "&lt;script&gt;" in page
    assert page == render_calibration(found, lang)  # the same bytes again


def test_every_estimate_has_its_row(found):
    page = render_calibration(found)
    assert all(f">{one.path}</th>" in page for one in found.estimates)
    assert page.count('class="better"') == sum(one.verdict == "identified" for one in found.estimates) >= 3


def test_rows_that_are_not_used_are_counted_by_reason(found):
    page = render_calibration(found)
    assert "a formula; formulas are not evaluated" in page and "Every row is used." not in page


def test_a_chinese_page_has_no_english_but_names(found):
    page = render_calibration(found, "zh")
    shown = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.S)
    names = {word for one in found.estimates for word in re.findall(r"[A-Za-z]+", one.path)}
    names |= {"salesim", "rejected", "histories", "csv", "orders", "lognormal", "gamma", "CNY", "script", "alert"}
    names |= {"customers", "forecast", "AIC", "AUC", "BG", "MBG", "NBD", "CNBD", "Pareto"}
    names |= {"country", "currency"}  # options to state them
    names |= {"alpha", "beta", "delta", "eta", "rho"}  # symbols
    words = set(re.findall(r"[A-Za-z]{2,}", html.unescape(shown)))
    assert {word for word in words if word not in names} == set()


def test_every_text_of_a_calibration_is_translated():
    own = ("calibrate/", "report/calibration.", "report/backtest.py")
    assert [fault for fault in catalogue.faults("zh") if fault.startswith(own)] == []


def test_money_is_in_the_exports_currency(found):
    dollars = replace(found, currency="USD")
    assert " CNY<" in render_calibration(found) and " CNY<" not in render_calibration(dollars)
    assert " USD<" in render_calibration(dollars) and " 美元<" in render_calibration(dollars, "zh")
