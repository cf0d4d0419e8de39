"""Tours: a week is built day by day.

The most urgent customer left opens the day; then the nearest candidate to the tour is inserted where it costs the least
driving, until the day's minutes are used (nearest insertion: Rosenkrantz, Stearns & Lewis 1977).
"""

from __future__ import annotations

import math

import numpy as np

from salesim.agents.call_plan import MAX_POOL, N_STEPS, choose_pool, score_customers, weeks_until
from salesim.agents.context import is_key
from salesim.agents.leg import cheapest_place, insert_stop, leg_min, road_of
from salesim.agents.route import MAX_NEAR, MAX_STOPS, call_on_near, shorten, show_near
from salesim.columns import Tool
from salesim.compiled import compiled

MAP, CONTEXT = int(Tool.MAP), int(Tool.ARRIVAL_CONTEXT)
MAX_REFUSED = 3  # candidates that don't fit before the day is closed
MOST_STEPS = np.float32(16_777_215.0)  # as many as leave 8 of 32 bits for a position


@compiled
def distance_key(x, y, ax, ay, pull, j):
    """Squared distance (steps of 1/64 km2) and position in one integer, so that the nearest is a plain minimum.

    ``pull`` is a factor on the squared distance: below 1 for a customer whom the rep is reminded of.
    """
    dx, dy = x - ax, y - ay
    steps = np.float32(64.0) * pull * (dx * dx + dy * dy)
    steps = steps if steps < MOST_STEPS else MOST_STEPS  # so, and by a signed integer, it is done for eight at a time
    return np.uint32((np.int32(steps) << np.int32(8)) | np.int32(j))


@compiled
def move(pool, px, py, wait, pull, near, source, target):
    """Candidate ``source`` takes the place of candidate ``target``."""
    pool[target] = pool[source]
    px[target] = px[source]
    py[target] = py[source]
    wait[target] = wait[source]
    pull[target] = pull[source]
    near[target] = (near[source] & np.uint32(0xFFFFFF00)) | np.uint32(target)


@compiled
def swap(pool, px, py, wait, pull, near, i, j):
    """Candidates ``i`` and ``j`` change places."""
    pool[i], pool[j] = pool[j], pool[i]
    px[i], px[j] = px[j], px[i]
    py[i], py[j] = py[j], py[i]
    wait[i], wait[j] = wait[j], wait[i]
    pull[i], pull[j] = pull[j], pull[i]
    key_i, key_j = near[i], near[j]
    near[i] = (key_j & np.uint32(0xFFFFFF00)) | np.uint32(i)
    near[j] = (key_i & np.uint32(0xFFFFFF00)) | np.uint32(j)


@compiled
def bring_back(lo, n, day, gap, size, first_again, last_again, visit_days, pool, px, py, wait, pull, near):
    """Candidates who should be seen again this week join the pool, ``gap`` days after their last visit or later.

    They wait in ``pool[first_again:last_again]`` as k n + position, k the visits that come before; -1 once they joined.
    Returns the new size of the pool, which never grows beyond ``first_again``: whoever joins has been taken out.
    """
    for slot in range(first_again, last_again):
        if pool[slot] < 0:
            continue
        row, before = lo + pool[slot] % n, pool[slot] // n
        made, latest = 0, -1
        for d in range(day):
            if visit_days[row] & (1 << d):
                made += 1
                latest = d
        if made == before and day - latest >= gap:
            move(pool, px, py, wait, pull, near, slot, size)
            pool[size] = row - lo
            pool[slot] = -1
            size += 1
    return size


@compiled
def begin_week(reps, seat):
    """The week's counts begin at zero."""
    reps.visits[seat] = 0
    reps.falsified_visits[seat] = 0
    reps.detected_falsified[seat] = 0
    reps.key_planned[seat] = 0
    reps.key_done[seat] = 0
    reps.km[seat] = 0.0
    reps.selling_min[seat] = 0.0
    reps.travel_min[seat] = 0.0
    reps.working_min[seat] = 0.0
    reps.other_min[seat] = 0.0


