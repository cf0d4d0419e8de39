"""From a scenario to the world that all arms begin in."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from salesim.agents.competitors import usual_attack_factor
from salesim.agents.maturity import check_regions
from salesim.agents.payment import CASH_RING_WEEKS, PAY_RING_WEEKS
from salesim.agents.slump import usual_slump_factor
from salesim.agents.specialism import begin_settled
from salesim.channel.factory import Factory
from salesim.columns import Customers, Distributors, Reps, State, sort_rows
from salesim.errors import InputError, nearest_name, together
from salesim.phrase import Phrase
from salesim.scenario.loading import as_scenario
from salesim.scenario.overlay import apply_policy
from salesim.scenario.phases import phases
from salesim.scenario.scenario import Scenario
from salesim.territory.build import LayoutParameters, build_layout, how_many
from salesim.territory.file_layout import FileLayout
from salesim.territory.layout import Layout, Sites
from salesim.territory.owners import TRIPS_A_WEEK, own_layout
from salesim.world.holidays import without_holidays
from salesim.world.market_places import places_of
from salesim.world.own_customers import sample_customers_from_file
from salesim.world.places import Places
from salesim.world.population import (
    Draws,
    place_on_map,
    sample_customers,
    sample_distributors,
    sample_outlets,
    sample_reps,
    stock_up,
)
from salesim.world.role_layouts import Standing, layout_of_roles
from salesim.world.rows import rows_of
from salesim.world.sites import make_world_sites
from salesim.world.travel_times import read_travel_times
from salesim.world.usual import Usual
from salesim.world.wallets import fill_wallets
from salesim.world.world import KnownBuyers, World


def build_world(scenario: Scenario, population: int = 0) -> World:
    """Draw the population and give it the baseline's layout: the world at week 0, before the burn-in.

    Parameters
    ----------
    scenario : as loaded, or its file or name; the baseline's policy is applied here.
    population : which population to draw; 0 unless the scenario lets populations vary.
    """
    scenario = as_scenario(scenario)
    config = apply_policy(scenario, scenario.run.baseline.policy)
    draws = Draws(config.run.seed, population)
    places = places_of(config)
    check_names(scenario, places)
    known, customer_keys, placement = None, None, None
    if config.market.customers.file is None:
        customers = sample_customers(config, places, draws)
        known_buyers = customers.customer_id[:0]
    else:
        config, customers, known, known_buyers, placement = sample_customers_from_file(config, places, draws)
        customer_keys = tuple(known["customer_key"])
    distributors = sample_distributors(config, places, draws)
    place_on_map(places, customers, distributors)
    travel = read_travel_times(config, places, customers, known)
    serve(config, places, customers, distributors)
    find_neighbors(distributors)
    stock_up(config, customers, distributors)

    fill_wallets(config, customers, draws, known)
    sites = make_world_sites(customers, config, places.unit_residents, customer_keys)
    name = config.run.baseline.layout
    # the baseline's layout may ask for another number of territories; then that many reps are there
    with faults_of(name):
        n_seats = seats_of(config, name, config.layouts[name], sites)
        reps = sample_reps(config, places, draws, n_seats)
        layout = draw_layout(name, config.layouts[name], sites, config, reps, Standing.of(customers, week=0))
    tell_territories(name, config.layouts[name], layout.n_territories, config.sales_force.team.reps)
    in_territories(customers, layout)

    are_customers = customers.state >= State.HEALTHY
    usual = usual_goodwill(config, len(customers.state))
    customers.goodwill[:] = np.where(are_customers, usual, 0.0)
    industry_shares = begin_settled(reps, customers.seat, customers.industry, are_customers)
    seat_region = np.zeros((n_seats, len(places.regions)))
    np.add.at(seat_region, (customers.seat, customers.region), 1.0)
    reps.region[:] = seat_region.argmax(axis=1)
    settle_the_others(reps, customers, seat_region.sum(axis=1) == 0.0)
    reps.team[:] = reps.region  # until a model begins, which groups territories by level
    reps.home_road[:] = travel.nearest(reps.home_x_km, reps.home_y_km, config.market.travel.urban_km)
    buyers = buyers_of(customers, known_buyers)
    begin_with_newcomers(config, customers, reps, known_buyers)
    return World(
        scenario=config,
        customers=customers,
        reps=reps,
        distributors=distributors,
        towns=places.towns,
        regions=places.regions,
        units=places.units,
        layouts={name: layout},
        layout=name,
        population=population,
        week=0,
        mean_goodwill=usual,
        local=np.zeros(len(places.towns)),
        usual=Usual(order_rate=max(float(customers.order_rate.mean()), 1e-12)),
        industry_shares=industry_shares[: len(config.market.customers.industries)],
        attack_ends=np.zeros((len(places.regions), len(config.market.customers.industries)), np.int64),
        agents_free_at=np.zeros(config.service_agents),
        cash=np.zeros((n_seats, CASH_RING_WEEKS), np.int64),
        payable=np.zeros(PAY_RING_WEEKS, np.int64),
        outlets=sample_outlets(config, customers, draws),
        factory=Factory.begin(config.channel.factory, distributors.forecast.sum(axis=0)),
        travel=travel,
        unit_residents=places.unit_residents,
        regions_en=places.regions_en,
        regions_zh=places.regions_zh,
        known=buyers,
        customer_keys=customer_keys,
        placement=placement,
    )


def check_names(scenario: Scenario, places: Places) -> None:
    """Raise InputError where a scenario or one of its policies names what the market does not have."""
    names = tuple(dict.fromkeys((*places.regions, *places.regions_en, *places.regions_zh)))
    check_regions(scenario.sales_force.quotas.maturity, names, "sales_force.quotas.maturity")
    areas = scenario.channel.network.areas
    faults = []
    for distributor, units in areas.items():
        for name in units:
            if places.index_of(name) < 0:
                field, known = f"channel.network.areas.{distributor}", places.units
                nearest = nearest_name(name, (*known, *places.units_en))
                message = Phrase("no such {unit} in the market", unit=Phrase(places.unit_word))
                faults.append(InputError(message, field, name, ", ".join(known), nearest))
    covered = {places.index_of(name) for units in areas.values() for name in units}
    for row, name in enumerate(places.units):
        if areas and row not in covered:
            message = Phrase("no distributor serves this {unit}", unit=Phrase(places.unit_word))
            faults.append(InputError(message, "channel.network.areas", name))
    if faults:
        raise together(faults)
    check_overlays(scenario)
    if doubt := without_holidays(scenario):
        warnings.warn(doubt, stacklevel=3)
    for policy in scenario.policies:
        for i, phase in enumerate(phases(scenario, policy)):
            below = f"later.{i - 1}.set" if i else "set"
            field = f"policies.{policy}.{below}.sales_force.quotas.maturity"
            check_regions(phase.config.sales_force.quotas.maturity, names, field)


def check_overlays(scenario: Scenario) -> None:
    """Raise InputError where a layout draws areas of a role that no option has as an overlay, or draws two first."""
    configs = [scenario, *(phases(scenario, policy)[0].config for policy in scenario.policies)]
    known = sorted({role.name for config in configs for role in config.sales_force.roles if role.overlay})
    for name, layout in scenario.layouts.items():
        for role in layout.overlays:
            if role not in known:
                allowed = ", ".join(known) if known else Phrase("none: no role has overlay: true")
                field, near = f"layouts.{name}.overlays.{role}", nearest_name(role, known)
                raise InputError("is no overlay among sales_force.roles", field, role, allowed, near)
        first = [role for role, area in layout.overlays.items() if area.first]
        if len(first) > 1:
            field = f"layouts.{name}.overlays.{first[1]}.first"
            raise InputError("only one overlay can be drawn first", field, first[1], first[0])


def add_layouts(world: World) -> World:
    """Draw the scenario's other layouts from the customers as they are now, owners kept where possible."""
    others = {name: parameters for name, parameters in world.scenario.layouts.items() if name not in world.layouts}
    return replace(world, layouts={**world.layouts, **build_layouts_of(world, others)})


