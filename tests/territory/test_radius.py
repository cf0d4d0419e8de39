import numpy as np

from salesim.territory.layout import make_sites
from salesim.territory.radius import RadiusLayout, build_by_radius, covering_centres
from salesim.territory.score import score_territories
from salesim.territory.travel import TravelParameters, travel_min_array

TRAVEL = TravelParameters(circuity=1.3, urban_kmh=25.0, intercity_kmh=60.0, urban_km=15.0)


def test_centres_reach_everybody_while_there_are_enough_of_them(sites):
    x, y = covering_centres(sites.x_km, sites.y_km, 30.0, 500)
    nearest_km = np.hypot(sites.x_km[:, None] - x, sites.y_km[:, None] - y).min(axis=1)
    assert len(x) < 60
    # customers are counted on squares of a sixth of the radius, so one may lie a square's diagonal beyond it
    assert nearest_km.max() <= 30 + 30 / 6 * np.sqrt(2)


def test_the_first_centre_goes_where_most_customers_are():
    x = np.concatenate([np.zeros(50), np.full(8, 200.0), np.full(3, 400.0)])
    assert covering_centres(x, np.zeros(61), 10.0, 2)[0].tolist() == [0.0, 200.0]


def test_everybody_goes_to_a_near_centre():
    x = np.array([0.0, 1.0, 2.0, 100.0, 101.0, 102.0])
    sites = make_sites(np.arange(6), x, np.zeros(6))
    territory_of = build_by_radius("a", RadiusLayout(), sites, 2, TRAVEL).territory_of
    assert len(set(territory_of[:3].tolist())) == len(set(territory_of[3:].tolist())) == 1


def test_who_is_out_of_reach_is_counted():
    x = np.array([0.0] * 10 + [300.0] * 3)
    sites = make_sites(np.arange(13), x, np.zeros(13))
    layout = build_by_radius("a", RadiusLayout(radius_min=30.0), sites, 1, TRAVEL)
    assert layout.notes == ("3 customers are more than 30 minutes from every centre",)
    assert layout.territory_of.tolist() == [0] * 13


def test_a_shorter_radius_spreads_centres_to_the_outskirts_at_the_price_of_balance(sites):
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
