"""From a folder with an export to a scenario: reading, fitting, judging, backtesting, writing.

>>> found = calibrate("export", "calibrated/scenario.yaml")                            # doctest: +SKIP
>>> [(one.path, one.value, one.verdict) for one in found.estimates]                    # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from babel.numbers import get_territory_currencies

from salesim.calibrate.backtest import Backtest, backtest
from salesim.calibrate.customer_base import CustomerBase, fit_customer_base
from salesim.calibrate.customer_forecast import FORECAST_FILE, USUAL_HORIZON, Horizon
from salesim.calibrate.customer_models import CustomerModels, customer_models
from salesim.calibrate.estimates import (
    Estimate,
    base_estimates,
    churn_estimates,
    other_estimates,
    pay_estimates,
    payment_estimates,
    response_estimates,
    value_estimates,
)
from salesim.calibrate.export_fits import (
    MIN_SPENDERS,
    attainment,
    fit_pay,
    fit_payment,
    fit_values,
)
from salesim.calibrate.firm.findings import FILES as FIRM_FILES
from salesim.calibrate.firm.findings import Firm, study_firm, write_tables
from salesim.calibrate.firm.stated_plan import StatedPlan, find_plans, plan_of_scenario
from salesim.calibrate.fit import Fit
from salesim.calibrate.market import guess_countries
from salesim.calibrate.notes import Note
from salesim.calibrate.order_days import month_notes, order_days
from salesim.calibrate.order_values import GAMMA_NAMES, OrderValues, expected_values
from salesim.calibrate.owners import owner_notes
from salesim.calibrate.pay_plan import PayLine
from salesim.calibrate.payment_delay import PaymentDelay
from salesim.calibrate.regular_buying import steady_rates
from salesim.calibrate.scenario_customers import ScenarioCustomers, choose_customers
from salesim.calibrate.scenario_file import (
    CUSTOMERS_FILE,
    TERRITORIES_FILE,
    UNCERTAINTY_FILE,
    Heading,
    OwnCurrency,
    scenario_text,
)
from salesim.calibrate.uncertainty import uncertainty
from salesim.calibrate.visit_fit import VisitFit, fit_visits
from salesim.calibrate.visit_panel import WeeklyResponse
from salesim.calibrate.volume import REPLICATIONS, Volume, VolumeVerdict, newcomers_a_year, year_volume
from salesim.errors import InputError, together
from salesim.experiment.parameter_draws import uncertainty_json
from salesim.export.columns_file import columns_yaml, read_columns
from salesim.export.dates import EPOCH, NO_DAY, date_part, read_day
from salesim.export.import_log import ImportLog, safe_text, write_import_log
from salesim.export.plan import Plan, propose
from salesim.export.read import Export, Funnel, read_export
from salesim.export.source import Source, find_sources
from salesim.phrase import Phrase
from salesim.scenario.loading import load_scenario
from salesim.scenario.starter import usual_rate
from salesim.scenario.text_file import scenario_name
from salesim.wording import LANGUAGES, Currency, check_language, count, figure, money, percent
from salesim.wording.text import N_, say, say_n
from salesim.world.country_places import find_countries
from salesim.world.gazetteer.locate import Address
from salesim.written import own, refuse_foreign, remove_own, replaced

COLUMNS_FILE, REJECTED_FILE, HISTORIES_FILE = "columns.yaml", "rejected.csv", "histories.csv"
PAGE_FILE = "calibration.html"
BESIDE = (  # the scenario, each refused if it is somebody else's
    *(CUSTOMERS_FILE, TERRITORIES_FILE, UNCERTAINTY_FILE, REJECTED_FILE, HISTORIES_FILE, FORECAST_FILE, PAGE_FILE),
    *FIRM_FILES.values(),
)
SEED = 20_240_601  # of what is drawn here: samples of customers, places of those without one

NO_CUSTOMERS = N_(
    "There is no table of customers, so everyone who ordered counts as a customer, and the first order in the export "
    "as the customer's first. If customers bought before the export begins, churn is underestimated."
)
NO_FIRST_ORDER = N_(
    "The table of customers does not say since when each customer buys; the first order in the export counts as the "
    "customer's first."
)
SINCE_UNUSED = N_(
    "Customers listed as long-standing churn as fast as the others, so the dates of first orders before the export "
    "begins are not used."
)
QUOTAS = N_(
    "Over {n} quotas that the orders cover, the mean attainment was {mean} with a standard deviation of {sd}. The "
    "simulation sets quotas by its own rule (sales_force.quotas); compare the two."
)
UNUSED = N_("These files were not used: {files}.")
AMOUNTS_BESIDE = N_(
    "Amounts are those under '{used}'; those under '{others}' are not used. columns.yaml takes others, such as amounts "
    "with taxes."
)
AMOUNTS_MADE = N_("Amounts are quantity times price less discount; those under '{others}' are not used.")
GUESSED = N_("No known heading names these columns; the only one that can be meant was taken: {columns}.")
FUNNEL = N_(
    "Of {n} opportunities that have ended, {share} were won, worth {value} each; {open} are open. Orders are those "
    "won; the simulation's funnel (market.prospects) is about new customers and is not fitted to them."
)
FUNNEL_WITH_DAYS = N_(
    "Of {n} opportunities that have ended, {share} were won, worth {value} each, in {days} days by the median; {open} "
    "are open. Orders are those won; the simulation's funnel (market.prospects) is about new customers and is not "
    "fitted to them."
)
RATE = N_(
    "Default amounts that the data do not tell, such as salaries, are written at {rate} {currency} for a yuan, by a "
    "rep's usual salary there; --rate states another."
)
UNSTATED = "CNY"  # the defaults' own, where nothing says what amounts are in
CURRENCY_OF_COUNTRY = N_(
    "The export does not say what its amounts are in; they are taken as {currency}, its country's."
)
CURRENCY_UNSTATED = N_(
    "Neither the export nor its addresses say what its amounts are in; they are taken as {currency}, unless --currency "
    "says otherwise."
)


@dataclass(frozen=True)
class Calibration:
    """What was read, found and written.

    Parameters
    ----------
    scenario_file : the scenario; the other files stand beside it.
    window : first and last day of the data.
    notes : what a reader must know of the export and the customers.
    currency : of all amounts.
    rate : what one yuan is worth in it, for the default amounts; None leaves them.
    volume : whether the scenario sells as much as the data; None before it is simulated.
    models : rivals of the buying model, and what it says of each customer.
    """

    scenario_file: Path
    window: tuple[date, date]
    export: Export
    base: CustomerBase
    values: Fit | None
    visits: VisitFit | None
    payment: PaymentDelay | None
    pay_line: PayLine | None
    stated_plan: StatedPlan | None
    estimates: list[Estimate]
    customers: ScenarioCustomers
    backtest: Backtest | None
    firm: Firm
    models: CustomerModels
    notes: list[Note]
    facts: dict[str, str]
    currency: str = "CNY"
    rate: float | None = None
    volume: Volume | None = None

    @property
    def response(self) -> WeeklyResponse | None:
        """What visits do, as the scenario states it."""
        return self.visits.response if self.visits is not None else None

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """What is found of the firm and of visits, by a key of `salesim.calibrate.firm.findings.FILES`."""
        visits = {} if self.visits is None else {"visits": self.visits.table()}
        return self.firm.tables() | visits

    @property
    def all_notes(self) -> list[Note]:
        """Notes on the export, the customers and the backtest."""
        visits = self.visits.notes if self.visits is not None else ()
        return [*self.notes, *visits, *(self.backtest.notes if self.backtest is not None else [])]

    def to_json(self) -> dict[str, Any]:
        """The estimates, the import log's counts and the backtest's errors as plain values."""
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
            "rows": self.export.import_log.n_rows,
            "import_log": self.export.import_log.counts().to_dict("records"),
            "notes": [note.text() for note in self.all_notes],
            "visits": None if self.visits is None else self.visits.table().set_index("quantity")["value"].to_dict(),
            "firm": self.firm.to_json(),
            "volume": None if self.volume is None else self.volume.to_json(),
            "models": self.models.to_json(),
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
    currency: str | OwnCurrency | None = None,
    country: Sequence[str] = (),
    replications: int = REPLICATIONS,
    horizon: Horizon = USUAL_HORIZON,
) -> Calibration:
    """Calibrate a scenario to an export and write it, with all that belongs to it, beside each other.

    Parameters
    ----------
    folder : the export: CSV, Excel or Parquet files with customers, orders, visits, ...
    out : the scenario's file. Beside it stand customers.csv, territories.csv, calibration.json, columns.yaml,
        rejected.csv, histories.csv, customers_forecast.csv and what is found of the firm
        (`salesim.calibrate.firm.findings.FILES`). What an earlier calibration left there is replaced; a file that is
        not as that left it is refused before anything is read, but for a columns.yaml, which is not used then.
    columns : a columns.yaml that says which heading is which; without it one is proposed and written.
    until : last day of the data; the day of the latest order if left out.
    holdout : weeks to hold out for the backtest; the last third, 13 at least, if left out.
    lang : of the files and of the progress, ``en`` or ``zh``.
    progress : called with a line of text now and then.
    currency : of the export's amounts, an ISO 4217 code; the one that the export states, or of its country, if left
        out. Default amounts that the data do not tell are written in it at its rate, or else at that of a rep's usual
        salary there, which a note says.
    country : of the customers, by code or name, or several; found out from the export if left out.
    replications : of the scenario's first year, two at least.
    horizon : of the customers' lifetime values.

    Raises
    ------
    InputError if the export cannot be used, or if the scenario would not sell as much as the data
    """
    check_language(lang)
    horizon.check()
    tell = progress or (lambda text: None)
    folder, out = Path(folder), Path(out)
    wanted, rate = currency if isinstance(currency, OwnCurrency) else (currency, None)
    if wanted is not None:
        Currency.of(wanted, "currency")
    check_places(folder, out)
    plans = find_plans(folder, Path(columns) if columns is not None else None)
    sources = find_sources(folder)
    plan = read_columns(Path(columns), sources) if columns is not None else propose(sources)
    if columns is None:
        propose_columns(plan, sources, out.parent / COLUMNS_FILE, tell, lang)
    import_log = ImportLog(wanted or UNSTATED)
    try:
        export = read_export(plan, until, partial(tell_rows, tell, lang), import_log)
    except InputError as fault:
        raise with_answer(fault, columns, out.parent / COLUMNS_FILE) from None
    finally:
        if import_log.n_rows:
            with own(out.parent / REJECTED_FILE) as aside:
                write_import_log(import_log, aside, lang)
    import_log.currency, how = currency_of(export, wanted, country)
    rate_note = None
    if rate is None and import_log.currency != UNSTATED:
        rate = usual_rate(import_log.currency)
        if rate is None:
            allowed = Phrase("what one yuan is worth in {currency}", currency=import_log.currency)
            raise InputError("the default amounts are in yuan", "--rate", None, allowed)
        rate_note = Note(RATE, {"currency": import_log.currency, "rate": figure(rate)})
    rng = np.random.default_rng(SEED)
    days = order_days(export, rng)
    stated = export.customers["first_day"].to_numpy()
    n_customers = count(days["customer"].nunique())
    tell(say("fitting order rates and churn of {n} customers ...", lang, n=n_customers))
    base = fit_customer_base(days, export.start, export.end, stated, rng)
    tell(say("fitting order values ...", lang))
    values, other, spending = fit_values(days, rng)
    has_visits = export.visits is not None
    tell(say(N_("fitting the response to visits ...") if has_visits else N_("there are no visits to fit to"), lang))
    seen = fit_visits(export, base, days, rng)
    response = seen.response if seen is not None else None
    payment, n_invoices = fit_payment(export)
    pay_line = fit_pay(export)
    estimates = [
        *base_estimates(base),
        *value_estimates(values, other, len(days), len(spending.n), MIN_SPENDERS),
        *response_estimates(response, has_visits),
        *churn_estimates(base),
        *payment_estimates(payment, n_invoices),
        *pay_estimates(pay_line),
        *other_estimates(),
    ]
    tell(say("backtesting ...", lang))
    tested, why_not = backtest(days, export.start, export.end, stated, holdout, rng)
    tell(say("backtesting reps and territories ...", lang))
    fitted = tested.base if tested is not None else None
    firm = study_firm(export, days, plans, holdout, import_log.currency, fitted)
    stated_plan, plan_notes = plan_of_scenario(plans, export.end)
    order_values = expected_values(values, spending) if values is not None else spending.total / spending.n
    tell(say("comparing models and forecasting each customer ...", lang))
    worth = OrderValues(values, spending, order_values)
    models = customer_models(export, base, days, worth, tested, horizon, SEED + 1)
    chosen = choose_customers(export, base, steady_rates(base.outlook), order_values, rng, country)
    window = (EPOCH + timedelta(days=export.start), EPOCH + timedelta(days=export.end))
    found = Calibration(
        scenario_file=out,
        window=window,
        export=export,
        base=base,
        values=values,
        visits=seen,
        payment=payment,
        pay_line=pay_line,
        stated_plan=stated_plan,
        estimates=estimates,
        customers=chosen,
        backtest=tested,
        firm=firm,
        models=models,
        notes=[
            *(note for note in (how, rate_note) if note),
            *notes_of(export, base, import_log.currency),
            *chosen.notes,
            *plan_notes,
            *([why_not] if why_not else []),
        ],
        facts=facts_of(export, base, days),
        currency=import_log.currency,
        rate=rate,
    )
    write(found, lang)
    load_scenario(out)  # what was written must load; a fault here is ours
    tell(say("simulating the scenario's first year ...", lang))
    found = replace(found, volume=year_volume(out, base, days, export.end, order_values, rng, replications))
    if found.volume is not None and found.volume.verdict is VolumeVerdict.REFUSED:
        out.unlink()
        raise InputError(Phrase(found.volume.note().message, **found.volume.note().places), field="orders")
    return found


def with_answer(fault: InputError, stated: str | Path | None, proposed: Path) -> InputError:
    """The fault, and where it can be answered: in the columns.yaml that was given, or that was written."""
    place = Path(stated) if stated is not None else proposed
    how = Phrase("answer in {file}, then run the command again with --columns {file}", file=place)
    return together([*fault.faults, InputError(how)])


def currency_of(export: Export, stated: str | None, country: Sequence[str]) -> tuple[str, Note | None]:
    """The currency of an export's amounts, and a note where neither the user nor the export states it."""
    if stated is not None or export.currency is not None:
        return stated or str(export.currency), None
    codes = find_countries(country, "--country") if country else ()
    if not codes:
        addresses = export.customers[list(Address._fields)]
        addresses = addresses[(addresses != "").any(axis=1)]
        codes = guess_countries(export.customers["lon"].to_numpy(), export.customers["lat"].to_numpy(), addresses)
    of_countries = {get_territory_currencies(code)[0] for code in codes if get_territory_currencies(code)}
    if len(of_countries) == 1:
        found = of_countries.pop()
        return found, Note(CURRENCY_OF_COUNTRY, {"currency": found})
    return UNSTATED, Note(CURRENCY_UNSTATED, {"currency": UNSTATED})


