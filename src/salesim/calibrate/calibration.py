"""From a folder with an export to a scenario: reading, fitting, judging, backtesting, writing.

>>> found = calibrate("export", "calibrated/scenario.yaml")                            # doctest: +SKIP
>>> [(one.path, one.value, one.verdict) for one in found.estimates]                    # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from salesim.calibrate.backtest import Backtest, backtest
from salesim.calibrate.cells import EPOCH, NO_DAY, date_part, read_day
from salesim.calibrate.customer_base import CustomerBase, days_of_orders, fit_customer_base
from salesim.calibrate.estimates import (
    Estimate,
    base_estimates,
    default_value,
    leaving_estimates,
    other_estimates,
    pay_estimates,
    payment_estimates,
    response_estimates,
    value_estimates,
)
from salesim.calibrate.export import Export, read_export
from salesim.calibrate.fates import Fates, safe_text, write_fates
from salesim.calibrate.fit import Fit
from salesim.calibrate.headings import Plan, columns_yaml, propose, read_columns
from salesim.calibrate.order_values import (
    GAMMA_NAMES,
    Spending,
    expected_values,
    fit_gamma_gamma_orders,
    fit_lognormal_orders,
)
from salesim.calibrate.pay_plan import PayLine, fit_pay_line
from salesim.calibrate.payment_delay import PaymentDelay, fit_payment_delay
from salesim.calibrate.scenario_customers import ScenarioCustomers, choose_customers
from salesim.calibrate.scenario_file import CUSTOMERS_FILE, TERRITORIES_FILE, UNCERTAINTY_FILE, scenario_text
from salesim.calibrate.source import find_sources
from salesim.calibrate.uncertainty import uncertainty
from salesim.calibrate.visit_panel import WeeklyResponse, fit_weekly_response, goodwill_of_visits
from salesim.calibrate.words import say
from salesim.errors import InputError
from salesim.experiment.parameter_draws import uncertainty_json
from salesim.experiment.runs import replaced
from salesim.scenario.loading import load_scenario

COLUMNS_FILE, REJECTED_FILE, HISTORIES_FILE = "columns.yaml", "rejected.csv", "histories.csv"
LEAST_SPENDERS = 30
CARRY_OVER = "market.goodwill.carry_over"
MOST_FOR_VALUES = 5000  # customers from whom order values are fitted
DRAWS = 20_240_601  # seed of what is drawn here: samples of customers, places of those without one


@dataclass(frozen=True)
class Calibration:
    """What was read, found and written.

    Parameters
    ----------
    scenario_file : the scenario; the other files stand beside it.
    window : first and last day of the data.
    notes : keys of the words, and what fills them.
    """

    scenario_file: Path
    window: tuple[date, date]
    export: Export
    base: CustomerBase
    values: Fit | None
    response: WeeklyResponse | None
    payment: PaymentDelay | None
    pay_line: PayLine | None
    estimates: list[Estimate]
    customers: ScenarioCustomers
    backtest: Backtest | None
    notes: list[tuple[str, dict[str, str]]]
    facts: dict[str, str]

    @property
    def all_notes(self) -> list[tuple[str, dict[str, str]]]:
        """Notes on the export, the customers and the backtest."""
        return [*self.notes, *(self.backtest.notes if self.backtest is not None else [])]

    def to_json(self) -> dict[str, Any]:
        """The estimates, the rows' fates and the backtest's errors as plain values."""
        return {
            "window": [str(day) for day in self.window],
            "facts": self.facts,
            "estimates": [
                {
                    "field": one.path,
                    "value": one.value,
                    "low": one.low,
                    "high": one.high,
                    "default": one.default,
                    "verdict": str(one.verdict),
                    "used": one.used,
                    "reason": one.why(),
                }
                for one in self.estimates
            ],
            "rows": self.export.fates.n_rows,
            "fates": self.export.fates.counts().to_dict("records"),
            "notes": [say(key, **places) for key, places in self.all_notes],
            "backtest": None if self.backtest is None else self.backtest.errors.to_dict("records"),
        }


def calibrate(
    folder: str | Path,
    out: str | Path,
    columns: str | Path | None = None,
    until: date | None = None,
    holdout: int | None = None,
    lang: str = "en",
    progress: Callable[[str], None] | None = None,
) -> Calibration:
    """Calibrate a scenario to an export and write it, with all that belongs to it, beside each other.

    Parameters
    ----------
    folder : the export: CSV, Excel or Parquet files with customers, orders, visits, ...
    out : the scenario's file. Beside it stand customers.csv, territories.csv, calibration.json, columns.yaml,
        rejected.csv and histories.csv; what was there before under these names is replaced, but for a columns.yaml.
    columns : a columns.yaml that says which heading is which; without it one is proposed and written.
    until : last day of the data; the day of the latest order if left out.
    holdout : weeks to hold out for the backtest; the last third, 13 at least, if left out.
    lang : of rejected.csv, ``en`` or ``zh``.
    progress : called with a line of text now and then.

    Raises
    ------
    InputError if the export cannot be used
    """
    tell = progress or (lambda text: None)
    folder, out = Path(folder), Path(out)
    check_places(folder, out)
    sources = find_sources(folder)
    plan = read_columns(Path(columns), sources) if columns is not None else propose(sources)
    if columns is None:
        propose_columns(plan, out.parent / COLUMNS_FILE, tell)
    fates = Fates()
    try:
        export = read_export(plan, until, tell, fates)
    finally:
        if fates.n_rows:
            with replaced(out.parent / REJECTED_FILE) as aside:
                write_fates(fates, aside, lang)
    rng = np.random.default_rng(DRAWS)
    days = days_of_orders(export.orders)
    stated = export.customers["first_day"].to_numpy()
    tell(f"fitting order rates and leaving of {days['customer'].nunique():,} customers ...")
    base = fit_customer_base(days, export.start, export.end, stated, rng)
    tell("fitting order values ...")
    values, other, spending = fit_values(days, rng)
    tell("fitting what visits do ..." if export.visits is not None else "no visits to fit to")
    response = fit_response(export, base, days, rng)
    payment, n_invoices = fit_payment(export)
    pay_line = fit_pay(export)
    estimates = [
        *base_estimates(base),
        *value_estimates(values, other, len(days), len(spending.n), LEAST_SPENDERS),
        *response_estimates(response, export.visits is not None),
        *leaving_estimates(base),
        *payment_estimates(payment, n_invoices),
        *pay_estimates(pay_line),
        *other_estimates(),
    ]
    tell("backtesting ...")
    tested, why_not = backtest(days, export.start, export.end, stated, holdout, rng)
    worth = expected_values(values, spending) if values is not None else spending.total / spending.n
    rates = base.outlook.mean_rate / response_of_visits(export, base, estimates)
    chosen = choose_customers(export, base, rates, worth, rng)
    window = (EPOCH + timedelta(days=export.start), EPOCH + timedelta(days=export.end))
    found = Calibration(
        scenario_file=out,
        window=window,
        export=export,
        base=base,
        values=values,
        response=response,
        payment=payment,
        pay_line=pay_line,
        estimates=estimates,
        customers=chosen,
        backtest=tested,
        notes=[*notes_of(export, base), *chosen.notes, *([why_not] if why_not else [])],
        facts=facts_of(export, base, days),
    )
    write(found)
    load_scenario(out)  # what was written must load; a fault here is ours
    return found


def check_places(folder: Path, out: Path) -> None:
    """Refuse to read what cannot be read and to write among what is read."""
    if not folder.is_dir():
        raise InputError("no such folder", field="FOLDER", value=str(folder))
    if out.suffix.lower() not in (".yaml", ".yml"):
        raise InputError("a scenario's file ends in .yaml", field="out", value=str(out))
    if out.parent.resolve() == folder.resolve():
        message = "must not lie in the export's own folder: what is written would be read again the next time"
        raise InputError(message, field="out", value=str(out))


def propose_columns(plan: Plan, file: Path, tell: Callable[[str], None]) -> None:
    """Write the proposal, unless the user's own version is there."""
    text = columns_yaml(plan)
    if not plan.tables:
        return
    if file.exists() and file.read_text(encoding="utf-8", errors="replace") != text:
        tell(f"{file} is there already and was not used; --columns {file} uses it")
        return
    with replaced(file) as aside:
        aside.write_text(text, encoding="utf-8")


