"""An export, read and checked: what can be used of customers, orders, visits, reps, quotas, payouts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from salesim.calibrate.cells import EPOCH, NO_DAY, read_period
from salesim.calibrate.headings import Plan
from salesim.calibrate.import_log import ImportLog, RowStatus
from salesim.calibrate.order_checks import net_credits, repeated_rows
from salesim.calibrate.raw_table import Progress, RawTable, Words, read_raw
from salesim.errors import InputError, together
from salesim.phrase import Phrase
from salesim.wording import count
from salesim.wording.bounds import MAX_AMOUNT
from salesim.world.address_headings import ADDRESS_HEADINGS
from salesim.world.customer_file import NO, YES

LONGEST_ID = 200


@dataclass
class Export:
    """What an export says, after the checks; customers and reps by code.

    Parameters
    ----------
    keys : each customer's id, by code; reps likewise.
    customers : one row a customer by code: name, lon, lat, postcode, city, state, country, address, industry, rep
        (code, -1 unknown), distributor
        (0 no, 1 yes, -1 unknown), first_day (since 1970, `NO_DAY` unknown).
    orders : customer, day, amount, rep (code, -1), due, paid (days, `NO_DAY`); one row a line that counts.
    visits : customer, day; None if there is no such table.
    quotas, payouts : rep, first_day, last_day, months, amount; None likewise.
    n_distributors : distributors named anywhere; 0 if the export does not speak of any.
    end : the last day that the export covers.
    """

    keys: list[str]
    reps: list[str]
    customers: pd.DataFrame
    orders: pd.DataFrame
    visits: pd.DataFrame | None
    quotas: pd.DataFrame | None
    payouts: pd.DataFrame | None
    n_distributors: int
    end: int
    import_log: ImportLog
    plan: Plan
    n_listed: int  # customers in their own table; 0 without one
    n_reps: int  # reps in theirs; 0 without one

    @property
    def has_customers(self) -> bool:
        return self.n_listed > 0

    @property
    def start(self) -> int:
        """Day of the first order."""
        return int(self.orders["day"].min())


def read_export(
    plan: Plan, until: date | None, progress: Progress, import_log: ImportLog, today: date | None = None
) -> Export:
    """Read and check all tables of a plan.

    Parameters
    ----------
    until : the last day that the export covers; later rows are refused. By default the day of the latest order.
    progress : called with a file's name and how many of its rows are read.
    import_log : filled with the rows that are not simply used, also if the export turns out to be of no use.
    today : rows after it lie in the future.

    Raises
    ------
    InputError if a column is missing, a file cannot be read, or no order can be used
    """
    if plan.faults:
        raise together(plan.faults)
    last = ((min(until, today or date.today()) if until else today or date.today()) - EPOCH).days
    too_late = "after_until" if until else "future"
    words: dict[str, Words] = {"customer": Words(), "rep": Words()}
    raw: dict[str, RawTable] = {}
    for kind in ("customers", "reps", *plan.tables):
        if kind in plan.tables and kind not in raw:
            raw[kind] = read_raw(kind, plan.tables[kind], import_log, words, progress)
    known = check_keys(raw.get("customers"), "customer", import_log)
    known_reps = check_keys(raw.get("reps"), "rep", import_log)

    table = raw["orders"]
    usable = usable_rows(table, "customer", known, import_log)
    usable &= in_time(table, usable, last, too_late, import_log)
    amount = table.columns["amount"]
    usable &= ~np.isnan(amount)
    for bad, reason in ((amount == 0, "zero"), (np.abs(amount) > MAX_AMOUNT, "too_much")):
        table.note(import_log, usable & bad, "amount", RowStatus.REJECTED, reason)
        usable &= ~bad
    usable &= ~repeated_rows(table, usable, import_log)
    amounts, usable = net_credits(table, usable, import_log)
    if not usable.any():
        message = Phrase(
            "no order can be used: {n} rows ({in_short})", n=count(len(table)), in_short=import_log.in_short()
        )
        raise InputError(message, file=plan.tables["orders"].sources[0].path)
    orders = pd.DataFrame(
        {
            "customer": table.columns["customer"][usable].astype(np.int32),
            "day": table.columns["date"][usable],
            "amount": amounts[usable],
            "rep": reps_of(table, known_reps, import_log)[usable],
            "due": optional_days(table, "due", usable),
            "paid": paid_days(table, raw.get("payments"), last, usable),
        }
    )
    visits = check_visits(raw.get("visits"), known, known_reps, last, too_late, import_log)
    customers = customer_frame(raw.get("customers"), known, len(words["customer"].texts), known_reps, import_log)
    return Export(
        keys=[key[:LONGEST_ID] for key in words["customer"].texts],
        reps=words["rep"].texts,
        customers=customers,
        orders=orders,
        visits=visits,
        quotas=check_periods(raw.get("quotas"), "quota", known_reps, import_log),
        payouts=check_periods(raw.get("payouts"), "pay", known_reps, import_log),
        n_distributors=count_distributors(raw, last, import_log),
        end=last if until else int(orders["day"].max()),
        import_log=import_log,
        plan=plan,
        n_listed=len(known) if known is not None else 0,
        n_reps=len(known_reps) if known_reps is not None else 0,
    )


def check_keys(table: RawTable | None, column: str, import_log: ImportLog) -> np.ndarray | None:
    """Codes of the customers (or reps) that their own table lists; None without such a table."""
    if table is None:
        return None
    codes = table.columns[column]
    table.note(import_log, codes < 0, column, RowStatus.REJECTED, "blank")
    again = pd.Series(codes).duplicated().to_numpy() & (codes >= 0)
    table.note(import_log, again, column, RowStatus.REJECTED, f"{column}_twice")
    return np.unique(codes[codes >= 0])


def usable_rows(table: RawTable, column: str, known: np.ndarray | None, import_log: ImportLog) -> np.ndarray:
    """Mask (n,) of rows that name a customer (or rep) who is known; the others are listed."""
    codes = table.columns[column]
    table.note(import_log, codes < 0, column, RowStatus.REJECTED, "blank")
    usable = codes >= 0
    if known is not None:
        stranger = usable & ~np.isin(codes, known)
        table.note(import_log, stranger, column, RowStatus.REJECTED, f"unknown_{column}")
        usable &= ~stranger
    return usable


def in_time(table: RawTable, usable: np.ndarray, last: int, reason: str, import_log: ImportLog) -> np.ndarray:
    """Mask (n,) of rows whose date is usable and not after the last day."""
    days = table.columns["date"]
    late = usable & (days > last)
    table.note(import_log, late, "date", RowStatus.REJECTED, reason)
    return (days != NO_DAY) & ~late


def reps_of(table: RawTable, known: np.ndarray | None, import_log: ImportLog) -> np.ndarray:
    """Code of the rep that each row names (n,), -1 without; those that the table of reps lacks are listed."""
    if "rep" not in table.columns:
        return np.full(len(table), -1, np.int32)
    codes = table.columns["rep"]
    if known is None:
        return codes
    stranger = (codes >= 0) & ~np.isin(codes, known)
    table.note(import_log, stranger, "rep", RowStatus.KEPT, "unknown_rep_kept")
    return np.where(stranger, -1, codes)


def optional_days(table: RawTable, column: str, usable: np.ndarray) -> np.ndarray:
    """Days of an optional column, `NO_DAY` where there is none."""
    return table.columns[column][usable] if column in table.columns else np.full(int(usable.sum()), NO_DAY)


def paid_days(table: RawTable, payments: RawTable | None, last: int, usable: np.ndarray) -> np.ndarray:
    """The day on which each order was paid, from its own row or the latest payment with its number."""
    paid = optional_days(table, "paid", usable)
    if payments is not None and "order" in table.columns:
        on_time = (payments.columns["paid"] != NO_DAY) & (payments.columns["order"] != 0)
        frame = pd.DataFrame({name: payments.columns[name][on_time] for name in ("order", "paid")})
        latest = frame.groupby("order")["paid"].max()
        numbers = pd.Series(table.columns["order"][usable])
        found = numbers.map(latest).where(numbers != 0)
        paid = np.where(found.notna(), found.fillna(0).astype(np.int64), paid)
    return np.where(paid > last, NO_DAY, paid)


def check_visits(
    table: RawTable | None,
    known: np.ndarray | None,
    reps: np.ndarray | None,
    last: int,
    too_late: str,
    import_log: ImportLog,
) -> pd.DataFrame | None:
    """Visits that count: customer and day, one a day, rep and customer."""
    if table is None:
        return None
    usable = usable_rows(table, "customer", known, import_log)
    usable &= in_time(table, usable, last, too_late, import_log)
    rep = reps_of(table, reps, import_log)
    frame = pd.DataFrame({"customer": table.columns["customer"], "day": table.columns["date"], "rep": rep})
    again = np.zeros(len(table), bool)
    again[np.flatnonzero(usable)] = frame[usable].duplicated().to_numpy()
    table.note(import_log, again, "date", RowStatus.REJECTED, "visit_twice")
    return frame[usable & ~again].reset_index(drop=True)


def customer_frame(
    table: RawTable | None, known: np.ndarray | None, n: int, reps: np.ndarray | None, import_log: ImportLog
) -> pd.DataFrame:
    """The customers' own columns by code, unknown where the export says nothing."""
    frame = pd.DataFrame(
        {
            "name": "",
            "lon": np.nan,
            "lat": np.nan,
            **dict.fromkeys(ADDRESS_HEADINGS, ""),
            "industry": "",
            "rep": np.int32(-1),
            "distributor": np.int8(-1),
            "first_day": NO_DAY,
        },
        index=pd.RangeIndex(n),
    )
    if table is None or known is None:
        return frame
    codes = table.columns["customer"]
    rows = np.flatnonzero((codes >= 0) & ~pd.Series(codes).duplicated().to_numpy())
    at = codes[rows]
    for column in ("name", *ADDRESS_HEADINGS, "industry"):
        if column in table.columns:
            texts = frame[column].to_numpy(object)
            texts[at] = table.words[column].text(table.columns[column][rows])
            frame[column] = texts
    rep, first_day = frame["rep"].to_numpy().copy(), frame["first_day"].to_numpy().copy()
    rep[at] = reps_of(table, reps, import_log)[rows]
    if "first_order" in table.columns:
        first_day[at] = table.columns["first_order"][rows]
    frame["rep"], frame["first_day"] = rep, first_day
    if "lon" in table.columns and "lat" in table.columns:
        lon, lat = positions(table, import_log)
        for name, values in (("lon", lon), ("lat", lat)):
            column = frame[name].to_numpy().copy()
            column[at] = values[rows]
            frame[name] = column
    if "distributor" in table.columns:
        words = table.words["distributor"]
        told = np.array([0 if w.casefold() in NO else 1 for w in words.texts] + [-1], dtype=np.int8)
        served = frame["distributor"].to_numpy().copy()
        served[at] = told[table.columns["distributor"][rows]]
        frame["distributor"] = np.where((served < 0) & np.isin(np.arange(n), at), 0, served)  # blank: buys direct
    return frame


