"""Lists of what changes hands: complete, and adding up."""

import json

import numpy as np
import pandas as pd
import pytest

from salesim.model.burn_in import open_world
from salesim.report.handover import accounts_of, reps_of, salesforce_tables, write_handover
from salesim.scenario.loading import parse_scenario
from salesim.world.world import World

SMALL = """
name: small
market:
  places: {units: [Huzhou, Jiaxing]}
  customers: {count: 240, prospects: 40}
sales_force: {team: {reps: 6}}
channel: {network: {distributors: 1}}
layouts: {today: {builder: grown}, evened: {builder: evened, tolerance: 0.15}, anew: {builder: balanced}}
policies: {current: {}}
run: {weeks: 4, burn_in_weeks: 26, replications: 2, baseline: {layout: today, policy: current}}
"""


@pytest.fixture(scope="module")
def world() -> World:
    return open_world(parse_scenario(SMALL))


def test_what_is_lost_is_gained_and_what_is_left_is_kept(world):
    accounts = accounts_of(world, "anew")
    reps = reps_of(world, "anew", accounts)
    assert len(accounts) == reps["n_accounts_before"].sum() == reps["n_accounts_after"].sum()
    moved = int(accounts["is_reassigned"].sum())
    assert 0 < moved == reps["n_accounts_lost"].sum() == reps["n_accounts_gained"].sum()
    assert (reps["n_accounts_before"] == reps["n_accounts_lost"] + reps["n_accounts_kept"]).all()
    assert (reps["n_accounts_after"] == reps["n_accounts_gained"] + reps["n_accounts_kept"]).all()
    for figure in ("sales", "potential", "workload_hours"):
        assert reps[f"{figure}_before"].sum() == pytest.approx(accounts[figure].sum(), abs=0.1)
    assert reps["sales_lost"].sum() == pytest.approx(accounts.loc[accounts["is_reassigned"], "sales"].sum(), abs=0.1)
    given = [int(part.split("(")[1].rstrip(")")) for text in reps["gives_to"] for part in text.split(", ") if part]
    assert sum(given) == moved


def test_accounts_are_with_the_layouts_territories_numbered_as_on_maps(world):
    accounts = accounts_of(world, "evened").set_index("account")
    place = np.argsort(world.customers.customer_id)
    ids = world.customers.customer_id[place].astype(str)
    after = world.layouts["evened"].territory_of[world.customers.place[place]] + 1
    expected = pd.Series(after, index=ids)
    assert (accounts["territory_after"] == expected[accounts.index]).all()
    assert accounts["is_reassigned"].iloc[0] and not accounts["is_reassigned"].iloc[-1]


def test_files_of_every_layout_but_todays(world, tmp_path):
    files = write_handover(world, list(world.layouts), tmp_path, geojson=True)
    names = {file.name for file in files}
    assert {"evened-accounts.csv", "anew-reps.csv", "anew-accounts.geojson", "handover.xlsx"} <= names
    assert not any(name.startswith("today") for name in names)
    points = json.loads((tmp_path / "anew-accounts.geojson").read_text("utf-8"))["features"]
    assert len(points) == len(pd.read_csv(tmp_path / "anew-accounts.csv"))
    sheets = pd.read_excel(tmp_path / "handover.xlsx", sheet_name=None, engine="openpyxl")
    assert list(sheets) == ["evened reps", "evened accounts", "anew reps", "anew accounts"]
    assert sheets["anew reps"].columns[:3].tolist() == [
        "Territory", "Customers and prospects, before", "Workload a week, hours, before",
    ]  # fmt: skip


def test_the_same_lists_are_the_same_bytes(world, tmp_path):
    first, second = ([file.read_bytes() for file in write_handover(world, ["anew"], tmp_path / at)] for at in "ab")
    assert first == second


def test_salesforce_names_territories_as_it_takes_them():
    accounts = pd.DataFrame({"account": ["b", "a"], "territory_after": [2, 11]})
    tables = salesforce_tables("2027 - Süd__plan_", accounts)
    assert tables["Territory2"]["DeveloperName"].tolist() == ["Layout_2027_S_d_plan_0002", "Layout_2027_S_d_plan_0011"]
    assert tables["ObjectTerritory2Association"].to_dict("list") == {
        "ObjectId": ["a", "b"],
        "Territory2Id": ["Layout_2027_S_d_plan_0011", "Layout_2027_S_d_plan_0002"],
        "AssociationCause": ["Territory2Manual"] * 2,
    }
    assert len(tables["UserTerritory2Association"]) == 2
