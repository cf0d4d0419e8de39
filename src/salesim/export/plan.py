"""Which file of an export holds which table, and which heading which column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from salesim.errors import InputError, nearest_name
from salesim.export.amounts import DECIMALS
from salesim.export.currencies import currency_called
from salesim.export.dates import DATE_ORDERS, in_year, read_period
from salesim.export.kinds import KINDS, Kind
from salesim.export.source import Source
from salesim.export.vocabulary import key, simplified
from salesim.phrase import Phrase, either
from salesim.world.address_headings import ADDRESS_HEADINGS

ALIKE = 0.75  # of a heading to be named as the one that may be meant
MEANINGS = ("counts", "open", "lost", "returned", "credit", "other")
LEADS = (
    "billing", "billto", "shipping", "shipto", "ship", "address1", "customer", "mailing", "cardaddress", "primary",
    "opportunity", "deal", "invoice", "document", "order", "sales", "bid", "订单", "单据", "销售", "商机", "订货",
)  # fmt: skip
FOLLOWS = ("vodc", "c", "1", "prefix", "value")
# A heading with one of these in it tells how a row stands, though its words may be anything; those of who buys do not.
STATUS_ROOTS = (
    "status", "stage", "状态", "阶段", "状況", "ステータス", "statut", "estatus", "situacao", "estadode", "etapad",
    "zustand",
)  # fmt: skip
OF_A_PART = (
    "fulfil", "ship", "deliver", "payment", "envio", "pagamento", "pago", "paiement", "livraison", "zahlung", "versand",
    "refund", "return", "发货", "物流", "支付", "付款", "售后", "开票", "回款", "入金", "送付", "prev", "last", "time",
)  # fmt: skip
NO_STATUS = ("customer", "account", "contact", "client", "tax", "客户", "会员", "用户", "取引先")
FEES = ("fee", "fees", "gebuhr", "gebuhren", "手续费", "taxa", "frais")
WHO_AND_WHERE = (*ADDRESS_HEADINGS, "lon", "lat", "industry", "rep")
AMOUNTS = ("line_amount", "amount", "order_total", "price", "quota", "pay")
UNITS = {
    r"百万|(?i:\bmio\b|\bmillions?\b)": 1e6, "万元|萬元|\\(万\\)|（万）": 1e4,
    r"千元|千円|[\[(（ ](?:[kT](?:\$|€|£|EUR|USD|GBP)|\$k|€k|(?i:k|000s?|thousands?))[\])）]?$": 1e3,
}  # fmt: skip
# What a heading must have in it, and must not, to be taken for a column that is needed and under no known heading.
ROOTS = {
    "date": (
        r"date\b|datum\b|\bfecha\b|\bdata\b|日期|日時|日$|时间$",
        r"due|paid|pay|creat|modif|updat|ship|deliver|expect|plan|est\b|forecast|birth|last|next|print|valid|liefer|"
        r"zahl|f[äa]llig|erstell|anlage|geburt|änder|到期|付款|支付|创建|修改|更新|预计|计划|交货|送货|打印|审|[ée]ch[ée]ance|"
        r"livraison|vencim|entrega|crea|支払|期限|作成|予定|納",
    ),
    "name": (
        r"customer|client|kunde|compan|account|firma|顧客|得意先|取引先|客户|客戶|购货|购买方|买方",
        r"type|group|segment|class|phone|mail|address|street|city|zip|state|country|level|grade|source|owner|manager|"
        r"rep\b|since|status|categ|类|级|电话|手机|地址|来源|组|负责|经理|业务|所有|gruppe|typ|\bort|plz|stra|telefon|order|"
        r"rating|note|date|region|tax|discount|amount|担当|住所|備考|税",
    ),
    "amount": (
        r"amount|betrag|umsatz|montant|importe|\bmonto|revenue|金额|金額|货款|turnover|chiffre",
        r"tax|vat\b|discount|ship|freight|fee|refund|due|paid|balance|outstanding|cost|unit|税|折|优惠|运费|退|未|已|成本|"
        r"steuer|rabatt|porto|kosten|versand|remise|iva\b|desc|frete|profit|margin|expect|weight|forecast|预计|estim|目标",
    ),
}
LOCAL_AMOUNTS = ("本币金额", "本位币金额", "本币价税合计", "baseamount", "amountbase", "amountlcy",
                 "amountbasecurrency", "amountlocalcurrency",
                 "localamount", "betragmw", "betraginhauswahrung")  # fmt: skip
VAGUE = ("report", "lead", "item", "line")  # a file so called may hold anything; any other word tells more
WIDE = {"quotas": "quota", "payouts": "pay"}  # tables that may have a column for each period
ROOTED = ("orders", "visits")
# The first kind that a file's columns make complete is its, where its name says nothing.
BY_COLUMNS = ("orders", "quotas", "payouts", "visits", "payments", "lines", "distributor_orders", "customers")


@dataclass(frozen=True)
class TablePlan:
    """How one table is read.

    Parameters
    ----------
    sources : its files; rows of all of them together.
    columns : headings of each column that there is; a file has one of them, or several that all count.
    date_order : how dates such as 03/04/2025 are meant, one of `DATE_ORDERS`.
    amount_unit : how much money an amount of 1 stands for; 10,000 where amounts are in 万元.
    decimal : the decimal sign of numbers, one of `DECIMALS`.
    encoding : of its text files, as stated; None finds it out.
    meanings : what words of its status, stage and type columns mean, as stated: word to one of `MEANINGS`.
    currency, rates : of its amounts, as stated, and what one unit of other currencies is worth in it.
    repeats : whether rows that say the same as an earlier one count: "drop", "keep", or "auto".
    """

    sources: tuple[Source, ...]
    columns: dict[str, tuple[str, ...]]
    date_order: str = DATE_ORDERS[0]
    amount_unit: float = 1.0
    decimal: str = DECIMALS[0]
    encoding: str | None = None
    meanings: Mapping[str, str] = field(default_factory=dict)
    currency: str | None = None
    rates: Mapping[str, float] = field(default_factory=dict)
    repeats: str = "auto"

    def headings(self, source: Source, column: str, kind: Kind) -> tuple[str, ...]:
        """The headings that hold a column in one of the files."""
        there = tuple(heading for heading in self.columns.get(column, ()) if heading in source.headings)
        return there if column in kind.several else there[:1]


@dataclass(frozen=True)
class Plan:
    """How an export is read: its tables by kind, files that are not used, and headings nobody needs."""

    tables: dict[str, TablePlan]
    unused: tuple[str, ...] = ()
    guessed: tuple[tuple[str, str], ...] = ()  # column and heading, where no known heading names it
    faults: tuple[InputError, ...] = field(default=())


def propose(sources: Sequence[Source]) -> Plan:
    """Which file is which, by its name or else its headings, and which heading holds what.

    What keeps the plan from being carried out (no orders, a missing column) is in its ``faults``.
    """
    of_kind: dict[str, list[Source]] = {}
    unused = []
    for source in sources:
        kinds = kinds_of(source)
        for kind in kinds:
            of_kind.setdefault(kind, []).append(source)
        if not kinds:
            unused.append(source.name)
    for kind, found in of_kind.items():  # a file that lacks what a table needs is none where others have it
        if any(is_complete(kind, source) or is_head(kind, source) for source in found):
            unused += [source.name for source in found if not (is_complete(kind, source) or is_head(kind, source))]
            of_kind[kind] = [source for source in found if is_complete(kind, source) or is_head(kind, source)]
    if "orders" not in of_kind:  # the only file that may be meant, by what its headings have in them
        meant = [source for source in sources if not source.is_empty and is_rooted("orders", source)]
        if len(meant) == 1:
            of_kind = {kind: [s for s in found if s not in meant] for kind, found in of_kind.items()}
            of_kind = {"orders": meant} | {kind: found for kind, found in of_kind.items() if found}
            unused = [name for name in unused if name != meant[0].name]
    tables = {kind: table_plan(kind, of_kind[kind]) for kind in KINDS if kind in of_kind}
    if "lines" in tables and "orders" in tables:  # joined by the number that both have
        shared = [h for h in tables["lines"].columns.get("order", ()) if h in tables["orders"].sources[0].headings]
        if shared:
            columns = {**tables["orders"].columns, "order": (shared[0],)}
            tables["orders"] = replace(tables["orders"], columns=columns)
    return Plan(tables, tuple(unused), guesses(tables), tuple(faults_of(tables, sources)))


def guesses(tables: Mapping[str, TablePlan]) -> tuple[tuple[str, str], ...]:
    """Columns under no known heading, and the heading that is taken for each."""
    found: dict[tuple[str, str], None] = {}
    for kind, table in tables.items():
        for source in table.sources:
            rooted = by_root(kind, match_columns(KINDS[kind], source.headings), source.headings)
            found |= dict.fromkeys((f"{kind}.{column}", headings[0]) for column, headings in rooted.items())
    return tuple(found)


def table_plan(kind: str, sources: Sequence[Source]) -> TablePlan:
    """The plan of a table whose columns are found by their headings, in every file of it."""
    columns: dict[str, tuple[str, ...]] = {}
    for source in sources:
        found = match_columns(KINDS[kind], source.headings)
        for column, headings in {**found, **by_root(kind, found, source.headings)}.items():
            columns[column] = tuple(dict.fromkeys((*columns.get(column, ()), *headings)))
    if kind in WIDE:
        wide = tuple(h for source in sources for h in wide_periods(source))
        if wide:
            columns[WIDE[kind]] = tuple(dict.fromkeys((*columns.get(WIDE[kind], ()), *wide)))
    # the heading that fewer files have comes first, or a heading such as Id would hide the one that tells more
    spread = {h: sum(h in source.headings for source in sources) for found in columns.values() for h in found}
    ordered = {c: tuple(sorted(columns[c], key=spread.__getitem__)) for c in KINDS[kind].columns if c in columns}
    local = [h for source in sources for h in source.headings if key(without_unit(h)) in LOCAL_AMOUNTS]
    if kind == "orders" and local and "currency" in ordered:  # amounts as they were, and in the firm's own currency
        ordered = {c: h for c, h in ordered.items() if c not in ("currency", "amount", "line_amount", "order_total")}
        ordered = {
            c: (ordered | {"amount": (local[0],)})[c] for c in KINDS[kind].columns if c in ordered or c == "amount"
        }
    return TablePlan(tuple(sources), ordered, amount_unit=unit_of(ordered))


def faults_of(tables: dict[str, TablePlan], sources: Sequence[Source]) -> Iterator[InputError]:
    """What keeps some tables from being read: no orders, columns that are missing."""
    for kind, table in tables.items():
        yield from missing_columns(kind, table, "lines" in tables)
    if "orders" not in tables:
        names = ", ".join(f"'{source.name}'" for source in sources[:5])
        message = Phrase("none of the files looks like a table of orders: {names}", names=names)
        yield InputError(message, "orders", allowed="columns customer, date and amount (客户编号, 下单日期, 金额)")


def kinds_of(source: Source) -> tuple[str, ...]:
    """The tables that a file holds; none if it is of no use.

    By its columns where its name says nothing; where it says several things ("customer visits"), by the one whose
    columns are there. Quotas and payouts may stand side by side.
    """
    name = source.sheet or source.path.stem
    named = {kind: word for kind, table in KINDS.items() if (word := longest(name, table.files))}
    if not named and source.is_empty:
        return ()
    complete = {kind: is_complete(kind, source) or (kind in named and is_head(kind, source)) for kind in KINDS}
    fitting = [kind for kind in named if complete[kind]]
    if not fitting:
        open_kinds = ("orders", *named) if named else BY_COLUMNS
        fitting = [kind for kind in open_kinds if complete[kind] and is_plain_enough(kind, source)][:1]
    if not fitting and named:
        fitting = list(named)
    if not fitting:
        return ()
    best = max(fitting, key=lambda kind: (named.get(kind, 0), complete[kind], -list(KINDS).index(kind)))
    if complete["orders"] and best in ("customers", "reps", "lines"):
        best = "orders"  # an order may say all of its customer; a customer has neither day nor amount
    if best == "customers" and "visits" in fitting:
        best = "visits"
    if best in ("orders", "visits") and complete["orders"] and counts_visits(source):
        return ("orders", "visits")  # a panel: what was ordered and how many visits were made, side by side
    pair = ("quotas", "payouts")
    return tuple(kind for kind in pair if complete[kind]) if best in pair and complete[best] else (best,)


def longest(name: str, known: Sequence[str]) -> int:
    """Length of the longest word that a file's name has in it; 0 if it has none."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    found = (word for word in known if says(name, word) or says(parted, word))
    return max((len(word) if word not in VAGUE else 1 for word in found), default=0)


