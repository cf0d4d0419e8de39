"""Who carries out replications: worker processes here (loky), or a cluster by name and address.

    loky                      processes of this machine, the default
    dask                      a dask cluster of this machine, made for the run
    dask=tcp://10.0.0.5:8786  a dask scheduler that is there already
    ray                       ray on this machine, or the cluster that RAY_ADDRESS names
    ray=ray://10.0.0.5:10001  a ray cluster that is there already

Whoever computes them, replications have the same bytes.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import signal
import socket
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from multiprocessing import resource_tracker
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any, Literal
from urllib.parse import urlsplit

from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase

LOKY, DASK, RAY = "loky", "dask", "ray"
NAMES = (LOKY, DASK, RAY)
PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class Workforce:
    """Workers that are ready: how many tasks they do at a time, and whether they hand over results one by one."""

    workers: int
    results: Literal["generator_unordered", "list"] = "generator_unordered"
    options: Mapping[str, Any] = field(default_factory=dict)  # of joblib's for this backend


def check_backend(backend: str, fallback: bool = False) -> str:
    """The backend, once it is known to be reachable; if it isn't, an InputError, or loky if told to fall back.

    Said at once, before anything is simulated.
    """
    if not isinstance(backend, str):
        raise InputError("there is no such backend", "backend", backend, ", ".join(NAMES))
    name, _, address = backend.partition("=")
    if name not in NAMES or (name == LOKY and address):
        allowed = Phrase("loky, dask, dask=tcp://HOST:PORT, ray or ray=ray://HOST:PORT")
        raise InputError("there is no such backend", "backend", backend, allowed, nearest_name(name, NAMES))
    try:
        if name != LOKY:
            installed(name)
        if address and address != "auto":
            reach(address, backend)
    except InputError as fault:
        if not fallback:
            raise
        warnings.warn(Phrase("{fault}; worker processes of this machine are used", fault=fault), stacklevel=2)
        return LOKY
    return backend


def installed(name: str) -> None:
    """Refuse a backend whose library is missing."""
    try:
        import_module({DASK: "distributed", RAY: "ray"}[name])
    except ImportError:
        message = Phrase("{name} is not installed; pip install 'salesim[{name}]' installs it", name=name)
        raise InputError(message, "backend", name) from None


def reach(address: str, backend: str) -> None:
    """Knock at an address."""
    parts = urlsplit(address)
    allowed = Phrase("an address such as tcp://10.0.0.5:8786")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port:
        raise InputError("is not an address", "backend", backend, allowed)
    try:
        socket.create_connection((host, port), PATIENCE_SECONDS).close()
    except OSError as fault:
        message = Phrase(
            "nobody answers at {host}:{port} ({reason})", host=host, port=port, reason=fault.strerror or fault
        )
        raise InputError(message, "backend", backend, "a scheduler that is running, or backend loky") from None


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Start processes in a ``with`` that a Ctrl-C in the terminal does not reach, since it goes to all that run there.

    They are ended by the process that started them, and would only print where they were. A Ctrl-C that comes in
    between is dealt with at the end.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # as it starts, it lets interrupts in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def local_cluster(workers: int) -> Any:
    """A dask cluster of this machine's processes, which says nothing of workers that end."""
    from distributed import LocalCluster

    return LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR
    )


@contextmanager
def open_backend(backend: str, workers: int) -> Iterator[Workforce]:
    """Workers for a ``with``: inside it joblib sends its tasks to them."""
    from joblib import parallel_config

    name, _, address = backend.partition("=")
    if name == DASK:
        from distributed import Client

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # large arguments are told of on every call
            with interrupts_held_back():
                here = None if address else local_cluster(workers)
            try:
                with Client(here or address, timeout=PATIENCE_SECONDS) as client:  # type: ignore[no-untyped-call]
                    n = sum(client.nthreads().values())
                    if n == 0:
                        raise InputError("the dask scheduler has no workers", "backend", backend)
                    with parallel_config(backend="dask"):
                        yield Workforce(n)
            finally:
                if here is not None:
                    here.close()
    elif name == RAY:
        import ray
        from ray.util.joblib import register_ray

        started = not ray.is_initialized()
        if started:
            ray.init(address=address or None, num_cpus=None if address else workers, log_to_driver=False)
        register_ray()
        try:
            with parallel_config(backend="ray"):
                yield Workforce(max(1, int(ray.cluster_resources().get("CPU", workers))), "list")
        finally:
            if started:
                ray.shutdown()
    else:
        with parallel_config(backend="loky", inner_max_num_threads=1):
            yield Workforce(workers, options={"initializer": end_with_parent, "initargs": (os.getpid(), exchange())})


@cache
def exchange() -> Path:
    """A folder where this process and its workers leave files for each other; it goes when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="salesim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def end_with_parent(parent: int, folder: Path) -> None:
    """Have this process end soon after the one that started it: workers of a killed one would wait for tasks on end.

    What they exchanged goes with them.
    """

    def watch() -> None:
        while os.getppid() == parent:
            sleep(1.0)
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)

    Thread(target=watch, daemon=True).start()
