"""How many simulations does a search need? Ours against plain TPE, random search and simulated annealing.

    python experiments/search_efficiency.py                         # a planted problem with 15 parameters, 10 studies
    python experiments/search_efficiency.py --scenario scenarios/small_town.yaml --studies 4
    python experiments/search_efficiency.py --unbiased 100          # is the winner good, is its gain told truly?

Counted are the simulations until the true gain of the candidate that a search would name reaches 95 % of what a long
reference search gains; in the planted problem that search sees true gains. All begin with the baseline. The
others give every candidate 20 replications with luck of its own; ours races candidates on common luck. What it takes to
find out the true gain is not counted for anybody. Level, gain and luck of the planted problem are about those of
the Yangtze delta's study, where candidates on the same luck correlate by .9.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import optuna
import pandas as pd

from salesim.experiment.execute import Workers, default_runner
from salesim.experiment.keywords import Runner
from salesim.random import sequence_key, stream_key
from salesim.random.distributions import normal
from salesim.random.streams import Stream
from salesim.scenario import Scenario, apply_policy, load_scenario, parse_scenario
from salesim.search import Choice, Number, Objective, Space, default_space, search
from salesim.search.changes import value_at
from salesim.search.check import check_space, whole_paths
from salesim.search.evaluate import evaluate
from salesim.search.moves import moved
from salesim.search.objective import Goals
from salesim.search.proposal import own_proposals, proposed, run_proposals, with_proposals
from salesim.search.search_run import SearchRun
from salesim.search.space import LAYOUT
from salesim.search.study import Study, quiet

VALUE = "value_created"
GOAL = Goals((Objective(outcome=VALUE, direction="maximize"),))
REACHED = 0.95  # of the reference gain
FIXED = 20  # replications of a candidate in the other searches
OURS = 32  # replications of a candidate at most
PAY, PORTAL = "sales_force.pay", "channel.desk.portal"

Drawn = Mapping[str, Any]
Step = tuple[int, Drawn]  # simulations so far, the candidate that the search would name


# the planted problem

NUMBERS = {  # path: range, best value, share of the gain
    f"{PAY}.commission_rate": (0.004, 0.03, 0.020, 0.25),
    f"{PAY}.step_rate": (0.0, 0.012, 0.006, 0.15),
    f"{PAY}.bonus": (0.0, 15000.0, 9000.0, 0.12),
    f"{PAY}.salary_per_month": (5000.0, 9000.0, 6000.0, 0.08),
    f"{PAY}.bonus_at": (0.8, 1.3, 1.15, 0.05),
    f"{PAY}.step_from": (0.8, 1.2, 0.9, 0.04),
    f"{PAY}.step_width": (0.05, 0.3, 0.2, 0.03),
    f"{PAY}.credit_new": (1.0, 3.0, 2.0, 0.03),
    "sales_force.coverage.prospect_weight": (0.5, 4.0, 2.5, 0.02),
    "sales_force.coverage.fading_weight": (0.5, 4.0, 2.0, 0.01),
    "sales_force.coverage.renewal_weight": (0.5, 4.0, 2.5, 0.01),
    "sales_force.quotas.stretch": (-0.15, 0.1, 0.0, 0.01),
}
LAYOUT_SHARE, PORTAL_SHARE = 0.12, 0.08
GAIN, LEVEL = 8.0e6, 5.3e7  # of the optimum over the baseline; of the baseline
SHARED, OWN = 1.8e6, 0.6e6  # standard deviations of the luck that candidates have in common, and of their own


def planted_space() -> Space:
    numbers = {path: Number(low=low, high=high) for path, (low, high, _, _) in NUMBERS.items()}
    return Space(numbers=numbers, switches=(PORTAL,), choices={"cap": NO_MATTER})


NO_MATTER = Choice(options={"none": {}, "high": {f"{PAY}.cap_at": 4.0}})


def planted_scenario(seed: int) -> Scenario:
    return parse_scenario(
        "{name: planted, layouts: {prefecture: {builder: unit}, balanced: {builder: balanced}},"
        f" run: {{seed: {seed}, replications: 20}}}}"
    )


def shortfall(value: Callable[[str], float], layout: str, portal: bool) -> float:
    """What a candidate earns less than the optimum, in shares of the gain, before it is scaled."""
    lost = LAYOUT_SHARE * (layout != "balanced") + PORTAL_SHARE * (not portal)
    for path, (low, high, best, share) in NUMBERS.items():
        lost += share * ((value(path) - best) / (0.5 * (high - low))) ** 2
    return lost


def of_config(config: Scenario, layout: str) -> float:
    def value(path: str) -> float:
        found: Any = config
        for name in path.split("."):
            found = getattr(found, name)
        return float(found)

    return shortfall(value, layout, config.channel.desk.portal)


BASE = of_config(planted_scenario(1), "prefecture")


@dataclass(frozen=True)
class PlantedModel:
    """A runner: level + luck in common + worth + own luck; the worth of the baseline is 0, of the best one GAIN."""

    def __call__(self, scenario: Scenario, replication: int, arms: Sequence[Any]) -> dict[Any, Any]:
        return {arm: SimpleNamespace(tables=self.tables(scenario, replication, arm)) for arm in arms}

    def tables(self, scenario: Scenario, replication: int, arm: Any) -> dict[str, pd.DataFrame]:
        config = apply_policy(scenario, arm.policy)
        worth = GAIN * (1.0 - of_config(config, arm.layout) / BASE)
        key = np.uint64(stream_key(scenario.run.seed, replication, Stream.BUYING))
        own = zlib.crc32(f"{arm} {worth:.6f}".encode())
        luck = SHARED * normal(np.uint64(sequence_key(key, 0)), 0) + OWN * normal(np.uint64(sequence_key(key, own)), 0)
        return {"summary": pd.DataFrame([{VALUE: LEVEL + worth + luck}])}


# a problem: what may be drawn, and what it is worth


@dataclass
class Problem:
    """What all searches are given; they draw from the same space and simulate by the same model."""

    scenario: Scenario
    space: Space
    runner: Runner
    workers: int = 1
    truth_replications: int = 60
    known: dict[str, float] = field(default_factory=dict)

    @property
    def crew(self) -> Workers:
        return Workers(self.runner, self.workers)

    def __post_init__(self) -> None:
        base = apply_policy(self.scenario, self.scenario.run.baseline.policy)
        self.layouts = check_space(self.space, self.scenario, base)
        self.whole = whole_paths(self.space, self.scenario)
        self.start = own_proposals(self.scenario, self.space)[0].drawn

    def outcome(self, drawn: Drawn, replications: Sequence[int]) -> float:
        """Mean of some replications; minus infinity for what cannot be simulated."""
        if isinstance(self.runner, PlantedModel):  # the same figures without building tables
            worth = self.gain(drawn)
            rng = np.random.default_rng([self.scenario.run.seed, *replications[:1], 5])
            return LEVEL + worth + math.hypot(SHARED, OWN) * rng.normal() / math.sqrt(len(replications))
        proposal = proposed(self.scenario, self.space, drawn, "candidate")
        if proposal.refused:
            return -math.inf
        world = with_proposals(self.scenario, [proposal])
        found = evaluate(world, [proposal.arm], replications, (VALUE,), self.crew)[proposal.arm]
        return -math.inf if isinstance(found, str) else float(np.mean(found[VALUE]))

    def gain(self, drawn: Drawn) -> float:
        """The true difference to the baseline, or the mean over many replications that no search sees."""
        key = repr(sorted(drawn.items()))
        if key not in self.known:
            if isinstance(self.runner, PlantedModel):
                stated = planted_scenario(1).model_dump(mode="json")
                layout, portal = drawn[LAYOUT], drawn[PORTAL] == "on"
                lost = shortfall(lambda path: drawn.get(path, value_at(stated, path)), layout, portal)
                self.known[key] = GAIN * (1.0 - lost / BASE)
            else:
                fresh = range(5_000_000, 5_000_000 + self.truth_replications)
                if "baseline" not in self.known:
                    self.known["baseline"] = self.baseline(fresh)
                self.known[key] = self.outcome(drawn, fresh) - self.known["baseline"]
        return self.known[key]

    def baseline(self, replications: Sequence[int]) -> float:
        arm = self.scenario.baseline
        found = evaluate(self.scenario, [arm], replications, (VALUE,), self.crew)[arm]
        assert not isinstance(found, str)
        return float(np.mean(found[VALUE]))

    def drawer(self) -> Callable[[optuna.Trial], dict[str, Any]]:
        """Draws a candidate for an Optuna trial as ours does."""
        return Study(self.space, self.layouts, self.whole, [], 0, GOAL, "random")._draw


# the searches: each yields (simulations so far, the candidate it would name)


def ours(problem: Problem, trials: int, seed: int) -> Iterator[Step]:
    """Racing on common luck, TPE, in batches."""
    run = problem.scenario.run.model_copy(update={"seed": seed})
    scenario = problem.scenario.model_copy(update={"run": run})
    search_run = SearchRun(scenario, problem.space, problem.layouts, GOAL, OURS, problem.crew)
    while batch := search_run.study.ask(trials):
        search_run.finish(batch)
        spent = sum(record.replications for record in search_run.records if record.is_new)
        there = [
            r
            for r in search_run.records
            if r.is_new and not r.stopped and search_run.proposals[r.number].drawn is not None
        ]
        best = max(there, key=search_run.gain)
        yield spent, search_run.proposals[best.number].drawn or {}


def plain_tpe(problem: Problem, trials: int, seed: int) -> Iterator[Step]:
    """Optuna's TPE as it comes, every candidate 20 replications with luck of its own."""
    return by_sampler(problem, trials, optuna.samplers.TPESampler(seed=seed), seed)


