"""Where replications are kept: a folder named by what determines them, so that nothing is computed twice.

    runs/NAME-HASH/
      manifest.json            versions, scenario, seed, arms: all that the hash is made of
      summary/00007.parquet    replication 7, all arms; written last, so it marks the replication as finished
      weeks/00007.parquet      ... and so on, one folder a table: `pandas.read_parquet("runs/.../weeks")` reads it all
      failures.json            what the last run could not finish

      writing.lock             held by the process that is filling the folder

Every file appears whole or not at all (written aside, then renamed), so what is there can always be read.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import platform
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from salesim.phrase import Phrase, said_by

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

from salesim.errors import InputError
from salesim.experiment.own_parts import fingerprint
from salesim.scenario.arms import Arm
from salesim.scenario.files import with_file_contents
from salesim.sources import source_hash
from salesim.territory.builder import own_builders
from salesim.written import hash_of, remove_left_aside, replaced, write_json

FORMAT = 1  # of the folder; raise it when chunks of an older version could not be read as they are
LIBRARIES = ("salesim", "numpy", "numba", "mesa", "simpy")  # whose version may change a replication's bytes
MARK = "summary"
LOCK_FLAGS = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)  # a link may lead to a user's file
ARM_COLUMNS = ["layout", "policy", "replication"]


@dataclass(frozen=True)
class RunFolder:
    """The finished replications of one scenario, seed and set of arms."""

    path: Path
    arms: tuple[Arm, ...]

    def finished(self) -> list[int]:
        """Numbers of the replications that are there, whether or not they can still be read."""
        return sorted(int(file.stem) for file in (self.path / MARK).glob("*.parquet") if file.stem.isdigit())

    def read(self, replication: int, tables: Sequence[str]) -> dict[str, pd.DataFrame] | None:
        """Some tables of a finished replication; None if it is not there or, with a warning, if it is damaged.

        A name that the replication has no table for is left out. All tables are held against the checksums that the
        summary carries, whether asked for or not.
        """
        if not self.file(MARK, replication).exists():
            return None
        try:
            summary = read_arrow(self.file(MARK, replication))
            names: dict[str, str] = json.loads(summary.schema.metadata[b"tables"])
            if summary.schema.metadata[b"run"].decode() != self.path.name:
                raise ValueError("it belongs to another run")
            for name, checksum in names.items():
                if name != MARK and hash_of(self.file(name, replication)) != checksum:
                    raise ValueError(Phrase("the table {name} is not as it was written", name=name))
            found = {name: read_arrow(self.file(name, replication)).to_pandas() for name in tables if name in names}
            held = summary.to_pandas()
            arms = sorted(Arm(layout, policy) for layout, policy in zip(held["layout"], held["policy"]))
            if arms != sorted(self.arms) or set(held["replication"]) != {replication}:
                raise ValueError("it holds other options or another replication")
        except Exception as damage:  # whatever a damaged file makes the reader raise, the answer is to compute it again
            warnings.warn(
                Phrase(
                    "replication {replication} in {path} is damaged and is computed again ({damage})",
                    replication=replication,
                    path=self.path,
                    damage=said_by(damage),
                ),
                stacklevel=2,
            )
            return None
        return found

    def write(self, replication: int, tables: Mapping[str, pa.Table]) -> None:
        """Keep all tables of a replication; the summary goes last and carries the checksums of the others."""
        checksums = dict.fromkeys(sorted(tables), "")
        for name in sorted(tables, key=lambda name: name == MARK):
            table, file = tables[name], self.file(name, replication)
            if file.parent.is_symlink():
                message = Phrase("is a link that leads out of the run's folder")
                raise InputError(message, field="out", file=file.parent, allowed="a folder")
            if name == MARK:
                told = {b"tables": json.dumps(checksums), b"run": self.path.name}
                table = table.replace_schema_metadata({**(table.schema.metadata or {}), **told})
            with replaced(file) as aside:
                pq.write_table(table, aside, write_page_checksum=True)
                checksums[name] = hash_of(aside)

    def remembered(self, name: str, make: Callable[[], list[str]]) -> list[str]:
        """Sentences that depend on nothing but what determines this run: made once, and read if they are as written."""
        file = self.path / f"{name}.json"
        try:
            noted = json.loads(file.read_text(encoding="utf-8"))
            if noted["checksum"] == self.checksum(noted["told"]):
                return [str(one) for one in noted["told"]]
        except (OSError, ValueError, KeyError, TypeError):
            pass  # not there, or damaged: made anew
        told = make()
        write_json(file, {"told": told, "checksum": self.checksum(told)})
        return told

    def checksum(self, told: Any) -> str:
        """Of sentences about this run."""
        return hashlib.sha256(json.dumps([self.path.name, told]).encode()).hexdigest()

    def write_failures(self, failures: Sequence[Mapping[str, Any]]) -> None:
        """Leave the failures of this run beside the results, or clear those of an earlier one."""
        file = self.path / "failures.json"
        if failures:
            write_json(file, list(failures))
        else:
            file.unlink(missing_ok=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Fill the folder alone, in a ``with``; InputError if another process is at it.

        The lock belongs to the process and ends with it, however it ends.
        """
        if fcntl is None:  # elsewhere two processes may do the same work twice; they write the same bytes
            yield
            return
        lock = self.path / "writing.lock"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            held = os.fdopen(os.open(lock, LOCK_FLAGS, 0o666), "a+", encoding="utf-8")
        except OSError as error:
            raise InputError(Phrase("cannot write: {reason}", reason=said_by(error)), field="out", file=lock) from error
        with held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                held.seek(0)
                who = held.read().strip() or Phrase("another process")
                message = Phrase("{who} is writing to this run; what it has finished can be read", who=who)
                raise InputError(message, "out", file=self.path, allowed="to wait for it, or another --out") from None
            held.truncate(0)
            held.write(f"process {os.getpid()}")
            held.flush()
            try:
                yield
            finally:
                lock.unlink(missing_ok=True)

    def file(self, table: str, replication: int) -> Path:
        return self.path / table / f"{replication:05d}.parquet"


