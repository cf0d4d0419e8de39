"""From a plan's file, or the name of one that comes with the package, to a `Letter`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from salesim.errors import InputError, nearest_name, together
from salesim.letter.letter import Letter
from salesim.phrase import Phrase
from salesim.scenario.document import read_yaml
from salesim.scenario.faults import checked
from salesim.scenario.text_file import LARGEST_BYTES, SUFFIXES, read_text, shipped_scenarios

LIBRARY = Path(__file__).resolve().parent / "library"
FOLDER = "plans"  # beside a scenario, where a firm keeps its own


def plan_library(folder: Path | None = None) -> dict[str, Path]:
    """Plan files by name: those of the package, and those of ``folder``/plans, which come first."""
    found = {path.stem: path for path in sorted(LIBRARY.glob("*.yaml"))}
    own = (folder or Path()) / FOLDER
    return found | {path.stem: path for suffix in SUFFIXES for path in sorted(own.glob(f"*{suffix}"))}


def read_letter(path_or_name: str | os.PathLike[str], folder: Path | None = None) -> Letter:
    """Read and check a plan letter.

    Parameters
    ----------
    path_or_name : a YAML file, or the name of one in the library or in ``folder``/plans
    folder : of the scenario that names it; the working folder if left out

    Raises
    ------
    InputError : with file, line and column of everything that is wrong
    """
    path = find_letter(path_or_name, folder)
    if not path.is_file():
        known, beside = plan_library(folder), _letters_beside(path)
        near = nearest_name(path.stem, [*beside, *known])
        raise InputError(
            "no such plan",
            value=str(path),
            allowed=Phrase("a YAML file, or one of {names}", names=", ".join(known)),
            nearest=str(Path(path_or_name).with_name(beside[near])) if near in beside else near,
        )
    return parse_letter(read_text(path), str(path))


def _letters_beside(path: Path) -> dict[str, str]:
    """Files in a file's folder that hold a plan letter, by their names without ending."""
    beside = (found for suffix in SUFFIXES for found in sorted(path.parent.glob(f"*{suffix}")) if found.is_file())
    beside = (found for found in beside if found.stat().st_size <= LARGEST_BYTES)
    letters = (found for found in beside if "\nparts:" in f"\n{found.read_text('utf-8', 'replace')}")
    return {found.stem: found.name for found in letters}


def parse_letter(text: str, file: str | None = None) -> Letter:
    """Check a plan letter given as YAML text; ``file`` is what messages call it."""
    document = read_yaml(text, file)
    try:
        return checked(Letter, document.data)
    except InputError as found:
        raise document.located(found) from None


def at_its_part(fault: InputError, path_or_name: str | os.PathLike[str]) -> InputError:
    """The same faults, those of a part with the line of the plan's file that states it."""
    path = find_letter(path_or_name)
    document = read_yaml(read_text(path), str(path))
    names = [str(part["name"]) for part in document.data["parts"]]

    def placed(one: InputError) -> InputError:
        field = one.field or ""
        within = [n for n, name in enumerate(names) if field == name or field.startswith(f"{name}.")]
        if one.file is not None or not within:
            return one
        n = max(within, key=lambda k: len(names[k]))
        place = document.located(InputError("", f"parts.{n}{field[len(names[n]) :]}"))
        return replace(one, file=place.file, line=place.line, column=place.column)

    return together([placed(one) for one in fault.faults])


def doubts_about(letter: Letter, path_or_name: str | os.PathLike[str], folder: Path | None = None) -> list[Phrase]:
    """`doubts` of a letter that was read from a file, each with the line that it is about."""
    from salesim.letter.doubts import doubts

    if not (found := doubts(letter)):
        return []
    lines = lines_of_parts(letter, path_or_name, folder, also=("to_date_of",))
    names = [str(part.name) for part in letter.parts]
    return [
        Phrase("{line}: {doubt}", line=lines["to_date_of" if one.part is None else names[one.part]], doubt=one.text)
        for one in found
    ]


def lines_of_parts(
    letter: Letter, path_or_name: str | os.PathLike[str], folder: Path | None = None, also: tuple[str, ...] = ()
) -> dict[str, str]:
    """File and line of each part of a letter by its name, as ``plan.yaml:7``, and of other fields ``also``."""
    path = find_letter(path_or_name, folder)
    document = read_yaml(read_text(path), str(path))
    fields = {one: one for one in also} | {str(part.name): f"parts.{n}" for n, part in enumerate(letter.parts)}
    lines = {name: document.located(InputError("", field)).line for name, field in fields.items()}
    return {name: f"{shown_path(path)}:{line}" for name, line in lines.items()}


def shown_path(path: Path) -> str:
    """A file as its reader finds it: from the working folder, if it lies there, or in the library by its name."""
    if path.parent == LIBRARY:
        return path.name
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def is_letter(path_or_name: str | os.PathLike[str]) -> bool:
    """Whether a file or a name means a plan letter rather than a scenario: a file that has ``parts``.

    Raises
    ------
    InputError : it is neither a file nor the name of a plan or a scenario
    """
    path = Path(path_or_name)
    if path.suffix in SUFFIXES:
        data = read_yaml(read_text(path), str(path)).data
        return isinstance(data, dict) and "parts" in data
    if path.name not in plan_library() and path.name not in shipped_scenarios():
        find_letter(path_or_name)
    return path.name in plan_library()


def find_letter(path_or_name: str | os.PathLike[str], folder: Path | None = None) -> Path:
    """The file that is meant."""
    path = Path(path_or_name)
    if path.suffix in SUFFIXES:
        return path if path.is_absolute() or folder is None else folder / path
    known, name = plan_library(folder), str(path_or_name)
    if name in known:
        return known[name]
    names = ", ".join(known)
    near = nearest_name(name, [*known, *shipped_scenarios()], alike=0.6)
    raise InputError(
        "no such plan", value=name, allowed=Phrase("a YAML file, or one of {names}", names=names), nearest=near
    )