def tell_rows(tell: Callable[[str], None], lang: str, file: str, n: int) -> None:
    """Tell how many rows of a file are read."""
    tell(say_n("{file}: {n} row", "{file}: {n} rows", n, lang, file=file))


def check_places(folder: Path, out: Path) -> None:
    """Refuse to read what cannot be read and to write among what is read."""
    if not folder.is_dir():
        raise InputError("no such folder", field="FOLDER", value=str(folder))
    if out.suffix.lower() not in (".yaml", ".yml"):
        raise InputError("a scenario's file ends in .yaml", field="out", value=str(out))
    if out.parent.resolve() == folder.resolve():
        message = Phrase("must not lie in the export's own folder: what is written would be read again the next time")
        raise InputError(message, field="out", value=str(out))
    refuse_foreign(out, *(out.with_name(name) for name in BESIDE))


def propose_columns(
    plan: Plan, sources: Sequence[Source], file: Path, tell: Callable[[str], None], lang: str = "en"
) -> None:
    """Write the proposal, unless the user's own version is there."""
    proposals = {language: columns_yaml(plan, sources, language) for language in LANGUAGES}
    if file.exists() and file.read_text(encoding="utf-8", errors="replace") not in proposals.values():
        tell(say("{file} exists already and was not used; --columns {file} uses it", lang, file=file))
        return
    with replaced(file) as aside:
        aside.write_text(proposals[lang], encoding="utf-8")


