"""An export, read and checked: what can be used of customers, orders, visits, reps, quotas, payouts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from salesim.errors import InputError, together
from salesim.export.currencies import currency_called
from salesim.export.dates import DATE_ORDERS, EPOCH, NO_DAY, in_year, read_period
from salesim.export.identity import ENOUGH, Register, register_of
from salesim.export.import_log import ImportLog, RowStatus
from salesim.export.kinds import KINDS
from salesim.export.order_amounts import amounts_of
from salesim.export.order_checks import net_credits, repeated_rows
from salesim.export.plan import Plan, TablePlan, wide_periods
from salesim.export.raw_table import MONEY, Progress, RawTable, Words, read_raw, said_no
from salesim.export.statuses import Reading, made_visits, sales_of
from salesim.phrase import Phrase
from salesim.wording import count
from salesim.wording.bounds import MAX_AMOUNT
from salesim.world.address_headings import ADDRESS_HEADINGS
from salesim.world.customer_file import NO, YES

LONGEST_ID = 200
PLACES = ("lon", "lat", *ADDRESS_HEADINGS)


class Funnel(NamedTuple):
    """How opportunities ended."""

    won: int
    lost: int
    open: int
    days: float  # from the day they were created to that on which they were won, the median; NaN if not known
    value: float  # of those won, the mean [money]


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
    currency : of its amounts; None if it does not say.
    funnel : of opportunities that have a stage; None if the export has no such.
    owners_by_orders : whether customers are taken as of the rep who sold to them last, as no table says whose they are.
    strangers : owners of customers whom the table of reps lacks, and ``of_strangers`` the codes of these customers.
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
    currency: str | None = None
    funnel: Funnel | None = None
    owners_by_orders: bool = False
    strangers: tuple[str, ...] = ()
    of_strangers: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))

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
    InputError if a column is missing, a file cannot be read, no order can be used, or it must be asked what is meant
    """
    if plan.faults:
        raise together(plan.faults)
    last = ((min(until, today or date.today()) if until else today or date.today()) - EPOCH).days
    too_late = "after_until" if until else "future"
    raw: dict[str, RawTable] = {}
    order = DATE_ORDERS[0]  # of days and months, as the orders' dates give away
    for kind in sorted(plan.tables.keys() - {"quotas", "payouts"}, key=lambda kind: (kind != "orders", kind)):
        raw[kind] = read_raw(kind, plan.tables[kind], import_log, {}, progress, order)
        order = raw[kind].date_order if order == DATE_ORDERS[0] else order
    orders = raw["orders"]
    if "lines" in raw:
        orders = with_lines(orders, raw["lines"], import_log)
    visits = raw.get("visits")
    clients = check_keys(raw.get("customers"), "customer", "name", import_log)
    people = check_keys(raw.get("reps"), "rep", "name", import_log)
    customers = register_of(clients, [orders, *([visits] if visits is not None else [])], "customer", "name")
    quotas = read_periods("quotas", "quota", plan, import_log, progress)
    payouts = read_periods("payouts", "pay", plan, import_log, progress)
    naming = [t for t in (orders, clients, visits, quotas, payouts) if t is not None]
    reps = register_of(people, naming, "rep", "name" if people is not None else "")

    counted, currency = check_orders(orders, plan, customers, reps, raw.get("payments"), last, too_late, import_log)
    if counted.empty:
        message = Phrase(
            "no order can be used: {n} rows ({in_short})", n=count(len(orders)), in_short=import_log.in_short()
        )
        raise InputError(message, file=plan.tables["orders"].sources[0].path)
    seen = check_visits(visits, customers, reps, last, too_late, import_log)
    frame = customer_frame(clients, [orders, *([visits] if visits is not None else [])], customers, reps, import_log)
    own_rep = counted[counted["rep"] >= 0].sort_values("day", kind="stable").groupby("customer")["rep"].last()
    unowned = (frame["rep"] < 0).to_numpy()
    by_orders = clients is None or "rep" not in clients.columns
    strangers, of_strangers = strange_owners(clients, customers, reps)
    if by_orders:
        frame.loc[unowned, "rep"] = own_rep.reindex(frame.index[unowned]).fillna(-1).astype(np.int32)
    return Export(
        keys=[key[:LONGEST_ID] for key in customers.keys],
        reps=reps.keys,
        customers=frame,
        orders=counted,
        visits=seen,
        quotas=check_periods(quotas, "quota", reps, import_log),
        payouts=check_periods(payouts, "pay", reps, import_log),
        n_distributors=count_distributors(raw, last, import_log),
        end=last if until else int(counted["day"].max()),
        import_log=import_log,
        plan=plan,
        n_listed=customers.listed or 0,
        n_reps=reps.listed or 0,
        currency=currency,
        funnel=funnel_of(orders, counted, import_log),
        owners_by_orders=by_orders,
        strangers=strangers,
        of_strangers=of_strangers,
    )