def build_layouts_of(
    world: World, wanted: Mapping[str, LayoutParameters], config: Scenario | None = None
) -> dict[str, Layout]:
    """Layouts of the customers as they are now, by name, owners kept where possible.

    ``config`` is the scenario whose roles are to share the customers; left out, the world's own.
    """
    config, reps = config or world.scenario, world.reps
    sites = make_world_sites(world.customers, config, world.unit_residents, world.customer_keys)
    today, standing = world.layouts[world.layout], Standing.of(world.customers, world.week)
    if config.sales_force.roles != world.scenario.sales_force.roles:
        today = replace(today, grounds=None)  # of other roles
    layouts = {}
    for name, parameters in wanted.items():
        with faults_of(name):
            layouts[name] = draw_layout(name, parameters, sites, config, reps, standing, today)
        if parameters is not config.layouts.get(world.layout):
            tell_territories(name, parameters, layouts[name].n_territories, config.sales_force.team.reps)
    return layouts


@contextmanager
def faults_of(layout: str) -> Iterator[None]:
    """Say of which layout a fault is that names neither a file nor where in the scenario it lies."""
    try:
        yield
    except InputError as fault:
        field = fault.field or ""
        if fault.file or field.partition(".")[0] in Scenario.model_fields:
            raise
        raise replace(fault, field=f"layouts.{layout}.{field}".rstrip(".")) from None


