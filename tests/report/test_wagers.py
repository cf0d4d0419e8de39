"""What wagers did, as it is written in the page and the terminal."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from salesim.experiment.wagers import COLUMNS
from salesim.report import terminal
from salesim.report.html import render_report
from salesim.report.sections.wagers import wagers_table

FIGURES = {
    "uptake": 0.614,
    "win_rate": 0.33,
    "loss_rate": 0.08,
    "offer_effect": 0.021,
    "offer_effect_low": 0.009,
    "offer_effect_high": 0.033,
    "taker_effect": 0.045,
    "taker_effect_low": 0.035,
    "taker_effect_high": 0.055,
    "gap": 0.30,
    "gap_without": 0.25,
    "cost": 315_000.0,
    "quits_after_loss": 0.21,
    "quits_without": 0.16,
}


def report(*entries):
    """Rows of an arm, the same figures in each; single entries have no effect of the offer."""
    rows = []
    for wager in ("all", *entries):
        of_offer = {} if wager == "all" else dict.fromkeys([name for name in FIGURES if "offer" in name], np.nan)
        rows.append(dict.fromkeys(COLUMNS) | FIGURES | of_offer | {"arm": "town/bet", "wager": wager})
    return pd.DataFrame(rows)


def test_one_row_an_entry_with_intervals_beneath():
    table = wagers_table(report("bold", "mild"), "USD", "en")
    assert [row.cells[0].beneath for row in table.rows] == ["all entries", "bold", "mild"]
    _, uptake, won, lost, offered, takers, gap, cost, left = table.rows[0].cells
    assert [cell.text for cell in (uptake, won, lost, cost)] == ["61%", "33%", "8%", "315"]
    assert (offered.text, offered.beneath) == ("+2.1%", "+0.9% to +3.3%")
    assert (takers.text, takers.beneath) == ("+4.5%", "+3.5% to +5.5%")
    assert (gap.text, gap.beneath) == ("+30%", "+25%")
    assert (left.text, left.beneath) == ("21%", "16%")
    assert table.rows[1].cells[4].text == ""


def test_a_menu_of_one_has_one_row():
    (row,) = wagers_table(report("bold"), "USD", "en").rows
    assert row.cells[0].beneath == "bold" and row.cells[4].text == "+2.1%"


def test_the_page_shows_wagers_where_there_are_some(content):
    heading = "What the wagers did"
    assert heading not in render_report(content)
    page = render_report(replace(content, data={"wagers": report("bold")}))
    assert heading in page and "+0.9% to +3.3%" in page and "<small>bold</small>" in page
    chinese = render_report(replace(content, data={"wagers": report("bold")}), "zh")
    assert "对赌效果" in chinese


@pytest.mark.parametrize(("lang", "said"), [("en", "more than the wager"), ("zh", "不只改变对赌")])
def test_the_terminal_fits_eighty_columns(lang, said, monkeypatch):
    monkeypatch.setattr(terminal, "wager_report", lambda _: report("bold"))
    console = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    facts = {"more_than_wager": ["bet"], "currency": "KWD"}
    console.print(terminal.wagers_table(SimpleNamespace(facts=facts), lang))
    text = console.export_text()
    figures = ("town/bet", "61%", "33%", "+2.1%", "±1.2%", "+30%", "+25%", "21%", "16%")
    for figure in (*figures, "315" if lang == "en" else "31.5"):
        assert figure in text
    assert "…" not in text and said in text


def test_the_terminal_says_nothing_of_wagers_that_nobody_took(monkeypatch):
    monkeypatch.setattr(terminal, "wager_report", lambda _: report().iloc[:0])
    assert terminal.wagers_table(None) is None
