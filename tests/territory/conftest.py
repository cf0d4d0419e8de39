"""Customers for the tests of layouts."""

from collections.abc import Callable

import numpy as np
import pytest

from salesim.territory.layout import Sites, make_sites


def draw_clustered_sites(n: int, seed: int = 7) -> Sites:
    """n customers around 40 towns in 8 prefectures and 3 regions, with lognormal workload and potential."""
    rng = np.random.default_rng(seed)
    town_x, town_y = rng.uniform(-120, 120, 40), rng.uniform(-100, 100, 40)
    town_prefecture = np.digitize(town_x, [-60, 0, 60]) + 4 * (town_y > 0)
    town = rng.choice(40, n, p=rng.dirichlet(np.ones(40)))
    workload = rng.lognormal(0.0, 0.8, n)
    potential = workload * rng.lognormal(0.0, 0.5, n)
    return make_sites(
        np.arange(n),
        town_x[town] + rng.normal(0, 4, n),
        town_y[town] + rng.normal(0, 4, n),
        unit=town_prefecture[town],
        region=town_prefecture[town] % 3,
        workload_hours=workload,
        potential=potential,
        unit_residents=np.array([9e6, 5e6, 4e6, 3e6, 8e6, 2e6, 1e6, 2.5e6]),
        province=town_prefecture[town] // 4,
        county=town // 2,
        industry=rng.integers(0, 4, n),
        size_class=np.digitize(potential, [0.7, 3.0]),
        contested=(town // 2 % 5) / 10.0,
    )


@pytest.fixture(scope="session")
def sites() -> Sites:
    return draw_clustered_sites(3000)


@pytest.fixture(scope="session")
def clustered_sites() -> Callable[[int], Sites]:
    return draw_clustered_sites