def notes_of(export: Export, base: CustomerBase, currency: str) -> list[Note]:
    """What a reader must know of the export itself."""
    notes: list[Note] = []
    if not export.has_customers:
        notes.append(Note(NO_CUSTOMERS))
    elif (export.customers["first_day"] == NO_DAY).all():
        notes.append(Note(NO_FIRST_ORDER))
    elif base.fit is not None and base.histories.seen_before.any() and not base.counts_before:
        notes.append(Note(SINCE_UNUSED))
    attained = attainment(export)
    if len(attained) > 1:
        mean, deviation = percent(attained.mean()), percent(attained.std(ddof=1))
        notes.append(Note(QUOTAS, {"n": count(len(attained)), "mean": mean, "sd": deviation}))
    if export.funnel is not None and export.funnel.won + export.funnel.lost:
        notes.append(funnel_note(export.funnel, currency))
    notes += month_notes(export)
    notes += owner_notes(export)
    if export.not_worth:
        amounts = {"used": ", ".join(export.worth), "others": ", ".join(export.not_worth)}
        notes.append(Note(AMOUNTS_BESIDE if export.worth else AMOUNTS_MADE, amounts))
    if export.plan.guessed:
        parts = ", ".join(f"{column}: '{heading}'" for column, heading in export.plan.guessed)
        notes.append(Note(GUESSED, {"columns": parts}))
    if export.plan.unused:
        notes.append(Note(UNUSED, {"files": ", ".join(export.plan.unused)}))
    return notes


