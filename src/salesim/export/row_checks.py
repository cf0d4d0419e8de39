"""Whom each row of a table means, and whether its date can be used; what cannot is listed."""

from __future__ import annotations

import numpy as np

from salesim.export.dates import NO_DAY
from salesim.export.identity import ENOUGH, Register
from salesim.export.import_log import ImportLog, RowStatus
from salesim.export.raw_table import RawTable


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


def optional_days(table: RawTable, column: str, usable: np.ndarray) -> np.ndarray:
    """Days of an optional column, `NO_DAY` where there is none."""
    return table.columns[column][usable] if column in table.columns else np.full(int(usable.sum()), NO_DAY)
