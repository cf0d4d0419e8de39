"""Commands that explain a comparison and test how sensitive it is, set runs side by side, and document the model."""

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
    whole,
)
from salesim.errors import InputError

ArmArgument = Annotated[str, typer.Argument(metavar="ARM", help="layout/policy, held against the baseline.")]
PairsOption = Annotated[
    int, typer.Option("--replications", metavar="N", parser=READ_PAIRED, help="Replications of each side.")
]
READ_SIZE, READ_WORLDS = whole("--size", 2), whole("--worlds", 4)


@app.command()
def sensitivity(
    scenario: ScenarioArgument,
    arm: ArmArgument,
    method: Annotated[
        str, typer.Option(metavar="morris|sobol|stability", help="How to vary the assumptions.")
    ] = "morris",
    factor: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=LOW:HIGH", help="A number to vary; may be repeated. Ten of the model's if left out."
        ),
    ] = None,
    size: Annotated[
        int, typer.Option(metavar="N", parser=READ_SIZE, help="Paths (Morris), or base sample (Sobol).")
    ] = 8,
    worlds: Annotated[int, typer.Option(metavar="N", parser=READ_WORLDS, help="Worlds to draw (stability).")] = 64,
    replications: PairsOption = 2,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    jobs: JobsOption = None,
    backend: BackendOption = "loky",
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LanguageOption = "en",
) -> None:
    """Which assumptions drive the difference between an arm and the baseline, and would any reverse the verdict?"""
    from salesim.experiment.compare import arm_named
    from salesim.experiment.sensitivity import sensitivity as study_sensitivity
    from salesim.experiment.sensitivity import stability
    from salesim.experiment.sensitivity.factors import default_factors, read_factor
    from salesim.report.pictures import save_plot
    from salesim.report.terminal import frame_table
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
    show(frame_table(study.factors))
    files = save_plot(
        lambda ax: plot_tornado(data, ax, lang), (7.2, 1.3 + 0.34 * len(data)), out / f"tornado-{found.name}"
    )
    typer.echo(f"\ntornado  {', '.join(str(from_here(file)) for file in files)}")


@app.command()
def explain(
    scenario: ScenarioArgument,
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="Held against the baseline's.")],
    layout: Annotated[str | None, typer.Option(help="Where; the baseline's if left out.")] = None,
    replications: PairsOption = 6,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    jobs: JobsOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = "en",
) -> None:
    """Why a policy differs: lever by lever, from effort to orders, and what people do to look good."""
    from salesim.experiment.compare import plain
    from salesim.experiment.explain import gaming_audit, lever_shares, mechanism_trace
    from salesim.report.terminal import frame_table
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
    whole_run = trace[trace["quarter"] == -1].drop(columns="quarter")
    show(frame_table(levers.levers), "", frame_table(whole_run), "", frame_table(audit))


@app.command(name="crn-check")
def crn_check(
    scenario: ScenarioArgument,
    arm: ArmArgument,
    replications: PairsOption = 20,
    streams: Annotated[bool, typer.Option("--streams", help="Put each stream out of step in turn.")] = False,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    as_json: JsonOption = False,
    lang: LanguageOption = "en",
) -> None:
    """How much variance the shared luck saves, and whether any of it is out of step."""
    from salesim.experiment.crn_check import crn_check as check_random_numbers
    from salesim.random import Stream
    from salesim.report.terminal import frame_table

    found = load(scenario, settings, seed, weeks, lang)
    get_ready(None)
    tested = [stream for stream in Stream if stream >= Stream.COMPETITOR_ATTACK] if streams else []
    checked = check_random_numbers(found, arm, replications=replications, streams=tested, progress=_tell)
    if as_json:
        return print_json(checked.to_json())
    show(frame_table(checked.ways), *(("", frame_table(checked.streams)) if len(checked.streams) else ()))
    for fault in checked.out_of_step or ("nothing is out of step",):
        typer.echo(fault)


@app.command()
def diff(
    here: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.")],
    there: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of another.")],
    as_json: JsonOption = False,
) -> None:
    """Which assumptions differ between two runs, and what they moved."""
    from salesim.experiment.run_diff import diff_runs
    from salesim.report.terminal import frame_table

    found = diff_runs(here, there)
    if as_json:
        return print_json(found.to_json())
    for line in found.assumptions or ("the same assumptions",):
        typer.echo(line)
    if len(found.moved):
        show("", frame_table(found.moved))
    else:
        typer.echo("the runs have no arm in common")


@app.command()
def odd(
    scenario: ScenarioArgument,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write; printed if left out.")] = None,
    settings: SetOption = None,
) -> None:
    """Write the ODD document (template of 2020) of a scenario's model, from its declarations."""
    from salesim.report.odd import odd_document

    text = odd_document(load(scenario, settings, None, None, "en"))
    if out is None:
        return typer.echo(text)
    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise InputError(f"cannot be written: {fault.strerror or fault}", file=str(out)) from None
    typer.echo(f"{out} written")


def _tell(done: int, total: int) -> None:
    typer.echo(f"{done}/{total}", err=True)
