"""Commands about one scenario: write, check, simulate, draw, calibrate."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salesim.cli.app import (
    READ_HOLDOUT,
    READ_JOBS,
    READ_REPLICATIONS,
    READ_WEEKS,
    JobsOption,
    JsonOption,
    LanguageOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    WeeksOption,
    app,
    from_here,
    get_ready,
    load,
    print_json,
    show,
    show_files,
)
from salesim.errors import InputError
from salesim.phrase import Phrase, said_by, told
from salesim.wording.text import N_, say
from salesim.written import own

DEMO_EXPORT, DEMO_OUT = Path("runs/demo_export"), Path("runs/calibrated_demo/scenario.yaml")

if TYPE_CHECKING:
    from salesim.scenario.starter import Firm

CurrencyOption = Annotated[str, typer.Option(metavar="CODE", help=N_("Currency of its amounts."))]
RateOption = Annotated[
    float | None, typer.Option(metavar="NUMBER", help=N_("What one yuan is worth in it, for the default amounts."))
]


@app.command(help=N_("Check a scenario and all its policies, and say what it would compare."))
def check(
    scenario: ScenarioArgument,
    settings: SetOption = None,
    placed: Annotated[
        Path | None, typer.Option(metavar="FILE", help=N_("Write where each customer of the file was placed, and how."))
    ] = None,
    as_json: JsonOption = False,
    lang: LanguageOption = "",
) -> None:
    from salesim.scenario.summary import summary, summary_text
    from salesim.world.check import check_market, placed_table

    found = load(scenario, settings, None, None, lang)
    if placed is not None and found.market.customers.file is not None:
        with own(placed) as aside:
            placed_table(found).to_csv(aside, index=False, encoding="utf-8", lineterminator="\n")
    placement = check_market(found)
    if as_json:
        told = {} if placement is None else {"placed": placement.counts, "unplaced_sales": placement.sales_share}
        print_json(summary(found) | told)
        return
    typer.echo(summary_text(found, lang))
    for sentence in placement.in_short() if placement is not None else []:
        typer.echo(sentence.told(lang))


@app.command(help=N_("Print the JSON schema of a scenario file, for editors."))
def schema() -> None:
    from salesim.scenario import scenario_schema

    print_json(scenario_schema())


def check_rate(currency: str, rate: float | None) -> None:
    """Refuse a currency that there is not, and one other than the defaults' without what a yuan is worth in it."""
    from salesim.scenario.amounts import HOME
    from salesim.wording import Currency

    Currency.of(currency, "--currency")
    if rate is not None and not 0 < rate < float("inf"):
        raise InputError("out of range", "--rate", rate, "a number more than 0")
    if currency != HOME and rate is None:
        raise InputError(
            "the default amounts are in yuan",
            "--rate",
            rate,
            Phrase("what one yuan is worth in {currency}", currency=currency),
        )


def _refuse_beside_full(firm: Firm) -> None:
    """A file with every default has no place for what is known of a firm; what is stated must not be lost silently."""
    from salesim.scenario.starter import Firm

    for field in fields(Firm):
        value = getattr(firm, field.name)
        if field.name not in ("currency", "rate") and value != field.default:
            option = "--" + field.name.replace("_", "-")
            raise InputError("--full writes the defaults alone; leave it out, or this", option, value)


