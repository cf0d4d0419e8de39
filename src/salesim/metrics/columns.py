"""Columns of tables: what each is called, counted in and means, for headings, workbooks and the data dictionary.

Metrics are columns of the summary and declared where their rules are; all other columns stand here.
"""

from __future__ import annotations

from dataclasses import dataclass

from salesim.metrics.metric import METRICS, Unit
from salesim.wording.amounts import money
from salesim.wording.numbers import MISSING, count, figure, is_number, percent
from salesim.wording.text import N_, say


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    text : its heading; English, marked for the catalogue.
    unit : as a metric's.
    about : what it means; empty where the heading says it.
    """

    text: str
    unit: Unit = ""
    about: str = ""


COLUMNS: dict[str, Column] = {
    # what a row is about
    "arm": Column(N_("Option"), about=N_("layout/policy")),
    "layout": Column(N_("Layout"), about=N_("name of the layout")),
    "policy": Column(N_("Policy"), about=N_("name of the policy")),
    "replication": Column(N_("Replication"), about=N_("number of the replication, which addresses its random numbers")),
    "week": Column(N_("Week"), about=N_("week of the run, from 0")),
    "quarter": Column(N_("Quarter"), about=N_("quarter of the run, from 0")),
    "seat": Column(N_("Seat"), about=N_("number of the rep's seat")),
    "holder": Column(N_("Holder"), about=N_("nth person in the seat, from 0")),
    "skill": Column(N_("Skill"), "score", N_("what the holder is able to; 1 on average, 0 a vacant seat")),
    "skill_fifth": Column(N_("Fifth by skill"), about=N_("1 the least able fifth of the reps, 5 the ablest")),
    "person_years": Column(N_("Years at work"), "count", N_("years that all of them together have worked")),
    "region": Column(
        N_("Region"), about=N_("number of the region; on boards and for managers that of the group at the level")
    ),
    "group": Column(N_("Group"), about=N_("number of the district, region, ... as on maps")),
    "distributor": Column(N_("Distributor"), about=N_("number of the distributor")),
    "territory": Column(N_("Territory"), about=N_("number of the territory")),
    "outcome": Column(N_("Metric"), about=N_("column of the summary")),
    "part": Column(N_("Part"), about=N_("part of the value created")),
    "measure": Column(N_("Measure")),
    "statistic": Column(N_("Statistic"), about=N_("of the metric over the replications")),
    "sentence": Column(N_("Sentence"), about=N_("the result in words")),
    # a comparison
    "n": Column(N_("Replications"), "count", N_("replications with a value")),
    "value": Column(N_("Value")),
    "mean": Column(N_("Mean"), about=N_("mean over the replications")),
    "low": Column(N_("Lower end"), about=N_("lower end of the 95% interval")),
    "high": Column(N_("Upper end"), about=N_("upper end of the 95% interval")),
    "difference": Column(N_("Difference"), about=N_("mean paired difference to the baseline")),
    "difference_low": Column(N_("Difference, lower end"), about=N_("lower end of its 95% interval")),
    "difference_high": Column(N_("Difference, upper end"), about=N_("upper end of its 95% interval")),
    "correlation": Column(N_("Paired correlation"), "score", N_("between option and baseline over the replications")),
    "variance_reduction": Column(
        N_("Variance reduction"), "score", N_("times more replications that random numbers of its own would take")
    ),
    "p": Column(N_("p"), "score", N_("two-sided p of no difference")),
    "p_adjusted": Column(N_("p, adjusted"), "score", N_("the same, allowing for all options (max-t)")),
    "p_equivalent": Column(
        N_("p of equivalence"),
        "score",
        N_("p of a difference that matters (two one-sided tests), allowing for all options"),
    ),
    "wins": Column(N_("Replications ahead"), "count", N_("replications in which the option is ahead")),
    "skewness": Column(N_("Skewness"), "score", N_("of the differences")),
    "is_skewed": Column(N_("Is skewed"), about=N_("whether it makes the interval rough")),
    "p_best": Column(
        N_("Probability of being best"), "share", N_("probability of being the best option; to look at, not to stop by")
    ),
    "verdict": Column(N_("Verdict"), about=N_("better, worse, equivalent, undecided, or baseline")),
    "ahead": Column(N_("Ahead"), "share", N_("share of draws of the parameters in which the option is ahead")),
    "parameter_sd": Column(N_("± by parameters"), about=N_("spread over draws of the parameters")),
    "sampling_sd": Column(N_("± sampling error"), about=N_("standard error of a draw's mean difference")),
    "gini": Column(N_("Inequality of pay (Gini)"), "score", N_("inequality of reps' pay, 0 to 1")),
    "gini_difference": Column(N_("Difference of inequality"), "score"),
    "gini_low": Column(N_("Difference of inequality, lower end"), "score"),
    "gini_high": Column(N_("Difference of inequality, upper end"), "score"),
    "gaining": Column(N_("Seats that gain"), "count", N_("seats whose pay rises by more than 1%")),
    "losing": Column(N_("Seats that lose"), "count", N_("seats whose pay falls by more than 1%")),
    "seats": Column(N_("Seats"), "count"),
    "pay_mean": Column(N_("Pay of a seat"), "money"),
    "pay_change": Column(N_("Change of pay"), "share"),
    "gain_mean": Column(N_("Mean gain of who gains"), "money"),
    "loss_mean": Column(N_("Mean loss of who loses"), "money"),
    # weeks
    "healthy": Column(N_("Customers who stay"), "count"),
    "fading": Column(N_("Customers about to churn"), "count"),
    "gone": Column(N_("Customers who churned"), "count"),
    "prospects": Column(N_("Prospects"), "count"),
    "customers": Column(N_("Customers"), "count"),
    "customers_start": Column(N_("Customers at the start"), "count"),
    "effort_mean": Column(N_("Mean effort"), "score"),
    "at_limits": Column(N_("Effort at a limit"), "share"),
    "receivables": Column(N_("Receivables"), "money"),
    "reps_present": Column(N_("Reps at work"), "count"),
    "attacks": Column(N_("Attacks by competitors"), "count"),
    "tickets": Column(N_("Service tickets"), "count"),
    "tickets_answered": Column(N_("Tickets answered by agents"), "count"),
    "tickets_by_bot": Column(N_("Tickets answered by bots"), "count"),
    "promises": Column(N_("Promises to strategic customers"), "count"),
    "promises_kept": Column(N_("Promises kept"), "count"),
    # the ledger, week by week
    "made": Column(N_("Goods made"), "goods"),
    "sold": Column(N_("Goods sold"), "goods"),
    "scrapped": Column(N_("Goods scrapped"), "goods"),
    "stock_open": Column(N_("Stock at the week's start"), "goods"),
    "stock_close": Column(N_("Stock at the week's end"), "goods"),
    "pipeline_open": Column(N_("Goods on the way at the week's start"), "goods"),
    "pipeline_close": Column(N_("Goods on the way at the week's end"), "goods"),
    "postponed_open": Column(N_("Orders waiting for stock at the week's start"), "goods"),
    "postponed_close": Column(N_("Orders waiting for stock at the week's end"), "goods"),
    "orders_placed": Column(N_("Orders placed"), "count"),
    "orders_filled": Column(N_("Number of orders filled"), "count"),
    "cost_of_sales": Column(N_("Cost of goods sold"), "money"),
    "collected": Column(N_("Cash collected"), "money"),
    "variable_paid": Column(N_("Variable pay paid out"), "money"),
    "travel": Column(N_("Travel"), "money"),
    "overhead": Column(N_("Overhead of reps"), "money"),
    "service": Column(N_("Service"), "money"),
    "license": Column(N_("Licenses"), "money"),
    "desk": Column(N_("Order desk"), "money"),
    "support": Column(N_("Sales support"), "money"),
    "hiring": Column(N_("Hiring"), "money"),
    "holding": Column(N_("Stock holding"), "money"),
    "recognition": Column(N_("Recognition"), "money"),
    "payable_open": Column(N_("Pay owed at the week's start"), "money"),
    "payable_close": Column(N_("Pay owed at the week's end"), "money"),
    "receivables_open": Column(N_("Receivables at the week's start"), "money"),
    "receivables_close": Column(N_("Receivables at the week's end"), "money"),
    "customers_healthy": Column(N_("Customers who stay"), "count"),
    "customers_fading": Column(N_("Customers about to churn"), "count"),
    "customers_gone": Column(N_("Customers who churned"), "count"),
    "customers_unknown": Column(N_("Prospects nobody knows"), "count"),
    "customers_lead": Column(N_("Leads"), "count"),
    "customers_qualified": Column(N_("Qualified leads"), "count"),
    "customers_proposal": Column(N_("Prospects with a proposal"), "count"),
    "key_planned": Column(N_("Key visits planned"), "count"),
    "key_done": Column(N_("Key visits made"), "count"),
    "working_min": Column(N_("Working time"), "minutes"),
    "selling_min": Column(N_("Time with customers"), "minutes"),
    "travel_min": Column(N_("Travel time"), "minutes"),
    "other_min": Column(N_("Other work"), "minutes"),
    # reps' quarters
    "full_quarter": Column(N_("Whole quarter"), about=N_("1 if the rep was there from the quarter's start")),
    "quota": Column(N_("Quota"), "money"),
    "credited": Column(N_("Credited sales"), "money", N_("sales that count for the quota")),
    "attainment": Column(N_("Attainment"), "share", N_("credited sales over quota")),
    "potential": Column(N_("Potential"), "money", N_("what customers would buy at usual effort without attacks")),
    "wager": Column(N_("Wager"), about=N_("name of the wager taken; empty without one")),
    "wager_won": Column(N_("Wager won")),
    "km": Column(N_("Kilometers driven"), "km"),
    # wagers
    "uptake": Column(N_("Taken"), "share"),
    "win_rate": Column(N_("Won"), "share"),
    "loss_rate": Column(N_("Lost"), "share"),
    "offer_effect": Column(N_("Sales of all offered"), "share"),
    "taker_effect": Column(N_("Sales of takers"), "share"),
    "gap": Column(N_("Takers ahead by"), "share"),
    "gap_without": Column(N_("without wager"), "share"),
    "wager_cost": Column(N_("Cost"), "money"),
    "quits_after_loss": Column(N_("Quit after losing"), "share"),
    "quits_without": Column(N_("without wager"), "share"),
    "p_win": Column(N_("Odds of winning"), "share", N_("as the taker saw them")),
    "p_lose": Column(N_("Odds of losing"), "share", N_("as the taker saw them")),
    "forecast": Column(N_("Forecast"), about=N_("the taker's own, of the attainment that counts")),
    # contests
    "result": Column(
        N_("Result"), "share", N_("credited sales of the contest's weeks over the quota planned for them")
    ),
    "place": Column(N_("Place"), about=N_("1 for the best")),
    "prize": Column(N_("Prize"), "money"),
    # pay plans
    "paid_on": Column(N_("Paid on")),
    "component": Column(N_("Component of pay")),
    "period": Column(N_("Period")),
    "pay_80": Column(N_("80%"), "money", N_("pay at 80% of quota")),
    "pay_100": Column(N_("100%"), "money", N_("pay at 100% of quota")),
    "pay_120": Column(N_("120%"), "money", N_("pay at 120% of quota")),
    "reached": Column(N_("reached")),
    "at_quota": Column(N_("at quota"), "share"),
    "earned": Column(N_("earned"), "money"),
    # distributors
    "demand_units": Column(N_("Units asked for"), "goods"),
    "sold_units": Column(N_("Units sold"), "goods"),
    "cycle_days_mean": Column(N_("Order cycle, days"), "days"),
    "error_share": Column(N_("Orders with errors"), "share"),
    "sell_through": Column(N_("Sell-through"), "share"),
    "near_expiry_share": Column(N_("Stock near expiry"), "share"),
    "diverted_share": Column(N_("Diverted"), "share"),
    "received_units": Column(N_("Units received"), "goods"),
    "filled_units": Column(N_("Units sold at once"), "goods"),
    "met_units": Column(N_("Units met at once by anybody"), "goods"),
    "diverted_units": Column(N_("Units diverted"), "goods", N_("units sold into another's area")),
    "grey_units": Column(N_("Units diverted into the area"), "goods", N_("units that others sold into the area")),
    "scrapped_units": Column(N_("Units scrapped"), "goods"),
    "wasted_units": Column(N_("Units wasted"), "goods"),
    "stock_units": Column(N_("Units in stock"), "goods"),
    # managers' diagnoses
    "diagnosed": Column(N_("Diagnosed (rows), true cause (columns)")),
    "cause": Column(N_("Cause diagnosed")),
    "true_cause": Column(N_("True cause")),
    "cost": Column(N_("Cost"), "money"),
    "action": Column(N_("Action taken")),
    "hours": Column(N_("Hours"), "hours"),
    "shortfall": Column(N_("Shortfall"), "share", N_("how far attainment is below what was expected")),
    "competitor_part": Column(N_("Shortfall by competitors"), about=N_("true part of the shortfall")),
    "execution_part": Column(N_("Shortfall by execution"), about=N_("true part of the shortfall")),
    "quota_part": Column(N_("Shortfall by the quota"), about=N_("true part of the shortfall")),
    "chance_part": Column(N_("Shortfall by chance"), about=N_("true part of the shortfall")),
    "attack_reports": Column(N_("Attacks that reps report"), "share"),
    "colleagues_reports": Column(N_("Attacks that colleagues report"), "share"),
    "visit_gap": Column(N_("Visits missing"), "share"),
    "quota_gap": Column(N_("Quota too high by"), "share"),
    "sold_before": Column(N_("Sales before the action"), "money"),
    "sold_after": Column(N_("Sales after the action"), "money"),
    # boards, events and grades
    "reps": Column(N_("Reps"), "count"),
    "behind": Column(N_("Shown behind"), about=N_("whether the board shows the region behind")),
    "needless": Column(N_("Behind through no fault of its own")),
    "conversion": Column(N_("Conversion of leads"), "share"),
    "order_value": Column(N_("Value of an order"), "money"),
    "output_per_head": Column(N_("Sales per rep"), "money"),
    "performance": Column(N_("Performance"), "score"),
    "forecast_error": Column(N_("Error of the forecast"), "share"),
    "kind": Column(N_("Kind")),
    "detail": Column(N_("Detail"), about=N_("of an event: its customers, share or distributor")),
    "message": Column(N_("Message")),
    "team": Column(N_("Team")),
    "grade": Column(N_("Grade")),
    "visits_a_month": Column(N_("Visits a month"), "score"),
    "visits_share": Column(N_("Share of visits"), "share"),
    "sales_share": Column(N_("Share of sales"), "share"),
    "wanted_share": Column(N_("Share of visits wanted"), "share"),
    # the data dictionary
    "table": Column(N_("Table")),
    "column": Column(N_("Column")),
    "heading": Column(N_("Heading")),
    "meaning": Column(N_("Meaning")),
    # the scores of a layout
    "n_accounts": Column(N_("Customers and prospects"), "count"),
    "around": Column(N_("Mostly around")),
    "area_km2": Column(N_("Area, km²"), "score"),
    "x_km": Column(N_("East, km"), "km"),
    "y_km": Column(N_("North, km"), "km"),
    "n_territories": Column(N_("Territories"), "count"),
    "n_customers": Column(N_("Customers"), "count"),
    "level": Column(N_("Level")),
    "n_groups": Column(N_("Managers"), "count"),
    "span": Column(N_("Each leads"), "count"),
    "workload_hours": Column(N_("Workload a week, hours"), "hours"),
    "workload_worst": Column(N_("Largest deviation of workload"), "share"),
    "workload_cv": Column(N_("Spread of workload"), "share"),
    "potential_worst": Column(N_("Largest deviation of potential"), "share"),
    "potential_cv": Column(N_("Spread of potential"), "share"),
    "potential_gini": Column(N_("Inequality of potential (Gini)"), "score"),
    "distance_km": Column(N_("Mean distance to the center, km"), "km"),
    "home_km": Column(N_("From the rep's home to the center, km"), "km"),
    "travel_hours": Column(N_("Hours on the road a week, estimated"), "hours"),
    "customers_max": Column(N_("Customers of the fullest territory"), "count"),
    "customers_min": Column(N_("Customers of the emptiest territory"), "count"),
    "sales_reassigned": Column(N_("Today's sales that are reassigned"), "share"),
    "relationship_reassigned": Column(N_("Relationships that are reassigned"), "share"),
    "potential_reassigned": Column(N_("Potential that is reassigned"), "share"),
    "polsby_popper": Column(N_("Compactness of shapes (1 = circle)"), "score"),
    "one_piece_share": Column(N_("Territories in one piece"), "share"),
    "enclaves": Column(N_("Enclaves"), "count"),
    "overlap_share": Column(N_("Workload inside another's hull"), "share"),
    # assumptions
    "path": Column(N_("Field")),
    "about": Column(N_("What it is")),
    "value_used": Column(N_("Value")),
    "default": Column(N_("Default")),
    "unit": Column(N_("Unit")),
    "source": Column(N_("Source")),
}
ENDINGS: dict[str, Unit] = {  # of the names of columns that are declared nowhere else
    "_share": "share",
    "_hours": "hours",
    "_min": "minutes",
    "_days": "days",
    "_km": "km",
    "_units": "goods",
    "_pay": "money",
    "_cost": "money",
    "_sales": "money",
}


def heading(column: str, lang: str = "en") -> str:
    """What readers call a column; a name of nobody's is shown as it is, in words.

    >>> heading("retention"), heading("my_own_score")
    ('Customer retention', 'my own score')
    """
    found = METRICS.get(column) or COLUMNS.get(column)
    return say(found.text, lang) if found else column.replace("_", " ")


def meaning(column: str, lang: str = "en") -> str:
    """What a column means, in a sentence or a heading."""
    found = METRICS.get(column) or COLUMNS.get(column)
    return say(found.about or found.text, lang) if found else column.replace("_", " ")


def unit_of(column: str) -> Unit:
    """What a column is counted in; empty for what is no figure.

    >>> unit_of("sales"), unit_of("retention"), unit_of("stock_units"), unit_of("verdict")
    ('money', 'share', 'goods', '')
    """
    found = METRICS.get(column) or COLUMNS.get(column)
    if found:
        return found.unit
    return next((unit for ending, unit in ENDINGS.items() if column.endswith(ending)), "")


def written(column: str, value: float | None, currency: str, lang: str = "en") -> str:
    """A figure as its column's unit wants it.

    >>> written("sales", 12_345_678, "USD"), written("retention", 0.8642, "USD"), written("visits", 1213, "USD")
    ('12.3 M USD', '86.4%', '1,213')
    """
    if not is_number(value):
        return MISSING
    unit = unit_of(column)
    if unit == "money":
        return money(value, currency, lang)
    if unit == "share":
        return percent(value, decimals=1)
    return count(value, decimals=2) if column == "correlation" else figure(value)
