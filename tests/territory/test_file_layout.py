import json

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.build import build_layout, how_many
from salesim.territory.file_layout import FileLayout
from salesim.territory.ground import Ground
from salesim.territory.layout import make_sites
from salesim.territory.travel import projection_around

LAYOUT = FileLayout(file="t.csv")


@pytest.fixture
def draw(tmp_path):
    """Draws the layout of a file with this text, for customers A, B, C and a prospect next to C."""

    def draw(text: str | bytes):
        (tmp_path / "t.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        sites = make_sites(
            np.arange(4),
            [0.0, 5.0, 9.0, 9.5],
            np.zeros(4),
            customer_key=np.array(["A", "B", "C", ""], dtype=object),
            ground=Ground(folder=tmp_path),
        )
        return build_layout("today", LAYOUT, sites, 1), how_many(LAYOUT, sites, 1)

    return draw


@pytest.mark.parametrize(
    "text",
    [
        "customer,territory\nC,east\nA,west\nB,east\n",
        "\ufeffnote,Territory,ID\n,east,C\nx,west,A\n\n,east,B\n",
        "客户编号,区域\nC,东\nA,西\nB,东\n".encode("gb18030"),
    ],
)
def test_territories_are_those_of_the_file_and_prospects_join_the_nearest(draw, text):
    layout, number = draw(text)
    assert layout.territory_of.tolist() == [1, 0, 0, 0]
    assert (layout.n_territories, number) == (2, 2)
    assert layout.notes == ("1 prospects go with the nearest customer",)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("customer,territory\nA,1\nB,1\nC,1\nX,1\n", ["t.csv:5: customer: no such customer (got 'X')"]),
        ("customer,territory\nA,1\nB,1\nA,2\nC,1\n", ["t.csv:4: customer: was given before in line 2 (got 'A')"]),
        ("customer,territory\nA,1\n", ["t.csv:2: customer: 2 customers have no line: B, C"]),
        ("customer,territory\nA,\nB,1\nC,1\n", ["t.csv:2: territory: is blank"]),
        ("customer,territory\nA,1,2\nB,1\nC,1\n", ["t.csv:2: has 3 cells under 2 headings"]),
        ("customer,rayon\nA,1\n", ["t.csv:1: territory: this column is missing"]),
        ("customer,territory\n", ["t.csv:1: has headings but no customers"]),
        ("\n", ["t.csv: is empty"]),
        ('customer,territory\nA,"1\n', ["t.csv:2: cannot be read as CSV"]),
        (
            "customer,territory\nX,1\nA,1\nA,2\n",
            ["t.csv:2: customer: no such customer", "t.csv:4: customer: was given", "t.csv:4: customer: 2 customers"],
        ),
    ],
)
def test_faults_name_file_and_line(draw, text, faults):
    with pytest.raises(InputError) as refused:
        draw(text)
    lines = str(refused.value).splitlines()
    assert len(lines) == len(faults)
    for line, fault in zip(lines, faults, strict=True):
        assert fault in line


def test_a_missing_file_is_refused(tmp_path):
    sites = make_sites([1], [0.0], [0.0], ground=Ground(folder=tmp_path))
    with pytest.raises(InputError, match="cannot be read"):
        build_layout("today", LAYOUT, sites, 1)


def test_without_keys_customers_are_named_by_their_number(tmp_path):
    (tmp_path / "t.csv").write_text("customer,territory\n7,a\n3,b\n")
    sites = make_sites([7, 3], [0.0, 1.0], [0.0, 0.0], ground=Ground(folder=tmp_path))
    assert build_layout("today", LAYOUT, sites, 1).territory_of.tolist() == [1, 0]


def square(territory: str, west: float, east: float) -> dict:
    """A polygon from 30 to 31 degrees north."""
    ring = [[west, 30.0], [east, 30.0], [east, 31.0], [west, 31.0], [west, 30.0]]
    return {
        "type": "Feature",
        "properties": {"territory": territory},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture
def draw_map(tmp_path):
    """Draws the layout of polygons for customers at 120.2, 120.8 and 121.5 degrees east."""

    def draw_map(features, **values):
        (tmp_path / "t.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        lon, lat = np.array([120.2, 120.8, 121.5]), np.full(3, 30.5)
        projection = projection_around(lon, lat)
        ground = Ground(folder=tmp_path, projection=projection)
        sites = make_sites(np.arange(3), *projection.to_km(lon, lat), ground=ground)
        layout = FileLayout(file="t.geojson", **values)
        return build_layout("drawn", layout, sites, 1), how_many(layout, sites, 1)

    return draw_map


def test_polygons_of_a_map_are_territories(draw_map):
    layout, number = draw_map([square("west", 120.0, 120.5), square("east", 120.5, 121.0)])
    assert layout.territory_of.tolist() == [0, 1, 1]  # the third lies outside and goes with the nearest
    assert (layout.builder, layout.n_territories, number) == ("file", 2, 2)
    assert layout.notes == ("1 customers lie in no polygon and went to the territory of their nearest neighbour",)


def test_customers_outside_may_be_refused(draw_map):
    with pytest.raises(InputError, match="1 of 3 customers lie in no polygon"):
        draw_map([square("all", 120.0, 121.0)], outside="refuse")
    with pytest.raises(InputError, match="has no features"):
        draw_map([])
