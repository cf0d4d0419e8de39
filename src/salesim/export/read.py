"""An export, read and checked: what can be used of customers, orders, visits, reps, quotas, payouts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from salesim.errors import InputError, together
from salesim.export.currencies import currency_called
from salesim.export.customers import check_keys, customer_frame, reps_of, strange_owners
from salesim.export.dates import DATE_ORDERS, EPOCH, NO_DAY
from salesim.export.identity import Register, register_of
from salesim.export.import_log import ImportLog, RowStatus
from salesim.export.month_counts import counts_of_orders
from salesim.export.months import last_day, months_of_days
from salesim.export.order_amounts import amounts_of
from salesim.export.order_checks import net_credits, repeated_rows
from salesim.export.periods import check_periods, read_periods
from salesim.export.plan import Plan, TablePlan
from salesim.export.product_lines import products_of
from salesim.export.raw_table import MONEY, Progress, RawTable, read_raw
from salesim.export.row_checks import in_time, optional_days, who
from salesim.export.statuses import Reading, sales_of
from salesim.export.visits import check_visits
from salesim.phrase import Phrase
from salesim.wording import count
from salesim.wording.bounds import MAX_AMOUNT
from salesim.world.customer_file import NO, YES

LONGEST_ID = 200
WORTH = ("amount", "line_amount", "order_total")


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
    customers : one row a customer by code: name, lon, lat, postcode, city, state, country, address, industry, size,
        channel, territory (name), rep (code, -1 unknown), distributor (0 no, 1 yes, -1 unknown), first_day (since
        1970, `NO_DAY` unknown).
    orders : customer, day, amount, rep (code, -1), due, paid (days, `NO_DAY`), count, product (code, -1); one row a
        line that counts.
        ``count`` is how many orders a row that stands for a month has, else 1.
    visits : customer, day, rep, count (visits of the row); None if there is no such table.
    quotas, payouts : rep, first_day, last_day, months, amount; None likewise.
    n_distributors : distributors named anywhere; 0 if the export does not speak of any.
    end : the last day that the export covers.
    currency : of its amounts; None if it does not say.
    funnel : of opportunities that have a stage; None if the export has no such.
    owners_by_orders : whether customers are taken as of the rep who sold to them last, as no table says whose they are.
    worth : headings under which the amounts stand, and ``not_worth`` those of other amounts beside them.
    strangers : owners of customers whom the table of reps lacks, and ``of_strangers`` the codes of these customers.
    orders_by : what the count of a row that stands for a month is from ("count", "rows", "quantity", "amount"); empty
        where rows are orders of a day.
    visits_by_month : whether visits are counted by month.
    months_numbered : whether it is not known which months they are.
    products : names of the product lines, by code, and ``product_heading`` under which they stand.
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
    worth: tuple[str, ...] = ()
    not_worth: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    of_strangers: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))
    orders_by: str = ""
    visits_by_month: bool = False
    months_numbered: bool = False
    products: tuple[str, ...] = ()
    product_heading: str = ""

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

    counted, currency, worth, by = check_orders(
        orders, plan, customers, reps, raw.get("payments"), last, too_late, import_log
    )
    beside = [
        heading
        for column in WORTH
        for heading in plan.tables["orders"].columns.get(column, ())
        if column in orders.columns and column != worth
    ]
    if counted.empty:
        message = Phrase(
            "no order can be used: {n} rows ({in_short})", n=count(len(orders)), in_short=import_log.in_short()
        )
        raise InputError(message, file=plan.tables["orders"].sources[0].path)
    seen, by_month = check_visits(visits, customers, reps, last, too_late, import_log)
    product, products, product_heading = products_of(
        orders, [plan.tables[k] for k in ("lines", "orders") if k in plan.tables]
    )
    counted["product"] = product[counted.index]
    counted = counted.reset_index(drop=True)
    end = int(counted["day"].max())
    if by:
        end = min(last_day(int(months_of_days(np.array([end]))[0])), last)
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
        end=last if until else end,
        import_log=import_log,
        plan=plan,
        n_listed=customers.listed or 0,
        n_reps=reps.listed or 0,
        currency=currency,
        funnel=funnel_of(orders, counted, import_log),
        owners_by_orders=by_orders,
        worth=plan.tables["orders"].columns.get(worth, ()),
        not_worth=tuple(beside),
        strangers=strangers,
        of_strangers=of_strangers,
        orders_by=by,
        visits_by_month=by_month,
        months_numbered=orders.is_numbered,
        products=products,
        product_heading=product_heading,
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


def with_lines(heads: RawTable, lines: RawTable, import_log: ImportLog) -> RawTable:
    """The lines of orders with what their heads say; statuses of both count.

    Lines whose number no order has are listed, and orders that have no line.
    """
    first = pd.Series(np.arange(len(heads)), index=heads.columns["order"])
    first = first[~first.index.duplicated() & (first.index != 0)]
    at = first.reindex(lines.columns["order"]).to_numpy()
    lines.note(import_log, np.isnan(at), "order", RowStatus.REJECTED, "no_order")
    bare = ~np.isin(heads.columns["order"], lines.columns["order"])
    worth = next((heads.columns[c] for c in ("amount", "order_total") if c in heads.columns), None)
    heads.note(import_log, bare, "order", RowStatus.REJECTED, "no_line", money=worth)
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
) -> tuple[pd.DataFrame, str | None, str, str]:
    """Orders that count, one row a line; the currency and column of amounts; what rows that are months count.

    The orders: customer, day, amount, rep, due, paid, count; their index is the row of the table.
    """
    stated = plan.tables["orders"]
    amount, worth = amounts_of(table, import_log)
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
    counts, by = counts_of_orders(table, codes, amounts, usable)
    return (
        pd.DataFrame(
            {
                "customer": codes[usable].astype(np.int32),
                "day": table.columns["date"][usable],
                "amount": amounts[usable],
                "rep": reps_of(table, reps, import_log)[usable],
                "due": optional_days(table, "due", usable),
                "paid": paid_days(table, payments, last, usable),
                "count": counts[usable],
            },
            index=np.flatnonzero(usable),
        ),
        currency,
        worth,
        by,
    )


def without_amount(table: RawTable, amount: np.ndarray) -> np.ndarray:
    """Mask (n,) of the rows of which no column says what they are worth, and no other row of their order does.

    Where only one column could say it, its cells are listed already.
    """
    lost = np.isnan(amount)
    if not lost.any() or sum(name in table.columns for name in (*WORTH, "price")) < 2:
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
