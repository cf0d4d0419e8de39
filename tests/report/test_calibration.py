"""The page of a calibration: whole, offline, in both languages, with nothing that a browser could run."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from salesim.calibrate.calibration import calibrate
from salesim.calibrate.words import MESSAGES
from salesim.report.calibration import render_calibration


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
    orders.to_csv(folder / "orders.csv", index=False)
    (folder / "<script>alert(1)</script>.csv".replace("/", "-")).write_text("a,b\n1,2\n")
    return calibrate(folder, tmp_path_factory.mktemp("out") / "s.yaml")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_whole_and_needs_no_network(found, lang):
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")
        page = render_calibration(found, lang)
    assert len(page.encode()) < 1_000_000
    for title in ("estimates", "backtest", "rows"):
        assert f"<h2>{MESSAGES[title][lang == 'zh']}</h2>" in page
    assert page.count("<img ") == 3
    outside = re.sub(r'src="data:image/svg\+xml;base64,[^"]+"', "", page)
    assert not re.search(r"https?:|<script|<link|url\(|\{\w+\}", re.sub(r"<style>.*?</style>", "", outside, flags=re.S))
    assert "&lt;script&gt;" in page
    assert page == render_calibration(found, lang)  # the same bytes again


def test_every_estimate_has_its_row(found):
    page = render_calibration(found)
    assert all(f">{one.path}</th>" in page for one in found.estimates)
    assert page.count('class="better"') == sum(one.verdict == "identified" for one in found.estimates) >= 3


def test_every_message_speaks_both_languages_with_the_same_places():
    for key, (english, chinese) in MESSAGES.items():
        places = [set(re.findall(r"\{(\w+)\}", text)) for text in (english, chinese)]
        assert places[0] == places[1], key
        assert english.isascii(), key
        assert any("\u4e00" <= c <= "\u9fff" for c in chinese), key


COMPOSED = {
    *("row_customer_twice", "row_rep_twice", "row_unknown_customer", "row_unknown_rep"),
    *(f"churn_{verdict}" for verdict in ("ok", "loose", "short", "rare")),
}


def test_no_message_is_idle():
    package = Path(__file__).parents[2] / "src/salesim"
    code = "".join(f.read_text("utf-8") for part in ("calibrate", "report") for f in (package / part).glob("*.[pj]*"))
    code = re.sub(r"MESSAGES: dict.*?\n}\n", "", code, flags=re.S)
    assert [key for key in MESSAGES if key not in COMPOSED and f'"{key.removeprefix("row_")}"' not in code] == []
