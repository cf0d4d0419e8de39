"""Layouts with more or fewer territories than there are reps: seats are opened and closed, at a price."""

from __future__ import annotations

import numpy as np

from salesim.territory.balanced import BalancedLayout
from salesim.territory.build import build_layout
from salesim.territory.owners import own_layout


def drawn_for(model, n_territories: int):
    """A balanced layout of another size, its owners as close to today's as can be."""
    sites, reps = model.territories.sites(), model.reps
    drawn = build_layout("other", BalancedLayout(), sites, n_territories)
    return own_layout(drawn, sites, reps.home_x_km, reps.home_y_km, model.territories.current())


def test_new_seats_are_vacant_until_somebody_is_hired(model_of):
    model = model_of("wager")
    model.step()
    model.territories.apply(drawn_for(model, 14))
    assert model.n_seats == 14 and len(model.rep_agents) == 14 and model.reps.open.sum() == 14
    assert model.reps.present[12:].tolist() == [0, 0]
    assert (np.diff(model.territories.start) > 0).all()
    for _ in range(8):
        model.step()
    assert model.reps.present[12:].tolist() == [0, 0] and model.reps.visits[12:].sum() == 0
    for _ in range(18):
        model.step()
    assert model.reps.holder[12:].min() >= 0
    events = model.records.tables()["events"]
    assert (events.kind == "seat_opened").sum() == 2
    assert model.reps.quota[12] > 1.0
    quarters = model.records.tables()["rep_quarters"]
    assert quarters[quarters.quarter == 1].seat.nunique() == 14


def test_closed_seats_cost_a_severance_and_are_gone(model_of):
    model = model_of()
    for _ in range(4):
        model.step()
    salaries = model.ledger.rows[-1]["fixed_pay_minor"]
    present = int(model.reps.present.sum())
    model.territories.apply(drawn_for(model, 9))
    closed = np.flatnonzero(model.reps.open == 0)
    assert len(closed) == 3 and model.reps.present[closed].sum() == 0
    let_go = model.ledger.now["hiring_minor"] / 100 / 30_000
    assert let_go == present - model.reps.present.sum() > 0
    for _ in range(26):
        model.step()
    assert model.reps.present[closed].sum() == 0 and model.reps.open.sum() == 9
    assert model.ledger.rows[5]["fixed_pay_minor"] < salaries
    tables = model.records.tables()
    assert set(tables["rep_quarters"].query("quarter == 1").seat) == set(np.flatnonzero(model.reps.open).tolist())


def test_what_was_sold_before_is_still_paid(model_of):
    """The books stay balanced while seats come and go; they are checked at every week's close."""
    model = model_of()
    for n in (14, 10, 13):
        model.territories.apply(drawn_for(model, n))
        for _ in range(7):
            model.step()
    assert model.ledger.receivables_minor == model.ledger.cash.sum()


def test_the_same_bytes_twice(model_of):
    sales = []
    for _ in range(2):
        model = model_of(threads=2)
        model.territories.apply(drawn_for(model, 15))
        for _ in range(20):
            model.step()
        sales.append([row["sales_minor"] for row in model.ledger.rows])
    assert sales[0] == sales[1]
