"""Carry out replications, on one core or several, and keep what is finished.

One task is one replication with all its arms, because the arms share the world and its random numbers. Tasks
finish in any order; results are handed over sorted by replication, so they are the same with any number of workers.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, Unpack

import numpy as np
import pandas as pd
import pyarrow as pa

from salesim.errors import InputError, shorten
from salesim.experiment.backends import LOKY, check_backend
from salesim.experiment.handing_out import do_by_workers
from salesim.experiment.keywords import Runner, Workforce, check_keywords
from salesim.experiment.own_parts import fingerprint
from salesim.experiment.runs import ARM_COLUMNS, MARK, RunFolder, join
from salesim.phrase import Phrase
from salesim.scenario.arms import Arm

HELD_WHOLE = 200  # replications whose long tables (weeks, reps' quarters) are held in memory, the first ones


@dataclass(frozen=True)
class Workers:
    """Who simulates.

    Parameters
    ----------
    runner : what simulates one replication; the model if None.
    jobs : worker processes; -1 takes every core.
    backend : where they are, see `backends`.
    """

    runner: Runner | None = None
    jobs: int = 1
    backend: str = LOKY

    def keywords(self) -> Workforce:
        """The same as keywords."""
        return {"runner": self.runner, "jobs": self.jobs, "backend": self.backend}


def workers_of(options: Workforce) -> Workers:
    """Workers as keywords state them, once their backend is known to be reachable."""
    backend = check_backend(options.get("backend", LOKY), options.get("fallback", False))
    return Workers(options.get("runner"), options.get("jobs", 1), backend)


@dataclass(frozen=True)
class Replication:
    """One replication: its tidy tables, or the kind and message of what went wrong in it."""

    replication: int
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    kind: str = ""
    message: str = ""
    unwritten: Mapping[str, pa.Table] | None = field(default=None, repr=False)  # from a worker that cannot write here

    @property
    def failed(self) -> bool:
        return bool(self.kind)


class ExecuteOptions(Workforce, total=False):
    """How replications are carried out: who simulates, see `Workforce`, and what that takes.

    compile_kernels : compiles what workers will need; called once, here, before workers start, lest each compile for
        itself. The model's own if left out.
    """

    compile_kernels: Callable[[], None] | None


def execute(
    scenario: Any,
    arms: Sequence[Arm],
    replications: Sequence[int],
    *,
    parts: Mapping[str, Any] | None = None,
    keep: Sequence[str] = ("summary", "weeks", "rep_quarters", "wagers", "events"),
    folder: RunFolder | None = None,
    earlier: Sequence[Replication] = (),
    on_finished: Callable[[Replication, int, int], None] | None = None,
    **options: Unpack[ExecuteOptions],
) -> list[Replication]:
    """Run replications of all arms; returns them sorted by number.

    Parameters
    ----------
    scenario : handed to the runner as it is.
    arms : simulated together in every replication.
    replications : their numbers, which address their randomness.
    parts : of a user's own, handed to the runner.
    keep : names of the tables to hold in memory; a folder keeps all of them. From replication `HELD_WHOLE` on only
        the summary is held, so that memory does not grow with long tables.
    folder : where finished replications are read from, and written to as soon as each is done.
    earlier : replications that are there already, to be added to.
    on_finished : called in this process as (replication, done, total), in the order in which they finish.
    options : who simulates, see `ExecuteOptions`.

    A replication that fails comes back with its kind and message, and the others go on. Bad input (InputError) ends
    the run, since it would end every replication. On Ctrl-C what is finished stays in the folder, and the
    KeyboardInterrupt goes on its way with a line that says so.
    """
    check_keywords(execute, options, ExecuteOptions)
    workers, own = number_of_workers(options.get("jobs", 1)), dict(parts or {})
    backend = check_backend(options.get("backend", LOKY), options.get("fallback", False))
    runner, compile_kernels = options.get("runner"), options.get("compile_kernels")
    if runner is None:
        runner, default_compile_kernels = default_runner()
        compile_kernels = compile_kernels or default_compile_kernels
    done: dict[int, Replication] = {one.replication: one for one in earlier}

    def finish(result: Replication) -> None:
        done[result.replication] = result
        if on_finished:
            on_finished(result, len(done), len(replications))

    try:
        for number in replications:
            tables = folder.read(number, held(keep, number)) if folder and number not in done else None
            if tables is not None:
                finish(Replication(number, tables))
        missing = [number for number in replications if number not in done]
        tasks = [(runner, scenario, number, tuple(arms), held(keep, number), folder, own) for number in missing]
        lock = folder.writing() if folder and tasks else nullcontext()
        with lock:
            if tasks and (backend != LOKY or (workers > 1 and len(tasks) > 1)):
                fingerprint(own)  # refuses early what could not be sent
                if compile_kernels:
                    compile_kernels()
                in_parallel(tasks, min(workers, len(tasks)), finish, backend, folder)
            else:
                for task in tasks:
                    finish(replicate(*task))
    except KeyboardInterrupt:
        kept = sum(not result.failed for result in done.values())
        where = Phrase("not kept: no output folder")
        if folder:
            where = Phrase("kept in {folder}; the same command goes on from there", folder=folder.path)
        raise KeyboardInterrupt(
            Phrase("interrupted after {n} of {all} replications, {where}", n=kept, all=len(replications), where=where)
        ) from None
    results = [done[number] for number in sorted(done)]
    if folder:
        folder.write_failures(
            [{"replication": r.replication, "kind": r.kind, "message": r.message} for r in results if r.failed]
        )
    return results


def held(keep: Sequence[str], replication: int) -> tuple[str, ...]:
    """Which tables of a replication are held in memory."""
    return tuple(keep) if replication < HELD_WHOLE else tuple(name for name in keep if name == MARK)


def in_parallel(
    tasks: Sequence[tuple[Any, ...]],
    workers: int,
    finish: Callable[[Replication], None],
    backend: str = LOKY,
    folder: RunFolder | None = None,
) -> None:
    """Hand tasks to workers, one at a time each, and pass on results as they come.

    Workers of this machine write into the folder themselves; those of a cluster send all tables here, where they are
    written, since the machines may share no disk.
    """
    if backend != LOKY:
        tasks = [(*task[:5], None, task[6], folder is not None) for task in tasks]

    def arrive(_: int, result: Replication) -> None:
        if folder and result.unwritten:
            folder.write(result.replication, result.unwritten)
        finish(replace(result, unwritten=None))

    do_by_workers(replicate, dict(enumerate(tasks)), arrive, workers, backend)


def replicate(
    runner: Runner,
    scenario: Any,
    replication: int,
    arms: Sequence[Arm],
    keep: Sequence[str],
    folder: RunFolder | None,
    parts: Mapping[str, Any] | None = None,
    send_all: bool = False,
) -> Replication:
    """One task: simulate one replication of all arms, keep it in the folder, return the tables that are wanted.

    ``send_all`` returns all tables besides, for whoever writes them.
    """
    try:
        results = runner(scenario, replication, arms, **(parts or {}))
        tables = tidy({arm: results[arm].tables for arm in arms}, replication)
    except InputError:
        raise
    except Exception as fault:
        message = str(fault) or "no message"
        return Replication(replication, kind=type(fault).__name__, message=shorten(message, 300).strip("'"))
    if folder:
        folder.write(replication, tables)
    # By way of Arrow, so that a table just computed has the same types as one read from disk.
    wanted = {name: tables[name].to_pandas() for name in keep if name in tables}
    return Replication(replication, wanted, unwritten=tables if send_all else None)


def tidy(tables: Mapping[Arm, Mapping[str, pd.DataFrame]], replication: int) -> dict[str, pa.Table]:
    """The tables of all arms under one another, each row marked with its layout, policy and replication."""
    names = sorted({name for of_arm in tables.values() for name in of_arm})
    stacked = {}
    for name in names:
        arms = [arm for arm in tables if name in tables[arm]]
        frames = [tables[arm][name] for arm in arms]
        rows = [len(frame) for frame in frames]
        table = join(frames)
        table = table[[column for column in table.columns if column not in ARM_COLUMNS]]
        table.insert(0, "layout", np.repeat([arm.layout for arm in arms], rows))
        table.insert(1, "policy", np.repeat([arm.policy for arm in arms], rows))
        table.insert(2, "replication", np.full(sum(rows), replication, dtype=np.int64))
        stacked[name] = pa.Table.from_pandas(table, preserve_index=False)
    return stacked


def default_runner() -> tuple[Runner, Callable[[], None] | None]:
    """The model's own runner, and what compiles it."""
    import salesim.model.replicate as model

    return model.run_replication, getattr(model, "compile_kernels", None)


def number_of_workers(jobs: int) -> int:
    if not isinstance(jobs, int) or isinstance(jobs, bool) or (jobs < 1 and jobs != -1):
        raise InputError("the number of worker processes", field="jobs", value=jobs, allowed="1 or more, or -1")
    return (os.cpu_count() or 1) if jobs == -1 else jobs
