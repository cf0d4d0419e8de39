"""Rival models, kinds of customers, forecasts, cohorts and warnings, on the page of a calibration."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from salesim.calibrate.calibration import Calibration
from salesim.calibrate.churn_warning import SCORES, Warnings
from salesim.calibrate.cohorts import Cohorts
from salesim.calibrate.covariates import Covariate, RatioTest
from salesim.calibrate.customer_forecast import FORECAST_FILE
from salesim.calibrate.notes import value_in
from salesim.calibrate.rivals import Rivals
from salesim.calibrate.traits import COLUMNS
from salesim.report.cohorts import panels_size, plot_cohorts
from salesim.report.pictures import Picture, plot_picture
from salesim.report.tables import Cell, Row, Table, headings
from salesim.wording import MISSING, count, money, money_range, percent
from salesim.wording.text import N_, say

RIVALS = (
    N_("Model"),
    N_("Parameters"),
    N_("Log-likelihood"),
    N_("AIC above the best"),
    N_("Bias in the holdout"),
    N_("Error per customer"),
    N_("Log score below the best"),
)
GROUPS = (N_("Customers by {column}"), N_("Customers"), N_("Order rate"), N_("Churn per order"))
CUSTOMERS = (
    N_("Customer"),
    N_("Orders"),
    N_("Latest order"),
    N_("P(alive)"),
    N_("Orders next year"),
    N_("Value per order"),
    N_("Lifetime value"),
)
WARNINGS = (N_("Silent for"), N_("Customers"), N_("of them silent"))
SCORE_NAMES = {
    "alive": N_("P(alive)"),
    "expected": N_("expected orders"),
    "recency": N_("recency"),
    "frequency": N_("frequency"),
}
MOST_VALUABLE = 10
SMALL_P = 0.001

ABOUT_RIVALS = N_(
    "The simulation's customers buy by BG/NBD, at k phases BG/CNBD-k, whatever fits best; the others show what that "
    "leaves out. All are fitted to the same order times of {n} customers; a higher log-likelihood is better, and AIC "
    "sets it off against the number of parameters. k is the number of phases of a gap between orders: the higher, the "
    "more regular. In the holdout: bias of the total, mean absolute error of a customer's orders, and the log density "
    "of the orders that came, with parameters from before."
)
ABOUT_GROUPS = N_(
    "Order rate and churn of each group against the first one, with 95% intervals, each column by itself. This is "
    "association, not effect: customers who are visited often may be so because they order often."
)
TESTED = N_("Likelihood-ratio test of equal order rates: {rate}.")
TESTED_BOTH = N_("Likelihood-ratio tests: of equal order rates {rate}; of equal churn {churn}.")
ABOUT_CUSTOMERS = N_(
    "{file} lists all {n} customers. Together they are expected to order {orders} times in the next year; their "
    "lifetime value is {value}: sales of {years} years, discounted at {discount} a year, before any costs. Intervals "
    "are 90% intervals of what may come: of the parameters, of what each customer's history leaves open, and of "
    "chance. The choice of model is not in them. Here are the most valuable ones."
)
ABOUT_COHORTS = N_(
    "Cumulative repeat orders of customers who first ordered in the same quarter (dark line) and what the model "
    "expects of them, knowing nothing but the days of their first orders (blue line); the figure is its deviation at "
    "the end."
)
SPLIT_COHORTS = N_("The model was fitted to orders before the vertical line.")
NOT_FRESH = N_("{n} customers who had ordered before the export begins are in no cohort.")
ABOUT_WARNINGS = N_(
    "At the begin of the holdout, all customers are ranked by how likely they are to stay silent. The AUC is the share "
    "of pairs, of one who is silent and one who orders, that a ranking puts right: 0.5 is chance, 1 is perfect; with "
    "95% intervals. P(alive) is 1 for who has ordered once only, since in the model nobody leaves before a repeat "
    "order, so that it ranks repeat customers only; recency is the time since the latest order, frequency the number "
    "of repeat orders."
)


def model_parts(found: Calibration, lang: str) -> dict[str, Any]:
    """Tables, pictures and sentences; None or empty where there is nothing to show."""
    models = found.models
    rivals, cohorts, warnings = models.rivals, models.cohorts, models.warnings
    return {
        "rivals": None if rivals is None else rivals_table(rivals, lang),
        "rivals_say": "" if rivals is None else rivals.note().text(lang),
        "rivals_about": "" if rivals is None else say(ABOUT_RIVALS, lang, n=count(rivals.n)),
        "correlation": "" if models.correlation is None else models.correlation.note().text(lang),
        "groups": [(groups_table(one, lang), tests_text(one, lang)) for one in models.covariates],
        "groups_about": say(ABOUT_GROUPS, lang),
        "customers": None if models.forecast is None else customers_table(found, lang),
        "customers_about": customers_text(found, lang),
        "cohorts": None if cohorts is None else cohorts_picture(cohorts, lang),
        "cohorts_about": "" if cohorts is None else cohorts_text(cohorts, lang),
        "warnings": None if warnings is None else warnings_table(warnings, lang),
        "warnings_say": "" if warnings is None else warnings.note().text(lang),
        "warnings_about": say(ABOUT_WARNINGS, lang),
    }


def rivals_table(rivals: Rivals, lang: str) -> Table:
    """One row a model, the best by AIC first."""
    best = max((one.score for one in rivals.models if one.score is not None), default=None)
    rows = []
    for one, difference in zip(rivals.models, rivals.differences(), strict=True):
        used = say(N_("the scenario's, with defaults") if one.has_defaults else N_("the scenario's"), lang)
        cells = (
            Cell(one.name, used if one.is_used else ""),
            Cell(count(one.n_parameters)),
            Cell(count(one.log_likelihood, decimals=1)),
            Cell(count(difference, decimals=1)),
            Cell(MISSING if one.bias is None else percent(one.bias, decimals=1, signed=True)),
            Cell(MISSING if one.error is None else count(one.error, decimals=3)),
            Cell(MISSING if one.score is None or best is None else count(best - one.score, decimals=1)),
        )
        rows.append(Row(cells, "is-baseline" if one.is_used else ""))
    return Table(headings(RIVALS, lang), tuple(rows))


def groups_table(one: Covariate, lang: str) -> Table:
    """One row a group of customers."""
    has_churn = one.churn_test is not None
    first = Cell(say(GROUPS[0], lang, column=say(COLUMNS[one.column], lang)))
    rows = []
    for row in one.groups.itertuples():
        cells = [Cell(value_in(row.group, lang)), Cell(count(row.customers))]
        for value, low, high in ((row.rate, row.rate_low, row.rate_high), (row.churn, row.churn_low, row.churn_high)):
            cells.append(Cell(times(value), ends(low, high, lang)))
        rows.append(Row(tuple(cells if has_churn else cells[:-1])))
    return Table((first, *headings(GROUPS[1 : len(GROUPS) - (not has_churn)], lang)), tuple(rows))


def times(value: float) -> str:
    """A ratio."""
    return MISSING if np.isnan(value) else f"× {count(value, decimals=2)}"


def ends(low: float, high: float, lang: str) -> str:
    """A ratio's interval; empty for the group that others are held against."""
    if np.isnan(low):
        return ""
    return say("{low} to {high}", lang, low=count(low, decimals=2), high=count(high, decimals=2))


