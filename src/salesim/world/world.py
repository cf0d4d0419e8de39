"""The world: the state at which every arm of a comparison begins."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from salesim.channel.desk import DeskJob
from salesim.channel.factory import Factory
from salesim.columns import Customers, Distributors, Outlets, Reps
from salesim.scenario.scenario import Scenario
from salesim.territory.layout import Layout
from salesim.world.placement import Placement
from salesim.world.travel_times import TravelTimes
from salesim.world.usual import Usual


@dataclass(frozen=True)
class KnownBuyers:
    """Customers of whom a file knows what they buy today: they buy it as the options begin, (k,) each.

    Parameters
    ----------
    customer_id : who they are, ascending
    order_rate : under today's holder, visits, service and competitors [1/week]
    churn_probability : after an order, under the same
    renewal_week : of the year, of who has a contract; else below 0
    """

    customer_id: np.ndarray
    order_rate: np.ndarray
    churn_probability: np.ndarray
    renewal_week: np.ndarray


@dataclass(frozen=True)
class World:
    """Everything an arm starts from; arms copy it and never write to it.

    Parameters
    ----------
    scenario : as loaded, the baseline's parameters
    customers, reps, distributors : the columns, customers in territory order
    towns : places of the market, one row a town
    regions, units : names behind the indices in the columns
    regions_en, regions_zh : the regions' English and Chinese names
    unit_residents : (n_units,)
    known : those of a file of whom it is known what they buy; None if there are none
    customer_keys : the user's own ids, in order of ``customer_id``; None if customers are drawn
    placement : how the customers of a file came by their positions; None likewise
    layouts : candidate layouts by name, territories numbered by the seat that owns them
    layout : name of the layout that the columns are in
    population : number that addresses the population's draws; 0, or one for each replication if it varies
    week : weeks lived so far
    mean_goodwill : constant of the baseline, the same in all arms
    local : (n_towns,) logarithm of a town's demand against its long-run level
    usual : what is usual under today's plan, the same in all options
    industry_shares : (n_industries,) share of customers at the start, a constant, the same in all arms
    attack_ends : (n_regions, n_industries) week in which a competitor's attack ends
    agents_free_at : (n_service_agents,) hours into the week at which each is free
    cash : (n_seats, ring) minor units that customers will pay, by week
    payable : (ring,) minor units that reps will be paid, by week
    travel : travel times of the user's own, and who is where in their table
    desk_jobs : orders at the desk
    outlets : shelves, in the order of ``customers.place``; no rows where customers have none
    factory : the brand's stock and production
    """

    scenario: Scenario
    customers: Customers
    reps: Reps
    distributors: Distributors
    towns: pd.DataFrame
    regions: tuple[str, ...]
    units: tuple[str, ...]
    layouts: dict[str, Layout]
    layout: str
    population: int
    week: int
    mean_goodwill: float
    usual: Usual
    local: np.ndarray
    industry_shares: np.ndarray
    attack_ends: np.ndarray
    agents_free_at: np.ndarray
    cash: np.ndarray
    payable: np.ndarray
    outlets: Outlets
    factory: Factory
    travel: TravelTimes = field(default_factory=TravelTimes.none)
    desk_jobs: tuple[DeskJob, ...] = ()
    unit_residents: np.ndarray | None = None
    regions_en: tuple[str, ...] = ()
    regions_zh: tuple[str, ...] = ()
    known: KnownBuyers | None = None
    customer_keys: tuple[str, ...] | None = None
    placement: Placement | None = None