def random_search(problem: Problem, trials: int, seed: int) -> Iterator[Step]:
    return by_sampler(problem, trials, optuna.samplers.RandomSampler(seed=seed), seed)


def without_noise(problem: Problem, trials: int, seed: int = 12345) -> float:
    """What a long search gains that sees true gains."""
    draw = problem.drawer()
    with quiet():
        study = optuna.create_study(
            direction="maximize", sampler=optuna.samplers.TPESampler(seed=seed, multivariate=True)
        )
        for _ in range(trials):
            trial = study.ask()
            study.tell(trial, problem.gain(draw(trial)))
        return float(study.best_value)


def by_sampler(problem: Problem, trials: int, sampler: optuna.samplers.BaseSampler, seed: int) -> Iterator[Step]:
    draw = problem.drawer()
    with quiet():
        study = optuna.create_study(direction="maximize", sampler=sampler)
        study.enqueue_trial(dict(problem.start or {}))
    best: tuple[float, Drawn] = (-math.inf, {})
    for number in range(trials):
        with quiet():
            trial = study.ask()
            drawn = draw(trial)
            value = problem.outcome(drawn, replications_of(number, seed))
            study.tell(trial, value if math.isfinite(value) else -1e12)
        best = max(best, (value, drawn), key=lambda pair: pair[0])
        yield (number + 1) * FIXED, best[1]


