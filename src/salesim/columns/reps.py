# mypy: disable-error-code="valid-type"
"""Columns of reps: one row per seat. A seat stays; the person in it may change."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from salesim.columns.by_pointer import by_pointer
from salesim.columns.schema import column

N_MEASURES = 8  # what reps can be paid on, in the order of `pay.measures.Measure`
N_PAIRS = N_MEASURES * (N_MEASURES - 1) // 2
MAX_INDUSTRIES = 20  # as many as the sections of GB/T 4754, China's classification of industries


def sizes_with(n_lines: int) -> dict[str, int]:
    """Sizes of the columns where the sales of so many product lines are measured, too."""
    n = N_MEASURES + n_lines
    return {"measure": n, "pair": n * (n - 1) // 2, "line": n_lines}


class Tool(IntEnum):
    """Digital tools that reps may use; a number addresses draws and never changes its meaning."""

    MAP = 0
    ARRIVAL_CONTEXT = 1
    CHECK_IN = 2
    FORECAST = 3
    VOICE_NOTES = 4


@by_pointer
class Reps(NamedTuple):
    """State of all seats and of the people in them. Dimensions: ``measure``, ``pair`` of measures, product ``line``."""

    SIZES = {"measure": N_MEASURES, "pair": N_PAIRS, "line": 0}  # type: ignore[misc]  # noqa: RUF012

    seat: column("i4", "", "identity of the seat; addresses its draws")
    open: column("i1", "", "1 the seat exists, 0 it has been closed")
    region: column("i2", "", "index into the world's list of regions")
    team: column(
        "i2", "", "number of the manager who leads the seat: the region's, or the district's where levels are stated"
    )
    home_lon_deg: column("f8", "degree", "longitude of the rep's home")
    home_lat_deg: column("f8", "degree", "latitude of the rep's home")
    home_x_km: column("f4", "km", "home east of the market's center")
    home_y_km: column("f4", "km", "home north of the market's center")
    home_road: column("i4", "", "row in the table of travel times; -1 by distance")

    # the person
    holder: column("i4", "", "nth person in this seat, from 0")
    present: column("i1", "", "1 somebody works here, 0 vacant")
    vacant_until: column("f8", "day", "day on which the next holder of a vacant seat begins")
    full_quarter: column("i1", "", "1 the holder has been here since the quarter began")
    hired_week: column("i4", "week", "week in which the person began")
    plan: column("i2", "", "number of the plan that pays the person: `pay.plans.PayPlans`; 0 the firm's own")
    leaves_week: column("i4", "week", "week at whose end a person leaves who has given notice; 0 none given")
    base_effort: column("f8", "", "effort under today's plan, e0: what effort costs the person")
    skill: column("f8", "", "what the person is able to when fully ramped up, s; 1 on average")
    experience: column("f8", "", "share of the recent visits by industry; all 0 for a new rep", MAX_INDUSTRIES)
    risk_gain: column("f8", "", "curvature of value, alpha")
    loss_aversion: column("f8", "", "weight of a loss against a gain, lambda")
    probability_weight: column("f8", "", "curvature of probability weighting for gains, gamma")
    optimism: column("f8", "", "relative bias of the own forecast")
    ratchet_belief: column("f8", "", "share of the target's ratchet that the rep foresees, chi")
    falsified_share: column("f8", "", "share of reported visits that are not made")
    rebound: column("f8", "", "rise of falsified visits after checks have ended, as a share of them, fading")

    # target and forecast; sales in money
    quota: column("f8", "money", "target of the quarter, T")
    usual_sales: column("f8", "money", "what the seat's customers usually buy in such a quarter, which stakes count by")
    annual_quota: column("f8", "money", "target of the year as broken down at its start")
    season_share: column("f8", "", "share of the target's quarter that the holder has for it; 1 if here from its start")
    quota_error: column("f8", "", "lasting relative error of the seat's target")
    quarter_sales: column("f8", "money", "sales credited this quarter, S")
    # where the plan of pay has changed within the quarter: what the plan before has been settled for
    settled_sales: column("f8", "money", "sales credited this quarter until then")
    settled_quota: column("f8", "money", "part of the quota that went with them")
    settled_share: column("f8", "", "share of the quarter's quota planned until then; 0 the plan has not changed")
    baseline_sales: column("f8", "money/week", "own forecast of weekly sales, season taken out, b-hat")
    booked_sales: column("f8", "money/week", "usual weekly sales by the books, season taken out, as managers see them")
    weekly_cv: column("f8", "", "relative noise of weekly sales as experienced, sigma_w")
    pulled: column("f8", "money", "orders pulled forward and not yet paid back (negative: held back)")
    pulled_instalment: column("f8", "money/week", "what is paid back each week")
    quota_factor: column("f8", "", "what the ratchet has made of the target; 1 as planned")
    quota_shift: column("f8", "", "what moving quotas between territories has made of the target, for good")
    quota_resets: column("i4", "", "resets of the target this quarter")
    below_weeks: column("i4", "", "weeks running below the phased target")
    quarter_visits: column("i4", "", "visits made this quarter")
    quarter_falsified: column("i4", "", "visits reported and not made this quarter")
    quarter_km: column("f8", "km", "distance driven this quarter")
    quarter_effort: column("f8", "", "sum of weekly effort this quarter")
    quarter_orders: column("i4", "", "orders credited this quarter")
    quarter_wins: column("i4", "", "prospects won this quarter")

    # what reps can be paid on, one cell for each Measure, then one for the sales of each product line. A ratio has its
    # numerator in the sum and its denominator in the base; sales have what is credited in the sum and what was billed
    # in the base
    measure_sum: column("f8", "", "sum of the quarter so far", ("measure",))
    measure_base: column("f8", "", "base of the quarter so far", ("measure",))
    measure_year: column("f8", "", "sum of the year so far", ("measure",))
    measure_year_base: column("f8", "", "base of the year so far", ("measure",))
    measure_rate: column("f8", "1/week", "sum of a usual week, as experienced", ("measure",))
    measure_base_rate: column("f8", "1/week", "base of a usual week, as experienced", ("measure",))
    measure_noise: column("f8", "", "variance of a week's sum, as experienced", ("measure",))
    measure_covariance: column("f8", "", "covariance of two measures' surprises in a week, by `pair_of`", ("pair",))
    measure_pay: column("f8", "money", "expected pay for one more unit of measure_sum, as felt now", ("measure",))
    component_pay: column("f8", "money", "pay expected of further components, as felt, for a quarter")
    year_share: column("f8", "", "share of the year that the holder has for its target; 1 if here from its start")
    data_quality: column("f8", "", "share of visits that are completely recorded")

    uses: column("i1", "", "1 the holder uses the digital tool, by Tool", len(Tool))

    waived: column("f8", "", "share of what check-in finds that the seat's manager lets pass, w")

    fatigue: column("f8", "", "effort above normal that is still felt")

    # this week
    effort: column("f8", "", "effort, e")
    sales_aim: column("f8", "", "effort meant for sales over all effort; below 1 where visits are paid for themselves")
    prospect_tilt: column("f8", "", "factor on the priority of prospects: what new customers pay against old ones")
    line_sales: column("f8", "", "sales of each product line as time is split, as shares of usual sales", ("line",))
    care: column("f8", "", "time for records and collecting payments, against the usual")
    invented_share: column("f8", "", "share of reported visits that are invented for their reward")
    usual_visits: column("f8", "", "visits made in a full week at normal effort, as experienced")
    workload: column("f8", "1/month", "visits that the own customers should get by the coverage rule")
    marginal_pay: column("f8", "money/money", "expected pay for one more currency unit of sales, M")
    expected_pay: column("f8", "money", "variable pay expected for a whole quarter")
    pay_at_quota: column("f8", "money", "salary and variable pay of a whole quarter at quota, W")
    usual_rate: column("f8", "money/money", "pay for one more currency unit of sales that makes a usual stake")
    beside_pay: column("f8", "", "what drives the rep this week beside pay and recognition, in the unit of D")
    drive: column("f8", "", "what drives the rep, D; effort goes with it against today's usual")
    own_pay: column("f8", "money", "all pay of a quarter that the rep has come to expect")
    outside_gap: column("f8", "", "logarithm of that pay over what others pay for such skill")
    pull: column("f8", "", "share added to this week's order rate by pulling forward (negative: pushed back)")
    discount: column("f8", "", "discount on this week's sales")
    support: column("f8", "", "share of a competitor's attack that the firm's support takes away")
    support_until: column("i4", "week", "week in which support ends")
    coaching_until: column("i4", "week", "week in which coaching ends")
    slump_until: column("i4", "week", "week in which the holder's slump ends")
    relief_until: column("i4", "week", "week in which help with desk work ends")
    recognition: column("f8", "", "stock of recognition")
    training: column("f8", "", "what training adds to visit quality")
    training_days: column("i4", "day", "training days still to come this quarter")
    peer_exits: column("f8", "", "memory of colleagues in the region who quit, as shares of it, fading")
    opening_forecast: column("f8", "", "attainment that the rep expected as the quarter began")
    opening_sigma: column("f8", "", "standard deviation of that forecast as the rep saw it")
    wager: column("i4", "", "option chosen from the menu this quarter; 0 none")
    wager_team: column("i4", "", "seat that numbers those who share the wager; the own seat if it is not shared")
    lost_wagers: column("f8", "", "memory of lost wagers, fading")

    # minutes of the week; they add up to working_min
    working_min: column("f8", "min", "working time of the week")
    selling_min: column("f8", "min", "time with customers")
    travel_min: column("f8", "min", "time on the road")
    other_min: column("f8", "min", "desk work, meetings, data entry, slack")
    training_min: column("f8", "min", "field time that learning a tool takes this week")
    report_min: column("f8", "min", "field time that checks, reports and meetings about results take this week")
    visits: column("i4", "", "visits made this week")
    falsified_visits: column("i4", "", "visits reported and not made this week")
    key_planned: column("i4", "", "key customers on the week's call plan")
    key_done: column("i4", "", "key visits made this week")
    detected_falsified: column("i4", "", "of these, found out")
    offers: column("i4", "", "offers of a further product line made this week")
    offer_hits: column("i4", "", "of these, taken up")
    offer_misses: column("i4", "", "of these, of a line that the customer does not need")
    km: column("f8", "km", "distance driven this week")
    sales: column("f8", "money", "sales credited this week")
    orders: column("i4", "", "orders credited this week")
    new_customers: column("i4", "", "prospects won this week")
    leads: column("i4", "", "prospects who turned up this week")
    lead_min: column("f8", "min", "field time lost this week on leads that were pursued twice")
