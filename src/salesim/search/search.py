"""Search for a layout and incentive terms that earn more, and confirm them on fresh luck.

>>> found = search(scenario, trials=60, jobs=2)                                        # doctest: +SKIP
>>> print(found.verdict)                                                               # doctest: +SKIP
>>> found.finalists[["arm", "believed", "confirmed", "confirmed_low"]]                 # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from salesim.experiment.backends import LOKY, check_backend
from salesim.experiment.compare import FEWEST_REPLICATIONS, MOST_REPLICATIONS, whole_number, with_run
from salesim.experiment.execute import Runner, default_runner, number_of_workers
from salesim.experiment.outcomes import Outcome
from salesim.experiment.verdict import check_language
from salesim.scenario.overlay import apply_policy
from salesim.scenario.scenario import Scenario
from salesim.search.check import check_space
from salesim.search.conclusion import SearchResult, conclude_search
from salesim.search.confirm import confirm
from salesim.search.default_space import default_space
from salesim.search.hunt import Hunt, Progress
from salesim.search.objective import Constraint, Direction, Goals, Objective
from salesim.search.proposal import run_proposals
from salesim.search.samplers import check_sampler
from salesim.search.space import Space

MOST_TRIALS = 100_000
MOST_FINALISTS = 50


def search(
    scenario: Scenario,
    space: Space | None = None,
    trials: int = 60,
    replications: int = 12,
    confirm_best: int = 20,
    seed: int | None = None,
    jobs: int = 1,
    out: str | Path | None = None,
    progress: Progress | None = None,
    lang: str = "en",
    *,
    weeks: int | None = None,
    confirm_replications: int | None = None,
    outcome: Outcome | str = "value_created_cny",
    objectives: Sequence[Objective] = (),
    constraints: Sequence[Constraint] = (),
    sampler: str = "tpe",
    storage: str | Path | None = None,
    study: str | None = None,
    resume: bool = False,
    sensitivity_replications: int = 8,
    backend: str = LOKY,
    fallback: bool = False,
    runner: Runner | None = None,
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
    jobs : worker processes; -1 takes every core. The result is the same for any number.
    out : folder for the study, such as ``"runs"``; the same search goes on there where it stopped.
    progress : called after each batch of trials, after each few replications that rank the finalists, and after each that
        measures them.
    lang : language of the verdict, ``en`` or ``zh``.
    confirm_replications : fresh replications of the finalists; the scenario's ``run.replications`` if None.
    outcome : what the candidates are judged by, unless there are objectives.
    objectives : one or several; with several the result is a front, whose first objective decides the winner.
    constraints : limits that a candidate must keep.
    sampler : tpe, cma-es, nsga-ii, nsga-iii, gp, random or quasi-random.
    storage : a journal's file or a database's URL in place of the journal in the folder, so that several machines
        may work on one study: each runs the same search.
    study : its name in the storage.
    resume : insist that the study is there already.
    sensitivity_replications : over which the winner's terms are varied one by one; 0: not at all.
    backend, fallback : who runs the workers, see `experiment.backends`, and whether loky may take over.
    runner : what simulates one replication; the model if None.
    """
    check_language(lang)
    goals = Goals(tuple(objectives) or (as_objective(outcome),), tuple(constraints))
    check_sampler(sampler, goals.are_several)
    scenario = with_run(scenario, seed=seed, weeks=weeks)
    whole_number(trials, "trials", 1, MOST_TRIALS)
    whole_number(replications, "replications", FEWEST_REPLICATIONS, MOST_REPLICATIONS)
    whole_number(confirm_best, "confirm", 1, MOST_FINALISTS)
    fresh = scenario.run.replications if confirm_replications is None else confirm_replications
    whole_number(fresh, "confirm_replications", FEWEST_REPLICATIONS, MOST_REPLICATIONS)
    whole_number(sensitivity_replications, "sensitivity_replications", 0, MOST_REPLICATIONS)
    workers = number_of_workers(jobs)
    backend = check_backend(backend, fallback)
    space = space or default_space(scenario)
    layouts = check_space(space, scenario, apply_policy(scenario, scenario.run.baseline.policy))
    warm_up = None
    if runner is None:
        runner, warm_up = run_proposals, default_runner()[1]

    hunt = Hunt(scenario, space, layouts, goals, replications, runner, workers, sampler, backend)
    hunt.open(out, storage, study, resume)
    if warm_up:
        warm_up()
    try:
        hunt.run(trials, progress)
    except KeyboardInterrupt:
        where = hunt.memory.shown if hunt.memory else hunt.folder
        kept = f"kept in {hunt.folder or where}; the same command goes on from there" if where else "not kept"
        finished = len(hunt.memory.records if hunt.memory else hunt.records)
        raise KeyboardInterrupt(f"interrupted after {finished} of {trials} trials, {kept}") from None
    finalists = hunt.best(confirm_best)

    def on_fresh(stage: str, done: int, total: int) -> None:
        if progress:
            progress(stage, done, total, None)

    confirmed = confirm(
        scenario,
        scenario.baseline,
        [hunt.proposals[number] for number in finalists],
        fresh,
        goals,
        lang,
        hunt.workforce,
        hunt.folder / "confirmation" if hunt.folder else None,
        on_fresh,
        warm_up,
    )
    return conclude_search(hunt, finalists, confirmed, sensitivity_replications, lang)


def as_objective(outcome: Outcome | str) -> Objective:
    """The objective that a comparison's outcome means."""
    outcome = Outcome(outcome) if isinstance(outcome, str) else outcome
    direction: Direction = "maximize" if outcome.higher_is_better else "minimize"
    return Objective(outcome=outcome.name, direction=direction, smallest_difference=outcome.smallest_difference)
