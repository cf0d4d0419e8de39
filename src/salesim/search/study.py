"""The search's guesses: an Optuna study in memory that is asked and told in batches of fixed size.

TPE is good at finding where to look, and slow at the last bit: of fifteen parameters it leaves some where they happened
to be. So the last trials of each batch are small moves of the best candidate so far.

A trial is asked for with nothing to go by but the finished batches and the trials before it in its own batch; a batch
is told in order of trials once all of it is simulated. So a search is the same with any number of workers. A search
that goes on asks for all trials anew and takes the outcomes of those that are finished from its memory, so it is also
the same whether or not it was interrupted, and whoever simulated what.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import optuna
from optuna.pruners import WilcoxonPruner
from optuna.trial import TrialState

from salesim.search.moves import moved
from salesim.search.objective import MIN_TO_STOP, Goals
from salesim.search.record import Record
from salesim.search.samplers import make_sampler
from salesim.search.space import LAYOUT, Space

BATCH = 8  # trials that are asked for at once; another number makes another search
RANDOM_TRIALS = 10  # after the scenario's own arms, before the sampler has enough to go by
MOVED = 3  # of a batch are small moves of the best candidate, which TPE alone would rarely try
BEHIND = 0.1  # level of Wilcoxon's test at which a candidate is given up


class Study:
    """An Optuna study over a space.

    Parameters
    ----------
    space, layouts, whole : a checked space, the layouts to choose from, the paths of whole numbers
    own : what to draw for each of the scenario's own arms, tried first; None where the space cannot say it
    seed : of the sampler
    """

    def __init__(
        self,
        space: Space,
        layouts: Sequence[str],
        whole: frozenset[str],
        own: Sequence[Mapping[str, Any] | None],
        seed: int,
        goals: Goals,
        sampler: str = "tpe",
    ) -> None:
        self.space, self.layouts, self.whole, self.own, self.goals = space, list(layouts), whole, own, goals
        self.seed, self.moves = seed, sampler == "tpe"
        self.records: list[Record] = []  # of what is told, by number
        with quiet():
            self.study = optuna.create_study(
                directions=[objective.direction for objective in goals.objectives],
                sampler=make_sampler(
                    sampler, int(np.random.SeedSequence(seed).generate_state(1)[0]), len(own) + RANDOM_TRIALS
                ),
                pruner=WilcoxonPruner(p_threshold=BEHIND, n_startup_steps=MIN_TO_STOP),
            )
            for drawn in own:
                self.study.enqueue_trial(dict(drawn or {}))

    def ask(self, most: int) -> list[tuple[optuna.Trial, Record]]:
        """The trials of the next batch; empty at the end."""
        asked = []
        with quiet():
            parents = self._parents() if self.moves else []
            for number in range(len(self.records), min(len(self.records) + BATCH, most)):
                if parents and number % BATCH >= BATCH - MOVED:
                    rng = np.random.default_rng([self.seed, number, 29])
                    parent = parents[rng.integers(len(parents))]
                    self.study.enqueue_trial(moved(self.space, self.layouts, self.whole, parent, rng))
                trial = self.study.ask()
                is_own = number < len(self.own)
                drawn = {} if is_own and self.own[number] is None else self._draw(trial)
                asked.append((trial, Record(number, number if is_own else None, drawn)))
        return asked

    def _parents(self) -> list[Mapping[str, Any]]:
        """The best candidate so far, or those on the front, once the sampler has drawn enough at random."""
        if len(self.records) < len(self.own) + RANDOM_TRIALS:
            return []
        best = [self.records[trial.number].drawn for trial in self.study.best_trials]
        return [drawn for drawn in best if drawn]

    def is_behind(self, trial: optuna.Trial, gains: Sequence[float]) -> bool:
        """Whether a candidate lies behind the best one so far, by Wilcoxon's test of their paired gains."""
        with quiet():
            self._report(trial, gains)
            return bool(trial.should_prune())

    def tell(self, trial: optuna.Trial, record: Record, baseline: Record) -> None:
        """Finish a trial. What was refused counts as worse than all others, what failed does not count."""
        refused = TrialState.FAIL if self.goals.are_several else TrialState.PRUNED
        state = TrialState.COMPLETE if record.outcomes else refused if record.refused else TrialState.FAIL
        values = self.goals.values(record.outcomes, baseline.outcomes) if record.outcomes else None
        with quiet():
            if record.outcomes:
                for name, excess in self.goals.excesses(record.outcomes, baseline.outcomes).items():
                    trial.set_constraint(name, excess)
                if not self.goals.are_several:
                    self._report(trial, self.gains(record, baseline))
            self.study.tell(trial, values, state)
        self.records.append(record)

    def gains(self, record: Record, baseline: Record) -> list[float]:
        """Differences of the main outcome to the baseline on the replications that a record has met."""
        name = self.goals.main.outcome
        own = record.outcomes[name]
        return [float(mine - base) for mine, base in zip(own, baseline.outcomes[name])]

    def _report(self, trial: optuna.Trial, gains: Sequence[float]) -> None:
        for step, gain in enumerate(gains):
            trial.report(gain, step)

    def _draw(self, trial: optuna.Trial) -> dict[str, Any]:
        drawn: dict[str, Any] = {LAYOUT: self.layouts[0]}
        if len(self.layouts) > 1:
            drawn[LAYOUT] = trial.suggest_categorical(LAYOUT, self.layouts)
        for name, choice in self.space.all_choices.items():
            if self.space.is_active(name, drawn):
                drawn[name] = trial.suggest_categorical(name, list(choice.options))
        for path, n in self.space.numbers.items():
            if not self.space.is_active(path, drawn):
                continue
            if path in self.whole:
                drawn[path] = trial.suggest_int(path, int(n.low), int(n.high), step=int(n.step or 1), log=n.log)
            else:
                drawn[path] = float(f"{trial.suggest_float(path, n.low, n.high, step=n.step, log=n.log):.12g}")
        return drawn


@contextmanager
def quiet() -> Iterator[None]:
    """Optuna without its notes on every trial and on what is experimental."""
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        optuna.logging.set_verbosity(before)
