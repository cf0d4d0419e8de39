"""Commands that compare, choose and search."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salesim.cli.app import (
    DEMO,
    READ_CONFIRM,
    READ_DRAWS,
    READ_PAIRED,
    READ_TRIALS,
    BackendOption,
    FallbackOption,
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
)
from salesim.errors import InputError
from salesim.wording.text import N_, say

if TYPE_CHECKING:
    from salesim.experiment.outcomes import Outcome


@app.command(help=N_("Compare all layouts and policies of a scenario, and say which would earn more."))
def compare(
    scenario: ScenarioArgument,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    replications: ReplicationsOption = None,
    parameter_draws: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            parser=READ_DRAWS,
            help=N_("Compare once in each of so many draws of a calibration's parameters."),
        ),
    ] = None,
    jobs: JobsOption = None,
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LanguageOption = "",
    precision: Annotated[
        float | None, typer.Option(metavar="X", help=N_("Go on until every difference is known to within ± X."))
    ] = None,
    backend: BackendOption = "loky",
    fallback: FallbackOption = False,
    outcome: Annotated[
        str, typer.Option(metavar="METRIC", help=N_("What options are judged by; a column of the summary."))
    ] = "value_created",
) -> None:
    if parameter_draws is not None:
        loaded = load(scenario, settings, seed, weeks, lang)
        return _compare_draws(loaded, parameter_draws, replications, jobs, out, as_json, lang)
    found = load(scenario, settings, seed, weeks, lang)
    options = {"precision": precision, "backend": backend, "fallback": fallback, "outcome": outcome}
    _compare(found, replications, jobs, out, as_json, lang, **options)


@app.command(help=N_("Carry out a designed experiment: a verdict on every option, as precise as it asks for."))
def experiment(
    design: Annotated[
        Path, typer.Argument(metavar="DESIGN", help=N_("A YAML file: options, outcomes, precision, budget."))
    ],
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    jobs: JobsOption = None,
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LanguageOption = "",
    backend: BackendOption = "loky",
    fallback: FallbackOption = False,
) -> None:
    from salesim.experiment.design import load_design, plan, run_design
    from salesim.wording import check_language

    check_language(lang)
    ready = plan(*load_design(design), seed=seed, weeks=weeks)
    get_ready(out)

    def carry_out(progress: Any) -> Any:
        return run_design(ready, jobs or -1, out, progress, lang, backend=backend, fallback=fallback)

    _tell(carry_out, ready.scenario, out, as_json, lang, ready.outcomes[0])


@app.command(
    help=N_(
        "Choose the best of a scenario's options with a promised probability, eliminating clearly inferior ones early."
    )
)
def choose(
    scenario: ScenarioArgument,
    indifference: Annotated[
        float | None, typer.Option(metavar="X", help=N_("Smallest difference worth finding; 1% if left out."))
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=N_("kim-nelson, ocba (a fixed budget) or halving (many options).")),
    ] = None,
    budget: Annotated[
        int | None, typer.Option(metavar="N", parser=READ_TRIALS, help=N_("Replications of all options together."))
    ] = None,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    jobs: JobsOption = None,
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LanguageOption = "",
    backend: BackendOption = "loky",
) -> None:
    from salesim.experiment.choose.choose import choose as choose_arm
    from salesim.report.analyses import chosen_table

    found = load(scenario, settings, seed, weeks, lang)
    get_ready(out)

    def tell(done: int, left: int) -> None:
        typer.echo(say("{done} replications, {left} options in play", lang, done=done, left=left), err=True)

    options: dict[str, Any] = {"jobs": jobs or -1, "out": out, "progress": tell, "lang": lang, "backend": backend}
    chosen = choose_arm(found, None, indifference, method, budget, **options)  # type: ignore[arg-type]
    if as_json:
        return print_json(chosen.to_json())
    show(chosen.sentence, "", chosen_table(chosen, found.currency, lang))


@app.command(
    help=N_("Compare four layouts and three pay plans in the Yangtze delta: an experiment that is ready to run.")
)
def demo(
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    replications: ReplicationsOption = None,
    jobs: JobsOption = None,
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LanguageOption = "",
) -> None:
    _compare(load(DEMO, settings, seed, weeks, lang), replications, jobs, out, as_json, lang)
    if not as_json:
        typer.echo("\n" + say("Next: {command}", lang, command=f"salesim search {DEMO}"))


@app.command(help=N_("Put the figures of the article on sales territories to the test."))
def claims(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help=N_("Where to test them."))] = DEMO,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="ID", help=N_("C01 to C14b; may be repeated."))
    ] = None,
    beliefs: Annotated[bool, typer.Option(help=N_("Look for what one would have to believe."))] = True,
    presets: Annotated[
        bool,
        typer.Option("--presets", help=N_("Compare the article's seven sections as policies, alone and together.")),
    ] = False,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    replications: ReplicationsOption = None,
    jobs: JobsOption = None,
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LanguageOption = "",
) -> None:
    from salesim.experiment.claims import study_claims, with_presets
    from salesim.experiment.claims.study import REPLICATIONS, findings_table
    from salesim.experiment.compare import plain
    from salesim.report.claims import claims_table

    found = load(scenario, settings, seed, weeks, lang)
    if presets:
        return _compare(with_presets(found), replications, jobs, out, as_json, lang)

    def tell(done: int, total: int, finding: Any) -> None:
        typer.echo(f"{done}/{total} {finding.claim.id}", err=True)

    findings = study_claims(found, only or (), replications or REPLICATIONS, beliefs, jobs or -1, tell)
    if as_json:
        return print_json(plain({"scenario": found.name, "claims": findings_table(findings, lang).to_dict("records")}))
    show(claims_table(findings, found.currency, lang))


@app.command(help=N_("Let Optuna choose a layout and incentive terms, and confirm the best few on fresh replications."))
def search(
    scenario: ScenarioArgument,
    trials: Annotated[
        int | None,
        typer.Option("--trials", metavar="N", parser=READ_TRIALS, help=N_("Candidates to try; 60 if left out.")),
    ] = None,
    confirm: Annotated[
        int | None,
        typer.Option("--confirm", metavar="N", parser=READ_CONFIRM, help=N_("How many of the best to confirm; 20.")),
    ] = None,
    space: Annotated[
        Path | None,
        typer.Option("--space", help=N_("A YAML file that says what to choose; layout and pay if left out.")),
    ] = None,
    study: Annotated[
        Path | None, typer.Option("--study", help=N_("A YAML file with a space, objectives and constraints."))
    ] = None,
    sampler: Annotated[
        str | None,
        typer.Option(
            "--sampler", metavar="NAME", help=N_("tpe, cma-es, nsga-ii, nsga-iii, gp, random or quasi-random; tpe.")
        ),
    ] = None,
    storage: Annotated[
        str | None,
        typer.Option("--storage", metavar="URL", help=N_("A journal or a database that several workers share.")),
    ] = None,
    study_name: Annotated[
        str | None, typer.Option("--study-name", metavar="NAME", help=N_("Name of the study in the storage."))
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help=N_("Refuse to begin a new study."))] = False,
    settings: SetOption = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications", metavar="N", parser=READ_PAIRED, help=N_("Replications of a candidate at most; 12.")
        ),
    ] = None,
    jobs: JobsOption = None,
    out: OutOption = Path("runs"),
    as_json: JsonOption = False,
    lang: LanguageOption = "",
    backend: BackendOption = "loky",
    fallback: FallbackOption = False,
) -> None:
    from salesim.report.search import write_search
    from salesim.search import load_space, load_study
    from salesim.search import search as search_for
    from salesim.search.study_file import located
    from salesim.search.terminal import FollowSearch, cost_sentence, finalists_table

    loaded = load(scenario, settings, seed, weeks, lang)
    options = load_study(study).options() if study else {}
    given = {"trials": trials, "replications": replications, "confirm_best": confirm, "sampler": sampler}
    options |= {"space": load_space(space)} if space else {}
    options |= {name: value for name, value in given.items() if value is not None}
    outcome = options["objectives"][0].outcome if study else "value_created"
    options |= {"storage": storage, "study": study_name, "resume": resume, "backend": backend, "fallback": fallback}
    try:
        with FollowSearch(outcome, loaded.currency, lang) as progress:
            found = search_for(loaded, jobs=jobs or -1, out=out, progress=progress, lang=lang, **options)
    except InputError as fault:
        file = space or study
        raise (located(fault, file) if file else fault) from None
    page = write_search(found, loaded, found.folder or out, lang)
    if as_json:
        return print_json(found.to_json())
    show(found.verdict, "", finalists_table(found, lang))
    if priced := cost_sentence(found, lang):
        show(priced)
    files = {say("report", lang): from_here(page), say("study", lang): found.folder}
    if found.policy and found.folder:
        files[say("policy", lang)] = found.folder / "best_policy.yaml"
    show_files(files)


def _compare(
    scenario: Any, replications: int | None, jobs: int | None, out: Path, as_json: bool, lang: str, **options: Any
) -> None:
    """Compare all arms of a scenario and tell."""
    from salesim.experiment.compare import compare
    from salesim.experiment.outcomes import Outcome
    from salesim.experiment.request import choose_arms, known_outcome
    from salesim.metrics import METRICS

    name = options.get("outcome", "value_created")
    known_outcome(name, list(METRICS))
    outcome = options["outcome"] = Outcome(name)
    choose_arms(scenario, None, None)
    get_ready(out)

    def carry_out(progress: Any) -> Any:
        return compare(
            scenario, replications=replications, jobs=jobs or -1, out=out, progress=progress, lang=lang, **options
        )

    _tell(carry_out, scenario, out, as_json, lang, outcome)


def _tell(
    carry_out: Callable[[Any], Any], scenario: Any, out: Path, as_json: bool, lang: str, outcome: Outcome
) -> None:
    """Carry out a comparison, keep the report beside the results, and print the verdict."""
    from salesim.report.kept import up_to_date_report
    from salesim.report.terminal import Follow, comparison_table, wagers_table
    from salesim.scenario.changes_told import headcounts_told
    from salesim.scenario.display import all_names

    facts = {"outcome": outcome.name, "currency": scenario.currency}
    with Follow(lang, outcome.higher_is_better, **facts, names=all_names(scenario, lang)) as progress:
        found = carry_out(progress)
    report = up_to_date_report(found, scenario, lang)
    if report is None:
        from salesim.report.comparison import write_comparison

        report = write_comparison(found, scenario, found.folder or out, lang)
    if as_json:
        return print_json(found.to_json())
    wagers = wagers_table(found, lang)
    names, arms = all_names(scenario, lang), found.arms
    headcounts = headcounts_told(scenario, arms["policy"], arms["layout"], lang, names)
    notes = [say("note: {text}", lang, text=note) for note in (*headcounts, *found.facts.get("data_notes", []))]
    sentences = [line for sentence in (*found.sentences.values(), *notes) for line in ("", sentence)]
    show(found.verdict, "", comparison_table(found, lang), *sentences, *(("", wagers) if wagers else ()))
    show_files({say("report", lang): from_here(report)})


def _compare_draws(
    scenario: Any, draws: int, replications: int | None, jobs: int | None, out: Path, as_json: bool, lang: str
) -> None:
    """Compare once for each draw of the parameters, and print whether the verdict stands."""
    from salesim.experiment.compare_draws import compare_draws, ready_to_draw
    from salesim.report.terminal import draws_table
    from salesim.scenario.display import all_names

    ready_to_draw(scenario, draws)
    get_ready(out)

    def tell(done: int, total: int) -> None:
        typer.echo(f"{done}/{total}", err=True)

    found = compare_draws(scenario, draws, replications, jobs=jobs or -1, out=out, progress=tell, lang=lang)
    if as_json:
        return print_json(found.to_json())
    show(found.verdict, "", draws_table(found, lang, all_names(scenario, lang)))
