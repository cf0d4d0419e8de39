"""The map (D1): distances are seen, tours put in a better order, and near customers shown whom nobody has seen lately.

Who sees distances opens the day with the customer who is most urgent for the time that the trip takes, not with the
most urgent one wherever that may be. Far customers wait longer for it.
"""

from __future__ import annotations

import numpy as np

from salesim.agents.leg import cheapest_place, insert_stop, leg_min, road_of
from salesim.columns import State
from salesim.compiled import compiled

HEALTHY = int(State.HEALTHY)
CLASS_B = 1
MAX_STOPS = 24  # visits in one day
MAX_NEAR = 64  # customers that the map shows in a week


@compiled
def shorten(x, y, road, leg, stops, plan):
    """Turn parts of a tour round as long as that saves time (2-opt: Croes 1958); returns the minutes saved.

    Parameters
    ----------
    x, y, road : places; 0 is home, 1 to ``stops`` the customers.
    leg : minutes from each place to the next; the last leads home.
    """
    saved = 0.0
    improved = True
    while improved:
        improved = False
        for i in range(stops):
            for j in range(i + 1, stops + 1):
                end = j + 1 if j < stops else 0
                across = leg_min(x[i], y[i], road[i], x[j], y[j], road[j], plan)
                back = leg_min(x[i + 1], y[i + 1], road[i + 1], x[end], y[end], road[end], plan)
                gain = leg[i] + leg[j] - across - back
                if gain < 1e-6:
                    continue
                a, b = i + 1, j
                while a < b:
                    x[a], x[b] = x[b], x[a]
                    y[a], y[b] = y[b], y[a]
                    road[a], road[b] = road[b], road[a]
                    a, b = a + 1, b - 1
                a, b = i + 1, j - 1
                while a < b:
                    leg[a], leg[b] = leg[b], leg[a]
                    a, b = a + 1, b - 1
                leg[i], leg[j] = across, back
                saved += gain
                improved = True
    return saved


@compiled
def show_near(lo, hi, customers, week, unseen_weeks, shown):
    """Rows of class-B customers whom nobody has seen for so long, into ``shown`` (MAX_NEAR,); returns how many.

    Who is on the plan of this week counts as seen.
    """
    state, grade, last_visit = customers.state, customers.grade, customers.last_visit_week
    count = 0
    for i in range(lo, hi):
        is_shown = state[i] == HEALTHY and grade[i] == CLASS_B and week - last_visit[i] >= unseen_weeks
        if is_shown and customers.visit_days[i] == 0 and count < MAX_NEAR:
            shown[count] = i
            count += 1
    return count


@compiled
def is_near(x, y, stops, cx, cy, near_km):
    """Whether a place is within reach of one of the tour's stops, as the crow flies."""
    for i in range(1, stops + 1):
        dx, dy = x[i] - cx, y[i] - cy
        if dx * dx + dy * dy <= near_km * near_km:
            return True
    return False


@compiled
def call_on_near(x, y, road, leg, stops, minutes_left, stop_min, shown, n_shown, x_km, y_km, visit_days, day, plan):
    """While the day has time, call on the customer shown who costs least; returns stops and further minutes driven.

    Parameters
    ----------
    x, y, road, leg, stops : the tour, see `leg.cheapest_place`.
    minutes_left, stop_min : what is left of the day, and what a visit takes of it besides the road.
    shown, n_shown : rows of the customers shown.
    x_km, y_km, visit_days : of all customers.
    """
    driven = 0.0
    while n_shown > 0 and stops < MAX_STOPS and minutes_left >= stop_min:
        cheapest, best, place, to_place, from_place = 1e30, -1, 0, 0.0, 0.0
        for j in range(n_shown):
            row = shown[j]
            if is_near(x, y, stops, x_km[row], y_km[row], plan.near_km):
                extra, at, to, on = cheapest_place(
                    x, y, road, leg, stops, x_km[row], y_km[row], road_of(plan, row), plan
                )
                if extra < cheapest:
                    cheapest, best, place, to_place, from_place = extra, j, at, to, on
        if cheapest + stop_min > minutes_left:
            break
        row = shown[best]
        insert_stop(x, y, road, leg, stops, place, x_km[row], y_km[row], road_of(plan, row), to_place, from_place)
        visit_days[row] |= np.uint8(1 << day)
        stops += 1
        driven += cheapest
        minutes_left -= cheapest + stop_min
        n_shown -= 1
        shown[best] = shown[n_shown]
    return stops, driven
