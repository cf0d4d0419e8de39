"""The command line: each command is a few lines around a public function.

The package is imported inside the commands, so that ``salesim --help`` answers at once.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer
from typer.core import TyperGroup

from salesim.errors import InputError, printable

BAD_INPUT, FAULT, INTERRUPTED = 2, 1, 130
DEMO = "yangtze_delta"


def whole(option: str, least: int, largest: str = "") -> Callable[[Any], int]:
    """Reads a whole number, refusing one out of range; ``largest`` names a constant of `salesim.experiment.compare`."""

    def read(text: Any) -> int:
        most = getattr(import_module("salesim.experiment.compare"), largest) if largest else None
        try:
            number = int(text)
            if number >= least and (most is None or number <= most):
                return number
        except ValueError:
            pass
        allowed = f"{least} or more" if most is None else f"{least} to {most}"
        raise InputError("a whole number is needed", option, text, allowed)

    return read


ScenarioArgument = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A YAML file, or the name of a scenario that comes with salesim.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a field, such as run.weeks=26; may be repeated."),
]
READ_SEED = whole("--seed", 0, "LARGEST_SEED")
READ_WEEKS = whole("--weeks", 1, "MOST_WEEKS")
READ_REPLICATIONS = whole("--replications", 1, "MOST_REPLICATIONS")
READ_PAIRED = whole("--replications", 2, "MOST_REPLICATIONS")
READ_DRAWS, READ_HOLDOUT = whole("--parameter-draws", 2), whole("--holdout", 1)
READ_JOBS, READ_TRIALS, READ_CONFIRM = whole("--jobs", 1), whole("--trials", 1), whole("--confirm", 1)
SeedOption = Annotated[
    int | None, typer.Option("--seed", metavar="N", parser=READ_SEED, help="Master seed, in place of the scenario's.")
]
WeeksOption = Annotated[
    int | None, typer.Option("--weeks", metavar="N", parser=READ_WEEKS, help="Weeks, in place of the scenario's.")
]
ReplicationsOption = Annotated[
    int | None,
    typer.Option("--replications", metavar="N", parser=READ_PAIRED, help="Replications, in place of the scenario's."),
]
JobsOption = Annotated[
    int | None, typer.Option("--jobs", metavar="N", parser=READ_JOBS, help="Processes; all cores if left out.")
]
OutOption = Annotated[Path, typer.Option("--out", help="Folder for results.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
LanguageOption = Annotated[str, typer.Option("--lang", metavar="en|zh", help="Language of the report.")]


class Commands(TyperGroup):
    """The group of all commands; a fault of the user's input or Ctrl-C in any of them ends in one short message."""

    loaded: ClassVar[tuple[str, list[str]] | None] = None  # the scenario that is being worked on, and its settings

    def invoke(self, ctx: Any) -> Any:
        Commands.loaded = None
        try:
            return super().invoke(ctx)
        except InputError as fault:
            if Commands.loaded:
                from salesim.scenario.loading import located

                fault = located(fault, *Commands.loaded)
            typer.echo(str(fault), err=True)
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt as stop:  # some say what was kept
            typer.echo(str(stop) or "interrupted", err=True)
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    cls=Commands,
    help="What would happen if we changed our sales territories and incentives?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; ends with `SystemExit`."""
    for stream in (sys.stdout, sys.stderr):  # a path or a name may hold what the terminal cannot show
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    warnings.formatwarning = lambda message, *_, **__: f"note: {printable(str(message))}\n"
    try:
        app(args=arguments, prog_name="salesim")
    except Exception as fault:
        if os.environ.get("SALESIM_TRACEBACK"):
            raise
        text = printable(" ".join(str(fault).split()))
        typer.echo(f"salesim failed: {type(fault).__name__}: {text} (SALESIM_TRACEBACK=1 shows where)", err=True)
        raise SystemExit(FAULT) from None


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"salesim {version('salesim')}")
        raise typer.Exit