def tests_text(one: Covariate, lang: str) -> str:
    """The tests of a column in a sentence."""
    rate = test_text(one.rate_test, lang)
    if one.churn_test is None:
        return say(TESTED, lang, rate=rate)
    return say(TESTED_BOTH, lang, rate=rate, churn=test_text(one.churn_test, lang))


def test_text(test: RatioTest, lang: str) -> str:
    """A test's statistic, degrees of freedom and p."""
    small = test.p < SMALL_P
    message = N_("χ² {value} ({df} df), p < {p}") if small else N_("χ² {value} ({df} df), p = {p}")
    p = count(SMALL_P if small else test.p, decimals=3)
    return say(message, lang, value=count(test.statistic, decimals=1), df=count(test.df), p=p)


def customers_table(found: Calibration, lang: str) -> Table:
    """The customers of the highest lifetime value."""
    assert found.models.forecast is not None
    table = found.models.forecast.customers.nlargest(MOST_VALUABLE, "lifetime_value")
    rows = []
    for row in table.itertuples():
        value = money_range(row.lifetime_value_low, row.lifetime_value_high, found.currency, lang)
        orders = say("{low} to {high}", lang, low=count(row.orders_low), high=count(row.orders_high))
        cells = (
            Cell(str(row.customer)),
            Cell(count(row.orders)),
            Cell(str(row.last_order)),
            Cell(percent(row.alive)),
            Cell(count(row.orders_next_year, decimals=1), orders),
            Cell(money(row.order_value, found.currency, lang)),
            Cell(money(row.lifetime_value, found.currency, lang), value),
        )
        rows.append(Row(cells))
    return Table(headings(CUSTOMERS, lang), tuple(rows))


def customers_text(found: Calibration, lang: str) -> str:
    """What the table of customers holds, and their sums."""
    forecast = found.models.forecast
    if forecast is None:
        return ""
    return say(
        ABOUT_CUSTOMERS,
        lang,
        file=FORECAST_FILE,
        n=count(len(forecast.customers)),
        orders=count(forecast.customers["orders_next_year"].sum()),
        value=money(float(forecast.customers["lifetime_value"].sum()), found.currency, lang),
        years=count(forecast.horizon.years),
        discount=percent(forecast.horizon.discount, decimals=1),
    )


def cohorts_picture(cohorts: Cohorts, lang: str) -> Picture:
    """The cohorts, a panel each."""
    return plot_picture(partial(plot_cohorts, cohorts, lang=lang), panels_size(cohorts), say(N_("Cohorts"), lang))


def cohorts_text(cohorts: Cohorts, lang: str) -> str:
    """What the picture shows."""
    parts = [say(ABOUT_COHORTS, lang)]
    if cohorts.split is not None:
        parts.append(say(SPLIT_COHORTS, lang))
    if cohorts.n_before:
        parts.append(say(NOT_FRESH, lang, n=count(cohorts.n_before)))
    return ("" if lang == "zh" else " ").join(parts)


def warnings_table(warnings: Warnings, lang: str) -> Table:
    """One row a lead and kind of customers."""
    rows = []
    for row in warnings.leads.to_dict("records"):
        who = N_("with repeat orders") if row["repeaters"] else N_("all")
        cells = [
            Cell(say("{weeks} weeks", lang, weeks=count(row["lead"]))),
            Cell(count(row["customers"]), say(who, lang)),
            Cell(percent(row["silent"])),
        ]
        best = max(row[name] for name in SCORES)
        for name in SCORES:
            low, high = (count(row[f"{name}_{end}"], decimals=2) for end in ("low", "high"))
            look = "total" if row[name] == best else ""
            cells.append(Cell(count(row[name], decimals=2), say("{low} to {high}", lang, low=low, high=high), look))
        rows.append(Row(tuple(cells)))
    names = [SCORE_NAMES[name] for name in SCORES]
    return Table(headings((*WARNINGS, *names), lang), tuple(rows))
