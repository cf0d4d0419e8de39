"""What an export may hold, and under which headings: recognized in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from salesim.calibrate.source import Source
from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase, either
from salesim.world.address_headings import ADDRESS_HEADINGS

ALIKE = 0.75  # of a heading to be named as the one that may be meant
DATE_ORDERS = ("auto", "day first", "month first")


@dataclass(frozen=True)
class Kind:
    """A table of an export.

    Parameters
    ----------
    files : words in the name of a file or sheet that say what it holds.
    required, optional : columns, each with the headings under which it is known.
    """

    files: tuple[str, ...]
    required: dict[str, tuple[str, ...]]
    optional: dict[str, tuple[str, ...]]

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        return {**self.required, **self.optional}


def listed(words: str) -> tuple[str, ...]:
    """Headings, written one after the other."""
    return tuple(words.split())


CUSTOMER = listed(
    "customer customer_id customer_no client account account_id cust_id 客户编号 客户ID 客户编码 客户代码 客户号 客户"
)
REP = listed(
    "rep rep_id sales_rep salesperson owner owner_id employee employee_id seller "
    "销售代表 业务员 销售人员 代表编号 工号 员工编号 负责人 业务代表 销售 代表"
)
DISTRIBUTOR = listed("distributor distributor_id dealer 经销商 经销商编号 经销 代理商")
PERIOD = listed("period quarter month 季度 月份 期间 考核期 年月")
AMOUNT = listed(
    "amount amount_cny value sales total revenue order_value order_amount net_amount "
    "金额 订单金额 销售额 成交金额 含税金额 总金额"
)
ORDER = listed("order order_id order_no order_number 订单编号 订单号 单号 订单ID")
PAID = listed("paid paid_date payment_date date_paid 回款日期 付款日期 到账日期 收款日期")
SINCE = listed(
    "first_order first_order_date created created_at created_date customer_since "
    "首单日期 建档日期 创建日期 开户日期 合作日期 首次下单日期"
)
ORDERED = listed(
    "date order_date ordered ordered_at transaction_date purchase_date "
    "下单日期 订单日期 日期 成交日期 下单时间 交易日期"
)
VISITED = listed("date visit_date visited visited_at call_date 拜访日期 日期 拜访时间 走访日期")
PAY = listed("pay payout total_pay gross gross_pay pay_cny 应发 应发合计 薪酬 工资 实发 金额 amount")
QUOTA = listed("quota target quota_amount target_cny 目标 销售目标 目标金额 指标")

KINDS: dict[str, Kind] = {
    "customers": Kind(
        files=("customer", "client", "account", "客户"),
        required={"customer": ("id", *CUSTOMER, "编号")},
        optional={
            "name": ("name", "customer_name", "客户名称", "名称"),
            "lon": ("lon", "lng", "longitude", "经度"),
            "lat": ("lat", "latitude", "纬度"),
            **ADDRESS_HEADINGS,
            "industry": ("industry", "sector", "行业", "所属行业"),
            "rep": (*REP, "territory", "区域", "销售区域"),
            "distributor": DISTRIBUTOR,
            "first_order": SINCE,
        },
    ),
    "orders": Kind(
        files=("order", "sales", "transaction", "订单", "销售明细", "成交", "流水"),
        required={"customer": CUSTOMER, "date": ORDERED, "amount": AMOUNT},
        optional={
            "order": ORDER,
            "rep": REP,
            "due": ("due", "due_date", "到期日", "应付日期", "应收日期", "到期日期"),
            "paid": PAID,
        },
    ),
    "visits": Kind(
        files=("visit", "call", "activity", "拜访", "走访"),
        required={"customer": CUSTOMER, "date": VISITED},
        optional={"rep": REP},
    ),
    "reps": Kind(
        files=("rep", "staff", "salespeople", "employee", "销售代表", "业务员", "员工", "人员"),
        required={"rep": ("id", *REP, "编号")},
        optional={"name": ("name", "rep_name", "姓名", "名称")},
    ),
    "payments": Kind(
        files=("payment", "receipt", "回款", "收款"),
        required={"order": ORDER, "paid": (*PAID, "date", "日期")},
        optional={},
    ),
    "quotas": Kind(
        files=("target", "quota", "目标", "指标"),
        required={"rep": REP, "period": PERIOD, "quota": QUOTA},
        optional={},
    ),
    "payouts": Kind(
        files=("payout", "payroll", "commission", "salary", "薪酬", "工资", "奖金", "提成"),
        required={"rep": REP, "period": PERIOD, "pay": PAY},
        optional={},
    ),
    "distributor_orders": Kind(
        files=("distributor_order", "dealer_order", "经销商订单", "经销商进货", "进货"),
        required={"distributor": DISTRIBUTOR, "date": (*ORDERED, "进货日期"), "amount": (*AMOUNT, "进货金额")},
        optional={},
    ),
}


@dataclass(frozen=True)
class TablePlan:
    """How one table is read.

    Parameters
    ----------
    sources : its files; rows of all of them together.
    columns : heading of each column that there is.
    date_order : how dates such as 03/04/2025 are meant, one of `DATE_ORDERS`.
    amount_unit : how much money an amount of 1 stands for; 10,000 where amounts are in 万元.
    """

    sources: tuple[Source, ...]
    columns: dict[str, str]
    date_order: str = "auto"
    amount_unit: float = 1.0


@dataclass(frozen=True)
class Plan:
    """How an export is read: its tables by kind, files that are not used, and headings nobody needs."""

    tables: dict[str, TablePlan]
    unused: tuple[str, ...] = ()
    faults: tuple[InputError, ...] = field(default=())


def propose(sources: Sequence[Source]) -> Plan:
    """Which file is which, by its name or else its headings, and which heading holds what.

    What keeps the plan from being carried out (no orders, a missing column) is in its ``faults``.
    """
    of_kind: dict[str, list[Source]] = {}
    unused = []
    for source in sources:
        kind = kind_of(source)
        of_kind.setdefault(kind, []).append(source) if kind else unused.append(source.name)
    tables: dict[str, TablePlan] = {}
    faults: list[InputError] = []
    for kind, found in of_kind.items():
        columns = match_columns(KINDS[kind], found[0].headings)
        tables[kind] = TablePlan(tuple(found), columns, amount_unit=unit_of(columns))
        faults += missing_columns(kind, tables[kind])
    if "orders" not in tables:
        names = ", ".join(f"'{source.name}'" for source in sources[:5])
        message = Phrase("none of the files looks like a table of orders: {names}", names=names)
        faults.append(
            InputError(message, "orders", allowed="columns customer, date and amount (客户编号, 下单日期, 金额)")
        )
    return Plan({kind: tables[kind] for kind in KINDS if kind in tables}, tuple(unused), tuple(faults))


def kind_of(source: Source) -> str | None:
    """The table that a file holds: by its name, else by its columns.

    Where the name says two things ("customer visits"), the table counts whose columns are there, most of them first.
    """
    name = source.sheet or source.path.stem
    is_named = any(says(name, word) for table in KINDS.values() for word in table.files)
    if not is_named and source.is_empty:
        return None
    ranks = []
    for kind, table in KINDS.items():
        found = match_columns(table, source.headings)
        is_complete = table.required.keys() <= found.keys()
        word = max((len(word) for word in table.files if says(name, word)), default=0)
        if word or (is_complete and len(found) > 1):  # a lone id column says nothing
            ranks.append((word > 0, is_complete, len(found), word, kind))
    return max(ranks)[-1] if ranks else None


def says(name: str, word: str) -> bool:
    """Whether a file's name has a word in it, one or many of it; in Chinese anywhere.

    >>> says("Orders 2024", "order"), says("report", "rep"), says("客户订单", "订单")
    (True, False, True)
    """
    name = name.casefold()
    if not word.isascii():
        return word in name
    return re.search(rf"(?<![a-z]){word.replace('_', '[ _-]*')}s?(?![a-z])", name) is not None


def match_columns(kind: Kind, headings: Sequence[str]) -> dict[str, str]:
    """The heading of each column that is there; a heading serves one column, the words' order decides."""
    by_word: dict[str, str] = {}
    for heading in headings:
        by_word.setdefault(plain(without_unit(heading)), heading)
    found: dict[str, str] = {}
    for column, words in kind.columns.items():
        known = [by_word[plain(word)] for word in (column, *words) if plain(word) in by_word]
        if known and known[0] not in found.values():
            found[column] = known[0]
    return found


