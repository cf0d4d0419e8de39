"""The visits of an export that were made: one a day, or as many as a row of a month counts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.export.customers import reps_of
from salesim.export.identity import Register
from salesim.export.import_log import ImportLog, RowStatus
from salesim.export.month_counts import counts_of_visits
from salesim.export.raw_table import RawTable
from salesim.export.row_checks import in_time, who
from salesim.export.statuses import made_visits


def check_visits(
    table: RawTable | None,
    customers: Register,
    reps: Register,
    last: int,
    too_late: str,
    import_log: ImportLog,
) -> tuple[pd.DataFrame | None, bool]:
    """Visits that count: customer, day, rep, count; and whether they are counted by month, else one a day.

    A month without visits that a row states stays, with a count of 0.
    """
    if table is None:
        return None, False
    usable = made_visits(table, import_log)
    codes = who(table, customers, "customer", usable, import_log)
    usable &= codes >= 0
    usable &= in_time(table, usable, last, too_late, import_log)
    rep = reps_of(table, reps, import_log)
    counts, by_month = counts_of_visits(table, usable)
    frame = pd.DataFrame(
        {"customer": codes.astype(np.int32), "day": table.columns["date"], "rep": rep, "count": counts}
    )
    if by_month:
        return frame[usable].reset_index(drop=True), True
    again = np.zeros(len(table), bool)
    again[np.flatnonzero(usable)] = frame[usable].duplicated(["customer", "day", "rep"]).to_numpy()
    table.note(import_log, again, "date", RowStatus.REJECTED, "visit_twice")
    return frame[usable & ~again].reset_index(drop=True), False
