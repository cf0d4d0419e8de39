import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.ground import Ground
from salesim.territory.layout import make_sites
from salesim.territory.radius import RadiusLayout, build_by_radius, covering_centers
from salesim.territory.score import score_territories
from salesim.territory.travel import Projection, TravelParameters, travel_min_array

TRAVEL = TravelParameters(circuity=1.3, urban_kmh=25.0, intercity_kmh=60.0, urban_km=15.0)


def test_centers_reach_everybody_while_there_are_enough_of_them(sites):
    x, y = covering_centers(sites.x_km, sites.y_km, 30.0, 500)
    nearest_km = np.hypot(sites.x_km[:, None] - x, sites.y_km[:, None] - y).min(axis=1)
    assert len(x) < 60
    # customers are counted on squares of a sixth of the radius, so one may lie a square's diagonal beyond it
    assert nearest_km.max() <= 30 + 30 / 6 * np.sqrt(2)


def test_the_first_center_goes_where_most_customers_are():
    x = np.concatenate([np.zeros(50), np.full(8, 200.0), np.full(3, 400.0)])
    assert covering_centers(x, np.zeros(61), 10.0, 2)[0].tolist() == [0.0, 200.0]


def test_everybody_goes_to_a_near_center():
    x = np.array([0.0, 1.0, 2.0, 100.0, 101.0, 102.0])
    sites = make_sites(np.arange(6), x, np.zeros(6))
    territory_of = build_by_radius("a", RadiusLayout(), sites, 2, TRAVEL).territory_of
    assert len(set(territory_of[:3].tolist())) == len(set(territory_of[3:].tolist())) == 1


def test_who_is_out_of_reach_is_counted():
    x = np.array([0.0] * 10 + [300.0] * 3)
    sites = make_sites(np.arange(13), x, np.zeros(13))
    layout = build_by_radius("a", RadiusLayout(radius_min=30.0), sites, 1, TRAVEL)
    assert layout.notes == ("3 customers are more than 30 minutes from every center",)
    assert layout.territory_of.tolist() == [0] * 13


def test_a_shorter_radius_spreads_centers_to_the_outskirts_at_the_price_of_balance(sites):
    def far_away_and_uneven(radius_min: float) -> tuple[float, float]:
        layout = build_by_radius("a", RadiusLayout(radius_min=radius_min), sites, 40, TRAVEL)
        frame = score_territories(layout.territory_of, sites, 40)
        x, y = frame["x_km"].to_numpy(), frame["y_km"].to_numpy()
        km = np.hypot(sites.x_km - x[layout.territory_of], sites.y_km - y[layout.territory_of])
        counts = frame["n_customers"]
        return float((travel_min_array(km, TRAVEL) > 55).mean()), float(counts.std() / counts.mean())

    short_far, short_uneven = far_away_and_uneven(50.0)
    long_far, long_uneven = far_away_and_uneven(150.0)
    assert short_far < long_far
    assert short_uneven > long_uneven


def test_chosen_centers_are_where_their_towns_are():
    x = np.concatenate([np.linspace(-4, 4, 20), np.linspace(36, 44, 20), np.linspace(76, 84, 20)])
    ground = Ground(
        town_names=(("东", "East"), ("西", "West")),
        town_x_km=np.array([80.0, 0.0]),
        town_y_km=np.zeros(2),
        projection=Projection(120.0, 31.0),
    )
    sites = make_sites(np.arange(60), x, np.zeros(60), ground=ground)
    lon, lat = ground.projection.to_degrees(np.array([40.0]), np.array([0.0]))
    chosen = RadiusLayout(centers=("East", "西", (float(lon[0]), float(lat[0]))))
    layout = build_by_radius("a", chosen, sites, 3, TRAVEL)
    assert [set(layout.territory_of[part : part + 20].tolist()) for part in (0, 20, 40)] == [{1}, {2}, {0}]
    assert layout.notes == ()
    # seats left over thicken a chosen center; they don't found new ones
    layout = build_by_radius("a", RadiusLayout(centers=("East",)), sites, 3, TRAVEL)
    assert set(layout.territory_of.tolist()) == {0, 1, 2}


def test_chosen_centers_that_cannot_be_are_refused():
    ground = Ground(town_names=(("东", "East"),), town_x_km=np.zeros(1), town_y_km=np.zeros(1),
                    projection=Projection(120.0, 31.0))  # fmt: skip
    sites = make_sites(np.arange(9), np.linspace(0, 5, 9), np.zeros(9), ground=ground)

    def refused(*centers) -> InputError:
        with pytest.raises(InputError) as fault:
            build_by_radius("r", RadiusLayout(centers=centers), sites, 2, TRAVEL)
        return fault.value

    assert "more centers than territories" in str(refused("East", "East", "East"))
    outside = refused("East", (110.0, 31.0))
    assert (outside.field, outside.value) == ("layouts.r.centers.1", (110.0, 31.0))
    assert "lies outside the area: the nearest customer is 95" in str(outside)
    both = refused("Eest", "Nowhere").faults
    assert [fault.field for fault in both] == ["layouts.r.centers.0", "layouts.r.centers.1"]
    assert both[0].nearest == "East"


def test_who_is_gone_or_unknown_does_not_draw_a_center():
    x = np.concatenate([np.linspace(0, 4, 40), np.linspace(200, 204, 40), np.full(60, 400.0)])
    work = np.where(x < 300, 1.0, 0.0)
    sites = make_sites(np.arange(140), x, np.zeros(140), workload_hours=work)
    layout = build_by_radius("a", RadiusLayout(), sites, 2, TRAVEL)
    assert layout.territory_of[0] != layout.territory_of[40] == layout.territory_of[139]
    assert layout.notes == ()
    everybody = make_sites(np.arange(140), x, np.zeros(140), workload_hours=np.zeros(140))
    assert "40 customers are more than" in build_by_radius("a", RadiusLayout(), everybody, 2, TRAVEL).notes[0]
