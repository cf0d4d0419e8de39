"""Commands that explain a comparison and test what it depends on, set runs side by side, and document the model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from salesim.cli.app import (
    READ_PAIRED,
    BackendOption,
    JobsOption,
    JsonOption,
    LanguageOption,
    OutOption,
    ReplicationsOption,
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
    whole,
)
from salesim.errors import InputError
from salesim.wording.text import N_, say
from salesim.written import own

ArmArgument = Annotated[
    str, typer.Argument(metavar="OPTION", help=N_("An option: layout/policy, compared with the baseline."))
]
PairsOption = Annotated[
    int, typer.Option("--replications", metavar="N", parser=READ_PAIRED, help=N_("Replications of each side."))
]
READ_SIZE, READ_WORLDS = whole("--size", 2), whole("--worlds", 4)
READ_MAPS, READ_CHAINS = whole("--maps", 10), whole("--chains", 1)
READ_SIMULATED, READ_ONCE = whole("--simulate", 0), whole("--replications", 1)


@app.command(
    help=N_("Which assumptions drive the difference between an option and the baseline, and would any reverse it?")
)
def sensitivity(
    scenario: ScenarioArgument,
    arm: ArmArgument,
    method: Annotated[str, typer.Option(metavar="morris|sobol|stability", help=N_("The method."))] = "morris",
    factor: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=LOW:HIGH", help=N_("A number to vary; may be repeated. Ten of the model's if left out.")
        ),
    ] = None,
    size: Annotated[
        int, typer.Option(metavar="N", parser=READ_SIZE, help=N_("Paths (Morris), or base sample (Sobol)."))
    ] = 8,
    worlds: Annotated[int, typer.Option(metavar="N", parser=READ_WORLDS, help=N_("Worlds to draw (stability)."))] = 64,
    replications: PairsOption = 2,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    jobs: JobsOption = None,
    backend: BackendOption = "loky",
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LanguageOption = "",
) -> None:
    from salesim.experiment.request import arm_named
    from salesim.experiment.sensitivity import sensitivity as study_sensitivity
    from salesim.experiment.sensitivity import stability
    from salesim.experiment.sensitivity.factors import default_factors, read_factor
    from salesim.report.analyses import factors_table
    from salesim.report.pictures import save_plot
    from salesim.report.tornado import plot_tornado, tornado_data

    if method not in ("morris", "sobol", "stability"):
        raise InputError("there is no such method", "method", method, "morris, sobol, stability")
    found = load(scenario, settings, seed, weeks, lang)
    studied = arm_named(found, arm, "arm")
    factors = [read_factor(found, text) for text in factor] if factor else default_factors(found)
    get_ready(out)
    options: dict[str, Any] = {"jobs": jobs or -1, "backend": backend, "progress": _tell}
    if method == "stability":
        stable = stability(found, studied, None, factors, worlds, replications, lang=lang, **options)
        return print_json(stable.to_json()) if as_json else show(stable.sentence)
    study = study_sensitivity(found, studied, None, factors, method, size, replications, **options)  # type: ignore[arg-type]
    if as_json:
        return print_json(study.to_json())
    data = tornado_data(study)
    show(factors_table(study, found.currency, lang))
    files = save_plot(
        lambda ax: plot_tornado(data, ax, lang, found.currency),
        (7.2, 1.3 + 0.34 * len(data)),
        out / f"tornado-{found.name}",
    )
    show_files({say("tornado diagram", lang): ", ".join(str(from_here(file)) for file in files)})


@app.command(help=N_("How many reps: what each number of them brings, year by year, and where one more stops paying."))
def size(
    scenario: ScenarioArgument,
    first: Annotated[int, typer.Option("--from", metavar="N", help=N_("The fewest reps to try."))],
    last: Annotated[int, typer.Option("--to", metavar="N", help=N_("The most reps to try."))],
    step: Annotated[int | None, typer.Option(metavar="N", help=N_("Between them; about eight if left out."))] = None,
    option: Annotated[
        str | None,
        typer.Option(metavar="LAYOUT/POLICY", help=N_("Under which option; the baseline if left out.")),
    ] = None,
    pay: Annotated[
        str,
        typer.Option(
            metavar="kept|stated",
            help=N_("Whether a rep's pay at plan is kept as territories change, or the rates are."),
        ),
    ] = "kept",
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    replications: ReplicationsOption = None,
    jobs: JobsOption = None,
    backend: BackendOption = "loky",
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LanguageOption = "",
) -> None:
    from salesim.experiment.sizing import size as size_force
    from salesim.experiment.sizing import sizes_between
    from salesim.report.pictures import save_plot
    from salesim.report.sizing import plot_sizing, sizing_table, years_table

    found = load(scenario, settings, seed, None, lang)
    sizes_between(found, first, last, step)
    get_ready(out)
    options: dict[str, Any] = {"jobs": jobs or -1, "backend": backend, "out": out, "progress": _tell}
    asked: dict[str, Any] = {"under": option, "pay": pay, "replications": replications, "weeks": weeks}
    sized = size_force(found, first, last, step, lang=lang, **asked, **options)
    folder = sized.folder or out
    files = save_plot(lambda ax: plot_sizing(sized, ax, lang), (7.2, 4.2), folder / "size")
    if as_json:
        return print_json(sized.to_json())
    show(sized.sentence, "", years_table(sized, lang), "", sizing_table(sized, lang))
    show_files({say("picture", lang): ", ".join(str(from_here(file)) for file in files)})


@app.command(help=N_("Why a policy differs: lever by lever, from effort to orders, and what people do to look good."))
def explain(
    scenario: ScenarioArgument,
    policy: Annotated[str, typer.Argument(metavar="POLICY", help=N_("Compared with the baseline's."))],
    layout: Annotated[str | None, typer.Option(help=N_("Where; the baseline's if left out."))] = None,
    replications: PairsOption = 6,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = "",
) -> None:
    from salesim.experiment.compare import plain
    from salesim.experiment.explain import gaming_audit, lever_shares, mechanism_trace
    from salesim.report.analyses import gaming_table, levers_table, trace_table
    from salesim.scenario import Arm

    found = load(scenario, settings, seed, weeks, lang)
    where = layout or found.run.baseline.layout
    get_ready(None)
    levers = lever_shares(found, policy, where, replications, jobs=jobs or -1)
    trace = mechanism_trace(found, Arm(where, policy), Arm(where, found.run.baseline.policy), replications)
    audit = gaming_audit(found, policy, where, replications)
    if as_json:
        records = {"trace": trace.to_dict("records"), "gaming": audit.to_dict("records")}
        return print_json(plain({"levers": levers.to_json(), **records}))
    show(levers_table(levers, found.currency, lang), "", trace_table(trace, lang), "", gaming_table(audit, lang))


@app.command(
    name="crn-check", help=N_("How much variance common random numbers save, and whether any are desynchronized.")
)
def crn_check(
    scenario: ScenarioArgument,
    arm: ArmArgument,
    replications: PairsOption = 20,
    streams: Annotated[bool, typer.Option("--streams", help=N_("Desynchronize each stream in turn."))] = False,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = "",
) -> None:
    from salesim.experiment.crn_check import crn_check as check_random_numbers
    from salesim.random import Stream
    from salesim.report.analyses import crn_faults, streams_table, ways_table

    found = load(scenario, settings, seed, weeks, lang)
    get_ready(None)
    tested = [stream for stream in Stream if stream >= Stream.COMPETITOR_ATTACK] if streams else []
    checked = check_random_numbers(found, arm, replications=replications, streams=tested, progress=_tell)
    if as_json:
        return print_json(checked.to_json())
    show(ways_table(checked, found.currency, lang))
    if len(checked.streams):
        show("", streams_table(checked, lang))
    for fault in crn_faults(checked, lang):
        typer.echo(fault)


@app.command(help=N_("Which assumptions differ between two runs, and what they moved."))
def diff(
    here: Annotated[Path, typer.Argument(metavar="RUN", help=N_("Folder of a run."))],
    there: Annotated[Path, typer.Argument(metavar="RUN", help=N_("Folder of another."))],
    as_json: JsonOption = False,
    lang: LanguageOption = "",
) -> None:
    from salesim.experiment.run_diff import CODE, diff_runs
    from salesim.report.analyses import moved_table

    found = diff_runs(here, there)
    if as_json:
        return print_json(found.to_json())
    lines = [say("the model's own source", lang) if one == CODE else one for one in found.assumptions]
    for line in lines or [say("the same assumptions", lang)]:
        typer.echo(line)
    if len(found.moved):
        show("", moved_table(found, lang))
    else:
        typer.echo(say("the runs have no option in common", lang))


@app.command(help=N_("Write the ODD document (template of 2020) of a scenario's model, from its declarations."))
def odd(
    scenario: ScenarioArgument,
    out: Annotated[Path | None, typer.Option("--out", "-o", help=N_("File to write; printed if left out."))] = None,
    settings: SetOption = None,
    lang: LanguageOption = "",
) -> None:
    from salesim.report.odd import odd_document

    text = odd_document(load(scenario, settings, None, None, lang))
    if out is None:
        return typer.echo(text)
    with own(out) as aside:
        aside.write_text(text, encoding="utf-8", newline="\n")
    typer.echo(say("{file} written", lang, file=out))


@app.command(
    help=N_(
        "Is today's map unlucky? Where layouts stand among thousands of random legal maps of the same customers.\n\n"
        "A legal map gives each rep ground that hangs together, and work within a tolerance of the mean."
    )
)
def ensemble(
    scenario: ScenarioArgument,
    maps: Annotated[int, typer.Option(metavar="N", parser=READ_MAPS, help=N_("Random maps."))] = 2_000,
    tolerance: Annotated[
        float, typer.Option(metavar="SHARE", help=N_("How far a legal territory's work may be from the mean."))
    ] = 0.2,
    chains: Annotated[
        int, typer.Option(metavar="N", parser=READ_CHAINS, help=N_("Independent beginnings of the random maps."))
    ] = 4,
    simulate: Annotated[
        int,
        typer.Option(metavar="N", parser=READ_SIMULATED, help=N_("Random maps to simulate, as all layouts then are.")),
    ] = 0,
    replications: Annotated[
        int, typer.Option(metavar="N", parser=READ_ONCE, help=N_("Replications of each simulated map."))
    ] = 4,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    jobs: JobsOption = None,
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LanguageOption = "",
) -> None:
    from salesim.experiment.ensemble import study_ensemble
    from salesim.report.ensemble import SIZE_IN, ensemble_sentences, ensemble_table, plot_ensemble
    from salesim.report.pictures import save
    from salesim.report.section import Plot
    from salesim.scenario.display import all_names

    found = load(scenario, settings, seed, weeks, lang)
    get_ready(out)
    study = study_ensemble(found, maps, tolerance, chains, simulate, replications, jobs or 2, _tell)
    if as_json:
        return print_json(study.to_json())
    names = all_names(found, lang)
    show(ensemble_table(study, lang, found.currency, names), "", *ensemble_sentences(study, lang, names))
    title = say("Layouts among random legal maps", lang)
    picture = Plot(lambda figure: plot_ensemble(study, figure, lang, names), SIZE_IN, title)
    files = save(picture, out / f"ensemble-{found.name}")
    show_files({say("picture", lang): ", ".join(str(from_here(file)) for file in files)})


def _tell(done: int, total: int) -> None:
    typer.echo(f"{done}/{total}", err=True)
