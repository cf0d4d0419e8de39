"""The search's guesses and its memory: an Optuna study that is asked and told in batches of fixed size.

A trial is asked for with nothing but the finished batches, the trials before it in its own batch, and its own number
to go by; a batch is told in order of trials once all of it is simulated. So a search is the same with any number of
workers. Finished trials are kept in Optuna's journal, which `optuna-dashboard` can open. A search that goes on asks
for all trials anew and takes the outcomes of those in the journal from there, so it is also the same whether or not
it was interrupted.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import optuna
from optuna.samplers import TPESampler
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.study import StudyDirection
from optuna.trial import FrozenTrial, TrialState, create_trial

from salesim.errors import InputError
from salesim.search.space import LAYOUT, Space

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

    @property
    def is_finished(self) -> bool:
        return bool(self.outcomes or self.refused or self.failed)


class Study:
    """An Optuna study over a space.

    Parameters
    ----------
    space, layouts, whole : a checked space, the layouts to choose from, the paths of whole numbers
    own : what to draw for each of the scenario's own arms, tried first; None where the space cannot say it
    seed : of the sampler
    file : journal; nothing is kept if None
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
        self.space, self.layouts, self.whole, self.own, self.seed = space, list(layouts), whole, own, seed
        self.records: list[Record] = []  # of what is told, by number
        direction = StudyDirection.MAXIMIZE if higher_is_better else StudyDirection.MINIMIZE
        with quiet():
            self.study = optuna.create_study(direction=direction)
            for drawn in own:
                self.study.enqueue_trial(dict(drawn or {}))
            self.journal = open_journal(file, direction) if file else None
            self.kept = [to_record(trial) for trial in self.journal.trials] if self.journal else []

    def ask(self, most: int) -> list[tuple[optuna.Trial, Record]]:
        """The trials of the next batch, those that the journal knows with their outcomes; empty at the end."""
        asked = []
        with quiet():
            for number in range(len(self.records), min(len(self.records) + BATCH, most)):
                seed = int(np.random.SeedSequence([self.seed, number]).generate_state(1)[0])
                self.study.sampler = TPESampler(
                    seed=seed,
                    n_startup_trials=len(self.own) + RANDOM_TRIALS,
                    multivariate=True,
                    group=True,
                    constant_liar=True,
                )
                trial = self.study.ask()
                is_own = number < len(self.own)
                drawn = {} if is_own and self.own[number] is None else self._draw(trial)
                record = Record(number, number if is_own else None, drawn)
                if number < len(self.kept):
                    kept = self.kept[number]
                    if dict(kept.drawn) != drawn:
                        raise InputError(f"trial {number} of the study in this folder is another one", field="out")
                    record = kept
                asked.append((trial, record))
        return asked

    def tell(self, trial: optuna.Trial, record: Record) -> None:
        """Finish a trial. What was refused counts as worse than all others, what failed does not count."""
        state = TrialState.COMPLETE if record.outcomes else TrialState.PRUNED if record.refused else TrialState.FAIL
        value = float(np.mean(record.outcomes)) if record.outcomes else None
        with quiet():
            told = self.study.tell(trial, value, state)
            if self.journal and record.number >= len(self.kept):
                notes = {name: note for name, note in asdict(record).items() if note not in ((), None, "")}
                self.journal.add_trial(
                    create_trial(
                        state=state,
                        value=value,
                        params=told.params,
                        distributions=told.distributions,
                        user_attrs=notes,
                    )
                )
        self.records.append(record)

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


def to_record(trial: FrozenTrial) -> Record:
    """A trial of the journal."""
    notes = dict(trial.user_attrs)
    for name in ("outcomes", "refused"):
        if name in notes:
            notes[name] = tuple(notes[name])
    return Record(**{"own": None, "drawn": {}, **notes})


def open_journal(file: Path, direction: StudyDirection) -> optuna.Study:
    """Optuna's journal in a file; a last line that a killed process left half-written is cut off."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a+b") as journal:
            journal.seek(0)
            content = journal.read()
            journal.truncate(content.rfind(b"\n") + 1)
        storage = JournalStorage(JournalFileBackend(str(file)))
        return optuna.create_study(storage=storage, study_name="search", direction=direction, load_if_exists=True)
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
