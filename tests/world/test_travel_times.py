"""Travel times of one's own in the market: by town, by postcode, by the customers' ids."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.scenario import load_scenario
from salesim.world.build import build_world

SCENARIO = """
name: own
market:
  places: {{country: DE, units: [Berlin, Brandenburg]}}
  customers: {{file: mine.csv, prospects: 30}}
  travel: {{table: times.csv{by}}}
sales_force: {{team: {{reps: 2}}}}
"""
# Two in Berlin, one in Potsdam, one in Cottbus, one in Frankfurt (Oder).
CUSTOMERS = "id,PLZ\nK1,10115\nK2,10117\nK3,14467\nK4,03046\nK5,15230\n"
BERLIN, POTSDAM, COTTBUS = range(3)


@pytest.fixture
def travel_of(tmp_path):
    def build(times: str, by: str = "", customers: str = CUSTOMERS):
        (tmp_path / "own.yaml").write_text(SCENARIO.format(by=by), encoding="utf-8")
        (tmp_path / "mine.csv").write_text(customers, encoding="utf-8")
        (tmp_path / "times.csv").write_text(times, encoding="utf-8")
        world = build_world(load_scenario(tmp_path / "own.yaml"))
        row = world.travel.rows_at(world.customers.place)
        by_key = {world.customer_keys[i]: int(row[at]) for at, i in enumerate(world.customers.customer_id) if i < 5}
        return world, by_key

    return build


def test_by_postcode_however_a_spreadsheet_left_it(travel_of):
    with pytest.warns(UserWarning, match="travel times by postcodes"):
        world, row = travel_of("from,to,minutes\n10115,14467,50\n10115,3046,95\n14467,D-03046,100\n99999,10115,200\n")
    assert row["K1"] >= 0 and row["K3"] >= 0 and row["K4"] >= 0 and row["K5"] == -1
    assert world.travel.minutes[row["K1"], row["K3"]] == 50 and world.travel.minutes[row["K1"], row["K4"]] == 95
    assert len(world.travel.minutes) == 3, "a place where nobody is plays no part"
    assert row["K2"] in (-1, row["K1"]), "next door counts as the nearest place, farther away by distance"


def test_one_place_by_two_names_has_one_time(travel_of):
    with pytest.raises(InputError, match="one place, and their times differ"):
        travel_of("from,to,minutes\n10115,14467,50\nD-10115,14467,51\n10115,03046,95\n")


def test_by_customer(travel_of):
    with pytest.warns(UserWarning, match="customers' ids"):
        world, row = travel_of("seconds,K1,K3,K4\nK1,0,3000,5700\nK3,3000,0,6000\nK4,5700,6000,0\n")
    assert world.travel.minutes[row["K1"], row["K4"]] == pytest.approx(95)
    assert row["K5"] == -1


def test_by_town_prospects_are_in_it_too(travel_of):
    with pytest.warns(UserWarning, match="by towns"):
        world, row = travel_of("from,to,minutes\nCottbus,Potsdam,100\n")
    assert row["K3"] >= 0 and row["K4"] >= 0 and row["K5"] == -1
    assert world.travel.minutes[row["K3"], row["K4"]] == 100
    towns = world.towns["name"].to_numpy()[world.customers.town]
    in_table = np.isin(towns, ["Cottbus", "Potsdam"])
    assert (world.travel.rows_at(world.customers.place)[in_table] >= 0).all()


def test_a_town_by_another_of_its_names(travel_of):
    with pytest.warns(UserWarning, match="by towns"):
        world, row = travel_of("from,to,minutes\nChóśebuz,Potsdam,100\nFrankfurt (Oder),Potsdam,80\n")
    assert world.travel.minutes[row["K3"], row["K4"]] == 100


def test_places_where_nobody_is_are_named(travel_of):
    with pytest.warns(UserWarning, match=r"nobody is: 1 \('K99'\)"):
        travel_of("from,to,minutes\nK1,K4,95\nK1,K3,50\nK99,K4,60\n")


def test_numbers_that_are_ids_and_postcodes_are_asked_about(travel_of):
    customers = "id,PLZ\n10115,10115\n14467,14467\n"
    times = "from,to,minutes\n10115,14467,50\n"
    with pytest.raises(InputError, match="could be") as asked:
        travel_of(times, customers=customers)
    assert asked.value.field == "market.travel.by"
    with pytest.warns(UserWarning, match="by postcodes"):
        travel_of(times, ", by: postcode", customers)


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("from,to,minutes\nCottbus,Potsdann,100\n", "no such town.*Potsdam"),
        ("from,to,minutes\nK1,K4,5700\n", "travel time"),
        ("from,to,minutes\nK1,K4,900\nK1,K5,900\nK3,K4,900\n", None),
        ("from,to,seconds\nK1,K4,95\nK1,K5,80\nK3,K4,99\n", "another unit"),
    ],
)
def test_times_that_cannot_be(travel_of, times, said):
    if said is None:  # slow, by boat
        with pytest.warns(UserWarning):
            travel_of(times)
        return
    with pytest.raises(InputError, match=said):
        travel_of(times)


def test_a_table_of_customers_needs_them(travel_of, tmp_path):
    (tmp_path / "drawn.yaml").write_text(
        "name: drawn\nmarket: {places: {country: DE}, travel: {table: times.csv, by: customer}}\n", encoding="utf-8"
    )
    (tmp_path / "times.csv").write_text("from,to,minutes\nK1,K2,3\n", encoding="utf-8")
    with pytest.raises(InputError, match="no customers' file"):
        build_world(load_scenario(tmp_path / "drawn.yaml"))
