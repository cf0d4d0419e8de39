"""Backends: the same bytes from a real dask cluster of two workers, and clear words where one can't be reached."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest
from cheap_model import CheapModel, Scenario

from salesim.errors import InputError
from salesim.experiment.backends import check_backend
from salesim.experiment.compare import compare

ARMS = ["unit/wager", "circles/current"]


def kept(folder):
    return {file.relative_to(folder): file.read_bytes() for file in sorted(folder.rglob("*.parquet"))}


@pytest.fixture
def cluster(monkeypatch):
    distributed = pytest.importorskip("distributed", reason="dask is not installed (pip install salesim[dask])")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=":")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as here:
        here_path = str(Path(__file__).parent)
        with distributed.Client(here) as client:
            client.run(lambda: sys.path.insert(0, here_path))
        yield here


def test_dask_and_two_loky_workers_leave_the_same_bytes_as_one(cluster, tmp_path):
    found = {}
    for name, options in (
        ("one", {"jobs": 1}),
        ("two", {"jobs": 2}),
        ("dask", {"backend": f"dask={cluster.scheduler_address}"}),
    ):
        seen = []
        result = compare(
            Scenario(),
            ARMS,
            runner=CheapModel({"circles/current": 5e4}),
            replications=5,
            out=tmp_path / name,
            progress=lambda done, total, running, seen=seen: seen.append((done, total)),
            **options,
        )
        found[name] = (result.to_json(), kept(result.folder))
        assert seen == [(i, 5) for i in range(1, 6)]
    assert found["one"] == found["two"] == found["dask"]


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_a_backend_that_cannot_be_reached_is_told_at_once():
    pytest.importorskip("distributed", reason="dask is not installed (pip install salesim[dask])")
    backend = f"dask=tcp://127.0.0.1:{closed_port()}"
    with pytest.raises(InputError, match=r"nobody answers at 127\.0\.0\.1:\d+ .* or backend loky"):
        compare(Scenario(), ARMS, runner=CheapModel(), backend=backend)
    with pytest.warns(UserWarning, match="worker processes of this machine are used"):
        assert check_backend(backend, fallback=True) == "loky"
    with pytest.raises(InputError, match="is not an address"):
        check_backend("dask=nowhere")


@pytest.mark.parametrize("backend", ["lokie", "loky=tcp://a:1", "", None])
def test_an_unknown_backend_is_refused(backend):
    with pytest.raises(InputError, match="there is no such backend"):
        check_backend(backend)


def test_a_missing_library_names_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"dask is not installed; pip install 'salesim\[dask\]' installs it"):
        check_backend("dask")