@app.command(help=N_("Write a commented scenario file to begin with."))
def new(
    file: Annotated[Path, typer.Argument(help=N_("File to write."))] = Path("scenario.yaml"),
    force: Annotated[bool, typer.Option("--force", help=N_("Overwrite the file if it exists."))] = False,
    country: Annotated[
        str | None, typer.Option(help=N_("The market's country; left out, the Yangtze delta."), show_default=False)
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help=N_("Currency, such as EUR; left out, the country's."), show_default=False)
    ] = None,
    reps: Annotated[int, typer.Option(min=1, max=10_000, help=N_("Number of reps."))] = 60,
    customers: Annotated[int, typer.Option(min=1, max=5_000_000, help=N_("Number of customers."))] = 6000,
    salary: Annotated[
        float | None, typer.Option(min=0.01, help=N_("A rep's monthly salary."), show_default=False)
    ] = None,
    order_value: Annotated[
        float | None, typer.Option(min=0.01, help=N_("Median value of an order."), show_default=False)
    ] = None,
    start: Annotated[
        str | None, typer.Option(help=N_("First day of the simulated year, such as 2027-04-01."), show_default=False)
    ] = None,
    full: Annotated[bool, typer.Option("--full", help=N_("Write every field with its default."))] = False,
    rate: RateOption = None,
    lang: LanguageOption = "",
) -> None:
    from salesim.scenario import template
    from salesim.scenario.calendar import stated_day
    from salesim.scenario.starter import Firm, starter
    from salesim.scenario.text_file import scenario_name

    day = stated_day(start, "--start") if start else None
    firm = Firm(country, currency, reps, customers, salary, order_value, rate, day)
    if full:
        check_rate(currency or "CNY", rate)
        _refuse_beside_full(firm)
        text = template(currency=currency or "CNY", rate=rate or 1.0)
    else:
        if rate is not None:
            check_rate("CNY", rate)
        text = starter(firm, scenario_name(file), lang)
    try:
        with file.open("w" if force else "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise InputError("the file exists; --force overwrites it", file=str(file)) from None
    except (OSError, ValueError) as fault:
        raise InputError(Phrase("cannot be written: {fault}", fault=said_by(fault)), file=str(file)) from None
    typer.echo(say("{file} written; 'salesim check {file}' checks it", lang, file=file))


@app.command(help=N_("Simulate one layout with one policy."))
def run(
    scenario: ScenarioArgument,
    layout: Annotated[str | None, typer.Option(help=N_("A layout; the baseline's if left out."))] = None,
    policy: Annotated[str | None, typer.Option(help=N_("A policy; the baseline's if left out."))] = None,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    replications: Annotated[
        int, typer.Option(metavar="N", parser=READ_REPLICATIONS, help=N_("With more than one, means and intervals."))
    ] = 1,
    jobs: JobsOption = None,
    out: Annotated[Path | None, typer.Option(help=N_("Folder for the tables; nothing is kept if left out."))] = None,
    as_json: JsonOption = False,
    lang: LanguageOption = "",
) -> None:
    from salesim.experiment.repeat import arm_of, repeat
    from salesim.report.terminal import Follow, diagnoses_table, repeated_table
    from salesim.scenario.display import all_names

    found = load(scenario, settings, seed, weeks, lang)
    arm_of(found, layout, policy)
    get_ready(out)
    with Follow(lang, currency=found.currency) as progress:
        result = repeat(found, layout, policy, replications, jobs=jobs or -1, out=out, progress=progress)
    if as_json:
        return print_json(result.to_json())
    show(repeated_table(result, lang, all_names(found, lang)))
    if len(result.diagnoses):
        typer.echo()
        show(diagnoses_table(result.diagnoses, lang))
    if result.folder:
        show_files({say("tables", lang): from_here(result.folder)})


@app.command(
    help=N_(
        "Draw a scenario's layouts and score them, without simulating what they would earn.\n\n"
        "Takes the options of the other commands; --weeks, --replications and --jobs make no difference here."
    )
)
def layouts(
    scenario: ScenarioArgument,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: Annotated[int | None, typer.Option(parser=READ_WEEKS, hidden=True)] = None,
    replications: Annotated[int | None, typer.Option(parser=READ_REPLICATIONS, hidden=True)] = None,
    jobs: Annotated[int | None, typer.Option(parser=READ_JOBS, hidden=True)] = None,
    out: Annotated[Path | None, typer.Option(help=N_("Folder for the maps; runs/maps-NAME if left out."))] = None,
    geojson: Annotated[bool, typer.Option("--geojson", help=N_("Also write territories as GeoJSON polygons."))] = False,
    lists: Annotated[
        bool,
        typer.Option(
            "--lists",
            help=N_(
                "Also write who serves each account before and after, what each rep loses and gains, and CSV files "
                "for Salesforce."
            ),
        ),
    ] = False,
    as_json: JsonOption = False,
    lang: LanguageOption = "",
) -> None:
    from salesim.experiment.compare import plain
    from salesim.model.burn_in import open_world
    from salesim.report.handover import write_handover
    from salesim.report.layouts import layout_maps, write_maps, write_outlines
    from salesim.report.terminal import levels_table, scores_table
    from salesim.scenario.display import all_names

    found = load(scenario, settings, seed, weeks, lang)
    out = out or Path("runs") / f"maps-{found.name}"
    get_ready(out)
    world = open_world(found)
    drawn = layout_maps(world, list(found.run.layouts) or None, lang)
    names = all_names(found, lang)
    files = write_maps(drawn, out, lang, names)
    if geojson:
        files += write_outlines(world, [layout.name for layout in drawn], out)
    handed = write_handover(world, [layout.name for layout in drawn], out, lang, geojson, names) if lists else []
    if as_json:
        notes = {layout.name: list(world.layouts[layout.name].notes) for layout in drawn}
        scores = {layout.name: dict(layout.scores) for layout in drawn}
        even = {one.name: one.levels[1].to_dict("records") for one in drawn if one.levels is not None}
        told_of = {"scenario": found.name, "baseline": world.layout, "layouts": scores, "notes": notes}
        return print_json(plain({**told_of, **({"levels": even} if even else {})}))
    show(scores_table(drawn, lang, found.currency, names))
    if (levels := levels_table(drawn, lang, names)) is not None:
        show("", levels)
    for layout in drawn:
        for note in world.layouts[layout.name].notes:
            typer.echo(f"{names.layout(layout.name)}: {told(note, lang)}")
    show_files({say("maps", lang): ", ".join(map(str, files))})
    if handed:
        show_files({say("lists", lang): ", ".join(map(str, handed))})


@app.command(help=N_("Fit a scenario to a CRM export: customers, orders, visits, reps."))
def calibrate(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help=N_("An export: CSV, Excel or Parquet files."))
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=N_("The scenario to write; other files stand beside it."))
    ] = None,
    demo: Annotated[bool, typer.Option("--demo", help=N_("Write an invented export and calibrate to it."))] = False,
    columns: Annotated[
        Path | None, typer.Option("--columns", help=N_("A columns.yaml that says which heading is which."))
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help=N_("Last day of the data; the latest order's if left out.")),
    ] = None,
    holdout: Annotated[
        int | None,
        typer.Option(
            metavar="N", parser=READ_HOLDOUT, help=N_("Weeks to hold out for the backtest; a third if left out.")
        ),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(metavar="CODE", help=N_("Currency of its amounts; found out if left out."))
    ] = None,
    rate: RateOption = None,
    country: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help=N_("Country of the customers; may be given several times.")),
    ] = None,
    discount: Annotated[
        float, typer.Option(metavar="RATE", help=N_("Yearly discount rate of the customers' lifetime value."))
    ] = 0.1,
    horizon: Annotated[
        int, typer.Option(metavar="YEARS", help=N_("Years over which a customer's lifetime value is summed up."))
    ] = 3,
    force: Annotated[bool, typer.Option("--force", help=N_("Overwrite the scenario if it exists."))] = False,
    as_json: JsonOption = False,
    lang: LanguageOption = "",
) -> None:
    from salesim.calibrate.calibration import calibrate as calibrate_to
    from salesim.calibrate.calibration import parse_day
    from salesim.calibrate.customer_forecast import FORECAST_FILE, Horizon
    from salesim.calibrate.scenario_file import OwnCurrency
    from salesim.report.calibration import write_calibration
    from salesim.report.terminal import calibration_lines
    from salesim.wording import check_language

    check_language(lang)
    if demo:
        from salesim.export.demo import write_demo_export

        folder, out = write_demo_export(folder or DEMO_EXPORT), out or DEMO_OUT
        typer.echo(say("an invented export: {folder}", lang, folder=folder), err=True)
        force = force or out == DEMO_OUT
    if folder is None or out is None:
        missing = "FOLDER" if folder is None else "--out"
        raise InputError("must be given, or --demo", missing)
    if out.exists() and not force:
        raise InputError("the file exists; --force overwrites it", file=str(out))
    day = parse_day(until) if until else None
    found = calibrate_to(
        folder,
        out,
        columns,
        day,
        holdout,
        lang,
        lambda text: typer.echo(text, err=True),
        OwnCurrency(currency, rate) if currency else None,
        country or (),
        horizon=Horizon(discount, horizon),
    )
    page = write_calibration(found, lang)
    if as_json:
        from salesim.experiment.compare import plain

        return print_json(plain(found.to_json()))
    show(*calibration_lines(found, lang))
    files = {say("scenario", lang): out, say("report", lang): page}
    if found.models.forecast is not None:
        files[say("customers", lang)] = out.with_name(FORECAST_FILE)
    show_files({name: from_here(file.absolute()) for name, file in files.items()})
    if demo:
        typer.echo("\n" + say("Next: {command}", lang, command=f"salesim compare {from_here(out.absolute())}"))
