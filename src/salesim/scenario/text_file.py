"""The text of a YAML file that somebody else wrote, and the scenarios that come with the package."""

from __future__ import annotations

import os
from pathlib import Path

from salesim.errors import InputError, nearest_name
from salesim.phrase import Phrase, said_by

LARGEST_BYTES = 500_000  # twenty times the longest sensible scenario, and still read in seconds
PACKAGE = Path(__file__).resolve().parents[1]
SUFFIXES = (".yaml", ".yml")


def shipped_scenarios() -> dict[str, Path]:
    """The scenarios that come with the package, by name.

    Installed from a wheel they lie inside the package, where the build puts the repository's ``scenarios`` folder; from
    a checkout, as with ``pip install -e``, they are that folder itself.
    """
    installed = PACKAGE / "scenario" / "library"
    folder = installed if installed.is_dir() else PACKAGE.parents[1] / "scenarios"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def find_scenario(path_or_name: str | os.PathLike[str]) -> Path:
    """The file that is meant: a path, or the name of a shipped scenario."""
    if not isinstance(path_or_name, (str, os.PathLike)):
        raise InputError("a file or a name is needed", "scenario", path_or_name)
    path = Path(path_or_name)
    shipped = shipped_scenarios()
    is_name = path.suffix not in SUFFIXES and path.name == str(path_or_name)
    return shipped[path.name] if is_name and path.name in shipped and not path.is_file() else path


def read_text(path: Path) -> str:
    """The text of a file that somebody else wrote: of bounded size, UTF-8, not empty."""
    file = str(path)
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise InputError("is no regular file that could be read to its end", file=file)
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise _missing(path) from None
    except IsADirectoryError:
        raise InputError("this is a folder; name a scenario's file", file=file) from None
    except (OSError, ValueError) as fault:  # ValueError: a null character in the name
        reason = said_by(fault)
        raise InputError(Phrase("cannot be read: {reason}", reason=reason), file=file) from None
    if len(content) > LARGEST_BYTES:
        allowed = Phrase("up to {most} kB; customers belong into a CSV or Parquet file", most=LARGEST_BYTES // 1000)
        raise InputError("too large for a scenario", file=file, allowed=allowed)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = content[: fault.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        raise InputError("not UTF-8 text; save the file as UTF-8", file=file, line=line, column=column) from None
    if not text.strip():
        raise InputError("the file is empty; 'salesim new FILE' writes one to begin with", file=file)
    return text


def _missing(path: Path) -> InputError:
    """A file that is not there: perhaps one beside it is meant, or a shipped scenario."""
    shipped = shipped_scenarios()
    beside = [found.name for suffix in SUFFIXES for found in sorted(path.parent.glob(f"*{suffix}"))]
    near = nearest_name(path.name, beside, alike=0.7) or nearest_name(path.stem, shipped, alike=0.6)
    return InputError(
        "no such file",
        file=str(path),
        allowed=Phrase("a YAML file, or one of {names}", names=", ".join(shipped)),
        nearest=str(path.with_name(near)) if near in beside else near,
    )


def scenario_name(file: Path) -> str:
    """A scenario's name from its file's: letters, digits, - and _."""
    name = "".join(c if c.isalnum() or c in "-_" else "_" for c in file.stem)[:60]
    return name if name and name[0].isalnum() else f"s{name}"[:60]
