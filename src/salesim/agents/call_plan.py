"""The call plan: which customers a rep wants to see this week, and the tours that reach them.

A week's tours are built day by day. The most urgent customer left opens the day; then the nearest candidate to the
tour is inserted where it costs the least driving, until the day's minutes are used (nearest insertion: Rosenkrantz,
Stearns & Lewis 1977).
"""

from __future__ import annotations

import math
from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import Field, model_validator

from salesim.agents.warning import calls_for_visit
from salesim.columns import State
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.territory.travel import travel_min

HEALTHY, FADING, UNKNOWN, GONE = int(State.HEALTHY), int(State.FADING), int(State.UNKNOWN), int(State.GONE)
N_GRADES = 5
MAX_POOL = 160  # candidates of one week; less than 256, see `distance_key`
N_STEPS = 64  # steps of priority
MAX_STOPS = 24  # visits in one day
MAX_REFUSED = 3  # candidates that don't fit before the day is closed


Weight = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]


class CoverageParameters(Parameters):
    """Whom reps visit: the coverage rule."""

    rule: Literal["even", "grade", "shares"] = parameter(
        "grade",
        about="even: who waited longest; grade: by the visits each grade should get; shares: by each grade's share",
        source="A",
    )
    grade_weights: tuple[Weight, Weight, Weight, Weight, Weight] = parameter(
        (3.0, 2.0, 1.5, 1.0, 0.8),
        about="relative visit frequency wanted for grades A to E (rule grade)",
        source="A",
    )
    visit_shares: tuple[Share, Share, Share, Share, Share] = parameter(
        (0.8, 0.1, 0.05, 0.03, 0.02),
        about="share of all visits to customers meant for grades A to E, a fifth of the customers each (rule shares)",
        source="A: the article's 80 % for the top 20 %",
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

    @model_validator(mode="after")
    def _shares_sum(self) -> CoverageParameters:
        if abs(sum(self.visit_shares) - 1) > 1e-9:
            raise ValueError(f"visit_shares must sum to 1, they sum to {sum(self.visit_shares):.6g}")
        return self

    def wanted_frequencies(self) -> tuple[float, ...]:
        """Relative visit frequency wanted for grades A to E; who is visited when it times the wait is largest."""
        if self.rule == "even":
            return (1.0,) * N_GRADES
        if self.rule == "shares":  # grades are fifths, so frequencies are in proportion to shares
            return tuple(N_GRADES * share for share in self.visit_shares)
        return self.grade_weights


class TimeParameters(Parameters):
    """A rep's working time."""

    day_min: float = parameter(480.0, about="working time of a day", unit="min", source="A", ge=30, le=960)
    field_share: float = parameter(
        0.58,
        about="share of working time for customers and the road; the rest is desk work and meetings",
        source="L: selling .38, travel .11-.30",
        gt=0,
        le=1,
    )
    visit_min: float = parameter(
        24.0, about="length of a visit", unit="min", source="V: 6-10 visits a day in medical sales", ge=1, le=480
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
    rescue_weight: float
    rescue_weeks: int  # that an alert stands; 0 without early warning
    circuity: float
    urban_kmh: float
    intercity_kmh: float
    urban_km: float
    table_min: np.ndarray  # (n_towns, n_towns) minutes from town to town, -1 not known; (0, 0) no table


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
def score_customers(lo, hi, customers, prospect_weight, plan, scores):
    """Priorities of customers ``lo`` to ``hi`` into ``scores`` (hi - lo,); 0 is never visited.

    Returns
    -------
    The largest priority, and the visits that all should get in a month.
    """
    state = customers.state
    last_visit = customers.last_visit_week
    grade = customers.grade
    renewal = customers.renewal_week
    alert = customers.alert
    week_of_year = plan.week % 52
    highest, workload = 0.0, 0.0
    for i in range(lo, hi):
        s = state[i]
        score = 0.0
        if s != GONE and s != UNKNOWN:
            waited = min(plan.week - last_visit[i], 52)
            weight = plan.grade_weight[grade[i]] if s >= HEALTHY else prospect_weight
            workload += weight
            to_renewal = -1
            if renewal[i] >= 0:
                to_renewal = (renewal[i] - week_of_year) % 52
            score = priority(s, weight, waited, plan.fading_weight, plan.renewal_weight, to_renewal)
            if plan.rescue_weeks > 0 and calls_for_visit(alert[i], last_visit[i], plan.week, plan.rescue_weeks):
                score *= plan.rescue_weight
        scores[i - lo] = score
        highest = max(highest, score)
    return highest, workload


@compiled
def choose_pool(scores, highest, wanted, counts, pool):
    """Positions of about the ``wanted`` highest scores, in row order, into ``pool``; returns how many.

    Scores are cut into equal steps, counted in ``counts`` (N_STEPS + 1,): the step in which the wanted number is
    reached is taken from its front.
    """
    if highest <= 0.0:
        return 0
    counts[:] = 0
    scale = N_STEPS / highest
    for score in scores:
        if score > 0.0:
            counts[int(score * scale)] += 1
    room = wanted
    step = N_STEPS
    while step > 0 and counts[step] <= room:
        room -= counts[step]
        step -= 1
    size = 0
    for i in range(scores.shape[0]):
        if scores[i] > 0.0:
            at = int(scores[i] * scale)
            if at > step or (at == step and room > 0):
                room -= at == step
                pool[size] = i
                size += 1
    return size


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
def distance_key(x, y, ax, ay, j):
    """Squared distance (steps of 1/64 km2) and position in one integer, so that the nearest is a plain minimum."""
    dx, dy = x - ax, y - ay
    steps = min(np.float32(64.0) * (dx * dx + dy * dy), np.float32(16_777_215.0))
    return (np.uint32(steps) << np.uint32(8)) | np.uint32(j)


@compiled
def move(pool, px, py, wait, near, source, target):
    """Candidate ``source`` takes the place of candidate ``target``."""
    pool[target] = pool[source]
    px[target] = px[source]
    py[target] = py[source]
    wait[target] = wait[source]
    near[target] = (near[source] & np.uint32(0xFFFFFF00)) | np.uint32(target)


@compiled
def swap(pool, px, py, wait, near, i, j):
    """Candidates ``i`` and ``j`` change places."""
    pool[i], pool[j] = pool[j], pool[i]
    px[i], px[j] = px[j], px[i]
    py[i], py[j] = py[j], py[i]
    wait[i], wait[j] = wait[j], wait[i]
    key_i, key_j = near[i], near[j]
    near[i] = (key_j & np.uint32(0xFFFFFF00)) | np.uint32(i)
    near[j] = (key_i & np.uint32(0xFFFFFF00)) | np.uint32(j)


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
    x_km, y_km, town = customers.x_km, customers.y_km, customers.town
    scores_room = np.empty(256)
    counts = np.empty(N_STEPS + 1, np.int64)
    pool = np.empty(MAX_POOL, np.int64)
    px, py = np.empty(MAX_POOL, np.float32), np.empty(MAX_POOL, np.float32)
    wait = np.empty(MAX_POOL)
    near = np.empty(MAX_POOL, np.uint32)
    # the day's tour: stop 0 is home; leg[i] leads from stop i to the next one, the last leg leads home
    tour_x, tour_y = np.empty(MAX_STOPS + 2, np.float32), np.empty(MAX_STOPS + 2, np.float32)
    tour_town = np.empty(MAX_STOPS + 2, np.int64)
    leg = np.empty(MAX_STOPS + 2)
    for seat in range(first, last):
        reps.visits[seat] = 0
        reps.fake_visits[seat] = 0
        reps.detected_fakes[seat] = 0
        reps.km[seat] = 0.0
        reps.selling_min[seat] = 0.0
        reps.travel_min[seat] = 0.0
        reps.working_min[seat] = 0.0
        reps.other_min[seat] = 0.0
        if reps.present[seat] == 0 or plan.working_days == 0:
            continue
        field_min = plan.day_min * plan.field_share * reps.effort[seat] ** plan.visits_exponent
        desk_min = plan.day_min * (1.0 - plan.field_share)
        lo, hi = start[seat], start[seat + 1]
        if scores_room.shape[0] < hi - lo:
            scores_room = np.empty(2 * (hi - lo))
        scores = scores_room[: hi - lo]
        prospect_weight = plan.prospect_weight * reps.prospect_tilt[seat]
        highest, reps.workload[seat] = score_customers(lo, hi, customers, prospect_weight, plan, scores)
        stop = stop_min[seat]
        wanted = min(MAX_POOL, int(plan.working_days * field_min / stop) + 1)
        size = choose_pool(scores, highest, wanted, counts, pool)
        for j in range(size):
            px[j] = x_km[lo + pool[j]]
            py[j] = y_km[lo + pool[j]]
            wait[j] = scores[pool[j]]
        home_x, home_y, home_town = reps.home_x_km[seat], reps.home_y_km[seat], reps.home_town[seat]
        tour_x[0], tour_y[0], tour_town[0] = home_x, home_y, home_town
        km = 0.0
        visits = 0
        travelled = 0.0
        for day in range(plan.working_days):
            minutes_left = field_min - lost_min[seat]
            # the most urgent customer who can be reached opens the day
            opener = -1
            travel = 0.0
            while size > 0:
                opener = 0
                for j in range(1, size):
                    if wait[j] > wait[opener]:
                        opener = j
                ctown = town[lo + pool[opener]]
                travel = leg_min(home_x, home_y, home_town, px[opener], py[opener], ctown, plan)
                if 2.0 * travel + stop <= minutes_left:
                    break
                move(pool, px, py, wait, near, size - 1, opener)
                size -= 1
                opener = -1
            if opener < 0:
                break
            cx, cy = px[opener], py[opener]
            tour_x[1], tour_y[1], tour_town[1] = cx, cy, town[lo + pool[opener]]
            leg[0], leg[1] = travel, travel
            stops = 1
            on_road = 2.0 * travel
            minutes_left -= on_road + stop
            visit_days[lo + pool[opener]] |= np.uint8(1 << day)
            size -= 1
            move(pool, px, py, wait, near, size, opener)
            for j in range(size):
                near[j] = distance_key(px[j], py[j], cx, cy, j)
            # candidates from ``active`` on did not fit into this day
            active = size
            refused = 0
            while active > 0 and stops < MAX_STOPS and minutes_left >= stop and refused < MAX_REFUSED:
                key = near[0]
                for j in range(1, active):
                    key = min(key, near[j])
                best = int(key & np.uint32(255))
                cx, cy, ctown = px[best], py[best], town[lo + pool[best]]
                # the cheapest place in the tour, between stop i and the next one
                home_leg = leg_min(home_x, home_y, home_town, cx, cy, ctown, plan)
                before = home_leg
                cheapest, place, to_place, from_place = 1e30, 0, 0.0, 0.0
                for i in range(stops + 1):
                    after = home_leg
                    if i < stops:
                        after = leg_min(tour_x[i + 1], tour_y[i + 1], tour_town[i + 1], cx, cy, ctown, plan)
                    extra = before + after - leg[i]
                    if extra < cheapest:
                        cheapest, place, to_place, from_place = extra, i, before, after
                    before = after
                active -= 1
                if cheapest + stop > minutes_left:
                    swap(pool, px, py, wait, near, best, active)
                    refused += 1
                    continue
                for i in range(stops, place, -1):
                    tour_x[i + 1], tour_y[i + 1], tour_town[i + 1] = tour_x[i], tour_y[i], tour_town[i]
                    leg[i + 1] = leg[i]
                tour_x[place + 1], tour_y[place + 1], tour_town[place + 1] = cx, cy, ctown
                leg[place], leg[place + 1] = to_place, from_place
                stops += 1
                on_road += cheapest
                minutes_left -= cheapest + stop
                visit_days[lo + pool[best]] |= np.uint8(1 << day)
                size -= 1
                move(pool, px, py, wait, near, active, best)
                move(pool, px, py, wait, near, size, active)
                for j in range(active):
                    near[j] = min(near[j], distance_key(px[j], py[j], cx, cy, j))
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
