"""What became of rows that are not simply used: a list that loses nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesim.calibrate.words import say

COLUMNS = ["file", "line", "field", "value", "row_status", "reason"]


class RowStatus(StrEnum):
    """What became of a row."""

    REJECTED = "rejected"
    NETTED = "netted"  # a credit note, taken off an order
    KEPT = "kept"  # used, but something in it is not


@dataclass
class ImportLog:
    """Rows that something happened to, and how many rows each file had.

    Parameters
    ----------
    n_rows : rows of each file below its headings, blank ones not counted.
    n_blank : blank rows of each file.
    """

    n_rows: dict[str, int] = field(default_factory=dict)
    n_blank: dict[str, int] = field(default_factory=dict)
    parts: list[pd.DataFrame] = field(default_factory=list)

    def add(
        self,
        files: Any,
        lines: Iterable[int],
        column: str,
        values: Any,
        row_status: RowStatus,
        reason: str,
        detail: Any = "",
    ) -> None:
        """Note some rows; ``files``, ``values`` and ``detail`` may be one for all. ``reason`` is a key of the words."""
        lines = np.asarray(lines, dtype=np.int64)
        if len(lines):
            part = {"file": files, "line": lines, "field": column, "value": values, "row_status": str(row_status)}
            self.parts.append(pd.DataFrame({**part, "reason": reason, "detail": detail}))

    def table(self, lang: str = "en") -> pd.DataFrame:
        """One row for each row and field: file, line, field, value, fate, reason; in the order of the files."""
        if not self.parts:
            return pd.DataFrame(columns=COLUMNS)
        found = pd.concat(self.parts, ignore_index=True).sort_values(["file", "line"], kind="stable")
        pairs = zip(found["reason"], found["detail"], strict=True)
        found["reason"] = [say(f"row_{reason}", lang, detail=str(detail)) for reason, detail in pairs]
        return found[COLUMNS].reset_index(drop=True)

    def counts(self) -> pd.DataFrame:
        """Rows by file, fate and the reason's key: file, fate, reason, rows."""
        if not self.parts:
            return pd.DataFrame(columns=["file", "row_status", "reason", "rows"])
        found = pd.concat(self.parts, ignore_index=True)
        return (
            found.groupby(["file", "row_status", "reason"], as_index=False, sort=True)
            .size()
            .rename(columns={"size": "rows"})
        )

    def in_short(self, most: int = 3) -> str:
        """The most frequent reasons for which rows are not used, each with what stands in the first such row."""
        lost = [part for part in self.parts if part["row_status"].iloc[0] != str(RowStatus.KEPT)]
        found = pd.concat(lost, ignore_index=True).groupby(["field", "reason"], sort=False)
        frequent = sorted(found, key=lambda group: -len(group[1]))[:most]
        told = []
        for (column, reason), rows in frequent:
            first = rows.iloc[0]
            told.append(f"{len(rows):,} x {say(f'row_{reason}', detail=first['detail'])}: {column} {first['value']!r}")
        return "; ".join(told)

    def n_lost(self, file: str) -> int:
        """Rows of a file that are not used: rejected, or netted against another."""
        lost = [p.loc[(p["file"] == file) & (p["row_status"] != str(RowStatus.KEPT)), "line"] for p in self.parts]
        return int(pd.concat(lost).nunique()) if lost else 0


def write_import_log(import_log: ImportLog, path: Path, lang: str = "en") -> None:
    """The list as CSV that a spreadsheet opens, nothing in it taken for a formula."""
    table = import_log.table(lang)
    for name in ("file", "field", "value"):
        table[name] = safe_text(table[name])
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def safe_text(texts: pd.Series) -> pd.Series:
    """Texts with an apostrophe before those that a spreadsheet would take for a formula."""
    texts = texts.astype(str)
    starts = texts.str.slice(0, 1).isin(["=", "+", "-", "@", "\t", "\r"])
    return texts.where(~starts, "'" + texts)
