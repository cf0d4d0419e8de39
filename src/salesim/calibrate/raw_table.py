"""A table of an export in memory: text as codes, days and amounts as numbers, and where each row was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from salesim.calibrate.cells import NO_DAY, read_amounts, read_days
from salesim.calibrate.headings import KINDS, TablePlan
from salesim.calibrate.import_log import ImportLog, RowStatus
from salesim.errors import InputError

DAYS = ("date", "first_order", "due", "paid")
AMOUNTS = ("amount", "quota", "pay", "lon", "lat")
HASHED = ("order",)
IN_UNITS = ("amount", "quota", "pay")
# RE2, which Arrow uses: a date with the time that follows it
WITH_TIME = r"^(\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?)[T ].*$"

Progress = Callable[[str, int], None]  # the file's name, and its rows read so far


class Words:
    """Texts and their codes, in order of appearance; the empty text is -1."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.code_of: dict[str, int] = {}

    def codes(self, cells: pa.Array) -> np.ndarray:
        """Codes of some cells (n,) int32; spaces around a text do not count."""
        encoded = pc.dictionary_encode(pc.utf8_trim_whitespace(cells))
        own = np.array([self._code(text) for text in encoded.dictionary.to_pylist()], dtype=np.int32)
        return own[encoded.indices.to_numpy(zero_copy_only=False)] if len(own) else np.zeros(0, np.int32)

    def _code(self, text: str) -> int:
        if not text:
            return -1
        code = self.code_of.setdefault(text, len(self.texts))
        if code == len(self.texts):
            self.texts.append(text)
        return code

    def text(self, codes: np.ndarray) -> np.ndarray:
        """The texts behind codes, (n,)."""
        return np.array([*self.texts, ""], dtype=object)[codes]


@dataclass
class RawTable:
    """Rows of a table, (n,) each.

    Parameters
    ----------
    files : name of the file of each row, as codes into ``names``; lines as the file counts.
    columns : text as codes into ``words``, days since 1970 (`NO_DAY` where unusable), amounts (NaN where unusable),
        order numbers as hashes (0 where blank).
    """

    names: list[str]
    files: np.ndarray
    lines: np.ndarray
    columns: dict[str, np.ndarray]
    words: dict[str, Words]

    def __len__(self) -> int:
        return len(self.lines)

    def note(
        self,
        import_log: ImportLog,
        rows: np.ndarray,
        column: str,
        row_status: RowStatus,
        reason: str,
        detail: object = "",
    ) -> None:
        """List some rows (positions or mask) with what stands in a column of them."""
        rows = np.flatnonzero(rows) if rows.dtype == bool else rows
        if len(rows):
            files = np.array(self.names, dtype=object)[self.files[rows]]
            import_log.add(files, self.lines[rows], column, self.shown(column, rows), row_status, reason, detail)

    def shown(self, column: str, rows: np.ndarray) -> np.ndarray | str:
        """What stands in a column, as text."""
        values = self.columns.get(column)
        if values is None or column in HASHED:
            return ""
        if column in self.words:
            return self.words[column].text(values[rows])
        if column in DAYS:
            return np.datetime_as_string(values[rows].astype("datetime64[D]"))
        return np.array([f"{value:.15g}" for value in values[rows]], dtype=object)


def read_raw(
    kind: str, plan: TablePlan, import_log: ImportLog, words: dict[str, Words], progress: Progress
) -> RawTable:
    """Read a table's files, chunk by chunk; every cell that cannot be used is listed.

    ``words`` are shared between tables, so that a customer has the same code in all of them. A row with an unusable
    required cell is listed as rejected, with an optional one as kept.
    """
    names = [source.name for source in plan.sources]
    files: list[np.ndarray] = []
    lines: list[np.ndarray] = []
    parts: dict[str, list[np.ndarray]] = {column: [] for column in plan.columns}
    dates = {column: Words() for column in plan.columns if column in DAYS}
    done = 0
    for number, source in enumerate(plan.sources):
        before = done
        for chunk in source.chunks(list(plan.columns.values())):
            for column, heading in plan.columns.items():
                cells = chunk.cells[heading]
                if column in DAYS:
                    parts[column].append(dates[column].codes(pc.replace_substring_regex(cells, WITH_TIME, r"\1")))
                elif column in AMOUNTS:
                    amounts, reasons = read_amounts(cells)
                    row_status = RowStatus.REJECTED if column in KINDS[kind].required else RowStatus.KEPT
                    for reason in sorted(
                        set(reasons.values()) - ({"blank"} if row_status is RowStatus.KEPT else set())
                    ):
                        rows = np.array([i for i, why in reasons.items() if why == reason])
                        values = cells.take(pa.array(rows)).to_pylist()
                        import_log.add(source.name, chunk.rows[rows], column, values, row_status, reason)
                    parts[column].append(amounts * (plan.amount_unit if column in IN_UNITS else 1.0))
                elif column in HASHED:
                    text = pc.utf8_trim_whitespace(cells).to_numpy(zero_copy_only=False)
                    parts[column].append(np.where(text == "", 0, pd.util.hash_array(text, categorize=False)))
                else:
                    parts[column].append(words.setdefault(column, Words()).codes(cells))
            files.append(np.full(len(chunk.rows), number, np.int16))
            lines.append(chunk.rows)
            done += len(chunk.rows)
            progress(source.name, done - before)
        broken = source.unreadable
        if broken:
            detail = f"{len(source.headings)}"
            import_log.add(
                source.name, [b.row for b in broken], "", [b.text for b in broken], RowStatus.REJECTED, "cells", detail
            )
        import_log.n_rows[source.name] = done - before + len(broken)
        import_log.n_blank[source.name] = source.n_blank
    if done == 0:
        raise InputError("has headings but no rows", field=kind, file=plan.sources[0].path)
    columns = {column: np.concatenate(pieces) for column, pieces in parts.items()}
    table = RawTable(names, np.concatenate(files), np.concatenate(lines), columns, words)
    for column, texts in dates.items():
        read_dates(table, column, texts, plan.date_order, column in KINDS[kind].required, import_log)
    return table


def read_dates(
    table: RawTable, column: str, texts: Words, order: str, is_required: bool, import_log: ImportLog
) -> None:
    """Turn the codes of a column's dates into days, and list those that are none."""
    codes = table.columns[column]
    days, reasons = read_days(texts.texts, order)
    row_status = RowStatus.REJECTED if is_required else RowStatus.KEPT
    by_reason: dict[str, list[int]] = {}
    for code, reason in enumerate(reasons):
        if reason:
            by_reason.setdefault(reason, []).append(code)
    names = np.array(table.names, dtype=object)
    for reason, which in by_reason.items():
        rows = np.flatnonzero(np.isin(codes, which))
        import_log.add(names[table.files[rows]], table.lines[rows], column, texts.text(codes[rows]), row_status, reason)
    if is_required:
        rows = np.flatnonzero(codes < 0)
        import_log.add(names[table.files[rows]], table.lines[rows], column, "", row_status, "blank")
    table.columns[column] = np.append(days, NO_DAY)[codes]
