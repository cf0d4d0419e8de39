"""The cache of machine code is renewed exactly when something changes that machine code can depend on."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesim.agents.tour import plan_tours
from salesim.compiled import PACKAGE, common_to_all, digest_of, kernel_files, package_sources, reached_from


def edited(file: str, old: str, new: str) -> dict[str, str]:
    """The package's sources with one file edited."""
    texts = dict(package_sources())
    assert old in texts[file]
    return {**texts, file: texts[file].replace(old, new)}


def changed_by(texts: dict[str, str]) -> set[str]:
    """The files whose kernels an edit compiles anew."""
    before, files = package_sources(), kernel_files(package_sources())
    commons = common_to_all(before), common_to_all(texts)
    return {file for file in files if digest_of(file, before, commons[0]) != digest_of(file, texts, commons[1])}


def test_every_file_with_a_compiled_function_is_known():
    with_kernels = {
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if "\n@compiled\n" in path.read_text()
    }
    assert "agents/buying.py" in with_kernels
    assert with_kernels <= set(kernel_files(package_sources()))


def test_an_edit_compiles_its_own_dependants_anew_and_no_others():
    changed = changed_by(edited("agents/leg.py", "def leg_min(", "def leg_minutes("))
    assert {"agents/leg.py", "agents/tour.py", "agents/route.py"} <= changed
    assert not changed & {"pay/joint.py", "territory/power.py", "channel/stock.py", "agents/buying.py"}


def test_what_kernels_import_counts_through_packages_too():
    # buying takes State from `salesim.columns`, whose own imports lead to the declaration
    reached = reached_from(["agents/buying.py"], package_sources())
    assert {"columns/__init__.py", "columns/customers.py", "columns/schema.py"} <= set(reached)
    assert "agents/buying.py" in changed_by(edited("columns/customers.py", "GONE = 6", "GONE = 7"))


def test_a_record_s_fields_count_for_all_kernels_that_it_may_be_handed_to():
    week = edited("agents/effort.py", "    usual_drive: float  # D-bar\n", "")
    assert changed_by(week) == set(kernel_files(package_sources()))


def test_how_kernels_are_compiled_counts_for_all():
    assert len(changed_by(edited("compiled.py", '"nogil": True', '"nogil": False'))) == len(
        kernel_files(package_sources())
    )


def test_files_that_no_kernel_imports_do_not_count():
    assert not changed_by(edited("report/style.py", "def new_axes", "def other_axes"))
    assert not changed_by(edited("policy/model_view.py", "class ModelView", "class View"))


@pytest.mark.parametrize("kernel", [plan_tours])
def test_kernels_are_kept_in_the_folder_of_their_digest(kernel):
    folder = Path(kernel.dispatcher._cache.cache_path)
    assert folder.name.startswith("agents.tour-") and folder.is_dir()
