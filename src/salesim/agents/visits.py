"""What a visit does: goodwill, a step in the funnel, or bringing a fading customer back. Some are only reported."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from salesim.agents.context import is_key, knowing
from salesim.agents.falsified_visits import Falsified, FalsifiedVisitParameters, detection
from salesim.agents.order_rate import memory_factor
from salesim.agents.prospects import stage_probability
from salesim.agents.turnover import ramp
from salesim.columns import State
from salesim.compiled import compiled
from salesim.parameters import parameter
from salesim.random.generator import uniform

LEAD, PROPOSAL, HEALTHY, FADING = int(State.LEAD), int(State.PROPOSAL), int(State.HEALTHY), int(State.FADING)


class VisitParameters(FalsifiedVisitParameters):
    """How visits differ in what they are worth."""

    coaching_quality: float = parameter(
        0.10, about="rise of visit quality while a rep is coached", source="A", ge=0, le=1
    )


class VisitWeek(NamedTuple):
    """A week's numbers for `make_visits`."""

    week: int
    visit_min: float  # minutes a visit takes
    stage_rate: np.ndarray  # (3,) funnel rates
    response_exponent: float
    mean_goodwill: float  # visits a month
    elasticity: float
    win_back: float
    memory: float  # share of a contact that is remembered a week later
    knowing_quality: float  # what knowing the last contacts is worth
    falsified: Falsified
    falsified_key: np.uint64
    found_key: np.uint64
    win_back_key: np.uint64
    funnel_key: np.uint64


@compiled
def visit_quality(effort, quality_exponent, sales_aim, dilution, skill, settled, coaching):
    """Quality of a rep's visits: (e a)^.2 a^.15 x skill x ramp x (1 + coaching).

    1 for a settled rep of mean skill at e = 1 whose effort is all meant for sales, a = 1: visits made for their own
    sake add nothing to it and thin out the rest.
    """
    return (effort * sales_aim) ** quality_exponent * sales_aim**dilution * skill * settled * (1.0 + coaching)


@compiled
def visit_qualities(reps, week, quality_exponent, dilution, ramp_start, ramp_weeks, coaching_quality, quality):
    """`visit_quality` of every seat's holder this week, into ``quality`` (n_seats,); 0 where nobody is."""
    for seat in range(reps.seat.shape[0]):
        settled = ramp(max(week - reps.hired_week[seat], 0), ramp_start, ramp_weeks)
        coaching = coaching_quality if reps.coaching_until[seat] > week else 0.0
        aim, skill = reps.sales_aim[seat], reps.skill[seat]
        quality[seat] = visit_quality(reps.effort[seat], quality_exponent, aim, dilution, skill, settled, coaching)


@compiled
def make_visits(
    first,
    last,
    start,
    customers,
    reps,
    quality,
    by_industry,
    acquisition_effort,
    checked,
    uses_context,
    numbers,
):
    """Let the planned visits of seats ``first`` to ``last`` act on the customers.

    Parameters
    ----------
    quality : (n_seats, n_industries) quality of a visit.
    by_industry : (n_seats, n_industries) visits made, added to.
    acquisition_effort : (n_seats,) factor on funnel steps.
    checked : (n_seats,) share of check-ins that count, 0 where visits are not checked.
    uses_context : (n_seats,) 1 where the last contacts are shown on arrival.
    numbers : VisitWeek.

    A draw is addressed by customer and day, so a visit that happens in one arm only disturbs nobody else's draws.
    """
    n, week = numbers, numbers.week
    falsified_key, found_key, win_back_key, funnel_key = n.falsified_key, n.found_key, n.win_back_key, n.funnel_key
    state = customers.state
    visit_days = customers.visit_days
    for seat in range(first, last):
        reps.new_customers[seat] = 0
        caught = detection(checked[seat], n.falsified)
        # who would be found out doesn't try
        skips = min(reps.falsified_share[seat] * (1.0 + reps.rebound[seat]), 1.0) * (1.0 - caught)
        for i in range(start[seat], start[seat + 1]):
            if visit_days[i] == 0:
                continue
            who = customers.customer_id[i]
            for day in range(7):
                if visit_days[i] & (1 << day) == 0:
                    continue
                occurrence = week * 7 + day
                last_visit = customers.last_visit_week[i]
                customers.last_visit_week[i] = week
                if uniform(falsified_key, who, occurrence) < skips:
                    reps.falsified_visits[seat] += 1
                    if caught > 0.0 and uniform(found_key, who, occurrence) < caught:
                        reps.detected_falsified[seat] += 1
                    reps.visits[seat] -= 1
                    reps.selling_min[seat] -= n.visit_min
                    reps.other_min[seat] += n.visit_min
                    continue
                customers.quarter_visits[i] += 1
                known = 1.0
                if uses_context[seat] and last_visit >= 0:
                    knew = last_visit >= reps.hired_week[seat]
                    share = reps.data_quality[seat]
                    known = knowing(week - last_visit, knew, share, n.memory, n.knowing_quality)
                customers.visit_quality[i] += quality[seat, customers.industry[i]] * known
                renewal = customers.renewal_week[i]
                if is_key(state[i], customers.grade[i], (renewal - week) % 52 if renewal >= 0 else -1):
                    reps.key_done[seat] += 1
                by_industry[seat, customers.industry[i]] += 1
                if state[i] == FADING:
                    if uniform(win_back_key, who, occurrence) < n.win_back:
                        state[i] = HEALTHY
                        customers.state_week[i] = week
                elif state[i] < HEALTHY:
                    response = memory_factor(customers.goodwill[i], n.mean_goodwill, n.elasticity, 0.0)
                    chance = stage_probability(
                        n.stage_rate[state[i] - LEAD],
                        response,
                        customers.response_hours[i],
                        n.response_exponent,
                        acquisition_effort[seat],
                    )
                    if customers.junk[i] == 0 and uniform(funnel_key, who, occurrence) < chance:
                        state[i] += 1
                        customers.state_week[i] = week
                        if state[i] == HEALTHY:
                            reps.new_customers[seat] += 1
            visit_days[i] = 0
