"""Commands that compute nothing load nothing that computes."""

import json
import os
import subprocess
import sys

import pytest

from salesim.compiled import Kernel, compiled, few_calls

COMPUTING = ("numba", "llvmlite", "matplotlib", "optuna", "mesa", "networkx", "joblib", "pandas.core")
COMPUTING += ("scipy.optimize", "scipy.sparse", "scipy.spatial", "scipy.special", "scipy.stats")
SCRIPT = """
import json, sys
from salesim.cli import main
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def loaded_by(*arguments: str, **environment: str) -> list[str]:
    """What of `COMPUTING` a command has loaded by its end."""
    command = [sys.executable, "-c", SCRIPT, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | environment)
    return [name for name in COMPUTING if name in json.loads(done.stderr.splitlines()[-1])]


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("compare", "--help"), ("schema",)])
def test_what_computes_nothing_loads_nothing_that_computes(arguments):
    assert loaded_by(*arguments) == []


def test_a_new_scenario_is_written_at_once(tmp_path):
    assert loaded_by("new", str(tmp_path / "mine.yaml")) == []


def test_a_scenario_found_sound_is_checked_again_at_once(tmp_path):
    small = ("--set", "market.customers.count=200", "--set", "sales_force.team.reps=4")
    first = loaded_by("check", "yangtze_delta", *small, XDG_CACHE_HOME=str(tmp_path))
    assert "numba" in first  # whose world has been built
    assert loaded_by("check", "yangtze_delta", *small, XDG_CACHE_HOME=str(tmp_path)) == []
    changed = ("--set", "market.customers.count=201", "--set", "sales_force.team.reps=4")
    assert "numba" in loaded_by("check", "yangtze_delta", *changed, XDG_CACHE_HOME=str(tmp_path))


@compiled
def twice(number):
    return 2 * number


def test_few_calls_are_python_only_where_there_is_no_numba(monkeypatch):
    kernel = Kernel(twice.py_func)
    monkeypatch.delitem(sys.modules, "numba", raising=False)
    with few_calls():
        assert kernel(3) == 6
    assert "dispatcher" not in vars(kernel)
    assert kernel.signatures == []


@pytest.mark.parametrize("asked", ["import pandas", "import pandas.api.types", "from pandas import DataFrame"])
def test_a_late_package_is_the_package(asked):
    script = f"""
import sys
from salesim.cli.late import load_late
load_late("pandas")
import pandas as late
assert "pandas.core" not in sys.modules
{asked}
import pandas
assert late is pandas and pandas.DataFrame({{"a": [1, 2]}})["a"].sum() == 3
assert type(pandas).__name__ == "module"
try:
    pandas.no_such_name
except AttributeError:
    print("fine")
"""
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "fine\n"
