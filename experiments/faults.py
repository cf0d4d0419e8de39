"""What is lost when something goes wrong? Kills at random moments, full disks, a database that goes away.

    python experiments/faults.py                          # all, 20 tries of each kill: hours
    python experiments/faults.py --tries 3                # the same in less time
    python experiments/faults.py --only kill-compare disk-full --no-write
    python experiments/faults.py --rows rows.jsonl        # in parts: rows that stand there are not tried again

A fault is survived if the same command, given once more, leaves the same bytes in every file as a run that nothing
happened to, and if whoever reads the terminal is told what happened in a sentence: no traceback, nothing of semaphores.
A search's journal says who did what, and so is not compared. Killing is random, by a seed. Writes docs/reliability.md.

Needs Linux. What needs root, PostgreSQL, dask or a C compiler, and does not find it, is not tried, and said so.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reliability.md"
SEED = 20_261_130
TRIES = 20
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
FOR_HELP = "SALESIM_TRACEBACK"
UNTIDY = ("Traceback", "semaphore", "semlock", "resource_tracker", "Exception ignored", FOR_HELP)
NOT_COMPARED = ("journal.log", "writing.lock")
PATIENCE_S = 900
SCENARIO = """\
name: tiny
market:
  places: {units: [Huzhou]}
  customers: {count: 60, prospects: 20}
sales_force: {team: {reps: 4}}
channel: {network: {distributors: 1}}
layouts: {prefecture: {builder: unit}, balanced: {builder: balanced}}
policies: {current: {}, steps: {set: {sales_force.pay.commission_rate: 0.03}}}
run: {weeks: 8, burn_in_weeks: 26, replications: 6}
"""
DESIGN = """\
scenario: tiny.yaml
title: Steps
baseline: prefecture/current
policies: [current]
switches: {steps: {sales_force.pay.commission_rate: 0.03}}
outcomes: [{name: value_created, matters: 20000}]
precision: 1000
budget: {first: 4, batch: 4, most: 8}
"""
# Sets the clock back: calls of the C library go through this, and lose an hour as soon as a file is there.
CLOCK = """\
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static time_t lost(void) { return access(getenv("CLOCK_SET_BACK"), F_OK) ? 0 : 3600; }
int clock_gettime(clockid_t clock, struct timespec *now) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(clock, now);
    if (!failed && clock == CLOCK_REALTIME) now->tv_sec -= lost();
    return failed;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int (*real)(struct timeval *, void *) = dlsym(RTLD_NEXT, "gettimeofday");
    int failed = real(now, zone);
    if (!failed) now->tv_sec -= lost();
    return failed;
}
time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}
"""


PAGE_TEXT = """\
# What happens when something goes wrong

Written by `python experiments/faults.py --tries {tries}` (Python {python}, {versions}), and by nothing else.

A fault is survived if the same command, given once more, leaves the same bytes in every file as a run that nothing
happened to, if no process is left behind, and if the terminal shows a sentence, and neither a traceback nor a word of
semaphores. Of kills at random moments, the last one's sentence is shown; a search's journal says who did what, and is
not compared.