def missing_columns(kind: str, table: TablePlan) -> Iterator[InputError]:
    """A fault for each column that a table lacks, and for each further file whose headings differ from the first's."""
    first = table.sources[0]
    strangers = [h for h in first.headings if h and h not in table.columns.values()]
    for column, words in KINDS[kind].required.items():
        if column not in table.columns:
            near = next((n for word in (column, *words) if (n := nearest_name(word, strangers, ALIKE))), None)
            message = Phrase("this column is missing")
            if near:
                message = Phrase("this column is missing; is it the one headed '{near}'?", near=near)
            allowed = either(dict.fromkeys((words[0], next((w for w in words if not w.isascii()), words[0]))))
            yield InputError(message, f"{kind}.{column}", allowed=allowed, file=first.path, line=1)
    for column, heading in table.columns.items():
        if first.headings.count(heading) > 1:
            message = Phrase("two columns have this heading; give one of them another")
            yield InputError(message, f"{kind}.{column}", heading, file=first.path)
    for source in table.sources[1:]:
        for column, heading in table.columns.items():
            if heading not in source.headings:
                lacking = Phrase("this column is missing, which {name} has", name=first.name)
                close = nearest_name(heading, source.headings, ALIKE)
                yield InputError(lacking, f"{kind}.{column}", heading, nearest=close, file=source.path, line=1)


def unit_of(columns: dict[str, str]) -> float:
    """10,000 if an amount's heading says 万元, else 1."""
    return 10_000.0 if any("万元" in heading for heading in columns.values()) else 1.0


def plain(heading: str) -> str:
    """A heading as people may write it: without case, spaces and strokes."""
    return "".join(c for c in heading.casefold() if c.isalnum())


def without_unit(heading: str) -> str:
    """A heading without what stands in brackets at its end.

    >>> without_unit("金额（万元）"), without_unit("Amount (CNY)")
    ('金额', 'Amount')
    """
    for opening in "（([":
        before, found, _ = heading.partition(opening)
        if found and before.strip():
            heading = before
    return heading.strip()
