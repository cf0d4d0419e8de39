"""A user's own customers in the world: what their file knows stands, everything else is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from salesim.columns import Customers
from salesim.errors import nearest_name, together
from salesim.random import Stream
from salesim.random.distributions import beta_array
from salesim.scenario.overlay import overlay
from salesim.scenario.scenario import Scenario
from salesim.world.customer_file import fault_of, read_customers
from salesim.world.gazetteer.locate import NOWHERE
from salesim.world.placement import Placement, place_customers
from salesim.world.places import Places
from salesim.world.population import Draws, classify, sample_customers
from salesim.world.wallets import shares_drawn


class OwnCustomers(NamedTuple):
    """Customers of a file, and prospects drawn as usual."""

    scenario: Scenario  # with as many customers as the file has
    columns: Customers  # the file's customers first
    known: pd.DataFrame  # what it says of them, and where they were placed, in order of ``customer_id``
    known_buyers: np.ndarray  # (k,) ``customer_id`` of those of whom the file knows what they buy
    placement: Placement  # how they came by their positions


def sample_customers_from_file(scenario: Scenario, places: Places, draws: Draws) -> OwnCustomers:
    """The customers of ``market.customers.file``, and prospects drawn as usual.

    Position, industry, order rate, order value, first and last order, and whether a distributor serves the customer are
    the file's where it knows them. ``sales_per_week`` fills in for a missing order value (or rate), and where the file
    knows but the ``potential``, the share of it that is drawn. Unit and region are those of the nearest
    town. Dates count back from the latest one in the file.
    """
    file = scenario.folder / str(scenario.market.customers.file)
    names = list(scenario.channel.network.areas)
    known = read_customers(file, names, needs_place=scenario.market.customers.unplaced == "refuse")
    known, placement = place_customers(known, places, scenario, draws, file)
    n = len(known)
    scenario = overlay(scenario, {"market.customers.count": n})
    columns = sample_customers(scenario, places, draws)
    own = Customers(*(array[:n] for array in columns))  # views: what is written here stands in the columns
    put_on_map(own, known, places)
    put_into_industries(own, known, scenario.market.customers.industries, file)
    if "distributor" in known:
        is_told = known["distributor"].notna().to_numpy()
        own.distributor[is_told] = np.where(known["distributor"][is_told].astype(bool), 0, -1)
    if "distributor_name" in known:
        told = known["distributor_name"].notna().to_numpy()
        # below -1 until distributors are there, so that 0 still means whoever is nearest
        own.distributor[told] = [-2 - names.index(name) for name in known["distributor_name"][told]]
    known_buyers = own.customer_id[put_buying(own, known, shares_drawn(scenario, own, draws))]
    put_history(own, known)
    buying = scenario.market.buying
    told = np.zeros(n, dtype=bool)
    for name in ("orders_per_week", "sales_per_week", "potential", "past_orders", "first_order"):
        if name in known:
            told |= known[name].notna().to_numpy()
    past_orders = np.floor(own.order_rate[told] * -own.first_order_week[told])
    if "past_orders" in known:
        counted = known["past_orders"].to_numpy(float)[told]
        past_orders = np.where(np.isnan(counted), past_orders, counted)
    keys = draws.keys(Stream.CUSTOMER_CHURN, own.customer_id[told])
    own.churn_probability[told] = beta_array(keys, np.full(len(keys), buying.churn_a), buying.churn_b + past_orders)
    classify(buying, columns)
    return OwnCustomers(scenario, columns, known, known_buyers, placement)


def put_on_map(own: Customers, known: pd.DataFrame, places: Places) -> None:
    """Positions of the file with the nearest town's unit and region; who has none stays where it was drawn."""
    rows = np.flatnonzero(known["placed_by"] != NOWHERE)
    own.lon_deg[rows], own.lat_deg[rows] = known["lon_deg"].to_numpy()[rows], known["lat_deg"].to_numpy()[rows]
    town = places.nearest_town(*places.projection.to_km(own.lon_deg[rows], own.lat_deg[rows]))
    own.town[rows] = town
    own.unit[rows], own.region[rows] = places.unit[town], places.region[town]


def put_into_industries(own: Customers, known: pd.DataFrame, industries: tuple[str, ...], file: Path) -> None:
    """The file's industries; they must be among those of the scenario, or the first customer of each is named."""
    if "industry" not in known:
        return
    index = {name: i for i, name in enumerate(industries)}
    names = known["industry"].dropna()
    first = names[~names.duplicated() & ~names.isin(index)]
    if len(first):
        reason, allowed = "is not among market.customers.industries", ", ".join(industries)
        near = {name: nearest_name(name, industries) for name in first}
        raise together(
            [
                fault_of(known, row, "industry", reason, file, allowed=allowed, nearest=near[name])
                for row, name in first.items()
            ]
        )
    own.industry[names.index] = names.map(index)


def put_buying(own: Customers, known: pd.DataFrame, share: np.ndarray) -> np.ndarray:
    """Order rate and order value; known sales, their product, give whichever the file leaves out.

    Where the file knows the potential alone, sales are a ``share`` (n,) of it. Returns whose rate, sales or potential
    the file knows, (n,) booleans; the others buy as drawn.
    """

    def column(name: str) -> np.ndarray:
        return known[name].to_numpy(float) if name in known else np.full(len(known), np.nan)

    rate, value, sales = column("orders_per_week"), column("order_value"), column("sales_per_week")
    sales = np.where(np.isnan(sales), share * column("potential"), sales)
    own.order_rate[:] = np.where(np.isnan(rate), own.order_rate, rate)
    from_potential = np.where(np.isnan(rate) & (value > 0), sales / value, np.nan)
    own.order_rate[:] = np.where(np.isnan(from_potential), own.order_rate, from_potential)
    with np.errstate(divide="ignore", invalid="ignore"):
        implied = np.where((sales > 0) & (own.order_rate > 0), sales / own.order_rate, np.nan)
    value = np.where(np.isnan(value), implied, value)
    own.order_value[:] = np.where(np.isnan(value), own.order_value, value)
    return ~np.isnan(rate) | ~np.isnan(sales)


def put_history(own: Customers, known: pd.DataFrame) -> None:
    """Weeks of the first and the last order, counted back from the latest date in the file."""
    dates = [known[name] for name in ("first_order", "last_order") if name in known]
    if not dates:
        return
    today = max(column.max() for column in dates)
    for name, weeks in (("first_order", own.first_order_week), ("last_order", own.last_order_week)):
        if name in known and pd.notna(today):
            ago = (today - known[name]).dt.days.to_numpy(float) // 7
            weeks[:] = np.where(np.isnan(ago), weeks, -1 - ago)
    own.first_order_week[:] = np.minimum(own.first_order_week, own.last_order_week)
