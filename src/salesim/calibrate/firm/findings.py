"""All that is found of the firm as a whole, and the files in which it is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesim.calibrate.customer_base import CustomerBase
from salesim.calibrate.firm.backtest import FirmBacktest, firm_backtest
from salesim.calibrate.firm.effort import Effort, study_effort
from salesim.calibrate.firm.payouts import Payouts, recompute_payouts
from salesim.calibrate.firm.products import ProductLines, product_lines
from salesim.calibrate.firm.stated_plan import StatedPlan
from salesim.calibrate.notes import Note
from salesim.export.import_log import safe_text
from salesim.export.read import Export
from salesim.written import own, remove_own

SEED = 20_241_130  # of samples of customers, apart from those of the calibration
TEXTS = ("unit", "rep", "line", "period")
FILES = {
    "backtest": "firm_backtest.csv",
    "payouts": "payouts.csv",
    "changes": "changes.csv",
    "effort": "effort_response.csv",
    "leads": "event_study.csv",
    "power": "effort_power.csv",
    "products": "product_lines.csv",
    "visits": "visit_response.csv",
}


@dataclass(frozen=True)
class Firm:
    """Reps and territories against their forecasts, payouts against the plan, the response to changes, product lines.

    What an export does not tell is None; ``notes`` says so where somebody could ask.
    """

    backtest: FirmBacktest | None
    payouts: Payouts | None
    effort: Effort | None
    products: ProductLines | None
    backtest_notes: tuple[Note, ...] = ()
    payout_notes: tuple[Note, ...] = ()

    def tables(self) -> dict[str, pd.DataFrame]:
        """What is written, by a key of `FILES`; tables without rows are left out."""
        found: dict[str, pd.DataFrame] = {}
        if self.backtest is not None:
            found["backtest"] = self.backtest.rows.assign(first_day=as_dates(self.backtest.rows["first_day"]))
        if self.payouts is not None:
            rows = self.payouts.rows
            found["payouts"] = rows.assign(first_day=as_dates(rows["first_day"]), last_day=as_dates(rows["last_day"]))
        if self.effort is not None:
            found |= {"changes": self.effort.changes, "effort": self.effort.table(), "leads": self.effort.leads}
            if self.effort.power is not None:
                found["power"] = self.effort.power.table
        if self.products is not None:
            found["products"] = self.products.rows
        return {name: table for name, table in found.items() if len(table)}

    def to_json(self) -> dict[str, Any]:
        """As plain values."""

        def plain(table: pd.DataFrame) -> list[dict[str, Any]]:
            return table.astype(object).where(table.notna(), None).to_dict("records")

        tables = {name: table for name, table in self.tables().items() if name != "backtest"}
        if "changes" in tables:
            tables["changes"] = tables["changes"].assign(day=tables["changes"]["day"].astype(str))
        if "payouts" in tables:
            days = {name: tables["payouts"][name].astype(str) for name in ("first_day", "last_day")}
            tables["payouts"] = tables["payouts"].assign(**days)
        found: dict[str, Any] = {name: plain(table) for name, table in tables.items()}
        found["backtest"] = None if self.backtest is None else plain(self.backtest.errors)
        notes = [*self.backtest_notes, *self.payout_notes, *(self.effort.notes if self.effort is not None else [])]
        found["notes"] = [note.text() for note in notes]
        return found


def study_firm(
    export: Export,
    days: pd.DataFrame,
    plans: list[StatedPlan],
    holdout: int | None,
    currency: str,
    fitted: CustomerBase | None = None,
) -> Firm:
    """All that an export tells of the firm; see `firm_backtest`, `recompute_payouts`, `study_effort`."""
    rng = np.random.default_rng(SEED)
    tested, backtest_notes = firm_backtest(export, days, holdout, rng, fitted)
    payouts, payout_notes = recompute_payouts(export, plans)
    if tested is not None:
        backtest_notes = [*tested.notes, *backtest_notes]
    if payouts is not None:
        payout_notes = [*payouts.notes(currency), *payout_notes]
    effort = study_effort(export, plans)
    return Firm(tested, payouts, effort, product_lines(export), tuple(backtest_notes), tuple(payout_notes))


def as_dates(days: pd.Series) -> np.ndarray:
    """Days since 1970 as dates."""
    dates: np.ndarray = days.to_numpy(np.int64).astype("datetime64[D]")
    return dates


def write_tables(tables: dict[str, pd.DataFrame], folder: Path) -> None:
    """Each table as CSV into a folder; files of an earlier calibration that it lacks now are removed."""
    for name, file in FILES.items():
        if name not in tables:
            remove_own(folder / file)
            continue
        safe = tables[name].copy()
        for column in TEXTS:
            if column in safe and safe[column].dtype == object:
                safe[column] = safe_text(safe[column])
        with own(folder / file) as aside:
            safe.to_csv(aside, index=False, encoding="utf-8", lineterminator="\n", float_format="%.12g")