| fault | tries | survived | what is seen |
|---|---|---|---|
{table}
"""


@dataclass(frozen=True)
class Row:
    """What came of a fault: how often it was caused and survived, and what is seen; why not, if it was not tried."""

    fault: str
    tries: int
    survived: int
    seen: str


@dataclass
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def is_tidy(self) -> bool:
        return not any(word in self.err for word in UNTIDY)

    @property
    def said(self) -> str:
        """The last line that it said on stderr."""
        lines = [line.strip() for line in self.err.splitlines() if line.strip()]
        return lines[-1] if lines else "nothing"


@dataclass
class Place:
    """A folder with all that is needed, where commands are started; ``undisturbed`` is what they write left alone."""

    folder: Path
    tries: int
    random: random.Random = field(default_factory=lambda: random.Random(SEED))
    undisturbed: dict[str, tuple[dict[str, str], float]] = field(default_factory=dict)

    def command(self, name: str, out: Path, *more: str) -> list[str]:
        """How a command of the study is called."""
        return [sys.executable, "-m", "salesim.cli", *map(str, COMMANDS[name](out)), *more]

    def start(self, name: str, out: Path, *more: str, **options: object) -> subprocess.Popen[str]:
        """Start a command in a session of its own."""
        prefix: Sequence[str] = options.pop("prefix", ())  # type: ignore[assignment]
        environment: Mapping[str, str] = options.pop("environment", {})  # type: ignore[assignment]
        return subprocess.Popen(
            [*prefix, *self.command(name, out, *more)],
            cwd=self.folder,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **options,  # type: ignore[call-overload]
        )

    def run(self, name: str, out: Path, *more: str, **options: object) -> Ended:
        return end_of(self.start(name, out, *more, **options))

    def usual(self, name: str) -> tuple[dict[str, str], float]:
        """What a command writes when nothing happens, and how long that takes once all is compiled."""
        if name not in self.undisturbed:
            for attempt in range(1 if self.undisturbed else 2):
                out, begun = self.folder / f"usual-{name}-{attempt}", time.monotonic()
                ended = self.run(name, out)
                if ended.code:
                    raise RuntimeError(f"{name} does not run: {ended.err}")
                self.undisturbed[name] = contents(out), time.monotonic() - begun
        return self.undisturbed[name]

    def is_as_usual(self, name: str, out: Path, *more: str) -> bool:
        """Whether the same command, given once more, leaves what it leaves when nothing happens."""
        again, usual = self.run(name, out, *more), self.usual(name)[0]
        found = contents(out)
        other = sorted(file for file in {*usual, *found} if usual.get(file) != found.get(file))
        if again.code or not again.is_tidy or other:
            print(f"{name} again: exit {again.code}, other {other}, said {again.err}", file=sys.stderr, flush=True)
        return again.code == 0 and again.is_tidy and not other

    def new(self, name: str) -> Path:
        """A folder of that name that is not there yet."""
        out = self.folder / name
        shutil.rmtree(out, ignore_errors=True)
        return out


COMMANDS: dict[str, Callable[[Path], list[object]]] = {
    "compare": lambda out: ["compare", "tiny.yaml", "--jobs", 2, "--out", out],
    "compare-longer": lambda out: ["compare", "tiny.yaml", "--jobs", 2, "--replications", 30, "--out", out],
    "experiment": lambda out: ["experiment", "design.yaml", "--jobs", 2, "--out", out],
    "search": lambda out: [
        *("search", "tiny.yaml", "--trials", 6, "--confirm", 2, "--replications", 2, "--jobs", 2, "--out", out)
    ],
    "calibrate": lambda out: ["calibrate", "export", "--force", "--out", out / "scenario.yaml"],
}


def contents(folder: Path) -> dict[str, str]:
    """Hashes of all files below a folder but those that say who wrote them, by path."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name not in NOT_COMPARED)
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def end_of(started: subprocess.Popen[str]) -> Ended:
    out, err = started.communicate(timeout=PATIENCE_S)
    return Ended(started.returncode, out, err)


def left_behind(session: int) -> list[int]:
    """Processes of a session that are still there; those that only have to notice have ten seconds."""
    for _ in range(20):
        found = [
            int(file.name) for file in Path("/proc").iterdir() if file.name.isdigit() and session_of(file) == session
        ]
        if not found:
            break
        time.sleep(0.5)
    return found


def session_of(process: Path) -> int:
    try:
        state, _, _, session = (process / "stat").read_text().rpartition(")")[2].split()[:4]
    except OSError:
        return -1
    return -1 if state in "ZX" else int(session)


def below(process: int) -> list[int]:
    """Workers: processes that another one started, which compute."""
    found = []
    for file in Path("/proc").iterdir():
        try:
            fields = (file / "stat").read_text().rpartition(")")[2].split()
            words = (file / "cmdline").read_bytes().decode()
        except OSError:
            continue
        if (
            file.name.isdigit()
            and int(fields[3]) == process
            and int(file.name) != process
            and "resource_tracker" not in words
        ):
            found.append(int(file.name))
    return found


def wait_for(what: Callable[[], object], started: subprocess.Popen[str] | None = None) -> bool:
    """Wait until something is so; False if what was started ends before."""
    deadline = time.monotonic() + PATIENCE_S
    while not what():
        if (started and started.poll() is not None) or time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


# faults


def killed(place: Place, name: str, number: signal.Signals) -> Row:
    """A command that is sent a signal at a random moment; SIGINT to all of its processes, as a terminal does."""
    survived, seen, untidy = 0, "", 0
    takes = place.usual(name)[1]
    for attempt in range(place.tries):
        out = place.new(f"{name}-{number.name}-{attempt}")
        started = place.start(name, out)
        time.sleep(place.random.uniform(0.0, takes))
        if started.poll() is None:
            (os.killpg if number == signal.SIGINT else os.kill)(started.pid, number)
        ended = end_of(started)
        remain = left_behind(started.pid)
        is_tidy = not remain and (ended.is_tidy or number == signal.SIGKILL)
        untidy += not is_tidy
        if not is_tidy:
            print(f"{name} {number.name}: left {remain}, said {ended.err}", file=sys.stderr, flush=True)
        seen = seen if ended.code == 0 else f"exit {ended.code}, {shortened(ended.said, place)}"
        survived += is_tidy and place.is_as_usual(name, out)
        shutil.rmtree(out, ignore_errors=True)
    seen = "exit -9, nothing more" if number == signal.SIGKILL else seen
    return Row(f"`{name}`, {number.name} at a random moment", place.tries, survived, seen)