def settle_the_others(reps: Reps, customers: Customers, seats: np.ndarray) -> None:
    """Reps without customers of their own (mask, (n_seats,)) belong to the region of whoever is nearest to home."""
    for seat in np.flatnonzero(seats).tolist():
        away = np.hypot(customers.x_km - reps.home_x_km[seat], customers.y_km - reps.home_y_km[seat])
        reps.region[seat] = customers.region[int(away.argmin())]


def seats_of(config: Scenario, name: str, parameters: LayoutParameters, sites: Sites) -> int:
    """How many seats a layout asks for; with roles, those of the roles."""
    if config.sales_force.roles:
        return config.sales_force.team.reps
    return how_many(parameters, sites, config.sales_force.team.reps)


def draw_layout(
    name: str,
    parameters: LayoutParameters,
    sites: Sites,
    config: Scenario,
    reps: Reps,
    standing: Standing,
    today: Layout | None = None,
) -> Layout:
    """Draw a layout and give its territories to seats; with roles, one for each role over its own customers."""
    n_reps = config.sales_force.team.reps if today is None else int(reps.open.sum())
    homes, per_km = homes_km(reps), commute_cost_per_km(config)
    if config.sales_force.roles:
        return layout_of_roles(name, parameters, sites, config, homes, standing, today, per_km)
    if today is not None:
        sites = replace(sites, owner=today.territory_of)
    drawn = build_layout(name, parameters, sites, n_reps, config.market.travel, homes)
    return own_layout(drawn, sites, reps.home_x_km, reps.home_y_km, today, commute_cost_per_km=per_km)


def tell_territories(name: str, parameters: LayoutParameters, n_territories: int, n_reps: int) -> None:
    """Say that a layout from a file has more territories, or fewer, than there are reps: so many will be paid."""
    if isinstance(parameters, FileLayout) and n_territories != n_reps:
        message = Phrase(
            "layout {name} has {n} territories for sales_force.team.reps: {reps}; under it {n} reps work and are paid",
            name=name,
            n=n_territories,
            reps=n_reps,
        )
        warnings.warn(message, stacklevel=4)


def commute_cost_per_km(config: Scenario) -> float:
    """What a kilometer between a rep's home and the territory's center costs [money/week per km]."""
    return TRIPS_A_WEEK * config.sales_force.team.travel_cost_per_km


def homes_km(reps: Reps) -> np.ndarray:
    """Homes of the seats (n_seats, 2) [km], not a number where a seat is closed."""
    homes = np.column_stack([reps.home_x_km, reps.home_y_km]).astype(np.float64)
    homes[reps.open == 0] = np.nan
    return homes