def funnel_of(table: RawTable, counted: pd.DataFrame, import_log: ImportLog) -> Funnel | None:
    """How the opportunities of a table ended that says in which stage each is; None if it says no stages."""
    if not {"stage", "won"} & table.columns.keys():
        return None
    rows = import_log.counts().set_index(["file", "reason"])["rows"]
    lost, left = (sum(int(rows.get((name, reason), 0)) for name in table.names) for reason in ("lost", "open"))
    days = np.nan
    if "created" in table.columns:
        sold = np.isin(table.columns["date"], counted["day"].unique())
        known = sold & (table.columns["created"] != NO_DAY) & (table.columns["date"] != NO_DAY)
        took = table.columns["date"][known] - table.columns["created"][known]
        days = float(np.median(took)) if len(took) else np.nan
    return Funnel(len(counted), lost, left, days, float(counted["amount"].mean()))


def strange_owners(clients: RawTable | None, customers: Register, reps: Register) -> tuple[tuple[str, ...], np.ndarray]:
    """Owners in the table of customers whom the table of reps lacks, and the codes of their customers."""
    if clients is None or "rep" not in clients.columns:
        return (), np.zeros(0, np.int64)
    is_strange = reps.codes(clients, "rep", None) == -2
    names = clients.words["rep"].text(np.unique(clients.columns["rep"][is_strange]))
    codes = customers.codes(clients, "customer", "name")[is_strange]
    return tuple(names.tolist()), np.unique(codes[codes >= 0])


def with_lines(heads: RawTable, lines: RawTable, import_log: ImportLog) -> RawTable:
    """The lines of orders with what their heads say; heads without a line keep their own amount.

    Statuses of both count. Lines whose number no order has are listed.
    """
    first = pd.Series(np.arange(len(heads)), index=heads.columns["order"])
    first = first[~first.index.duplicated() & (first.index != 0)]
    at = first.reindex(lines.columns["order"]).to_numpy()
    lines.note(import_log, np.isnan(at), "order", RowStatus.REJECTED, "no_order")
    lines, at = lines.take(~np.isnan(at)), at[~np.isnan(at)].astype(np.int64)
    columns = {name: values[at] for name, values in heads.columns.items() if name not in MONEY}
    words = dict(heads.words)
    for name, values in lines.columns.items():
        base = name.partition(" ")[0]
        free = name if name not in columns else f"{base} {1 + len([n for n in columns if n.partition(' ')[0] == base])}"
        if base == "order" or (name in columns and base not in ("status", "type", "rejected", "deleted")):
            continue
        columns[free] = values
        if name in lines.words:
            words[free] = lines.words[name]
    return RawTable(lines.names, lines.files, lines.lines, columns, words, lines.row, heads.signs | lines.signs)


def check_orders(
    table: RawTable,
    plan: Plan,
    customers: Register,
    reps: Register,
    payments: RawTable | None,
    last: int,
    too_late: str,
    import_log: ImportLog,
) -> tuple[pd.DataFrame, str | None]:
    """Orders that count, one row a line: customer, day, amount, rep, due, paid; and the currency of their amounts."""
    stated = plan.tables["orders"]
    amount = amounts_of(table, import_log)
    headings = {  # as the table calls its columns: "status", "status 2"
        f"{column} {i + 1}" if i else column: heading
        for column, found in stated.columns.items()
        for i, heading in enumerate(found)
    }
    meanings = {**stated.meanings, **(plan.tables["lines"].meanings if "lines" in plan.tables else {})}
    usable, is_credit = sales_of(Reading("orders", table, headings, meanings, amount), import_log)
    amount = np.where(is_credit, -np.abs(amount), amount)
    codes = who(table, customers, "customer", usable, import_log)
    usable &= codes >= 0
    usable &= in_time(table, usable, last, too_late, import_log)
    table.note(import_log, usable & without_amount(table, amount), "amount", RowStatus.REJECTED, "no_amount")
    usable &= ~np.isnan(amount)
    amount, currency = in_one_currency(table, usable, amount, stated)
    for bad, reason in ((amount == 0, "zero"), (np.abs(amount) > MAX_AMOUNT, "too_much")):
        table.note(import_log, usable & bad, "amount", RowStatus.REJECTED, reason)
        usable &= ~bad
    usable &= ~repeated_rows(table, codes, amount, usable, stated.repeats, import_log)
    amounts, usable = net_credits(table, codes, amount, usable, import_log)
    return pd.DataFrame(
        {
            "customer": codes[usable].astype(np.int32),
            "day": table.columns["date"][usable],
            "amount": amounts[usable],
            "rep": reps_of(table, reps, import_log)[usable],
            "due": optional_days(table, "due", usable),
            "paid": paid_days(table, payments, last, usable),
        }
    ), currency


