"""Drawing the population: customers, prospects, reps and distributors, each from random numbers of its own address."""

from __future__ import annotations

import numpy as np

from salesim.agents.buying import BuyingParameters, GammaGammaValues
from salesim.agents.people import N_TRAITS, sample_people
from salesim.columns import NEVER, Customers, Distributors, Outlets, Reps, State, new_columns
from salesim.columns.reps import sizes_with
from salesim.random import Stream, sequence_key_array, stream_key, uniform_array
from salesim.random.distributions import beta_array, gamma_array, normal_array
from salesim.scenario.scenario import Scenario
from salesim.world.places import Places

FIRST_PROSPECT = 2**40
LONGEST_TENURE = 520  # weeks


class Draws:
    """The draws of one population: `uniform` and `normal` by stream, entity and occurrence."""

    def __init__(self, seed: int, population: int):
        self.seed = seed
        self.population = population

    def keys(self, stream: Stream, entities: np.ndarray) -> np.ndarray:
        """Sequence keys of the entities, (n,)."""
        key = np.uint64(stream_key(self.seed, self.population, int(stream)))
        return sequence_key_array(key, entities)

    def uniform(self, stream: Stream, entities: np.ndarray, occurrence: int) -> np.ndarray:
        return uniform_array(np.uint64(stream_key(self.seed, self.population, int(stream))), entities, occurrence)

    def normal(self, stream: Stream, entities: np.ndarray, occurrence: int) -> np.ndarray:
        """Standard normals; they take positions 2 x occurrence and the next of the stream's sequence."""
        return normal_array(self.keys(stream, entities), occurrence)


def sample_towns(draws: Draws, stream: Stream, entities: np.ndarray, residents: np.ndarray) -> np.ndarray:
    """A town for each entity, in proportion to residents, (n,) rows of the table of towns."""
    cumulative = np.cumsum(residents) / residents.sum()
    return np.searchsorted(cumulative, draws.uniform(stream, entities, 0), side="right").clip(0, len(residents) - 1)