def says(name: str, word: str) -> bool:
    """Whether a file's name has a word in it, one or many of it; in Chinese anywhere.

    >>> says("Orders 2024", "order"), says("report", "rep"), says("客户订单", "订单")
    (True, False, True)
    """
    name = simplified(name.casefold())
    if not word.isascii():
        word = simplified(word)
        return word in name
    parts = "[ _-]*".join(re.split("[ _]", word))
    return re.search(rf"(?<![a-z]){parts}s?(?![a-z])", name) is not None


def is_complete(kind: str, source: Source) -> bool:
    """Whether a file has all columns that a table of a kind needs."""
    found = match_columns(KINDS[kind], source.headings)
    if kind in WIDE and "rep" in found and len(wide_periods(source)) > 1:
        says_pay = longest(source.sheet or source.path.stem, KINDS["payouts"].files) > 0
        return says_pay == (kind == "payouts")
    return all(any(column in found for column in group) for group in KINDS[kind].needs)


def counts_visits(source: Source) -> bool:
    """Whether a file's rows say how many visits a customer had."""
    return "count" in match_columns(KINDS["visits"], source.headings) and is_complete("visits", source)


def is_rooted(kind: str, source: Source) -> bool:
    """Whether a file has all columns that a table of a kind needs, if those count that have a telling part only."""
    found = match_columns(KINDS[kind], source.headings)
    found |= by_root(kind, found, source.headings)
    return all(any(column in found for column in group) for group in KINDS[kind].needs)