@compiled
def plan_tours(first, last, start, customers, reps, lost_min, stop_min, plan):
    """Plan and drive the week of the reps in seats ``first`` to ``last``.

    Parameters
    ----------
    start : (n_seats + 1,) first customer row of each seat.
    lost_min : (n_seats,) field time that each loses every day, to coaching for instance.
    stop_min : (n_seats,) time that each plans for a visit and what goes with it.
    plan : CallPlan.

    Writes the days of visits into ``customers.visit_days`` and time and distance into ``reps``.
    """
    visit_days = customers.visit_days
    x_km, y_km = customers.x_km, customers.y_km
    scores_room = np.empty(256)
    counts = np.empty(N_STEPS + 1, np.int64)
    pool = np.empty(MAX_POOL, np.int64)
    px, py = np.empty(MAX_POOL, np.float32), np.empty(MAX_POOL, np.float32)
    wait = np.empty(MAX_POOL)
    pull = np.empty(MAX_POOL, np.float32)
    shown = np.empty(MAX_NEAR, np.int64)
    state, grade, renewal = customers.state, customers.grade, customers.renewal_week
    week_of_year = plan.week % 52
    near = np.empty(MAX_POOL, np.uint32)
    # the day's tour: stop 0 is home; leg[i] leads from stop i to the next one, the last leg leads home
    tour_x, tour_y = np.empty(MAX_STOPS + 2, np.float32), np.empty(MAX_STOPS + 2, np.float32)
    tour_road = np.empty(MAX_STOPS + 2, np.int64)
    leg = np.empty(MAX_STOPS + 2)
    for seat in range(first, last):
        begin_week(reps, seat)
        if reps.present[seat] == 0 or plan.working_days == 0:
            continue
        field_min = plan.day_min * plan.field_share * reps.effort[seat] ** plan.visits_exponent
        desk_min = plan.day_min * (1.0 - plan.field_share)
        lo, hi = start[seat], start[seat + 1]
        n = hi - lo
        n_scores = n * plan.visits_a_week
        if scores_room.shape[0] < n_scores:
            scores_room = np.empty(2 * n_scores)
        scores = scores_room[:n_scores]
        highest, reps.workload[seat] = score_customers(lo, hi, customers, reps.prospect_tilt[seat], plan, scores)
        stop = stop_min[seat]
        wanted = min(MAX_POOL, int(plan.working_days * field_min / stop) + 1)
        usual = reps.usual_visits[seat] * plan.working_days / 5.0  # 0 as long as nobody knows
        if plan.list_length > 0.0 and usual > 0.0:
            wanted = min(wanted, int(plan.list_length * usual) + 1)
        size = choose_pool(scores, highest, wanted, counts, pool)
        home_x, home_y, home_road = reps.home_x_km[seat], reps.home_y_km[seat], reps.home_road[seat]
        reminder = np.float32(plan.reminder**2 if reps.uses[seat, CONTEXT] else 1.0)
        planned = 0
        chosen, size = size, 0
        for j in range(chosen):
            size += pool[j] < n  # from there on, second visits and further ones
            row = lo + pool[j] % n
            px[j] = x_km[row]
            py[j] = y_km[row]
            wait[j] = scores[pool[j]]
            if reps.uses[seat, MAP]:  # urgency for the time that it takes
                away = leg_min(home_x, home_y, home_road, px[j], py[j], road_of(plan, row), plan)
                wait[j] /= 2.0 * away + stop
            pull[j] = np.float32(1.0)
            to_renewal = weeks_until(renewal[row], week_of_year)
            if is_key(state[row], grade[row], to_renewal):
                planned += 1
                pull[j] = reminder
        first_again = size
        reps.key_planned[seat] = planned
        tour_x[0], tour_y[0], tour_road[0] = home_x, home_y, home_road
        km = 0.0
        visits = 0
        travelled = 0.0
        for day in range(plan.working_days):
            minutes_left = min(field_min - lost_min[seat], field_min + desk_min)  # relief ends with the desk work
            if chosen > first_again and day > 0:
                gap = max(1, plan.working_days // plan.visits_a_week)
                size = bring_back(
                    lo, n, day, gap, size, first_again, chosen, visit_days, pool, px, py, wait, pull, near
                )
            # the most urgent customer who can be reached opens the day
            opener = -1
            travel = 0.0
            while size > 0:
                opener = 0
                for j in range(1, size):
                    if wait[j] > wait[opener]:
                        opener = j
                c_road = road_of(plan, lo + pool[opener])
                travel = leg_min(home_x, home_y, home_road, px[opener], py[opener], c_road, plan)
                if 2.0 * travel + stop <= minutes_left:
                    break
                move(pool, px, py, wait, pull, near, size - 1, opener)
                size -= 1
                opener = -1
            if opener < 0:
                break
            cx, cy = px[opener], py[opener]
            tour_x[1], tour_y[1], tour_road[1] = cx, cy, road_of(plan, lo + pool[opener])
            leg[0], leg[1] = travel, travel
            stops = 1
            on_road = 2.0 * travel
            minutes_left -= on_road + stop
            visit_days[lo + pool[opener]] |= np.uint8(1 << day)
            size -= 1
            move(pool, px, py, wait, pull, near, size, opener)
            for j in range(size):
                near[j] = distance_key(px[j], py[j], cx, cy, pull[j], j)
            # candidates from ``active`` on did not fit into this day
            active = size
            refused = 0
            while active > 0 and stops < MAX_STOPS and minutes_left >= stop and refused < MAX_REFUSED:
                key = near[0]
                for j in range(1, active):
                    key = min(key, near[j])
                best = int(key & np.uint32(255))
                cx, cy, c_road = px[best], py[best], road_of(plan, lo + pool[best])
                cheapest, place, to_place, from_place = cheapest_place(
                    tour_x, tour_y, tour_road, leg, stops, cx, cy, c_road, plan
                )
                active -= 1
                if cheapest + stop > minutes_left:
                    swap(pool, px, py, wait, pull, near, best, active)
                    refused += 1
                    continue
                insert_stop(tour_x, tour_y, tour_road, leg, stops, place, cx, cy, c_road, to_place, from_place)
                stops += 1
                on_road += cheapest
                minutes_left -= cheapest + stop
                visit_days[lo + pool[best]] |= np.uint8(1 << day)
                size -= 1
                move(pool, px, py, wait, pull, near, active, best)
                move(pool, px, py, wait, pull, near, size, active)
                for j in range(active):
                    near[j] = min(near[j], distance_key(px[j], py[j], cx, cy, pull[j], j))
            if reps.uses[seat, MAP]:
                saved = shorten(tour_x, tour_y, tour_road, leg, stops, plan)
                on_road -= saved
                minutes_left += saved
                n_shown = show_near(lo, hi, customers, plan.week, plan.unseen_weeks, shown)
                stops, extra = call_on_near(
                    tour_x,
                    tour_y,
                    tour_road,
                    leg,
                    stops,
                    minutes_left,
                    stop,
                    shown,
                    n_shown,
                    x_km,
                    y_km,
                    visit_days,
                    day,
                    plan,
                )
                on_road += extra
                for j in range(size - 1, -1, -1):  # who has been called on is no candidate any longer
                    if visit_days[lo + pool[j]] & (1 << day):
                        size -= 1
                        move(pool, px, py, wait, pull, near, size, j)
            visits += stops
            travelled += on_road
            x, y = home_x, home_y
            for i in range(1, stops + 2):
                to_x, to_y = (tour_x[i], tour_y[i]) if i <= stops else (home_x, home_y)
                km += math.sqrt((to_x - x) * (to_x - x) + (to_y - y) * (to_y - y))
                x, y = to_x, to_y
        reps.visits[seat] = visits
        reps.km[seat] = km * plan.circuity
        reps.selling_min[seat] = visits * plan.visit_min
        reps.travel_min[seat] = travelled
        reps.working_min[seat] = plan.working_days * (field_min + desk_min)
        reps.other_min[seat] = reps.working_min[seat] - reps.selling_min[seat] - travelled
