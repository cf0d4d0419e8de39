from dataclasses import replace

import numpy as np

from salesim.territory.layout import centers, make_sites, sum_by
from salesim.territory.potential import PotentialLayout, build_by_potential
from salesim.territory.score import coefficient_of_variation


def test_opportunity_is_even(sites):
    potential = sum_by(build_by_potential("a", PotentialLayout(), sites, 40).territory_of, 40, sites.potential)
    assert coefficient_of_variation(potential) < 0.08
    assert potential.max() <= 1.02 * potential.mean() * (1 + 1e-9)


def test_the_best_customers_live_nearest_to_their_territory():
    rng = np.random.default_rng(1)
    places = rng.uniform(0, 9, (2, 400))
    sites = make_sites(np.arange(400), *places, potential=rng.lognormal(0, 1, 400))
    territory_of = build_by_potential("a", PotentialLayout(), sites, 8).territory_of
    x, y = centers(territory_of, 8, sites.x_km, sites.y_km, sites.potential)
    away = np.hypot(sites.x_km - x[territory_of], sites.y_km - y[territory_of])
    best = np.argsort(-sites.potential)[:80]
    assert away[best].mean() < 0.8 * np.delete(away, best).mean()


def test_a_customer_larger_than_a_territory_is_reported(sites):
    potential = sites.potential.copy()
    potential[17] = potential.sum()
    layout = build_by_potential("a", PotentialLayout(), replace(sites, potential=potential), 12)
    assert layout.notes == ("1 customers have more potential each than a territory may hold",)
    assert set(layout.territory_of.tolist()) == set(range(12))


def test_without_any_potential_customers_are_counted(sites):
    layout = build_by_potential("a", PotentialLayout(), replace(sites, potential=np.zeros(len(sites))), 12)
    counts = sum_by(layout.territory_of, 12)
    assert counts.max() - counts.min() <= 2 and "no customer has any potential" in layout.notes[0]
