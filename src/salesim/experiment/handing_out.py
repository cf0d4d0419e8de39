"""Hand tasks to workers, pass results on as they come, and have done again what a killed worker had to do."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cloudpickle

from salesim.errors import InputError
from salesim.experiment.backends import LOKY, Workforce, exchange, interrupts_held_back, open_backend
from salesim.phrase import Phrase

WORKERS_MAY_DIE = 3  # times in one run: who is killed again and again has too little memory


def do_by_workers(
    function: Callable[..., Any],
    tasks: Mapping[int, tuple[Any, ...]],
    arrive: Callable[[int, Any], None],
    workers: int,
    backend: str = LOKY,
) -> None:
    """Call ``function`` for each task, several at a time.

    Parameters
    ----------
    tasks : arguments by key.
    arrive : told (key, what was returned), in the order in which they are done.
    workers : how many at a time.
    backend : where workers are, see `backends`.

    What a worker that is killed had to do is handed out again, up to `WORKERS_MAY_DIE` times; then InputError.
    """
    missing = dict(tasks)

    def note(key: int, result: Any) -> None:
        del missing[key]
        arrive(key, result)

    with open_backend(backend, workers) as workforce:
        for left in reversed(range(WORKERS_MAY_DIE)):
            with suppress(BrokenExecutor):
                hand_out(function, dict(missing), note, workforce, by_file=backend == LOKY)
            if not missing:
                return
            if not left:
                message = Phrase(
                    "worker processes were killed {n} times, perhaps for lack of memory", n=WORKERS_MAY_DIE
                )
                raise InputError(message, "jobs", workers, Phrase("fewer at a time"))
            text = Phrase("a worker process was killed; what it had to do is done again")
            warnings.warn(text, stacklevel=2)


def hand_out(
    function: Callable[..., Any],
    tasks: Mapping[int, tuple[Any, ...]],
    arrive: Callable[[int, Any], None],
    workforce: Workforce,
    by_file: bool,
) -> None:
    """One attempt to have all tasks done.

    ``by_file`` exchanges tasks and results by files: whoever reads from a pipe into which a process was writing when
    it was killed waits for ever.
    """
    from joblib import Parallel, delayed

    n, keys = workforce.workers, list(tasks)
    parallel = Parallel(n_jobs=n, return_as=workforce.results, batch_size=1, pre_dispatch=2 * n, **workforce.options)
    size = 2 * n if workforce.results == "list" else len(keys)
    with TemporaryDirectory(dir=exchange(), ignore_cleanup_errors=True) as folder:
        shared = written_for_workers(Path(folder), function, tasks) if by_file else None
        for first in range(0, len(keys), size):
            some = keys[first : first + size]
            if shared:
                calls = (delayed(do_by_file)(shared, key) for key in some)
            else:
                calls = (delayed(do)(function, key, tasks[key]) for key in some)
            with interrupts_held_back():
                results = parallel(calls)
            try:
                for key, result in results:
                    arrive(key, read_once(result) if shared else result)
            finally:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # joblib warns that unfinished tasks are dropped, as is meant
                    if isinstance(results, Generator):
                        results.close()


def do(function: Callable[..., Any], key: int, task: tuple[Any, ...]) -> tuple[int, Any]:
    """One task in a worker, with its key, since tasks finish in any order."""
    return key, function(*task)


def written_for_workers(folder: Path, function: Callable[..., Any], tasks: Mapping[int, tuple[Any, ...]]) -> Path:
    """A file with all tasks; what they share is in it once."""
    file = folder / "tasks"
    file.write_bytes(cloudpickle.dumps((function, dict(tasks))))
    return file


@lru_cache(maxsize=1)
def read_tasks(file: Path) -> tuple[Callable[..., Any], dict[int, tuple[Any, ...]]]:
    with file.open("rb") as opened:
        function, tasks = pickle.load(opened)  # written by the process that started this one
    return function, tasks


def do_by_file(file: Path, key: int) -> tuple[int, Path]:
    """`do` of a task in a file; the result is in a file, too."""
    function, tasks = read_tasks(file)
    found = file.with_name(f"{file.name}-{key}")
    found.write_bytes(cloudpickle.dumps(function(*tasks[key])))
    return key, found


def read_once(file: Path) -> Any:
    """A result that a worker has written."""
    content = file.read_bytes()
    file.unlink()
    return pickle.loads(content)  # as above
