# mypy: disable-error-code="valid-type"
"""Columns of distributors: one row each. Stock is counted in whole units by age class and SKU class."""

from __future__ import annotations

from typing import NamedTuple

from salesim.columns.by_pointer import by_pointer
from salesim.columns.schema import column

N_SKU = 3  # SKU classes (fast, middle, slow sellers) unless a scenario has others
LEAD_RING_DAYS = 64  # longest lead time that the pipeline can hold
MEMORY_DAYS = 28  # longest moving average
MAX_AGES = 6  # age classes of goods that expire; the last third of life is near-expiry


@by_pointer
class Distributors(NamedTuple):
    """State of all distributors. Dimensions: ``sku`` classes, ``age`` classes, ``day`` and ``memory`` rings of days."""

    SIZES = {"sku": N_SKU, "age": 1, "day": LEAD_RING_DAYS, "memory": MEMORY_DAYS}  # type: ignore[misc]  # noqa: RUF012

    distributor: column("i4", "", "identity; addresses its draws")
    lon_deg: column("f8", "degree", "longitude of the warehouse")
    lat_deg: column("f8", "degree", "latitude of the warehouse")
    x_km: column("f4", "km", "warehouse east of the market's center")
    y_km: column("f4", "km", "warehouse north of the market's center")
    unit: column("i2", "", "index into the world's list of units")
    region: column("i2", "", "index into the world's list of regions")
    neighbor: column("i4", "", "row of the nearest other distributor")
    adoption_week: column("i4", "week", "week in which it would begin to use a portal, if there is one")
    price_level: column("f8", "", "street price of its area over the usual one, minus 1")

    stock: column("i8", "units", "on hand, youngest first", ("age", "sku"))
    grey: column("i8", "units", "of others, brought into the area to be sold there", ("sku",))
    arriving: column("i8", "units", "arrivals by day (ring)", ("day", "sku"))
    at_desk: column("i8", "units", "ordered, not yet released by the order desk", ("sku",))
    in_transit: column("i8", "units", "released, not yet arrived", ("sku",))
    forecast: column("f8", "units/day", "own forecast of demand", ("sku",))
    forecast_mad: column("f8", "units/day", "smoothed absolute error of that forecast", ("sku",))
    memory: column("i8", "units", "demand as seen in the last days (ring)", ("memory", "sku"))
    demand_today: column("i8", "units", "asked for today, as the distributor sees it", ("sku",))
    sold_today: column("i8", "units", "sold today from its own stock", ("sku",))
    waiting_order: column("i1", "", "1 while an order of its own is at the desk")
    desk_days: column("f8", "day", "time that its own orders lately lay at the desk")
    n_orders: column("i4", "", "orders placed so far; addresses their draws")
    extra_days: column("f8", "day", "demand of so many days more is bought ahead, at a promotion")
    safety: column("f8", "", "added to the safety factor, for what is paid or feared")
    distrust: column("f8", "", "share of its safety stock that it no longer keeps for the brand's sake")
    shortage: column("f8", "", "share of its own orders that lately was not delivered")
    closed: column("i1", "", "1 bankrupt or cut off: neither orders nor sells")

    quarter_demand: column("i8", "units", "asked for this quarter")
    quarter_filled: column("i8", "units", "of these, sold at once from its own stock")
    quarter_met: column("i8", "units", "of these, met at once by somebody, with another product, too")
    quarter_sold: column("i8", "units", "sold this quarter, to customers of others, too")
    quarter_received: column("i8", "units", "received this quarter")
    quarter_scrapped: column("i8", "units", "written off this quarter")
    quarter_wasted: column("i8", "units", "expired this quarter")
    quarter_grey: column("i8", "units", "sold in its area this quarter by others")
    quarter_diverted: column("i8", "units", "sold outside of its area this quarter, found out or not")
    quarter_orders: column("i4", "", "own orders released by the desk this quarter")
    quarter_wrong: column("i4", "", "of these, with lines entered wrongly")
    quarter_desk_hours: column("f8", "hour", "time those orders lay at the desk, summed")
    quarter_cycle_days: column("f8", "day", "time from order to arrival, summed")
    quarter_bought: column("f8", "money", "value of goods ordered this quarter at wholesale prices")
    quarter_sales: column("f8", "money", "value of goods sold this quarter at street prices")
    week_demand: column("i8", "units", "asked for this week")
    week_filled: column("i8", "units", "of these, sold at once from its own stock")
    week_met: column("i8", "units", "of these, met at once by somebody, with another product, too")
    week_sold: column("i8", "units", "sold this week")
    week_received: column("i8", "units", "received this week")
    week_scrapped: column("i8", "units", "written off this week after a wrong delivery")
    week_wasted: column("i8", "units", "expired this week")
    week_grey: column("i8", "units", "sold in its area this week by others")
    week_sales: column("f8", "money", "value of goods sold this week")
    cash: column("f8", "money", "own money")
    owed: column("f8", "money", "owed to the brand for goods")
    overdue_weeks: column("i4", "week", "weeks running in which it could not pay what was due")
