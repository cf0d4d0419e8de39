"""The service desk: agents, for whom they hurry, and what a week of tickets comes to."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from salesim.agents.team_time import NOTHING_BLOCKED, Blocking, block_tickets
from salesim.columns import Customers
from salesim.service.nurture import touch_customers, touch_value
from salesim.service.queue import WAITING, serve_queue
from salesim.service.tickets import (
    ServiceParameters,
    Tier,
    let_bot_answer,
    open_tickets,
    remember_answers,
    size_tickets,
)

NO_KEY = np.uint64(0)


@dataclass
class ServiceWeek:
    """What the desk and the automated care did in a week."""

    opened: int = 0
    answered: int = 0  # by agents
    gave_up: int = 0
    bot_answers: int = 0
    waited_hours: float = 0.0  # of those answered by agents
    worked_hours: float = 0.0
    promised: int = 0  # strategic customers' tickets that were decided
    kept: int = 0  # of these, within the promise
    touches: float = 0.0


@dataclass
class ServiceDesk:
    """Agents who answer tickets; in a dedicated group some answer nobody but strategic customers.

    Parameters
    ----------
    n_agents : all agents; with one agent there is no group of its own.
    free_at : (<= n_agents,) hours into the week at which agents are free, from the world.
    """

    parameters: ServiceParameters
    n_agents: int
    free_at: np.ndarray
    week: ServiceWeek = field(default_factory=ServiceWeek)

    def __post_init__(self) -> None:
        busy = self.free_at[: self.n_agents]
        self.free_at = np.zeros(self.n_agents)
        self.free_at[: len(busy)] = busy

    @property
    def n_dedicated(self) -> int:
        """Agents of the strategic customers' own."""
        p = self.parameters
        if p.strategic_group != "dedicated" or self.n_agents < 2:
            return 0
        return min(max(1, round(p.dedicated_share * self.n_agents)), self.n_agents - 1)

    def simulate_week(
        self,
        customers: Customers,
        week: int,
        keys: tuple[np.uint64, np.uint64, np.uint64],
        blocking: Blocking = NOTHING_BLOCKED,
        blocked_key: np.uint64 = NO_KEY,
    ) -> ServiceWeek:
        """A week of tickets and messages; ``keys`` are those of tickets, patience and the bot.

        ``blocking`` says how long some tickets wait for other departments, on top of the line before the desk.
        """
        p, n_rows = self.parameters, len(customers.state)
        ticket_key, patience_key, bot_key = keys
        done = self.week = ServiceWeek()
        rows, arrival = np.empty(n_rows, np.int64), np.empty(n_rows)
        n, done.opened = open_tickets(
            0, n_rows, customers, week, p.tickets_per_week, p.hours_per_week, ticket_key, rows, arrival, 0
        )
        rows, arrival = rows[:n].copy(), arrival[:n].copy()
        tier, row_status = np.empty(n, np.int64), np.full(n, WAITING, np.int64)
        duration, patience, wait = np.empty(n), np.empty(n), np.zeros(n)
        gives_up = p.gives_up_hours or 0.0
        size_tickets(
            n,
            rows,
            customers,
            p.handling_hours,
            gives_up,
            p.strategic_grades,
            ticket_key,
            patience_key,
            tier,
            duration,
            patience,
        )
        held = np.zeros(n)
        if blocking.share > 0.0:
            since = customers.open_ticket[rows].astype(np.int64) - 1
            held = block_tickets(rows, since, customers, p.hours_per_week / 5.0, blocking, blocked_key)
        if p.nurture.enabled:
            care = p.nurture
            done.bot_answers = let_bot_answer(
                n, rows, customers, care.from_grade, care.bot_solves, care.bot_answer, bot_key, week, row_status
            )
            worth = touch_value(care.touches_per_week, care.touch_quality, care.fatigue)
            reached = touch_customers(0, n_rows, customers, care.from_grade, worth)
            done.touches = care.touches_per_week * reached
        for agents, tickets, ranked in self._pools(arrival, tier, row_status):
            free_at = self.free_at[agents].copy()
            rank = tier if ranked else np.zeros(n, np.int64)
            done.worked_hours += serve_queue(
                arrival, tickets, rank, duration, patience, len(Tier), free_at, p.hours_per_week, wait, row_status
            )
            self.free_at[agents] = free_at
            promise = 0.0 if p.strategic_group == "none" else p.promise_hours
            answered, gave_up, waited, promised, kept = remember_answers(
                tickets,
                rows,
                customers,
                tier,
                wait + held,
                row_status,
                p.patience_hours,
                p.good_answer,
                p.late_answer,
                promise,
                p.broken_promise,
            )
            done.answered += answered
            done.gave_up += gave_up
            done.waited_hours += waited
            done.promised += promised
            done.kept += kept
        self.free_at[:] = np.maximum(self.free_at - p.hours_per_week, 0.0)
        return done

    def _pools(
        self, arrival: np.ndarray, tier: np.ndarray, row_status: np.ndarray
    ) -> list[tuple[slice, np.ndarray, bool]]:
        """Agents, the tickets before them in the order of arrival, and whether strategic ones come first."""
        by_time = np.argsort(arrival, kind="stable")
        by_time = by_time[row_status[by_time] == WAITING]
        own = self.n_dedicated
        if own == 0:
            return [(slice(0, self.n_agents), by_time, self.parameters.strategic_group != "none")]
        strategic = tier[by_time] == Tier.STRATEGIC
        return [
            (slice(0, own), by_time[strategic], False),
            (slice(own, self.n_agents), by_time[~strategic], False),
        ]

    def cost(self) -> float:
        """What the week cost: agents busy or idle, messages and their platform."""
        p = self.parameters
        agents = self.n_agents * p.hours_per_week * p.agent_cost_per_hour
        care = p.nurture
        return agents + (care.platform_cost_per_week + care.touch_cost * self.week.touches if care.enabled else 0.0)
