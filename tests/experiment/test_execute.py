import os
import signal
import subprocess
import sys
import textwrap
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from cheap_model import CheapModel, Scenario

from salesim.errors import InputError
from salesim.experiment.execute import execute
from salesim.experiment.runs import RunFolder, open_run
from salesim.scenario.arms import Arm

ARMS = (Arm("unit", "current"), Arm("circles", "wager"))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()}


@pytest.fixture
def model(tmp_path) -> CheapModel:
    (tmp_path / "model").mkdir()
    return CheapModel(folder=tmp_path / "model")


def test_two_workers_leave_the_same_bytes_as_one(tmp_path, model):
    folders, tables = [], []
    for jobs in (1, 2):
        run = open_run(tmp_path / str(jobs), Scenario(), ARMS, model)
        results = execute(Scenario(), ARMS, range(5), runner=model, jobs=jobs, folder=run)
        assert [r.replication for r in results] == [0, 1, 2, 3, 4]
        tables.append(pd.concat([r.tables["weeks"] for r in results]))
        folders.append(contents(run.path))
    assert folders[0] == folders[1] and len(folders[0]) == 1 + 4 * 5
    pd.testing.assert_frame_equal(*tables, check_exact=True)


def test_workers_are_other_processes_with_one_thread_each(model):
    warmed = []
    execute(Scenario(), ARMS, range(4), runner=model, jobs=2, compile_kernels=lambda: warmed.append(os.getpid()))
    lines = [line.split() for line in (model.folder / "log.txt").read_text().splitlines()]
    assert {threads for _, _, threads in lines} == {"1"}
    assert str(os.getpid()) not in {pid for _, pid, _ in lines}
    assert warmed == [os.getpid()], "compiled once, in the parent"


def test_finished_replications_are_read_not_computed(tmp_path, model):
    run = open_run(tmp_path, Scenario(), ARMS, model)
    seen = []
    execute(Scenario(), ARMS, range(2), runner=model, folder=run)
    extended = execute(
        Scenario(),
        ARMS,
        range(4),
        runner=model,
        folder=run,
        on_finished=lambda r, done, total: seen.append((done, total)),
    )
    assert model.simulated() == [0, 1, 2, 3]
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    fresh = execute(Scenario(), ARMS, range(4), runner=CheapModel())
    for a, b in zip(extended, fresh):
        for name in ("summary", "weeks", "rep_quarters"):
            pd.testing.assert_frame_equal(a.tables[name], b.tables[name], check_exact=True)


def test_a_damaged_replication_is_computed_again(tmp_path, model):
    run = open_run(tmp_path, Scenario(), ARMS, model)
    execute(Scenario(), ARMS, range(3), runner=model, folder=run)
    whole = contents(run.path)
    run.file("weeks", 1).write_bytes(b"")
    with pytest.warns(UserWarning, match="replication 1 "):
        execute(Scenario(), ARMS, range(3), runner=model, folder=run)
    assert contents(run.path) == whole and model.simulated() == [0, 1, 1, 2]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_becomes_a_row_and_the_rest_goes_on(tmp_path, model, jobs):
    (model.folder / "fail-1").touch()
    run = open_run(tmp_path, Scenario(), ARMS, model)
    results = execute(Scenario(), ARMS, range(4), runner=model, jobs=jobs, folder=run)
    assert [(r.replication, r.failed) for r in results] == [(0, False), (1, True), (2, False), (3, False)]
    assert (results[1].kind, results[1].message) == ("ValueError", "no stock")
    assert '"no stock"' in (run.path / "failures.json").read_text()
    (model.folder / "fail-1").unlink()
    results = execute(Scenario(), ARMS, range(4), runner=model, jobs=jobs, folder=run)
    assert not any(r.failed for r in results) and model.simulated() == [0, 1, 1, 2, 3]
    assert not (run.path / "failures.json").exists()


@pytest.mark.parametrize("jobs", [1, 2])
def test_bad_input_ends_the_run_with_its_own_words(model, jobs):
    (model.folder / "fail-1").write_text("bad input")
    with pytest.raises(InputError, match="x: a bad region") as refusal:
        execute(Scenario(), ARMS, range(4), runner=model, jobs=jobs)
    assert refusal.value.field == "x"


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_keeps_what_is_finished_and_says_so(tmp_path, model, jobs):
    run = open_run(tmp_path, Scenario(), ARMS, model)

    def interrupt(result, done, total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="interrupted after 3 of 40 replications, kept in"):
        execute(Scenario(), ARMS, range(40), runner=model, jobs=jobs, folder=run, on_finished=interrupt)
    kept = run.finished()
    assert 3 <= len(kept) < 40
    execute(Scenario(), ARMS, range(40), runner=model, folder=run)
    assert len(model.simulated()) <= 40 + 2 * jobs, "only what was in the workers' hands may be computed again"