def fit_values(days: pd.DataFrame, rng: np.random.Generator) -> tuple[Fit | None, Fit | None, Spending]:
    """The better and the worse fit of order values, and what each customer spent; None with too few customers."""
    amounts = np.maximum(days["amount_cny"].to_numpy(), 0.01)
    begins = np.flatnonzero(np.diff(days["customer"].to_numpy(), prepend=-1))
    spending = Spending(
        np.diff(np.append(begins, len(days))).astype(float),
        np.add.reduceat(amounts, begins),
        np.add.reduceat(np.log(amounts), begins),
    )
    n = len(begins)
    if n < LEAST_SPENDERS or (spending.n > 1).sum() < LEAST_SPENDERS:
        return None, None, spending
    some = rng.choice(n, MOST_FOR_VALUES, replace=False) if n > MOST_FOR_VALUES else np.arange(n)
    fits = [fit_lognormal_orders(spending.rows(some)), fit_gamma_gamma_orders(spending.rows(some))]
    better, worse = sorted(fits, key=lambda fit: -fit.log_likelihood)
    return better, worse, spending


def weekly_counts(days: pd.DataFrame, codes: np.ndarray, start: int, n_weeks: int) -> np.ndarray:
    """Events a week of some customers (codes ascending), (n, n_weeks)."""
    week = ((days["day"] - start) // 7).to_numpy()
    row = np.searchsorted(codes, days["customer"].to_numpy())
    row = np.minimum(row, len(codes) - 1)
    inside = (codes[row] == days["customer"].to_numpy()) & (week >= 0) & (week < n_weeks)
    counts = np.bincount(row[inside] * n_weeks + week[inside], minlength=len(codes) * n_weeks)
    return counts.reshape(len(codes), n_weeks)


def fit_response(
    export: Export, base: CustomerBase, days: pd.DataFrame, rng: np.random.Generator
) -> WeeklyResponse | None:
    """The response to visits, from customers who ordered before the panel begins and near its end."""
    if export.visits is None or export.visits.empty:
        return None
    start = max(export.start, int(export.visits["day"].min()))
    end = min(export.end, int(export.visits["day"].max()))
    n_weeks = (end - start + 1) // 7
    if n_weeks < 1:
        return None
    lead, tail = max(n_weeks // 8, 4) * 7, max(n_weeks // 8, 8) * 7
    stayed = (base.start + base.first <= start + lead) & (base.start + base.last >= end - tail)
    codes = base.codes[stayed]
    if len(codes) == 0:
        return None
    if len(codes) > 4 * MOST_FOR_VALUES:
        codes = np.sort(rng.choice(codes, 4 * MOST_FOR_VALUES, replace=False))
    orders, visits = (weekly_counts(table, codes, start, n_weeks) for table in (days, export.visits))
    return fit_weekly_response(orders, visits, float(default_value(CARRY_OVER)), rng)


def response_of_visits(export: Export, base: CustomerBase, estimates: list[Estimate]) -> np.ndarray:
    """What each customer's order rate owes to its visits of the last half year, (n,), mean 1.

    The simulation multiplies a customer's rate by the response to its visits; the rates in its file must be without.
    """
    taken = {one.path: one.taken for one in estimates}
    if export.visits is None or export.visits.empty:
        return np.ones(len(base.codes))
    weeks = max(min(26, (export.end - max(export.start, int(export.visits["day"].min())) + 1) // 7), 1)
    counts = weekly_counts(export.visits, base.codes, export.end + 1 - 7 * weeks, weeks)
    response = (1.0 + goodwill_of_visits(counts)) ** float(taken["market.goodwill.elasticity"])
    return response / np.average(response, weights=base.outlook.alive * base.outlook.mean_rate)


def fit_payment(export: Export) -> tuple[PaymentDelay | None, int]:
    """Payment delays, and how many orders have a due date."""
    orders = export.orders
    due = orders["due"] != NO_DAY
    if not due.any() or not (orders["paid"] != NO_DAY).any():
        return None, 0
    rows = orders[due]
    paid = rows["paid"].to_numpy(float)
    paid[rows["paid"] == NO_DAY] = np.nan
    day, due_day = rows["day"].to_numpy(float), rows["due"].to_numpy(float)
    return fit_payment_delay(day, due_day, paid, export.end), len(rows)


def fit_pay(export: Export) -> PayLine | None:
    """Salary and commission, from payouts and the same reps' sales in the same periods."""
    if export.payouts is None or export.payouts.empty:
        return None
    orders = export.orders
    owner = export.customers["rep"].to_numpy()[orders["customer"]]
    rep = np.where(orders["rep"] >= 0, orders["rep"], owner)
    payouts = export.payouts
    covered = payouts[(payouts["first_day"] >= export.start) & (payouts["last_day"] <= export.end)]
    order = np.lexsort((orders["day"], rep))
    rep, day = rep[order], orders["day"].to_numpy()[order]
    total = np.concatenate([[0.0], np.cumsum(orders["amount_cny"].to_numpy()[order])])
    stamp = rep.astype(np.int64) * 1_000_000 + day
    low = np.searchsorted(stamp, covered["rep"].to_numpy(np.int64) * 1_000_000 + covered["first_day"], side="left")
    high = np.searchsorted(stamp, covered["rep"].to_numpy(np.int64) * 1_000_000 + covered["last_day"], side="right")
    sales = total[high] - total[low]
    return fit_pay_line(sales, covered["cny"].to_numpy(), covered["months"].to_numpy(float))


def notes_of(export: Export, base: CustomerBase) -> list[tuple[str, dict[str, str]]]:
    """What a reader must know of the export itself."""
    notes: list[tuple[str, dict[str, str]]] = []
    if not export.has_customers:
        notes.append(("note_no_customers", {}))
    elif (export.customers["first_day"] == NO_DAY).all():
        notes.append(("note_no_first_order", {}))
    elif base.fit is not None and base.histories.seen_before.any() and not base.counts_before:
        notes.append(("note_since_unused", {}))
    if export.plan.unused:
        notes.append(("note_unused", {"files": ", ".join(export.plan.unused)}))
    return notes


def facts_of(export: Export, base: CustomerBase, days: pd.DataFrame) -> dict[str, str]:
    """A few counts."""
    return {
        "customers": f"{len(base.codes):,}",
        "orders": f"{len(export.orders):,}",
        "order_days": f"{len(days):,}",
        "visits": f"{0 if export.visits is None else len(export.visits):,}",
        "weeks": f"{base.weeks:,.0f}",
        "alive": f"{base.outlook.alive.sum():,.0f}",
        "salesim": version("salesim"),
    }


def write(found: Calibration) -> None:
    """The scenario and the files beside it."""
    folder, chosen, export = found.scenario_file.parent, found.customers, found.export
    kind = None
    if found.values is not None:
        kind = "gamma_gamma" if found.values.names == GAMMA_NAMES else "lognormal"
    text = scenario_text(
        scenario_name(found.scenario_file),
        found.window,
        found.estimates,
        chosen,
        kind,
        export.n_distributors,
        export.orders["amount_cny"].to_numpy(),
        date.today(),
    )
    blocks = uncertainty(found.base, found.values, found.response, found.estimates)
    facts = {"salesim": version("salesim"), "window": [str(day) for day in found.window]}
    for name, frame in ((CUSTOMERS_FILE, chosen.customers), (TERRITORIES_FILE, chosen.territories)):
        if frame is not None:
            write_table(frame, folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
    write_table(chosen.histories, folder / HISTORIES_FILE)
    for name, content in ((UNCERTAINTY_FILE, uncertainty_json(blocks, facts)), (found.scenario_file.name, text)):
        with replaced(folder / name) as aside:
            aside.write_text(content, encoding="utf-8", newline="\n")


def write_table(frame: pd.DataFrame, file: Path) -> None:
    """A table as CSV, no text in it taken for a formula by a spreadsheet."""
    safe = frame.copy()
    for column in ("id", "customer", "name", "industry", "territory"):
        if column in safe:
            safe[column] = safe_text(safe[column])
    with replaced(file) as aside:
        safe.to_csv(aside, index=False, encoding="utf-8", lineterminator="\n")


def parse_day(text: str) -> date:
    """A day such as 2025-03-31, as a user gives it."""
    day, _ = read_day(date_part(text), "auto")
    if day is None:
        raise InputError("not a date", field="until", value=text, allowed="a date such as 2025-03-31")
    return day


def scenario_name(file: Path) -> str:
    """A scenario's name from its file's: letters, digits, - and _."""
    name = "".join(c if c.isalnum() or c in "-_" else "_" for c in file.stem)[:60]
    return name if name and name[0].isalnum() else f"s{name}"[:60]
