import numpy as np
import pandas as pd
import pytest

from salesim.report.ground import BEYOND, border_lines, gather_sites, land, territory_cells, usual_reach_km


def lattice(side=12, spacing_km=5.0):
    x, y = (a.ravel() * spacing_km for a in np.meshgrid(np.arange(side), np.arange(side)))
    return pd.DataFrame({"x_km": x, "y_km": y, "territory": (x > x.mean()) * 2 + (y > y.mean())})


def test_few_points_are_sites_as_they_are_and_many_are_gathered():
    points = lattice()
    assert len(gather_sites(points, 500)) == len(points)
    sites = gather_sites(points, 40)
    assert 20 <= len(sites) <= 40
    assert set(sites["territory"]) == {0, 1, 2, 3}


def test_customers_of_one_spot_are_one_site_of_the_territory_with_most_weight():
    points = pd.DataFrame(
        {"x_km": [0, 0, 0, 9], "y_km": [1, 1, 1, 9], "territory": ["a", "a", "b", "c"], "weight": [1, 1, 5, 1]}
    )
    sites = gather_sites(points, 10).sort_values("x_km")
    assert sites["territory"].tolist() == ["b", "c"]
    assert gather_sites(points.drop(columns="weight"), 10).sort_values("x_km")["territory"].tolist() == ["a", "c"]


def test_cells_cover_their_sites_and_borders_part_only_territories():
    cells = territory_cells(lattice(), reach_km=4.0)
    for cell in cells.itertuples():
        away = np.hypot(*(cell.polygon - [cell.x_km, cell.y_km]).T)
        assert away.max() <= BEYOND * 4.0 + 1e-9
    borders = border_lines(cells)
    assert len(borders) > 0
    middle = 27.5
    on_a_line = np.isclose(borders[:, :, 0], middle).all(axis=1) | np.isclose(borders[:, :, 1], middle).all(axis=1)
    assert on_a_line.all(), "the four quarters meet on two lines and nowhere else"


@pytest.mark.parametrize("n_territories", [40, 1000])
def test_neighbors_differ_in_color_with_few_colors(n_territories):
    random = np.random.default_rng(3)
    spots, centers = random.uniform(0, 100, (3000, 2)), random.uniform(0, 100, (n_territories, 2))
    owner = np.hypot(*(spots[:, None] - centers).transpose(2, 0, 1)).argmin(axis=1)
    cells = territory_cells(gather_sites(pd.DataFrame(spots, columns=["x_km", "y_km"]).assign(territory=owner), 3000))
    assert cells["color"].max() < 8
    assert (cells.groupby("territory")["color"].nunique() == 1).all()
    places = cells[["x_km", "y_km"]].to_numpy()
    for start, end in border_lines(cells)[::7]:
        # The two cells at a border are the two nearest to its middle.
        a, b = np.argsort(np.hypot(*(places - (start + end) / 2).T))[:2]
        assert cells["color"].iloc[a] != cells["color"].iloc[b]


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_handful_of_sites_or_a_line_of_them_can_be_drawn(n):
    sites = pd.DataFrame({"x_km": np.arange(n) * 5.0, "y_km": 0.0, "territory": np.arange(n)})
    cells = territory_cells(sites)
    assert len(cells) == n and cells["color"].nunique() == min(n, 2)


def test_the_ground_ends_where_nobody_is_and_leaves_lakes_open():
    points = lattice(20)
    away = np.hypot(points["x_km"] - 47.5, points["y_km"] - 47.5)
    shore = points.loc[away > 25]
    x, y, ground = land(shore, usual_reach_km(shore[["x_km", "y_km"]].to_numpy()))

    def at(x_km, y_km):
        return ground[np.abs(y - y_km).argmin(), np.abs(x - x_km).argmin()]

    assert at(10, 10) > 0.9
    assert at(47.5, 47.5) < 0.1, "the lake"
    assert at(-20, 50) < 0.1, "the sea"
