"""Customers as territory builders see them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from salesim.agents.goodwill import WEEKS_PER_MONTH
from salesim.columns import Customers, State
from salesim.scenario.anchors import AnchorParameters
from salesim.scenario.scenario import Scenario
from salesim.territory.ground import Ground
from salesim.territory.layout import Sites, make_sites, sum_by
from salesim.weeks import YEAR
from salesim.world.customer_file import FIELD
from salesim.world.market_places import places_of
from salesim.world.places import Places
from salesim.world.population import FIRST_PROSPECT
from salesim.world.table_cells import read_table

USUAL_CUSTOMERS = 10.0  # a place's share of lost customers is told from the market's by so many customers (A)


def make_world_sites(
    customers: Customers,
    scenario: Scenario,
    unit_residents: np.ndarray | None,
    customer_keys: tuple[str, ...] | None = None,
) -> Sites:
    """Sites from the columns, as the firm knows them: workload by the coverage rule, sales by last year's, potential by
    its estimate.

    Who is gone, and prospects whom nobody has heard of, have none of them.
    ``customer_keys`` are the user's own ids, in order of ``customer_id``, for a layout from a file.
    """
    force = scenario.sales_force
    weights = np.array(force.coverage.grade_weights)
    if force.coverage.rule == "even":
        weights = np.ones_like(weights)
    visits_a_month = np.where(
        customers.state >= State.HEALTHY, weights[customers.grade], force.coverage.prospect_weight
    )
    visits_a_month[(customers.state == State.GONE) | (customers.state == State.UNKNOWN)] = 0.0
    visit_hours = force.time.visit_min / 60.0
    places = places_of(scenario)
    county_of_town, expected = places.counties[1], expected_sales(customers)
    county = county_of_town[customers.town]
    return make_sites(
        customers.customer_id,
        customers.x_km,
        customers.y_km,
        unit=customers.unit,
        region=customers.region,
        industry=customers.industry,
        workload_hours=visits_a_month / WEEKS_PER_MONTH * visit_hours,
        potential=known_potential(customers, expected),
        unit_residents=unit_residents,
        province=places.province_of_unit[customers.unit],
        county=county,
        county_residents=sum_by(county_of_town, int(county_of_town.max()) + 1, places.residents),
        size_class=customers.size_class,
        grade=customers.grade,
        contested=contested_shares(county, np.asarray(customers.state)),
        is_customer=(customers.state == State.HEALTHY) | (customers.state == State.FADING),
        visit_hours=visit_hours,
        expected=expected,
        customer_key=_keys(customers, scenario, customer_keys),
        columns=_own_columns(customers, scenario),
        ground=_ground(places, scenario.market.anchors, scenario.market.customers.industries, scenario.folder),
    )


def expected_sales(customers: Customers) -> np.ndarray:
    """What a firm would expect to sell to each customer, (n,) [money/week].

    Customers: their sales of the last four quarters. Open prospects: the mean of the customers of their industry.
    Before anything has been sold, when the burn-in begins, the expected sales of those who are customers already.
    """
    current = (customers.state == State.HEALTHY) | (customers.state == State.FADING)
    sold = customers.quarter_sales.sum(axis=1, dtype=np.float64) / YEAR
    if not sold.any():
        sold = customers.order_rate * customers.order_value
    expected = np.where(current, sold, 0.0)
    n_industries = int(customers.industry.max()) + 1 if len(sold) else 0
    customers_of = np.maximum(sum_by(customers.industry[current], n_industries), 1)
    usual = sum_by(customers.industry[current], n_industries, sold[current]) / customers_of
    return np.where(is_open_prospect(customers), usual[customers.industry], expected)


def known_potential(customers: Customers, expected: np.ndarray) -> np.ndarray:
    """What a firm takes each one's demand at all suppliers for, (n,) [money/week]; no less than what it buys here.

    ``expected`` is from `expected_sales`.
    """
    current = (customers.state == State.HEALTHY) | (customers.state == State.FADING)
    known = np.where(current, np.maximum(customers.potential, expected), 0.0)
    return np.where(is_open_prospect(customers), customers.potential, known)


def is_open_prospect(customers: Customers) -> np.ndarray:
    """Who is heard of and does not buy yet, (n,) booleans."""
    return (customers.state > State.UNKNOWN) & (customers.state < State.HEALTHY)


def contested_shares(county: np.ndarray, state: np.ndarray) -> np.ndarray:
    """Share of the customers of each one's county that are fading or gone, (n,).

    Few customers tell little: shares are drawn towards the market's, (lost + m s) / (customers + m) with the market's
    share s and m = `USUAL_CUSTOMERS`. The firm knows this from its own records.
    """
    n_counties = int(county.max()) + 1 if len(county) else 0
    was_customer, is_lost = state >= State.HEALTHY, state >= State.FADING
    customers = sum_by(county, n_counties, was_customer.astype(np.float64))
    lost = sum_by(county, n_counties, is_lost.astype(np.float64))
    market = lost.sum() / max(customers.sum(), 1.0)
    return ((lost + USUAL_CUSTOMERS * market) / (customers + USUAL_CUSTOMERS))[county]


def place_anchors(anchors: AnchorParameters, places: Places) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Names and positions [km] of the market's anchor sites.

    Synthesized ones stand in the towns with most residents of each unit, ``apart_km`` from each other.
    """
    names = [site.name for site in anchors.sites]
    x, y = places.projection.to_km(
        np.array([site.lon for site in anchors.sites]), np.array([site.lat for site in anchors.sites])
    )
    rows: list[int] = []
    town_x, town_y = places.towns["x_km"].to_numpy(), places.towns["y_km"].to_numpy()
    for unit in range(len(places.units) if anchors.per_unit else 0):
        chosen: list[int] = []
        towns = np.flatnonzero(places.unit == unit)
        for town in towns[np.argsort(-places.residents[towns], kind="stable")]:
            if len(chosen) == anchors.per_unit:
                break
            if all(np.hypot(town_x[town] - town_x[t], town_y[town] - town_y[t]) >= anchors.apart_km for t in chosen):
                chosen.append(int(town))
        rows += chosen
    names += [f"{places.towns['name'].iloc[row]} (synthesized)" for row in rows]
    return tuple(names), np.concatenate([x, town_x[rows]]), np.concatenate([y, town_y[rows]])


