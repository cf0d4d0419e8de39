"""The memory of a search: shared by workers, safe against their death, refused where it belongs to something else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest
from planted import SPACE, Planted, planted_scenario
from postgres import postgres

from salesim.errors import InputError
from salesim.processes import start_of_process
from salesim.search import Space, memory, search
from salesim.search.memory import Memory
from salesim.search.record import Record

WORKER = """
import json, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from planted import SPACE, Planted, planted_scenario
from salesim.search import search
class Logged(Planted):
    def tables(self, *arm):
        return Planted(folder=Path({log!r}), slow={slow}).tables(*arm)
options = dict(confirm_replications=3, runner=Logged(), storage={storage!r}, study="s")
found = search(planted_scenario(), SPACE, 24, 4, 2, **options)
print(json.dumps(found.to_json()))
"""


def start(storage: object, log: Path, slow: float = 0.0) -> subprocess.Popen:
    """A worker in a process of its own; it logs what it simulates below ``log``."""
    log.mkdir(exist_ok=True)
    script = WORKER.format(tests=str(Path(__file__).parent), log=str(log), slow=slow, storage=str(storage))
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)


def alone(**options) -> str:
    found = search(planted_scenario(), SPACE, 24, 4, 2, confirm_replications=3, runner=Planted(), **options)
    return json.dumps(found.to_json())


def searched(log: Path) -> list[str]:
    return [line for line in Planted(folder=log).simulated() if int(line.split()[0]) < 1000]


def test_two_workers_share_one_study(tmp_path):
    share(tmp_path / "journal.log", tmp_path)


def share(storage: object, logs: Path) -> None:
    """Two workers on one storage come to what one alone comes to, and do not both do the work."""
    workers = [start(storage, logs / name, slow=0.01) for name in ("a", "b")]
    made = [worker.communicate(timeout=120)[0].strip() for worker in workers]
    whole = json.loads(alone())
    for one in made:
        assert json.loads(one)["facts"] == whole["facts"]
        assert json.loads(one)["trials"] == whole["trials"]
    done = [len(searched(logs / name)) for name in ("a", "b")]
    assert min(done) > 0 and sum(done) == whole["facts"]["simulations"]


@pytest.mark.slow
def test_a_worker_that_is_killed_leaves_the_study_intact(tmp_path):
    worker = start(tmp_path / "journal.log", tmp_path / "killed", slow=0.05)
    deadline = time.monotonic() + 60
    while len(searched(tmp_path / "killed")) < 40 and time.monotonic() < deadline:
        time.sleep(0.02)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert worker.returncode == -signal.SIGKILL
    other = start(tmp_path / "journal.log", tmp_path / "second")
    made = other.communicate(timeout=120)[0].strip()
    assert json.loads(made)["trials"] == json.loads(alone())["trials"]
    assert 0 < len(searched(tmp_path / "second")) < json.loads(made)["facts"]["simulations"]


def test_more_trials_later_and_resume(tmp_path):
    journal = tmp_path / "runs"
    with pytest.raises(InputError, match="there is no such study to resume"):
        alone(out=journal, resume=True)
    short = search(planted_scenario(), SPACE, 10, 4, 2, confirm_replications=3, runner=Planted(), out=journal)
    assert len(short.trials) == 10
    assert alone(out=journal, resume=True) == alone()


def test_another_study_of_that_name_is_refused(tmp_path):
    storage = tmp_path / "journal.log"
    alone(storage=storage, study="mine")
    options = {"storage": storage, "study": "mine", "runner": Planted()}
    with pytest.raises(InputError, match="'mine' was made with another space; choose another name"):
        search(planted_scenario(), Space(numbers=SPACE.numbers), 24, 4, 2, **options)
    with pytest.raises(InputError, match="made with another scenario"):
        search(planted_scenario(seed=2), SPACE, 24, 4, 2, **options)
    assert alone(storage=storage, study="mine") == alone()


def test_a_study_of_another_version_is_refused(tmp_path, monkeypatch):
    storage = tmp_path / "journal.log"
    alone(storage=storage, study="mine")
    search_run = sys.modules["salesim.search.search_run"]
    monkeypatch.setattr(search_run, "FORMAT", 99)
    with pytest.raises(InputError, match="'mine' was made with another format"):
        alone(storage=storage, study="mine")


def test_a_study_of_another_program_is_refused(tmp_path):
    import optuna

    storage = memory.open_storage(tmp_path / "journal.log")
    optuna.create_study(storage=storage, study_name="mine").add_trial(optuna.trial.create_trial(value=1.0))
    with pytest.raises(InputError, match="'mine' is another program's"):
        alone(storage=tmp_path / "journal.log", study="mine")


@pytest.mark.parametrize(
    "url, words",
    [
        ("postgresql://me:secret@127.0.0.1:1/none", "postgresql\\+psycopg://me:\\*\\*\\*@127.0.0.1:1/none"),
        ("nosuch://me:secret@host/db", "cannot be reached"),
    ],
)
def test_a_storage_that_cannot_be_reached_is_one_short_message(url, words):
    pytest.importorskip("psycopg")
    with pytest.raises(InputError, match=words) as caught:
        alone(storage=url)
    assert "secret" not in str(caught.value) and len(str(caught.value).splitlines()) == 1


def test_a_file_that_is_no_journal_is_refused(tmp_path):
    file = tmp_path / "journal.log"
    file.write_text("no journal\n")
    with pytest.raises(InputError, match=r"storage|out"):
        alone(storage=file)


@pytest.mark.parametrize("text", ["my only copy, no newline", "a,b\n1,2\n", '{"op": 1}\n', "\n"])
def test_a_file_that_is_not_a_journal_stays_as_it_is(tmp_path, text):
    file = tmp_path / "notes.md"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError, match="left alone"):
        alone(storage=file)
    assert file.read_text("utf-8") == text and [one.name for one in tmp_path.iterdir()] == ["notes.md"]


@pytest.mark.parametrize("kind", ["folder", "fifo", "link"])
def test_what_is_no_file_is_no_journal(tmp_path, kind):
    file = tmp_path / "journal.log"
    if kind == "folder":
        file.mkdir()
    elif kind == "fifo":
        os.mkfifo(file)
    else:
        file.symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match="no regular file"):
        alone(storage=file)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked at in /proc")
def test_a_number_of_a_process_that_is_used_again_claims_nothing(tmp_path):
    host, sleeper = memory.socket.gethostname(), subprocess.Popen(["sleep", "60"])
    try:
        started = start_of_process(sleeper.pid)
        assert started.isdigit() and start_of_process(sleeper.pid) == started

        def alive(worker: str) -> bool:
            return Memory.is_alive(one, SimpleNamespace(user_attrs={"worker": worker}, datetime_start=begun))

        one, begun = Memory(tmp_path / "j.log", "s", ["maximize"], {"format": 1}), memory.datetime.now()
        assert alive(f"{host} {sleeper.pid}@{started} abcd")
        assert not alive(f"{host} {sleeper.pid}@{int(started) - 1} abcd"), "another process had that number"
        assert not alive(f"{host} 999999999@{started} abcd")
        begun = memory.datetime.now() - memory.LEASE
        for odd in ("", "x", "a b c d e", f"{host} x y", f"{host} 1 abcd", "host 99999999999999999999@1 a"):
            assert not alive(odd), "a lease ends, whoever holds it"
    finally:
        sleeper.kill()
        sleeper.wait()


def test_who_waits_says_for_whom(tmp_path):
    asked = [(SimpleNamespace(params={}, distributions={}), Record(0, None, {}))]
    one, other = (Memory(tmp_path / "j.log", "s", ["maximize"], {"format": 1}) for _ in range(2))
    assert one.claim(asked, 1) == [0] and other.claim(asked, 1) == []
    with pytest.warns(UserWarning, match=f"waiting for trial 0, which process {os.getpid()} on "):
        other.tell_waiting([0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        other.tell_waiting([0])  # once is enough


def test_claims_of_the_dead_are_taken_over_and_of_the_living_are_not(tmp_path, monkeypatch):
    asked = [(SimpleNamespace(params={}, distributions={}), Record(n, None, {})) for n in range(3)]

    def opened() -> Memory:
        return Memory(tmp_path / "journal.log", "s", ["maximize"], {"format": 1})

    one, other = opened(), opened()
    assert one.claim(asked, 2) == [0, 1] and other.claim(asked, 3) == [2]
    assert other.claim(asked, 3) == [2] and one.claim(asked, 3) == [0, 1]
    memory.ALIVE.discard(one.id)  # as if its process had died
    assert other.claim(asked, 3) == [2, 0, 1]
    other.release()
    assert opened().claim(asked, 3) == [0, 1, 2]
    elsewhere = opened()
    monkeypatch.setattr(memory.socket, "gethostname", lambda: "elsewhere")  # so the claims are another machine's
    assert elsewhere.claim(asked, 3) == []
    monkeypatch.setattr(memory, "LEASE", memory.timedelta(0))
    assert elsewhere.claim(asked, 3) == [0, 1, 2]


@pytest.mark.slow
def test_two_workers_share_one_study_in_postgresql(tmp_path):
    pytest.importorskip("psycopg")
    with postgres() as url:
        share(url, tmp_path)
        assert alone(storage=url) == alone(storage=url) == alone()
        with pytest.raises(InputError, match="made with another space"):
            search(planted_scenario(), Space(numbers=SPACE.numbers), 24, 4, 2, storage=url, study="s", runner=Planted())
