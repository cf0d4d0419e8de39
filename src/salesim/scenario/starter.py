"""A short scenario to begin with, for a firm of any country: what ``salesim new`` writes.

A few choices are stated, with comments; everything else has its default. Default amounts are those of a Chinese firm,
in yuan; a firm elsewhere has all of them at one rate, what a month's salary is there against the default one, until it
states its own. The rate's size changes no comparison: money has no unit in how people decide.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

from salesim.agents.buying import LognormalValues
from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase
from salesim.scenario.amounts import HOME
from salesim.scenario.calendar import countries_with_holidays
from salesim.scenario.scenario import Scenario
from salesim.wording import Currency, round_significant
from salesim.world.gazetteer.countries import country_name, country_names, find_country
from salesim.world.gazetteer.tables import countries

SALARIES = {  # A: round figures of a sales rep's monthly base salary, for orientation: state your own
    "AED": 8000, "ARS": 900_000, "AUD": 5000, "BDT": 30_000, "BGN": 2000, "BRL": 3500, "CAD": 4200, "CHF": 6000,
    "CLP": 800_000, "CNY": 7000, "COP": 2_000_000, "CZK": 40_000, "DKK": 32_000, "DZD": 50_000, "EGP": 10_000,
    "ETB": 12_000, "EUR": 3000, "GBP": 2600, "GHS": 3500, "HKD": 17_000, "HUF": 480_000, "IDR": 6_000_000,
    "ILS": 9500, "INR": 30_000, "IRR": 200_000_000, "ISK": 600_000, "JPY": 280_000, "KES": 50_000, "KRW": 2_800_000,
    "KZT": 350_000, "LKR": 70_000, "MAD": 6000, "MXN": 14_000, "MYR": 3500, "NGN": 250_000, "NOK": 42_000,
    "NZD": 5200, "PEN": 2200, "PHP": 22_000, "PKR": 60_000, "PLN": 6000, "QAR": 8000, "RON": 5500, "RSD": 90_000,
    "RUB": 60_000, "SAR": 6500, "SEK": 30_000, "SGD": 3200, "THB": 20_000, "TND": 1500, "TRY": 40_000, "TWD": 36_000,
    "TZS": 900_000, "UAH": 25_000, "UGX": 1_200_000, "USD": 4500, "UYU": 40_000, "UZS": 6_000_000,
    "VND": 12_000_000, "XAF": 250_000, "XOF": 250_000, "ZAR": 15_000, "ZMW": 8000,
}  # fmt: skip
INDUSTRIES = '["manufacturing", "healthcare", "education", "retail"]'
REPS_PER_DISTRIBUTOR = 5


@dataclass(frozen=True)
class Firm:
    """What is known of the firm that the scenario is for.

    Parameters
    ----------
    country : ISO code or a name, in any language; None the Yangtze delta.
    currency : of its money; None the country's.
    reps, customers : how many there are.
    salary : a rep's monthly base salary; None by the currency, see `SALARIES`.
    order_value : median value of an order; None at the same rate as the salary.
    rate : what one yuan of the default amounts is worth; None by the salary.
    start : first day of the fiscal year that is simulated; None the next first Monday of a January.
    """

    country: str | None = None
    currency: str | None = None
    reps: int = 60
    customers: int = 6000
    salary: float | None = None
    order_value: float | None = None
    rate: float | None = None
    start: date | None = None


def starter(firm: Firm, name: str = "mine") -> str:
    """A commented scenario of some forty lines that `salesim compare` takes as it stands.

    Raises
    ------
    InputError : there is no such country or currency, or nothing is known of the size of its amounts.
    """
    code = _country(firm.country)
    currency = _currency(code, firm.currency)
    usual = Scenario(name="usual")
    salary = _salary(currency, firm, usual.sales_force.pay.salary_per_month)
    rate = firm.rate or round_significant(salary / usual.sales_force.pay.salary_per_month)
    order_value = firm.order_value or round_significant(LognormalValues().median * rate, 2)
    stated_value = "stated" if firm.order_value else "A: at the rate of the salary"
    stated_salary = "stated" if firm.salary else "A: a round figure for this currency"
    start = firm.start or next_january()
    place = country_name(code) if code else "the Yangtze delta"
    lines = [
        f"# {firm.reps} reps and {firm.customers:,} invented customers in {place}: put your own figures in.",
        "#",
        "#     salesim check FILE      what this would compare, and which values are assumptions",
        "#     salesim compare FILE    simulates every layout with every policy on the same random numbers",
        "#",
        "# What is left out has its default; 'salesim new --full FILE' writes a file with every field.",
        "",
        f"name: {one_line(name)}",
        f"currency: {currency}",
    ]
    if rate != 1.0:
        lines.append(f"amounts_rate: {rate:g}  # of all amounts left out: the defaults are yuan of a Chinese firm")
    lines += ["", "market:"]
    if code:
        lines += [
            "  places:",
            f"    country: {one_line(code)}",
            "    # units: [...]  # only some of its states, provinces or counties",
        ]
    lines += [
        "  customers:",
        f"    count: {firm.customers}",
        f"    prospects: {max(firm.customers // 4, 1)}  # those who may become customers",
        "    # file: customers.csv  # your own customers instead: id, and lon and lat or an address",
    ]
    if code and code not in ("CN", "TW", "HK", "MO"):
        lines.append(f"    industries: {INDUSTRIES}")
    lines += [
        "  buying:",
        "    values:",
        "      kind: lognormal",
        f"      median: {order_value:g}  # of an order, in {currency}; {stated_value}",
        "  calendar:",
        f"    start: {start.isoformat()}  # a day of the first week that is reported",
        f"    fiscal_year_start: {start.month}  # the month; quotas, pay periods and reviews follow it",
    ]
    if code and code in countries_with_holidays():
        lines.append(f"    country: {one_line(code)}  # whose public holidays are kept")
    lines += [
        "",
        "sales_force:",
        "  team:",
        f"    reps: {firm.reps}",
        "  pay:  # of a rep, before the employer's on-costs",
        f"    salary_per_month: {salary:g}  # {stated_salary}",
        "    commission_rate: 0.012  # of sales; A",
        "",
        "channel:",
        "  network:",
        f"    distributors: {max(firm.reps // REPS_PER_DISTRIBUTOR, 1)}",
        "",
        "layouts:  # ways to divide the customers among the reps; the first is today's",
        "  today: {builder: unit}  # along administrative borders",
        "  balanced: {builder: balanced}  # the same work for everybody",
        "",
        "policies:  # ways to pay and equip them",
        "  current: {about: what is done today}",
        "  tiered:",
        "    about: each 10 % over quota adds half a point of commission",
        "    set:",
        "      sales_force.pay: {step_rate: 0.005}",
        "",
        "run:",
        "  replications: 10  # of every option, on the same random numbers",
    ]
    return "\n".join(lines) + "\n"


def _country(word: str | None) -> str | None:
    if word is None:
        return None
    code = find_country(word)
    if code is None:
        raise InputError("there is no such country", "--country", word, nearest=nearest_name(word, country_names()))
    return code


def _currency(code: str | None, stated: str | None) -> str:
    if stated is not None:
        return Currency.of(stated, "--currency").code
    return str(countries()["currency"][code]) if code else HOME


def _salary(currency: str, firm: Firm, usual: float) -> float:
    if firm.salary is not None:
        return firm.salary
    if firm.rate is not None:
        return round_significant(usual * firm.rate)
    if currency == HOME:
        return usual
    if currency not in SALARIES:
        raise InputError(
            Phrase("no salary is known in {currency}", currency=currency),
            "--salary",
            None,
            Phrase("a rep's monthly base salary in {currency}", currency=currency),
        )
    return float(SALARIES[currency])


def next_january(today: date | None = None) -> date:
    """The first Monday of the next January that has not begun."""
    first = date((today or date.today()).year + 1, 1, 1)
    return first + timedelta(days=-first.weekday() % 7)


def one_line(text: str) -> str:
    """A text as YAML takes it for one: NO, which is Norway, is none without quotes."""
    is_plain = text.isidentifier() and text.upper() not in ("NO", "ON", "Y", "N", "YES", "OFF", "NULL", "TRUE", "FALSE")
    return text if is_plain else json.dumps(text, ensure_ascii=False)
