"""What is known of a trial once it is finished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Record:
    """One trial.

    Attributes
    ----------
    number : of the trial, from 0
    own : position among the scenario's own arms; None for what the sampler drew
    drawn : what the sampler drew; empty for a policy that the space cannot say
    outcomes : (replications,) of each outcome by name; empty if the trial was refused or failed
    repeats : number of an earlier trial that means the same and was not simulated again
    stopped : why it did not meet all replications: behind, dominated, or the constraint that it breaks
    refused : field and message of why it was not simulated
    failed : what went wrong in the simulation
    """

    number: int
    own: int | None
    drawn: Mapping[str, Any]
    outcomes: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    repeats: int | None = None
    stopped: str = ""
    refused: tuple[str, str] | None = None
    failed: str = ""

    @property
    def is_finished(self) -> bool:
        return bool(self.outcomes or self.refused or self.failed)

    @property
    def replications(self) -> int:
        """How many it has met."""
        return len(next(iter(self.outcomes.values()))) if self.outcomes else 0

    @property
    def is_new(self) -> bool:
        """Whether it was simulated and is not the repetition of another one."""
        return bool(self.outcomes) and self.repeats is None

    def to_json(self) -> dict[str, Any]:
        """All that is not empty, as plain values."""
        return {name: note for name, note in asdict(self).items() if note not in ((), {}, None, "")}


def from_json(notes: Mapping[str, Any]) -> Record:
    """A record as it was kept."""
    known = dict(notes)
    if "outcomes" in known:
        known["outcomes"] = {name: tuple(values) for name, values in known["outcomes"].items()}
    if "refused" in known:
        known["refused"] = tuple(known["refused"])
    return Record(**{"own": None, "drawn": {}, **known})
