import json

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.build import build_layout, how_many
from salesim.territory.file_layout import FileLayout
from salesim.territory.ground import Ground
from salesim.territory.layout import make_sites
from salesim.territory.travel import Projection

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


PROJECTION = Projection(120.0, 31.0)


def polygon(west_km: float, east_km: float, **properties):
    x, y = np.array([west_km, east_km, east_km, west_km, west_km]), np.array([-9.0, -9.0, 9.0, 9.0, -9.0])
    ring = np.column_stack(PROJECTION.to_degrees(x, y)).tolist()
    return {"properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


@pytest.fixture
def drawn_on_a_map(tmp_path):
    """Draws the layout of polygons for customers at 1, 6, 11 and 30 km east, the last one unknown to the firm."""

    def draw(*features, file="t.geojson", projection=PROJECTION, last_is_known=False, **values):
        (tmp_path / file).write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
        work = [1.0, 1.0, 1.0, float(last_is_known)]
        ground = Ground(folder=tmp_path, projection=projection)
        sites = make_sites(np.arange(4), [1.0, 6.0, 11.0, 30.0], np.zeros(4), workload_hours=work, ground=ground)
        parameters = FileLayout(file=file, **values)
        return build_layout("today", parameters, sites, 1), how_many(parameters, sites, 1)

    return draw


@pytest.mark.parametrize("file", ["t.geojson", "T.JSON"])
def test_polygons_are_territories_and_who_lies_outside_joins_the_nearest(drawn_on_a_map, file):
    east, west = polygon(5, 15, territory="east"), polygon(0, 5, territory="west")
    layout, number = drawn_on_a_map(east, west, file=file, last_is_known=True)
    assert layout.territory_of.tolist() == [1, 0, 0, 0]
    assert (layout.builder, layout.n_territories, number) == ("file", 2, 2)
    assert layout.notes == ("1 customers lie in no polygon and went to the territory of their nearest neighbor",)


def test_outside_only_customers_who_count_are_worth_a_note(drawn_on_a_map):
    assert drawn_on_a_map(polygon(0, 15))[0].notes == ()


def test_customers_outside_may_be_refused(drawn_on_a_map):
    with pytest.raises(InputError, match="1 of 4 customers lie in no polygon, the first is customer 3"):
        drawn_on_a_map(polygon(0, 15), outside="refuse", last_is_known=True)
    assert drawn_on_a_map(polygon(0, 15), outside="refuse")[0].n_territories == 1
    with pytest.raises(InputError, match="has no features"):
        drawn_on_a_map()


def test_any_property_may_name_the_territory(drawn_on_a_map):
    parts = polygon(0, 5, rep="A", territory=1), polygon(5, 9, rep="B", territory=2), polygon(9, 12, rep="A")
    assert drawn_on_a_map(*parts, label="rep")[0].territory_of.tolist() == [0, 1, 0, 0]


def test_an_unknown_property_is_refused_and_the_nearest_named(drawn_on_a_map):
    with pytest.raises(InputError, match="no such property") as refused:
        drawn_on_a_map(polygon(0, 5, salesrep="A"), polygon(5, 15, rep="B"), label="sales_rep")
    assert refused.value.field == "features[0].properties" and refused.value.nearest == "salesrep"
    assert refused.value.file.name == "t.geojson"


def test_polygons_without_a_map_of_the_market_are_refused(drawn_on_a_map):
    with pytest.raises(InputError, match="need a market's map"):
        drawn_on_a_map(polygon(0, 15), projection=None)


def test_a_label_of_a_table_is_refused():
    with pytest.raises(ValueError, match="a table has a column territory"):
        FileLayout(file="t.csv", label="rep")
