"""What a lever sees of the model: the part of `SalesModel` that hooks may use.

Columns (``reps``, ``columns`` of customers, ``distributors``, ``outlets``, ``factory``) are arrays that a hook may
write into; everything else is asked or called. The model itself fits this protocol, which a type checker verifies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
import simpy

from salesim.channel.factory import Factory
from salesim.columns import Customers, Distributors, Outlets, Reps
from salesim.pay.components import Components
from salesim.pay.curve import Curve
from salesim.pay.plans import PayPlans
from salesim.pay.wager import Menu
from salesim.policy.lever import Lever
from salesim.random import Stream

if TYPE_CHECKING:  # parts of the model that come after the levers
    from salesim.agents.buying import Orders
    from salesim.agents.manager import Manager
    from salesim.agents.review import Evidence
    from salesim.model.decisions import Decisions
    from salesim.model.diagnoses import Diagnoses
    from salesim.model.ledger import Ledger
    from salesim.model.numbers import WeekNumbers
    from salesim.model.record import Records
    from salesim.model.shortfall import Shortfalls
    from salesim.model.staff import Staff
    from salesim.model.supply import Supply
    from salesim.model.territories import Territories
    from salesim.model.timetable import Timetable
    from salesim.scenario.scenario import Scenario
    from salesim.world.world import World

AnyLever = TypeVar("AnyLever", bound=Lever)


class ModelView(Protocol):
    """The model as hooks of levers see it."""

    # what was stated, and where the run began
    config: Scenario  # the arm's scenario, its policy applied
    world: World  # the opening world; its scenario is the baseline's
    first_week: int  # the first reported week

    # the calendar
    week: int  # since week 0, burn-in included
    working_days: int  # of this week
    season_now: float  # factor of mean 1
    timetable: Timetable  # which weeks make a month, quarter, half and fiscal year
    season: np.ndarray  # by week, factors of mean 1 of what is sold
    demand_now: float  # factor of what customers want; sales differ where deals close on a day agreed on
    plan_season: np.ndarray  # by week, the same as quotas are planned
    clock: simpy.Environment  # in days since week 0; `clock.process` begins what takes time

    # the state: columns, to read and to write
    columns: Customers
    reps: Reps
    distributors: Distributors
    outlets: Outlets
    factory: Factory
    n_seats: int
    mean_goodwill: float  # that responses are measured against
    emerging: np.ndarray  # (n_regions,) booleans
    channel_push: float  # factor on orders of this week that promotions bring
    lead_counts: np.ndarray  # (n_seats, N_COUNTS) of last week's leads
    orders: Orders  # of this week, the first n_orders rows
    n_orders: int

    billed_minor: np.ndarray  # (n_seats,) int64 what the seats' customers were billed this week, minor units

    shared_credit: np.ndarray | float  # (n_seats,) money that this week's sales of others give a seat beside their own

    # pay of the quarter
    plans: PayPlans  # of which reps.plan holds each seat's number
    ordinary_pay: Curve
    pay_curve: Curve
    menu: Menu
    components: Components
    ending_pay: np.ndarray  # (n_seats,) what wagers and contests pay for one more unit of sales this week, not later
    accrued_minor: np.ndarray  # (n_components, n_seats)

    # parts of the model
    ledger: Ledger  # where costs are booked
    supply: Supply  # distributors' orders
    staff: Staff  # who comes and goes
    territories: Territories  # layouts
    decisions: Decisions  # rules and agents of a user's own
    shortfalls: Shortfalls  # what seats would have sold; for accounts of a lever only, never for its decisions
    diagnoses: Diagnoses  # what managers concluded, and sales of the weeks
    records: Records
    numbers: WeekNumbers  # prices and costs of SKU classes

    @property
    def manager_agents(self) -> Sequence[Manager]:
        """One manager for each region, or for each group of the lowest level."""
        ...

    @property
    def n_teams(self) -> int:
        """How many managers there are."""
        ...

    @property
    def quarter(self) -> int:
        """Quarters since week 0."""
        ...

    @property
    def opens_quarter(self) -> bool:
        """Whether a quarter begins with this week."""
        ...

    @property
    def closes_quarter(self) -> bool:
        """Whether a quarter ends with this week."""
        ...

    @property
    def week_of_quarter(self) -> int:
        """Weeks of the quarter before this one."""
        ...

    @property
    def weeks_left(self) -> int:
        """Weeks of the quarter that are left, this one included."""
        ...

    @property
    def weeks_of_year(self) -> int:
        """Weeks of the fiscal year, 52 or 53."""
        ...

    def reported_quarter(self, week: int | None = None) -> int:
        """Number of a week's quarter among those that are reported, from 0."""
        ...

    @property
    def has_quotas(self) -> bool:
        """Whether the reference run is over."""
        ...

    @property
    def plan_passed(self) -> float:
        """Share of the quarter's quota that was planned for the weeks before this one."""
        ...

    @property
    def plan_done(self) -> float:
        """Share of the quarter's quota that was planned for the weeks up to this one's end."""
        ...

    def note_usual_pay(self) -> None:
        """In the burn-in, what reps are paid at quota becomes what is usual."""
        ...

    def key(self, stream: Stream) -> np.uint64:
        """Key of a stream of random numbers, for the functions of `salesim.random`."""
        ...

    def plan_of_quarter(self) -> float:
        """Sum of the quota plan's season factors over the current quarter."""
        ...

    def plan_of_year(self) -> float:
        """Sum of the quota plan's season factors over the current fiscal year."""
        ...

    def season_of_quarter(self) -> float:
        """Sum of season factors over the current quarter."""
        ...

    def season_ahead(self, weeks: int) -> float:
        """Sum of season factors over the next ``weeks`` weeks, this one included."""
        ...

    def lever(self, kind: type[AnyLever]) -> AnyLever:
        """The model's lever of a class."""
        ...

    def note_diagnoses(self, evidence: Evidence, causes: np.ndarray) -> None:
        """Note what a manager concludes of some seats, for the table of diagnoses."""
        ...

    def note_actions(self, actions: np.ndarray) -> None:
        """Note what follows from the conclusions just noted."""
        ...

    def each_range_of_seats(self, stage: Callable[[int, int], Any]) -> list[Any]:
        """Run ``stage(first_seat, last_seat)`` over ranges of territories, side by side where threads allow."""
        ...

    def record(self, kind: str, seat: int = -1, detail: str = "") -> None:
        """Note an event for the table of events."""
        ...
