"""The call plan: which customers a rep wants to see this week, and the tours that reach them.

A week's tours are built day by day. The most urgent customer left opens the day; then the nearest candidate to the
tour is inserted where it costs the least driving, until the day's minutes are used (nearest insertion: Rosenkrantz,
Stearns & Lewis 1977).
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np

from salesim.columns import State
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.territory.travel import travel_min

HEALTHY, FADING, UNKNOWN, GONE = int(State.HEALTHY), int(State.FADING), int(State.UNKNOWN), int(State.GONE)
N_GRADES = 5
MAX_POOL = 160  # candidates of one week
MAX_STOPS = 24  # visits in one day
MAX_REFUSED = 3  # candidates that don't fit before the day is closed


class CoverageParameters(Parameters):
    """Whom reps visit: the coverage rule."""

    rule: Literal["even", "grade"] = parameter(
        "grade", about="even: who waited longest; grade: by the visits each grade should get", source="A"
    )
    grade_weights: tuple[float, float, float, float, float] = parameter(
        (3.0, 2.0, 1.5, 1.0, 0.8),
        about="relative visit frequency wanted for grades A to E (rule grade)",
        source="A",
    )
    prospect_weight: float = parameter(
        1.5, about="relative visit frequency wanted for prospects", source="A", ge=0, le=20
    )
    fading_weight: float = parameter(
        1.2, about="factor on the priority of a customer who is seen to fade", source="A", ge=0, le=20
    )
    renewal_weight: float = parameter(
        1.5, about="factor on the priority in the four weeks before a contract ends", source="A", ge=0, le=20
    )


class TimeParameters(Parameters):
    """A rep's working time."""

    day_min: float = parameter(480.0, about="working time of a day", unit="min", source="A", gt=0, le=960)
    field_share: float = parameter(
        0.58,
        about="share of working time for customers and the road; the rest is desk work and meetings",
        source="L: selling .38, travel .11-.30",
        gt=0,
        le=1,
    )
    visit_min: float = parameter(
        24.0, about="length of a visit", unit="min", source="V: 6-10 visits a day in medical sales", gt=0, le=480
    )


class CallPlan(NamedTuple):
    """Numbers of the call plan; one constructor keeps their types fixed."""

    week: int
    working_days: int
    day_min: float
    field_share: float
    visit_min: float
    visits_exponent: float
    grade_weight: np.ndarray  # (5,)
    prospect_weight: float
    fading_weight: float
    renewal_weight: float
    circuity: float
    urban_kmh: float
    intercity_kmh: float
    urban_km: float


@compiled
def priority(state, weight, weeks_waiting, fading_weight, renewal_weight, weeks_to_renewal):
    """How much a rep wants to see a customer: wanted frequency x weeks since the last visit, more when in danger."""
    score = weight * weeks_waiting
    if state == FADING:
        score *= fading_weight
    if 0 <= weeks_to_renewal < 4:
        score *= renewal_weight
    return score


@compiled
def score_customers(lo, hi, customers, plan, scores):
    """Priorities of customers ``lo`` to ``hi`` into ``scores`` (hi - lo,); 0 is never visited. Returns the largest."""
    state = customers.state
    last_visit = customers.last_visit_week
    grade = customers.grade
    renewal = customers.renewal_week
    week_of_year = plan.week % 52
    highest = 0.0
    for i in range(lo, hi):
        s = state[i]
        score = 0.0
        if s != GONE and s != UNKNOWN:
            waited = min(plan.week - last_visit[i], 52)
            weight = plan.grade_weight[grade[i]] if s >= HEALTHY else plan.prospect_weight
            to_renewal = -1
            if renewal[i] >= 0:
                to_renewal = (renewal[i] - week_of_year) % 52
            score = priority(s, weight, waited, plan.fading_weight, plan.renewal_weight, to_renewal)
        scores[i - lo] = score
        highest = max(highest, score)
    return highest


@compiled
def choose_pool(scores, highest, wanted, pool):
    """Positions of about the ``wanted`` highest scores, in row order, into ``pool``; returns how many.

    Scores are cut into 256 equal steps: the step in which the wanted number is reached is taken from its front.
    """
    counts = np.zeros(257, np.int64)
    if highest <= 0.0:
        return 0
    scale = 256.0 / highest
    n = scores.shape[0]
    for i in range(n):
        if scores[i] > 0.0:
            counts[int(scores[i] * scale)] += 1
    room = wanted
    step = 256
    while step > 0 and counts[step] <= room:
        room -= counts[step]
        step -= 1
    size = 0
    for i in range(n):
        if scores[i] > 0.0:
            at = int(scores[i] * scale)
            if at > step:
                pool[size] = i
                size += 1
            elif at == step and room > 0:
                pool[size] = i
                size += 1
                room -= 1
    return size


@compiled
def leg_min(ax, ay, bx, by, plan):
    """Minutes from a to b (km coordinates)."""
    dx, dy = ax - bx, ay - by
    return travel_min(math.sqrt(dx * dx + dy * dy), plan.circuity, plan.urban_kmh, plan.intercity_kmh, plan.urban_km)


