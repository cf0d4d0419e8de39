"""A layout from a file: who belongs where as a firm's CRM knows it, or territories as somebody has drawn them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
import scipy
from pydantic import model_validator

from salesim.errors import InputError, nearest_name, together
from salesim.parameters import parameter
from salesim.phrase import Phrase
from salesim.territory.builder import LayoutBuilder, register_builder
from salesim.territory.geojson import read_geojson
from salesim.territory.layout import Layout, Sites
from salesim.territory.travel import TravelParameters
from salesim.text_table import read_csv

CUSTOMER = ("customer", "customer_id", "id", "客户编号", "客户ID", "编号")
TERRITORY = ("territory", "rep", "seat", "区域", "销售区域", "业务员")
MAX_NAMED = 200  # faults


@register_builder
class FileLayout(LayoutBuilder):
    """Territories as a file states them: CSV with one line for each customer, or GeoJSON with polygons."""

    takes_number: ClassVar[bool] = False
    fits_inside: ClassVar[bool] = False
    names_customers: ClassVar[bool] = True

    builder: Literal["file"] = parameter("file", about="from a file", source="A")
    file: str = parameter(
        about="beside the scenario: CSV with columns customer and territory, customers as in market.customers.file; or "
        "GeoJSON (.geojson, .json) with polygons in degrees",
        source="A",
        min_length=1,
        examples=["territories.csv", "territories.geojson"],
    )
    label: str | None = parameter(
        None,
        about="property of the polygons that names their territory; territory if they have it, or else each polygon is "
        "one",
        source="A",
        min_length=1,
    )
    outside: Literal["nearest", "refuse"] = parameter(
        "nearest",
        about="customers in no polygon: with the nearest customer who is in one, or an error",
        source="A",
    )

    @model_validator(mode="after")
    def _fits_the_file(self) -> FileLayout:
        if self.number is not None:
            raise ValueError("number cannot be stated: there are as many territories as the file names")
        if self.label is not None and not self.is_map:
            raise ValueError("label names a property of polygons; a table has a column territory")
        return self

    @property
    def is_map(self) -> bool:
        """Whether the file holds polygons."""
        return Path(self.file).suffix.lower() in (".geojson", ".json")

    def how_many(self, sites: Sites, n_reps: int) -> int:
        return count_in_file(self, sites)

    def build(
        self, name: str, sites: Sites, n_territories: int, travel: TravelParameters, homes_km: np.ndarray | None
    ) -> Layout:
        return build_from_file(name, self, sites)


def build_from_file(name: str, parameters: FileLayout, sites: Sites) -> Layout:
    """Territories in the order in which the file first names them; as many as it names.

    In a table every customer must have a line, and only one. Prospects can't have one: they belong to the territory of
    the nearest customer.

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
            near = nearest_name(customer, row_of, 0.8) if len(faults) < MAX_NAMED and len(row_of) < 10_000 else None
            faults.append(InputError("no such customer", "customer", customer, nearest=near, file=path, line=line))
        elif customer in first_line:
            message = Phrase("was given before in line {line}", line=first_line[customer])
            faults.append(InputError(message, "customer", customer, file=path, line=line))
        else:
            first_line[customer] = line
            territory_of[row] = names.setdefault(territory, len(names))
    missing = [key for key, row in row_of.items() if territory_of[row] < 0]
    if missing:
        named = ", ".join(missing[:5])
        if len(missing) > 5:
            named = Phrase("{these} and {n} more", these=named, n=len(missing) - 5)
        message = Phrase("{n} customers have no line: {named}", n=len(missing), named=named)
        faults.append(InputError(message, "customer", file=path, line=lines[-1][0]))
    if faults:
        raise together(faults[:MAX_NAMED])
    prospects = np.flatnonzero(territory_of < 0)
    if len(prospects):
        known = np.flatnonzero(territory_of >= 0)
        places = np.column_stack([sites.x_km, sites.y_km])
        territory_of[prospects] = territory_of[known[scipy.spatial.cKDTree(places[known]).query(places[prospects])[1]]]
    drawn = Phrase("{n} prospects go with the nearest customer", n=len(prospects))
    return Layout(name, "file", territory_of, len(names), (drawn,) if len(prospects) else ())


def build_from_polygons(name: str, parameters: FileLayout, sites: Sites) -> Layout:
    """Every customer in the territory of the polygon around it."""
    path, projection = sites.ground.folder / parameters.file, sites.ground.projection
    if projection is None:
        raise InputError("polygons in degrees need a market's map", field=f"layouts.{name}.file", value=parameters.file)
    drawn = read_geojson(name, path, sites, projection, parameters.outside, label=parameters.label)
    return replace(drawn, builder="file")


def count_in_file(parameters: FileLayout, sites: Sites) -> int:
    """Number of territories that the file names; on a map, of those in which customers are."""
    if parameters.is_map:
        return build_from_polygons("", parameters, sites).n_territories
    return len({territory for _, _, territory in read_assignments(sites.ground.folder / parameters.file)})


def read_assignments(path: Path) -> list[tuple[int, str, str]]:
    """Line, customer and territory of each row of the file, as text; at least one."""
    table = read_csv(path, "file")
    columns, faults = [], []
    for words in (CUSTOMER, TERRITORY):
        try:
            columns.append(table.find(*words))
        except InputError as fault:
            faults.append(fault)
    if faults:
        raise together(faults)
    if table.n_rows == 0:
        raise InputError("has headings but no customers", file=path, line=1)
    for heading in columns:
        blank = [line for line, cell in zip(table.lines, table.cells[heading], strict=True) if cell is None]
        faults += [InputError("is blank", field=heading, file=path, line=line) for line in blank]
    if faults:
        raise together(sorted(faults, key=lambda fault: fault.line or 0)[:MAX_NAMED])
    customers, territories = ([cell or "" for cell in table.cells[heading]] for heading in columns)
    return list(zip(table.lines, customers, territories, strict=True))
