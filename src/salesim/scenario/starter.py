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
from salesim.wording import Currency, count, round_significant
from salesim.wording.text import say
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


def starter(firm: Firm, name: str = "mine", lang: str = "en") -> str:
    """A commented scenario of some fifty lines that `salesim compare` takes as it stands; comments in ``lang``.

    Raises
    ------
    InputError : there is no such country or currency, or nothing is known of the size of its amounts.
    """
    code = _country(firm.country)
    currency = _currency(code, firm.currency)
    usual = Scenario(name="usual").sales_force.pay.salary_per_month
    salary = _salary(currency, firm, usual)
    rate = firm.rate or round_significant(salary / usual)
    order_value = firm.order_value or round_significant(LognormalValues().median * rate, 2)
    place = country_name(code, lang) if code else say("the Yangtze delta", lang)
    opening = [
        say(
            "{reps} reps and {customers} invented customers in {place}: put your own figures in.",
            lang,
            reps=count(firm.reps),
            customers=count(firm.customers),
            place=place,
        ),
        "",
        "    salesim check FILE      " + say("what this would compare, and what it changes", lang),
        "    salesim compare FILE    " + say("simulates every layout with every policy, paired", lang),
        "",
        say("What is left out has its default; 'salesim new --full FILE' writes a file with every field.", lang),
    ]
    return "\n".join(
        [
            *(f"# {line}".rstrip() for line in opening),
            "",
            f"name: {one_line(name)}",
            f"currency: {currency}",
            *_rate(rate, lang),
            *_market(firm, code, currency, order_value, lang),
            *_sales_force(firm, salary, lang),
            *_options(lang),
            "",
        ]
    )


def _rate(rate: float, lang: str) -> list[str]:
    if rate == 1.0:
        return []
    note = say("of all amounts that are left out: the defaults are yuan of a Chinese firm", lang)
    return [f"amounts_rate: {plain(rate)}  # {note}"]


def _market(firm: Firm, code: str | None, currency: str, order_value: float, lang: str) -> list[str]:
    start = firm.start or next_january()
    value_note = say("of an order, in {currency}; A: at the rate of the salary", lang, currency=currency)
    if firm.order_value:
        value_note = say("of an order, in {currency}", lang, currency=currency)
    lines = ["", "market:"]
    if code:
        note = say("only some of its states, provinces or counties", lang)
        lines += ["  places:", f"    country: {one_line(code)}", f"    # units: [...]  # {note}"]
    lines += [
        "  customers:",
        f"    count: {firm.customers}",
        f"    prospects: {max(firm.customers // 4, 1)}  # {say('those who may become customers', lang)}",
        "    # file: customers.csv  # " + say("your own customers instead: id, and lon and lat or an address", lang),
    ]
    if code and code not in ("CN", "TW", "HK", "MO"):
        lines.append(f"    industries: {INDUSTRIES}")
    lines += [
        "  buying:",
        "    values:",
        "      kind: lognormal",
        f"      median: {plain(order_value)}  # {value_note}",
        "  calendar:",
        f"    start: {start.isoformat()}  # {say('a day of the first week that is reported', lang)}",
        f"    fiscal_year_start: {start.month}  # {say('the month; quotas and pay periods follow it', lang)}",
    ]
    if code and code in countries_with_holidays():
        lines.append(f"    country: {one_line(code)}  # {say('whose public holidays are kept', lang)}")
    return lines


def _sales_force(firm: Firm, salary: float, lang: str) -> list[str]:
    note = say("stated", lang) if firm.salary else say("A: a round figure for this currency", lang)
    return [
        "",
        "sales_force:",
        "  team:",
        f"    reps: {firm.reps}",
        "  pay:  # " + say("of a rep, before the employer's on-costs", lang),
        f"    salary_per_month: {plain(salary)}  # {note}",
        f"    commission_rate: 0.012  # {say('of sales; A', lang)}",
        "",
        "channel:",
        "  network:",
        f"    distributors: {max(firm.reps // REPS_PER_DISTRIBUTOR, 1)}",
    ]


def _options(lang: str) -> list[str]:
    ways = say("ways to divide the customers among the reps; the first is today's", lang)
    return [
        "",
        f"layouts:  # {ways}",
        f"  today: {{builder: unit}}  # {say('along administrative borders', lang)}",
        f"  balanced: {{builder: balanced}}  # {say('the same work for everybody', lang)}",
        "",
        f"policies:  # {say('ways to pay and equip them', lang)}",
        f"  current: {{about: {say('what is done today', lang)}}}",
        "  tiered:",
        f"    about: {say('each 10 % over quota adds half a point of commission', lang)}",
        "    set:",
        "      sales_force.pay: {step_rate: 0.005}",
        "",
        "run:",
        f"  replications: 10  # {say('of every option, on the same random numbers', lang)}",
    ]


def plain(number: float) -> str:
    """A number without an exponent."""
    return f"{number:.12g}" if abs(number) >= 1e-4 else f"{number:f}"


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


def usual_rate(currency: str) -> float | None:
    """What one yuan of default amounts is worth in a currency, by a rep's usual salary (A); None if none is known."""
    usual = Scenario(name="usual").sales_force.pay.salary_per_month
    if currency == HOME:
        return 1.0
    return round_significant(SALARIES[currency] / usual) if currency in SALARIES else None


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