def in_territories(customers: Customers, layout: Layout) -> None:
    """Give customers the owners of a layout and put them in territory order; within a territory by id."""
    customers.seat[:] = layout.territory_of[customers.place]
    sort_rows(customers, np.lexsort((customers.customer_id, customers.seat)))


def serve(config: Scenario, places: Places, customers: Customers, distributors: Distributors) -> None:
    """Customers who do not buy direct get the distributor that was named, that of their area, or the nearest."""
    named = customers.distributor < -1  # see own_customers
    who = -2 - customers.distributor[named]
    customers.distributor[named] = 0
    serve_by_nearest(customers, distributors)
    areas = config.channel.network.areas
    if areas:
        owner = np.zeros(len(places.units), np.int64)
        for row, units in enumerate(areas.values()):
            owner[[places.index_of(name) for name in units]] = row
        served = customers.distributor >= 0
        customers.distributor[served] = owner[customers.unit[served]]
    customers.distributor[named] = who


def serve_by_nearest(customers: Customers, distributors: Distributors) -> None:
    """Customers who do not buy direct are served by the nearest distributor."""
    from scipy.spatial import cKDTree

    served = np.flatnonzero(customers.distributor >= 0)
    if len(served):
        tree = cKDTree(np.column_stack([distributors.x_km, distributors.y_km]))
        places = np.column_stack([customers.x_km[served], customers.y_km[served]])
        customers.distributor[served] = tree.query(places)[1]


def find_neighbors(distributors: Distributors) -> None:
    """The nearest other distributor of each; itself where there is only one."""
    from scipy.spatial import cKDTree

    n = len(distributors.stock)
    distributors.neighbor[:] = np.arange(n)
    if n > 1:
        places = np.column_stack([distributors.x_km, distributors.y_km])
        nearest = cKDTree(places).query(places, k=2)[1]
        own = nearest[:, 0] == np.arange(n)
        distributors.neighbor[:] = np.where(own, nearest[:, 1], nearest[:, 0])


def begin_with_newcomers(config: Scenario, customers: Customers, reps: Reps, known_buyers: np.ndarray) -> None:
    """Relationships as they are where some seats have changed hands lately: recovered since the holder's first week.

    What ``known_buyers``, some values of ``customer_id``, are known to buy they buy under today's holder, who slumps
    as often as anybody, and as often attacked by competitors as usual.
    """
    churn, force = config.market.churn, config.sales_force
    since = -reps.hired_week / churn.handover_weeks
    recovered = np.minimum(churn.handover_factor + (1.0 - churn.handover_factor) * since, 1.0)
    are_customers = customers.state >= State.HEALTHY
    customers.relationship[:] = np.where(are_customers, recovered[customers.seat], customers.relationship)
    push = reps.skill**force.people.skill_accounts * reps.base_effort**force.effort.closing_exponent
    push *= usual_attack_factor(config.market.competitors)
    push *= usual_slump_factor(force.slump, force.effort.closing_exponent)
    known = are_customers & np.isin(customers.customer_id, known_buyers)
    customers.order_rate[known] /= push[customers.seat[known]]


def buyers_of(customers: Customers, known_buyers: np.ndarray) -> KnownBuyers | None:
    """What is known of some customers, (k,) values of ``customer_id``, ascending; None without any."""
    if len(known_buyers) == 0:
        return None
    rows = rows_of(customers, known_buyers)
    rate, churn, renewal = customers.order_rate, customers.churn_probability, customers.renewal_week
    return KnownBuyers(known_buyers, rate[rows].copy(), churn[rows].copy(), renewal[rows].copy())


def usual_goodwill(config: Scenario, n_customers: int) -> float:
    """Visits a month that a customer would get on average: a first value, replaced by the burn-in's own."""
    force = config.sales_force
    visits_a_day = force.time.day_min * force.time.field_share / (force.time.visit_min * 1.5)
    return max(4.345 * 5.0 * visits_a_day * force.team.reps / max(n_customers, 1), 0.1)
