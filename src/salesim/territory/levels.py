"""Districts and regions: territories in groups that hang together, each with as many as a manager leads.

Built from below: territories become districts, districts become regions. Counts come first: 100 territories and a span
of 10 are ten districts of ten; where a span does not divide, groups differ by one. So districts are about as even as
their territories. Within that, groups are as compact as exchanges make them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy

from salesim.errors import InputError
from salesim.parameters import Parameters, parameter
from salesim.phrase import Phrase
from salesim.territory.bisection import bisect
from salesim.territory.layout import Layout, Sites, centers, sum_by

TAKEN = ("territory", "around", "n_accounts", "workload_hours", "potential", "travel_hours", "home_km")  # in lists
ROUNDS = 30  # of moving the middles of the groups; they settle sooner
MOST_ASSIGNED = 1_500  # members that are assigned to middles all at once; more keep the groups of the first cut


class LevelParameters(Parameters):
    """A level of managers above the reps."""

    name: str = parameter(
        ..., about="what the level is called, such as district", source="A", min_length=1, max_length=40
    )
    span: int = parameter(
        8,
        about="how many of the level below a manager leads",
        source="A: a first-line sales manager leads 6 to 12 reps",
        ge=2,
        le=1_000,
    )


def group(x_km: np.ndarray, y_km: np.ndarray, n_groups: int) -> np.ndarray:
    """Compact groups of as many members each, or one more: (k,) int32.

    The groups of a bisection, then all members assigned anew to the groups' middles at the least total of squared
    distances, and the middles moved, until nothing changes.
    """
    k = len(x_km)
    of = bisect(x_km, y_km, np.ones(k), n_groups)
    if k > MOST_ASSIGNED or n_groups == 1:
        return of
    size = sum_by(of, n_groups)
    place = np.repeat(np.arange(n_groups), size)  # a place in a group for each member
    for _ in range(ROUNDS):
        x, y = centers(of, n_groups, x_km, y_km, np.ones(k))
        away = (x_km[:, None] - x[place][None, :]) ** 2 + (y_km[:, None] - y[place][None, :]) ** 2
        again = place[scipy.optimize.linear_sum_assignment(away)[1]].astype(np.int32)
        if _spread(again, x_km, y_km, n_groups) >= _spread(of, x_km, y_km, n_groups) * (1 - 1e-12):
            break
        of = again
    return of


def _spread(of: np.ndarray, x_km: np.ndarray, y_km: np.ndarray, n_groups: int) -> float:
    x, y = centers(of, n_groups, x_km, y_km, np.ones(len(of)))
    return float(((x_km - x[of]) ** 2 + (y_km - y[of]) ** 2).sum())


def levels_of(layout: Layout, sites: Sites, levels: tuple[LevelParameters, ...], is_fixed: bool = True) -> pd.DataFrame:
    """The groups that each territory belongs to: one row a territory, a column a level, both numbered from 1.

    Where the number of territories is not ``is_fixed`` but changes in a run, a level that becomes too small for its
    span is one group.

    Raises
    ------
    InputError : a level leaves its managers fewer than two of the level below, or would be a single group of all
    """
    numbers = np.unique(layout.territory_of)
    x, y = centers(layout.territory_of, layout.n_numbers, sites.x_km, sites.y_km, sites.workload_hours)
    frame = pd.DataFrame({"territory": numbers + 1})
    x, y, of = x[numbers], y[numbers], np.arange(len(numbers))
    for i, level in enumerate(levels):
        n_groups = round(len(x) / level.span) if is_fixed else max(round(len(x) / level.span), 1)
        if n_groups < 1 or (is_fixed and len(x) < 2):
            message = Phrase("a span of {span} does not fit: the level below has {n}", span=level.span, n=len(x))
            raise InputError(message, f"sales_force.levels.{i}.span", level.span, Phrase("{n} or less", n=len(x)))
        grouped = group(x, y, n_groups)
        of = grouped[of]
        frame[level.name] = of + 1
        x, y = centers(grouped, n_groups, x, y, np.ones(len(grouped)))
    return frame


def score_levels(
    layout: Layout, sites: Sites, levels: tuple[LevelParameters, ...], frame: pd.DataFrame
) -> pd.DataFrame:
    """How even and how large each level is.

    Returns
    -------
    one row a level: level, n_groups, span_min, span_max (members of the level below), workload_worst, potential_worst
    (largest deviation from the mean, as a share), distance_km (mean from customers to the middle of the group)
    """
    row_of = np.searchsorted(frame["territory"].to_numpy(), layout.territory_of + 1)
    rows, below = [], np.arange(len(frame))
    for level in levels:
        of = frame[level.name].to_numpy() - 1
        n = int(of.max()) + 1
        customers = of[row_of]
        members = pd.Series(below).groupby(of).nunique()
        load, chance = (sum_by(customers, n, values) for values in (sites.workload_hours, sites.potential))
        x, y = centers(customers, n, sites.x_km, sites.y_km, sites.workload_hours)
        away = np.hypot(sites.x_km - x[customers], sites.y_km - y[customers])
        rows.append(
            {
                "level": level.name,
                "n_groups": n,
                "span_min": int(members.min()),
                "span_max": int(members.max()),
                "workload_worst": _worst(load),
                "potential_worst": _worst(chance),
                "distance_km": float(away.mean()),
            }
        )
        below = of
    return pd.DataFrame(rows)


def _worst(values: np.ndarray) -> float:
    mean = float(values.mean())
    return float(np.abs(values / mean - 1.0).max()) if mean > 0 else 0.0
