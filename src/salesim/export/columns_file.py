"""The file columns.yaml: from which files each table is read and which heading holds what, for users to put right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from salesim.errors import InputError, nearest_name, together
from salesim.export.amounts import DECIMALS
from salesim.export.dates import DATE_ORDERS
from salesim.export.kinds import KINDS
from salesim.export.plan import MEANINGS, Plan, TablePlan, missing_columns
from salesim.export.source import Source
from salesim.phrase import Phrase
from salesim.scenario.document import read_yaml
from salesim.scenario.text_file import read_text
from salesim.wording.text import say

FIELDS = (
    "files", "columns", "date_order", "decimal", "amount_unit", "encoding", "meanings", "currency", "rates", "repeats",
)  # fmt: skip
REPEATS = ("auto", "drop", "keep")
PAY_PLAN = "pay_plan"


def columns_yaml(plan: Plan, sources: Sequence[Source] = (), lang: str = "en") -> str:
    """The plan as a file that can be edited and given back; its comments are in a language.

    Where no table of orders was found, one is sketched from all headings of all ``sources``.
    """
    orders = ", ".join(DATE_ORDERS)
    meanings = ", ".join(MEANINGS)
    comments = (
        say("How salesim reads this export: for each table its files, and the heading of each column.", lang),
        say("Correct what is wrong and run the command again with --columns and this file.", lang),
        say("date_order says how dates such as 03/04/2025 are meant: {orders}.", lang, orders=orders),
        say("decimal is the sign before decimals: auto, '.' or ','.", lang),
        say("amount_unit is how much money an amount of 1 means: 10000 where amounts are in 万元.", lang),
        say("meanings says what words of status and stage columns mean: {meanings}.", lang, meanings=meanings),
        say("currency and rates say what amounts are in, such as currency USD and what one EUR is worth in it.", lang),
        say("encoding is that of text files, such as cp1252; repeats (drop, keep) is for rows that are alike.", lang),
    )
    lines = [f"# {comment}" for comment in comments]
    for kind, table in plan.tables.items():
        lines += ["", f"{kind}:", f"  files: {quoted([source.name for source in table.sources])}", "  columns:"]
        needed = {group[0] for group in KINDS[kind].needs if not any(column in table.columns for column in group)}
        for column in KINDS[kind].columns:
            headings = table.columns.get(column, ())
            if headings:
                lines.append(f"    {column}: {quoted(headings[0] if len(headings) == 1 else list(headings))}")
            elif column in needed:
                lines.append(f"    {column}: null   # {say('required', lang)}")
        others = ", ".join(c for c in KINDS[kind].columns if c not in table.columns and c not in needed)
        lines.append("    # " + say("columns that were not found: {columns}", lang, columns=others))
        used = {heading for headings in table.columns.values() for heading in headings}
        rest = [h for h in dict.fromkeys(h for source in table.sources for h in source.headings) if h and h not in used]
        if rest:
            lines.append("  # " + say("headings that are not used: {headings}", lang, headings=", ".join(rest)))
        lines += [
            f"  date_order: {table.date_order}",
            f"  decimal: {quoted(table.decimal)}",
            f"  amount_unit: {table.amount_unit:g}",
        ]
        lines += stated_lines(table)
    if "orders" not in plan.tables and sources:
        lines += sketch(sources, lang)
    if plan.unused:
        lines += ["", "# " + say("files that are not used: {files}", lang, files=", ".join(plan.unused))]
    return "\n".join("".join(c if c.isprintable() else "?" for c in line) for line in lines) + "\n"


def stated_lines(table: TablePlan) -> list[str]:
    """What a user has stated of a table beyond its columns."""
    stated = {
        "encoding": table.encoding,
        "meanings": dict(table.meanings) or None,
        "currency": table.currency,
        "rates": dict(table.rates) or None,
        "repeats": table.repeats if table.repeats != REPEATS[0] else None,
    }
    return [f"  {name}: {quoted(value)}" for name, value in stated.items() if value is not None]


def sketch(sources: Sequence[Source], lang: str) -> list[str]:
    """A table of orders to be filled in, as comments, with every heading that there is."""
    lines = [
        "",
        "# " + say("No file looks like a table of orders. Fill in what is right and take the signs # away:", lang),
    ]
    names = ", ".join(source.name for source in sources)
    lines += ["# orders:", f"#   files: []   # {names}", "#   columns:"]
    lines += [f"#     {column}: null" for column in ("customer", "name", "date", "amount", "order", "status", "rep")]
    for source in sources:
        lines.append(f"# {source.name}: {', '.join(h for h in source.headings if h)}")
    return lines


def quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_columns(path: Path, sources: Sequence[Source]) -> Plan:
    """The plan of a columns.yaml that a user edited; every fault with its line."""
    document = read_yaml(read_text(path), str(path))
    if not isinstance(document.data, dict):
        raise InputError("a table's name is expected, such as 'orders:'", file=path, line=1)
    by_name = {source.name: source for source in sources}
    faults: list[InputError] = []
    tables: dict[str, TablePlan] = {}
    for kind, stated in document.data.items():
        if kind == PAY_PLAN:  # which `salesim.calibrate.firm.stated_plan` reads
            continue
        if kind not in KINDS:
            faults.append(
                InputError("no such table", kind, allowed=", ".join(KINDS), nearest=nearest_name(kind, KINDS))
            )
            continue
        table = read_table_plan(kind, stated, by_name, faults)
        if table is not None:
            tables[kind] = table
    if "orders" not in tables and not faults:
        faults.append(InputError("this table is needed", "orders"))
    if faults:
        raise document.located(together(faults))
    used = {source.name for table in tables.values() for source in table.sources}
    unused = tuple(source.name for source in sources if source.name not in used)
    missing = [fault for kind, table in tables.items() for fault in missing_columns(kind, table, "lines" in tables)]
    return Plan({kind: tables[kind] for kind in KINDS if kind in tables}, unused, faults=tuple(missing))


def read_table_plan(kind: str, stated: Any, by_name: dict[str, Source], faults: list[InputError]) -> TablePlan | None:
    """One table of a columns.yaml; None, with faults, if it cannot be used."""
    before = len(faults)
    if not isinstance(stated, dict):
        faults.append(InputError("needs files and columns", kind))
        return None
    for name in stated:
        if name not in FIELDS:
            faults.append(InputError("unknown field", f"{kind}.{name}", nearest=nearest_name(name, FIELDS)))
    sources = read_files(kind, stated.get("files"), by_name, faults)
    encoding = stated.get("encoding")
    for source in sources:
        source.encoding = str(encoding) if encoding is not None else None
    if len(faults) > before:
        return None
    columns = read_headings(kind, stated.get("columns"), sources, faults)
    order, unit = stated.get("date_order", DATE_ORDERS[0]), stated.get("amount_unit", 1.0)
    decimal, repeats = stated.get("decimal", DECIMALS[0]), stated.get("repeats", REPEATS[0])
    for name, value, allowed in (
        ("date_order", order, DATE_ORDERS),
        ("decimal", decimal, DECIMALS),
        ("repeats", repeats, REPEATS),
    ):
        if value not in allowed:
            faults.append(InputError(Phrase("unknown value"), f"{kind}.{name}", value, ", ".join(allowed)))
    if not is_positive(unit) or unit > 1e8:
        faults.append(InputError("must be a positive number", f"{kind}.amount_unit", unit))
    meanings = read_mapping(kind, "meanings", stated.get("meanings"), faults)
    for word, meaning in meanings.items():
        if meaning not in MEANINGS:
            near = nearest_name(str(meaning), MEANINGS)
            faults.append(
                InputError(Phrase("unknown value"), f"{kind}.meanings.{word}", meaning, ", ".join(MEANINGS), near)
            )
    rates = read_mapping(kind, "rates", stated.get("rates"), faults)
    for name, rate in rates.items():
        if not is_positive(rate):
            faults.append(InputError("must be a positive number", f"{kind}.rates.{name}", rate))
    if len(faults) > before:
        return None
    currency = stated.get("currency")
    return TablePlan(
        sources, columns, str(order), float(unit), str(decimal), str(encoding) if encoding is not None else None,
        {str(word): str(meaning) for word, meaning in meanings.items()},
        str(currency) if currency is not None else None,
        {str(name): float(rate) for name, rate in rates.items()}, str(repeats),
    )  # fmt: skip


def read_files(kind: str, files: Any, by_name: dict[str, Source], faults: list[InputError]) -> tuple[Source, ...]:
    """The files of a table."""
    names = [files] if isinstance(files, str) else files if isinstance(files, list) else []
    if not names:
        faults.append(InputError("names no file", f"{kind}.files", allowed=", ".join(by_name)))
    for name in names:
        if name not in by_name:
            near = nearest_name(str(name), by_name)
            faults.append(InputError("no such file in the folder", f"{kind}.files", name, nearest=near))
    return tuple(by_name[name] for name in names if name in by_name)


def read_headings(
    kind: str, columns: Any, sources: Sequence[Source], faults: list[InputError]
) -> dict[str, tuple[str, ...]]:
    """The headings of each column, which some file of the table must have."""
    known = KINDS[kind].columns
    headings = list(dict.fromkeys(heading for source in sources for heading in source.headings))
    found: dict[str, tuple[str, ...]] = {}
    for column, stated in (columns if isinstance(columns, dict) else {}).items():
        if stated is None:
            continue
        path = f"{kind}.columns.{column}"
        if column not in known:
            faults.append(InputError("unknown column", path, nearest=nearest_name(column, known)))
            continue
        wanted = tuple(str(heading) for heading in (stated if isinstance(stated, list) else [stated]))
        for heading in wanted:
            if heading not in headings:
                near = nearest_name(heading, headings)
                faults.append(InputError("no such heading", path, heading, ", ".join(headings[:12]), near))
        found[column] = wanted
    return {column: found[column] for column in known if column in found}


def read_mapping(kind: str, name: str, value: Any, faults: list[InputError]) -> dict[Any, Any]:
    """A field that says something of several words."""
    if value is None or isinstance(value, dict):
        return value or {}
    faults.append(InputError(Phrase("needs words and what they mean, such as word: meaning"), f"{kind}.{name}", value))
    return {}


def is_positive(value: Any) -> bool:
    """Whether a value is a positive number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0
