"""A user's own customers: read from CSV or Parquet, checked completely, and named alike.

Positions are WGS84 degrees. Those from Chinese map services (GCJ-02, BD-09) are off by half a kilometer or so, which
does not matter for territories.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesim.errors import InputError, nearest_name, together
from salesim.phrase import Phrase, either
from salesim.territory.travel import projection_around
from salesim.text_table import Table, plain_heading
from salesim.world.address_headings import ADDRESS_HEADINGS
from salesim.world.table_cells import day, fault_at, not_negative, number, positive, read_column, read_table, text

FIELD = "market.customers.file"
METERS = 1000.0  # no longitude or latitude, but a position in meters
FAR_APART_KM = 3000.0  # customers spread over more than this are probably not one sales force's

HEADINGS = {
    "customer_key": ("id", "customer_id", "customer", "account_id", "Kundennummer", "客户编号", "客户ID", "编号"),
    "lon_deg": ("lon", "lng", "longitude", "经度"),
    "lat_deg": ("lat", "latitude", "纬度"),
    "name": ("name", "customer_name", "account_name", "客户名称", "名称"),
    "industry": ("industry", "行业"),
    **ADDRESS_HEADINGS,
    "region": ("region", "sales_region", "区域", "大区", "销售区域"),
    "orders_per_week": ("orders_per_week", "每周订单数"),
    "order_value": ("order_value", "order_value_cny", "平均订单额"),
    "sales_per_week": ("sales_per_week", "weekly_sales", "每周销售额"),
    "potential": ("potential", "potential_cny", "每周潜力"),
    "distributor": ("distributor", "经销"),
    "past_orders": ("past_orders", "orders_so_far", "以往订单数"),
    "first_order": ("first_order", "first_order_date", "首单日期"),
    "last_order": ("last_order", "last_order_date", "末单日期"),
}
POSITION = ("lon_deg", "lat_deg")
YES, NO = ("yes", "y", "true", "1", "是"), ("no", "n", "false", "0", "否")


def read_customers(path: str | Path, distributors: Collection[str] = (), needs_place: bool = True) -> pd.DataFrame:
    """Customers from a file.

    Needs columns id, and lon and lat or an address: postcode, city, state, country, or all of it in one column, in any
    mix (or their longer and foreign names, see `HEADINGS`); name, industry, region, orders_per_week, order_value,
    sales_per_week, potential (what it buys at all suppliers, money a week), past_orders (so far), distributor (yes or
    no), first_order and last_order (dates) are used where they are given.
    CSV may be UTF-8 or GB18030, with commas, semicolons or tabs.

    Parameters
    ----------
    needs_place : whether customers must be said to be anywhere

    Returns
    -------
    frame in the order of the file: customer_id (position from 0), customer_key (the user's id, text), lon_deg, lat_deg
    (NaN where only an address, or nothing, is known), and those of the other columns that the file has; line (where the
    row was written; of a Parquet file its row), with ``attrs`` that `fault_of` needs; numbers are floats, distributor
    is boolean (with distributor_name beside it where ``distributors`` can be named), dates are datetime64; an empty
    cell is a missing value

    Raises
    ------
    InputError with all faults of the file
    """
    path = Path(path)
    table = read_table(path, FIELD)
    columns = _match_headings(table, needs_place)
    if table.n_rows == 0:
        raise InputError("has headings but no customers", file=table.file)
    faults: list[InputError] = []
    data: dict[str, Any] = {"customer_id": np.arange(table.n_rows, dtype=np.int64)}
    required = ("customer_key", *(POSITION if needs_place and not ADDRESS_HEADINGS.keys() & columns.keys() else ()))
    for name in HEADINGS:
        if name in columns:
            read = READERS.get(name, text)
            if name == "distributor" and distributors:
                read = partial(_distributor, distributors)
            data[name] = read_column(table, columns[name], read, name in required, faults)
    faults += _repeated_keys(table, columns["customer_key"], data["customer_key"])
    if all(name in columns for name in POSITION):
        faults += _not_on_land(table, columns, data)
        half = np.isnan(data["lon_deg"]) | np.isnan(data["lat_deg"])
    else:
        half = np.ones(table.n_rows, dtype=bool)
    if {"first_order", "last_order"} <= columns.keys():
        faults += _dates_the_wrong_way_round(table, columns, data)
    if faults:
        raise together(sorted(faults, key=lambda fault: fault.line or 0))
    for name in POSITION:  # half a position is none
        data[name] = np.where(half, np.nan, data.get(name, np.nan))
    frame = pd.DataFrame({name: data[name] for name in ("customer_id", *HEADINGS) if name in data})
    frame["line"] = table.lines
    frame.attrs = {"headings": columns, "row_word": table.row_word}
    for name in {"first_order", "last_order"} & columns.keys():
        frame[name] = pd.to_datetime(frame[name])
    if "distributor" in columns:
        told = frame["distributor"].tolist()
        if distributors:
            frame["distributor_name"] = [cell if isinstance(cell, str) else None for cell in told]
        frame["distributor"] = pd.array([None if cell is None else bool(cell) for cell in told], "boolean")
    if not half.all():
        _warn_if_far_apart(frame[~half], table.file)
    return frame


def fault_of(known: pd.DataFrame, row: int, name: str, message: str, file: Path, **said: Any) -> InputError:
    """A fault of one of the customers that `read_customers` gave, with the user's own heading, cell and line.

    Parameters
    ----------
    row : position in ``known``
    name : column that is at fault, as ``known`` calls it
    said : what else is to be told, such as ``allowed`` or ``nearest``
    """
    line = int(known["line"].iloc[row])
    if known.attrs["row_word"] == "row":
        message = Phrase("{message} in row {row}", message=Phrase(message), row=line)
    heading = known.attrs["headings"][name]
    return InputError(message, field=heading, value=known[name].iloc[row], file=file, line=line, **said)


def _match_headings(table: Table, needs_place: bool) -> dict[str, str]:
    """Which of the file's headings holds which column; faults if a required one is missing."""
    known = {plain_heading(heading): name for name, headings in HEADINGS.items() for heading in (name, *headings)}
    columns: dict[str, str] = {}
    strangers = []
    for heading in table.cells:
        name = known.get(plain_heading(heading))
        if name is None:
            strangers.append(heading)
        elif name in columns:
            message = Phrase("'{heading}' and this both give the same column", heading=columns[name])
            raise InputError(message, value=heading, file=table.file, line=1)
        else:
            columns[name] = heading
    faults = []
    has_address = bool(ADDRESS_HEADINGS.keys() & columns.keys())
    has_half = sum(name in columns for name in POSITION) == 1
    needed = ("customer_key", *(POSITION if (needs_place and not has_address) or has_half else ()))
    for name in needed:
        if name not in columns:
            wanted = HEADINGS[name]
            near = next((found for word in wanted if (found := nearest_name(word, strangers))), None)
            message = Phrase("this column is missing")
            if near:
                message = Phrase("this column is missing; is it the one headed '{near}'?", near=near)
            faults.append(InputError(message, field=wanted[0], allowed=either(wanted), file=table.file, line=1))
    if faults:
        raise together(faults)
    for heading in strangers:
        near = nearest_name(
            heading, [word for name in HEADINGS.keys() - columns.keys() for word in HEADINGS[name]], 0.8
        )
        if near:
            warnings.warn(
                Phrase(
                    "{file}: column '{heading}' is not used; is it meant to be '{near}'?",
                    file=table.file.name,
                    heading=heading,
                    near=near,
                ),
                stacklevel=4,
            )
    return columns


def given_before(table: Table, line: int) -> Phrase:
    """That a customer stands twice in a file, and where the first time."""
    if table.row_word == "row":
        return Phrase("was given before in row {row}", row=line)
    return Phrase("was given before in line {line}", line=line)


def _yes_or_no(cell: str) -> bool:
    if (word := cell.casefold()) not in YES + NO:
        raise ValueError("yes or no")
    return word in YES


def _distributor(names: Collection[str], cell: str) -> bool | str:
    """Whether a distributor serves the customer, or which."""
    if cell in names:
        return cell
    if (word := cell.casefold()) in YES + NO:
        return word in YES
    near = nearest_name(cell, names)
    allowed = Phrase("yes, no, or one of {names}", names=", ".join(names))
    raise ValueError(Phrase("{text}; did you mean '{name}'?", text=allowed, name=near) if near else allowed)


READERS: dict[str, Callable[[str], Any]] = {
    "lon_deg": number,
    "lat_deg": number,
    "orders_per_week": not_negative,
    "past_orders": not_negative,
    "order_value": positive,
    "sales_per_week": not_negative,
    "potential": not_negative,
    "distributor": _yes_or_no,
    "first_order": day,
    "last_order": day,
}


def _repeated_keys(table: Table, heading: str, keys: np.ndarray) -> Iterable[InputError]:
    first: dict[str, int] = {}
    for key, line in zip(keys, table.lines, strict=True):
        if key is not None and first.setdefault(key, line) != line:
            yield fault_at(table, line, given_before(table, first[key]), heading, key)


def _not_on_land(table: Table, columns: dict[str, str], data: dict[str, Any]) -> Iterable[InputError]:
    """Off the globe, or at 0, 0, which is what a missing position turns into on its way through a CRM."""
    lon, lat = data["lon_deg"], data["lat_deg"]
    is_swapped = (np.abs(lat) > 90) & (np.abs(lat) <= 180) & (np.abs(lon) <= 90)
    is_metric = (np.abs(lon) > METERS) | (np.abs(lat) > METERS)
    for row in np.flatnonzero(is_metric):
        message = "looks like meters of a map projection; lon and lat are degrees (WGS84, EPSG:4326)"
        yield fault_at(table, table.lines[row], message, columns["lon_deg"], float(lon[row]), "-180 to 180")
    for row in np.flatnonzero(is_swapped):
        message = "is off the globe; are lon and lat swapped?"
        yield fault_at(table, table.lines[row], message, columns["lat_deg"], float(lat[row]), "-90 to 90")
    for name, values, most in (("lon_deg", lon, 180), ("lat_deg", lat, 90)):
        for row in np.flatnonzero((np.abs(values) > most) & ~is_swapped & ~is_metric):
            message, allowed = "is off the globe", Phrase("-{most} to {most}", most=most)
            yield fault_at(table, table.lines[row], message, columns[name], float(values[row]), allowed)
    for row in np.flatnonzero((lon == 0) & (lat == 0)):
        yield fault_at(
            table, table.lines[row], "0, 0 is a place in the sea: is the position missing?", columns["lon_deg"]
        )


def _dates_the_wrong_way_round(table: Table, columns: dict[str, str], data: dict[str, Any]) -> Iterable[InputError]:
    for first, last, line in zip(data["first_order"], data["last_order"], table.lines, strict=True):
        if first and last and last < first:
            allowed = Phrase("{first} or later, as the first order was then", first=first)
            yield fault_at(table, line, "lies before the first order", columns["last_order"], str(last), allowed)


def _warn_if_far_apart(frame: pd.DataFrame, file: Path) -> None:
    projection = projection_around(frame["lon_deg"].to_numpy(), frame["lat_deg"].to_numpy())
    x_km, y_km = projection.to_km(frame["lon_deg"].to_numpy(), frame["lat_deg"].to_numpy())
    across_km = float(np.hypot(np.ptp(x_km), np.ptp(y_km)))
    if across_km > FAR_APART_KM:
        farthest = int(np.argmax(np.hypot(x_km - np.median(x_km), y_km - np.median(y_km))))
        warnings.warn(
            Phrase(
                "{file}: customers are {across_km:,.0f} km apart; customer {customer} is farthest from the others",
                file=file.name,
                across_km=across_km,
                customer=frame["customer_key"].iloc[farthest],
            ),
            stacklevel=3,
        )
