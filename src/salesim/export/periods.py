"""Quotas and payouts of periods, one row each or a column a month."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from salesim.export.dates import in_year, read_period
from salesim.export.identity import Register
from salesim.export.import_log import ImportLog, RowStatus
from salesim.export.kinds import KINDS
from salesim.export.plan import Plan, wide_periods
from salesim.export.raw_table import Progress, RawTable, Words, read_raw


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
    """Quotas or payouts that count: plan (its name, or ""), rep, first_day, last_day, months, amount."""
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
    plan = table.words["plan"].text(table.columns["plan"]) if "plan" in table.columns else np.full(len(table), "")
    return pd.DataFrame(
        {
            "plan": plan[usable],
            "rep": rep[usable],
            "first_day": ends[usable, 0],
            "last_day": ends[usable, 1],
            "months": months[usable],
            "amount": table.columns[value][usable],
        }
    )
