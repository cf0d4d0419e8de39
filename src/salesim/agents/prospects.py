"""Prospects: they turn up, wait for an answer, and climb the funnel when they are visited."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from salesim.agents.leads import (
    ARRIVED,
    BOTH,
    BY_MARKETING,
    BY_SALES,
    CLEANED,
    HOURS,
    MARKETING,
    NOBODY,
    ORPHANED,
    RACI,
    SALES,
    TWICE,
    UNRULED,
    claim_of,
    hours_to_answer,
    is_cleaned_out,
    is_junk,
)
from salesim.agents.market_flow import begin_to_buy
from salesim.columns import State
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.random.generator import uniform

Share = Annotated[float, Field(ge=0, le=1)]
UNKNOWN, LEAD, GONE = int(State.UNKNOWN), int(State.LEAD), int(State.GONE)
HEALTHY = int(State.HEALTHY)
REFERENCE_HOURS = 24.0


class ProspectParameters(Parameters):
    """How prospects arrive and become customers."""

    arrival_weeks: int = parameter(
        156,
        about="mean weeks until a prospect, or somebody who has left, turns up as a lead; who would order often sooner",
        unit="week",
        source="A",
        ge=1,
        le=1040,
    )
    newcomers_per_year: float | None = parameter(
        None,
        about="prospects who become customers in a year, those won by reps included, each with an order at once; left "
        "out, as many as make up for who leaves",
        unit="1/year",
        source="A: a stationary market",
        ge=0,
        le=5_000_000,
    )
    return_tenure: float = parameter(
        0.2,
        about="customers who come back stay like customers of this share of today's mean tenure",
        source="A: losses then neither grow nor fall over the years (experiments/steady_state.py)",
        ge=0,
        le=1,
    )
    stage_rates: tuple[Share, Share, Share] = parameter(
        (0.20, 0.40, 0.25), about="probability to pass each funnel stage at a visit", source="V: funnel benchmarks"
    )
    response_exponent: float = parameter(
        0.3, about="how fast a late first answer spoils the chance, rho; relative to a day", source="A", ge=0, le=2
    )
    response_hours: float = parameter(
        24.0, about="mean hours until a lead's owner answers", unit="hour", source="A", gt=0, le=8760
    )
    vacancy_hours: float = parameter(
        72.0,
        about="further hours when the seat is vacant and a colleague must answer",
        unit="hour",
        source="A",
        ge=0,
        le=8760,
    )
    junk_share: float = parameter(
        0.0, about="share of leads that are worthless, which only work on them shows", source="A", ge=0, lt=1
    )
    patience_weeks: int = parameter(
        26, about="weeks in one stage after which a prospect is lost", unit="week", source="A", ge=1, le=520
    )


@compiled
def stage_probability(stage_rate, response, response_hours, response_exponent, acquisition_effort):
    """Probability to pass a funnel stage at a visit.

    stage rate x g x (hours until the first answer / 24)^-rho x e^.5, between 0 and .95; answers within an hour count
    as an hour.
    """
    delay = max(response_hours, 1.0) / REFERENCE_HOURS
    return min(0.95, stage_rate * response * delay ** (-response_exponent) * acquisition_effort)


@compiled
def receive_leads(lo, hi, customers, present, counts, week, numbers):
    """Prospects turn up and are routed to somebody, those left too long are lost; some begin to buy by themselves.

    Who has left, as a customer or as a lead, may turn up again: prospects never end.

    Parameters
    ----------
    present : (n_seats,) 1 where somebody works.
    counts : (n_seats, N_COUNTS) what became of the week's leads, added to.
    numbers : LeadWeek.

    A lead that nobody claims is found after some weeks, and counts as arrived when it came.
    """
    state = customers.state
    for i in range(lo, hi):
        if HEALTHY <= state[i] < GONE:
            continue
        if state[i] == UNKNOWN or state[i] == GONE:
            who, seat = customers.customer_id[i], customers.seat[i]
            found = False
            if state[i] == UNKNOWN and customers.response_hours[i] > 0.0:  # an orphan: its hours were noted
                if customers.state_week[i] > week:
                    continue
                found = True
            else:
                often = customers.order_rate[i] / numbers.usual_order_rate
                if customers.junk[i] == 0 and uniform(numbers.return_key, who, week) < numbers.return_rate * often:
                    begin_to_buy(customers, i, week, *numbers.coming_back, numbers.returned_key)
                    continue
                if uniform(numbers.arrival_key, who, week) >= numbers.arrival_rate * often:
                    continue
            if not found:
                claim = claim_of(who, numbers) if numbers.rule == UNRULED else SALES
                others = counts[seat, ARRIVED]
                customers.junk[i] = is_junk(who, numbers)
                customers.claim[i] = claim
                customers.response_hours[i] = hours_to_answer(who, claim, others, present[seat] == 0, numbers)
                counts[seat, ARRIVED] += 1
                counts[seat, HOURS] += int(customers.response_hours[i])
                counts[seat, BY_SALES] += claim & SALES
                counts[seat, BY_MARKETING] += claim >= MARKETING or numbers.rule == RACI
                counts[seat, TWICE] += claim == BOTH
                if claim == NOBODY:
                    state[i] = UNKNOWN
                    counts[seat, ORPHANED] += 1
                    customers.state_week[i] = week + numbers.orphan_weeks
                    continue
                if numbers.rule == RACI and customers.junk[i] == 1 and is_cleaned_out(who, numbers):
                    counts[seat, CLEANED] += 1
                    state[i] = GONE
                    customers.state_week[i] = week
                    continue
            state[i] = LEAD
            customers.state_week[i] = week
            customers.relationship[i] = 1.0
        elif week - customers.state_week[i] >= numbers.patience_weeks:
            state[i] = GONE
            customers.state_week[i] = week