def open_run(
    out: str | Path, scenario: Any, arms: Sequence[Arm], runner: Any = None, parts: Mapping[str, Any] | None = None
) -> RunFolder:
    """The folder of a run below ``out``: made if it is new, otherwise the one to resume or extend.

    Raises InputError if the folder cannot be written to.
    """
    if not isinstance(out, (str, os.PathLike)):
        raise InputError("a folder is needed", field="out", value=out)
    manifest = identity(scenario, arms, runner, parts)
    digest = hashlib.sha256(json.dumps(manifest, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]
    name = re.sub(r"[^\w-]+", "-", str(scenario.name)).strip("-")[:60] or "run"
    place = Path(out).absolute()  # a worker process that is used again may stand in another folder
    folder = RunFolder(place / f"{name}-{digest}", tuple(arms))
    there = read_manifest(folder.path)
    remove_left_aside(folder.path.rglob(".*.tmp"))
    if there is None:
        tell_of_other_versions(place, name, manifest)
        write_json(folder.path / "manifest.json", manifest)
    elif there != manifest:
        message = Phrase(
            "holds results made otherwise ({names}); they are not mixed", names=", ".join(differences(there, manifest))
        )
        raise InputError(message, "out", file=folder.path, allowed="to delete the folder, or another --out")
    return folder


def read_manifest(path: Path) -> dict[str, Any] | None:
    """What a run's results were made with; None if it cannot be read."""
    try:
        found = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def tell_of_other_versions(place: Path, name: str, manifest: Mapping[str, Any]) -> None:
    """A note if another version has made this very run: it is left alone, and everything is computed again."""
    made_with = ("format", "versions", "model")
    for other in sorted(place.glob(f"{name}-*/manifest.json")):
        there = read_manifest(other.parent)
        if there and all(there.get(key) == manifest[key] for key in manifest if key not in made_with):
            changed = ", ".join(differences(there, manifest))
            text = Phrase(
                "{folder} is this run made by another version ({changed}); it is left as it is, and all is "
                "computed again",
                folder=other.parent,
                changed=changed,
            )
            warnings.warn(text, stacklevel=3)
            return


def differences(there: Any, here: Any, path: str = "") -> list[str]:
    """Paths at which two manifests differ, with both values if they are short.

    >>> differences({"versions": {"numpy": "2.3"}}, {"versions": {"numpy": "2.4"}})
    ['versions.numpy 2.3 -> 2.4']
    """
    if isinstance(there, Mapping) and isinstance(here, Mapping):
        names = sorted({*there, *here}, key=str)
        inner = [differences(there.get(n), here.get(n), f"{path}.{n}".lstrip(".")) for n in names]
        return [one for found in inner for one in found]
    if there == here:
        return []
    short = all(len(str(value)) <= 40 for value in (there, here))
    return [f"{path} {there} -> {here}" if short else path]


def read_table(folder: str | Path, name: str) -> pd.DataFrame:
    """One table of all finished replications of a run, in order of replication; empty if there is none."""
    files = sorted(Path(folder, name).glob("*.parquet"))
    frames = [read_arrow(file).to_pandas() for file in files if Path(folder, MARK, file.name).exists()]
    return join(frames)


def join(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Frames under one another; the empty ones only give their columns."""
    filled = [frame for frame in frames if len(frame)]
    if filled:
        return pd.concat(filled, ignore_index=True)
    return frames[0].copy() if frames else pd.DataFrame()


def identity(
    scenario: Any, arms: Sequence[Arm], runner: Any = None, parts: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """All that determines the bytes of a replication: what the folder's hash is made of.

    How many replications there are, titles and descriptions are not part of it, so a run can be extended; a data file
    counts by its content, not by its name.
    """
    stated = scenario.model_dump(mode="json")
    for key in ("title", "about", "assumptions"):
        stated.pop(key, None)
    for key in ("replications", "layouts", "policies"):
        stated.get("run", {}).pop(key, None)
    own = {**(parts or {}), **own_builders(getattr(scenario, "layouts", {}))}
    return {
        "format": FORMAT,
        "versions": {"python": ".".join(platform.python_version_tuple()[:2]), **{n: version(n) for n in LIBRARIES}},
        "model": source_hash() if runner is None else runner_identity(runner),
        "scenario": with_file_contents(stated, getattr(scenario, "folder", Path())),
        "arms": sorted(str(arm) for arm in arms),
        **({"own_parts": fingerprint(own)} if own else {}),
    }


def runner_identity(runner: Any) -> dict[str, str]:
    """What is known of a user's own runner: its name, its source and the values it carries.

    A value that is written with its address in memory makes every session a new run, which is the safe side.
    """
    kind = runner if inspect.isroutine(runner) else type(runner)
    cells = [cell.cell_contents for cell in getattr(runner, "__closure__", None) or ()]
    try:
        source = inspect.getsource(kind)
    except (OSError, TypeError):
        source = repr(runner)
    carried = repr((cells, getattr(runner, "__defaults__", None), getattr(runner, "__dict__", None)))
    digest = hashlib.sha256((source + carried).encode()).hexdigest()
    return {"runner": f"{kind.__module__}.{kind.__qualname__}", "source": digest, "model": source_hash()}


def read_arrow(file: Path) -> pa.Table:
    """A chunk with its checksums verified."""
    with pq.ParquetFile(file, page_checksum_verification=True) as parquet:
        return parquet.read()
