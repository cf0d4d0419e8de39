# mypy: disable-error-code="valid-type"
"""Columns of distributors: one row each. Stock is counted in whole units by SKU class."""

from __future__ import annotations

from typing import NamedTuple

from salesim.columns.schema import column

N_SKU = 3  # SKU classes (fast, middle, slow sellers)
LEAD_RING_DAYS = 64  # longest lead time that the pipeline can hold


class Distributors(NamedTuple):
    """State of all distributors."""

    distributor: column("i4", "", "identity; addresses its luck")
    lon_deg: column("f8", "degree", "longitude of the warehouse")
    lat_deg: column("f8", "degree", "latitude of the warehouse")
    x_km: column("f4", "km", "warehouse east of the market's centre")
    y_km: column("f4", "km", "warehouse north of the market's centre")
    prefecture: column("i2", "", "index into the world's list of prefectures")
    region: column("i2", "", "index into the world's list of regions")
    neighbour: column("i4", "", "row of the nearest other distributor")
    adoption_week: column("i4", "week", "week in which it would begin to use a portal, if there is one")

    stock: column("i8", "units", "on hand, by SKU class", N_SKU)
    arriving: column("i8", "units", "arrivals by day (ring) x SKU class", LEAD_RING_DAYS * N_SKU)
    at_desk: column("i8", "units", "ordered, not yet released by the order desk, by SKU class", N_SKU)
    in_transit: column("i8", "units", "released, not yet arrived, by SKU class", N_SKU)
    forecast: column("f8", "units/day", "own forecast of demand, by SKU class", N_SKU)
    forecast_mad: column("f8", "units/day", "smoothed absolute error of that forecast, by SKU class", N_SKU)
    demand_today: column("i8", "units", "asked for today, by SKU class", N_SKU)
    waiting_order: column("i1", "", "1 while an order of its own is at the desk")
    desk_days: column("f8", "day", "time that its own orders lately lay at the desk")
    n_orders: column("i4", "", "orders placed so far; addresses their draws")

    quarter_demand: column("i8", "units", "asked for this quarter")
    quarter_sold: column("i8", "units", "sold this quarter")
    quarter_received: column("i8", "units", "received this quarter")
    quarter_scrapped: column("i8", "units", "written off this quarter")
    quarter_orders: column("i4", "", "own orders released by the desk this quarter")
    quarter_desk_hours: column("f8", "hour", "time those orders lay at the desk, summed")
    week_demand: column("i8", "units", "asked for this week")
    week_sold: column("i8", "units", "sold this week")
    week_received: column("i8", "units", "received this week")
    week_scrapped: column("i8", "units", "written off this week after a wrong delivery")
