"""A leg of a tour: the time from one place to the next, and where a further stop costs least."""

from __future__ import annotations

import math

import numpy as np

from salesim.compiled import compiled
from salesim.territory.travel import travel_min


@compiled
def leg_min(ax, ay, a_town, bx, by, b_town, plan):
    """Minutes from a to b: by the table of travel times where it knows the two towns, else by distance (km)."""
    if plan.table_min.shape[0] > 0 and a_town != b_town:
        minutes = plan.table_min[a_town, b_town]
        if minutes >= 0.0:
            return np.float64(minutes)
    dx, dy = ax - bx, ay - by
    return travel_min(math.sqrt(dx * dx + dy * dy), plan.circuity, plan.urban_kmh, plan.intercity_kmh, plan.urban_km)


@compiled
def cheapest_place(x, y, town, leg, stops, cx, cy, ctown, plan):
    """Where a further stop costs least: (extra minutes, stop after which it comes, minutes to it, minutes from it).

    ``x``, ``y``, ``town`` begin at home; ``leg`` leads from each place to the next, the last one home.
    """
    home_leg = leg_min(x[0], y[0], town[0], cx, cy, ctown, plan)
    before = home_leg
    cheapest, place, to_place, from_place = 1e30, 0, 0.0, 0.0
    for i in range(stops + 1):
        after = home_leg
        if i < stops:
            after = leg_min(x[i + 1], y[i + 1], town[i + 1], cx, cy, ctown, plan)
        extra = before + after - leg[i]
        if extra < cheapest:
            cheapest, place, to_place, from_place = extra, i, before, after
        before = after
    return cheapest, place, to_place, from_place


@compiled
def insert_stop(x, y, town, leg, stops, place, cx, cy, ctown, to_place, from_place):
    """Put a stop into a tour after stop ``place``."""
    for i in range(stops, place, -1):
        x[i + 1], y[i + 1], town[i + 1] = x[i], y[i], town[i]
        leg[i + 1] = leg[i]
    x[place + 1], y[place + 1], town[place + 1] = cx, cy, ctown
    leg[place], leg[place + 1] = to_place, from_place
