"""A layout from a file: which customer belongs to which territory, as a firm's CRM knows it, or polygons on a map."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
from scipy.spatial import cKDTree

from salesim.errors import InputError, nearest_name, together
from salesim.parameters import Parameters, parameter
from salesim.territory.geojson import read_geojson
from salesim.territory.layout import Layout, Sites

CUSTOMER = ("customer", "customer_id", "id", "客户编号", "客户ID", "编号")
TERRITORY = ("territory", "rep", "seat", "区域", "销售区域", "业务员")
MOST_NAMED = 200  # faults


class FileLayout(Parameters):
    """Territories as a CSV file states them, one line for each customer, or as a GeoJSON file draws them."""

    builder: Literal["file"] = parameter("file", about="from a file", source="A")
    file: str = parameter(
        about="CSV with columns customer and territory, or polygons with a property territory (.geojson), beside the "
        "scenario; customers as in market.customers.file",
        source="A",
        min_length=1,
        examples=["territories.csv", "territories.geojson"],
    )
    outside: Literal["nearest", "refuse"] = parameter(
        "nearest",
        about="customers in no polygon: with the nearest customer who is in one, or an error (.geojson)",
        source="A",
    )

    @property
    def is_map(self) -> bool:
        """Whether the file holds polygons."""
        return Path(self.file).suffix.casefold() in (".geojson", ".json")


def build_from_file(name: str, parameters: FileLayout, sites: Sites) -> Layout:
    """Territories in the order in which the file first names them; as many as it names.

    Every customer must be in the file, once. Prospects can't be: they belong to the territory of the nearest customer.

    Raises
    ------
    InputError with file and line of every customer that is unknown or there twice, and of those who are missing
    """
    if parameters.is_map:
        return build_from_polygons(name, parameters, sites)
    path = sites.ground.folder / parameters.file
    lines = read_assignments(path)
    keys = sites.customer_id.astype(str) if sites.customer_key is None else sites.customer_key
    row_of = {str(key): row for row, key in enumerate(keys) if key}
    faults: list[InputError] = []
    first_line: dict[str, int] = {}
    names: dict[str, int] = {}
    territory_of = np.full(len(sites), -1, np.int32)
    for line, customer, territory in lines:
        row = row_of.get(customer)
        if row is None:
            near = nearest_name(customer, row_of, 0.8) if len(faults) < MOST_NAMED and len(row_of) < 10_000 else None
            faults.append(InputError("no such customer", "customer", customer, nearest=near, file=path, line=line))
        elif customer in first_line:
            message = f"was given before in line {first_line[customer]}"
            faults.append(InputError(message, "customer", customer, file=path, line=line))
        else:
            first_line[customer] = line
            territory_of[row] = names.setdefault(territory, len(names))
    missing = [key for key, row in row_of.items() if territory_of[row] < 0]
    if missing:
        named = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        message = f"{len(missing)} customers have no line: {named}"
        faults.append(InputError(message, "customer", file=path, line=lines[-1][0]))
    if faults:
        raise together(faults[:MOST_NAMED])
    prospects = np.flatnonzero(territory_of < 0)
    if len(prospects):
        known = np.flatnonzero(territory_of >= 0)
        places = np.column_stack([sites.x_km, sites.y_km])
        territory_of[prospects] = territory_of[known[cKDTree(places[known]).query(places[prospects])[1]]]
    notes = (f"{len(prospects)} prospects go with the nearest customer",) if len(prospects) else ()
    return Layout(name, "file", territory_of, len(names), notes)


def build_from_polygons(name: str, parameters: FileLayout, sites: Sites) -> Layout:
    """Every customer in the territory of the polygon around it."""
    if sites.ground.projection is None:
        raise InputError("polygons need a market's map", field="file", value=parameters.file)
    path = sites.ground.folder / parameters.file
    return replace(read_geojson(name, path, sites, sites.ground.projection, parameters.outside), builder="file")


def count_in_file(parameters: FileLayout, sites: Sites) -> int:
    """Number of territories that the file names, or has customers in."""
    if parameters.is_map:
        return build_from_polygons("", parameters, sites).n_territories
    return len({territory for _, _, territory in read_assignments(sites.ground.folder / parameters.file)})


def read_assignments(path: Path) -> list[tuple[int, str, str]]:
    """Line, customer and territory of each row of the file, as text; at least one."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    rows = []
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((line, [cell.strip() for cell in row]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"cannot be read as CSV: {error}", file=path, line=line) from None
    if not rows:
        raise InputError("is empty", file=path, allowed="a line of headings, then one line for each customer")
    at, headings = rows[0]
    plain = [heading.casefold().replace(" ", "_") for heading in headings]
    columns = []
    for wanted in (CUSTOMER, TERRITORY):
        found = [plain.index(word.casefold()) for word in wanted if word.casefold() in plain]
        if not found:
            allowed = " or ".join(wanted)
            raise InputError("this column is missing", field=wanted[0], allowed=allowed, file=path, line=at)
        columns.append(found[0])
    if len(rows) == 1:
        raise InputError("has headings but no customers", file=path, line=at)
    faults = []
    for at, row in rows[1:]:
        if len(row) != len(headings):
            faults.append(InputError(f"has {len(row)} cells under {len(headings)} headings", file=path, line=at))
        elif not all(row[column] for column in columns):
            heading = headings[next(column for column in columns if not row[column])]
            faults.append(InputError("is blank", field=heading, file=path, line=at))
    if faults:
        raise together(faults[:MOST_NAMED])
    return [(at, row[columns[0]], row[columns[1]]) for at, row in rows[1:]]


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=path) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("is neither UTF-8 nor GB18030", file=path)
