"""What a claim is: a figure, the lever on compared with off, and the assumption that the figure hangs on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from salesim.model.result import Result

Measure = Callable[[Result], float]
"""One number of one arm in one replication."""

Changes = Mapping[str, Any]
"""Fields of a scenario by dotted path."""


@dataclass(frozen=True)
class Assumption:
    """What the size of an effect hangs on most, and between which values it could lie.

    Parameters
    ----------
    name : in words; texts of a claim are English, marked for the catalogue.
    low, high : plausible range.
    changes : value -> changes of the scenario, laid over the arm with the lever on and, if ``everywhere``, over both.
    unit : ``money`` if the value is an amount in CNY.
    """

    name: str
    low: float
    high: float
    changes: Callable[[float], dict[str, Any]]
    everywhere: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Claim:
    """One claim of the article.

    Parameters
    ----------
    id : as in the design notes, C01 to C14b.
    says : what the article says.
    lever : its number among the techniques.
    outcome : what is compared.
    measure : that outcome.
    kind : how on is compared with off: ``ratio`` (on / off - 1), ``points`` (on - off) or ``level`` (on alone).
    figure : the article's, in the same terms; None where it is the lever's own parameter.
    world : what the world must have for the claim to be about something; the same on both sides, burn-in included.
    off, on : the scenario without and with the lever.
    assumption : what one would have to believe; None where the figure is assumed.
    assumed : the figure is the lever's own parameter: it is "assumed, not tested", and what follows from it is.
    reading : which of two readings of the wording is taken.
    missing : the lever that is not there yet; such a claim is reported and not simulated.
    scale : of the printed numbers: 100 for shares in percent.
    """

    id: str
    says: str
    lever: str
    outcome: str
    measure: Measure | None = None
    kind: Literal["ratio", "points", "level"] = "ratio"
    figure: float | None = None
    world: Changes = field(default_factory=dict)
    off: Changes = field(default_factory=dict)
    on: Changes = field(default_factory=dict)
    assumption: Assumption | None = None
    assumed: bool = False
    reading: str = ""
    missing: str = ""
    scale: float = 100.0
