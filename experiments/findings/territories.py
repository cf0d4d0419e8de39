"""P13: what it is worth to realign a map that has grown."""

from __future__ import annotations

from functools import cache

import numpy as np
from layouts import EXISTING, live, open_existing

from findings.finding import BELOW_ZERO, Finding, pattern
from findings.study import Study
from salesim.scenario import load_scenario
from salesim.world.world import World

REALIGNED = "balanced_homes_20"
YEARS = 3


@cache
def grown_map() -> World:
    """The demo's firm on the map that hires and splits have left it, and the same drawn anew near the reps' homes."""
    return open_existing(load_scenario("yangtze_delta"), [REALIGNED])


@pattern(
    "P13",
    "a map as hires and splits left it (builder grown) drawn anew, balanced with regard to homes, against it as it is",
    published="contribution +2..7 % once the hand-over is over",
    source="Zoltners & Lorimer 2000; Skiera & Albers 1998",
    horizon="year 3; the demo's firm",
    replications=12,
    note="3.0 (0.6, 5.4) from another set of seeds, 0; each set of 12 is wide",
)
def realigned(study: Study, n: int) -> list[Finding]:
    world = grown_map()
    lives = {
        name: [live(world, name, study.first + luck, YEARS) for luck in range(n)] for name in (EXISTING, REALIGNED)
    }
    gained = [
        np.array(
            [
                100.0 * (new[year]["contribution"] / old[year]["contribution"] - 1.0)
                for old, new in zip(lives[EXISTING], lives[REALIGNED], strict=True)
            ]
        )
        for year in range(YEARS)
    ]
    return [Finding("contribution", gained[-1], (2.0, 7.0)), Finding("year 1", gained[0], BELOW_ZERO)]
