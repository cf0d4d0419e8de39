"""What is run: the horizon, the seed, the arms that are compared and with what."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from salesim.parameters import Parameters
from salesim.weeks import QUARTER

DEFAULT_LAYOUT = "unit"


class Baseline(Parameters):
    """The arm that all others are compared with."""

    layout: str = Field(
        default=DEFAULT_LAYOUT,
        description="name of a layout; left out, the first along the borders of units, else the first",
    )
    policy: str = Field(default="current", description="name of a policy")


class Run(Parameters):
    """How long, how often, with which random numbers, and which options."""

    seed: int = Field(default=1, ge=0, le=2**63 - 1, description="master seed; the same seed gives the same bytes")
    weeks: int = Field(
        default=52, ge=1, le=520, description="weeks that are reported", json_schema_extra={"unit": "week"}
    )
    burn_in_weeks: int = Field(
        default=52,
        ge=26,
        le=520,
        multiple_of=QUARTER,
        description="weeks under the baseline before the options differ; not reported",
        json_schema_extra={"unit": "week"},
    )
    replications: int = Field(
        default=20, ge=2, le=10_000, description="replications of every option, each with its own random numbers"
    )
    population: Literal["fixed", "varies"] = Field(
        default="fixed", description="whether replications share their customers and reps or draw new ones"
    )
    baseline: Baseline = Field(default=Baseline(), description="the option that all others are compared with")
    layouts: tuple[str, ...] = Field(default=(), description="names of the layouts to compare; empty: all")
    policies: tuple[str, ...] = Field(default=(), description="names of the policies to compare; empty: all")


def with_baseline(data: Any) -> Any:
    """A scenario's plain data with today's layout as its baseline, if it states layouts but no baseline.

    Today's is the first along the borders of units, else the first.

    >>> with_baseline({"layouts": {"even": {"builder": "balanced"}}})["run"]
    {'baseline': {'layout': 'even'}}
    """
    layouts = data.get("layouts") if isinstance(data, dict) else None
    if not isinstance(layouts, dict) or not layouts or DEFAULT_LAYOUT in layouts:
        return data
    run = data.get("run", {})
    baseline = run.get("baseline", {}) if isinstance(run, dict) else None
    if not isinstance(baseline, dict) or "layout" in baseline:
        return data
    by_unit = [name for name, one in layouts.items() if isinstance(one, dict) and one.get("builder") == DEFAULT_LAYOUT]
    return {**data, "run": {**run, "baseline": {**baseline, "layout": (by_unit or list(layouts))[0]}}}