def without_amount(table: RawTable, amount: np.ndarray) -> np.ndarray:
    """Mask (n,) of the rows of which no column says what they are worth, and no other row of their order does.

    Where only one column could say it, its cells are listed already.
    """
    lost = np.isnan(amount)
    if not lost.any() or sum(name in table.columns for name in ("amount", "line_amount", "order_total", "price")) < 2:
        return np.zeros(len(table), bool)
    if "order" in table.columns:
        number = table.columns["order"]
        lost &= ~np.isin(number, number[~np.isnan(amount) & (number != 0)])
    return lost


def in_one_currency(
    table: RawTable, usable: np.ndarray, amount: np.ndarray, stated: TablePlan
) -> tuple[np.ndarray, str | None]:
    """Amounts (n,) in one currency, and which; None if nothing tells. Several need a rate each.

    Raises
    ------
    InputError with the question, if amounts are in several currencies and no rates are stated
    """
    if "currency" not in table.columns:
        found = {currency_called(sign) for sign in table.signs} - {()}
        sure = {one[0] for one in found if len(one) == 1}
        return amount, stated.currency or (sure.pop() if len(sure) == 1 else None)
    codes = table.columns["currency"]
    texts = table.words["currency"].texts
    told = [currency_called(text) for text in texts]
    sure = {one[0] for one in told if len(one) == 1}
    # ¥ beside 元 is the same one
    called = [next((c for c in may if c in sure), (may or (text,))[0]) for may, text in zip(told, texts)]
    worth = {}
    for name in dict.fromkeys(called):
        rows = usable & (codes >= 0) & np.isin(codes, [i for i, other in enumerate(called) if other == name])
        if rows.any():
            worth[name] = (int(rows.sum()), float(np.abs(amount[rows]).sum()), rows)
    if not worth:
        return amount, stated.currency
    main = stated.currency or max(worth, key=lambda name: worth[name][0])
    missing = [name for name in worth if name != main and name not in stated.rates]
    if missing:
        parts = ", ".join(f"{name}: {count(n)} x, {count(total, decimals=2)}" for name, (n, total, _) in worth.items())
        message = Phrase(
            "amounts are in several currencies ({parts}); say in columns.yaml what one unit is worth in {main}: "
            "orders: {{rates: {{{missing}: 1.1}}}}", parts=parts, main=main, missing=missing[0],
        )  # fmt: skip
        raise InputError(message, "orders.rates", ", ".join(missing), file=stated.sources[0].path)
    for name, (_, _, rows) in worth.items():
        if name != main:
            amount = np.where(rows, amount * stated.rates[name], amount)
    return amount, main


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
    frame = pd.DataFrame({"file": table.files, "who": table.columns[key], "alias": table.columns.get("alias", 0)})
    again = frame.duplicated().to_numpy() & (frame["who"].to_numpy() >= 0) & named
    table.note(import_log, again, key, RowStatus.REJECTED, f"{number}_twice")
    return table.take(named & ~again)


def who(table: RawTable, register: Register, column: str, of: np.ndarray, import_log: ImportLog) -> np.ndarray:
    """Code of the customer whom each row means (n,), below 0 without; those of the rows ``of`` interest are listed."""
    codes = register.codes(table, column, "name")
    if "remark" in table.columns and not (codes >= 0).any():
        told = register.codes(table, "remark", None)
        if (told >= 0).mean() >= ENOUGH:
            codes = told
    shown = next((name for name in (column, "name", "remark") if name in table.columns), column)
    table.note(import_log, of & (codes == -1), shown, RowStatus.REJECTED, "blank")
    table.note(import_log, of & (codes == -2), shown, RowStatus.REJECTED, f"unknown_{column}")
    return codes


def in_time(table: RawTable, usable: np.ndarray, last: int, reason: str, import_log: ImportLog) -> np.ndarray:
    """Mask (n,) of rows whose date is usable and not after the last day."""
    days = table.columns["date"]
    late = usable & (days > last)
    table.note(import_log, late, "date", RowStatus.REJECTED, reason)
    return (days != NO_DAY) & ~late