def test_a_killed_run_resumes_to_the_same_bytes(tmp_path, model):
    program = textwrap.dedent(
        f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from pathlib import Path
        from cheap_model import CheapModel, Scenario
        from salesim.experiment.execute import execute
        from salesim.experiment.runs import open_run
        from salesim.scenario.arms import Arm
        arms = (Arm("unit", "current"), Arm("circles", "wager"))
        model = CheapModel(folder=Path({str(model.folder)!r}))
        run = open_run({str(tmp_path / "killed")!r}, Scenario(), arms, model)
        tell = lambda result, done, total: print(done, flush=True)
        execute(Scenario(), arms, range(500), runner=model, folder=run, on_finished=tell)
        """
    )
    child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    for line in child.stdout:
        if int(line) >= 5:
            child.send_signal(signal.SIGKILL)
            break
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    # Taken as it lies there, not by its hash: the hash has a test of its own, and sources may be edited meanwhile.
    (path,) = (tmp_path / "killed").iterdir()
    killed = RunFolder(path, ARMS)
    n = len(killed.finished()) + 3
    assert 8 <= n < 500
    whole = RunFolder(tmp_path / "whole" / path.name, ARMS)
    for run in (killed, whole):
        execute(Scenario(), ARMS, range(n), runner=model, folder=run)
    found = {name: content for name, content in contents(path).items() if name.endswith(".parquet")}
    assert found == contents(whole.path)


def test_a_second_process_is_refused_and_the_first_goes_on(tmp_path, model):
    """The second comes while the first is half way: it is told so at once, and can read what is finished."""
    run = open_run(tmp_path, Scenario(), ARMS, model)

    def second(result, done, total):
        if done == 2:
            same = open_run(tmp_path, Scenario(), ARMS, model)
            with pytest.raises(InputError, match="is writing to this run; what it has finished can be read"):
                execute(Scenario(), ARMS, range(4), runner=model, folder=same)
            assert len(execute(Scenario(), ARMS, range(2), runner=model, folder=same)) == 2

    execute(Scenario(), ARMS, range(4), runner=model, folder=run, on_finished=second)
    once = open_run(tmp_path / "once", Scenario(), ARMS, model)
    execute(Scenario(), ARMS, range(4), runner=model, folder=once)
    assert contents(run.path) == contents(once.path)


@pytest.mark.parametrize("jobs", [0, -2, 1.5, True, "2"])
def test_refuses_a_number_of_workers_that_is_none(jobs):
    with pytest.raises(InputError, match="jobs"):
        execute(Scenario(), ARMS, range(2), runner=CheapModel(), jobs=jobs)


class DiesOnce:
    """A cheap model whose process is killed in replication 1, until it has happened ``times`` times."""

    def __init__(self, model, folder, times):
        self.model, self.folder, self.times = model, folder, times

    def __call__(self, scenario, replication, arms):
        if replication == 1 and len(list(self.folder.glob("died*"))) < self.times:
            (self.folder / f"died-{os.getpid()}").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return self.model(scenario, replication, arms)


class DiesWhileHandingOver:
    """A model of long tables, whose process is killed in replication 1 when half of what it found is on its way."""

    def __init__(self, model, folder):
        self.model, self.folder = model, folder

    def __call__(self, scenario, replication, arms):
        results = self.model(scenario, replication, arms)
        for arm in arms:
            results[arm].tables["weeks"] = pd.DataFrame({"sales": np.arange(100_000.0)})
        if replication == 1 and not list(self.folder.glob("died*")):
            (self.folder / "died").touch()
            Connection._send = send_half
        return results


def send_half(connection, message, write=os.write):
    """In place of a pipe's own: what fits into its buffer is sent, of what doesn't only half."""
    is_long = len(message) > 65_536
    write(connection.fileno(), message[: len(message) // 2] if is_long else message)
    if is_long:
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_killed_while_it_hands_over_is_not_waited_for(tmp_path, model):
    found = execute(Scenario(), ARMS, range(4), runner=DiesWhileHandingOver(model, tmp_path), jobs=2)
    assert [len(one.tables["weeks"]) for one in found] == [200_000] * 4


def test_what_a_killed_worker_had_to_do_is_done_again(tmp_path, model):
    options = {"jobs": 2, "folder": None}
    with pytest.warns(UserWarning, match="a worker process was killed"):
        found = execute(Scenario(), ARMS, range(4), runner=DiesOnce(model, tmp_path, 1), **options)
    usual = execute(Scenario(), ARMS, range(4), runner=model, **options)
    assert [one.replication for one in found] == [0, 1, 2, 3]
    for one, other in zip(found, usual, strict=True):
        assert one.tables["summary"].equals(other.tables["summary"])


@pytest.mark.filterwarnings("ignore:a worker process was killed")
def test_workers_that_are_killed_again_and_again_end_the_run(tmp_path, model):
    with pytest.raises(InputError, match="killed 3 times, perhaps for lack of memory") as refused:
        execute(Scenario(), ARMS, range(4), runner=DiesOnce(model, tmp_path, 99), jobs=2)
    assert refused.value.field == "jobs"