def is_head(kind: str, source: Source) -> bool:
    """Whether a file holds the heads of orders, whose lines, with the amounts, are in another file."""
    found = match_columns(KINDS[kind], source.headings)
    return kind == "orders" and {"order", "date"} <= found.keys() and bool({"customer", "name"} & found.keys())


def is_plain_enough(kind: str, source: Source) -> bool:
    """Whether a file without a telling name is surely of a kind: a customer needs more than a number and a name."""
    found = match_columns(KINDS[kind], source.headings)
    return kind != "customers" or any(column in found for column in WHO_AND_WHERE)


def wide_periods(source: Source) -> dict[str, str]:
    """Headings that are months or quarters, such as Jan-24, and which; their year may stand in the file's name."""
    year = re.search(r"(?<!\d)20\d\d(?!\d)", source.name)
    named = {heading: in_year(heading, year[0] if year else "") for heading in source.headings if heading}
    return {heading: period for heading, period in named.items() if read_period(period)[1] > 0}


def match_columns(kind: Kind, headings: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The headings of each column that is there; a heading serves one column, the words' order decides.

    A heading as a whole is preferred to what is left of it without the words that systems put around it.
    """
    found: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    forms = {heading: forms_of(heading) for heading in headings if heading.strip()}
    if any(key(heading) in FEES for heading in headings):  # what is net of a fee is not what was sold for
        forms = {heading: form for heading, form in forms.items() if key(heading) != "net"}
    beside = {key(heading) for heading in headings}
    has_situation = bool(beside & {"situacao", "cep", "statusdopedido"})  # beside it, "Estado" is a state of Brazil
    for level in range(max((len(f) for f in forms.values()), default=0)):
        by_form: dict[str, list[str]] = {}
        for heading, of_heading in forms.items():
            if level < len(of_heading) and of_heading[level]:
                by_form.setdefault(of_heading[level], []).append(heading)
        for column, known in kind.columns.items():
            if column in found and column not in kind.several:
                continue
            hits = [h for word in (column, *known) for h in by_form.get(key(word), ()) if h not in taken]
            if column == "status" and has_situation:
                hits = [h for h in hits if key(h) != "estado"]
            if column not in kind.several:
                hits = hits[:1]
            if hits:
                found[column] = tuple(dict.fromkeys((*found.get(column, ()), *hits)))
                taken.update(hits)
    if "other_status" in kind.columns:
        rest = [h for h in forms if h not in taken and any(root in key(h) for root in STATUS_ROOTS)]
        rest = [h for h in rest if not key(h).startswith(NO_STATUS)]
        plain = [h for h in rest if not any(word in key(h) for word in OF_A_PART)]
        if len(plain) == 1 and not {"status", "stage", "won"} & found.keys():
            found["status"] = (plain[0],)
        elif rest:
            found["other_status"] = tuple(rest)
    if "count" in found and not {"customer", "name"} & found.keys():  # a row that counts is of somebody, not an order
        own = tuple(heading for heading in headings if key(heading) == "id")[:1]
        if own:
            found = {column: of for column, of in found.items() if of != own} | {"customer": own}
    if {"date", "amount"} <= found.keys() and not {"customer", "name"} & found.keys() and headings[0] == "":
        found["name"] = ("",)  # rows under a row that names their customer, in a column without a heading
    return {column: found[column] for column in kind.columns if column in found}


def by_root(kind: str, found: dict[str, tuple[str, ...]], headings: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Columns that a table needs and lacks, each where one heading only can be meant by what it has in it.

    >>> by_root("orders", {"name": ("A",)}, ["A", "Deal Date X", "Due Date", "Sum of Amounts", "VAT Amount"])
    {'date': ('Deal Date X',), 'amount': ('Sum of Amounts',)}
    """
    taken = {heading for of_column in found.values() for heading in of_column}
    rooted: dict[str, tuple[str, ...]] = {}
    for group in KINDS[kind].needs if kind in ROOTED else ():
        column = next((column for column in group if column in ROOTS), None)
        if column is None or any(other in found for other in group):
            continue
        wanted, unwanted = ROOTS[column]
        fitting = [
            h
            for h in headings
            if h not in taken and re.search(wanted, h.casefold()) and not re.search(unwanted, h.casefold())
        ]
        if len(fitting) == 1:
            rooted[column] = (fitting[0],)
            taken.add(fitting[0])
    return rooted


def forms_of(heading: str) -> tuple[str, ...]:
    """A heading's keys: as it stands, without brackets, its last part, without words that systems put around it.

    >>> forms_of("Order Lines/Subtotal")[-1], forms_of("Zip_vod__c")[-1], forms_of("Billing City")[-1]
    ('subtotal', 'zip', 'city')
    """
    plain = without_unit(heading)
    last = re.split(r" - |/|: ", plain)[-1]
    bare = key(last)
    if re.search(r"__c$|_1$| 1$|prefix$|^_.*_value$", last):
        bare = next((bare.removesuffix(end) for end in FOLLOWS if bare.endswith(end)), bare)
    if (unit := re.search(r"[_ ]([A-Za-z]{3})$", last)) and currency_called(unit[1]):
        bare = bare.removesuffix(key(unit[1]))
    for lead in LEADS:
        bare = bare.removeprefix(lead) if len(bare) > len(lead) + 1 else bare
    return (key(heading), key(plain), key(last), bare)


def missing_columns(kind: str, table: TablePlan, has_lines: bool) -> Iterator[InputError]:
    """A fault for each column that a file of a table lacks and needs."""
    for source in table.sources:
        lacking = [
            group for group in KINDS[kind].needs if not any(table.headings(source, c, KINDS[kind]) for c in group)
        ]
        used = {heading for headings in table.columns.values() for heading in headings}
        strangers = [h for h in source.headings if h and h not in used]
        for group in lacking:
            if kind == "orders" and has_lines and "amount" in group:
                continue  # the lines have the amounts
            if kind in WIDE and group == ("period",) and len(table.columns.get(WIDE[kind], ())) > 1:
                continue  # the headings are the periods
            known = [word for column in group for word in (column, *KINDS[kind].columns[column])]
            near = next((n for word in known if (n := nearest_name(word, strangers, ALIKE))), None)
            message = Phrase("this column is missing")
            if near:
                message = Phrase("this column is missing; is it the one headed '{near}'?", near=near)
            allowed = either(dict.fromkeys((known[1], next((w for w in known if not w.isascii()), known[1]))))
            yield InputError(message, f"{kind}.{group[0]}", allowed=allowed, file=source.path, line=1)
        for column, headings in table.columns.items():
            for heading in headings:
                if source.headings.count(heading) > 1:
                    message = Phrase("two columns have this heading; give one of them another")
                    yield InputError(message, f"{kind}.{column}", heading, file=source.path)


def unit_of(columns: dict[str, tuple[str, ...]]) -> float:
    """How much money an amount of 1 means by its heading: 10,000 where it says 万元, 1,000 for k$ and T€."""
    money = [heading for column in AMOUNTS for heading in columns.get(column, ())]
    return next((unit for pattern, unit in UNITS.items() if any(re.search(pattern, h) for h in money)), 1.0)


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