def reps_of(table: RawTable, reps: Register, import_log: ImportLog) -> np.ndarray:
    """Code of the rep that each row names (n,), -1 without; those that the table of reps lacks are listed."""
    if "rep" not in table.columns:
        return np.full(len(table), -1, np.int32)
    codes = reps.codes(table, "rep", None)
    table.note(import_log, codes == -2, "rep", RowStatus.KEPT, "unknown_rep_kept")
    return np.maximum(codes, -1).astype(np.int32)


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
    customers: Register,
    reps: Register,
    last: int,
    too_late: str,
    import_log: ImportLog,
) -> pd.DataFrame | None:
    """Visits that count: customer and day, one a day, rep and customer."""
    if table is None:
        return None
    usable = made_visits(table, import_log)
    codes = who(table, customers, "customer", usable, import_log)
    usable &= codes >= 0
    usable &= in_time(table, usable, last, too_late, import_log)
    rep = reps_of(table, reps, import_log)
    frame = pd.DataFrame({"customer": codes.astype(np.int32), "day": table.columns["date"], "rep": rep})
    again = np.zeros(len(table), bool)
    again[np.flatnonzero(usable)] = frame[usable].duplicated().to_numpy()
    table.note(import_log, again, "date", RowStatus.REJECTED, "visit_twice")
    return frame[usable & ~again].reset_index(drop=True)


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
            "industry": "",
            "rep": np.int32(-1),
            "distributor": np.int8(-1),
            "first_day": NO_DAY,
        },
        index=pd.RangeIndex(n),
    )
    if own is not None:
        codes = customers.codes(own, "customer", "name")
        put_texts(frame, own, codes, ("name", *ADDRESS_HEADINGS, "industry"))
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


def read_periods(kind: str, value: str, plan: Plan, import_log: ImportLog, progress: Progress) -> RawTable | None:
    """Quotas or payouts as rows of rep, period and value, also where months stand in columns; None without them."""
    if kind not in plan.tables:
        return None
    table = plan.tables[kind]
    words: dict[str, Words] = {}
    pieces = []
    for source in table.sources:
        alone = replace(table, sources=(source,))
        if table.headings(source, "period", KINDS[kind]):
            pieces.append(read_raw(kind, alone, import_log, words, progress))
            continue
        for heading, period in wide_periods(source).items():
            columns = {**{c: h for c, h in table.columns.items() if c != "period"}, value: (heading,)}
            piece = read_raw(kind, replace(alone, columns=columns), import_log, words, progress)
            piece.columns["period"] = np.full(len(piece), words.setdefault("period", Words()).code(period))
            pieces.append(piece)
    names = [name for piece in pieces for name in piece.names]
    first = np.cumsum([0, *(len(piece.names) for piece in pieces)])
    files = np.concatenate([piece.files + start for piece, start in zip(pieces, first)])
    shared = set.intersection(*(set(piece.columns) for piece in pieces))
    joined = {c: np.concatenate([piece.columns[c] for piece in pieces]) for c in shared}
    return RawTable(names, files, np.concatenate([p.lines for p in pieces]), joined, words, np.zeros(0, np.uint64))


def check_periods(table: RawTable | None, value: str, reps: Register, import_log: ImportLog) -> pd.DataFrame | None:
    """Quotas or payouts that count: rep, first_day, last_day, months, amount."""
    if table is None:
        return None
    rep = reps.codes(table, "rep", None)
    table.note(import_log, rep == -1, "rep", RowStatus.REJECTED, "blank")
    table.note(import_log, rep == -2, "rep", RowStatus.REJECTED, "unknown_rep")
    usable = (rep >= 0) & ~np.isnan(table.columns[value])
    code, texts = table.columns["period"], [*table.words["period"].texts, ""]
    if "year" in table.columns:  # "2024" and "Q1", "1季度" or "March" in columns of their own
        years = [*table.words["year"].texts, ""]
        pairs = pd.DataFrame({"year": table.columns["year"], "period": code})
        code = pairs.groupby(["year", "period"]).ngroup().to_numpy()
        distinct = pairs.assign(code=code).drop_duplicates("code").sort_values("code")
        texts = [in_year(texts[p], years[y]) for p, y in zip(distinct["period"], distinct["year"])]
    periods = [read_period(text) for text in texts]
    months = np.array([found[1] for found in periods])[code]
    table.note(import_log, usable & (months == 0), "period", RowStatus.REJECTED, "no_period")
    usable &= months > 0
    ends = np.array([found[0] or (0, 0) for found in periods])[code]
    return pd.DataFrame(
        {
            "rep": rep[usable],
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
        table.note(import_log, table.columns["distributor"] < 0, "distributor", RowStatus.REJECTED, "blank")
        usable = table.columns["distributor"] >= 0
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