@app.callback()
def salesim(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@app.command()
def check(scenario: ScenarioArgument, settings: SetOption = None, as_json: JsonOption = False) -> None:
    """Check a scenario and all its policies, and say what it would compare."""
    from salesim.scenario.summary import summary, summary_text
    from salesim.world.build import check_names
    from salesim.world.customer_file import read_customers
    from salesim.world.places import load_places

    found = _loaded(scenario, settings, None, None, "en")
    check_names(found, load_places(found.market.places.prefectures))
    if found.market.customers.file is not None:
        read_customers(found.folder / found.market.customers.file)
    _print_json(summary(found)) if as_json else typer.echo(summary_text(found))


@app.command()
def schema() -> None:
    """Print the JSON schema of a scenario file, for editors."""
    from salesim.scenario import scenario_schema

    _print_json(scenario_schema())


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="File to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it exists.")] = False,
) -> None:
    """Write a commented scenario file to begin with."""
    from salesim.scenario import template

    text = template()
    try:
        with file.open("w" if force else "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except FileExistsError:
        raise InputError("the file exists; --force overwrites it", file=str(file)) from None
    except (OSError, ValueError) as fault:
        raise InputError(f"cannot be written: {getattr(fault, 'strerror', None) or fault}", file=str(file)) from None
    typer.echo(f"{file} written; 'salesim check {file}' checks it")


@app.command()
def run(
    scenario: ScenarioArgument,
    layout: Annotated[str | None, typer.Option(help="A layout; the baseline's if left out.")] = None,
    policy: Annotated[str | None, typer.Option(help="A policy; the baseline's if left out.")] = None,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    replications: Annotated[
        int, typer.Option(metavar="N", parser=READ_REPLICATIONS, help="With more than one, means and intervals.")
    ] = 1,
    jobs: JobsOption = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the tables; nothing is kept if left out.")] = None,
    as_json: JsonOption = False,
    lang: LanguageOption = "en",
) -> None:
    """Simulate one layout with one policy."""
    from salesim.experiment.repeat import arm_of, repeat
    from salesim.report.terminal import Follow, conclusions_table, repeated_table

    found = _loaded(scenario, settings, seed, weeks, lang)
    arm_of(found, layout, policy)
    _get_ready(out)
    with Follow(lang) as progress:
        result = repeat(found, layout, policy, replications, jobs=jobs or -1, out=out, progress=progress)
    if as_json:
        return _print_json(result.to_json())
    _print(repeated_table(result, lang))
    if len(result.conclusions):
        typer.echo()
        _print(conclusions_table(result.conclusions, lang))
    if result.folder:
        typer.echo(f"\ntables  {_from_here(result.folder)}")


@app.command()
def compare(
    scenario: ScenarioArgument,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    replications: ReplicationsOption = None,
    parameter_draws: Annotated[
        int | None,
        typer.Option(
            metavar="N", parser=READ_DRAWS, help="Compare once in each of so many draws of a calibration's parameters."
        ),
    ] = None,
    jobs: JobsOption = None,
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LanguageOption = "en",
) -> None:
    """Compare all layouts and policies of a scenario, and say which would earn more."""
    if parameter_draws is not None:
        loaded = _loaded(scenario, settings, seed, weeks, lang)
        return _compare_draws(loaded, parameter_draws, replications, jobs, out, as_json, lang)
    _compare(_loaded(scenario, settings, seed, weeks, lang), replications, jobs, out, as_json, lang)


@app.command()
def demo(
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    replications: ReplicationsOption = None,
    jobs: JobsOption = None,
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LanguageOption = "en",
) -> None:
    """Compare four layouts and three pay plans in the Yangtze delta: an experiment that is ready to run."""
    _compare(_loaded(DEMO, settings, seed, weeks, lang), replications, jobs, out, as_json, lang)
    if not as_json:
        typer.echo(f"\nNext: salesim search {DEMO}")


@app.command()
def layouts(
    scenario: ScenarioArgument,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: Annotated[int | None, typer.Option(parser=READ_WEEKS, hidden=True)] = None,
    replications: Annotated[int | None, typer.Option(parser=READ_REPLICATIONS, hidden=True)] = None,
    jobs: Annotated[int | None, typer.Option(parser=READ_JOBS, hidden=True)] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the maps; runs/maps-NAME if left out.")] = None,
    geojson: Annotated[bool, typer.Option("--geojson", help="Also write territories as GeoJSON polygons.")] = False,
    as_json: JsonOption = False,
    lang: LanguageOption = "en",
) -> None:
    """Draw a scenario's layouts and score them, without simulating what they would earn.

    Takes the options of the other commands; --weeks, --replications and --jobs make no difference here.
    """
    from salesim.experiment.compare import plain
    from salesim.model.burn_in import open_world
    from salesim.report.layouts import layout_maps, write_maps, write_outlines
    from salesim.report.terminal import scores_table

    found = _loaded(scenario, settings, seed, weeks, lang)
    out = out or Path("runs") / f"maps-{found.name}"
    _get_ready(out)
    world = open_world(found)
    drawn = layout_maps(world, list(found.run.layouts) or None, lang)
    files = write_maps(drawn, out, lang)
    if geojson:
        files += write_outlines(world, [layout.name for layout in drawn], out)
    if as_json:
        notes = {layout.name: list(world.layouts[layout.name].notes) for layout in drawn}
        scores = {layout.name: dict(layout.scores) for layout in drawn}
        return _print_json(plain({"scenario": found.name, "baseline": world.layout, "layouts": scores, "notes": notes}))
    _print(scores_table(drawn, lang))
    for layout in drawn:
        for note in world.layouts[layout.name].notes:
            typer.echo(f"{layout.name}: {note}")
    typer.echo(f"\nmaps  {', '.join(str(file) for file in files)}")


@app.command()
def pay(
    scenario: ScenarioArgument,
    policy: Annotated[list[str] | None, typer.Option(help="A policy, may be repeated; all if left out.")] = None,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    replications: Annotated[int | None, typer.Option(min=1, hidden=True)] = None,
    jobs: Annotated[int | None, typer.Option(min=1, hidden=True)] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the pictures; runs/pay-NAME if left out.")] = None,
    as_json: JsonOption = False,
    lang: LanguageOption = "en",
) -> None:
    """Draw a scenario's pay plans: pay, what one more sale pays, and where the reps stand in one simulated run.

    Takes the options of the other commands; --replications and --jobs make no difference here.
    """
    from salesim.experiment.compare import plain
    from salesim.report.pay_plans import pay_table, simulated_plans, write_pay_plans
    from salesim.report.terminal import pay_terms_table

    found = _loaded(scenario, settings, seed, weeks, lang)
    out = out or Path("runs") / f"pay-{found.name}"
    _get_ready(out)
    curves, runs = simulated_plans(found, policy or list(found.run.policies) or list(found.policies))
    files = write_pay_plans(curves, out, lang)
    table = pay_table(curves, runs)
    if as_json:
        return _print_json(plain({"scenario": found.name, "plans": table.to_dict("records")}))
    _print(pay_terms_table(table, lang))
    typer.echo(f"\npictures  {', '.join(str(file) for file in files)}")


@app.command()
def search(
    scenario: ScenarioArgument,
    trials: Annotated[
        int | None, typer.Option("--trials", metavar="N", parser=READ_TRIALS, help="Candidates to try; 60 if left out.")
    ] = None,
    confirm: Annotated[
        int | None,
        typer.Option("--confirm", metavar="N", parser=READ_CONFIRM, help="How many of the best to confirm; 20."),
    ] = None,
    space: Annotated[
        Path | None, typer.Option("--space", help="A YAML file that says what to choose; layout and pay if left out.")
    ] = None,
    study: Annotated[
        Path | None, typer.Option("--study", help="A YAML file with a space, objectives and constraints.")
    ] = None,
    sampler: Annotated[
        str | None,
        typer.Option(
            "--sampler", metavar="NAME", help="tpe, cma-es, nsga-ii, nsga-iii, gp, random or quasi-random; tpe."
        ),
    ] = None,
    storage: Annotated[
        str | None,
        typer.Option("--storage", metavar="URL", help="A journal or a database that several workers share."),
    ] = None,
    study_name: Annotated[
        str | None, typer.Option("--study-name", metavar="NAME", help="Name of the study in the storage.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Insist that the study is there already.")] = False,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    replications: Annotated[
        int | None,
        typer.Option("--replications", metavar="N", parser=READ_PAIRED, help="That a candidate meets at most; 12."),
    ] = None,
    jobs: JobsOption = None,
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LanguageOption = "en",
) -> None:
    """Let Optuna choose a layout and incentive terms, and confirm the best few on fresh replications."""
    from salesim.search import load_space, load_study
    from salesim.search import search as search_for
    from salesim.search.study_file import located
    from salesim.search.terminal import FollowSearch, finalists_table

    loaded = _loaded(scenario, settings, seed, weeks, lang)
    options = load_study(study).options() if study else {}
    given = {"trials": trials, "replications": replications, "confirm_best": confirm, "sampler": sampler}
    options |= {"space": load_space(space)} if space else {}
    options |= {name: value for name, value in given.items() if value is not None}
    outcome = options["objectives"][0].outcome if study else "value_created_cny"
    options |= {"storage": storage, "study": study_name, "resume": resume}
    try:
        with FollowSearch(outcome, lang) as progress:
            found = search_for(loaded, jobs=jobs or -1, out=out, progress=progress, lang=lang, **options)
    except InputError as fault:
        file = space or study
        raise (located(fault, file) if file else fault) from None
    if as_json:
        return _print_json(found.to_json())
    _print(found.verdict, "", finalists_table(found, lang))
    typer.echo(f"\nstudy   {found.folder}")
    if found.policy and found.folder:
        typer.echo(f"policy  {found.folder / 'best_policy.yaml'}")


@app.command()
def calibrate(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="An export: CSV, Excel or Parquet files.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The scenario to write; other files stand beside it.")],
    columns: Annotated[
        Path | None, typer.Option("--columns", help="A columns.yaml that says which heading is which.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="Last day of the data; the latest order's if left out."),
    ] = None,
    holdout: Annotated[
        int | None,
        typer.Option(metavar="N", parser=READ_HOLDOUT, help="Weeks to hold out for the backtest; a third if left out."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the scenario if it exists.")] = False,
    as_json: JsonOption = False,
    lang: LanguageOption = "en",
) -> None:
    """Fit a scenario to a CRM export: customers, orders, visits, reps."""
    from salesim.calibrate.calibration import calibrate as calibrate_to
    from salesim.calibrate.calibration import parse_day
    from salesim.report.calibration import write_calibration
    from salesim.report.language import check_language
    from salesim.report.terminal import calibration_lines

    check_language(lang)
    if out.exists() and not force:
        raise InputError("the file exists; --force overwrites it", file=str(out))
    day = parse_day(until) if until else None
    found = calibrate_to(folder, out, columns, day, holdout, lang, progress=lambda text: typer.echo(text, err=True))
    page = write_calibration(found, lang)
    if as_json:
        from salesim.experiment.compare import plain

        return _print_json(plain(found.to_json()))
    _print(*calibration_lines(found, lang))
    typer.echo(f"\nscenario  {_from_here(out.absolute())}\nreport    {_from_here(page.absolute())}")


def _loaded(scenario: str, settings: list[str] | None, seed: int | None, weeks: int | None, lang: str) -> Any:
    """The scenario with what the command line changes in it."""
    from salesim.experiment.compare import with_run
    from salesim.report.language import check_language
    from salesim.scenario import load_scenario

    check_language(lang)
    loaded = load_scenario(scenario, settings or ())
    Commands.loaded = (scenario, settings or [])
    return with_run(loaded, seed=seed, weeks=weeks)


def _compare(scenario: Any, replications: int | None, jobs: int | None, out: Path, as_json: bool, lang: str) -> None:
    """Compare, keep report and maps beside the results, and print the verdict."""
    from salesim.experiment.compare import choose_arms, compare
    from salesim.report.comparison import write_comparison
    from salesim.report.terminal import Follow, comparison_table, wagers_table

    choose_arms(scenario, None, None)
    _get_ready(out)
    with Follow(lang) as progress:
        found = compare(scenario, replications=replications, jobs=jobs or -1, out=out, progress=progress, lang=lang)
    report = write_comparison(found, scenario, found.folder or out, lang)
    if as_json:
        return _print_json(found.to_json())
    wagers = wagers_table(found, lang)
    _print(found.verdict, "", comparison_table(found, lang), *(("", wagers) if wagers else ()))
    typer.echo(f"\nreport  {_from_here(report)}")


def _compare_draws(
    scenario: Any, draws: int, replications: int | None, jobs: int | None, out: Path, as_json: bool, lang: str
) -> None:
    """Compare once for each draw of the parameters, and print whether the verdict stands."""
    from salesim.experiment.compare_draws import compare_draws, ready_to_draw
    from salesim.report.terminal import draws_table

    ready_to_draw(scenario, draws)
    _get_ready(out)

    def tell(done: int, total: int) -> None:
        typer.echo(f"{done}/{total}", err=True)

    found = compare_draws(scenario, draws, replications, jobs=jobs or -1, out=out, progress=tell, lang=lang)
    if as_json:
        return _print_json(found.to_json())
    _print(found.verdict, "", draws_table(found, lang))


def _get_ready(out: Path | None) -> None:
    """Find out early whether results can be written, then compile what the simulation needs."""
    from salesim.model.replicate import warm_up

    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True)
            reachable = os.access(out, os.W_OK)
        except (OSError, ValueError) as fault:
            raise InputError(f"cannot write: {getattr(fault, 'strerror', None) or fault}", "out", file=out) from None
        if not reachable:
            raise InputError("cannot write: no permission", "out", file=out)
    warm_up()


def _from_here(path: Path) -> Path:
    """The path as short as it can be typed here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _print(*parts: Any) -> None:
    """Text and tables on stdout, wrapped to the terminal's width."""
    from rich.console import Console

    console = Console(highlight=False, markup=False)
    for part in parts:
        console.print(part)


def _print_json(document: Any) -> None:
    """One JSON document on stdout, UTF-8 wherever it goes."""
    import json

    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


if __name__ == "__main__":
    main()
