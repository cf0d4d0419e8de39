import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesim.territory.travel import (
    Projection,
    TravelParameters,
    haversine_km,
    projection_around,
    reach_km,
    travel_min,
    travel_min_array,
)

TERMS = (1.3, 25.0, 60.0, 15.0)
TRAVEL = TravelParameters(circuity=1.3, urban_kmh=25.0, intercity_kmh=60.0, urban_km=15.0)
km = st.floats(0, 2000)


def test_a_degree_of_latitude_is_the_earths_circumference_over_360():
    assert haversine_km(120.0, 30.0, 120.0, 31.0) == pytest.approx(2 * np.pi * 6371.0088 / 360)


def test_known_distance_shanghai_to_nanjing():
    assert haversine_km(121.4737, 31.2304, 118.7969, 32.0603) == pytest.approx(270, abs=3)


def test_antipodes_do_not_overflow():
    assert haversine_km(0.0, 0.0, 180.0, 0.0) == pytest.approx(np.pi * 6371.0088)


def test_short_trip_goes_at_town_speed_and_long_trip_adds_intercity_speed():
    assert travel_min(10.0, *TERMS) == pytest.approx(10 * 1.3 / 25 * 60)
    assert travel_min(75.0, *TERMS) == pytest.approx(15 * 1.3 / 25 * 60 + 60 * 1.3)


def test_travel_time_has_no_step_where_the_town_ends():
    below, above = travel_min(15.0 - 1e-9, *TERMS), travel_min(15.0 + 1e-9, *TERMS)
    assert above == pytest.approx(below, abs=1e-6)


@given(km, km)
def test_travel_time_grows_with_distance_and_a_detour_never_saves_time(a, b):
    together = travel_min(a + b, *TERMS)
    assert together >= travel_min(a, *TERMS)
    assert together <= travel_min(a, *TERMS) + travel_min(b, *TERMS) + 1e-9


@given(km)
def test_compiled_and_python_agree(distance):
    assert travel_min(distance, *TERMS) == pytest.approx(travel_min.py_func(distance, *TERMS))


def test_array_form_is_the_scalar_form():
    distances = np.array([[0.0, 3.0], [15.0, 400.0]])
    expected = [[travel_min(d, *TERMS) for d in row] for row in distances]
    np.testing.assert_allclose(travel_min_array(distances, TRAVEL), expected)


@given(st.floats(0.1, 600))
def test_reach_is_the_inverse_of_travel_time(minutes):
    assert travel_min(reach_km(minutes, TRAVEL), *TERMS) == pytest.approx(minutes)


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_projected_distance_is_within_four_percent_of_the_great_circle(dx, dy):
    lon, lat = np.array([120.0, 120.0 + dx]), np.array([31.0, 31.0 + dy])
    x, y = Projection(120.0, 31.0).to_km(lon, lat)
    true = haversine_km(lon[0], lat[0], lon[1], lat[1])
    assert np.hypot(x[1] - x[0], y[1] - y[0]) == pytest.approx(true, rel=0.04, abs=1e-6)


def test_there_and_back():
    projection = projection_around(np.array([118.0, 122.0]), np.array([29.0, 33.0]))
    lon, lat = projection.to_degrees(*projection.to_km(np.array([119.5]), np.array([30.25])))
    assert (lon[0], lat[0]) == (pytest.approx(119.5), pytest.approx(30.25))


def test_neighbors_across_the_date_line_stay_neighbors():
    lon, lat = np.array([179.9, -179.9]), np.array([-18.0, -18.0])
    x, _ = projection_around(lon, lat).to_km(lon, lat)
    assert abs(x[0] - x[1]) == pytest.approx(haversine_km(179.9, -18.0, -179.9, -18.0), rel=1e-3)


@pytest.mark.parametrize(
    ("lon", "lat", "worst"),
    [
        ((5.0, 15.0), (47.0, 55.0), 0.001),  # Germany
        ((-125.0, -67.0), (25.0, 49.0), 0.03),  # the United States
        ((170.0, -170.0), (62.0, 72.0), 0.003),  # Chukotka, over the date line
        ((10.0, 34.0), (74.0, 81.0), 0.002),  # Svalbard
        ((-180.0, 180.0), (80.0, 90.0), 0.01),  # around the pole
    ],
)
def test_what_is_wide_or_near_a_pole_is_projected_azimuthally(lon, lat, worst):
    rng = np.random.default_rng(1)
    width = (lon[1] - lon[0]) % 360.0 or 360.0
    lons = (lon[0] + width * rng.uniform(size=200) + 180.0) % 360.0 - 180.0
    lats = rng.uniform(*lat, 200)
    projection = projection_around(lons, lats)
    assert projection.is_azimuthal
    x, y = projection.to_km(lons, lats)
    for a, b in rng.integers(0, 200, (300, 2)):
        true = haversine_km(lons[a], lats[a], lons[b], lats[b])
        assert np.hypot(x[a] - x[b], y[a] - y[b]) == pytest.approx(true, rel=worst, abs=0.001)
    back_lon, back_lat = projection.to_degrees(x, y)
    np.testing.assert_allclose((back_lon - lons + 180.0) % 360.0, 180.0, atol=1e-6)
    np.testing.assert_allclose(back_lat, lats, atol=1e-6)


def test_the_delta_is_projected_as_ever():
    assert not projection_around(np.array([116.4, 122.9]), np.array([27.1, 35.1])).is_azimuthal
