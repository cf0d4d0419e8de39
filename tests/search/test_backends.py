"""A search whose simulations a cluster does is the same search."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesim.scenario import load_scenario
from salesim.search import search


@pytest.mark.slow
def test_a_dask_cluster_of_two_workers_finds_what_this_process_finds():
    distributed = pytest.importorskip("distributed", reason="dask is not installed (pip install salesim[dask])")
    scenario = load_scenario(Path(__file__).parents[2] / "scenarios" / "small_town.yaml", ["run.weeks=8"])
    alone = search(scenario, None, 4, 4, 2, confirm_replications=4)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        backend = f"dask={cluster.scheduler_address}"
        spread = search(scenario, None, 4, 4, 2, confirm_replications=4, backend=backend)
    assert spread.to_json() == alone.to_json()
