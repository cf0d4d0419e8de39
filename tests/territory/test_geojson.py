import json

import numpy as np
import pytest

from salesim.errors import InputError
from salesim.territory.bisection import bisect
from salesim.territory.geojson import layout_geojson, read_geojson, write_geojson
from salesim.territory.layout import Layout, make_sites
from salesim.territory.numbering import relabel
from salesim.territory.shape import ring_area
from salesim.territory.travel import Projection

PROJECTION = Projection(120.5, 31.2)


def layout_of(sites, n=20):
    return Layout("even", "given", bisect(sites.x_km, sites.y_km, sites.workload_hours, n), n)


def square(west, south, size=1.0):
    x, y = np.array([0, 1, 1, 0, 0]) * size + west, np.array([0, 0, 1, 1, 0]) * size + south
    return np.column_stack(PROJECTION.to_degrees(x, y)).tolist()


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def feature(rings, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": rings}}


def written(tmp_path, document):
    file = tmp_path / "territories.geojson"
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return file


def test_what_is_written_is_read_back(sites, tmp_path):
    layout = layout_of(sites)
    back = read_geojson(
        "back", write_geojson(layout, sites, PROJECTION, tmp_path / "new" / "l.geojson"), sites, PROJECTION
    )
    assert back.n_territories == 20 and back.notes == ()
    np.testing.assert_array_equal(relabel(back.territory_of, layout.territory_of), layout.territory_of)


def test_the_standard_is_kept(sites):
    layout = layout_of(sites, 5)
    document = layout_geojson(layout, sites, PROJECTION)
    assert sum(f["properties"]["n_customers"] for f in document["features"]) == len(sites)
    for entry in document["features"]:
        for polygon in entry["geometry"]["coordinates"]:
            rings = [np.array(ring) for ring in polygon]
            assert all((ring[0] == ring[-1]).all() for ring in rings)
            assert ring_area(rings[0]) > 0 and all(ring_area(hole) < 0 for hole in rings[1:])
            assert (np.abs(rings[0] - [120.5, 31.2]) < 3).all(), "longitude first"


def test_features_of_one_name_are_one_territory_and_holes_are_holes(tmp_path):
    sites = make_sites([1, 2, 3], [0.5, 5.5, 2.0], [0.5, 0.5, 2.0])
    ring = feature([square(1, 1, 2), square(1.5, 1.5, 1)], territory="ring")
    file = written(
        tmp_path, collection(feature([square(0, 0)], territory="a"), feature([square(5, 0)], territory="a"), ring)
    )
    with pytest.raises(InputError, match="1 of 3 customers lie in no polygon, the first is customer 3"):
        read_geojson("l", file, sites, PROJECTION)
    layout = read_geojson("l", file, sites, PROJECTION, outside="nearest")
    assert layout.territory_of.tolist() == [0, 0, 0]
    assert "nearest neighbor" in layout.notes[0] and "ring" in layout.notes[1]


def test_the_first_polygon_has_who_lies_in_two(tmp_path):
    sites = make_sites([1, 2], [0.5, 1.5], [0.5, 0.5])
    file = written(tmp_path, collection(feature([square(0, 0)]), feature([square(0, 0, 2)])))
    layout = read_geojson("l", file, sites, PROJECTION)
    assert layout.territory_of.tolist() == [0, 1]
    assert layout.notes == ("1 customers lie in several polygons, the first of the file has them",)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "not JSON"),
        ("[]", "has no features"),
        ({"type": "FeatureCollection", "features": []}, "has no features"),
        (collection({"geometry": {"type": "Point", "coordinates": [1, 2]}}), "cannot be a territory"),
        (collection({"geometry": {"type": "Polygon", "coordinates": 3}}), "lists of rings"),
        (collection(feature([[[120, "x"], [1, 2], [3, 4]]])), r"\[longitude, latitude\]"),
        (collection(feature([[[120, 31], [121, 31]]])), "three corners"),
        (collection(feature([[[500_000, 3_400_000], [500_100, 3_400_000], [0, 0]]])), "not a position in degrees"),
        (collection(feature([[[0, 0], [1, 0], [1, 1]]])), "lie in no polygon"),
        (collection({"geometry": None}), "has no polygon"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said(document, message, tmp_path, sites):
    with pytest.raises(InputError, match=message) as fault:
        read_geojson("l", written(tmp_path, document), sites, PROJECTION, outside="nearest")
    assert "territories.geojson" in str(fault.value)


def test_a_missing_file_is_said(tmp_path, sites):
    with pytest.raises(InputError, match="cannot be read"):
        read_geojson("l", tmp_path / "none.geojson", sites, PROJECTION)