def scatter(
    draws: Draws, stream: Stream, entities: np.ndarray, lon: np.ndarray, lat: np.ndarray, spread_km: float | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Positions scattered around given ones with a standard deviation in km; uses normals 1 and 2 of the stream."""
    north = spread_km * draws.normal(stream, entities, 1)
    east = spread_km * draws.normal(stream, entities, 2)
    lon, lat = lon + east / (111.32 * np.cos(np.radians(lat))), lat + north / 110.57
    return np.where(np.abs(lon) > 180.0, (lon + 180.0) % 360.0 - 180.0, lon), np.clip(lat, -90.0, 90.0)


def sample_customers(scenario: Scenario, places: Places, draws: Draws) -> Customers:
    """Customers and prospects around real towns, in order of their ids; owners are assigned by the layout."""
    market = scenario.market
    # prospects are numbered from far away, so that one more customer does not change any prospect's draws
    ids = np.concatenate(
        [np.arange(market.customers.count), FIRST_PROSPECT + np.arange(market.customers.prospects)]
    ).astype(np.int64)
    town = sample_towns(draws, Stream.CUSTOMER_PLACE, ids, places.residents)
    lon, lat = scatter(
        draws, Stream.CUSTOMER_PLACE, ids, places.lon[town], places.lat[town], market.places.town_spread_km
    )
    columns = new_columns(Customers, len(ids), customer_id=ids, lon_deg=lon, lat_deg=lat, town=town)
    columns.place[:] = np.arange(len(ids))
    columns.unit[:] = places.unit[town]
    columns.region[:] = places.region[town]
    sample_traits(scenario, columns, draws)
    sample_buying(market.buying, columns, draws)
    begin_as_prospects(scenario, columns, draws, ids >= FIRST_PROSPECT)
    return columns


def sample_traits(scenario: Scenario, columns: Customers, draws: Draws) -> None:
    """Industry, channel (-1 direct, 0 to be served by a distributor), payment habit, contract."""
    market, ids = scenario.market, columns.customer_id
    shares = np.cumsum(market.customers.industry_shares)
    u = [draws.uniform(Stream.CUSTOMER_TRAITS, ids, i) for i in range(4)]
    columns.industry[:] = np.searchsorted(shares, u[0], side="right").clip(0, len(shares) - 1)
    columns.distributor[:] = np.where(u[1] < market.customers.direct_share, -1, 0)
    columns.payment_habit[:] = 0.5 + u[2]
    contract = market.churn.contract_share
    columns.renewal_week[:] = np.where(u[3] < contract, (u[3] / max(contract, 1e-12) * 52).astype(int) % 52, -1)


def sample_buying(buying: BuyingParameters, columns: Customers, draws: Draws) -> None:
    """Order rate, order value, tenure, and the probability to leave given that tenure.

    A customer who has stayed for n orders has a leave probability from Beta(a, b + n), the posterior; a fresh cohort
    (tenure 0) from Beta(a, b). Tenure is exponential.
    """
    ids = columns.customer_id
    columns.order_rate[:] = gamma_array(draws.keys(Stream.CUSTOMER_RATE, ids), buying.rate_shape) / buying.rate_scale
    weeks = -52.0 * buying.tenure_years * np.log(draws.uniform(Stream.CUSTOMER_TENURE, ids, 0))
    past_orders = np.floor(columns.order_rate * weeks)
    columns.first_order_week[:] = -np.minimum(weeks, 52 * 50).astype(int) - 1
    a, b = np.full(len(ids), buying.churn_a), buying.churn_b + past_orders
    columns.churn_probability[:] = beta_array(draws.keys(Stream.CUSTOMER_CHURN, ids), a, b)
    values = buying.values
    keys = draws.keys(Stream.CUSTOMER_VALUE, ids)
    if isinstance(values, GammaGammaValues):
        columns.order_value[:] = values.shape * values.v / gamma_array(keys, values.q)
    else:
        columns.order_value[:] = values.median * np.exp(values.sigma * normal_array(keys, 0))
    columns.state[:] = int(State.HEALTHY)
    columns.relationship[:] = 1.0
    # the last order and visit before the first week, so that nobody starts overdue in step
    u = draws.uniform(Stream.CUSTOMER_TENURE, ids, 1)
    columns.last_order_week[:] = -1 - np.minimum(u / np.maximum(columns.order_rate, 1e-6), 52).astype(int)
    columns.last_visit_week[:] = -1 - (8 * draws.uniform(Stream.CUSTOMER_TENURE, ids, 2)).astype(int)
    classify(buying, columns)


def classify(buying: BuyingParameters, columns: Customers) -> None:
    """Size class and first grade by expected sales, against multiples of what the parameters make usual.

    Not against the other customers: one more of them would move everybody's grade.
    """
    expected = columns.order_rate * columns.order_value
    values = buying.values
    usual_value = values.shape * values.v / values.q if isinstance(values, GammaGammaValues) else values.median
    middle = 0.8 * buying.rate_shape / buying.rate_scale * usual_value
    columns.size_class[:] = np.searchsorted([0.5 * middle, 2.0 * middle], expected)
    columns.grade[:] = 4 - np.searchsorted([0.3 * middle, 0.75 * middle, 1.4 * middle, 3.0 * middle], expected)


def begin_as_prospects(scenario: Scenario, columns: Customers, draws: Draws, prospects: np.ndarray) -> None:
    """Make some rows (mask, (n,)) prospects: unknown until their week comes, fresh and without history."""
    rows = np.flatnonzero(prospects)
    ids = columns.customer_id[rows]
    buying = scenario.market.buying
    columns.state[rows] = int(State.UNKNOWN)
    columns.first_order_week[rows] = -1
    columns.last_order_week[rows] = NEVER
    columns.last_visit_week[rows] = NEVER
    a, b = np.full(len(rows), buying.churn_a), np.full(len(rows), buying.churn_b)
    columns.churn_probability[rows] = beta_array(draws.keys(Stream.CUSTOMER_CHURN, ids), a, b)


def sample_reps(scenario: Scenario, places: Places, draws: Draws, n_seats: int) -> Reps:
    """Seats with homes around towns and people in them."""
    p = scenario.sales_force
    seats = np.arange(n_seats, dtype=np.int64)
    town = sample_towns(draws, Stream.REP_TRAITS, seats, places.residents)
    lon, lat = scatter(draws, Stream.REP_TRAITS, seats, places.lon[town], places.lat[town], p.team.home_spread_km)
    sizes = sizes_with(len(scenario.channel.network.products))
    reps = new_columns(Reps, len(seats), sizes, seat=seats, home_lon_deg=lon, home_lat_deg=lat)
    reps.home_x_km[:], reps.home_y_km[:] = places.projection.to_km(lon, lat)
    reps.open[:] = 1
    reps.present[:] = 1
    tenure = -np.log(draws.uniform(Stream.REP_TENURE, seats, 0)) / p.turnover.weekly_base
    reps.hired_week[:] = -1 - np.minimum(tenure, LONGEST_TENURE)
    reps.quota_factor[:] = 1.0
    reps.quota_shift[:] = 1.0
    reps.season_share[:] = 1.0
    reps.year_share[:] = 1.0
    reps.data_quality[:] = 0.7
    reps.quota_error[:] = 1.0
    reps.weekly_cv[:] = 0.33
    z = np.column_stack([draws.normal(Stream.REP_TRAITS, seats, 10 + trait) for trait in range(N_TRAITS)])
    sample_people(reps, seats, z, p.people, p.effort, p.visits.falsified_share)
    return reps


def sample_distributors(scenario: Scenario, places: Places, draws: Draws) -> Distributors:
    """Distributors dealt to the units by residents, one each round, in a town drawn by residents.

    With areas, each stands in the first unit of its own.
    """
    n, areas = scenario.channel.network.n_distributors, scenario.channel.network.areas
    first = [places.index_of(units[0]) for units in areas.values()]
    rows = np.arange(n, dtype=np.int64)
    by_size = np.argsort(-places.unit_residents, kind="stable")
    u = draws.uniform(Stream.DISTRIBUTOR_TRAITS, rows, 0)
    columns = new_columns(Distributors, n, scenario.channel.network.sizes, distributor=rows)
    for row in rows:
        unit = first[row] if first else by_size[row % len(by_size)]
        towns = np.flatnonzero(places.unit == unit)
        cumulative = np.cumsum(places.residents[towns])
        town = towns[min(np.searchsorted(cumulative, u[row] * cumulative[-1], side="right"), len(towns) - 1)]
        columns.lon_deg[row], columns.lat_deg[row] = places.lon[town], places.lat[town]
        columns.unit[row], columns.region[row] = unit, places.region[town]
    columns.desk_days[:] = 0.5
    columns.price_level[:] = scenario.channel.network.price_spread * draws.normal(Stream.DISTRIBUTOR_TRAITS, rows, 1)
    return columns


def stock_up(scenario: Scenario, customers: Customers, distributors: Distributors) -> None:
    """Forecasts, safety stock and opening stock from what each distributor's customers are expected to buy."""
    network, p = scenario.channel.network, scenario.channel.stock
    served = customers.distributor >= 0
    expected = (customers.order_rate * customers.order_value)[served]
    n = len(distributors.stock)
    value_a_day = np.bincount(customers.distributor[served], weights=expected, minlength=n) / 7.0
    orders_a_day = np.bincount(customers.distributor[served], weights=customers.order_rate[served], minlength=n) / 7.0
    for sku in range(len(network.sku_prices)):
        share, price = network.sku_shares[sku], network.sku_prices[sku]
        units = value_a_day * share / price
        size = np.divide(units, orders_a_day * share, out=np.ones(n), where=orders_a_day * share > 0)
        distributors.forecast[:, sku] = units
        # demand is compound Poisson: variance is orders a day x mean squared size, taken as twice the squared mean
        distributors.forecast_mad[:, sku] = 0.8 * np.sqrt(2.0 * orders_a_day * share) * size
        days = p.lead_days + p.review_days
        if network.stock_days is not None:
            distributors.stock[:, 0, sku] = np.ceil(units * network.stock_days)
            continue
        distributors.stock[:, 0, sku] = np.ceil(
            units * days + p.service_factor * 1.25 * distributors.forecast_mad[:, sku] * np.sqrt(days)
        ).astype(np.int64)


def sample_outlets(scenario: Scenario, customers: Customers, draws: Draws) -> Outlets:
    """Shelves of the customers whom distributors serve, in the order of ``place``; no rows where there are none.

    Shoppers ask for what the customer's orders would come to; an owner orders as often as before and fills the shelf
    up for the time until the same SKU class has its turn again, by an own idea of demand.
    """
    network, p = scenario.channel.network, scenario.channel.shelves
    skus, n = len(network.sku_prices), len(customers.state) if p.enabled else 0
    outlets = new_columns(Outlets, n, {"sku": skus})
    if n == 0:
        return outlets
    rows = np.argsort(customers.place)
    ids, rate = customers.customer_id[rows], customers.order_rate[rows]
    prices, shares = np.array(network.sku_prices), np.array(network.sku_shares)
    # Value over price is rounded far above its last bit: whole units must not hang on the size of the money's unit.
    outlets.demand[:] = ((rate * customers.order_value[rows])[:, None] * shares / prices).astype(np.float32)
    z = draws.normal(Stream.OUTLET_TRAITS, ids, 0)
    outlets.judged[:] = np.exp(p.misjudged * z - 0.5 * p.misjudged**2)
    drawn = np.column_stack([draws.uniform(Stream.OUTLET_TRAITS, ids, 10 + sku) for sku in range(skus)])
    outlets.listed[:] = drawn < p.listed_share
    outlets.listed[np.arange(n), drawn.argmin(axis=1)] = 1
    turn_weeks = outlets.listed.sum(axis=1) / np.maximum(rate, 1.0 / 52.0)
    outlets.cover_weeks[:] = np.minimum(p.cover * turn_weeks, 2.0 * p.shelf_life_weeks)
    level = outlets.demand * (outlets.judged * outlets.cover_weeks)[:, None] * outlets.listed
    served = (customers.distributor[rows] >= 0)[:, None]
    outlets.shelf[:, 0] = np.where(served, 0.5 * level, 0.0)
    return outlets


def place_on_map(places: Places, customers: Customers, distributors: Distributors) -> None:
    """Project customers and distributors to kilometers around the market's center."""
    for columns in (customers, distributors):
        columns.x_km[:], columns.y_km[:] = places.projection.to_km(columns.lon_deg, columns.lat_deg)
