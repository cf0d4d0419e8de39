"""Prospects: they turn up, wait for an answer, and climb the funnel when they are visited."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from salesim.columns import State
from salesim.compiled import compiled
from salesim.parameters import Parameters, parameter
from salesim.random.distributions import exponential
from salesim.random.generator import sequence_key

Share = Annotated[float, Field(ge=0, le=1)]
UNKNOWN, LEAD, GONE = int(State.UNKNOWN), int(State.LEAD), int(State.GONE)
HEALTHY = int(State.HEALTHY)
REFERENCE_HOURS = 24.0


class ProspectParameters(Parameters):
    """How prospects arrive and become customers."""

    arrival_weeks: int = parameter(
        156, about="weeks over which the prospects turn up, evenly", unit="week", source="A", ge=1, le=1040
    )
    stage_rates: tuple[Share, Share, Share] = parameter(
        (0.20, 0.40, 0.25), about="probability to pass each funnel stage at a visit", source="V: funnel benchmarks"
    )
    response_exponent: float = parameter(
        0.3, about="how fast a late first answer spoils the chance, rho; relative to a day", source="A", ge=0, le=2
    )
    response_hours: float = parameter(
        24.0, about="mean hours until a lead's owner answers", unit="hour", source="A", gt=0
    )
    vacancy_hours: float = parameter(
        72.0, about="further hours when the seat is vacant and a colleague must answer", unit="hour", source="A", ge=0
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
def receive_leads(lo, hi, customers, present, leads, week, key, mean_hours, vacancy_hours, patience_weeks):
    """Prospects whose week has come turn up and wait for their answer; those left too long are lost.

    ``present`` (n_seats,) is 1 where somebody works: a vacant seat's leads wait longer. ``leads`` (n_seats,) is added
    to for each that turns up.
    """
    state = customers.state
    for i in range(lo, hi):
        if state[i] >= HEALTHY:
            continue
        if state[i] == UNKNOWN:
            if customers.state_week[i] <= week:
                state[i] = LEAD
                leads[customers.seat[i]] += 1
                customers.state_week[i] = week
                hours = exponential(sequence_key(key, customers.customer_id[i]), 0, mean_hours)
                if present[customers.seat[i]] == 0:
                    hours += vacancy_hours
                customers.response_hours[i] = hours
        elif week - customers.state_week[i] >= patience_weeks:
            state[i] = GONE
            customers.state_week[i] = week
