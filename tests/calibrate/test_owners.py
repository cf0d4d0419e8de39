"""Whose the customers are: reps without customers, owners who are no reps, owners known by orders alone."""

from __future__ import annotations

from datetime import date

import pytest

from salesim.calibrate.owners import owner_notes
from salesim.export.import_log import ImportLog
from salesim.export.plan import propose
from salesim.export.read import read_export
from salesim.export.source import find_sources

ORDERS = "order,customer,date,amount,rep\n1,A,2024-01-05,60,Ada\n2,B,2024-01-06,40,Bo\n3,A,2024-02-06,100,Cy\n"


@pytest.fixture
def notes(tmp_path):
    def of(**files: str) -> list[str]:
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text)
        found = read_export(propose(find_sources(tmp_path)), None, lambda *_: None, ImportLog(), date(2026, 1, 1))
        return [note.text() for note in owner_notes(found)]

    return of


def test_reps_without_customers_and_owners_who_are_no_reps_are_named(notes):
    said = notes(customers="id,rep\nA,Ada\nB,HOUSE\n", reps="rep\nAda\nBo\nCy\n", orders=ORDERS)
    assert len(said) == 2
    assert "2 ('Bo, Cy')" in said[0] and "has 1 reps" in said[0]
    assert "'HOUSE'" in said[1] and "1 with 20.0% of the sales" in said[1]


def test_without_owners_the_last_seller_counts(notes):
    said = notes(customers="id,city\nA,Leeds\nB,York\n", orders=ORDERS)
    assert any("who sold to it last, which makes 2 reps" in text for text in said)


def test_nothing_is_said_where_everybody_has_somebody(notes):
    assert notes(customers="id,rep\nA,Ada\nB,Bo\n", orders=ORDERS.replace("Cy", "Ada")) == []
