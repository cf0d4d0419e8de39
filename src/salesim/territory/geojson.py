"""Territories as GeoJSON, for maps and geographic information systems, and back.

Plain JSON by the standard's rules: longitude and latitude in degrees (WGS 84), outer rings anticlockwise. No geometry
library is needed. Read back, a customer belongs to the polygon that it lies in.

Source: RFC 7946 (2016), "The GeoJSON format".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import scipy

from salesim.errors import InputError, nearest_name, shorten
from salesim.phrase import N_, Phrase, either
from salesim.territory.layout import Layout, Sites, sum_by
from salesim.territory.shape import divide_ground, is_inside, outlines
from salesim.territory.travel import Projection
from salesim.text_table import read_bytes
from salesim.written import written

DECIMALS = 5  # of a degree: a metre
LARGEST = 100_000_000  # bytes of a file, whose positions take twenty times that in memory at worst


def layout_geojson(layout: Layout, sites: Sites, projection: Projection) -> dict[str, Any]:
    """A FeatureCollection with one MultiPolygon a territory, its number and its sums.

    The ground of a spot where several territories serve customers goes to the one with most work there, so a layout
    whose territories overlap does not come back as it was.
    """
    n = layout.n_numbers
    ground = divide_ground(sites.x_km, sites.y_km, layout.territory_of, sites.workload_hours)
    sums = {
        "n_customers": sum_by(layout.territory_of, n),
        "workload_hours": sum_by(layout.territory_of, n, sites.workload_hours).round(3),
        "potential": sum_by(layout.territory_of, n, sites.potential).round(2),
    }
    features = []
    for territory in np.flatnonzero(sums["n_customers"]).tolist():
        polygons = [[_degrees(ring, projection) for ring in polygon] for polygon in outlines(ground, territory)]
        features.append(
            {
                "type": "Feature",
                "id": territory,
                "properties": {
                    "territory": territory,
                    **{name: values[territory].item() for name, values in sums.items()},
                },
                "geometry": {"type": "MultiPolygon", "coordinates": polygons} if polygons else None,
            }
        )
    return {"type": "FeatureCollection", "name": layout.name, "features": features}


def write_geojson(layout: Layout, sites: Sites, projection: Projection, path: str | Path) -> Path:
    """Write `layout_geojson` to a file and return its path."""
    text = json.dumps(layout_geojson(layout, sites, projection), ensure_ascii=False, separators=(",", ":"))
    path = Path(path)
    with written(path) as aside:
        aside.write_text(text + "\n", encoding="utf-8", newline="\n")
    return path


def read_geojson(
    name: str,
    path: str | Path,
    sites: Sites,
    projection: Projection,
    outside: str = "refuse",
    label: str | None = None,
) -> Layout:
    """A layout from polygons: each customer belongs to the polygon that it lies in.

    Parameters
    ----------
    name : of the layout
    path : a FeatureCollection of Polygons or MultiPolygons in degrees
    sites : the customers
    projection : of their positions
    outside : what to do with customers who lie in no polygon: ``refuse``, or ``nearest``, which gives them to the
        territory of the nearest customer who lies in one. Who isn't known or has gone is never refused.
    label : property that names a feature's territory; features of one name are one territory. If left out it is
        ``territory``, and a feature without it is one by itself.

    Notes of the layout say how many lay outside, how many in several polygons (the first of the file has them), and
    which territories have no customer and were left out.
    """
    if outside not in ("refuse", "nearest"):
        raise InputError("unknown choice", field="outside", value=outside, allowed="refuse or nearest")
    path = Path(path)
    labels, polygons = _read_polygons(path, projection, label)
    kinds = list(dict.fromkeys(labels))
    number = {label: i for i, label in enumerate(kinds)}
    points = np.column_stack([sites.x_km, sites.y_km])
    by_x = np.argsort(sites.x_km, kind="stable")
    sorted_x = sites.x_km[by_x]
    territory_of = np.full(len(sites), -1, dtype=np.int64)
    is_in_several = np.zeros(len(sites), dtype=bool)
    for label, polygon in zip(labels, polygons, strict=True):
        low, high = polygon[0].min(axis=0), polygon[0].max(axis=0)
        rows = by_x[np.searchsorted(sorted_x, low[0]) : np.searchsorted(sorted_x, high[0], side="right")]
        rows = rows[(points[rows, 1] >= low[1]) & (points[rows, 1] <= high[1])]
        rows = rows[is_within(points[rows], polygon)]
        taken = territory_of[rows] >= 0
        is_in_several[rows[taken]] |= territory_of[rows[taken]] != number[label]
        territory_of[rows[~taken]] = number[label]

    notes = []
    lost = np.flatnonzero(territory_of < 0)
    if len(lost):
        noted = lost[sites.counted()[lost] > 0]
        if (outside == "refuse" and len(noted)) or len(lost) == len(sites):
            first = sites.called([*noted, *lost][0])
            counts = {"n": len(noted), "n_customers": len(sites)}
            message = Phrase("{n} of {n_customers} customers lie in no polygon, the first is a prospect", **counts)
            if first:
                message = Phrase(
                    "{n} of {n_customers} customers lie in no polygon, the first is customer {first}",
                    **counts,
                    first=first,
                )
            allowed = Phrase("polygons in degrees (WGS 84) around all customers")
            raise InputError(message, allowed=allowed, file=path)
        found = np.flatnonzero(territory_of >= 0)
        territory_of[lost] = territory_of[found[scipy.spatial.cKDTree(points[found]).query(points[lost])[1]]]
        if len(noted):
            notes.append(
                Phrase(
                    "{n} customers lie in no polygon and went to the territory of their nearest neighbor", n=len(noted)
                )
            )
    if is_in_several.any():
        text = N_("{n} customers lie in several polygons, the first of the file has them")
        notes.append(Phrase(text, n=int(is_in_several.sum())))
    present, numbers = np.unique(territory_of, return_inverse=True)
    empty = [kinds[i] for i in range(len(kinds)) if i not in set(present.tolist())]
    if empty:
        named = shorten(", ".join(map(str, empty)))
        notes.append(Phrase("territories without customers were left out: {named}", named=named))
    return Layout(name, "geojson", numbers.reshape(-1).astype(np.int32), len(present), tuple(notes))


class Shapes(NamedTuple):
    """Shapes of a file: areas as rings (corners, 2) [km], the outer one and its holes, and lines (points, 2) [km]."""

    areas: list[list[np.ndarray]]
    lines: list[np.ndarray]


def read_shapes(path: Path, projection: Projection, takes_lines: bool, field: str) -> Shapes:
    """Areas, and lines if they may be there, of a FeatureCollection in degrees; ``field`` of the scenario names it.

    Raises
    ------
    InputError : not GeoJSON, or another kind of geometry
    """
    areas: list[list[np.ndarray]] = []
    lines: list[np.ndarray] = []
    kinds = ("Polygon", "MultiPolygon", *(("LineString", "MultiLineString") if takes_lines else ()))
    for i, feature in enumerate(_read_features(path, field)):
        geometry = feature.get("geometry") if isinstance(feature, Mapping) else None
        kind = geometry.get("type") if isinstance(geometry, Mapping) else None
        field = f"features[{i}].geometry"
        if not isinstance(geometry, Mapping) or kind not in kinds:
            raise InputError("cannot be a barrier", f"{field}.type", kind, either(kinds), file=path)
        coordinates, field = geometry.get("coordinates"), f"{field}.coordinates"
        parts = coordinates if str(kind).startswith("Multi") else [coordinates]
        if not isinstance(parts, list) or not all(isinstance(part, list) and part for part in parts):
            raise InputError("must be lists of positions", field=field, file=path)
        for part in parts:
            if str(kind).endswith("Polygon"):
                areas.append([_ring_km(ring, projection, field, path) for ring in part])
            else:
                degrees = _positions(part, 2, field, path)
                lines.append(np.column_stack(projection.to_km(degrees[:, 0], degrees[:, 1])))
    return Shapes(areas, lines)


def is_within(points: np.ndarray, polygon: list[np.ndarray]) -> np.ndarray:
    """Which points (p, 2) lie inside a polygon of rings: a hole takes away what the outer ring gave."""
    inside = np.zeros(len(points), dtype=bool)
    for ring in polygon:
        inside ^= is_inside(points, ring)
    return inside


def _read_features(path: Path, field: str) -> list[Any]:
    """The features of a GeoJSON file, at least one."""
    try:
        document = json.loads(read_bytes(path, field, LARGEST).decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InputError("cannot be read: not UTF-8 text", file=path) from None
    except json.JSONDecodeError as fault:
        raise InputError(
            Phrase("not JSON: {reason}", reason=fault.msg), file=path, line=fault.lineno, column=fault.colno
        ) from None
    except RecursionError:
        raise InputError("not GeoJSON: too deeply nested", file=path) from None
    features = document.get("features") if isinstance(document, Mapping) else None
    if isinstance(document, Mapping) and document.get("type") == "Feature":
        features = [document]
    if not isinstance(features, list) or not features:
        raise InputError("has no features", file=path, allowed="a GeoJSON Feature or FeatureCollection")
    return features


def _read_polygons(path: Path, projection: Projection, label: str | None) -> tuple[list[Any], list[list[np.ndarray]]]:
    """Labels and polygons (rings in km) of a file; a feature with several polygons appears several times."""
    features = _read_features(path, "file")
    found: list[Any] = []
    polygons: list[list[np.ndarray]] = []
    for i, feature in enumerate(features):
        geometry = feature.get("geometry") if isinstance(feature, Mapping) else None
        properties = feature.get("properties") if isinstance(feature, Mapping) else None
        where = f"features[{i}].properties"
        properties = properties if isinstance(properties, Mapping) else {}
        if label is not None and properties.get(label) is None:
            near = nearest_name(label, [str(name) for name in properties])
            allowed = shorten(", ".join(map(str, properties))) or None
            raise InputError("no such property", field=where, value=label, allowed=allowed, nearest=near, file=path)
        own = properties.get(label or "territory", i)
        if isinstance(own, (list, dict)):
            raise InputError("must be a name or a number", field=f"{where}.{label or 'territory'}", file=path)
        if geometry is None:
            continue  # a territory without ground of its own
        kind = geometry.get("type") if isinstance(geometry, Mapping) else None
        field = f"features[{i}].geometry"
        if kind not in ("Polygon", "MultiPolygon"):
            raise InputError(
                "cannot be a territory", field=f"{field}.type", value=kind, allowed="Polygon or MultiPolygon", file=path
            )
        coordinates = geometry.get("coordinates")
        parts = [coordinates] if kind == "Polygon" else coordinates
        if not isinstance(parts, list):
            raise InputError("must be lists of positions", field=f"{field}.coordinates", file=path)
        for part in parts:
            if not isinstance(part, list) or not part:
                raise InputError("must be lists of rings", field=f"{field}.coordinates", file=path)
            polygons.append([_ring_km(ring, projection, f"{field}.coordinates", path) for ring in part])
            found.append(own)
    if not polygons:
        raise InputError("has no polygon", file=path, allowed="a GeoJSON FeatureCollection of polygons")
    return found, polygons


def _ring_km(ring: Any, projection: Projection, field: str, path: Path) -> np.ndarray:
    """A ring of positions in degrees as a closed ring (corners, 2) [km]."""
    degrees = _positions(ring, 3, field, path)
    if (degrees[0] != degrees[-1]).any():
        degrees = np.vstack([degrees, degrees[:1]])
    return np.column_stack(projection.to_km(degrees[:, 0], degrees[:, 1]))


def _positions(stated: Any, fewest: int, field: str, path: Path) -> np.ndarray:
    """Longitudes and latitudes (corners, 2) [degree]."""
    try:
        degrees = np.array([[float(position[0]), float(position[1])] for position in stated])
    except (TypeError, ValueError, IndexError, KeyError):
        raise InputError("positions must be [longitude, latitude]", field=field, file=path) from None
    if len(degrees) < fewest:
        message = Phrase("a ring needs three corners") if fewest == 3 else Phrase("a line needs two points")
        raise InputError(message, field=field, value=len(degrees), file=path)
    is_bad = ~(np.isfinite(degrees).all(axis=1) & (np.abs(degrees) <= [180.0, 90.0]).all(axis=1))
    if is_bad.any():
        allowed = Phrase("longitude from -180 to 180, latitude from -90 to 90 (WGS 84)")
        raise InputError(
            "not a position in degrees", field=field, value=degrees[is_bad][0].tolist(), allowed=allowed, file=path
        )
    return degrees


def _degrees(ring: np.ndarray, projection: Projection) -> list[list[float]]:
    lon, lat = projection.to_degrees(ring[:, 0], ring[:, 1])
    corners: list[list[float]] = np.column_stack([lon, lat]).round(DECIMALS).tolist()
    return corners
