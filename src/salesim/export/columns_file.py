"""The file columns.yaml: from which files each table is read and which heading holds what, for users to put right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from salesim.export.plan import DATE_ORDERS, KINDS, Plan, TablePlan, missing_columns
from salesim.export.source import Source
from salesim.errors import InputError, nearest_name, together
from salesim.scenario.document import read_yaml
from salesim.scenario.loading import read_text
from salesim.wording.text import say


def columns_yaml(plan: Plan, lang: str = "en") -> str:
    """The plan as a file that can be edited and given back; its comments are in a language."""
    orders = ", ".join(DATE_ORDERS)
    comments = (
        say("How salesim reads this export: for each table its files, and the heading of each column.", lang),
        say("Correct what is wrong and run the command again with --columns and this file.", lang),
        say("date_order says how dates such as 03/04/2025 are meant: {orders}.", lang, orders=orders),
        say("amount_unit is how much money an amount of 1 means: 10000 where amounts are in 万元.", lang),
    )
    lines = [f"# {comment}" for comment in comments]
    for kind, table in plan.tables.items():
        lines += ["", f"{kind}:", f"  files: {quoted([source.name for source in table.sources])}", "  columns:"]
        for column in KINDS[kind].columns:
            needed = f"   # {say('required', lang)}" if column in KINDS[kind].required else ""
            heading = table.columns.get(column)
            lines.append(f"    {column}: {quoted(heading) if heading else 'null'}{needed if not heading else ''}")
        rest = [h for h in table.sources[0].headings if h and h not in table.columns.values()]
        if rest:
            lines.append("  # " + say("headings that are not used: {headings}", lang, headings=", ".join(rest)))
        lines.append(f"  date_order: {table.date_order}")
        lines.append(f"  amount_unit: {table.amount_unit:g}")
    if plan.unused:
        lines += ["", "# " + say("files that are not used: {files}", lang, files=", ".join(plan.unused))]
    return "\n".join("".join(c if c.isprintable() else "?" for c in line) for line in lines) + "\n"


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
    missing = [fault for kind, table in tables.items() for fault in missing_columns(kind, table)]
    return Plan({kind: tables[kind] for kind in KINDS if kind in tables}, unused, tuple(missing))


def read_table_plan(kind: str, stated: Any, by_name: dict[str, Source], faults: list[InputError]) -> TablePlan | None:
    """One table of a columns.yaml; None, with faults, if it cannot be used."""
    before = len(faults)
    if not isinstance(stated, dict):
        faults.append(InputError("needs files and columns", kind))
        return None
    allowed = ("files", "columns", "date_order", "amount_unit")
    for name in stated:
        if name not in allowed:
            faults.append(InputError("unknown field", f"{kind}.{name}", nearest=nearest_name(name, allowed)))
    files = stated.get("files")
    names = [files] if isinstance(files, str) else files if isinstance(files, list) else []
    if not names:
        faults.append(InputError("names no file", f"{kind}.files", allowed=", ".join(by_name)))
    for name in names:
        if name not in by_name:
            near = nearest_name(str(name), by_name)
            faults.append(InputError("no such file in the folder", f"{kind}.files", name, nearest=near))
    columns = stated.get("columns")
    columns = {c: h for c, h in columns.items() if h is not None} if isinstance(columns, dict) else {}
    known = KINDS[kind].columns
    for column, heading in columns.items():
        path = f"{kind}.columns.{column}"
        if column not in known:
            faults.append(InputError("unknown column", path, nearest=nearest_name(column, known)))
        elif names and names[0] in by_name and str(heading) not in by_name[names[0]].headings:
            headings = by_name[names[0]].headings
            near = nearest_name(str(heading), headings)
            faults.append(InputError("no such heading", path, str(heading), ", ".join(headings[:12]), near))
    order, unit = stated.get("date_order", "auto"), stated.get("amount_unit", 1.0)
    if order not in DATE_ORDERS:
        faults.append(InputError("unknown order", f"{kind}.date_order", order, ", ".join(DATE_ORDERS)))
    if not isinstance(unit, (int, float)) or isinstance(unit, bool) or not 0 < unit <= 1e8:
        faults.append(InputError("must be a positive number", f"{kind}.amount_unit", unit))
    if len(faults) > before:
        return None
    found = {column: str(columns[column]) for column in known if column in columns}
    return TablePlan(tuple(by_name[name] for name in names), found, str(order), float(unit))
