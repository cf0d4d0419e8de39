"""The search's memory and its guesses: an Optuna study that is asked and told in batches of fixed size.

A trial is asked for with nothing but the finished batches before it and its own number to go by, and a batch is told
in order of trials once all of it is simulated. So a search is the same with any number of workers, and the same
whether or not it was interrupted in between.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import optuna
from optuna.samplers import TPESampler
from optuna.storages import InMemoryStorage, JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState

from salesim.errors import InputError
from salesim.search.space import LAYOUT, Space, is_active

BATCH = 8  # trials that are asked for at once; another number makes another search
RANDOM_TRIALS = 10  # after the scenario's own arms, before the sampler has enough to go by
SAMPLER = "TPE"


@dataclass(frozen=True)
class Record:
    """One finished trial.

    Attributes
    ----------
    number : of the trial, from 0
    own : position among the scenario's own arms; None for what the sampler drew
    drawn : what the sampler drew; empty for a policy that the space cannot say
    outcomes : (replications,) the main outcome; empty if the trial was refused or failed
    repeats : number of an earlier trial that means the same and was not simulated again
    refused : field and message of why it was not simulated
    failed : what went wrong in the simulation
    """

    number: int
    own: int | None
    drawn: Mapping[str, Any]
    outcomes: tuple[float, ...] = ()
    repeats: int | None = None
    refused: tuple[str, str] | None = None
    failed: str = ""


class Study:
    """An Optuna study over a space.

    Parameters
    ----------
    space, layouts, whole : a checked space, the layouts to choose from, the paths of whole numbers
    own : what to draw for each of the scenario's own arms, tried first; None where the space cannot say it
    seed : of the sampler
    file : journal; in memory if None
    """

    def __init__(
        self,
        space: Space,
        layouts: Sequence[str],
        whole: frozenset[str],
        own: Sequence[Mapping[str, Any] | None],
        seed: int,
        higher_is_better: bool = True,
        file: Path | None = None,
    ) -> None:
        self.space, self.layouts, self.whole = space, list(layouts), whole
        self.n_own, self.seed = len(own), seed
        with quiet():
            self.study = optuna.create_study(
                storage=open_journal(file) if file else InMemoryStorage(),
                study_name="search",
                direction="maximize" if higher_is_better else "minimize",
                load_if_exists=True,
            )
            for i in range(len(self._trials()), self.n_own):
                self.study.enqueue_trial(dict(own[i] or {}), user_attrs={"own": i, "in_space": own[i] is not None})

    def ask(self, most: int) -> list[tuple[optuna.Trial, Record]]:
        """The trials of the next batch, those that an interrupted search left open among them; empty at the end."""
        with quiet():
            trials = [trial for trial in self._trials() if trial.state != TrialState.WAITING]
            n_asked = len(trials)
            open_ones = [trial.number for trial in trials if not trial.state.is_finished()]
            first = min(open_ones, default=n_asked)
            asked = []
            for number in range(first, min((first // BATCH + 1) * BATCH, most)):
                if number < n_asked and number not in open_ones:
                    continue
                self.study.sampler = self._sampler(number)
                if number in open_ones:
                    # As `Study.ask` makes a trial; what was drawn before the interruption stays drawn.
                    trial = optuna.Trial(self.study, trials[number]._trial_id)
                else:
                    trial = self.study.ask()
                own = trial.user_attrs.get("own")
                drawn = self._draw(trial) if own is None or trial.user_attrs["in_space"] else {}
                asked.append((trial, Record(number, own, drawn)))
            return asked

    def tell(self, trial: optuna.Trial, record: Record) -> None:
        """Finish a trial. What was refused counts as worse than all others, what failed does not count."""
        with quiet():
            trial.set_user_attr("drawn", dict(record.drawn))
            for name in ("outcomes", "repeats", "refused", "failed"):
                if getattr(record, name) not in ((), None, ""):
                    trial.set_user_attr(name, getattr(record, name))
            if record.outcomes:
                self.study.tell(trial, float(np.mean(record.outcomes)))
            else:
                self.study.tell(trial, state=TrialState.PRUNED if record.refused else TrialState.FAIL)

    def records(self) -> list[Record]:
        """All finished trials, by number."""
        return [to_record(trial) for trial in self._trials() if trial.state.is_finished()]

    def _trials(self) -> list[FrozenTrial]:
        return self.study.get_trials(deepcopy=False)

    def _draw(self, trial: optuna.Trial) -> dict[str, Any]:
        drawn: dict[str, Any] = {LAYOUT: self.layouts[0]}
        if len(self.layouts) > 1:
            drawn[LAYOUT] = trial.suggest_categorical(LAYOUT, self.layouts)
        for name, choice in self.space.choices.items():
            if is_active(choice, drawn):
                drawn[name] = trial.suggest_categorical(name, list(choice.options))
        for path, n in self.space.numbers.items():
            if not is_active(n, drawn):
                continue
            if path in self.whole:
                drawn[path] = trial.suggest_int(path, int(n.low), int(n.high), step=int(n.step or 1), log=n.log)
            else:
                drawn[path] = float(f"{trial.suggest_float(path, n.low, n.high, step=n.step, log=n.log):.12g}")
        return drawn

    def _sampler(self, number: int) -> TPESampler:
        """The sampler of one trial: begun anew for each, so that an interruption leaves no trace."""
        seed = int(np.random.SeedSequence([self.seed, number]).generate_state(1)[0])
        return TPESampler(
            seed=seed, n_startup_trials=self.n_own + RANDOM_TRIALS, multivariate=True, group=True, constant_liar=True
        )


def to_record(trial: FrozenTrial) -> Record:
    stored = trial.user_attrs
    refused = stored.get("refused")
    return Record(
        number=trial.number,
        own=stored.get("own"),
        drawn=stored.get("drawn", {}),
        outcomes=tuple(stored.get("outcomes", ())),
        repeats=stored.get("repeats"),
        refused=(refused[0], refused[1]) if refused else None,
        failed=stored.get("failed", ""),
    )


def open_journal(file: Path) -> JournalStorage:
    """Optuna's journal in a file; a last line that a killed process left half-written is cut off."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a+b") as journal:
            journal.seek(0)
            content = journal.read()
            journal.truncate(content.rfind(b"\n") + 1)
        return JournalStorage(JournalFileBackend(str(file)))
    except OSError as fault:
        raise InputError(f"cannot write: {fault.strerror or fault}", field="out", file=file) from fault
    except Exception as fault:
        raise InputError(f"cannot be read as a journal of trials ({fault})", field="out", file=file) from fault


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
