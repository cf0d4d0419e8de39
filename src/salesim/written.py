"""Files that are written: whole or not at all, and never over one that is not ours.

In a folder that only salesim names (a run's) files are `replaced`. Where a user says what is written, or where, a file
is `own` only as long as it is as it was left: a list beside it keeps the hashes of what was written.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from salesim.errors import InputError
from salesim.phrase import Phrase, said_by
from salesim.processes import has_ended, mark_of_process

RUN_MARKS = ("manifest.json", "search.json")  # of folders that are named by what was simulated
LIST = ".salesim-files.json"  # names in a folder, with the hashes that they may have
DEVICES = tuple(f"{name}{n}" for name in ("COM", "LPT") for n in range(1, 10))
RESERVED = frozenset(("CON", "PRN", "AUX", "NUL", *DEVICES))  # on Windows, whatever follows a dot
ASIDE = re.compile(r"\..+\.([^.]+)\.[0-9a-f]{8}\.tmp", re.DOTALL)
REMEMBERED = 2  # a process that is killed between noting a file and writing it leaves the one before


@contextmanager
def replaced(file: Path) -> Iterator[Path]:
    """Write a file aside and put it in place at once: ``with replaced(file) as aside: ...``.

    A full disk or a folder without permission becomes an InputError; what was there before stays.
    """
    # readers of the folder pass over a leading dot
    aside = file.with_name(f".{file.name}.{mark_of_process()}.{uuid4().hex[:8]}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        yield aside
        os.replace(aside, file)
    except OSError as error:
        raise InputError(Phrase("cannot write: {reason}", reason=said_by(error)), field="out", file=file) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


@contextmanager
def own(file: Path) -> Iterator[Path]:
    """Write a file aside and put it in place, unless what is there is not as it was last written.

    Raises
    ------
    InputError : the file is somebody else's, or was changed; it is left alone
    """
    refuse_foreign(file)
    remove_left_aside(file.parent.glob(f".{glob.escape(file.name)}.*.tmp"))
    remove_left_aside(file.parent.glob(f".{LIST}.*.tmp"))
    with replaced(file) as aside:
        yield aside
        listed = listed_in(file.parent)
        listed[file.name] = list(dict.fromkeys([hash_of(aside), *listed.get(file.name, [])]))[:REMEMBERED]
        write_json(file.parent / LIST, listed)


def remove_left_aside(files: Iterable[Path]) -> None:
    """Of some files, remove those that a process which is gone was writing when it was killed."""
    for file in files:
        found = ASIDE.fullmatch(file.name)
        if found and has_ended(found[1]):
            with suppress(OSError):
                file.unlink()


def written(file: Path) -> AbstractContextManager[Path]:
    """`replaced` in a run's folder or just below it, `own` elsewhere."""
    above = (file.parent, file.parent.parent)
    is_in_run = any((folder / mark).is_file() for folder in above for mark in RUN_MARKS)
    return replaced(file) if is_in_run else own(file)


def file_stems(names: Iterable[str]) -> dict[str, str]:
    """Names as the stems of files, distinct wherever upper and lower case are one, and none that Windows reserves.

    >>> file_stems(["balanced", "Balanced", "con"])
    {'balanced': 'balanced', 'Balanced': 'Balanced-2', 'con': 'con_'}
    """
    stems: dict[str, str] = {}
    for name in names:
        stem, again = f"{name}_" if name.upper() in RESERVED else name, 2
        while stem.casefold() in {one.casefold() for one in stems.values()}:
            stem, again = f"{name}-{again}", again + 1
        stems[name] = stem
    return stems


def remove_own(file: Path) -> None:
    """Remove what an earlier run left; somebody else's file stays."""
    if is_own(file):
        with suppress(FileNotFoundError):
            file.unlink()


def refuse_foreign(*files: Path) -> None:
    """Refuse to write any of some files that is there and is not as it was last written."""
    for file in files:
        if os.path.lexists(file) and not is_own(file):
            message = Phrase("is there and is not as salesim has written it; it is left alone")
            raise InputError(message, field="out", file=file, allowed="another folder or name, or to move it away")


def is_own(file: Path) -> bool:
    """Whether a file is as it was last written."""
    known = listed_in(file.parent).get(file.name)
    try:
        return bool(known and file.is_file() and not file.is_symlink() and hash_of(file) in known)
    except OSError:
        return False


def listed_in(folder: Path) -> dict[str, list[str]]:
    """Names and hashes of what was written to a folder; what is no such list holds nothing."""
    try:
        found = json.loads((folder / LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    entries = found.items() if isinstance(found, Mapping) else ()
    return {name: [str(one) for one in hashes] for name, hashes in entries if isinstance(hashes, list)}


def hash_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_json(file: Path, content: Any) -> None:
    text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    with replaced(file) as aside:
        aside.write_text(text, encoding="utf-8")
