"""For all tests: what one makes known to the package (a builder, a metric, a section) no other one meets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from salesim.metrics import METRICS
from salesim.report.section import SECTIONS, in_order
from salesim.territory.builder import BUILDERS


def registries_kept() -> Iterator[None]:
    in_order()  # the package's own sections are read when they are first asked for
    registries: tuple[dict, ...] = (METRICS, SECTIONS, BUILDERS)
    before = [dict(registry) for registry in registries]
    yield
    for registry, kept in zip(registries, before, strict=True):
        registry.clear()
        registry.update(kept)


def pytest_configure(config: pytest.Config) -> None:
    """Before all tests run, compile the model once: each of the workers would do it for itself."""
    is_worker, is_all = hasattr(config, "workerinput"), config.args == config.getini("testpaths")
    if is_all and not is_worker and not config.option.collectonly:
        compile_all = "from salesim.model.replicate import compile_kernels; compile_kernels()"
        subprocess.run([sys.executable, "-c", compile_all], check=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, so that none of them is left to one worker at the end; else as collected."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


kept_by_test = pytest.fixture(autouse=True)(registries_kept)
kept_by_module = pytest.fixture(autouse=True, scope="module")(registries_kept)