@compiled
def plan_tours(first, last, start, customers, reps, lost_min, plan):
    """Plan and drive the week of the reps in seats ``first`` to ``last``.

    Parameters
    ----------
    start : (n_seats + 1,) first customer row of each seat.
    lost_min : (n_seats,) field time that each loses every day, to coaching for instance.
    plan : CallPlan.

    Writes the days of visits into ``customers.visit_days`` and time and distance into ``reps``.
    """
    scores_room = np.empty(0)
    pool = np.empty(MAX_POOL, np.int64)
    px, py = np.empty(MAX_POOL, np.float32), np.empty(MAX_POOL, np.float32)
    wait = np.empty(MAX_POOL)
    near = np.empty(MAX_POOL, np.float32)
    far = np.float32(1e30)
    tour_x, tour_y = np.empty(MAX_STOPS + 2), np.empty(MAX_STOPS + 2)
    leg = np.empty(MAX_STOPS + 2)
    for seat in range(first, last):
        lo, hi = start[seat], start[seat + 1]
        reps.visits[seat] = 0
        reps.fake_visits[seat] = 0
        reps.km[seat] = 0.0
        reps.selling_min[seat] = 0.0
        reps.travel_min[seat] = 0.0
        reps.working_min[seat] = 0.0
        reps.other_min[seat] = 0.0
        if reps.present[seat] == 0 or plan.working_days == 0:
            continue
        field_min = plan.day_min * plan.field_share * reps.effort[seat] ** plan.visits_exponent
        desk_min = plan.day_min * (1.0 - plan.field_share)
        reps.working_min[seat] = plan.working_days * (field_min + desk_min)
        reps.other_min[seat] = reps.working_min[seat]
        n = hi - lo
        if n == 0:
            continue
        if scores_room.shape[0] < n:
            scores_room = np.empty(2 * n)
        scores = scores_room[:n]
        highest = score_customers(lo, hi, customers, plan, scores)
        wanted = min(MAX_POOL, int(plan.working_days * field_min / plan.visit_min) + 1)
        size = choose_pool(scores, highest, wanted, pool)
        for j in range(size):
            row = lo + pool[j]
            px[j] = customers.x_km[row]
            py[j] = customers.y_km[row]
            wait[j] = scores[pool[j]]
        home_x, home_y = reps.home_x_km[seat], reps.home_y_km[seat]
        for day in range(plan.working_days):
            minutes_left = field_min - lost_min[seat]
            stops = 0
            # the most urgent customer who can be reached opens the day
            opener = -1
            travel = 0.0
            while size > 0:
                opener = int(np.argmax(wait[:size]))
                travel = leg_min(home_x, home_y, px[opener], py[opener], plan)
                if 2.0 * travel + plan.visit_min <= minutes_left:
                    break
                size = remove(pool, px, py, wait, near, opener, size)
                opener = -1
            if opener < 0:
                break
            tour_x[0], tour_y[0] = home_x, home_y
            tour_x[1], tour_y[1] = px[opener], py[opener]
            leg[0] = travel  # leg[i] leads from stop i to stop i + 1; the last one leads home
            leg[1] = travel
            stops = 1
            minutes_left -= 2.0 * travel + plan.visit_min
            customers.visit_days[lo + pool[opener]] |= np.uint8(1 << day)
            ox, oy = px[opener], py[opener]
            size = remove(pool, px, py, wait, near, opener, size)
            for j in range(size):
                dx, dy = px[j] - ox, py[j] - oy
                near[j] = dx * dx + dy * dy
            refused = 0
            while size > 0 and stops < MAX_STOPS and minutes_left >= plan.visit_min and refused < MAX_REFUSED:
                best = nearest(near, size)
                if near[best] >= far:
                    break
                cx, cy = px[best], py[best]
                # cheapest place in the tour: between stop i and the next one
                cheapest, place, to_first, to_second = 1e30, 0, 0.0, 0.0
                before = leg_min(home_x, home_y, cx, cy, plan)
                home_leg = before
                for i in range(stops + 1):
                    if i == stops:
                        after = home_leg
                    else:
                        after = leg_min(tour_x[i + 1], tour_y[i + 1], cx, cy, plan)
                    extra = before + after - leg[i]
                    if extra < cheapest:
                        cheapest, place, to_first, to_second = extra, i, before, after
                    before = after
                if cheapest + plan.visit_min > minutes_left:
                    near[best] = far
                    refused += 1
                    continue
                for i in range(stops, place, -1):
                    tour_x[i + 1], tour_y[i + 1] = tour_x[i], tour_y[i]
                    leg[i + 1] = leg[i]
                tour_x[place + 1], tour_y[place + 1] = cx, cy
                leg[place] = to_first
                leg[place + 1] = to_second
                stops += 1
                minutes_left -= cheapest + plan.visit_min
                customers.visit_days[lo + pool[best]] |= np.uint8(1 << day)
                size = remove(pool, px, py, wait, near, best, size)
                for j in range(size):
                    dx, dy = px[j] - cx, py[j] - cy
                    d = dx * dx + dy * dy
                    if near[j] < far and d < near[j]:
                        near[j] = d
            reps.visits[seat] += stops
            reps.selling_min[seat] += stops * plan.visit_min
            reps.travel_min[seat] += field_min - lost_min[seat] - minutes_left - stops * plan.visit_min
            x, y = home_x, home_y
            for i in range(1, stops + 1):
                reps.km[seat] += math.sqrt((tour_x[i] - x) ** 2 + (tour_y[i] - y) ** 2) * plan.circuity
                x, y = tour_x[i], tour_y[i]
            reps.km[seat] += math.sqrt((home_x - x) ** 2 + (home_y - y) ** 2) * plan.circuity
        reps.other_min[seat] = reps.working_min[seat] - reps.selling_min[seat] - reps.travel_min[seat]


@compiled
def nearest(near, size):
    """Position of the smallest of the first ``size`` distances."""
    best = 0
    for j in range(1, size):
        if near[j] < near[best]:
            best = j
    return best


@compiled
def remove(pool, px, py, wait, near, j, size):
    """Take candidate ``j`` out of the pool by moving the last one into its place; returns the new size."""
    last = size - 1
    pool[j] = pool[last]
    px[j] = px[last]
    py[j] = py[last]
    wait[j] = wait[last]
    near[j] = near[last]
    return last
