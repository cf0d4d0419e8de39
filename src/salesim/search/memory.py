"""The search's memory: trials in Optuna's storage, a journal file or a database, shared by any number of workers.

Before a trial is simulated it is claimed: a running trial with its number is put into the storage, and of several
claims to one number the first counts. Who finds a claim of a process that has died takes it over. Since a trial's
outcome does not depend on who simulates it, a trial that was simulated twice does no harm. `optuna-dashboard` can
open the storage.
"""

from __future__ import annotations

import os
import re
import socket
import warnings
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any
from uuid import uuid4

import optuna
from optuna.storages import BaseStorage, JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
from optuna.trial import FrozenTrial, TrialState, create_trial
from sqlalchemy.exc import IntegrityError, ProgrammingError

from salesim.errors import InputError
from salesim.phrase import Phrase, said_by
from salesim.processes import UNKNOWN, start_of_process
from salesim.search.objective import Direction
from salesim.search.record import Record, from_json
from salesim.search.study import quiet

LEASE = timedelta(minutes=10)  # after which a claim of a process that cannot be looked at counts as left behind
WORKER = re.compile(r"(?P<host>\S+) (?P<pid>\d{1,10})@(?P<started>\w+) \w+")
JOURNAL = (b'{"op_code":', b'{"op_code" :')  # how the first line of Optuna's journal begins
PATIENCE_S = 10  # until the lock of a process that was killed while it wrote is broken
TRIES = 3  # to make a database's tables
ALIVE: set[str] = set()  # memories that are open in this process


class Memory:
    """The trials of one study in a storage.

    Parameters
    ----------
    storage : a journal's file or the URL of a database
    name : of the study
    directions : of the objectives
    manifest : what makes the study this one; another one of the same name is refused
    """

    def __init__(
        self, storage: str | Path, name: str, directions: Sequence[Direction], manifest: dict[str, Any]
    ) -> None:
        self.shown = hide_password(str(storage))
        self.id = f"{socket.gethostname()} {os.getpid()}@{start_of_process(os.getpid())} {uuid4().hex[:8]}"
        self.records: dict[int, Record] = {}
        self._read: set[int] = set()
        self._mine: dict[int, int] = {}
        self._waited_for: set[int] = set()
        with quiet():
            self.storage = open_storage(storage)
            try:
                self.study = optuna.create_study(
                    storage=self.storage, study_name=name, directions=list(directions), load_if_exists=True
                )
                kept = self.study.user_attrs.get("salesim")
                if kept is None and not self.study.trials:
                    self.study.set_user_attr("salesim", manifest)
                    kept = manifest
            except Exception as fault:
                message = Phrase("cannot be read as a study ({fault})", fault=first_line(fault))
                raise InputError(message, field="storage", value=self.shown) from fault
        check_manifest(kept, manifest, name, self.shown)
        ALIVE.add(self.id)
        self.refresh()

    def refresh(self) -> dict[int, list[FrozenTrial]]:
        """Read what others have finished; returns the claims that count, by number of the trial."""
        claims: dict[int, list[FrozenTrial]] = {}
        for trial in self.study.get_trials(deepcopy=False):
            if trial._trial_id in self._read:
                continue
            number = trial.user_attrs.get("number")
            if trial.state.is_finished():
                self._read.add(trial._trial_id)
                if "record" in trial.user_attrs:
                    self.records.setdefault(int(trial.user_attrs["number"]), from_json(trial.user_attrs["record"]))
            elif number is not None:
                if self.is_alive(trial):
                    claims.setdefault(int(number), []).append(trial)
                else:
                    self._close(trial._trial_id)
        return claims

    def claim(self, trials: Sequence[tuple[optuna.Trial, Record]], most: int) -> list[int]:
        """Claim some trials that nobody has finished or claimed; returns the numbers of those that are ours now."""
        with quiet():
            taken = self.refresh()
            free = [one for one in trials if one[1].number not in taken and one[1].number not in self.records]
            for trial, record in free[:most]:
                claim = create_trial(
                    state=TrialState.RUNNING,
                    params=trial.params,
                    distributions=trial.distributions,
                    user_attrs={"number": record.number, "worker": self.id},
                )
                self._mine[record.number] = self.storage.create_new_trial(self.study._study_id, claim)
            claims, ours = self.refresh(), []
            for number, own in list(self._mine.items()):
                first = min((trial._trial_id for trial in claims.get(number, [])), default=None)
                if first == own and number not in self.records:
                    ours.append(number)
                else:
                    self._close(self._mine.pop(number))
            return ours

    def finish(self, record: Record, state: TrialState, values: Sequence[float] | None) -> None:
        """Keep the outcome of a trial that is ours."""
        trial = self._mine.pop(record.number)
        with quiet(), suppress(RuntimeError):  # somebody who took us for dead has closed it
            self.storage.set_trial_user_attr(trial, "record", record.to_json())
            self.storage.set_trial_state_values(trial, state, values)
        self.records[record.number] = record
        self._read.add(trial)

    def tell_waiting(self, numbers: Sequence[int]) -> None:
        """Say, once for each trial, who is simulating what there is to wait for."""
        for number, claims in self.refresh().items():
            if number not in numbers or number in self._waited_for:
                continue
            self._waited_for.add(number)
            worker, begun = claims[0].user_attrs.get("worker", ""), claims[0].datetime_start
            found = WORKER.fullmatch(str(worker))
            text = Phrase(
                "waiting for trial {number}, which process {pid} on {host} has claimed at {time}",
                number=number,
                pid=found["pid"] if found else "?",
                host=found["host"] if found else "?",
                time="?" if begun is None else f"{begun:%H:%M:%S}",
            )
            warnings.warn(text, stacklevel=2)

    def release(self) -> None:
        """Give back what is claimed but not finished."""
        with quiet():
            for trial in self._mine.values():
                self._close(trial)
        self._mine.clear()
        ALIVE.discard(self.id)

    def is_alive(self, trial: FrozenTrial) -> bool:
        """Whether somebody still works on a claimed trial."""
        worker = trial.user_attrs.get("worker", "")
        if worker == self.id:
            return True
        if found := WORKER.fullmatch(str(worker)):
            host, pid, started = found["host"], int(found["pid"]), found["started"]
            if host == socket.gethostname() and pid == os.getpid():
                return worker in ALIVE
            if host == socket.gethostname() and started != UNKNOWN:
                return start_of_process(pid) == started
        begun = trial.datetime_start
        return begun is None or datetime.now(begun.tzinfo) - begun < LEASE

    def _close(self, trial: int) -> None:
        self._read.add(trial)
        with suppress(RuntimeError):  # somebody else has just closed it
            self.storage.set_trial_state_values(trial, TrialState.FAIL)