def worker_killed(place: Place, backend: str) -> Row:
    """One of the processes that simulate is killed as soon as the first replication is finished."""
    fault = f"`compare`, a {'joblib' if backend == 'loky' else backend} worker killed"
    if backend == "dask" and not has("distributed"):
        return Row(fault, 0, 0, "not tried: dask is not installed")
    out = place.new(f"worker-{backend}")
    started = place.start("compare-longer", out, "--backend", backend)
    wait_for(lambda: list(out.rglob("summary/*.parquet")), started)
    workers = below(started.pid)
    if workers:
        os.kill(place.random.choice(workers), signal.SIGKILL)
    ended = end_of(started)
    same = ended.code == 0 and ended.is_tidy and contents(out) == place.usual("compare-longer")[0]
    told = [line for line in ended.err.splitlines() if "killed" in line]
    return Row(fault, 1, int(same and bool(workers)), f"it goes on by itself; {told[0] if told else 'nothing said'}")


def two_at_once(place: Place) -> Row:
    """Two processes fill one run: one of them is refused, or each finds what the other has finished."""
    out = place.new("two")
    both = [place.start("compare", out) for _ in range(2)]
    ended = [end_of(one) for one in both]
    refused = [one for one in ended if one.code]
    well = all(one.code in (0, 2) and one.is_tidy for one in ended) and len(refused) < 2
    survived = well and place.is_as_usual("compare", out)
    return Row("`compare`, two processes on one run", 1, int(survived), shortened((refused or ended)[0].said, place))


def disk_full(place: Place) -> Row:
    """The disk has no room for all replications; later it has."""
    fault, out = "`compare`, disk full", place.new("full")
    out.mkdir()
    mounted = os.geteuid() == 0 and mount(out, "size=200k")
    if mounted:
        try:
            ended = place.run("compare", out)
            subprocess.run(["mount", "-o", "remount,size=200m", out], check=True)
            survived = ended.code == 2 and ended.is_tidy and place.is_as_usual("compare", out)
        finally:
            subprocess.run(["umount", out], check=True)
        return Row(f"{fault} (a file system of 200 kB)", 1, int(survived), shortened(ended.said, place))

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))

    ended = place.run("compare", out, preexec_fn=limit)
    survived = ended.code == 2 and ended.is_tidy and place.is_as_usual("compare", out)
    return Row(f"{fault} (no file above 20 kB)", 1, int(survived), shortened(ended.said, place))


def mount(folder: Path, options: str) -> bool:
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True)
    return done.returncode == 0


def read_only(place: Place) -> Row:
    """The folder for results may not be written to."""
    out = place.new("read_only")
    out.mkdir(mode=0o555)
    ended = place.run("compare", out, prefix=as_ordinary_user())
    was_empty = not contents(out)
    out.chmod(0o755)
    survived = ended.code == 2 and ended.is_tidy and was_empty and place.is_as_usual("compare", out)
    return Row("`compare`, `--out` read-only", 1, int(survived), shortened(ended.said, place))


def no_cache(place: Place) -> Row:
    """An ordinary user may not write the folder for machine code: everything is compiled for the time being."""
    out, cache = place.new("no_cache"), place.new("cache")
    cache.mkdir(mode=0o555)
    more = {"prefix": as_ordinary_user(), "environment": {"XDG_CACHE_HOME": str(cache)}}
    ended = place.run("compare", out, **more)
    survived = ended.code == 0 and ended.is_tidy and contents(out) == place.usual("compare")[0]
    refused = place.run(
        "compare", place.new("numba"), environment={"NUMBA_CACHE_DIR": str(cache)}, prefix=more["prefix"]
    )
    survived = survived and refused.code == 2 and refused.is_tidy
    seen = f"it compiles anew each time; with NUMBA_CACHE_DIR: {shortened(refused.said, place)}"
    return Row("`compare`, cache folder unwritable for an ordinary user", 1, int(survived), seen)


