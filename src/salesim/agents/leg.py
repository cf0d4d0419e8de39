"""A leg of a tour: the time from one place to the next, and where a further stop costs least."""

from __future__ import annotations

import math

import numpy as np

from salesim.compiled import compiled
from salesim.territory.travel import travel_min


@compiled
def leg_min(ax, ay, a_road, bx, by, b_road, plan):
    """Minutes from a to b: by the table of travel times where both are in it, in two places, else by distance (km)."""
    if a_road >= 0 and b_road >= 0 and a_road != b_road:
        minutes = plan.table_min[a_road, b_road]
        if minutes >= 0.0:
            return np.float64(minutes)
    dx, dy = ax - bx, ay - by
    return travel_min(math.sqrt(dx * dx + dy * dy), plan.circuity, plan.urban_kmh, plan.intercity_kmh, plan.urban_km)


@compiled
def road_of(plan, row):
    """Row of a customer in the table of travel times; -1 if there is none, or it does not know the customer."""
    return plan.road[row] if plan.road.shape[0] > 0 else -1


@compiled
def cheapest_place(x, y, road, leg, stops, cx, cy, c_road, plan):
    """Where a further stop costs least: (extra minutes, stop after which it comes, minutes to it, minutes from it).

    ``x``, ``y`` and ``road``, rows in the table of travel times, begin at home; ``leg`` leads from each place to the
    next, the last one home.
    """
    home_leg = leg_min(x[0], y[0], road[0], cx, cy, c_road, plan)
    before = home_leg
    cheapest, place, to_place, from_place = 1e30, 0, 0.0, 0.0
    for i in range(stops + 1):
        after = home_leg
        if i < stops:
            after = leg_min(x[i + 1], y[i + 1], road[i + 1], cx, cy, c_road, plan)
        extra = before + after - leg[i]
        if extra < cheapest:
            cheapest, place, to_place, from_place = extra, i, before, after
        before = after
    return cheapest, place, to_place, from_place


@compiled
def insert_stop(x, y, road, leg, stops, place, cx, cy, c_road, to_place, from_place):
    """Put a stop into a tour after stop ``place``."""
    for i in range(stops, place, -1):
        x[i + 1], y[i + 1], road[i + 1] = x[i], y[i], road[i]
        leg[i + 1] = leg[i]
    x[place + 1], y[place + 1], road[place + 1] = cx, cy, c_road
    leg[place], leg[place + 1] = to_place, from_place