def open_storage(storage: str | Path) -> BaseStorage:
    """Optuna's storage for a journal's file or a database's URL."""
    if "://" in str(storage):
        return open_database(str(storage))
    file = Path(storage)
    check_journal(file)
    lock = JournalFileOpenLock(str(file), grace_period=PATIENCE_S)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        try:
            with file.open("a+b") as journal:  # a last line that a killed process left half-written is cut off
                journal.seek(0)
                content = journal.read()
                journal.truncate(content.rfind(b"\n") + 1)
        finally:
            lock.release()
        return JournalStorage(JournalFileBackend(str(file), lock_obj=lock))
    except OSError as fault:
        raise InputError(Phrase("cannot write: {reason}", reason=said_by(fault)), field="out", file=file) from fault
    except Exception as fault:
        raise InputError(
            Phrase("cannot be read as a journal of trials ({fault})", fault=fault), field="out", file=file
        ) from fault


def check_journal(file: Path) -> None:
    """Refuse what is there and is no journal, before anything is written to it."""
    try:
        if not os.path.lexists(file):
            return
        if not file.is_file():
            raise InputError("is no regular file", field="storage", file=file)
        with file.open("rb") as journal:
            begins = journal.read(len(JOURNAL[-1]))
    except (OSError, ValueError) as fault:
        reason = Phrase("cannot be read: {reason}", reason=said_by(fault))
        raise InputError(reason, field="storage", file=file) from None
    if begins and not any(begins.startswith(known[: len(begins)]) for known in JOURNAL):
        message = Phrase("is there and is no journal of trials; it is left alone")
        raise InputError(message, field="storage", file=file, allowed="a new file, or the journal of a search")


def open_database(url: str) -> BaseStorage:
    """A database by its URL; PostgreSQL through psycopg."""
    options: dict[str, Any] = {"pool_pre_ping": True}
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            url = f"postgresql+psycopg://{url.removeprefix(short)}"
    if url.startswith("postgresql"):
        options["connect_args"] = {"connect_timeout": PATIENCE_S}
    try:
        for _ in range(TRIES):
            with suppress(IntegrityError, ProgrammingError):  # another worker is just making the same tables
                return RDBStorage(url, engine_kwargs=options)
            sleep(1.0)
        return RDBStorage(url, engine_kwargs=options)
    except ImportError as fault:
        message = Phrase("needs a driver; for PostgreSQL: pip install 'salesim[postgres]'")
        raise InputError(message, field="storage", value=hide_password(url)) from fault
    except Exception as fault:
        raise InputError(
            Phrase("cannot be reached ({fault})", fault=first_line(fault)), "storage", hide_password(url)
        ) from fault


def check_manifest(kept: dict[str, Any] | None, manifest: dict[str, Any], name: str, storage: str) -> None:
    """Refuse a study that was made for something else."""
    if kept == manifest:
        return
    other = [key for key in manifest if (kept or {}).get(key) != manifest[key]]
    message = Phrase("'{name}' is another program's; choose another name", name=name)
    if kept:
        message = Phrase(
            "the study '{name}' was made with another {what}; choose another name", name=name, what=", ".join(other)
        )
    raise InputError(message, field="study", file=storage)


def hide_password(url: str) -> str:
    """A URL that may be shown.

    >>> hide_password("postgresql://me:secret@host/db")
    'postgresql://me:***@host/db'
    """
    scheme, found, rest = url.partition("://")
    user, at, host = rest.rpartition("@")
    return f"{scheme}://{user.partition(':')[0]}:***@{host}" if found and at and ":" in user else url


def first_line(fault: Exception) -> str:
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0]
