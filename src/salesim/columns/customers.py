# mypy: disable-error-code="valid-type"
"""Columns of customers and prospects: one row each, rows in territory order."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from salesim.columns.by_pointer import by_pointer
from salesim.columns.schema import column

NEVER = -999  # week of something that has not happened


class State(IntEnum):
    """Where a customer stands; prospects climb three stages before they become customers."""

    UNKNOWN = 0  # a prospect that nobody has heard of yet
    LEAD = 1  # came in, waits for an answer
    QUALIFIED = 2
    PROPOSAL = 3
    HEALTHY = 4
    FADING = 5
    GONE = 6


@by_pointer
class Customers(NamedTuple):
    """State of all customers and prospects."""

    # who and where
    customer_id: column("i8", "", "identity; addresses the customer's draws and never changes")
    place: column("i4", "", "position among all customers by id; layouts are in this order")
    lon_deg: column("f4", "degree", "longitude, WGS84")
    lat_deg: column("f4", "degree", "latitude, WGS84")
    x_km: column("f4", "km", "east of the market's center, projected")
    y_km: column("f4", "km", "north of the market's center, projected")
    town: column("i2", "", "row in the table of towns")
    unit: column("i2", "", "index into the world's list of units")
    region: column("i2", "", "index into the world's list of regions (the article's circles)")
    industry: column("i1", "", "index into market.industries")
    size_class: column("i1", "", "0 small, 1 middle, 2 large, by what it would buy at usual service")
    distributor: column("i2", "", "row of the distributor that serves the customer; -1 buys direct")
    seat: column("i4", "", "seat (territory) that owns the customer")

    # what it would do (drawn once)
    order_rate: column("f8", "1/week", "order rate before effects, lambda")
    churn_probability: column("f8", "", "probability to begin to leave after an order, p")
    order_value: column("f8", "money", "mean value of an order, nu")
    payment_habit: column("f4", "", "factor on the payment delay; 0 pays in time")
    renewal_week: column("i2", "week", "week of the year in which the contract comes up; -1 no contract")
    need: column("i1", "", "further product line that the customer needs and nobody sees, from 1; 0 none")
    demand: column("f4", "money/week", "what the customer buys at all suppliers, which nobody sees")

    # this week
    visit_days: column("u1", "", "days on which a visit is planned or made: bit d for day d")
    new_orders: column("i2", "", "orders decided on this week")
    visit_quality: column("f4", "", "summed quality of the week's visits")
    service_event: column("f4", "", "what service did this week, q in [-1, 1]")
    open_ticket: column("i2", "week", "1 + the week in which the ticket that waits for an answer came; 0 none")

    # how things stand
    state: column("i1", "", "a State")
    state_week: column("i2", "week", "week in which the state began")
    goodwill: column("f8", "visits/month", "stock left by past visits, G")
    service_memory: column("f4", "", "remembered service in [-1, 1], Q")
    relationship: column("f4", "", "factor on the order rate after a change of rep; 1 settled")
    order_phase: column("i1", "", "phases passed since the last order (Erlang-k)")
    n_orders: column("i4", "", "orders placed so far; addresses their draws")
    first_order_week: column("i2", "week", "week of the first order")
    last_order_week: column("i2", "week", "week of the latest order; -999 never")
    last_visit_week: column("i2", "week", "week of the latest visit; -999 never")
    short_rate: column("f4", "1/week", "order rate of late, a window of 8 weeks, as the firm sees it")
    long_rate: column("f4", "1/week", "the same, a window of 26 weeks")
    alert: column("i2", "week", "1 + the week of the latest early warning; 0 never")
    postponed_units: column("i4", "units", "units that a stock-out delayed to next week")
    postponed_sku: column("i1", "", "their SKU class")
    postponed_number: column("i4", "", "running number of that order")
    open_deals: column("i2", "", "orders decided on as a deal that has not closed yet")
    deal_week: column("i2", "week", "week in which that deal is to close")
    deal_discount: column("f4", "", "discount agreed on for the deal, open or closed last")
    deal_ahead: column("f4", "money", "paid for a deal before its day (negative: after it), until ahead_until")
    ahead_until: column("i2", "week", "week from which a moved deal is neither ahead nor behind")
    quarter_orders: column("i2", "", "filled orders in each of the last four quarters, ring", 4)
    quarter_sales: column("f4", "money", "filled sales in each of the last four quarters, ring", 4)
    quarter_visits: column("i2", "", "visits made this quarter")
    base_tags: column("f4", "", "share of the base tags that is known")
    need_tags: column("f4", "", "share of the need tags that is known and up to date")
    further_line: column("i1", "", "further product line that the customer has taken up, from 1; 0 none")
    offer_week: column("i2", "week", "1 + the week of the latest offer of a further line; 0 never")
    grade: column("i1", "", "0 A (best) to 4 E, from recency, frequency, monetary value")
    expected: column("f4", "money/week", "sales that the firm expects of the customer, from its books")
    response_hours: column("f4", "hour", "time until a lead got its first answer")
    potential: column("f4", "money/week", "what the firm takes the customer's demand at all suppliers for")
    claim: column("i1", "", "who has the lead: 0 nobody, 1 sales, 2 marketing, 3 both")
    junk: column("i1", "", "1 a worthless lead")
    reference_sales: column("f4", "money/week", "expected sales in the reference run, season taken out")
