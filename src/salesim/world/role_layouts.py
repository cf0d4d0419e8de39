"""A layout for each role: every role's seats share the ground of all whom the role may ever serve.

The same builder draws each of them, so that a hunter's ground lies over those of several farmers. Work and potential
are those of whom the role serves today; who may come to it later lies on somebody's ground already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from salesim.agents.goodwill import WEEKS_PER_MONTH
from salesim.agents.roles import (
    NOBODY,
    Role,
    first_seats,
    is_current,
    may_serve,
    role_of_seats,
    serving_role,
    weeks_bought,
)
from salesim.columns import Customers
from salesim.errors import InputError
from salesim.phrase import Phrase
from salesim.scenario.scenario import Scenario
from salesim.territory.build import LayoutParameters, build_layout
from salesim.territory.layout import Layout, Sites
from salesim.territory.owners import assign_owners


@dataclass(frozen=True)
class Standing:
    """Who buys, and for how long, in the order of layouts.

    Parameters
    ----------
    is_customer : (n,) who buys today
    bought_weeks : (n,) as `weeks_bought`
    """

    is_customer: np.ndarray
    bought_weeks: np.ndarray

    @classmethod
    def of(cls, customers: Customers, week: int) -> Standing:
        """As it is now."""
        order = np.argsort(customers.place)
        state, since = customers.state[order], customers.state_week[order]
        return cls(is_current(state), weeks_bought(state, since, week))


def layout_of_roles(
    name: str,
    parameters: LayoutParameters,
    sites: Sites,
    config: Scenario,
    homes_km: np.ndarray,
    standing: Standing,
    today: Layout | None,
    commute_cost_per_km: float,
) -> Layout:
    """Draw every role's ground and give each customer to the role that serves it now.

    Parameters
    ----------
    homes_km : (n_seats, 2) as builders take them
    today : the layout in force, whose owners are kept where possible; None: there is none

    Raises
    ------
    InputError : a role has fewer customers than reps, or some customers or prospects would be served by nobody
    """
    roles, nothing = config.sales_force.roles, np.zeros(len(sites), np.int64)
    may = may_serve(
        roles,
        sites.potential,
        sites.industry,
        nothing if sites.size_class is None else sites.size_class,
        nothing if sites.grade is None else sites.grade,
        np.array([sites.called(row) for row in range(len(sites))]) if _asks_for_ids(roles) else sites.customer_id,
        config.market.customers.industries,
    )
    check_everybody_is_served(roles, may)
    held_by = None
    if today is not None and today.grounds is not None:
        held_by = role_of_seats(roles)[today.territory_of]
    serves = serving_role(roles, may, standing.is_customer, held_by, standing.bought_weeks)
    firsts = first_seats(roles)
    grounds = np.full((len(roles), len(sites)), NOBODY, np.int32)
    notes: dict[str, None] = {}
    for r, role in enumerate(roles):
        if role.overlay:
            continue
        rows = np.flatnonzero(may[r])
        mine = serves[rows] == r
        if mine.sum() < role.reps:
            message = Phrase(
                "role {name} would have {n} customers for {reps} reps",
                name=role.name,
                n=int(mine.sum()),
                reps=role.reps,
            )
            raise InputError(
                message, f"sales_force.roles.{r}.customers", allowed=Phrase("a filter that leaves each rep one")
            )
        ground = own_work(sites.at(rows), mine, role, config)
        n_drawn = parameters.how_many(ground, role.reps)
        if n_drawn != role.reps:
            message = Phrase("this layout has {n} territories of its own, which roles cannot share", n=n_drawn)
            raise InputError(message, "", parameters.builder, Phrase("a builder that draws one territory for each rep"))
        seats = slice(int(firsts[r]), int(firsts[r + 1]))
        drawn = build_layout(name, parameters, ground, role.reps, config.market.travel, homes_km[seats])
        notes |= dict.fromkeys(drawn.notes)
        seat_of = drawn.territory_of
        if not drawn.is_owned:
            before = None if today is None else seats_today(today, rows, r, seats)
            home_x, home_y = homes_km[seats].T
            seat_of = assign_owners(seat_of, ground, home_x, home_y, before, commute_cost_per_km=commute_cost_per_km)
        grounds[r, rows] = seats.start + seat_of
    owner = grounds[serves, np.arange(len(sites))]
    n_used = int(np.count_nonzero(np.bincount(owner)))
    return Layout(name, parameters.builder, owner, n_used, tuple(notes), is_owned=True, grounds=grounds)


def check_everybody_is_served(roles: Sequence[Role], may: np.ndarray) -> None:
    """Refuse roles that leave out some customers as they are, or as they will be once they are won or lost."""
    for buys, whom in ((True, Phrase("existing customers")), (False, Phrase("prospects"))):
        serves = serving_role(roles, may, np.full(may.shape[1], buys))
        n_left = int((serves == NOBODY).sum())
        if n_left:
            message = Phrase("nobody would serve {n} of the market's customers as {whom}", n=n_left, whom=whom)
            raise InputError(message, "sales_force.roles", allowed=Phrase("one role without a narrow filter"))


def own_work(sites: Sites, mine: np.ndarray, role: Role, config: Scenario) -> Sites:
    """Sites with the work and potential of those whom the role serves today, ``mine`` (n,); the others cause none.

    Prospects count alike, known or not: a ground has to last.
    """
    hours, potential = sites.workload_hours, sites.potential
    if role.filter.who == "prospects":
        visits_a_month = config.sales_force.coverage.prospect_weight or 1.0
        hours = np.full(len(sites), visits_a_month / WEEKS_PER_MONTH * sites.visit_hours)
        known = potential[potential > 0]
        potential = np.full(len(sites), known.mean() if len(known) else 1.0)
    return replace(sites, workload_hours=np.where(mine, hours, 0.0), potential=np.where(mine, potential, 0.0))


def seats_today(today: Layout, rows: np.ndarray, r: int, seats: slice) -> np.ndarray | None:
    """Which of the ``seats`` of role ``r`` owns some customers today, (n,) from 0, `NOBODY` none of them.

    None if they own nobody there.
    """
    ground = today.territory_of if today.grounds is None else today.grounds[r]
    seat = ground[rows].astype(np.int64) - seats.start
    seat[(seat < 0) | (seat >= seats.stop - seats.start)] = NOBODY
    return seat if (seat >= 0).any() else None


def _asks_for_ids(roles: Sequence[Role]) -> bool:
    return any(role.filter.ids for role in roles)
