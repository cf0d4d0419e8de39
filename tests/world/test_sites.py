"""What a firm knows of its customers when it draws territories."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.columns import Customers, State, new_columns
from salesim.scenario.loading import load_scenario
from salesim.world.build import add_layouts, build_world
from salesim.world.sites import expected_sales, known_potential, make_world_sites


def five(**values):
    states = [State.HEALTHY, State.FADING, State.GONE, State.UNKNOWN, State.LEAD]
    usual = {"state": states, "order_rate": 0.5, "order_value": 1000.0, "industry": [0, 0, 0, 0, 0]}
    return new_columns(Customers, 5, **(usual | values))


def test_sales_are_last_years_and_a_guess_for_open_prospects():
    sold = np.zeros((5, 4))
    sold[:3] = [[5200, 0, 0, 5200], [0, 0, 0, 0], [9999, 0, 0, 0]]
    expected = expected_sales(five(quarter_sales=sold))
    assert expected.tolist() == pytest.approx([200.0, 0.0, 0.0, 0.0, 100.0])


def test_before_anything_is_sold_it_is_what_todays_customers_should_buy():
    assert expected_sales(five()).tolist() == pytest.approx([500.0, 500.0, 0.0, 0.0, 500.0])


def test_prospects_are_guessed_by_industry():
    sold = np.zeros((5, 4))
    sold[:2, 0] = [5200, 10400]
    expected = expected_sales(five(quarter_sales=sold, industry=[0, 1, 0, 0, 1]))
    assert expected[4] == pytest.approx(200.0)


def test_potential_is_an_estimate_that_is_no_less_than_what_is_bought_here():
    sold = np.zeros((5, 4))
    sold[:2, 0] = [5200, 20800]
    customers = five(quarter_sales=sold, potential=[300.0, 300.0, 300.0, 300.0, 700.0])
    assert known_potential(customers, expected_sales(customers)).tolist() == [300.0, 400.0, 0.0, 0.0, 700.0]


def test_layouts_get_columns_of_the_customers_file_and_todays_owners(tmp_path):
    n = 60
    rows = [f"A{i},{119.9 + 0.01 * (i % 10)},{31.8 + 0.01 * (i // 10)},{i % 4 + 1},Z{i % 9}" for i in range(n)]
    (tmp_path / "own.csv").write_text("id,lon,lat,beds,zone\n" + "\n".join(rows))
    balance = "[{measure: beds, tolerance: 0.1}, {measure: accounts, tolerance: 0.1}]"
    (tmp_path / "own.yaml").write_text(f"""
name: own
market: {{customers: {{file: own.csv, prospects: 10}}}}
sales_force: {{team: {{reps: 4}}}}
layouts:
  today: {{builder: balanced}}
  beds: {{builder: alignment, balance: {balance}, locked_accounts: [A7, A31]}}
""")
    world = add_layouts(build_world(load_scenario(tmp_path / "own.yaml")))
    sites = make_world_sites(world.customers, world.scenario, world.unit_residents, world.customer_keys)
    assert set(sites.columns) == {"beds"}
    beds = np.array([float(cell or 0) for cell in sites.columns["beds"]])
    keys = sites.customer_key.tolist()
    assert beds[keys.index("A6")] == 3.0 and beds[[not key for key in keys]].sum() == 0.0
    today, drawn = (world.layouts[name] for name in ("today", "beds"))
    for key in ("A7", "A31"):
        assert drawn.territory_of[keys.index(key)] == today.territory_of[keys.index(key)]
    load = np.bincount(drawn.territory_of, weights=beds)
    assert np.abs(load / load.mean() - 1).max() <= 0.1 + 1e-6 and drawn.notes == ()
