"""Customers of a file begin as known: the burn-in neither loses nor changes them, and they buy what the file says."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.agents.rules import Rules
from salesim.columns import State
from salesim.model.burn_in import open_world
from salesim.model.sales_model import SalesModel
from salesim.scenario import load_scenario
from salesim.world.population import FIRST_PROSPECT
from salesim.world.rows import rows_of

SCENARIO = """
name: known
market:
  places: {units: [Suzhou, Wuxi]}
  customers: {file: mine.csv, prospects: 60, direct_share: 1.0, unplaced: draw}
  prospects: {newcomers_per_year: 13, arrival_weeks: 1040}
  competitors: {attacks_per_year: 0}
  churn: {contract_share: 0, decline_weeks: 0}
  buying: {churn_a: 1.0, churn_b: 3.0}
sales_force: {team: {reps: 4}}
run: {burn_in_weeks: 26}
"""
RATES = np.round(0.05 + np.arange(240) % 12 / 40.0, 3)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("known")
    rows = [f"K{i},{rate},{100 + i},{i % 9},2025-06-02" for i, rate in enumerate(RATES)]
    text = "\n".join(["id,orders_per_week,order_value,past_orders,last_order", *rows])
    (folder / "mine.csv").write_text(text, encoding="utf-8")
    (folder / "known.yaml").write_text(SCENARIO, encoding="utf-8")
    return open_world(load_scenario(folder / "known.yaml"))


@pytest.mark.filterwarnings("ignore:.*could not be placed")
def test_everybody_is_there_as_the_options_begin(opened):
    c = opened.customers
    rows = rows_of(c, np.arange(240))
    assert (c.state[rows] == State.HEALTHY).all()
    assert (c.churn_probability[rows] > 0.0).all()
    np.testing.assert_allclose(c.order_value[rows], 100 + np.arange(240), rtol=1e-6)
    prospects = c.state[c.customer_id >= FIRST_PROSPECT]
    assert (prospects < State.HEALTHY).all() | (prospects == State.GONE).any()
    assert not ((prospects >= State.HEALTHY) & (prospects < State.GONE)).any()


def test_orders_so_far_make_a_customer_stay(opened):
    """p ~ Beta(1, 3 + n): a quarter leave after an order where n = 0, a twelfth where n = 8."""
    known = opened.known
    by_orders = [known.churn_probability[np.arange(240) % 9 == n].mean() for n in (0, 8)]
    assert by_orders[0] == pytest.approx(0.25, abs=0.13) and by_orders[1] == pytest.approx(1 / 12, abs=0.05)


def test_a_year_of_theirs_is_the_files(opened):
    """While everybody stays, order rates of the year are the file's: of all, of frequent and of rare buyers."""
    seen = np.zeros(240)

    def note(customers, usual):
        seen[:] += usual[rows_of(model.columns, np.arange(240))] / model.demand_now
        return usual

    stay = Rules(order_rates=note, churn_probabilities=lambda customers, usual: np.zeros_like(usual))
    for replication in range(4):
        model = SalesModel(opened, replication=replication, rules=stay)
        for _ in range(52):
            model.step()
    assert seen.sum() / 208 == pytest.approx(RATES.sum(), rel=0.04)
    for few in (RATES < 0.1, RATES > 0.25):
        assert seen[few].sum() / 208 == pytest.approx(RATES[few].sum(), rel=0.06)


def test_as_many_come_as_stated_each_with_an_order(opened):
    came, ordered = 0, 0
    for replication in range(6):
        model = SalesModel(opened, replication=replication)
        for _ in range(52):
            model.step()
        c = model.columns
        new = (c.customer_id >= FIRST_PROSPECT) & (c.first_order_week >= opened.week)
        came += int(new.sum())
        ordered += int(c.quarter_orders[new].sum())
    assert came / 6 == pytest.approx(13, abs=4)
    assert ordered >= came
