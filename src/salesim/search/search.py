"""Search for a layout and incentive terms that earn more, and confirm them on fresh replications.

>>> found = search(scenario, trials=60, jobs=2)                                        # doctest: +SKIP
>>> print(found.verdict)                                                               # doctest: +SKIP
>>> found.finalists[["arm", "believed", "confirmed", "confirmed_low"]]                 # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from salesim.experiment.execute import default_runner, number_of_workers, workers_of
from salesim.experiment.keywords import Workforce, check_keywords
from salesim.experiment.outcomes import Outcome
from salesim.experiment.request import MAX_REPLICATIONS, MIN_REPLICATIONS, whole_number, with_run
from salesim.phrase import Phrase
from salesim.scenario.overlay import apply_policy
from salesim.scenario.scenario import Scenario
from salesim.search.check import check_space
from salesim.search.conclusion import SearchResult, conclude_search
from salesim.search.confirm import confirm
from salesim.search.default_space import default_space
from salesim.search.objective import Constraint, Direction, Goals, Objective
from salesim.search.plans import priced, with_plans
from salesim.search.proposal import run_proposals
from salesim.search.samplers import check_sampler
from salesim.search.search_run import Progress, SearchRun
from salesim.search.space import Space
from salesim.wording import check_language

MAX_TRIALS = 100_000
MAX_FINALISTS = 50
SENSITIVITY_REPLICATIONS = 8


class SearchOptions(Workforce, total=False):
    """How a search is carried out: who simulates, see `Workforce`, and:

    out : folder for the study, such as ``"runs"``; the same search goes on there where it stopped.
    progress : called after each batch of trials, after each few replications that rank the finalists, and after each
        that measures them.
    outcome : what the candidates are judged by, unless there are objectives; the value created if left out.
    objectives : one or several; with several the result is a front, whose first objective decides the winner.
    constraints : limits that a candidate must keep.
    sampler : tpe (if left out), cma-es, nsga-ii, nsga-iii, gp, random or quasi-random.
    confirm_replications : fresh replications of the finalists; the scenario's ``run.replications`` if left out.
    sensitivity_replications : over which the winner's terms are varied one by one; 8 if left out, 0: not at all.
    storage : a journal's file or a database's URL in place of the journal in the folder, so that several machines
        may work on one study: each runs the same search.
    study : its name in the storage.
    resume : insist that the study is there already.
    """

    out: str | Path | None
    progress: Progress | None
    outcome: Outcome | str
    objectives: Sequence[Objective]
    constraints: Sequence[Constraint]
    sampler: str
    confirm_replications: int | None
    sensitivity_replications: int
    storage: str | Path | None
    study: str | None
    resume: bool


def search(
    scenario: Scenario,
    space: Space | None = None,
    trials: int = 60,
    replications: int = 12,
    confirm_best: int = 20,
    seed: int | None = None,
    *,
    weeks: int | None = None,
    lang: str = "en",
    **options: Unpack[SearchOptions],
) -> SearchResult:
    """Let Optuna choose a layout and a policy, then confirm the best few on fresh replications.

    Parameters
    ----------
    scenario : a loaded scenario; proposals are laid over its baseline policy.
    space : what may be chosen; `default_space` of the scenario if None.
    trials : candidates to try. The scenario's own arms come first and are always tried.
    replications : that a candidate meets at most, the same for all; who clearly loses meets fewer.
    confirm_best : how many of the best go on to be confirmed.
    seed, weeks : in place of the scenario's; the seed is the sampler's, too.
    lang : language of the verdict, ``en`` or ``zh``.
    options : who simulates, what candidates are judged by, how they are sampled and confirmed, and where the study is
        kept, see `SearchOptions`.
    """
    check_keywords(search, options, SearchOptions)
    check_language(lang)
    goals, sampler, progress = goals_of(options), options.get("sampler", "tpe"), options.get("progress")
    check_sampler(sampler, goals.are_several)
    scenario = with_run(scenario, seed=seed, weeks=weeks)
    whole_number(trials, "trials", 1, MAX_TRIALS)
    whole_number(replications, "replications", MIN_REPLICATIONS, MAX_REPLICATIONS)
    whole_number(confirm_best, "confirm", 1, MAX_FINALISTS)
    fresh = options.get("confirm_replications")
    fresh = scenario.run.replications if fresh is None else fresh
    whole_number(fresh, "confirm_replications", MIN_REPLICATIONS, MAX_REPLICATIONS)
    sensitivity_replications = options.get("sensitivity_replications", SENSITIVITY_REPLICATIONS)
    whole_number(sensitivity_replications, "sensitivity_replications", 0, MAX_REPLICATIONS)
    workers = workers_of(options)
    workers = replace(workers, jobs=number_of_workers(workers.jobs))
    space = with_plans(space or default_space(scenario), scenario)
    layouts = check_space(space, scenario, apply_policy(scenario, scenario.run.baseline.policy))
    compile_kernels = None
    if workers.runner is None:
        workers, compile_kernels = replace(workers, runner=run_proposals), default_runner()[1]

    space = priced(space, scenario)
    search_run = SearchRun(scenario, space, layouts, goals, replications, workers, sampler)
    search_run.open(options.get("out"), options.get("storage"), options.get("study"), options.get("resume", False))
    if compile_kernels:
        compile_kernels()
    try:
        search_run.run(trials, progress)
    except KeyboardInterrupt:
        where = search_run.memory.shown if search_run.memory else search_run.folder
        kept = Phrase("not kept")
        if where:
            kept = Phrase("kept in {folder}; the same command goes on from there", folder=search_run.folder or where)
        finished = len(search_run.memory.records if search_run.memory else search_run.records)
        raise KeyboardInterrupt(
            Phrase("interrupted after {n} of {all} trials, {kept}", n=finished, all=trials, kept=kept)
        ) from None
    finalists = search_run.best(confirm_best)

    def on_fresh(stage: str, done: int, total: int) -> None:
        if progress:
            progress(stage, done, total, None)

    confirmed = confirm(
        scenario,
        [search_run.proposals[number] for number in finalists],
        fresh,
        goals,
        lang,
        workers,
        search_run.folder / "confirmation" if search_run.folder else None,
        on_fresh,
    )
    return conclude_search(search_run, finalists, confirmed, sensitivity_replications, lang)


def goals_of(options: SearchOptions) -> Goals:
    """What candidates are judged by: the objectives, or else the outcome, within the constraints."""
    objectives = tuple(options.get("objectives", ())) or (as_objective(options.get("outcome", "value_created")),)
    return Goals(objectives, tuple(options.get("constraints", ())))


def as_objective(outcome: Outcome | str) -> Objective:
    """The objective that a comparison's outcome means."""
    outcome = Outcome(outcome) if isinstance(outcome, str) else outcome
    direction: Direction = "maximize" if outcome.higher_is_better else "minimize"
    return Objective(outcome=outcome.name, direction=direction, smallest_difference=outcome.smallest_difference)