def funnel_note(funnel: Funnel, currency: str) -> Note:
    """How the export's opportunities ended, in a sentence."""
    values = {
        "n": count(funnel.won + funnel.lost),
        "share": percent(funnel.won / (funnel.won + funnel.lost)),
        "value": money(funnel.value, currency),
        "open": count(funnel.open),
    }
    if np.isnan(funnel.days):
        return Note(FUNNEL, values)
    return Note(FUNNEL_WITH_DAYS, {**values, "days": count(funnel.days)})


def facts_of(export: Export, base: CustomerBase, days: pd.DataFrame) -> dict[str, str]:
    """A few counts."""
    return {
        "customers": count(len(base.codes)),
        "orders": count(len(export.orders)),
        "order_days": count(len(days)),
        "visits": count(0 if export.visits is None else export.visits["count"].sum()),
        "weeks": count(base.weeks),
        "alive": count(base.outlook.alive.sum()),
        "salesim": version("salesim"),
    }


def write(found: Calibration, lang: str = "en") -> None:
    """The scenario and the files beside it."""
    folder, chosen, export = found.scenario_file.parent, found.customers, found.export
    kind = None
    if found.values is not None:
        kind = "gamma_gamma" if found.values.names == GAMMA_NAMES else "lognormal"
    text = scenario_text(
        Heading(scenario_name(found.scenario_file), str(found.currency), found.window, date.today(), lang, found.rate),
        found.estimates,
        chosen,
        kind,
        export.n_distributors,
        export.orders["amount"].to_numpy(),
        newcomers_a_year(found.base),
        None if found.stated_plan is None else found.stated_plan.pay,
    )
    blocks = uncertainty(found.base, found.values, found.response, found.estimates)
    facts = {"salesim": version("salesim"), "window": [str(day) for day in found.window]}
    for name, frame in ((CUSTOMERS_FILE, chosen.customers), (TERRITORIES_FILE, chosen.territories)):
        if frame is not None:
            write_table(frame, folder / name)
        else:
            remove_own(folder / name)
    write_tables(found.tables, folder)
    forecast = found.models.forecast
    if forecast is not None:
        write_table(forecast.customers, folder / FORECAST_FILE)
    else:
        remove_own(folder / FORECAST_FILE)
    histories = chosen.histories
    in_words = {text: say(text, lang) for text in histories["in_scenario"].unique()}
    write_table(histories.assign(in_scenario=histories["in_scenario"].map(in_words)), folder / HISTORIES_FILE)
    for name, content in ((UNCERTAINTY_FILE, uncertainty_json(blocks, facts)), (found.scenario_file.name, text)):
        with own(folder / name) as aside:
            aside.write_text(content, encoding="utf-8", newline="\n")


def write_table(frame: pd.DataFrame, file: Path) -> None:
    """A table as CSV, no text in it taken for a formula by a spreadsheet."""
    safe = frame.copy()
    for column in ("id", "customer", "name", "industry", "territory"):
        if column in safe:
            safe[column] = safe_text(safe[column])
    with own(file) as aside:
        safe.to_csv(aside, index=False, encoding="utf-8", lineterminator="\n")


def parse_day(text: str) -> date:
    """A day such as 2025-03-31, as a user gives it."""
    day, _ = read_day(date_part(text), "auto")
    if day is None:
        raise InputError("not a date", field="until", value=text, allowed="a date such as 2025-03-31")
    return day
