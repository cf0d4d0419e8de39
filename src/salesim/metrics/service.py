"""Metrics of the channel and of customer service: how long things take, and what they cost."""

from __future__ import annotations

from salesim.metrics.metric import metric
from salesim.metrics.run_tables import RunTables, ratio
from salesim.wording.text import N_


@metric(
    "channel_fill_rate",
    N_("Channel fill rate"),
    "share",
    better="higher",
    adds_up="ratio",
    about="of the units that distributors are asked for, those met at once, by others or with another product, too",
)
def channel_fill_rate(run: RunTables) -> float:
    return ratio(float(run.distributors["met_units"].sum()), float(run.distributors["demand_units"].sum()), 1.0)


@metric(
    "desk_hours_mean",
    N_("Hours at the order desk"),
    "hours",
    better="lower",
    adds_up="ratio",
    about="hours that a distributor's order lies at the desk",
)
def desk_hours_mean(run: RunTables) -> float:
    hours = float((run.distributors["desk_hours_mean"] * run.distributors["orders"]).sum())
    return ratio(hours, float(run.distributors["orders"].sum()))


@metric(
    "satisfaction",
    N_("Satisfaction, 0 to 100"),
    "score",
    better="higher",
    adds_up="mean",
    about="remembered service of today's customers",
)
def satisfaction(run: RunTables) -> float:
    return float(run.weeks["satisfaction"].mean())


def _by_agents(run: RunTables) -> int:
    return int(run.weeks["tickets_answered"].sum())


@metric(
    "ticket_wait_hours",
    N_("Hours until a ticket is answered"),
    "hours",
    better="lower",
    adds_up="ratio",
    about="hours from a ticket's arrival to an agent's answer",
)
def ticket_wait_hours(run: RunTables) -> float:
    waited = float((run.weeks["ticket_wait_hours"] * run.weeks["tickets_answered"]).sum())
    return waited / max(_by_agents(run), 1)


@metric(
    "tickets_given_up",
    N_("Tickets given up"),
    "count",
    better="lower",
    adds_up="sum",
    about="tickets whose customers would not wait longer",
)
def tickets_given_up(run: RunTables) -> int:
    return int(run.weeks["tickets_given_up"].sum())


@metric(
    "promises_kept_share",
    N_("Promises to strategic customers kept"),
    "share",
    better="higher",
    adds_up="ratio",
    about="tickets of strategic customers answered in the promised time",
)
def promises_kept_share(run: RunTables) -> float:
    promises = int(run.weeks["promises"].sum())
    return float(run.weeks["promises_kept"].sum()) / promises if promises else 1.0


@metric(
    "cost_per_contact",
    N_("Cost of a service contact"),
    "money",
    better="lower",
    adds_up="ratio",
    about="cost of customer service by tickets answered, by agents and bots",
)
def cost_per_contact(run: RunTables) -> float:
    return run.flow["service"] / max(_by_agents(run) + int(run.weeks["tickets_by_bot"].sum()), 1)
