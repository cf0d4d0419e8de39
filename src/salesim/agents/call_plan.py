"""The call plan: which customers a rep wants to see this week. How they are reached is in `tour`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.agents.context import RENEWAL_WEEKS
from salesim.agents.visit_value import rank, visit_value_of
from salesim.agents.warning import calls_for_visit
from salesim.columns import State
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter

HEALTHY, FADING, UNKNOWN, GONE = int(State.HEALTHY), int(State.FADING), int(State.UNKNOWN), int(State.GONE)
N_GRADES = 5
MAX_POOL = 160  # candidates of one week; less than 256, see `distance_key`
N_STEPS = 64  # steps of priority
BY_WEIGHT, BY_VALUE, BY_RESPONSE = range(3)


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
    visits_a_week: int  # to one customer, at most
    list_length: float  # candidates for each usual visit; 0 as many as fit without driving
    grade_weight: np.ndarray  # (5,)
    prospect_weight: float
    fading_weight: float
    renewal_weight: float
    rescue_weight: float
    rescue_weeks: int  # that an alert stands; 0 without early warning
    rule: int  # BY_WEIGHT, BY_VALUE or BY_RESPONSE
    value_exponent: float
    usual: float  # mean of what is expected of customers
    horizon_weeks: float
    elasticity: float
    immediate: float
    win_back: float
    visits_needed: np.ndarray  # (3,) by stage of the funnel
    near_km: float  # of the map
    unseen_weeks: int
    reminder: float  # of the arrival context
    circuity: float
    urban_kmh: float
    intercity_kmh: float
    urban_km: float
    road: np.ndarray  # (n_customers,) int32 row in the table of travel times, -1 by distance; (0,) no table
    table_min: np.ndarray  # (n_places, n_places) minutes from place to place, -1 not known


@compiled
def weeks_until(renewal_week, week_of_year):
    """Weeks until a contract comes up for renewal, both as weeks of a year; -1 if there is none."""
    if renewal_week < 0:
        return -1
    ahead = renewal_week - week_of_year
    return ahead if ahead >= 0 else ahead + 52  # a remainder would take as long as all the rest of a priority


@compiled
def priority(state, weight, weeks_waiting, fading_weight, renewal_weight, weeks_to_renewal):
    """How much a rep wants to see a customer: wanted frequency x weeks since the last visit, more when in danger."""
    score = weight * weeks_waiting
    if state == FADING:
        score *= fading_weight
    if 0 <= weeks_to_renewal < RENEWAL_WEEKS:
        score *= renewal_weight
    return score


@compiled
def score_customers(lo, hi, customers, prospect_tilt, plan, scores):
    """Priorities of customers ``lo`` to ``hi`` into ``scores`` ((hi - lo) x visits a week,); 0 is never visited.

    The first hi - lo are those of a first visit this week, the next those of a second one, and so on: beside one to a
    customer last seen a week ago, a k-th visit is wanted 1 / (k - 1/2) as much. Who should get f visits a week then
    gets the nearest whole number of them, so visits come out in proportion to the weights.

    Returns
    -------
    The largest priority, and the visits that all should get in a month.
    """
    state = customers.state
    last_visit = customers.last_visit_week
    grade = customers.grade
    renewal = customers.renewal_week
    alert = customers.alert
    expected, goodwill = customers.expected, customers.goodwill
    week_of_year = plan.week % 52
    highest, workload = 0.0, 0.0
    for i in range(lo, hi):
        s = state[i]
        score = 0.0
        if s != GONE and s != UNKNOWN:
            waited = min(plan.week - last_visit[i], 52)
            weight = plan.grade_weight[grade[i]] if s >= HEALTHY else plan.prospect_weight * prospect_tilt
            workload += weight
            to_renewal = weeks_until(renewal[i], week_of_year)
            if plan.rule == BY_VALUE and s >= HEALTHY:
                weight = (expected[i] / plan.usual) ** plan.value_exponent
            score = priority(s, weight, waited, plan.fading_weight, plan.renewal_weight, to_renewal)
            if plan.rule == BY_RESPONSE:
                score = visit_value_of(s, expected[i], goodwill[i], plan)
                if s < HEALTHY:
                    score *= prospect_tilt
            if plan.rule != BY_WEIGHT:
                score = rank(score)
            if plan.rescue_weeks > 0 and calls_for_visit(alert[i], last_visit[i], plan.week, plan.rescue_weeks):
                score *= plan.rescue_weight
        scores[i - lo] = score
        for k in range(1, plan.visits_a_week):
            if s < HEALTHY or score == 0.0:
                again = 0.0
            elif plan.rule == BY_WEIGHT:
                again = score / (waited * (k + 0.5))
            else:
                again = score / rank(k + 0.5)
            scores[k * (hi - lo) + i - lo] = again
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