def annealing(problem: Problem, trials: int, seed: int) -> Iterator[Step]:
    """Simulated annealing: one parameter is moved at a time; worse ones are accepted less and less often."""
    rng = np.random.default_rng(seed)
    draw = problem.drawer()
    with quiet():
        study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=seed))
        here = problem.start or draw(study.ask())
    value = problem.outcome(here, replications_of(0, seed))
    best, scale = (value, here), None
    yield FIXED, here
    for number in range(1, trials):
        there = moved(problem.space, problem.layouts, problem.whole, here, rng)
        new = problem.outcome(there, replications_of(number, seed))
        scale = abs(new - value) if scale is None else scale  # the first difference sets the temperature
        heat = scale * 0.99**number + 1e-9
        if new >= value or rng.random() < math.exp(max(-700.0, (new - value) / heat)):
            here, value = there, new
        best = max(best, (new, there), key=lambda pair: pair[0])
        yield (number + 1) * FIXED, best[1]


def replications_of(number: int, seed: int) -> list[int]:
    """Replications that no other candidate meets."""
    first = 10_000_000 * (seed + 1) + number * FIXED
    return list(range(first, first + FIXED))


SEARCHES = {"ours": ours, "plain TPE": plain_tpe, "random": random_search, "annealing": annealing}


def needed(steps: Iterator[Step], problem: Problem, wanted: float, budget: int) -> float:
    """Simulations until the named candidate truly gains what is wanted; infinite if the budget ends before."""
    for spent, drawn in steps:
        if spent > budget:
            break
        if problem.gain(drawn) >= wanted:
            return float(spent)
    return math.inf