def as_ordinary_user() -> list[str]:
    """Root without the right to pass over permissions; whoever is not root has no such right anyway."""
    is_root = os.geteuid() == 0 and shutil.which("setpriv")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if is_root else []


def clock_set_back(place: Place) -> Row:
    """The clock loses an hour while a search is under way, it is killed, and goes on with the wrong clock."""
    fault = "`search`, clock set back by an hour, killed and gone on with"
    compiler = shutil.which("cc")
    if not compiler:
        return Row(fault, 0, 0, "not tried: needs a C compiler, to put itself in the clock's place")
    library, mark, out = place.folder / "clock.so", place.folder / "set_back", place.new("clock")
    (place.folder / "clock.c").write_text(CLOCK)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, place.folder / "clock.c", "-ldl"], check=True)
    mark.unlink(missing_ok=True)
    environment = {"LD_PRELOAD": str(library), "CLOCK_SET_BACK": str(mark)}
    started = place.start("search", out, environment=environment)
    wait_for(lambda: claims(out), started)
    mark.touch()
    time.sleep(1.0)
    os.kill(started.pid, signal.SIGKILL)
    end_of(started)
    begun = time.monotonic()
    again = place.run("search", out, environment=environment)
    is_prompt = time.monotonic() - begun < 5 * place.usual("search")[1]
    survived = again.code == 0 and again.is_tidy and is_prompt and contents(out) == place.usual("search")[0]
    return Row(fault, 1, int(survived), "nothing; claims of processes that are gone are taken over at once")


def claims(out: Path) -> bool:
    """Whether a search has claimed a trial."""
    return any(b'"worker"' in journal.read_bytes() for journal in out.rglob("journal.log"))


def database_restarted(place: Place) -> Row:
    """PostgreSQL stops in the middle of a search and comes back two seconds later."""
    fault = "`search`, PostgreSQL stopped and started in between"
    if not (shutil.which("initdb") and shutil.which("pg_ctl") and has("psycopg")):
        return Row(fault, 0, 0, "not tried: needs PostgreSQL and psycopg")
    with database() as (url, server):
        out, more = place.new("database"), ("--storage", url)
        started = place.start("search", out, *more)
        if not wait_for(lambda: rows_in(url), started):
            return Row(fault, 1, 0, end_of(started).said)
        server("stop", "-m", "immediate")
        time.sleep(2.0)
        server("start", "-w", "-l", "/dev/null")
        ended = end_of(started)
        survived = ended.code in (0, 2) and ended.is_tidy and place.is_as_usual("search", out, *more)
        by_itself = "it goes on by itself" if ended.code == 0 else shortened(ended.said, place)
        return Row(fault, 1, int(survived), by_itself)


def rows_in(url: str) -> int:
    """How many trials a database knows, 0 if it has no table of them yet."""
    import psycopg

    try:
        with psycopg.connect(url) as connection:
            found = connection.execute("select count(*) from trials").fetchone()
            return int(found[0]) if found else 0
    except psycopg.Error:
        return 0


@contextmanager
def database() -> Iterator[tuple[str, Callable[..., object]]]:
    """A PostgreSQL of our own in a ``with``: its URL, and what starts and stops it."""
    folder = Path(tempfile.mkdtemp(prefix="salesim-postgres-"))
    user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to be root
    if user:
        shutil.chown(folder, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"

    def call(*arguments: object) -> None:
        subprocess.run(list(map(str, arguments)), check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder)

    def server(action: str, *more: str) -> None:
        call("pg_ctl", "-D", data, "-o", options, *more, action)

    call("initdb", "-D", data, "-U", "salesim", "-A", "trust")
    server("start", "-w", "-l", "/dev/null")
    try:
        yield f"postgresql://salesim@127.0.0.1:{port}/postgres", server
    finally:
        subprocess.run(["pg_ctl", "-D", data, "-m", "immediate", "stop"], user=user, cwd=folder, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def other_versions(place: Place, kind: str) -> Row:
    """The same comparison with the lowest or the highest versions that salesim allows: which tables agree."""
    fault, out = f"`compare`, the {kind} versions", place.new(f"versions-{kind}")
    environment = place.folder / kind
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = environment / "bin" / "python"
    held = ["-c", ROOT / "constraints-lowest.txt"] if kind == "lowest" else []
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, *held, "-e", ROOT], stderr=subprocess.DEVNULL).returncode:
        return Row(fault, 0, 0, "not tried: needs a package index")
    listed = "; ".join(f"print('{name}', metadata.version('{name}'))" for name in ("numpy", "pandas", "numba"))
    print_versions = [python, "-c", f"from importlib import metadata; {listed}"]
    found = subprocess.run(print_versions, check=True, capture_output=True, text=True).stdout
    command = [str(python), *place.command("compare", out)[1:]]
    ran = subprocess.run(command, cwd=place.folder, capture_output=True, text=True)
    if ran.returncode:
        return Row(fault, 1, 0, ran.stderr.strip().splitlines()[-1])
    place.usual("compare")
    usual = tables_in(place.folder / "usual-compare-0")
    tables = tables_in(out)
    same = sum(name in tables and tables[name].equals(usual[name]) for name in usual)
    near = sum(name in tables and nearly(tables[name], usual[name]) for name in usual)
    seen = f"{', '.join(found.splitlines())}: of {len(usual)} tables {same} have the same values to the last bit, "
    return Row(fault, 1, int(near == len(usual)), seen + f"{near} within 1e-9")


