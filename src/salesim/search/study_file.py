"""A study in a YAML file: what is searched, what for, within which limits, and how.

about: layout and pay in the Yangtze delta
space: {...}                             # see `salesim.search.space`, or the name of a file that holds one
objectives:
  - {outcome: value_created, direction: maximize}
constraints:
  - {outcome: pay, at_most: 1.05, of_baseline: true}
  - {outcome: lowest_pay, at_least: 2000, statistic: quantile, level: 0.1}
sampler: tpe
trials: 200
replications: 16                         # at most, for each candidate
confirm: 20                              # finalists
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import Field

from salesim.errors import InputError, together
from salesim.parameters import Parameters
from salesim.scenario.document import Document, read_yaml
from salesim.scenario.faults import checked
from salesim.scenario.text_file import read_text
from salesim.search.objective import Constraint, Objective
from salesim.search.samplers import SamplerName
from salesim.search.space import Space


class StudyFile(Parameters):
    """All that a search needs besides a scenario; what is left out has the search's own default."""

    about: str = Field(default="", description="what is searched for, in one sentence")
    space: Space = Field(description="what may be chosen")
    objectives: tuple[Objective, ...] = Field(min_length=1, description="what is to be as large or small as possible")
    constraints: tuple[Constraint, ...] = Field(default=(), description="limits that a candidate must keep")
    sampler: SamplerName = Field(default="tpe", description="Optuna's sampler")
    trials: int | None = Field(default=None, ge=1, description="candidates to try")
    replications: int | None = Field(default=None, ge=2, description="replications of a candidate at most")
    confirm: int | None = Field(default=None, ge=1, le=50, description="how many of the best to confirm")
    confirm_replications: int | None = Field(default=None, ge=2, description="fresh replications of each")

    def options(self) -> dict[str, Any]:
        """As arguments of `search`."""
        stated = {
            "trials": self.trials,
            "replications": self.replications,
            "confirm_best": self.confirm,
            "confirm_replications": self.confirm_replications,
        }
        return {
            "space": self.space,
            "objectives": self.objectives,
            "constraints": self.constraints,
            "sampler": self.sampler,
            **{name: value for name, value in stated.items() if value is not None},
        }


def load_study(file: str | Path) -> StudyFile:
    """Read and check a study file.

    Raises
    ------
    InputError : with file, line and column of everything that is wrong
    """
    document = read(file)
    data = document.data
    if isinstance(data, dict) and isinstance(data.get("space"), str):
        space = load_space(Path(file).parent / data["space"])
        data = {**data, "space": space.model_dump(mode="json")}
    try:
        return checked(StudyFile, data)
    except InputError as found:
        raise document.located(found) from None


def load_space(file: str | Path) -> Space:
    """Read and check a space: a file of its own, or what a study file says of it."""
    document = read(file)
    data, stated = document.data, document.data.get("space") if isinstance(document.data, dict) else None
    if isinstance(stated, str):
        fault = InputError("a file that holds a space cannot name another", "space", stated, "the space itself")
        raise document.located(fault)
    inside = isinstance(stated, dict)
    try:
        return checked(Space, data["space"] if inside else data)
    except InputError as found:
        raise located(found, file) from None


def located(fault: InputError, file: str | Path, is_inner: bool = False) -> InputError:
    """A fault of a space or of a study, found when it met the scenario, with the place in the file, if it has one.

    ``is_inner``: the file is one that a study names, and names no further one.
    """
    try:
        document = read(file)
    except InputError:
        return fault
    data = document.data if isinstance(document.data, dict) else {}
    if isinstance(data.get("space"), str) and not is_inner:
        fault = located(fault, Path(file).parent / data["space"], is_inner=True)
    return together([_located(one, document, set(data)) for one in fault.faults])


def _located(fault: InputError, document: Document, roots: set[str]) -> InputError:
    root = (fault.field or "").partition(".")[0]
    if root in roots:
        return document.located(fault)
    if root in Space.model_fields and "space" in roots:
        found = document.located(InputError("", field=f"space.{fault.field}", value=fault.value))
        return fault if fault.file else replace(fault, file=found.file, line=found.line, column=found.column)
    return fault


def read(file: str | Path) -> Document:
    return read_yaml(read_text(Path(file)), str(file))
