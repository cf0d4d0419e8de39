"""The cache of machine code is renewed exactly when something changes that machine code can depend on."""

from __future__ import annotations

import pytest

from salesim.compiled import PACKAGE, kernel_sources


@pytest.fixture(scope="module")
def sources() -> set[str]:
    return {path.relative_to(PACKAGE).as_posix() for path in kernel_sources()}


def test_every_file_with_a_compiled_function_counts(sources):
    with_kernels = {
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if "\n@compiled\n" in path.read_text()
    }
    assert "agents/buying.py" in with_kernels
    assert with_kernels <= sources


def test_what_kernels_import_counts_through_packages_too(sources):
    # buying takes State from `salesim.columns`, whose own imports lead to the declaration
    assert {"columns/__init__.py", "columns/customers.py", "columns/schema.py"} <= sources


def test_files_that_no_kernel_imports_do_not_count(sources):
    assert not any(source.startswith(("model/", "policy/", "report/", "scenario/")) for source in sources)
