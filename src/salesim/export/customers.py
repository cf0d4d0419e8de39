"""Who the customers of an export are and where, and whose: by their own table, or else by their orders and visits."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from salesim.export.dates import NO_DAY
from salesim.export.identity import Register, plain_id, plain_name
from salesim.export.import_log import ImportLog, RowStatus
from salesim.export.raw_table import RawTable, said_no
from salesim.world.address_headings import ADDRESS_HEADINGS
from salesim.world.customer_file import NO

TRAITS = ("industry", "size", "channel")
PLACES = ("lon", "lat", *ADDRESS_HEADINGS)


def check_keys(table: RawTable | None, number: str, name: str, import_log: ImportLog) -> RawTable | None:
    """The rows of a table of customers (or reps) that name one, deleted ones left out; None without such a table."""
    if table is None:
        return None
    named = np.zeros(len(table), bool)
    for column in (number, name):
        if column in table.columns:
            named |= table.columns[column] >= 0
    table.note(import_log, ~named, number, RowStatus.REJECTED, "blank")
    if "deleted" in table.columns:
        gone = named & ~said_no(table, "deleted")
        table.note(import_log, gone, "deleted", RowStatus.SET_ASIDE, "lost")
        named &= ~gone
    key = number if number in table.columns else name
    plain = plain_id if key == number else plain_name
    one, _ = pd.factorize(np.array([plain(text) for text in table.words[key].texts], dtype=object))
    who = np.where(table.columns[key] >= 0, np.append(one, -1)[table.columns[key]], -1)  # 42 and 00042 are one
    frame = pd.DataFrame({"file": table.files, "who": who, "alias": table.columns.get("alias", 0)})
    again = frame.duplicated().to_numpy() & (frame["who"].to_numpy() >= 0) & named
    table.note(import_log, again, key, RowStatus.REJECTED, f"{number}_twice")
    return table.take(named & ~again)


def strange_owners(clients: RawTable | None, customers: Register, reps: Register) -> tuple[tuple[str, ...], np.ndarray]:
    """Owners in the table of customers whom the table of reps lacks, and the codes of their customers."""
    if clients is None or "rep" not in clients.columns:
        return (), np.zeros(0, np.int64)
    is_strange = reps.codes(clients, "rep", None) == -2
    names = clients.words["rep"].text(np.unique(clients.columns["rep"][is_strange]))
    codes = customers.codes(clients, "customer", "name")[is_strange]
    return tuple(names.tolist()), np.unique(codes[codes >= 0])


def reps_of(table: RawTable, reps: Register, import_log: ImportLog) -> np.ndarray:
    """Code of the rep that each row names (n,), -1 without; those that the table of reps lacks are listed."""
    if "rep" not in table.columns:
        return np.full(len(table), -1, np.int32)
    codes = reps.codes(table, "rep", None)
    table.note(import_log, codes == -2, "rep", RowStatus.KEPT, "unknown_rep_kept")
    return np.maximum(codes, -1).astype(np.int32)


def customer_frame(
    own: RawTable | None, others: list[RawTable], customers: Register, reps: Register, import_log: ImportLog
) -> pd.DataFrame:
    """The customers' own columns by code, unknown where the export says nothing.

    What their own table says counts, the first row that says it. Where it does not say where they are, their latest
    order does, or else their latest visit.
    """
    n = len(customers.keys)
    frame = pd.DataFrame(
        {
            "name": "",
            "lon": np.nan,
            "lat": np.nan,
            **dict.fromkeys(ADDRESS_HEADINGS, ""),
            **dict.fromkeys(TRAITS, ""),
            "territory": "",
            "rep": np.int32(-1),
            "distributor": np.int8(-1),
            "first_day": NO_DAY,
        },
        index=pd.RangeIndex(n),
    )
    if own is not None:
        codes = customers.codes(own, "customer", "name")
        put_texts(frame, own, codes, ("name", *ADDRESS_HEADINGS, *TRAITS, "territory"))
        put_positions(frame, own, codes, import_log)
        put_first(frame, "rep", codes, reps_of(own, reps, import_log), -1)
        if "first_order" in own.columns:
            put_first(frame, "first_day", codes, own.columns["first_order"], NO_DAY)
        put_distributors(frame, own, codes)
    for table in others:
        if not any(name in table.columns for name in (*PLACES, "name")):
            continue
        latest = np.argsort(-table.columns["date"], kind="stable") if "date" in table.columns else np.arange(len(table))
        codes = customers.codes(table, "customer", "name")
        if (codes < 0).all() and "remark" in table.columns:
            codes = customers.codes(table, "remark", None)
        ordered, codes = table.take(latest), codes[latest]
        nowhere = (frame[list(ADDRESS_HEADINGS)] == "").all(axis=1).to_numpy() & frame["lon"].isna().to_numpy()
        codes_of_place = np.where((codes >= 0) & nowhere[np.maximum(codes, 0)], codes, -1)
        put_texts(frame, ordered, codes_of_place, ADDRESS_HEADINGS)
        put_positions(frame, ordered, codes_of_place, import_log)
        put_texts(frame, ordered, codes, ("name",))
    return frame


def put_first(frame: pd.DataFrame, column: str, codes: np.ndarray, values: np.ndarray, unknown: object) -> None:
    """Write the first known value of each customer into a column, where it is unknown yet."""
    rows = np.flatnonzero((codes >= 0) & (values != unknown))
    first = pd.Series(values[rows], index=codes[rows])
    first = first[~first.index.duplicated()]
    target = frame[column].to_numpy().copy()
    open_ones = first.index.to_numpy()[target[first.index.to_numpy()] == unknown]
    target[open_ones] = first.loc[open_ones].to_numpy()
    frame[column] = target


def put_texts(frame: pd.DataFrame, table: RawTable, codes: np.ndarray, columns: Iterable[str]) -> None:
    """Write the first text of each customer into columns, where there is none yet."""
    for column in columns:
        if column in table.columns:
            put_first(frame, column, codes, table.words[column].text(table.columns[column]), "")


def put_positions(frame: pd.DataFrame, table: RawTable, codes: np.ndarray, import_log: ImportLog) -> None:
    """Write the first usable position of each customer, where there is none yet."""
    if not {"lon", "lat"} <= table.columns.keys():
        return
    lon, lat = positions(table, codes >= 0, import_log)
    known = (codes >= 0) & ~np.isnan(lon)
    places = pd.DataFrame({"code": codes[known], "lon": lon[known], "lat": lat[known]}).drop_duplicates("code")
    places = places[frame["lon"].isna().to_numpy()[places["code"]]]
    for name in ("lon", "lat"):
        column = frame[name].to_numpy().copy()
        column[places["code"]] = places[name]
        frame[name] = column


def put_distributors(frame: pd.DataFrame, table: RawTable, codes: np.ndarray) -> None:
    """Write whether a distributor serves each customer; blank means that it buys direct."""
    if "distributor" not in table.columns:
        return
    told = np.array([0 if w.casefold() in NO else 1 for w in table.words["distributor"].texts] + [0], dtype=np.int8)
    put_first(frame, "distributor", codes, told[table.columns["distributor"]], np.int8(-1))


def positions(table: RawTable, of: np.ndarray, import_log: ImportLog) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes (n,), NaN where they are missing or can't be right; those ``of`` interest are listed."""
    lon, lat = table.columns["lon"], table.columns["lat"]
    given = of & ~np.isnan(lon) & ~np.isnan(lat)
    swapped = given & (np.abs(lat) > 90) & (np.abs(lon) <= 90)
    astray = given & ~swapped & ((np.abs(lat) > 90) | (np.abs(lon) > 180))
    sea = given & (lon == 0) & (lat == 0)
    for mask, reason in ((swapped, "swapped"), (astray, "off_globe"), (sea, "in_the_sea")):
        table.note(import_log, mask, "lon", RowStatus.KEPT, reason)
    good = given & ~swapped & ~astray & ~sea
    return np.where(good, lon, np.nan), np.where(good, lat, np.nan)
