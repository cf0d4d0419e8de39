"""Backtest by rep and by territory: quarters forecast from their customers' histories, beside naive forecasts.

The buying model is fitted to the first part of the history; a rep's forecast is the sum over the customers whom the rep
had then. Who buys for the first time later cannot be known by name; what such customers brought in the quarters before
is added. The naive forecasts, with which the model must compete, repeat the rep's own past.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salesim.calibrate.customer_base import CustomerBase, carried_on, fit_customer_base
from salesim.calibrate.export_fits import fit_values
from salesim.calibrate.firm.quarters import Periods, covered_periods, quotas_of, sellers, territories, totals
from salesim.calibrate.notes import Note
from salesim.calibrate.order_values import expected_values
from salesim.calibrate.regular_buying import expected_orders
from salesim.export.read import Export
from salesim.wording import count, percent
from salesim.wording.text import N_

MIN_FITTED, QUARTERS_A_YEAR = 3, 4
FORECASTS = ("model", "same_quarter", "last_quarter", "mean")
KNOWN = "known"  # the model's forecast of the customers known, against these customers' sales

NO_UNITS = N_("The export names no reps, so there is nothing to forecast by rep.")
NO_TERRITORIES = N_("The export names no territories apart from its reps, so territories are not forecast.")
TOO_SHORT = N_("The data cover {n} whole quarters; {least} are needed to forecast one of them by rep and by territory.")
FEW_ORDERS = N_("There are too few repeat orders before {quarter} to forecast sales by rep and by territory.")
ABOUT_NEW = N_(
    "Customers who first bought in the quarters forecast brought {share} of their sales. They cannot be known by name; "
    "the forecast has for them what such customers brought before."
)


@dataclass(frozen=True)
class FirmBacktest:
    """Sales by quarter, as they were and as forecast; without forecasts where the data are too short for any.

    Parameters
    ----------
    rows : one row a rep (or territory) and quarter: level ("rep", "territory"), unit, quarter, first_day, held_out,
        sales, of_new (by customers who first bought after the forecast was made), and of quarters held out model,
        same_quarter (a year before), last_quarter (before the forecast), mean (of the last year); of reps quota,
        attainment, and model_attainment. ``known`` is the part of model that is the sum over the unit's customers.
    errors : one row a level and forecast ("known": of the sales to customers known): level, forecast, total [money],
        bias (share of sales), error (mean absolute error of a unit's quarter as a share of its mean sales).
    territory_kind : what territories are: "territory" (as the export calls them), "state" or "owner"; "" without.
    notes : what a reader must know.
    """

    rows: pd.DataFrame
    errors: pd.DataFrame
    territory_kind: str
    notes: list[Note]

    @property
    def held_out(self) -> list[str]:
        """The quarters that were forecast."""
        return list(dict.fromkeys(self.rows.loc[self.rows["held_out"], "quarter"]))


def firm_backtest(
    export: Export,
    days: pd.DataFrame,
    holdout: int | None,
    rng: np.random.Generator,
    fitted: CustomerBase | None = None,
) -> tuple[FirmBacktest | None, list[Note]]:
    """The backtest by rep and territory of an export, or None; and what else must be said.

    Parameters
    ----------
    days : as of `days_of_orders`.
    holdout : weeks wanted to be held out; a third of the quarters if None.
    fitted : what was fitted to the history up to some day before; its parameters are used, as fitting takes long.
    """
    quarters = covered_periods(export.start, export.end)
    n = len(quarters)
    least = MIN_FITTED + 1
    notes = [Note(TOO_SHORT, {"n": count(n), "least": count(least)})] if n < least else []
    if n == 0:
        return None, notes
    held = max(n // 3, 1) if holdout is None else min(max(holdout // 13, 1), n - MIN_FITTED)
    held = held if n >= least else 0
    split = n - held
    seller, parts = sellers(export), territories(export)
    levels: list[tuple[str, list[str], np.ndarray, np.ndarray]] = []  # level, names, of orders, of customers
    customer = export.orders["customer"].to_numpy()
    if (seller >= 0).any():
        theirs = last_seller(export, seller, int(quarters.first[split]) if held else int(quarters.last[-1]))
        levels.append(("rep", list(export.reps), seller, theirs))
    else:
        notes.append(Note(NO_UNITS))
    if parts is not None and not same_parts(seller, parts.code[customer]):
        levels.append(("territory", parts.names, parts.code[customer], parts.code))
    elif (seller >= 0).any():
        notes.append(Note(NO_TERRITORIES))
    if not levels:
        return None, notes
    found = forecast_customers(export, days, quarters, split, rng, fitted) if held else None
    if found is None:  # sales and naive forecasts stand alone
        notes += [Note(FEW_ORDERS, {"quarter": quarters.labels[split]})] if held else []
        codes = known_before(export, int(quarters.first[split]) if held else export.end + 1)
        expected = np.full((len(codes), held), np.nan)
    else:
        codes, expected = found
    is_new = ~np.isin(customer, codes)
    frames = []
    for level, names, of_orders, of_customers in levels:
        model = np.zeros((len(names), held))
        known = of_customers[codes] >= 0
        np.add.at(model, of_customers[codes][known], expected[known])
        frames.append(level_frame(export, level, names, of_orders, is_new, model, quarters, split))
    rows = pd.concat(frames, ignore_index=True)
    ahead = rows[rows["held_out"] & (rows["level"] == levels[0][0])]
    if found is not None and len(ahead) and ahead["of_new"].sum() > 0:
        share = percent(float(ahead["of_new"].sum() / ahead["sales"].sum()))
        notes.append(Note(ABOUT_NEW, {"share": share}))
    kind = parts.kind if parts is not None and levels[-1][0] == "territory" else ""
    return FirmBacktest(rows, errors_of(rows), kind, notes), []


def known_before(export: Export, day: int) -> np.ndarray:
    """Codes of the customers who ordered before a day."""
    codes: np.ndarray = np.unique(export.orders.loc[export.orders["day"] < day, "customer"].to_numpy())
    return codes


def same_parts(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two divisions of the same orders (n_orders,) are the same under other names."""
    pairs = pd.DataFrame({"one": one, "other": other}).drop_duplicates()
    return not pairs["one"].duplicated().any() and not pairs["other"].duplicated().any()


def last_seller(export: Export, seller: np.ndarray, before: int) -> np.ndarray:
    """The rep of each customer's last order before a day (n_customers,), -1 without; ``seller`` is (n_orders,)."""
    day = export.orders["day"].to_numpy()
    rows = np.flatnonzero((day < before) & (seller >= 0))
    rows = rows[np.argsort(day[rows], kind="stable")]
    found = np.full(len(export.keys), -1, np.int64)
    found[export.orders["customer"].to_numpy()[rows]] = seller[rows]  # the last one written stays
    return found


def forecast_customers(
    export: Export,
    days: pd.DataFrame,
    quarters: Periods,
    split: int,
    rng: np.random.Generator,
    fitted: CustomerBase | None,
) -> tuple[np.ndarray, np.ndarray] | None:
    """Codes of the customers known at the split, and each one's expected sales by quarter held out; None if too few."""
    start, end = export.start, int(quarters.first[split]) - 1
    stated = export.customers["first_day"].to_numpy()
    is_earlier = fitted is not None and fitted.start == start and start + fitted.n_days - 1 <= end
    if is_earlier and fitted is not None and fitted.fit is not None:
        base = carried_on(fitted, days, end, stated)
    else:
        base = fit_customer_base(days, start, end, stated, rng)
    if base.fit is None:
        return None
    inside = days[(days["day"] >= start) & (days["day"] <= end)]
    values, _, spending = fit_values(inside, rng)
    worth = expected_values(values, spending) if values is not None else spending.total / spending.n
    tau = base.tau(int(quarters.last[-1]) - start + 1)
    ends = tau[quarters.last[split:] - start + 1] - tau[end - start + 1]
    alone = np.arange(len(base.codes))
    orders = np.diff(expected_orders(base.outlook, ends, alone, len(alone)), axis=1, prepend=0.0)
    return base.codes, orders * worth[:, None]


def level_frame(
    export: Export,
    level: str,
    names: list[str],
    unit: np.ndarray,
    is_new: np.ndarray,
    model: np.ndarray,
    quarters: Periods,
    split: int,
) -> pd.DataFrame:
    """The rows of a level: one a unit with sales and quarter; ``unit`` and ``is_new`` are (n_orders,)."""
    day, amount = export.orders["day"].to_numpy(), export.orders["amount"].to_numpy()
    n, q = len(names), len(quarters)
    sales = totals(unit, day, amount, n, quarters)
    of_new = totals(unit, day, np.where(is_new, amount, 0.0), n, quarters)
    of_new[:, :split] = np.nan
    forecasts = {name: np.full((n, q), np.nan) for name in (KNOWN, *FORECASTS)}
    forecasts[KNOWN][:, split:] = model
    forecasts["model"][:, split:] = model + newcomers(export, unit, n, quarters, split)
    forecasts["last_quarter"][:, split:] = sales[:, [split - 1]]
    forecasts["mean"][:, split:] = sales[:, max(split - QUARTERS_A_YEAR, 0) : split].mean(axis=1, keepdims=True)
    for at in range(split, q):
        years = -(-(at - split + 1) // QUARTERS_A_YEAR)
        if at - QUARTERS_A_YEAR * years >= 0:
            forecasts["same_quarter"][:, at] = sales[:, at - QUARTERS_A_YEAR * years]
    quota = quotas_of(export.quotas, n, quarters) if level == "rep" else np.full((n, q), np.nan)
    labels = quarters.labels
    with np.errstate(invalid="ignore", divide="ignore"):
        attained = {"attainment": sales / quota, "model_attainment": forecasts["model"] / quota}
    frame = pd.DataFrame(
        {
            "level": level,
            "unit": np.repeat(names, q),
            "quarter": np.tile(labels, n),
            "first_day": np.tile(quarters.first, n),
            "held_out": np.tile(np.arange(q) >= split, n),
            "sales": sales.ravel(),
            "of_new": of_new.ravel(),
            **{name: values.ravel() for name, values in forecasts.items()},
            "quota": quota.ravel(),
            **{name: np.where(quota > 0, values, np.nan).ravel() for name, values in attained.items()},
        }
    )
    has_sales = np.repeat((sales > 0).any(axis=1), q)
    return frame[has_sales]


def newcomers(export: Export, unit: np.ndarray, n_units: int, quarters: Periods, split: int) -> np.ndarray:
    """Sales by unit and quarter held out that new customers may bring, (n_units, n_held).

    The nth quarter after the split has what customers of the last n quarters brought in the quarters before the split.
    """
    orders = export.orders
    customer, day, amount = (orders[name].to_numpy() for name in ("customer", "day", "amount"))
    first = np.full(len(export.keys), np.iinfo(np.int64).max)
    np.minimum.at(first, customer, day)
    held = len(quarters) - split
    found = np.zeros((n_units, held))
    for ahead in range(held):
        seen = [at for at in range(max(split - QUARTERS_A_YEAR, 0), split) if at - ahead >= 1]
        if not seen:
            found[:, ahead] = found[:, ahead - 1] if ahead else 0.0
            continue
        for at in seen:
            since, until = quarters.first[at - ahead], quarters.last[at]
            rows = (first[customer] >= since) & (day >= quarters.first[at]) & (day <= until) & (unit >= 0)
            found[:, ahead] += np.bincount(unit[rows], weights=amount[rows], minlength=n_units) / len(seen)
    return found


def errors_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Total, bias and error of each forecast by level."""
    found = []
    for level in dict.fromkeys(rows["level"]):
        ahead = rows[rows["held_out"] & (rows["level"] == level)]
        for name in (KNOWN, *FORECASTS):
            forecast = ahead[name].to_numpy()
            actual = (ahead["sales"] - ahead["of_new"]).to_numpy() if name == KNOWN else ahead["sales"].to_numpy()
            if np.isnan(forecast).any() or not len(ahead):
                continue
            total = max(float(actual.sum()), 1e-9)
            found.append(
                (
                    level,
                    name,
                    float(forecast.sum()),
                    float(forecast.sum() / total - 1.0),
                    float(np.abs(forecast - actual).sum() / total),
                )
            )
    return pd.DataFrame(found, columns=["level", "forecast", "total", "bias", "error"])