def tables_in(folder: Path) -> dict[str, pd.DataFrame]:
    """All tables of a run, by kind and replication."""
    return {f"{file.parent.name}/{file.name}": pd.read_parquet(file) for file in sorted(folder.rglob("*.parquet"))}


def nearly(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    try:
        pd.testing.assert_frame_equal(one, other, check_dtype=False, rtol=1e-9, atol=1e-9)
    except AssertionError:
        return False
    return True


def has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def shortened(text: str, place: Place) -> str:
    """A line without the study's own folder."""
    return text.replace(f"{place.folder}/", "")


FAULTS: dict[str, Callable[[Place], Row]] = {
    "two-at-once": two_at_once,
    "disk-full": disk_full,
    "read-only": read_only,
    "worker-loky": lambda place: worker_killed(place, "loky"),
    "worker-dask": lambda place: worker_killed(place, "dask"),
    "clock": clock_set_back,
    "database": database_restarted,
}
for _number in SIGNALS:
    for _name in ("compare", "experiment", "search", "calibrate"):
        FAULTS[f"kill-{_name}-{_number.name}"] = lambda place, name=_name, number=_number: killed(place, name, number)  # type: ignore[misc]
FAULTS["versions-lowest"] = lambda place: other_versions(place, "lowest")
FAULTS["versions-highest"] = lambda place: other_versions(place, "highest")
FAULTS["no-cache"] = no_cache  # last, since all is compiled for it


# the study


def study(names: Sequence[str], tries: int, folder: Path) -> Iterator[Row]:
    """Rows of the table as they are found."""
    (folder / "tiny.yaml").write_text(SCENARIO)
    (folder / "design.yaml").write_text(DESIGN)
    place = Place(folder, tries)
    if any("calibrate" in name for name in names):
        from salesim.export.demo import write_demo_export

        write_demo_export(folder / "export")
    for name in names:
        yield FAULTS[name](place)


def page(rows: Sequence[Row], tries: int) -> str:
    """The page of documentation."""
    table = [f"| {r.fault} | {r.tries or '–'} | {r.survived if r.tries else '–'} | {r.seen} |" for r in rows]
    lines = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pandas", "numba"))
    return PAGE_TEXT.format(tries=tries, python=sys.version.split()[0], versions=lines, table="\n".join(table))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tries", type=int, default=TRIES, help="of each kind of kill")
    parser.add_argument("--only", nargs="*", default=[""], help="faults whose name begins so: " + ", ".join(FAULTS))
    parser.add_argument("--no-write", action="store_true", help="print the table, write no page")
    parser.add_argument("--rows", type=Path, help="where rows are kept, so that the study can be done in parts")
    asked = parser.parse_args()
    rows = kept_rows(asked.rows)
    names = [name for name in FAULTS if name.startswith(tuple(asked.only)) and name not in rows]
    with tempfile.TemporaryDirectory(prefix="salesim-faults-") as folder:
        for name, row in zip(names, study(names, asked.tries, Path(folder)), strict=True):
            rows[name] = row
            line = json.dumps({"name": name, **row.__dict__})
            print(line, flush=True)
            if asked.rows:
                with asked.rows.open("a", encoding="utf-8") as file:
                    file.write(line + "\n")
    if not asked.no_write:
        PAGE.write_text(page([rows[name] for name in FAULTS if name in rows], asked.tries), encoding="utf-8")


def kept_rows(file: Path | None) -> dict[str, Row]:
    """What earlier parts of the study have found, by the fault's name."""
    found = [json.loads(line) for line in file.read_text().splitlines()] if file and file.exists() else []
    return {one.pop("name"): Row(**one) for one in found}


if __name__ == "__main__":
    main()
