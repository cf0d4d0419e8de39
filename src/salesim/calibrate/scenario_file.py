"""The calibrated scenario as a file that loads and runs, with where each value comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np

from salesim.calibrate.estimates import Estimate, Verdict
from salesim.calibrate.scenario_customers import ScenarioCustomers
from salesim.pay.plan import PayParameters
from salesim.scenario.amounts import HOME, amounts
from salesim.scenario.template import in_another_currency, one_line
from salesim.wording import day, figure, percent
from salesim.wording.text import say

ARRIVAL_WEEKS = 520  # half as many leads turn up as customers come: of these, the data tell no more
PROSPECTS_PER_NEWCOMER = 5.0  # enough for some years: an export of orders knows no leads
CUSTOMERS_PER_REP = 100  # likewise, where the export names no rep
CUSTOMERS_FILE, TERRITORIES_FILE, UNCERTAINTY_FILE = "customers.csv", "territories.csv", "calibration.json"
TODAY = "today"
SKU_PRICES = (120.0, 300.0, 800.0)
VALUES = "market.buying.values."
SMALL_ORDERS = 0.05  # quantile of orders' amounts that the dearest unit must not exceed, or small orders get rounded up


class OwnCurrency(NamedTuple):
    """The currency of an export, and what one yuan is worth in it: the defaults are amounts of a Chinese firm."""

    code: str
    rate: float | None = None


ALWAYS_STATED = ("salary_per_month", "commission_rate")
STATED_PAY = (
    *ALWAYS_STATED,
    "step_rate",
    "step_width",
    "step_from",
    "step_count",
    "bonus",
    "bonus_at",
    "cap_at",
)


@dataclass(frozen=True)
class Setting:
    """A value with what is said beside it."""

    value: Any
    comment: str = ""


@dataclass(frozen=True)
class Heading:
    """What stands above a scenario: name, currency, first and last day of its data, day and language of writing.

    ``rate`` is what one yuan is worth in the currency, for the default amounts; None leaves them as they are.
    """

    name: str
    currency: str
    window: tuple[date, date]
    today: date
    lang: str = "en"
    rate: float | None = None


def scenario_text(
    heading: Heading,
    estimates: list[Estimate],
    chosen: ScenarioCustomers,
    kind_of_values: str | None,
    n_distributors: int,
    order_amounts: np.ndarray,
    newcomers: float,
    stated_pay: PayParameters | None = None,
) -> str:
    """The YAML text; comments, title and sources are in the heading's language.

    Parameters
    ----------
    kind_of_values : lognormal or gamma_gamma; None where values could not be fitted.
    order_amounts : (n,) amounts of the orders that count.
    newcomers : new customers a year.
    stated_pay : the firm's plan as it states it, which goes before what payouts tell of it.
    """
    name, today, lang = heading.name, heading.today, heading.lang
    first, last = (day(end, lang) for end in heading.window)
    span = say("{low} to {high}", lang, low=first, high=last)
    settings: dict[str, Setting] = {}
    sources: dict[str, str] = {}
    put_customers(settings, sources, chosen, n_distributors, newcomers, span, lang)
    if kind_of_values is not None:
        settings["market.buying.values.kind"] = Setting(
            kind_of_values, say("fits better than the other distribution", lang)
        )
    for one in estimates:
        if one.used:
            settings[one.path] = Setting(one.value, beside(one, lang))
            sources[one.path] = source_of(one, span, lang)
    if stated_pay is not None:
        put_pay(settings, sources, stated_pay, lang)
    put_units(settings, sources, order_amounts, lang)
    put_default_amounts(settings, heading.currency, heading.rate, lang)
    layouts = {"unit": {"builder": "unit"}, "balanced": {"builder": "balanced"}}
    baseline = "unit"
    if chosen.territories is not None:
        layouts, baseline = {TODAY: {"builder": "file", "file": TERRITORIES_FILE}, **layouts}, TODAY
    comments = (
        say(
            "Written by salesim {version} calibrate on {today} from orders of {span}.",
            lang,
            version=version("salesim"),
            today=day(today, lang),
            span=span,
        ),
        say("Parameters that the data cannot tell have their defaults; calibration.html explains each of them.", lang),
        say(
            "{file} has the joint uncertainty of the estimates, for 'compare --parameter-draws'.",
            lang,
            file=UNCERTAINTY_FILE,
        ),
        say("The simulated year begins in January, whatever day the data end on.", lang),
    )
    lines = [
        *(f"# {comment}" for comment in comments),
        "",
        f"name: {one_line(name)}",
        f"currency: {heading.currency}",
        f"title: {one_line(say('Calibrated from orders of {first} to {last}', lang, first=first, last=last))}",
        "",
        *write_tree(tree(settings), ""),
        "layouts:",
        *(f"  {key}: {{{', '.join(f'{k}: {v}' for k, v in layout.items())}}}" for key, layout in layouts.items()),
        "",
        "run:",
        f"  baseline: {{layout: {baseline}, policy: current}}",
        "",
        "# " + say("Where values come from, in place of the defaults' sources.", lang),
        "assumptions:" + ("" if sources else " {}"),
        *(f"  {path}: {one_line(source)}" for path, source in sources.items()),
    ]
    return "\n".join(lines) + "\n"


def put_pay(settings: dict[str, Setting], sources: dict[str, str], stated: PayParameters, lang: str) -> None:
    """The pay plan that the firm states."""
    usual = PayParameters()
    for name in STATED_PAY:
        value, path = getattr(stated, name), f"sales_force.pay.{name}"
        if value != getattr(usual, name) or name in ALWAYS_STATED:
            settings[path] = Setting(value, say("as the firm states its pay plan", lang))
            sources[path] = "F: " + say("as the firm states its pay plan", lang)


def put_customers(
    settings: dict[str, Setting],
    sources: dict[str, str],
    chosen: ScenarioCustomers,
    n_distributors: int,
    newcomers: float,
    span: str,
    lang: str,
) -> None:
    """Who the customers are, and how many serve them."""
    is_counted = say("counted", lang)
    counted = "F: " + say("counted in the export, {span}", lang, span=span)
    prospects = round(PROSPECTS_PER_NEWCOMER * newcomers)
    if chosen.market is not None:
        lived_in = say("where the customers are", lang)
        if chosen.market.country:
            settings["market.places.country"] = Setting(one_or_several(chosen.market.country), lived_in)
        if chosen.market.units:
            settings["market.places.units"] = Setting(one_or_several(chosen.market.units), lived_in)
    settings["market.customers.file"] = Setting(
        CUSTOMERS_FILE, say("order rates and order values of each customer", lang)
    )
    sources["market.customers.file"] = counted
    if chosen.has_unplaced:
        settings["market.customers.unplaced"] = Setting(
            "draw", say("some customers have no place; leave_out leaves them out", lang)
        )
    settings["market.customers.prospects"] = Setting(prospects, say("an assumption, as the export has no leads", lang))
    sources["market.customers.prospects"] = "A: " + say("new customers of some years", lang)
    settings["market.prospects.arrival_weeks"] = Setting(ARRIVAL_WEEKS, say("few leads, an assumption", lang))
    sources["market.prospects.arrival_weeks"] = "A: " + say("half as many leads as new customers", lang)
    settings["market.prospects.newcomers_per_year"] = Setting(round(newcomers, 1), is_counted)
    sources["market.prospects.newcomers_per_year"] = counted
    if chosen.industries is not None:
        settings["market.customers.industries"] = Setting(list(chosen.industries))
        settings["market.customers.industry_shares"] = Setting(list(chosen.industry_shares or ()), is_counted)
        sources["market.customers.industries"] = sources["market.customers.industry_shares"] = counted
    if n_distributors:
        settings["channel.network.distributors"] = Setting(n_distributors, is_counted)
        sources["channel.network.distributors"] = counted
    else:
        settings["market.customers.direct_share"] = Setting(1.0, say("the export names no distributor", lang))
        sources["market.customers.direct_share"] = counted
    reps = chosen.reps or max(round(chosen.n / CUSTOMERS_PER_REP), 1)
    settings["sales_force.team.reps"] = Setting(
        min(reps, chosen.n + prospects), is_counted if chosen.reps else say("assumed", lang)
    )
    assumed = "A: " + say("one rep for {n} customers", lang, n=CUSTOMERS_PER_REP)
    sources["sales_force.team.reps"] = counted if chosen.reps else assumed


def one_or_several(names: tuple[str, ...]) -> str | list[str]:
    """A name alone, or a list of them, as a scenario may state them."""
    return names[0] if len(names) == 1 else list(names)


def put_units(settings: dict[str, Setting], sources: dict[str, str], amounts: np.ndarray, lang: str) -> None:
    """Prices of the units that orders consist of, no more than the value of small orders."""
    small = float(np.quantile(amounts, SMALL_ORDERS))
    if small >= SKU_PRICES[-1]:
        return
    factor = small / SKU_PRICES[-1]
    prices = [max(round(factor * price, 2), 0.01) for price in SKU_PRICES]
    settings["channel.network.sku_prices"] = Setting(prices, say("units small enough for the smallest orders", lang))
    smallest = percent(SMALL_ORDERS)
    sources["channel.network.sku_prices"] = "A: " + say(
        "scaled to the smallest {share} of orders", lang, share=smallest
    )


def put_default_amounts(settings: dict[str, Setting], currency: str, rate: float | None, lang: str) -> None:
    """Amounts that the data do not tell, in the export's currency instead of the yuan of the defaults."""
    if rate is None or currency == HOME:
        return
    comment = say("the default in yuan, times {rate}", lang, rate=figure(rate))
    usual = in_another_currency(currency, rate)
    is_fitted = any(path.startswith(VALUES) for path in settings)
    if not is_fitted:
        settings.setdefault(f"{VALUES}kind", Setting(usual.market.buying.values.kind))
    for path, amount in amounts(usual):
        value: Any = amount
        field, _, item = path.rpartition(".")
        if item.isdecimal():  # an item of a list is written with the others
            path, value = field, list(reduce(getattr, field.split("."), usual))
        if path.startswith(VALUES) and is_fitted:
            continue  # of the other distribution
        if value == 0:
            continue  # the same in every currency
        settings.setdefault(path, Setting(value, comment))


def source_of(one: Estimate, span: str, lang: str) -> str:
    """A value's source, as the list of assumptions shows it."""
    if one.verdict is Verdict.NOT:
        return "A: " + say("zero, because another estimate includes it", lang)
    return "F: " + say("own data of {span}, {verdict}", lang, span=span, verdict=known(one, lang))


def known(one: Estimate, lang: str) -> str:
    """An estimate's verdict with its interval, if it has one."""
    verdict = say(one.verdict, lang)
    if one.low is None or isinstance(one.low, tuple):
        return verdict
    low, high = figure(one.low), figure(one.high)
    return say("{verdict}, 95% interval {low} to {high}", lang, verdict=verdict, low=low, high=high)


def beside(one: Estimate, lang: str) -> str:
    """What stands beside a value: its verdict, interval and reason."""
    return say("{verdict}: {why}", lang, verdict=known(one, lang), why=one.why(lang))


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
