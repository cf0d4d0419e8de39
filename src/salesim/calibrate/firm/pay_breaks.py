"""Days from which a rep was paid by another line, where payouts are a straight line of sales before and after."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salesim.calibrate.export_fits import sales_of, within_window
from salesim.calibrate.firm.quarters import SLACK
from salesim.export.read import Export

MIN_SIDE = 3  # payouts on either side of a break
STRAIGHT = 1e-3  # of the payouts' spread, up to which a line is exact: rounding, no chance
BENT = 1e-2  # and above which one line for all of a rep's payouts is not


def pay_breaks(export: Export) -> tuple[list[tuple[int, int]], set[int]]:
    """Rep and first day of the new line, of reps whose payouts break; and all reps whose payouts are straight lines.

    Only exact lines tell: where pay depends on quotas or on chance, a break in time would be a guess.
    """
    if export.payouts is None or export.payouts.empty:
        return [], set()
    paid = within_window(export, export.payouts, SLACK).reset_index(drop=True)
    rows = paid.assign(sales=sales_of(export, paid)) if len(paid) else paid.assign(sales=0.0)
    found, known = [], set()
    for rep, own in rows.sort_values("first_day").groupby("rep"):
        if len(own) < MIN_SIDE:
            continue
        spread = max(float(own["amount"].std(ddof=0)), 1e-9)
        if misfit(own) <= STRAIGHT * spread:
            known.add(int(str(rep)))
        elif misfit(own) > BENT * spread:
            for at in range(MIN_SIDE, len(own) - MIN_SIDE + 1):
                before, after = own.iloc[:at], own.iloc[at:]
                if max(misfit(before), misfit(after)) <= STRAIGHT * spread:
                    known.add(int(str(rep)))
                    found.append((int(str(rep)), int(after["first_day"].iloc[0])))
                    break
    return found, known


def misfit(rows: pd.DataFrame) -> float:
    """Standard deviation of payouts around the straight line of months and sales [money]."""
    design = rows[["months", "sales"]].to_numpy(float)
    pay = rows["amount"].to_numpy(float)
    left = pay - design @ np.linalg.lstsq(design, pay, rcond=None)[0]
    return float(np.sqrt((left**2).mean()))
