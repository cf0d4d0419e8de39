"""The calibrated scenario as a file that loads and runs, with where each value comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

import numpy as np

from salesim.calibrate.estimates import Estimate, Verdict
from salesim.calibrate.scenario_customers import ScenarioCustomers
from salesim.scenario.template import one_line

PROSPECTS_PER_CUSTOMER = 0.25  # as in the default scenario: an export of orders knows no leads
CUSTOMERS_PER_REP = 100  # likewise, where the export names no rep
CUSTOMERS_FILE, TERRITORIES_FILE, UNCERTAINTY_FILE = "customers.csv", "territories.csv", "calibration.json"
TODAY = "today"
SKU_PRICES = (120.0, 300.0, 800.0)
SMALL_ORDERS = 0.05  # quantile of orders' amounts that the dearest unit must not exceed, or small orders get rounded up


@dataclass(frozen=True)
class Setting:
    """A value with what is said beside it."""

    value: Any
    comment: str = ""


def scenario_text(
    name: str,
    window: tuple[date, date],
    estimates: list[Estimate],
    chosen: ScenarioCustomers,
    kind_of_values: str | None,
    n_distributors: int,
    order_amounts: np.ndarray,
    today: date,
) -> str:
    """The YAML text.

    Parameters
    ----------
    window : first and last day of the data.
    kind_of_values : lognormal or gamma_gamma; None where values could not be fitted.
    order_amounts : (n,) amounts of the orders that count.
    """
    span = f"{window[0]} to {window[1]}"
    settings: dict[str, Setting] = {}
    sources: dict[str, str] = {}
    put_customers(settings, sources, chosen, n_distributors, span)
    if kind_of_values is not None:
        settings["market.buying.values.kind"] = Setting(kind_of_values, "fits better than the other")
    for one in estimates:
        if one.used:
            settings[one.path] = Setting(one.value, beside(one))
            sources[one.path] = source_of(one, span)
    put_units(settings, sources, order_amounts)
    layouts = {"prefecture": {"builder": "prefecture"}, "balanced": {"builder": "balanced"}}
    baseline = "prefecture"
    if chosen.territories is not None:
        layouts, baseline = {TODAY: {"builder": "file", "file": TERRITORIES_FILE}, **layouts}, TODAY
    lines = [
        f"# Written by salesim {version('salesim')} calibrate on {today} from orders of {span}.",
        "# What the data could not tell has its default; calibration.html says for each parameter what is known.",
        f"# {UNCERTAINTY_FILE} holds the estimates' joint uncertainty, for 'compare --parameter-draws'.",
        "# The simulated year begins in January, whatever day the data end on.",
        "",
        f"name: {one_line(name)}",
        f"title: {one_line(f'Calibrated from orders of {span}')}",
        "",
        *write_tree(tree(settings), ""),
        "layouts:",
        *(f"  {key}: {{{', '.join(f'{k}: {v}' for k, v in layout.items())}}}" for key, layout in layouts.items()),
        "",
        "run:",
        f"  baseline: {{layout: {baseline}, policy: current}}",
        "",
        "# Where values come from, in place of the defaults' sources.",
        "assumptions:" + ("" if sources else " {}"),
        *(f"  {path}: {one_line(source)}" for path, source in sources.items()),
    ]
    return "\n".join(lines) + "\n"


def put_customers(
    settings: dict[str, Setting], sources: dict[str, str], chosen: ScenarioCustomers, n_distributors: int, span: str
) -> None:
    """Who the customers are, and how many serve them."""
    counted = f"F: counted in the export, {span}"
    prospects = round(PROSPECTS_PER_CUSTOMER * chosen.n)
    if chosen.customers is not None:
        settings["market.places.prefectures"] = Setting(
            list(chosen.prefectures or ()), "of the towns nearest to customers"
        )
        settings["market.customers.file"] = Setting(CUSTOMERS_FILE, "order rates and values by customer")
        sources["market.customers.file"] = counted
    else:
        settings["market.customers.count"] = Setting(chosen.n, "customers that are most likely still there")
        sources["market.customers.count"] = counted
    settings["market.customers.prospects"] = Setting(prospects, "an assumption: the export knows no leads")
    sources["market.customers.prospects"] = "A: a quarter of the customers"
    if chosen.industries is not None:
        settings["market.customers.industries"] = Setting(list(chosen.industries))
        settings["market.customers.industry_shares"] = Setting(list(chosen.industry_shares or ()), "counted")
        sources["market.customers.industries"] = sources["market.customers.industry_shares"] = counted
    if n_distributors:
        settings["channel.network.distributors"] = Setting(n_distributors, "counted")
        sources["channel.network.distributors"] = counted
    else:
        settings["market.customers.direct_share"] = Setting(1.0, "the export names no distributor")
        sources["market.customers.direct_share"] = counted
    reps = chosen.reps or max(round(chosen.n / CUSTOMERS_PER_REP), 1)
    settings["sales_force.team.reps"] = Setting(
        min(reps, chosen.n + prospects), "counted" if chosen.reps else "assumed"
    )
    sources["sales_force.team.reps"] = counted if chosen.reps else f"A: one for {CUSTOMERS_PER_REP} customers"


def put_units(settings: dict[str, Setting], sources: dict[str, str], amounts: np.ndarray) -> None:
    """Prices of the units that orders consist of, no more than small orders are worth."""
    small = float(np.quantile(amounts, SMALL_ORDERS))
    if small >= SKU_PRICES[-1]:
        return
    factor = small / SKU_PRICES[-1]
    prices = [max(round(factor * price, 2), 0.01) for price in SKU_PRICES]
    settings["channel.network.sku_prices"] = Setting(prices, "units small enough for the smallest orders")
    sources["channel.network.sku_prices"] = "A: scaled to the smallest 5 % of orders"


def source_of(one: Estimate, span: str) -> str:
    """A value's source, as the list of assumptions shows it."""
    if one.verdict is Verdict.NOT:
        return "A: nothing, because another estimate holds it"
    return f"F: own data of {span}, {one.verdict}{interval(one)}"


def interval(one: Estimate) -> str:
    return "" if one.low is None or isinstance(one.low, tuple) else f", 95 % {one.low:g} to {one.high:g}"


def beside(one: Estimate) -> str:
    """What stands beside a value: its verdict, interval and reason."""
    return f"{one.verdict}{interval(one)}: {one.why()}"


def tree(settings: Mapping[str, Setting]) -> dict[str, Any]:
    """Settings by dotted path as nested mappings."""
    root: dict[str, Any] = {}
    for path, setting in settings.items():
        *groups, name = path.split(".")
        inner = root
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[name] = setting
    return {chapter: root[chapter] for chapter in ("market", "sales_force", "channel") if chapter in root}


def write_tree(group: Mapping[str, Any], indent: str) -> Iterator[str]:
    """Nested settings as YAML, the comment above each value."""
    for name, inner in group.items():
        if isinstance(inner, Setting):
            if inner.comment:
                yield f"{indent}# {inner.comment}"
            yield f"{indent}{name}: {one_line(inner.value)}"
        else:
            yield f"{indent}{name}:"
            yield from write_tree(inner, indent + "  ")
            if not indent:
                yield ""