def _keys(customers: Customers, scenario: Scenario, keys: tuple[str, ...] | None) -> np.ndarray | None:
    """The user's ids in order of the columns, if there are any or a layout's file will ask; prospects have none."""
    if keys is None and not any(layout.names_customers for layout in scenario.layouts.values()):
        return None
    ids = customers.customer_id.tolist()
    return np.array(["" if i >= FIRST_PROSPECT else keys[i] if keys else str(i) for i in ids], dtype=object)


def _own_columns(customers: Customers, scenario: Scenario) -> dict[str, np.ndarray]:
    """Columns of the customers' file that layouts ask for, in order of the columns; None for prospects.

    A column that the file lacks is left out, which the layout says, with the names that there are.
    """
    wanted = {heading for layout in scenario.layouts.values() for heading in layout.own_columns()}
    if not wanted or scenario.market.customers.file is None:
        return {}
    table = _cells(scenario.folder / str(scenario.market.customers.file))
    rows = np.where(customers.customer_id < FIRST_PROSPECT, customers.customer_id, -1)  # -1: the blank at the end
    return {heading: cells[rows] for heading, cells in table.items() if wanted - table.keys() or heading in wanted}


@lru_cache(maxsize=2)
def _cells(file: Path) -> dict[str, np.ndarray]:
    """Cells of the customers' file by heading, and a blank one after them."""
    return {heading: np.array([*cells, None], dtype=object) for heading, cells in read_table(file, FIELD).cells.items()}


@lru_cache(maxsize=8)
def _ground(places: Places, anchors: AnchorParameters, industries: tuple[str, ...], folder: Path) -> Ground:
    names, x_km, y_km = place_anchors(anchors, places)
    return Ground(
        town_names=tuple(places.towns[["name", "name_en", "name_zh"]].itertuples(index=False, name=None)),
        town_x_km=places.towns["x_km"].to_numpy(),
        town_y_km=places.towns["y_km"].to_numpy(),
        anchor_names=names,
        anchor_x_km=x_km,
        anchor_y_km=y_km,
        industries=industries,
        units={
            "province": tuple(np.unique(places.provinces)),
            "unit": places.units,
            "county": places.counties[0],
            "region": places.regions,
        },
        projection=places.projection,
        folder=folder,
    )
