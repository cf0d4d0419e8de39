"""Customers of a file on the map: by what they were placed, and what becomes of who cannot be."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.scenario import load_scenario, overlay
from salesim.world.build import build_world
from salesim.world.check import check_market, placed_table

SCENARIO = """
name: own
market:
  places: {country: DE}
  customers: {file: mine.csv, prospects: 7}
sales_force: {team: {reps: 2}}
channel: {network: {distributors: 2}}
"""
GOOD = """id,PLZ,Ort,Bundesland,Land,lon,lat,potential
K1,80331,München,Bayern,DE,,,100
K2,1067,Dresden,,Deutschland,,,100
K3,,Koeln,,,,,100
K4,,,Hessen,,,,100
K5,,,,,13.4,52.5,100
"""
LOST = """K6,,Paris,,France,,,100
K7,,Xyzzy,,,,,200
K8,,,,,52.5,13.4,100
K9,,,,,,,100
"""


@pytest.fixture
def scenario(tmp_path):
    def make(rows: str, **settings):
        (tmp_path / "own.yaml").write_text(SCENARIO, encoding="utf-8")
        (tmp_path / "mine.csv").write_text(rows, encoding="utf-8")
        return overlay(load_scenario(tmp_path / "own.yaml"), settings)

    return make


@pytest.fixture(autouse=True)
def _quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def test_each_is_placed_by_the_best_it_has_and_counted(scenario):
    placement = check_market(scenario(GOOD))
    assert placement.counts == {"position": 1, "postcode": 2, "city": 1, "state": 1}
    assert [str(one) for one in placement.in_short()] == [
        "customers were placed: 1 by position, 2 by postcode, 1 by city, 1 by state"
    ]


def test_where_they_are(scenario):
    table = placed_table(scenario(GOOD + LOST)).set_index("id")
    assert table["unit"].tolist()[:5] == ["Bayern", "Sachsen", "Nordrhein-Westfalen", "Hessen", "Berlin"]
    assert table["placed_by"].tolist() == ["postcode", "postcode", "city", "state", "position", "", "", "", ""]
    assert table["why_not"].tolist()[5:] == [
        "lies in France, which is not in the market",
        "nothing of its address is known in the market: Xyzzy",
        "lies 5,269 km from the nearest town of market.places; are lon and lat swapped?",
        "has neither a position nor an address",
    ]


def test_who_cannot_be_placed_is_refused_with_their_share_of_sales(scenario, tmp_path):
    with pytest.raises(InputError) as refused:
        build_world(scenario(GOOD + LOST))
    first, *each = refused.value.faults
    assert "customers who could not be placed: 4 of 9, 50.0% of the sales" in str(first)
    assert "leave_out" in str(first) and first.file == tmp_path / "mine.csv"
    assert [(one.value, one.field, one.line) for one in each] == [
        ("K6", "id", 7), ("K7", "id", 8), ("K8", "id", 9), ("K9", "id", 10)
    ]  # fmt: skip
    assert "France" in each[0].told("en") and "法国" in each[0].told("zh")


def test_it_names_the_files_own_heading(scenario):
    with pytest.raises(InputError) as refused:
        build_world(scenario((GOOD + LOST).replace("id,", "Kundennummer,", 1)))
    assert {one.field for one in refused.value.faults[1:]} == {"Kundennummer"}


def test_an_unknown_industry_is_named_with_its_first_line(scenario):
    rows = "id,PLZ,行业\nK1,80331,医疗\nK2,99999,医疗\nK3,80331,医疔器械\nK4,80331,教肓\nK5,80331,教肓\n"
    with pytest.raises(InputError) as refused:
        build_world(scenario(rows, **{"market.customers.unplaced": "leave_out"}))
    said = [(one.value, one.field, one.line) for one in refused.value.faults]
    assert said == [("医疔器械", "行业", 4), ("教肓", "行业", 5)]


def test_they_stay_out_only_if_the_user_says_so(scenario):
    world = build_world(scenario(GOOD + LOST, **{"market.customers.unplaced": "leave_out"}))
    assert world.customer_keys == ("K1", "K2", "K3", "K4", "K5") and world.scenario.market.customers.count == 5
    assert world.placement.n_unplaced == 4 and world.placement.sales_share == pytest.approx(0.5)


def test_or_they_are_placed_as_if_they_were_drawn(scenario):
    world = build_world(scenario(GOOD + LOST, **{"market.customers.unplaced": "draw"}))
    assert len(world.customer_keys) == 9 and np.isfinite(world.customers.x_km).all()
    bare = build_world(scenario("id\nA\nB\nC\n", **{"market.customers.unplaced": "draw"}))
    assert bare.customer_keys == ("A", "B", "C")


def test_a_layout_from_a_file_knows_the_customers_that_are_left(scenario, tmp_path):
    (tmp_path / "today.csv").write_text("customer,territory\nK1,a\nK2,a\nK3,b\nK4,b\nK5,b\n", encoding="utf-8")
    rows = GOOD.splitlines()
    mixed = "\n".join([rows[0], *LOST.splitlines(), *rows[1:]]) + "\n"
    layouts = {"today": {"builder": "file", "file": "today.csv"}}
    settings = {"market.customers.unplaced": "leave_out", "layouts": layouts, "run.baseline.layout": "today"}
    world = build_world(scenario(mixed, **settings))
    order = np.argsort(world.customers.customer_id)
    seats = world.customers.seat[order][:5]
    assert seats[0] == seats[1] and seats[2] == seats[3] == seats[4] != seats[0]


def test_what_is_not_plain_is_told(scenario):
    rows = GOOD + "D1,,Neustadt,,,,,\nD2,20095,München,Bayern,,,,\nD3,SW1A 1AA,Bremen,,,,,\n"
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        check_market(scenario(rows))
    said = " ".join(str(one.message) for one in heard)
    assert "the largest town of that name: 1; others are Neustadt" in said
    assert "customers whose postcode lies far from their city: 1" in said
    assert "customers with a postcode of another country: 1" in said


def test_two_continents_are_allowed_and_told(scenario):
    rows = GOOD + "U1,60601,Chicago,IL,US,,,\n"
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        check_market(scenario(rows, **{"market.places.country": ("DE", "US")}))
    assert any("customers are on more than one continent: EU, NA" in str(one.message) for one in heard)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("K1,,,,,691000,5334000,", "meters of a map projection"),
        ("K1,,,,,-11.57,48.14,", "is the sign of lon missing"),
        ("K1,,,,,11.57,-48.14,", "is the sign of lat missing"),
        ("K1,,,,,48.14,11.57,", "are lon and lat swapped"),
        ("K1,,,,Atlantis,,,", "there is no country 'Atlantis'"),
    ],
)
def test_positions_and_countries_that_cannot_be(scenario, row, says):
    with pytest.raises(InputError, match=says):
        check_market(scenario(GOOD.splitlines()[0] + "\n" + row + "\n"))


def test_customers_of_the_delta_by_their_addresses(tmp_path):
    (tmp_path / "own.yaml").write_text(SCENARIO.replace("country: DE", "units: [Suzhou, Wuxi]"), encoding="utf-8")
    (tmp_path / "mine.csv").write_text("客户编号,城市,邮编\n甲,苏州市,\n乙,,214000\n丙,昆山市,\n", encoding="utf-8")
    world = build_world(load_scenario(tmp_path / "own.yaml"))
    order = np.argsort(world.customers.customer_id)[:3]
    assert [world.units[i] for i in world.customers.unit[order]] == ["苏州市", "无锡市", "苏州市"]