def positions(table: RawTable, import_log: ImportLog) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes (n,), NaN where they are missing or can't be right; those are listed."""
    lon, lat = table.columns["lon"], table.columns["lat"]
    given = ~np.isnan(lon) & ~np.isnan(lat)
    swapped = given & (np.abs(lat) > 90) & (np.abs(lon) <= 90)
    astray = given & ~swapped & ((np.abs(lat) > 90) | (np.abs(lon) > 180))
    sea = given & (lon == 0) & (lat == 0)
    for mask, reason in ((swapped, "swapped"), (astray, "off_globe"), (sea, "in_the_sea")):
        table.note(import_log, mask, "lon", RowStatus.KEPT, reason)
    good = given & ~swapped & ~astray & ~sea
    return np.where(good, lon, np.nan), np.where(good, lat, np.nan)


def check_periods(
    table: RawTable | None, value: str, reps: np.ndarray | None, import_log: ImportLog
) -> pd.DataFrame | None:
    """Quotas or payouts that count: rep, first_day, last_day, months, amount."""
    if table is None:
        return None
    usable = usable_rows(table, "rep", reps, import_log) & ~np.isnan(table.columns[value])
    periods = [read_period(text) for text in table.words["period"].texts] + [(None, 0)]
    code = table.columns["period"]
    months = np.array([found[1] for found in periods])[code]
    table.note(import_log, usable & (months == 0), "period", RowStatus.REJECTED, "no_period")
    usable &= months > 0
    ends = np.array([found[0] or (0, 0) for found in periods])[code]
    return pd.DataFrame(
        {
            "rep": table.columns["rep"][usable],
            "first_day": ends[usable, 0],
            "last_day": ends[usable, 1],
            "months": months[usable],
            "amount": table.columns[value][usable],
        }
    )


def count_distributors(raw: dict[str, RawTable], last: int, import_log: ImportLog) -> int:
    """Distributors that the tables name; at least one if customers are said to be served by some."""
    table = raw.get("distributor_orders")
    codes = []
    if table is not None:
        usable = usable_rows(table, "distributor", None, import_log)
        usable &= in_time(table, usable, last, "future", import_log)
        codes.append(table.columns["distributor"][usable])
    customers = raw.get("customers")
    if customers is not None and "distributor" in customers.columns:
        words = customers.words["distributor"].texts
        named = [i for i, word in enumerate(words) if word.casefold() not in YES + NO]
        codes.append(np.array(named, dtype=np.int64))
        if not named and any(word.casefold() in YES for word in words):
            codes.append(np.array([-2]))
    return len(np.unique(np.concatenate(codes))) if codes else 0
