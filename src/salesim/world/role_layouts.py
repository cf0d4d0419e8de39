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
from salesim.territory.overlays import (
    OverlayParameters,
    areas_of_customers,
    areas_of_territories,
    draw_inside,
    middles,
    specialists_of,
)
from salesim.territory.owners import assign_owners
from salesim.territory.travel import TravelParameters


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
        sites.worth(),
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
    area = areas_first(name, parameters, sites, roles, config.market.travel)
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
        if area is None:
            drawn = build_layout(name, parameters, ground, role.reps, config.market.travel, homes_km[seats])
        else:
            drawn = build_inside(name, parameters, ground, role.reps, config.market.travel, area[rows])
        notes |= dict.fromkeys(drawn.notes)
        seat_of = drawn.territory_of
        if not drawn.is_owned:
            before = None if today is None else seats_today(today, rows, r, seats)
            home_x, home_y = homes_km[seats].T
            seat_of = assign_owners(seat_of, ground, home_x, home_y, before, commute_cost_per_km=commute_cost_per_km)
        grounds[r, rows] = seats.start + seat_of
    owner = grounds[serves, np.arange(len(sites))]
    n_used = int(np.count_nonzero(np.bincount(owner)))
    overlays = draw_overlays(parameters, sites, owner, roles, homes_km, area)
    return Layout(
        name, parameters.builder, owner, n_used, tuple(notes), is_owned=True, grounds=grounds, overlays=overlays
    )


def areas_first(
    name: str, parameters: LayoutParameters, sites: Sites, roles: Sequence[Role], travel: TravelParameters
) -> np.ndarray | None:
    """Area of each customer, (n,), of the overlay that is drawn before the other roles; None if there is none."""
    for role in roles:
        overlay = parameters.overlays.get(role.name)
        if overlay is not None and overlay.first:
            measure = overlay.measure(sites)
            counts = replace(sites, workload_hours=measure, potential=measure, expected=measure)
            return build_layout(name, parameters, counts, role.reps, travel).territory_of
    return None


def build_inside(
    name: str, parameters: LayoutParameters, ground: Sites, n: int, travel: TravelParameters, area: np.ndarray
) -> Layout:
    """A role's territories, each inside of one specialist's ``area`` (n,)."""
    number = np.unique(area, return_inverse=True)[1]
    if number.max() >= n:
        message = Phrase("{n} reps cannot each lie in one of {areas} areas", n=n, areas=int(number.max()) + 1)
        raise InputError(message, "overlays", allowed=Phrase("no more specialists than reps of any other role"))
    notes: dict[str, None] = {}

    def draw(rows: np.ndarray, k: int) -> np.ndarray:
        drawn = build_layout(name, parameters, ground.at(rows), k, travel)
        notes.update(dict.fromkeys(drawn.notes))
        return np.unique(drawn.territory_of, return_inverse=True)[1]

    return Layout(name, parameters.builder, draw_inside(number, ground.workload_hours, n, draw), n, tuple(notes))


def draw_overlays(
    parameters: LayoutParameters,
    sites: Sites,
    owner: np.ndarray,
    roles: Sequence[Role],
    homes_km: np.ndarray,
    area: np.ndarray | None,
) -> np.ndarray:
    """(n_roles, n_seats) who of each overlay role goes along with each seat."""
    firsts = first_seats(roles)
    specialist = np.full((len(roles), len(homes_km)), NOBODY)
    others = ~np.array([role.overlay for role in roles])[role_of_seats(roles)]
    for r, role in enumerate(roles):
        if not role.overlay:
            continue
        stated, seats = parameters.overlays.get(role.name, OverlayParameters()), np.arange(firsts[r], firsts[r + 1])
        if stated.first and area is not None:
            of, middle = areas_of_customers(sites, owner, area, homes_km), middles(area, sites.x_km, sites.y_km)
        else:
            of = areas_of_territories(sites, owner, stated.measure(sites), homes_km, role.reps)
            middle = middles(of[owner], sites.x_km, sites.y_km)
        specialist[r, others] = specialists_of(of, middle, seats, homes_km)[others]
    return specialist


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
    hours, potential, expected = sites.workload_hours, sites.potential, sites.worth()
    if role.filter.who == "prospects":
        visits_a_month = config.sales_force.coverage.prospect_weight or 1.0
        hours = np.full(len(sites), visits_a_month / WEEKS_PER_MONTH * sites.visit_hours)
        potential, expected = _alike(potential), _alike(expected)
    hours, potential, expected = (np.where(mine, values, 0.0) for values in (hours, potential, expected))
    return replace(sites, workload_hours=hours, potential=potential, expected=expected)


def _alike(values: np.ndarray) -> np.ndarray:
    """The mean of those that are known, for everybody; 1 where none is."""
    known = values[values > 0]
    return np.full(len(values), known.mean() if len(known) else 1.0)


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