def efficiency(problems: Sequence[Problem], reference: float, budget: int, names: Sequence[str]) -> pd.DataFrame:
    """One row a search and study: simulations needed."""
    rows = []
    for seed, problem in enumerate(problems):
        for name in names:
            began = time.perf_counter()
            trials = budget if name == "ours" else budget // FIXED
            spent = needed(SEARCHES[name](problem, trials, seed), problem, REACHED * reference, budget)
            rows.append((name, seed, spent))
            shown = f"{spent:,.0f}" if math.isfinite(spent) else f"more than {budget:,}"
            print(f"study {seed}  {name:<10} {shown:>18}   {time.perf_counter() - began:5.1f} s", file=sys.stderr)
    return pd.DataFrame(rows, columns=["search", "study", "simulations"])


def summary(found: pd.DataFrame) -> pd.DataFrame:
    """One row a search: quartiles of the simulations needed, how often it got there, and how ours compares."""
    groups = found.groupby("search", sort=False)["simulations"]
    table = pd.DataFrame({f"{q:.0%}": groups.quantile(q, interpolation="higher") for q in (0.25, 0.5, 0.75)})
    table["reached"] = groups.apply(lambda spent: float(np.isfinite(spent).mean()))
    table["times ours"] = table["50%"] / table.loc["ours", "50%"]
    return table


# is the winner good, and its gain told truly?


def unbiased(studies: int, trials: int = 60, jobs: int = 1) -> pd.DataFrame:
    """One row a study on a small planted problem: the true gain of the first of the ranking, what is told of it, δ."""
    few = {path: Number(low=NUMBERS[path][0], high=NUMBERS[path][1]) for path in list(NUMBERS)[:2]}
    space = Space(numbers=few, switches=(PORTAL,))
    problem = Problem(planted_scenario(0), space, PlantedModel())
    best = {LAYOUT: "balanced", PORTAL: "on", **{path: NUMBERS[path][2] for path in few}}
    rows = []
    for seed in range(studies):
        found = search(
            planted_scenario(seed), space, trials, 12, 10, confirm_replications=20, runner=PlantedModel(),
            sensitivity_replications=0, jobs=jobs,
        )  # fmt: skip
        first = found.finalists.iloc[0]
        row = found.trials.set_index("trial").loc[first["trial"]]
        drawn = {LAYOUT: row["layout"], **{name: row[name] for name in space.names if name != LAYOUT}}
        truth = problem.gain(drawn)
        rows.append(
            {
                "study": seed,
                "behind": problem.gain(best) - truth,
                "matters": found.confirmation.facts["smallest_difference"],
                "believed_error": first["believed"] - truth,
                "error": first["confirmed"] - truth,
                "covered": first["confirmed_low"] <= truth <= first["confirmed_high"],
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", help="a scenario's file in place of the planted problem")
    parser.add_argument("--studies", type=int, default=10)
    parser.add_argument("--budget", type=int, default=12_000, help="simulations at most")
    parser.add_argument("--reference", type=int, default=1000, help="trials of the long search")
    parser.add_argument("--unbiased", type=int, default=0, metavar="N", help="studies that look at the winner instead")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    if asked.unbiased:
        found = unbiased(asked.unbiased, jobs=asked.jobs)
        good = (found["behind"] <= found["matters"]).mean()
        print(f"winner within the difference that matters: {good:.0%} of {len(found)} studies (aim: 95 % or more)")
        print(f"interval covers the true gain: {found['covered'].mean():.1%} (aim: 93 to 97 %)")
        errors = found[["believed_error", "error"]].agg(["mean", "sem"])
        print("mean error of what was believed and of what is reported [CNY]:\n", errors.round(0).to_string())
        return
    if asked.scenario:
        scenario = load_scenario(asked.scenario)
        runner, (_, compile_kernels) = run_proposals, default_runner()
        if compile_kernels:
            compile_kernels()
        problem = Problem(scenario, default_space(scenario), runner, asked.jobs)
        long = [drawn for _, drawn in ours(problem, asked.reference, 999)]
        reference = problem.gain(long[-1])
        problems = [problem] * asked.studies
    else:
        problems = [Problem(planted_scenario(seed), planted_space(), PlantedModel()) for seed in range(asked.studies)]
        reference = without_noise(problems[0], asked.reference)
    print(f"long reference search of {asked.reference} trials: gains {reference:,.0f} CNY")
    found = efficiency(problems, reference, asked.budget, list(SEARCHES))
    print(summary(found).round(2).to_string())


if __name__ == "__main__":
    main()
