"""Policies: what a scenario's management could do differently, as changes to the baseline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, field_validator

from salesim.parameters import Parameters
from salesim.scenario.changes import MAX_REPS, Change, Settings, nested_settings
from salesim.scenario.frozen import FrozenDict
from salesim.titles import About, Title, title_field

MAX_CHANGES = 50
MAY_CHANGE = ("sales_force", "channel")
MAY_NOT_CHANGE = (
    "sales_force.team",
    "sales_force.levels",
    "sales_force.people",
    "sales_force.specialism",
    "sales_force.effort",
    "sales_force.work",
    "sales_force.fatigue",
    "sales_force.time",
    "sales_force.turnover",
    "channel.network",
    "channel.factory",
    "channel.shelves",
)


class Policy(Parameters):
    """A named set of changes; all that it does not set stays as the scenario says.

    Every arm of a comparison lives in the same world, so a policy may set anything of the sales force and the channel
    except who and where they are.
    """

    title: Title | None = title_field()
    about: About = Field(default="", description="what is different, in one sentence: a text, or {en: ..., zh: ...}")
    set: Settings = Field(
        default_factory=FrozenDict,
        description="new values by dotted path (sales_force.pay.commission_rate: 0.02) or nested; below sales_force or "
        "channel, but not sales_force.team or channel.network",
    )
    headcount: int | None = Field(
        default=None,
        ge=1,
        le=MAX_REPS,
        description="how many reps the firm wants from the start of the run on; left out, as many as there are",
    )
    later: tuple[Change, ...] = Field(
        default=(),
        max_length=MAX_CHANGES,
        description="what changes in the course of the run, in the order of time: from a day or a week, what it sets",
    )

    _nest = field_validator("set", mode="before")(nested_settings)


def split_changes(changes: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Nested changes as those that a policy may make, and the paths that it may not set.

    >>> split_changes({"run": {"weeks": 1}, "channel": {"desk": {"portal": True}}})
    ({'channel': {'desk': {'portal': True}}}, ['run'])
    """
    allowed: dict[str, Any] = {}
    refused = [root for root in changes if root not in MAY_CHANGE]
    for root in MAY_CHANGE:
        group = changes.get(root)
        if isinstance(group, Mapping):
            fixed = [name for name in group if f"{root}.{name}" in MAY_NOT_CHANGE]
            refused += [f"{root}.{name}" for name in fixed]
            group = {name: value for name, value in group.items() if name not in fixed}
        if root in changes:
            allowed[root] = group
    return allowed, refused
