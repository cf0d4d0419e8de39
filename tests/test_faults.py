"""A small version of the study of faults: a kill of each kind, and that one which is not survived is noticed."""

import os
import signal
import sys
from pathlib import Path

import pytest

EXPERIMENTS = str(Path(__file__).parents[1] / "experiments")


@pytest.fixture(scope="module")
def faults():
    sys.path.insert(0, EXPERIMENTS)
    import faults

    yield faults
    sys.path.remove(EXPERIMENTS)


@pytest.fixture(scope="module")
def place(faults, tmp_path_factory):
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc")
    folder = tmp_path_factory.mktemp("faults")
    (folder / "tiny.yaml").write_text(faults.SCENARIO)
    return faults.Place(folder, 1)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda one: one.name)
def test_a_killed_comparison_goes_on_and_leaves_nothing_behind(faults, place, number):
    row = faults.killed(place, "compare", number)
    assert (row.tries, row.survived) == (1, 1), row


def test_a_killed_worker_s_task_is_done_again(faults, place):
    row = faults.worker_killed(place, "loky")
    assert row.survived == 1 and "done again" in row.seen


def test_another_byte_is_no_survival(faults, place):
    out = place.new("damaged")
    assert place.is_as_usual("compare", out)
    next(out.rglob("report.html")).write_text("another")
    assert faults.contents(out) != place.usual("compare")[0]


def test_workers_left_behind_are_found(faults, place):
    import subprocess

    left = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        assert faults.below(left.pid) == [] and faults.session_of(Path(f"/proc/{left.pid}")) == left.pid
    finally:
        os.kill(left.pid, signal.SIGKILL)
        left.wait()


def test_the_page_has_a_row_for_each_fault(faults):
    rows = [faults.Row("a", 3, 2, "seen"), faults.Row("b", 0, 0, "not tried: no cc")]
    page = faults.page(rows, 3)
    assert "| a | 3 | 2 | seen |" in page and "| b | – | – | not tried: no cc |" in page and "--tries 3" in page
