"""Markets anywhere: countries, their units in any language, regions of them, islands and places near the poles."""

from __future__ import annotations

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.travel import haversine_km
from salesim.world.country_places import load_countries


def test_a_country_is_its_towns_and_units():
    germany = load_countries(["Germany"])
    assert len(germany.units) == 16 and germany.regions == germany.units  # it has no larger regions
    assert germany.countries == ("DE",) and germany.unit_word == "Land"
    assert germany.units_en[germany.index_of("Bayern")] == "Bavaria"
    assert germany.index_of("巴伐利亚") == germany.index_of("DE-BY") == germany.index_of("Bavaria") >= 0
    assert germany.index_of("Tirol") == -1
    np.testing.assert_array_equal(germany.region, germany.region_of_unit[germany.unit])


def test_residents_of_units_are_near_the_census():
    """Statistisches Bundesamt, end of 2022, in millions; quarters of a city are not counted twice."""
    germany = load_countries(["DE"])
    census = {"Bayern": 13.4, "Nordrhein-Westfalen": 18.1, "Berlin": 3.8, "Sachsen": 4.1, "Hessen": 6.4}
    for name, millions in census.items():
        assert germany.unit_residents[germany.index_of(name)] / 1e6 == pytest.approx(millions, rel=0.15), name
    assert germany.residents.min() >= 1 and germany.unit_residents.sum() == germany.residents.sum()


def test_larger_regions_are_the_regions_where_the_country_has_them():
    assert set(load_countries(["US"]).regions) == {"Midwest", "Northeast", "South", "West"}
    midwest = load_countries(["US"], ["Midwest"])
    assert len(midwest.units) == 12 and midwest.regions == midwest.units  # one region would be none


def test_several_countries_are_regions_unless_stated():
    three = load_countries(["DE", "AT", "CH"])
    assert three.regions == ("Germany", "Austria", "Switzerland") and three.regions_zh[0] == "德国"
    by_unit = load_countries(["DE", "AT"], ["Bayern", "Tirol"], "unit")
    assert by_unit.regions == ("Bayern", "Tirol")
    stated = load_countries(
        ["DE", "AT"], ["Bayern", "Hessen", "Tirol"], {"South": ["Tirol", "Bayern"], "North": ["Hesse"]}
    )
    assert stated.regions == ("South", "North") and stated.region_of_unit.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("country", "units"), [("FJ", []), ("NZ", []), ("RU", ["Chukotka"]), ("NO", ["Finnmark", "Troms"]), ("SJ", [])]
)
def test_islands_the_date_line_and_the_far_north(country, units):
    """Projected distances between towns are those on the sphere, within 2 %."""
    places = load_countries([country], units)
    x, y = places.towns["x_km"].to_numpy(), places.towns["y_km"].to_numpy()
    rng = np.random.default_rng(1)
    for a, b in rng.integers(0, len(x), (200, 2)):
        true = haversine_km(places.lon[a], places.lat[a], places.lon[b], places.lat[b])
        if true > 20:
            assert np.hypot(x[a] - x[b], y[a] - y[b]) == pytest.approx(true, rel=0.02)
    lon, lat = places.projection.to_degrees(x, y)
    assert np.abs((lon - places.lon + 180) % 360 - 180).max() < 1e-6 and np.abs(lat - places.lat).max() < 1e-6


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((["Germny"],), "no such country (got 'Germny')"),
        ((["Germny"],), "did you mean 'Germany'?"),
        ((["DE"], ["Tirol"]), "no Land of Germany, but one of Austria"),
        ((["DE"], ["Bavria"]), "did you mean 'Bavaria'?"),
        ((["US"], ["Ontario"]), "no state of United States, but one of Canada"),
        ((["DE"], ["Bayern"], {"x": ["Hessen"]}), "market.places.regions.x: no Land of Germany"),
        ((["DE"], ["Bayern", "Hessen"], {"x": ["Hessen"]}), "belongs to no region (got 'Bayern')"),
        ((["DE"], ["Hessen"], {"x": ["Hessen"], "y": ["HE"]}), "is in 'x' already (got 'Hessen')"),
    ],
)
def test_names_that_mean_nothing(arguments, says):
    with pytest.raises(InputError) as refused:
        load_countries(*arguments)
    assert says in str(refused.value)


def test_the_nearest_name_is_one_of_the_market():
    with pytest.raises(InputError) as refused:
        load_countries(["DE"], ["Tyrol"])  # Austria's Tirol would be nearer
    assert refused.value.nearest is None
